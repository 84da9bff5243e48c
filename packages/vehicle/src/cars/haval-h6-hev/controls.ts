/**
 * Start button, lever and pedals of this car: what a person moves, and when it does not move. There is no other way to
 * switch than the button: the body makes of each press what the car's state allows, the foot on the brake included.
 */
import type { DriverHabits } from '../../cycles/driver.ts'
import type { Controls, HighVoltage } from '../../person.ts'
import type { BusSide } from '../../safety.ts'
import type { Body } from './ecus/body.ts'
import type { Signals } from './ecus/signals.ts'
import { isMoving, type Physics } from './physics.ts'

/** The foot is there before the finger, and stays until the car had time to look for it. */
const FOOT_STEPS = 110
const FINGER_FROM = 100
const FINGER_TO = 84
/** A foot that only holds the car. */
const HOLDING = 0.4
const ON_THE_BUS = ['hv', 'motorController', 'dcdc', 'compressor'] as const

/** What a driver knows of this car. */
export const HABITS: DriverHabits = {
  fullAcceleratorMps2: 3.3,
  fullBrakeMps2: 9,
  coastMps2: 0.4,
  coastMps2PerMps: 0.003,
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
    isPowerOn: () => signals.isPowerOn,
    power(to) {
      if (to === 'on' && !body.isAwake) return 'noSupply'
      if (to === 'off' && isMoving(physics)) return 'moving'
      if ((to === 'on') !== signals.isPowerOn) push(false)
      return undefined
    },
    start() {
      if (!body.isAwake) return 'noSupply'
      if (!signals.isReady) push(true)
      return undefined
    },
    select(to) {
      if (!signals.isPowerOn && to !== 'P') return 'powerIsOff'
      if ((to === 'D' || to === 'R') && !signals.isReady) return 'notReady'
      const isTurning = to === 'D' && commands.selector === 'R'
      if ((to === 'P' || to === 'R' || isTurning) && isMoving(physics)) return 'moving'
      commands.selector = to
      return undefined
    },
    driveMode: {
      turn(to) {
        commands.driveMode = to
      },
      dial: () => commands.driveMode,
    },
    driving: {
      habits: HABITS,
      speedMps: () => Math.abs(signals.speedMps),
      isInDrive: () => signals.isReady && signals.selector === 'D',
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

export function highVoltageOf({ network }: Physics): HighVoltage {
  const { node, branch } = network
  return {
    bus: [node('motorController.plus'), node('motorController.minus')],
    battery: [node('pack.plus'), node('pack.minus')],
    sides: new Map<string, BusSide>([
      ...ON_THE_BUS.map((id) => [`${id}.plus`, 'positive'] as const),
      ...ON_THE_BUS.map((id) => [`${id}.minus`, 'negative'] as const),
      ['chassis', 'chassis'],
    ]),
    disconnect: [branch('serviceDisconnect.link'), branch('serviceDisconnect.bridge')],
  }
}
