/**
 * Output stages that switch faster than the network steps: injectors, ignition coils, valves, heaters. The network holds
 * each as its average over a step: a source at the terminal, with the voltage at which the average current flows.
 *
 * What the stage switches is, from its terminal, a voltage behind a resistance (as solved, the load and whatever is
 * broken on the way included) and the load's inductance. From the time that it is on, the current's average over a period
 * follows in closed form: it rises with the time constant of the circuit, and after the end of the pulse it falls against
 * the clamp of the stage. An inductance has no voltage on average, so the terminal's average voltage is right too.
 *
 * Left out: a pulse that begins before the last one's current has gone (continuous current): stages here that pulse so
 * fast switch loads without a noticeable inductance, or have their free-wheeling diode and are then as if resistive.
 */
import { assert, exponential, naturalLogarithm } from '@luban/stdx'
import type { Network } from '../network/network.ts'

export type DriverDesign = {
  /** The branch of the stage, a voltage source: `engine.injector1`. */
  readonly branch: string
  readonly terminal: string
  readonly ground: string
  /** Of the load; 0 for one that only resists. */
  readonly henry: number
  /** What the terminal rises to when the stage lets an inductance go; Infinity where it free-wheels. */
  readonly clampVolts: number
}

export type Drivers = {
  /** From the next step: on for so long, so often a second; `onS * perSecond` of 1 is on for good. */
  set(driver: number, onS: number, perSecond: number): void
  /** After the step: the current at the end of a pulse, as the stage's own shunt sees it. */
  peakA(driver: number): number
  /** As set. */
  onS(driver: number): number
  duty(driver: number): number
  /** On average. */
  amps(driver: number): number
  /** Before the network is solved. */
  step(): void
  readonly state: readonly Float64Array[]
}

/** A stage that is switched through. */
export const STAGE_OHM = 0.05
const OPEN_OHM = 1e6

export function createDrivers(network: Network, designs: readonly DriverDesign[]): Drivers {
  const count = designs.length
  const branches = Int32Array.from(designs, ({ branch }) => network.branch(branch))
  const terminals = Int32Array.from(designs, ({ terminal }) => network.node(terminal))
  const grounds = Int32Array.from(designs, ({ ground }) => network.node(ground))
  const onS = new Float64Array(count)
  const perSecond = new Float64Array(count)
  const sourceOhm = new Float64Array(count).fill(OPEN_OHM)
  const peak = new Float64Array(count)
  const emf = new Float64Array(count)
  let seenVersion = -1

  /** What the terminal sees without the stage: the whole, less the stage's own conductance beside it. */
  function look(): void {
    if (seenVersion === network.conductanceVersion()) return
    seenVersion = network.conductanceVersion()
    for (let i = 0; i < count; i++) {
      const whole = 1 / network.ohmBetween(terminals[i], grounds[i])
      const own = 1 / network.ohm(branches[i])
      const rest = whole - own
      sourceOhm[i] = rest > 1 / OPEN_OHM ? 1 / rest : OPEN_OHM
    }
  }

  function drive(i: number): void {
    const across = network.voltsBetween(terminals[i], grounds[i])
    const stageOhm = network.ohm(branches[i])
    const flowing = (across - emf[i]) / stageOhm
    const openVolts = across + flowing * sourceOhm[i]
    const amps = averageAmps(i, openVolts, sourceOhm[i] + stageOhm)
    // A terminal that hangs on nothing has no voltage but the stage's own, which is none.
    emf[i] = sourceOhm[i] >= OPEN_OHM ? 0 : openVolts - amps * (sourceOhm[i] + stageOhm)
    network.setVolts(branches[i], emf[i])
  }

  function averageAmps(i: number, volts: number, ohm: number): number {
    peak[i] = 0
    if (!(volts > 0) || onS[i] <= 0 || sourceOhm[i] >= OPEN_OHM) return 0
    const fullA = volts / ohm
    const share = Math.min(1, onS[i] * perSecond[i])
    const { henry, clampVolts } = designs[i]
    if (henry === 0 || clampVolts === Number.POSITIVE_INFINITY || share === 1) {
      peak[i] = fullA
      return share * fullA
    }
    const lagS = henry / ohm
    peak[i] = fullA * (1 - exponential(-onS[i] / lagS))
    const rising = fullA * onS[i] - lagS * peak[i]
    const againstA = Math.max(0, clampVolts - volts) / ohm
    const falling =
      againstA > 0 ? lagS * (peak[i] - againstA * naturalLogarithm(1 + peak[i] / againstA)) : lagS * peak[i]
    return Math.min(fullA, (rising + falling) * perSecond[i])
  }

  return {
    set(driver, seconds, times) {
      assert(seconds >= 0 && times >= 0)
      onS[driver] = seconds
      perSecond[driver] = times
    },
    peakA: (driver) => peak[driver],
    onS: (driver) => onS[driver],
    duty: (driver) => Math.min(1, onS[driver] * perSecond[driver]),
    amps: (driver) => network.amps(branches[driver]),
    step() {
      look()
      for (let i = 0; i < count; i++) drive(i)
    },
    state: [onS, perSecond, emf, peak],
  }
}
