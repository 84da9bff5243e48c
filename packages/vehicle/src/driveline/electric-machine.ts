/**
 * A synchronous machine with permanent magnets and its inverter: what torque it can give, what that costs, how warm it gets.
 *
 * Losses are the usual four: copper by torque squared (more when warm), iron and friction by speed and its square, the
 * inverter by current and voltage, and field weakening above the speed where the voltage of the bus ends. Torque and
 * power of a machine are its published ones, its losses fitted to a best efficiency of 95 to 97 %, as such machines have;
 * its own loss map is not published.
 * Left out: phase currents (./phases.ts has them), demagnetisation, torque ripple.
 */

export type ElectricMachineDesign = {
  readonly torqueNmMax: number
  /** At `busVolts` and above; below, in proportion. */
  readonly powerWMax: number
  readonly busVolts: number
  readonly radpsMax: number
  readonly standbyW: number
  readonly copperWPerNm2: number
  readonly ironWPerRadps: number
  readonly ironWPerRadps2: number
  /** At `busVolts`, in proportion to it. */
  readonly switchingWPerNm: number
  /** For (speed / base speed)² - 1. */
  readonly weakeningW: number
  readonly windingJPerK: number
  readonly inverterJPerK: number
  /** To the coolant: with still coolant, and more with its full flow. */
  readonly windingWPerK: number
  readonly windingFlowWPerK: number
  readonly inverterWPerK: number
  readonly inverterFlowWPerK: number
}

export type ElectricMachine = {
  torqueNm: number
  /** From the bus; negative while it generates. */
  electricW: number
  lossW: number
  windingDegC: number
  inverterDegC: number
}

const WINDING_DEG_C_MAX = 180
const INVERTER_DEG_C_MAX = 125
/** Copper's resistance by kelvin. */
const COPPER_PER_K = 0.0039
/** Share of the losses that arises in the inverter, beside standby and switching: its conduction. */
const INVERTER_COPPER_SHARE = 0.15

export const createMachine = (degC: number): ElectricMachine => ({
  torqueNm: 0,
  electricW: 0,
  lossW: 0,
  windingDegC: degC,
  inverterDegC: degC,
})

/** Torque that a speed and a voltage allow, in either direction; no more than that beyond the highest speed. */
export function torqueNmMaxAt(design: ElectricMachineDesign, radps: number, busVolts: number): number {
  const speed = Math.abs(radps)
  if (speed >= design.radpsMax || busVolts <= 0) return 0
  const powerW = design.powerWMax * Math.min(1, busVolts / design.busVolts)
  return speed * design.torqueNmMax <= powerW ? design.torqueNmMax : powerW / speed
}

/** Machine and inverter together, while the inverter switches. */
export function machineLossW(
  design: ElectricMachineDesign,
  {
    torqueNm,
    radps,
    busVolts,
    windingDegC,
  }: { torqueNm: number; radps: number; busVolts: number; windingDegC: number },
): number {
  const speed = Math.abs(radps)
  const torque = Math.abs(torqueNm)
  const voltage = busVolts / design.busVolts
  const copperW = design.copperWPerNm2 * torque * torque * (1 + COPPER_PER_K * (windingDegC - 25))
  const ironW = design.ironWPerRadps * speed + design.ironWPerRadps2 * speed * speed
  return (
    design.standbyW + copperW + ironW + design.switchingWPerNm * torque * voltage + weakeningW(design, speed, voltage)
  )
}

function weakeningW(design: ElectricMachineDesign, speed: number, voltage: number): number {
  const baseRadps = (design.powerWMax / design.torqueNmMax) * voltage
  const ratio = baseRadps <= 0 ? 0 : speed / baseRadps
  return ratio <= 1 ? 0 : design.weakeningW * (ratio * ratio - 1)
}

/**
 * One step: a wanted torque becomes the torque there is. Switched off, an inverter's diodes do nothing below the speed
 * where the magnets' voltage passes the bus: no torque and no power here.
 */
export function stepMachine(
  machine: ElectricMachine,
  design: ElectricMachineDesign,
  { wantedNm, radps, busVolts, isOn }: { wantedNm: number; radps: number; busVolts: number; isOn: boolean },
): void {
  const most = isOn ? torqueNmMaxAt(design, radps, busVolts) * heatShare(machine) : 0
  machine.torqueNm = wantedNm > most ? most : wantedNm < -most ? -most : wantedNm
  const { torqueNm, windingDegC } = machine
  machine.lossW = isOn ? machineLossW(design, { torqueNm, radps, busVolts, windingDegC }) : 0
  machine.electricW = isOn ? torqueNm * radps + machine.lossW : 0
}

/** Full torque up to 20 K below what windings and inverter stand, none at it. */
function heatShare({ windingDegC, inverterDegC }: ElectricMachine): number {
  const left = Math.min(WINDING_DEG_C_MAX - windingDegC, INVERTER_DEG_C_MAX - inverterDegC) / 20
  return left >= 1 ? 1 : left <= 0 ? 0 : left
}

/** Heat of the last step's losses into windings and inverter, and on into the coolant; returns what the coolant takes. */
export function heatMachine(
  machine: ElectricMachine,
  design: ElectricMachineDesign,
  { coolantDegC, flow, stepS }: { coolantDegC: number; flow: number; stepS: number },
): number {
  const copperW = design.copperWPerNm2 * machine.torqueNm * machine.torqueNm
  const switchingW = design.switchingWPerNm * Math.abs(machine.torqueNm)
  const inverterW = Math.min(machine.lossW, design.standbyW + switchingW + INVERTER_COPPER_SHARE * copperW)
  const windingToCoolantW = (design.windingWPerK + design.windingFlowWPerK * flow) * (machine.windingDegC - coolantDegC)
  const inverterToCoolantW =
    (design.inverterWPerK + design.inverterFlowWPerK * flow) * (machine.inverterDegC - coolantDegC)
  machine.windingDegC += ((machine.lossW - inverterW - windingToCoolantW) / design.windingJPerK) * stepS
  machine.inverterDegC += ((inverterW - inverterToCoolantW) / design.inverterJPerK) * stepS
  return windingToCoolantW + inverterToCoolantW
}
