/**
 * What the engine control unit says on the bus and what it listens to; what it drives; whom it tells of faults.
 * Its sensors are in ./sensors.ts, each car collects its whole talk in its own ecus/signals.ts.
 */
import type { Monitor } from '../ecus/dtc-engine.ts'
import { type Message, NEVER_HEARD } from '../ecus/exchange.ts'

/** What it says. */
export type EngineSignals = {
  engineRpm: number
  /** At the flywheel, by its own reckoning: what it gives, and what the driver asks before anyone's limit. */
  engineNm: number
  engineDemandNm: number
  /** 0 to 1. */
  accelerator: number
  isBrakePressed: boolean
  isEngineRunning: boolean
  coolantDegC: number
  isOilPressureLow: boolean
  /** The supply does not reach what the alternator is set to: the battery lamp. */
  isChargeLow: boolean
  /** Misfires that hurt the catalyst: the malfunction lamp blinks as long as they last. */
  isLampBlinking: boolean
  /** Since it was made. */
  fuelUsedL: number
  engineHeartbeat: number
}

/** Before it was ever heard. */
export const firstEngineSignals = (fuelUsedL: number): EngineSignals => ({
  engineRpm: 0,
  engineNm: 0,
  engineDemandNm: 0,
  accelerator: 0,
  isBrakePressed: false,
  isEngineRunning: false,
  coolantDegC: 20,
  isOilPressureLow: false,
  isChargeLow: false,
  isLampBlinking: false,
  fuelUsedL,
  engineHeartbeat: NEVER_HEARD,
})

export const ENGINE_MESSAGE: Message<EngineSignals> = {
  take(into, said) {
    into.engineRpm = said.engineRpm
    into.engineNm = said.engineNm
    into.engineDemandNm = said.engineDemandNm
    into.accelerator = said.accelerator
    into.isBrakePressed = said.isBrakePressed
    into.isEngineRunning = said.isEngineRunning
    into.coolantDegC = said.coolantDegC
    into.isOilPressureLow = said.isOilPressureLow
    into.isChargeLow = said.isChargeLow
    into.isLampBlinking = said.isLampBlinking
    into.fuelUsedL = said.fuelUsedL
    into.engineHeartbeat = said.engineHeartbeat
  },
  overdue(view) {
    view.engineRpm = view.engineNm = view.engineDemandNm = view.accelerator = 0
    view.isEngineRunning = view.isLampBlinking = false
  },
  heartbeat: (view) => view.engineHeartbeat,
}

/** What it hears of others. */
export type EngineHears = {
  /** The body's: start button with brake and lever in P or N; climate control. */
  isStarterWanted: boolean
  isAirConditioningWanted: boolean
  ambientTempDegC: number
  bodyHeartbeat: number
  /** The transmission's: torque at the flywheel that it allows, infinite for any; a clutch is closed on a gear. */
  torqueLimitNm: number
  isDrivelineClosed: boolean
  transmissionHeartbeat: number
  /** The brakes'. */
  speedMps: number
  brakesHeartbeat: number
  /** By their sensor, as pressure or as what they ask of the wheels. */
  brakePressureKpa?: number
  brakeRequestNm?: number
  /**
   * A hybrid's: whether the engine shall run, and the torque at the flywheel that it shall give. Absent, it runs while the
   * ignition is on and the driver's pedal asks.
   */
  isEngineWanted?: boolean
  engineRequestNm?: number
}

/** Arrays: one number for each cylinder, 1 to 4. */
export type EngineStages = {
  /** Of the throttle's motor: positive opens, 0 leaves the plate to its springs. */
  throttleDuty: number
  /** Once a cycle, dead time included; 0 is no injection. */
  readonly injectorOnMs: Float64Array
  readonly coilDwellMs: Float64Array
  readonly sparkAdvanceDeg: Float64Array
  /** Of each injector and each coil: one a cycle; 0 while the crank is not known to turn. */
  pulsesPerS: number
  purgeDuty: number
  oilControlDuty: number
  wastegateDuty: number
  upstreamHeaterDuty: number
  downstreamHeaterDuty: number
  fanDuty: number
  /** By LIN; 0 keeps the alternator off. */
  alternatorSetVolts: number
  isMainRelayOn: boolean
  isFuelPumpOn: boolean
  isStarterOn: boolean
  isAirConditioningOn: boolean
}

/** A relay has no half measures: from this duty on it is closed. */
export const FAN_DUTY_MIN = 0.2

export type EngineOutputs = {
  readonly stages: EngineStages
  /** Puts the stages on the wires. */
  apply(): void
  /** References A and B, from the same source within the unit. */
  setReferenceVolts(volts: number): void
}

export const ENGINE_MONITORS = [
  ...(['coil1', 'coil2', 'coil3', 'coil4', 'injector1', 'injector2', 'injector3', 'injector4'] as const),
  ...(['misfire', 'misfire1', 'misfire2', 'misfire3', 'misfire4', 'lean', 'rich', 'underboost'] as const),
  ...(['coolantLow', 'coolantHigh', 'thermostat', 'intakeTempHigh', 'airMeterLow', 'airMeterHigh'] as const),
  ...(['throttleLow', 'throttleHigh', 'pedal', 'crank', 'camCorrelation', 'railPressure'] as const),
  ...(['upstreamHeater', 'downstreamHeater', 'catalyst', 'purgeFlow'] as const),
  ...(['lowSupply', 'lostTransmission', 'lostBrakes'] as const),
  ...(['pedal1Low', 'pedal1High', 'pedal2Low', 'pedal2High', 'throttle2Low', 'throttle2High'] as const),
  ...(['manifoldLow', 'manifoldHigh', 'boostLow', 'boostHigh', 'railLow', 'railHigh', 'intakeTempLow'] as const),
  ...(['oilPressureLow', 'oilPressureHigh', 'oilTempLow', 'oilTempHigh', 'referenceA', 'referenceB'] as const),
  ...(['cam', 'knock', 'brakeSwitch', 'throttleMotor', 'purgeValve', 'oilControlValve', 'wastegateValve'] as const),
  ...(['fuelPumpRelay', 'fanRelay', 'starterRelay', 'airConditioningRelay'] as const),
  ...(['upstreamSilent', 'downstreamSilent'] as const),
  ...(['terminal30', 'mainRelay', 'starter', 'regulatorLost', 'regulatorSense'] as const),
] as const
export type EngineMonitorKey = (typeof ENGINE_MONITORS)[number]
export type EngineMonitors = Readonly<Record<EngineMonitorKey, Monitor>>

export function firstEngineStages(): EngineStages {
  return {
    throttleDuty: 0,
    injectorOnMs: new Float64Array(4),
    coilDwellMs: new Float64Array(4),
    sparkAdvanceDeg: new Float64Array(4),
    pulsesPerS: 0,
    purgeDuty: 0,
    oilControlDuty: 0,
    wastegateDuty: 0,
    upstreamHeaterDuty: 0,
    downstreamHeaterDuty: 0,
    fanDuty: 0,
    alternatorSetVolts: 0,
    isMainRelayOn: false,
    isFuelPumpOn: false,
    isStarterOn: false,
    isAirConditioningOn: false,
  }
}
