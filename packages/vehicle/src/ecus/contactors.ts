/**
 * How a battery's control unit closes and opens its three contactors: a test for welding, precharge with a watch on the
 * bus, hand-over, and at the end the positive one first, so that a bus which stays tied to the pack tells on it.
 *
 * It decides by two voltages and by what others want; contactors follow the solved current of their coils. Time in steps.
 */
import type { Monitor } from './dtc-engine.ts'

export const CONTACTOR_STATES = [
  'asleep',
  'standby',
  'weldTest',
  'precharge',
  'handOver',
  'closed',
  'opening',
  'locked',
] as const
export type ContactorState = (typeof CONTACTOR_STATES)[number]

export type ContactorCoils = { negative: boolean; precharge: boolean; positive: boolean }

export type ContactorFigures = {
  readonly weldTestSteps: number
  readonly prechargeStepsMin: number
  readonly prechargeStepsMax: number
  readonly handOverSteps: number
  readonly openingSteps: number
}

export type ContactorMonitors = {
  readonly precharge: Monitor
  readonly positiveWelded: Monitor
  readonly negativeWelded: Monitor
}

export type Contactors = {
  state(): ContactorState
  isOn(): boolean
  /** Torque to zero: they are about to open. */
  isOpeningAnnounced(): boolean
  prechargeMs(): number
  /** Open at once, and begin anew: the unit wakes or falls asleep. */
  reset(isAwake: boolean): void
  step(wish: ContactorWish): void
  stateNumbers(): number[]
}

export type ContactorWish = {
  /** Somebody wants high voltage, and nothing forbids it. */
  readonly isWanted: boolean
  /** Somebody wants it, whatever forbids it: while the car moves they stay closed for that. */
  readonly isAsked: boolean
  readonly isMoving: boolean
  readonly isDischarging: boolean
}

type Surroundings = {
  readonly figures: ContactorFigures
  readonly readings: { readonly packVolts: number; readonly busVolts: number }
  readonly outputs: { readonly coils: ContactorCoils; apply(): void }
  readonly monitors: ContactorMonitors
  readonly stepMs: number
}

const STANDBY_STEPS_MIN = 5
const ANNOUNCE_STEPS = 5
/** Longer than a monitor of an open contactor looks. */
const LOW_BUS_STEPS_MAX = 40
/** Share of the pack's voltage that the bus must have reached; below the other, a contactor is not closed at all. */
const PRECHARGED = 0.95
export const CLOSED_SHARE = 0.85
const WELDED_NEGATIVE_VOLTS_MIN = 30
const WELDED_POSITIVE_VOLTS_MAX = 1

export function createContactors({ figures, readings, outputs, monitors, stepMs }: Surroundings): Contactors {
  const { coils } = outputs
  let state: ContactorState = 'asleep'
  let phaseSteps = 0
  let busVoltsBefore = 0
  let lowBusSteps = 0
  let isOn = false
  let isAnnounced = false
  let prechargeMs = 0

  function enter(next: ContactorState): void {
    state = next
    phaseSteps = 0
  }

  function pull(negative: boolean, precharge: boolean, positive: boolean): void {
    coils.negative = negative
    coils.precharge = precharge
    coils.positive = positive
    outputs.apply()
  }

  function wait(isWanted: boolean): void {
    pull(false, false, false)
    if (!isWanted || phaseSteps <= STANDBY_STEPS_MIN) return
    busVoltsBefore = readings.busVolts
    enter('weldTest')
  }

  /** With only the precharge contactor closed, the bus may not rise: else the negative one is welded. */
  function testNegativeWeld(): void {
    pull(false, true, false)
    if (phaseSteps < figures.weldTestSteps) return
    const isWelded = readings.busVolts - busVoltsBefore > WELDED_NEGATIVE_VOLTS_MIN
    monitors.negativeWelded.report(isWelded)
    enter(isWelded ? 'locked' : 'precharge')
  }

  function precharge(isWanted: boolean): void {
    prechargeMs = phaseSteps * stepMs
    if (!isWanted) {
      enter('opening')
      return
    }
    pull(true, true, false)
    const isCharged = readings.busVolts >= PRECHARGED * readings.packVolts && phaseSteps >= figures.prechargeStepsMin
    if (!isCharged && phaseSteps < figures.prechargeStepsMax) return
    monitors.precharge.report(!isCharged)
    enter(isCharged ? 'handOver' : 'locked')
  }

  function guard({ isWanted, isAsked, isMoving }: ContactorWish): void {
    pull(true, false, true)
    lowBusSteps = readings.busVolts < CLOSED_SHARE * readings.packVolts ? lowBusSteps + 1 : 0
    if (lowBusSteps >= LOW_BUS_STEPS_MAX) {
      isOn = isAnnounced = false
      enter('locked')
      return
    }
    isOn = true
    // What forbids high voltage on the road may not stop the car there: at rest they open.
    const mustOpen = !isAsked || (!isWanted && !isMoving)
    isAnnounced = mustOpen
    if (!mustOpen) phaseSteps = 0
    else if (phaseSteps >= ANNOUNCE_STEPS) enter('opening')
  }

  function open(isDischarging: boolean): void {
    isOn = false
    const isLast = phaseSteps >= figures.openingSteps
    pull(!isLast, false, false)
    if (phaseSteps === figures.openingSteps - 1 && isDischarging)
      monitors.positiveWelded.report(readings.busVolts > readings.packVolts - WELDED_POSITIVE_VOLTS_MAX)
    if (!isLast) return
    isAnnounced = false
    enter('standby')
  }

  function handOver(): void {
    const isDone = phaseSteps >= figures.handOverSteps
    pull(true, !isDone, true)
    if (isDone) enter('closed')
  }

  return {
    state: () => state,
    isOn: () => isOn,
    isOpeningAnnounced: () => isAnnounced,
    prechargeMs: () => prechargeMs,
    reset(isAwake) {
      isOn = isAnnounced = false
      pull(false, false, false)
      enter(isAwake ? 'standby' : 'asleep')
    },
    step(wish) {
      phaseSteps++
      switch (state) {
        case 'standby':
          wait(wish.isWanted)
          break
        case 'weldTest':
          testNegativeWeld()
          break
        case 'precharge':
          precharge(wish.isWanted)
          break
        case 'handOver':
          handOver()
          break
        case 'closed':
          guard(wish)
          break
        case 'opening':
          open(wish.isDischarging)
          break
        case 'locked':
          pull(false, false, false)
          if (!wish.isAsked) enter('standby')
          break
        default:
      }
    },
    stateNumbers: () => [
      CONTACTOR_STATES.indexOf(state),
      ...[phaseSteps, busVoltsBefore, lowBusSteps, Number(isOn), Number(isAnnounced), prechargeMs],
    ],
  }
}
