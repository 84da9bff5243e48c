/** Start button, lever, pedals and the dial for the drive mode of this car; and where its high voltage is. */
import { createButtonControls, type Press } from '../../button-controls.ts'
import type { DriverHabits } from '../../cycles/driver.ts'
import { highVoltageIn } from '../../harness/high-voltage.ts'
import type { Controls, HighVoltage } from '../../person.ts'
import type { Body } from './ecus/body.ts'
import type { Signals } from './ecus/signals.ts'
import { isMoving, type Physics } from './physics.ts'

/** Until the car had time to look for it. */
const FOOT_AFTER_STEPS = 84
const ON_THE_BUS = ['hv', 'motorController', 'dcdc', 'compressor'] as const

/** What a driver knows of this car. */
export const HABITS: DriverHabits = {
  fullAcceleratorMps2: 3.3,
  fullBrakeMps2: 9,
  coastMps2: 0.4,
  coastMps2PerMps: 0.003,
}

/** `signals` are those that the body tells. */
export function createControls(physics: Physics, signals: Readonly<Signals>, body: Body, press: Press): Controls {
  const { commands } = physics
  return {
    ...createButtonControls({
      ...{ commands, signals, body, press, habits: HABITS, footAfterSteps: FOOT_AFTER_STEPS },
      isMoving: () => isMoving(physics),
      isOn: () => signals.isPowerOn,
      isStarted: () => signals.isReady,
      keepsLever: (to) => ((to === 'D' || to === 'R') && !signals.isReady ? 'notReady' : undefined),
    }),
    driveMode: {
      turn(to) {
        commands.driveMode = to
      },
      dial: () => commands.driveMode,
    },
  }
}

export const highVoltageOf = ({ network }: Physics): HighVoltage => highVoltageIn(network, ON_THE_BUS)
