/**
 * ECUs to try on-board diagnostics on, for tests and the README: a battery controller with a few parameters and codes,
 * and an engine controller that has all the rest of the standard.
 */
import { NRC } from '../uds/tables.ts'
import type { MonitorResult, MonitorTest, ObdEcu, ParameterValue } from './ecu.ts'
import { MONITOR_ID, TEST_ID } from './monitor-tables.ts'
import { CONTINUOUS_MONITOR, CONTROL_TEST, IN_USE_SPARK, SPARK_MONITOR } from './tables.ts'

export function createTrialEcu(options: { mayClear?: boolean; isCleared?: boolean } = {}) {
  const trial = { isCleared: options.isCleared ?? false, ecu: undefined as unknown as ObdEcu }
  const codes = (...list: number[]) => (trial.isCleared ? [] : list)
  trial.ecu = {
    parameters: new Map<number, () => ParameterValue>([
      [0x0c, () => 0],
      [0x0d, () => 60],
      [0x42, () => 13.8],
      [0x5b, () => 50],
      [0x9a, () => [6, 0, 403, -3]],
    ]),
    dtcs: {
      confirmed: () => codes(0x0a0a, 0xc110),
      pending: () => codes(0x0a94),
      permanent: () => [0x0a0a],
      get isMilOn() {
        return !trial.isCleared
      },
      freezeFrame: () =>
        trial.isCleared
          ? undefined
          : {
              code: 0x0a0a,
              values: new Map([
                [0x0d, 12],
                [0x5b, 50],
              ]),
            },
      clear() {
        trial.isCleared = true
      },
    },
    monitors: {
      isCompressionIgnition: false,
      continuousSupported: 0x04,
      othersSupported: 0x61,
      continuousIncomplete: () => 0x07,
      othersIncomplete: () => 0x43,
      continuousIncompleteThisCycle: () => 0x01,
      othersIncompleteThisCycle: () => 0x30,
    },
    mayClear: () => options.mayClear ?? true,
    vin: 'LGXCE6CB0P0123456',
    calibrationIds: ['LUBAN-1'],
    calibrationVerificationNumbers: [0x00c0ffee],
    ecuName: 'BECM-Battery',
  }
  return trial
}

const test = (
  [monitorId, testId, unitAndScalingId]: readonly [number, number, number],
  found: MonitorResult | undefined,
): MonitorTest => ({ monitorId, testId, unitAndScalingId, result: () => found })

/** A turbo petrol engine, warm, with its codes cleared lately. The leak test is refused while `isRunning`. */
export function createTrialEngine(options: { isRunning?: boolean } = {}): ObdEcu {
  return {
    parameters: new Map<number, () => ParameterValue>([
      [0x03, () => 2],
      [0x0c, () => 800],
      [0x34, () => [1.002, 0.02]],
      [0x70, () => [0b11, 150, 148.5, 0, 0, 0b10]],
    ]),
    dtcs: {
      confirmed: () => [],
      pending: () => [],
      permanent: () => [],
      isMilOn: false,
      freezeFrame: () => undefined,
      clear() {},
      history: { warmUpsSinceClear: 3, kmSinceClear: 61.9, minutesSinceClear: 95.5, kmWithMil: 0, minutesWithMil: 0 },
    },
    monitors: {
      isCompressionIgnition: false,
      continuousSupported: CONTINUOUS_MONITOR.misfire | CONTINUOUS_MONITOR.fuelSystem | CONTINUOUS_MONITOR.components,
      othersSupported: SPARK_MONITOR.catalyst | SPARK_MONITOR.evaporativeSystem | SPARK_MONITOR.oxygenSensor,
      continuousIncomplete: () => 0,
      othersIncomplete: () => SPARK_MONITOR.catalyst,
      continuousIncompleteThisCycle: () => 0,
      othersIncompleteThisCycle: () => 0xff,
      othersEnabledThisCycle: () => SPARK_MONITOR.catalyst | SPARK_MONITOR.oxygenSensor,
    },
    monitorResults: [
      test([MONITOR_ID.oxygenSensorBank1Sensor1, TEST_ID.richToLeanSwitchTime, 0x10], { value: 85, max: 150 }),
      test([MONITOR_ID.oxygenSensorBank1Sensor1, 0x81, 0x8b], { value: -0.02, min: -0.5, max: 0.5 }),
      test([MONITOR_ID.catalystBank1, 0x80, 0x20], undefined),
      test([MONITOR_ID.misfireCylinder1, TEST_ID.misfireCountOfCycle, 0x24], { value: 7 }),
    ],
    controls: new Map([
      [
        CONTROL_TEST.evaporativeSystemLeakTest,
        { run: (data) => (options.isRunning ? NRC.conditionsNotCorrect : data.slice()) },
      ],
    ]),
    mayClear: () => true,
    vin: 'LGWEF7A51PH000001',
    inUsePerformance: {
      isCompressionIgnition: false,
      itemCount: 20,
      count: (counter) => (IN_USE_SPARK as readonly string[]).indexOf(counter) * 10,
    },
    engineSerialNumber: '4G15K-0001',
    fueledEngineCycles: () => 300,
    kmSinceEvaporativeDecision: () => 12.9,
  }
}
