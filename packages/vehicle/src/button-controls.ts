/**
 * Start button, lever and pedals of cars that come on by the button alone: what a person moves, and when it does not move. There
 * is no other way to switch: the body makes of each press what the car's state allows, the foot on the brake included.
 */
import type { CarView, Refusal } from './car.ts'
import type { DriverHabits } from './cycles/driver.ts'
import type { Controls } from './person.ts'

/** The foot is on the brake before the finger comes. */
const FOOT_BEFORE_STEPS = 10
const FINGER_STEPS = 16
/** A foot that only holds the car. */
const HOLDING = 0.4

/** What hands and feet still do, in steps: for a state hash too. */
export type Press = { stepsLeft: number; isFootOnBrake: boolean }

type Surroundings = {
  /** Of the physical state: where everything stands that a person moves. */
  readonly commands: {
    selector: CarView['selector']
    isButtonPressed: boolean
    accelerator: number
    brake: number
  }
  /** What the body tells. */
  readonly signals: { readonly speedMps: number; readonly selector: CarView['selector'] }
  readonly body: { isAwake(): boolean }
  readonly press: Press
  readonly habits: DriverHabits
  /** The foot stays so long after the finger. */
  readonly footAfterSteps: number
  isMoving(): boolean
  isOn(): boolean
  /** The engine runs, or the car is READY. */
  isStarted(): boolean
  /** Why the lever stays where it is, though the car is on; absent where nothing keeps it. */
  keepsLever?(to: CarView['selector']): Refusal | undefined
}

export function createButtonControls(surroundings: Surroundings): Controls {
  const { commands, signals, body, press, habits, footAfterSteps, isMoving, isOn, isStarted } = surroundings

  function push(isFootOnBrake: boolean): void {
    press.stepsLeft = FOOT_BEFORE_STEPS + FINGER_STEPS + footAfterSteps
    press.isFootOnBrake = isFootOnBrake
  }

  return {
    isMoving,
    isPowerOn: isOn,
    power(to) {
      if (to === 'on' && !body.isAwake()) return 'noSupply'
      if (to === 'off' && isMoving()) return 'moving'
      if ((to === 'on') !== isOn()) push(false)
      return undefined
    },
    start() {
      if (!body.isAwake()) return 'noSupply'
      if (!isStarted()) push(true)
      return undefined
    },
    select(to) {
      if (!isOn() && to !== 'P') return 'powerIsOff'
      const reason = surroundings.keepsLever?.(to)
      if (reason !== undefined) return reason
      const isTurning = to === 'D' && commands.selector === 'R'
      if ((to === 'P' || to === 'R' || isTurning) && isMoving()) return 'moving'
      commands.selector = to
      return undefined
    },
    driving: {
      habits,
      speedMps: () => signals.speedMps,
      isInDrive: () => isStarted() && signals.selector === 'D',
    },
    pedals(accelerator, brake) {
      if (press.stepsLeft > 0) press.stepsLeft--
      const isPressing = press.stepsLeft > 0
      const fingerLeft = press.stepsLeft - footAfterSteps
      commands.isButtonPressed = fingerLeft > 0 && fingerLeft <= FINGER_STEPS
      commands.accelerator = accelerator
      commands.brake = !isPressing ? brake : press.isFootOnBrake ? Math.max(HOLDING, brake) : 0
    },
  }
}
