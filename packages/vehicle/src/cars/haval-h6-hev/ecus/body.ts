/**
 * The body control unit (see ../../../ecus/button-body.ts), and how this car starts: with the foot on the brake a press asks the
 * hybrid control unit for READY. Switched off, the ignition stays on until high voltage is off and the bus discharged, or as
 * long as that may take.
 */
import type { DriveMode } from '../../../car.ts'
import {
  type BodyFigures,
  type BodyLamps,
  type BodyReadings,
  type BodySurroundings,
  type ButtonBody,
  BODY_CODES as CODES,
  createButtonBody,
} from '../../../ecus/button-body.ts'
import { FUEL_SENDER_OHM } from '../sensor-curves.ts'
import type { BodySignals, SignalsOf } from './signals.ts'

const FIGURES: BodyFigures = {
  fuelSenderOhm: FUEL_SENDER_OHM,
  asking: { stepsMax: 150, stepsMin: 40 },
  lowSupply: { volts: 11.2, fromSteps: 0 },
}
/** High voltage off, then the bus discharged; and no longer than that, whatever happens. */
const AFTER_RUN_STEPS_MIN = 350
const AFTER_RUN_STEPS_MAX = 900

/** It is the hybrid control unit that speaks in the transmission's name. */
export const BODY_CODES = { ...CODES, lostTransmission: 'U0293' } as const

export type DialReadings = BodyReadings & { driveModeDial: DriveMode }
export type Lamps = BodyLamps & { ready: boolean; hybrid: boolean; charge: boolean; oilPressure: boolean }
export type Body = ButtonBody<Lamps, DialReadings>

export function createBody(surroundings: BodySurroundings<SignalsOf<BodySignals>, DialReadings>): Body {
  const { signals } = surroundings
  const { readings } = surroundings.sensors
  const lamps: Lamps = { ready: false, hybrid: false, charge: false, oilPressure: false, brakes: false, fuel: false }
  let afterRunSteps = 0

  function keepIgnition(): void {
    afterRunSteps++
    const isDone = !signals.isHighVoltageOn && afterRunSteps > AFTER_RUN_STEPS_MIN
    if (isDone || afterRunSteps > AFTER_RUN_STEPS_MAX) signals.isIgnitionOn = false
  }

  return createButtonBody(surroundings, FIGURES, {
    lamps,
    isStarted: () => signals.isReady,
    mayJudgeSupply: () => !signals.isHighVoltageOn,
    reset() {
      signals.isPowerOn = false
      afterRunSteps = 0
    },
    answer() {
      if (signals.isBrakePressed) signals.readyPresses++
    },
    follow(isOn) {
      signals.isPowerOn = isOn
      if (isOn) {
        signals.isIgnitionOn = true
        afterRunSteps = 0
      } else keepIgnition()
    },
    tell(isOn, isCoolingWanted) {
      signals.driveModeWanted = readings.driveModeDial
      signals.isCoolingWanted = isCoolingWanted
      lamps.ready = isOn && signals.isReady
      lamps.hybrid = isOn && (signals.isBatteryWarning || (signals.isReady && !signals.isTractionAble))
      lamps.charge = isOn && (!signals.isReady || signals.isChargeShort)
      lamps.oilPressure = isOn && signals.isEngineRunning && signals.isOilPressureLow
    },
    stateNumbers: (ignitionSteps) => [ignitionSteps, afterRunSteps],
  })
}
