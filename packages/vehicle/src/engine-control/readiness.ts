/**
 * Readiness of this engine: which of its monitors stand behind each bit of PID 01 and 41, and what the engine control unit
 * knows of a drive. What all cars have in common is in ../../../ecus/readiness.ts.
 * Left out: the sensors' own monitor of speed (a switching sensor that has become slow), a leak test of the tank.
 */
import { CONTINUOUS_MONITOR, SPARK_MONITOR } from '@luban/protocols/obd/tables'
import type { DtcEngine } from '../ecus/dtc-engine.ts'
import { createReadiness, type DrivingConditions, type MonitorGroup, type Readiness } from '../ecus/readiness.ts'
import type { EngineControl } from './control.ts'
import type { EngineMonitorKey } from './signals.ts'

type Group = Omit<MonitorGroup, 'tests'> & { readonly tests: readonly EngineMonitorKey[] }

const GROUPS: readonly Group[] = [
  {
    bit: CONTINUOUS_MONITOR.misfire,
    isContinuous: true,
    tests: ['misfire', 'misfire1', 'misfire2', 'misfire3', 'misfire4'],
  },
  { bit: CONTINUOUS_MONITOR.fuelSystem, isContinuous: true, tests: ['lean', 'rich'] },
  {
    bit: CONTINUOUS_MONITOR.components,
    isContinuous: true,
    tests: ['coil1', 'coil2', 'coil3', 'coil4', 'injector1', 'injector2', 'injector3', 'injector4', 'airMeterLow'],
  },
  { bit: SPARK_MONITOR.catalyst, isContinuous: false, tests: ['catalyst'], counter: 'CATCOMP1' },
  { bit: SPARK_MONITOR.evaporativeSystem, isContinuous: false, tests: ['purgeFlow'], counter: 'EVAPCOMP' },
  { bit: SPARK_MONITOR.oxygenSensorHeater, isContinuous: false, tests: ['upstreamHeater', 'downstreamHeater'] },
  { bit: SPARK_MONITOR.egrOrVvt, isContinuous: false, tests: ['camCorrelation'], counter: 'EGRCOMP' },
]

/** Counters that info type 08 tells of an engine with spark ignition. */
const ITEM_COUNT = 20
/** Near sea level pressure falls by so much for each metre. */
const SEA_LEVEL_PA = 101_325
const PA_PER_M = 11.3

export type EngineReadiness = {
  readonly readiness: Readiness
  /** Info type 14: how far the car went since the purge monitor last came to a result, its first of each trip counting. */
  kmSinceEvaporativeDecision(): number
  /** Once each `stepMs`. */
  step(): void
}

export function createEngineReadiness(options: {
  readonly control: Readonly<EngineControl>
  readonly codes: Pick<DtcEngine, 'isComplete' | 'isCompleteThisCycle'>
  readonly stepMs: number
  /** As this unit hears it. */
  odometerM(): number
  /** Its place in the code memory. */
  indexOf(key: EngineMonitorKey): number
}): EngineReadiness {
  const { control, codes, stepMs, indexOf, odometerM } = options
  const purgeFlow = indexOf('purgeFlow')
  /** Where the odometer stood; before this story the car was driven, and nobody knows how far. */
  const evaporative = new Float64Array(2)
  const [DECIDED_AT_M, IS_DECIDED] = [0, 1]
  evaporative[DECIDED_AT_M] = odometerM()
  const readiness = createReadiness({
    stepMs,
    isCompressionIgnition: false,
    itemCount: ITEM_COUNT,
    needsFuel: false,
    groups: GROUPS.map((group) => ({ ...group, tests: group.tests.map(indexOf) })),
    codes,
  })
  const conditions: DrivingConditions = {
    isRunning: false,
    isFueled: false,
    speedMps: 0,
    isAcceleratorReleased: true,
    ambientDegC: 20,
    altitudeM: 0,
  }

  function followEvaporative(): void {
    const isDecided = Number(codes.isCompleteThisCycle(purgeFlow))
    if (isDecided > evaporative[IS_DECIDED]) evaporative[DECIDED_AT_M] = odometerM()
    evaporative[IS_DECIDED] = isDecided
  }

  return {
    readiness: { ...readiness, state: { ...readiness.state, evaporative } },
    kmSinceEvaporativeDecision: () => (odometerM() - evaporative[DECIDED_AT_M]) / 1000,
    step() {
      followEvaporative()
      const { sensed, signals, stages } = control
      conditions.isRunning = control.state === 'running'
      conditions.isFueled = conditions.isRunning && stages.injectorOnMs[0] > 0
      conditions.speedMps = signals.speedMps
      conditions.isAcceleratorReleased = sensed.pedal === 0
      conditions.ambientDegC = signals.ambientTempDegC
      conditions.altitudeM = Math.max(0, (SEA_LEVEL_PA - sensed.ambientPa) / PA_PER_M)
      readiness.step(conditions)
    },
  }
}
