/**
 * The body control unit (see ../../../ecus/button-body.ts), and how this car starts: with the foot on the brake and the lever in
 * P or N a press asks the engine control unit for the starter, as soon as that one and the transmission have been heard.
 * The ignition is on as long as the driver has it on.
 */
import {
  type BodyFigures,
  type BodyLamps,
  type BodySurroundings,
  type ButtonBody,
  createButtonBody,
} from '../../../ecus/button-body.ts'
import { FUEL_SENDER_OHM } from '../sensor-curves.ts'
import type { BodySignals, SignalsOf } from './signals.ts'

export { BODY_CODES } from '../../../ecus/button-body.ts'

const FIGURES: BodyFigures = {
  fuelSenderOhm: FUEL_SENDER_OHM,
  asking: { stepsMax: 200, stepsMin: 6 },
  lowSupply: { volts: 10.5, fromSteps: 50 },
}
/** The starter has so long to turn the engine. */
const CRANKING_STEPS_MAX = 600

export type Lamps = BodyLamps & { charge: boolean; oilPressure: boolean; transmission: boolean }
export type Body = ButtonBody<Lamps>

export function createBody(surroundings: BodySurroundings<SignalsOf<BodySignals>>): Body {
  const { signals } = surroundings
  const lamps: Lamps = { charge: false, oilPressure: false, brakes: false, transmission: false, fuel: false }
  let crankingSteps = 0

  const mayStart = () => signals.selector === 'P' || signals.selector === 'N'

  function crank(areHeard: boolean): void {
    if (signals.isEngineRunning || !areHeard || !mayStart() || ++crankingSteps > CRANKING_STEPS_MAX)
      signals.isStarterWanted = false
  }

  return createButtonBody(surroundings, FIGURES, {
    lamps,
    isStarted: () => signals.isIgnitionOn && signals.isEngineRunning,
    mayJudgeSupply: () => !signals.isStarterWanted,
    reset() {
      signals.isStarterWanted = false
      crankingSteps = 0
    },
    answer() {
      signals.isStarterWanted = signals.isBrakePressed && mayStart() && !signals.isEngineRunning
      crankingSteps = 0
    },
    follow(isOn, areHeard) {
      signals.isIgnitionOn = isOn
      if (!isOn) signals.isStarterWanted = false
      else if (signals.isStarterWanted) crank(areHeard)
    },
    tell(isOn, isCoolingWanted) {
      signals.isAirConditioningWanted = isCoolingWanted && signals.isEngineRunning
      lamps.charge = isOn && (signals.isChargeLow || !signals.isEngineRunning)
      lamps.oilPressure = isOn && signals.isOilPressureLow
      lamps.transmission = isOn && (signals.isTransmissionHot || signals.isTransmissionLimp)
    },
    stateNumbers: (ignitionSteps) => [crankingSteps, ignitionSteps],
  })
}
