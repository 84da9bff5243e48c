/** Start button, lever and pedals of this car. */
import { createButtonControls, type Press } from '../../button-controls.ts'
import type { DriverHabits } from '../../cycles/driver.ts'
import type { Controls } from '../../person.ts'
import type { Body } from './ecus/body.ts'
import type { Signals } from './ecus/signals.ts'
import { isMoving, type Physics } from './physics.ts'

const FOOT_AFTER_STEPS = 14

/** What a driver knows of this car. */
export const HABITS: DriverHabits = {
  fullAcceleratorMps2: 3.2,
  fullBrakeMps2: 9,
  coastMps2: 0.35,
  coastMps2PerMps: 0.004,
}

/** `signals` are those that the body tells. */
export const createControls = (physics: Physics, signals: Readonly<Signals>, body: Body, press: Press): Controls =>
  createButtonControls({
    ...{ commands: physics.commands, signals, body, press, habits: HABITS, footAfterSteps: FOOT_AFTER_STEPS },
    isMoving: () => isMoving(physics),
    isOn: () => signals.isIgnitionOn,
    isStarted: () => signals.isEngineRunning,
  })
