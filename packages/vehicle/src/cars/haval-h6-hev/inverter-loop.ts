/**
 * The coolant of inverter and machines: what both machines lose goes into it, a radiator of its own takes it to the air as
 * long as the pump turns. Teaching values of the usual size.
 */
import type { ElectricMachine, ElectricMachineDesign } from '../../driveline/electric-machine.ts'

export type InverterLoop = { inletDegC: number; outletDegC: number }

const COOLANT_J_PER_K = 22_000
const FLOW_W_PER_K = 700
const RADIATOR_W_PER_K = 90
const RADIATOR_W_PER_K_PER_MPS = 22
const STANDING_W_PER_K = 3

export const createInverterLoop = (degC: number): InverterLoop => ({ inletDegC: degC, outletDegC: degC })

/** `takenW`: out of the machines in this step. With still coolant nothing comes along: inlet and outlet are alike. */
export function carryLoopHeat(
  loop: InverterLoop,
  { takenW, flow, speedMps, ambientDegC }: { takenW: number; flow: number; speedMps: number; ambientDegC: number },
  stepS: number,
): void {
  const radiator = flow * (RADIATOR_W_PER_K + RADIATOR_W_PER_K_PER_MPS * Math.abs(speedMps))
  const awayW = (radiator + STANDING_W_PER_K) * (loop.inletDegC - ambientDegC)
  loop.inletDegC += ((takenW - awayW) / COOLANT_J_PER_K) * stepS
  loop.outletDegC = loop.inletDegC + (flow > 0.05 ? takenW / (flow * FLOW_W_PER_K) : 0)
}

/** What a machine holds beyond 0 °C. */
export const heldJ = ({ windingDegC, inverterDegC }: ElectricMachine, design: ElectricMachineDesign): number =>
  windingDegC * design.windingJPerK + inverterDegC * design.inverterJPerK
