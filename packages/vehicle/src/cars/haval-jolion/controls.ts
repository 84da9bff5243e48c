/**
 * Start button, lever and pedals of this car: what a person moves, and when it does not move. There is no other way to
 * switch than the button: the body makes of each press what the car's state allows, the foot on the brake included.
 */
import type { DriverHabits } from '../../cycles/driver.ts'
import type { Controls } from '../../person.ts'
import type { Body } from './ecus/body.ts'
import type { Signals } from './ecus/signals.ts'
import { isMoving, type Physics } from './physics.ts'

/** The foot is there before the finger, and stays after it. */
const FOOT_STEPS = 40
const FINGER_FROM = 30
const FINGER_TO = 14
/** A foot that only holds the car. */
const HOLDING = 0.4

/** What a driver knows of this car. */
export const HABITS: DriverHabits = {
  fullAcceleratorMps2: 3.2,
  fullBrakeMps2: 9,
  coastMps2: 0.35,
  coastMps2PerMps: 0.004,
}

/** What hands and feet still do, in steps: for a state hash too. */
export type Press = { stepsLeft: number; isFootOnBrake: boolean }

/** `signals` are those that the body tells. */
export function createControls(physics: Physics, signals: Readonly<Signals>, body: Body, press: Press): Controls {
  const { commands } = physics

  function push(isFootOnBrake: boolean): void {
    press.stepsLeft = FOOT_STEPS
    press.isFootOnBrake = isFootOnBrake
  }

  return {
    isMoving: () => isMoving(physics),
    isPowerOn: () => signals.isIgnitionOn,
    power(to) {
      if (to === 'on' && !body.isAwake) return 'noSupply'
      if (to === 'off' && isMoving(physics)) return 'moving'
      if ((to === 'on') !== signals.isIgnitionOn) push(false)
      return undefined
    },
    start() {
      if (!body.isAwake) return 'noSupply'
      if (!signals.isEngineRunning) push(true)
      return undefined
    },
    select(to) {
      if (!signals.isIgnitionOn && to !== 'P') return 'powerIsOff'
      const isTurning = to === 'D' && commands.selector === 'R'
      if ((to === 'P' || to === 'R' || isTurning) && isMoving(physics)) return 'moving'
      commands.selector = to
      return undefined
    },
    driving: {
      habits: HABITS,
      speedMps: () => signals.speedMps,
      isInDrive: () => signals.isEngineRunning && signals.selector === 'D',
    },
    pedals(accelerator, brake) {
      if (press.stepsLeft > 0) press.stepsLeft--
      const isPressing = press.stepsLeft > 0
      commands.isButtonPressed = press.stepsLeft > FINGER_TO && press.stepsLeft <= FINGER_FROM
      commands.accelerator = accelerator
      commands.brake = !isPressing ? brake : press.isFootOnBrake ? Math.max(HOLDING, brake) : 0
    },
  }
}
