/**
 * A coil that an output stage switches to ground once a period: an injector, or the primary of an ignition coil with the
 * spark of its secondary seen from the primary side.
 *
 * When the stage opens, the current goes on through its clamp, or through the spark: the gap strikes when the voltage
 * across the coil reaches its breakdown, burns at a voltage that hardly depends on current, and goes out with the current.
 * What the secondary has of capacitance and loss is there by the square of its turns. The car's network holds the mean
 * current as a current source behind the winding's resistance: no inductance keeps a voltage over a whole period.
 * Left out: the kink of a pintle that lands, coil on plug ionisation, saturation of the core.
 */
import type { BranchDescription } from '../network/network.ts'
import type { FastDrive } from './fast-drive.ts'

export type CoilFigures = {
  readonly henry: number
  readonly ohm: number
  readonly clampVolts: number
  readonly spark?: SparkFigures
}

/** All seen from the primary side. */
export type SparkFigures = {
  readonly breakdownVolts: number
  readonly burnVolts: number
  readonly farad: number
  readonly lossOhm: number
}

/** Teaching values: 12 Ω as at room temperature, a stage that bears 60 V. */
export const PORT_INJECTOR: CoilFigures = { henry: 12e-3, ohm: 12, clampVolts: 60 }

/** Teaching values: 7 A after 3 ms from 12 V; 1 : 100 turns, so 25 kV to strike are 250 V and 3 kV to burn are 30 V. */
export const IGNITION_COIL: CoilFigures = {
  henry: 4e-3,
  ohm: 0.6,
  clampVolts: 400,
  spark: { breakdownVolts: 250, burnVolts: 30, farad: 2e-7, lossOhm: 3000 },
}

export type CoilTiming = {
  readonly periodS: number
  /** Closed for so long in each period; 0: not driven. */
  readonly closedS: number
  /** When the stage last opened, in seconds from now: 0 or before. */
  readonly openedAtS: number
}

export type SwitchedCoil = {
  /** Nodes of the car: the winding's ends, its supply first, and the stage that switches it, with its ground. */
  readonly plus: string
  readonly minus: string
  readonly stage: string
  readonly ground: string
  /** Branches of the car: the winding as a resistor, and the mean current from `stage` to `ground`. */
  readonly winding: string
  readonly mean: string
  readonly figures: CoilFigures
  readonly timing: CoilTiming
  /** As the winding is now: a fault may have opened it. */
  readonly ohm: number
}

const STAGE_OHM = 0.05
const CLAMP_OHM = 0.5
const ARC_OHM = 2
/** Seen from the primary, 100 times the current of the arc: 3 mA carry none. */
const ARC_AMPS_MIN = 0.3
/** A coil has come to rest so long after its stage has opened. */
const REST_S = 0.005

export function switchedCoilDrive(coil: SwitchedCoil): FastDrive {
  const { plus, minus, stage, ground, winding, mean, figures, timing, ohm } = coil
  const isWhole = ohm < Number.POSITIVE_INFINITY
  const branches: BranchDescription[] = [
    { kind: 'switch', name: `${mean}.switch`, from: stage, to: ground, ohm: STAGE_OHM, isClosed: false },
    { kind: 'diode', name: `${mean}.clamp`, from: stage, to: ground, volts: figures.clampVolts, ohm: CLAMP_OHM },
  ]
  if (isWhole) branches.push({ kind: 'inductor', name: winding, from: plus, to: minus, henry: figures.henry, ohm })
  if (isWhole && figures.spark !== undefined) branches.push(...sparkBranches(coil, figures.spark))
  return {
    replaces: [winding, mean],
    branches,
    settleS: timing.closedS + REST_S,
    ...(timing.closedS > 0 && {
      edgeBefore: (timeS: number) =>
        timing.openedAtS + timing.periodS * Math.floor((timeS - timing.openedAtS) / timing.periodS),
    }),
    connect(fine) {
      const transistor = fine.branch(`${mean}.switch`)
      const strike = isWhole && figures.spark !== undefined ? sparkOf(fine, coil, figures.spark) : () => {}
      return (timeS) => {
        const sinceOpened = timeS - timing.openedAtS
        const phaseS = sinceOpened - timing.periodS * Math.floor(sinceOpened / timing.periodS)
        const isClosed = timing.closedS > 0 && phaseS > timing.periodS - timing.closedS
        fine.setClosed(transistor, isClosed)
        strike(isClosed)
      }
    },
  }
}

function sparkBranches({ plus, minus }: SwitchedCoil, spark: SparkFigures): BranchDescription[] {
  const place = { from: minus, to: plus }
  return [
    { ...place, kind: 'capacitor', name: `${minus}.secondary`, farad: spark.farad, volts: 0 },
    { ...place, kind: 'resistor', name: `${minus}.loss`, ohm: spark.lossOhm },
    { ...place, kind: 'voltageSource', name: `${minus}.gap`, volts: spark.burnVolts, ohm: Number.POSITIVE_INFINITY },
  ]
}

/** Strikes once for each opening; looks at the step before. */
function sparkOf(
  fine: Parameters<FastDrive['connect']>[0],
  { plus, minus }: SwitchedCoil,
  { breakdownVolts }: SparkFigures,
): (isClosed: boolean) => void {
  const gap = fine.branch(`${minus}.gap`)
  const [high, low] = [fine.node(minus), fine.node(plus)]
  let isBurning = false
  return (isClosed) => {
    const wasBurning = isBurning
    if (isClosed) isBurning = false
    else if (isBurning) isBurning = fine.amps(gap) > ARC_AMPS_MIN
    else isBurning = fine.voltsBetween(high, low) > breakdownVolts
    if (isBurning !== wasBurning) fine.setOhm(gap, isBurning ? ARC_OHM : Number.POSITIVE_INFINITY)
  }
}

const MEAN_PARTS = 64

/** Of a period, through the winding: up while the stage is closed, and down through its clamp. */
export function meanCoilAmps({ figures, timing, ohm }: SwitchedCoil, supplyVolts: number): number {
  if (ohm === Number.POSITIVE_INFINITY || timing.closedS <= 0) return 0
  const { henry, clampVolts, spark } = figures
  const partS = timing.closedS / MEAN_PARTS
  let amps = 0
  let coulomb = 0
  for (let i = 0; i < MEAN_PARTS; i++) {
    const next = (amps * (henry - (partS * ohm) / 2) + partS * supplyVolts) / (henry + (partS * (ohm + STAGE_OHM)) / 2)
    coulomb += (partS * (amps + next)) / 2
    amps = next
  }
  const againstVolts = spark === undefined ? clampVolts - supplyVolts : spark.burnVolts + ARC_OHM * amps * 0.5
  const downS = (henry * amps) / (againstVolts + (ohm * amps) / 2)
  return (coulomb + (amps * downS) / 2) / timing.periodS
}
