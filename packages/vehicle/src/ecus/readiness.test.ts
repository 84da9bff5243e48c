import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createObdServer } from '@luban/protocols/obd/session'
import { CONTINUOUS_MONITOR, IN_USE_SPARK, SPARK_MONITOR } from '@luban/protocols/obd/tables'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { createDtcEngine, type DtcSpec } from './dtc-engine.ts'
import { createReadiness, type DrivingConditions, type MonitorGroup } from './readiness.ts'

const STEP_MS = 100
const code = (number: number): DtcSpec => ({
  code: number,
  failAfterMs: STEP_MS,
  passAfterMs: STEP_MS,
  confirmAfterCycles: 2,
  isObd: true,
  requestsWarning: true,
})
const [CATALYST, LEAK, SENSOR, SENSOR_2, MISFIRE] = [0, 1, 2, 3, 4]

/** An engine with a catalyst, a leak test that needs a cold start, two oxygen sensors and a misfire monitor. */
function open(options: { needsFuel?: boolean } = {}) {
  const car = { isColdStart: true, isSensorEnabled: true }
  const engine = createDtcEngine({
    dtcs: [0x042000, 0x045500, 0x013300, 0x013900, 0x030000].map(code),
    stepMs: STEP_MS,
    snapshot: [],
    freezeFrame: [],
  })
  const groups: MonitorGroup[] = [
    { bit: CONTINUOUS_MONITOR.misfire, isContinuous: true, tests: [MISFIRE] },
    { bit: SPARK_MONITOR.catalyst, isContinuous: false, tests: [CATALYST], counter: 'CATCOMP1' },
    {
      bit: SPARK_MONITOR.evaporativeSystem,
      isContinuous: false,
      tests: [LEAK],
      counter: 'EVAPCOMP',
      isDenominatorMet: () => car.isColdStart,
    },
    {
      bit: SPARK_MONITOR.oxygenSensor,
      isContinuous: false,
      tests: [SENSOR],
      counter: 'O2SCOMP1',
      isEnabled: () => car.isSensorEnabled,
    },
    { bit: SPARK_MONITOR.oxygenSensor, isContinuous: false, tests: [SENSOR_2], counter: 'O2SCOMP1' },
  ]
  const readiness = createReadiness({
    stepMs: STEP_MS,
    isCompressionIgnition: false,
    itemCount: 16,
    needsFuel: options.needsFuel ?? false,
    groups,
    codes: engine,
  })
  const startCycle = () => {
    engine.startOperationCycle()
    readiness.startOperationCycle()
  }
  const drive = (seconds: number, changes: Partial<DrivingConditions> = {}) => {
    const conditions = { ...CRUISE, ...changes }
    for (let step = 0; step < seconds * (1000 / STEP_MS); step++) readiness.step(conditions)
  }
  const pass = (...tests: number[]) => {
    for (const each of tests) engine.report(each, false)
  }
  startCycle()
  const count = readiness.inUsePerformance.count
  return { car, engine, readiness, startCycle, drive, pass, count }
}

const CRUISE: DrivingConditions = {
  isRunning: true,
  isFueled: true,
  speedMps: 25,
  isAcceleratorReleased: false,
  ambientDegC: 20,
  altitudeM: 200,
}
const AT_IDLE = { speedMps: 0, isAcceleratorReleased: true }
const SLOW = { speedMps: 8 }

test('a cycle counts as driven after 600 s, 300 s of them at 40 km/h, and 30 s of idling in one piece', () => {
  const { readiness, drive, count, startCycle } = open()
  drive(300)
  drive(29.9, AT_IDLE)
  drive(0.1, { ...AT_IDLE, isAcceleratorReleased: false })
  drive(29.9, AT_IDLE)
  drive(300, SLOW)
  assert.equal(count('OBDCOND'), 0, 'twice 29.9 s of idling are not 30 s')
  assert.equal(readiness.hasDriven(), false)
  drive(30, AT_IDLE)
  assert.equal(count('OBDCOND'), 1)
  assert.equal(readiness.hasDriven(), true)
  drive(2000)
  drive(60, AT_IDLE)
  assert.equal(count('OBDCOND'), 1, 'once a cycle')
  startCycle()
  assert.equal(readiness.hasDriven(), false)
})

for (const [name, missing] of [
  ['the time', [300, SLOW, 0]],
  ['the speed', [600, SLOW, 299.9]],
] as const) {
  test(`a cycle without ${name} does not count as driven`, () => {
    const { drive, count } = open()
    const [otherS, other, cruiseS] = missing
    drive(30, AT_IDLE)
    drive(cruiseS)
    drive(otherS === 300 ? 569.9 : otherS, otherS === 300 ? CRUISE : other)
    assert.equal(count('OBDCOND'), 0)
    drive(0.1)
    assert.equal(count('OBDCOND'), 1)
  })
}

test('frost and the high mountains do not count', () => {
  for (const harsh of [{ ambientDegC: -7.1 }, { altitudeM: 2440 }]) {
    const { drive, count } = open()
    drive(900, harsh)
    drive(60, { ...AT_IDLE, ...harsh })
    assert.equal(count('OBDCOND'), 0)
    drive(600)
    drive(30, AT_IDLE)
    assert.equal(count('OBDCOND'), 1)
  }
})

test('a hybrid has to burn fuel for ten seconds, and counts such cycles apart', () => {
  const { readiness, drive, count, startCycle } = open({ needsFuel: true })
  drive(700, { isFueled: false })
  drive(30, { ...AT_IDLE, isFueled: false })
  assert.deepEqual([count('OBDCOND'), count('IGNCNTR'), readiness.fueledEngineCycles()], [0, 1, 0])
  drive(10)
  assert.deepEqual([count('OBDCOND'), count('IGNCNTR'), readiness.fueledEngineCycles()], [1, 1, 1])
  startCycle()
  drive(2, { isFueled: false })
  assert.deepEqual([count('IGNCNTR'), readiness.fueledEngineCycles()], [2, 1])
})

test('an engine that ran less than two seconds has made no ignition cycle', () => {
  const { drive, count } = open()
  drive(1.9)
  assert.equal(count('IGNCNTR'), 0)
  drive(0.1)
  assert.equal(count('IGNCNTR'), 1)
})

function driveACycle({ startCycle, drive }: Pick<ReturnType<typeof open>, 'startCycle' | 'drive'>): void {
  startCycle()
  drive(600)
  drive(30, AT_IDLE)
}

test('a monitor that ran counts up, once a cycle, and its condition counts with the drive', () => {
  const trial = open()
  trial.pass(CATALYST)
  trial.drive(1)
  assert.deepEqual([trial.count('CATCOMP1'), trial.count('CATCOND1')], [1, 0], 'it may run before the drive counts')
  driveACycle(trial)
  assert.deepEqual([trial.count('CATCOMP1'), trial.count('CATCOND1')], [1, 1])
  trial.pass(CATALYST, CATALYST)
  trial.drive(10)
  assert.deepEqual([trial.count('CATCOMP1'), trial.count('CATCOND1')], [2, 1])
})

test('a monitor counts whether it found all well or a fault', () => {
  const trial = open()
  trial.engine.report(CATALYST, true)
  trial.drive(1)
  assert.equal(trial.count('CATCOMP1'), 1)
})

test('the leak test is expected only after a cold start', () => {
  const trial = open()
  trial.car.isColdStart = false
  driveACycle(trial)
  assert.equal(trial.count('EVAPCOND'), 0)
  trial.car.isColdStart = true
  driveACycle(trial)
  assert.deepEqual([trial.count('EVAPCOND'), trial.count('EVAPCOMP')], [1, 0])
})

test('of two sensors with one counter the worse is told', () => {
  const trial = open()
  driveACycle(trial)
  trial.pass(SENSOR)
  trial.drive(1)
  assert.deepEqual([trial.count('O2SCOMP1'), trial.count('O2SCOND1')], [0, 1], 'the second has not run')
  trial.pass(SENSOR_2)
  trial.drive(1)
  assert.deepEqual([trial.count('O2SCOMP1'), trial.count('O2SCOND1')], [1, 1])
})

test('a monitor that a fault keeps from running rests with both its counters', () => {
  const trial = open()
  trial.car.isSensorEnabled = false
  driveACycle(trial)
  trial.pass(SENSOR, SENSOR_2)
  trial.drive(1)
  assert.deepEqual([trial.count('O2SCOMP1'), trial.count('O2SCOND1')], [1, 1], 'the second sensor alone counts')
  assert.deepEqual([...trial.readiness.state.denominators.subarray(3)], [0, 1])
})

test('a pair of counters at its end is halved; the cycles begin again at zero', () => {
  const trial = open()
  trial.readiness.state.numerators[1] = 0x8001
  trial.readiness.state.denominators[1] = 0xffff
  trial.readiness.state.cycles.set([0xffff, 0xffff])
  driveACycle(trial)
  assert.deepEqual([trial.count('CATCOMP1'), trial.count('CATCOND1')], [0x4000, 0x8000])
  assert.deepEqual([trial.count('OBDCOND'), trial.count('IGNCNTR')], [0, 0])
})

test('a clear makes every monitor incomplete, and leaves the counters', () => {
  const trial = open()
  driveACycle(trial)
  trial.pass(CATALYST, LEAK, SENSOR, SENSOR_2, MISFIRE)
  trial.drive(1)
  const { monitors } = trial.readiness
  assert.deepEqual([monitors.continuousIncomplete(), monitors.othersIncomplete()], [0, 0])
  trial.engine.obd.clear()
  assert.deepEqual([monitors.continuousIncomplete(), monitors.othersIncomplete()], [0x01, 0x25])
  assert.equal(trial.count('CATCOMP1'), 1)
  trial.pass(SENSOR)
  assert.equal(monitors.othersIncomplete(), 0x25, 'one sensor of two is not the monitor')
})

test('a new cycle asks for every monitor again, but only parameter 41 says so', () => {
  const trial = open()
  trial.pass(CATALYST, LEAK, SENSOR, SENSOR_2, MISFIRE)
  trial.startCycle()
  trial.car.isSensorEnabled = false
  const server = createObdServer({
    parameters: new Map(),
    dtcs: trial.engine.obd,
    monitors: trial.readiness.monitors,
    mayClear: () => true,
    inUsePerformance: trial.readiness.inUsePerformance,
    fueledEngineCycles: trial.readiness.fueledEngineCycles,
  })
  const ask = (request: string) => toHex(server.request(hex(request), 'physical', 0) ?? hex('00'))
  assert.equal(ask('01 01'), '410100012500')
  assert.equal(ask('01 41'), '414100112525', 'the second sensor still may run')
  assert.equal(ask('09 08').length, 2 * (3 + 2 * 16))
  assert.equal(ask('09 12'), '4912010000')
})

test('no drive makes a monitor run more often than its cycles, or a counter leave its range', () => {
  const legs = fc.array(
    fc.record({
      seconds: fc.integer({ min: 1, max: 400 }),
      speedMps: fc.constantFrom(0, 5, 20),
      isRunning: fc.boolean(),
      isNewCycle: fc.boolean(),
      passed: fc.subarray([CATALYST, LEAK, SENSOR, SENSOR_2]),
    }),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(legs, (drives) => {
      const trial = open()
      let cycles = 1
      for (const { seconds, speedMps, isRunning, isNewCycle, passed } of drives) {
        if (isNewCycle) {
          trial.startCycle()
          cycles++
        }
        trial.pass(...passed)
        trial.drive(seconds, { speedMps, isRunning, isAcceleratorReleased: speedMps === 0 })
      }
      for (const counter of IN_USE_SPARK) assert(trial.count(counter) <= cycles)
      assert(trial.count('OBDCOND') <= trial.count('IGNCNTR'))
      assert(trial.count('CATCOND1') === trial.count('OBDCOND'))
    }),
    { numRuns: 50 },
  )
})
