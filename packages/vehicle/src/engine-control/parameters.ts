/** Live data and information of the legislated on-board diagnostics (SAE J1979, modes 01 and 09) of the engine control unit. */
import type { ObdEcu, ParameterValue } from '@luban/protocols/obd/ecu'
import { FUEL_SYSTEM, FUEL_TYPE, OBD_STANDARD } from '@luban/protocols/obd/tables'
import { STEP_S } from '../engine/engine.ts'
import { FUEL_KG_PER_L } from '../engine/figures.ts'
import { engineNumberOf } from '../vin.ts'
import type { EngineControl } from './control.ts'
import type { EngineReadiness } from './readiness.ts'
import { PEDAL_FROM, PEDAL_SPAN, THROTTLE_FROM } from './sensors.ts'
import { flywheelNm } from './torque.ts'
import type { EngineUnit } from './unit.ts'

/** What it has of others. */
export type EngineTold = {
  readonly engine: EngineUnit
  readonly signals: {
    readonly speedMps: number
    readonly fuelPercent: number
    readonly ambientTempDegC: number
    readonly odometerM: number
  }
}
type Parameters = ReadonlyMap<number, () => ParameterValue>

/** 13: sensors 1 and 2 of bank 1. */
const LAMBDA_SENSORS = 0b11
/** 15: the rear sensor takes no part in the trim. */
const NO_TRIM = 99.2
const PA_PER_KPA = 1000

export function engineParameters(
  { engine, signals }: EngineTold,
  referenceNm: number,
  fuelType: number = FUEL_TYPE.petrol,
): Parameters {
  const { control, readings } = engine
  const { sensed, fuel, air, spark, stages, torque } = control
  return new Map<number, () => ParameterValue>([
    [0x03, () => [fuelSystem(control), 0]],
    [0x04, () => 100 * air.load],
    [0x05, () => sensed.coolantDegC],
    [0x06, () => 100 * fuel.shortTrim],
    [0x07, () => 100 * fuel.longTrim],
    [0x0a, () => sensed.railPa / PA_PER_KPA],
    [0x0b, () => sensed.manifoldPa / PA_PER_KPA],
    [0x0c, () => sensed.rpm],
    [0x0d, () => 3.6 * signals.speedMps],
    [0x0e, () => spark.advanceDeg],
    [0x0f, () => sensed.intakeDegC],
    [0x10, () => 1000 * sensed.airKgps],
    [0x11, () => (100 * readings.throttle1Volts) / Math.max(1, readings.referenceAVolts)],
    [0x13, () => LAMBDA_SENSORS],
    [0x14, () => [readings.upstreamVolts, 100 * fuel.shortTrim]],
    [0x15, () => [readings.downstreamVolts, NO_TRIM]],
    [0x1c, () => OBD_STANDARD.eobd],
    [0x1f, () => (control.state === 'running' ? STEP_S * control.stateSteps : 0)],
    [0x2e, () => 100 * stages.purgeDuty],
    [0x2f, () => signals.fuelPercent],
    [0x33, () => sensed.ambientPa / PA_PER_KPA],
    [0x42, () => readings.supplyVolts],
    [0x43, () => 100 * air.load],
    [0x44, () => fuel.lambda],
    [0x45, () => Math.max(0, 100 * (readings.throttle1Volts / Math.max(1, readings.referenceAVolts) - THROTTLE_FROM))],
    [0x46, () => signals.ambientTempDegC],
    [0x47, () => (100 * readings.throttle2Volts) / Math.max(1, readings.referenceBVolts)],
    [0x49, () => (100 * readings.pedal1Volts) / Math.max(1, readings.referenceAVolts)],
    [0x4a, () => (100 * readings.pedal2Volts) / Math.max(1, readings.referenceBVolts)],
    [0x4c, () => 100 * air.throttleWanted],
    [0x51, () => fuelType],
    [0x5a, () => pedalPercent(readings)],
    [0x5c, () => sensed.oilDegC],
    [0x5e, () => 3600 * litresPerS(control)],
    [0x61, () => (100 * torque.demandNm) / referenceNm],
    [0x62, () => (100 * flywheelNm(control)) / referenceNm],
    [0x63, () => referenceNm],
    [0xa6, () => signals.odometerM / 1000],
  ])
}

/** Made up: UN Regulation 83, seventh series, and no authority that there is. */
const TYPE_APPROVAL = 'LUBAN*83R07*00001'

/** What an engine has to tell by mode 09 beside what every unit has. */
export function engineInformation(
  { readiness, vin }: { readonly readiness: EngineReadiness; readonly vin: string },
  type: string,
): Pick<
  ObdEcu,
  | 'inUsePerformance'
  | 'engineSerialNumber'
  | 'exhaustRegulationNumber'
  | 'fueledEngineCycles'
  | 'kmSinceEvaporativeDecision'
> {
  const { inUsePerformance, fueledEngineCycles } = readiness.readiness
  return {
    inUsePerformance,
    engineSerialNumber: engineNumberOf(type, vin),
    exhaustRegulationNumber: TYPE_APPROVAL,
    fueledEngineCycles,
    kmSinceEvaporativeDecision: readiness.kmSinceEvaporativeDecision,
  }
}

function fuelSystem({ fuel, state, torque, sensed }: Readonly<EngineControl>): number {
  if (state !== 'running') return 0
  if (fuel.isClosedLoop) return FUEL_SYSTEM.closedLoop
  if (torque.isOverrunCut) return FUEL_SYSTEM.openLoopDriving
  return sensed.engineDegC < WARM_DEG_C ? FUEL_SYSTEM.openLoopCold : FUEL_SYSTEM.openLoopDriving
}
const WARM_DEG_C = 60

/** As it injects, once a cycle into each port. */
function litresPerS({ fuel, stages }: Readonly<EngineControl>): number {
  const [first, second, third, fourth] = fuel.portKg
  return ((first + second + third + fourth) * stages.pulsesPerS) / FUEL_KG_PER_L
}

function pedalPercent({ pedal1Volts, referenceAVolts }: { pedal1Volts: number; referenceAVolts: number }): number {
  const share = (pedal1Volts / Math.max(1, referenceAVolts) - PEDAL_FROM) / PEDAL_SPAN
  return 100 * Math.min(1, Math.max(0, share))
}
