import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_DTC } from '@luban/protocols/uds/ecu'
import { DTC_GROUP, DTC_STATUS as S } from '@luban/protocols/uds/tables'
import fc from 'fast-check'
import { createDtcEngine, type DtcEngine, type DtcEngineOptions, type DtcSpec } from './dtc-engine.ts'

const STEP_MS = 10
/** 100 ms, so ten steps, to fail; 50 ms to pass. */
const AT_ONCE: DtcSpec = {
  code: 0x0a0a00,
  failAfterMs: 100,
  passAfterMs: 50,
  confirmAfterCycles: 1,
  isObd: true,
  requestsWarning: true,
}
const TWO_TRIPS: DtcSpec = { ...AT_ONCE, code: 0x0a9400, confirmAfterCycles: 2 }
/** Body electronics: no lamp, not told to OBD. */
const QUIET: DtcSpec = { ...AT_ONCE, code: 0x9a2f16, isObd: false, requestsWarning: false }
const ALL = [AT_ONCE, TWO_TRIPS, QUIET]
const [I, II, Q] = [0, 1, 2]

/** As after a clear, so nothing is unknown. */
function open(dtcs: readonly DtcSpec[] = ALL, more: Partial<DtcEngineOptions> = {}) {
  const opened = openAtWorkshop(dtcs, more)
  opened.engine.clear(DTC_GROUP.all)
  return opened
}

/** As it comes to the workshop: nobody knows the cycle before. */
function openAtWorkshop(dtcs: readonly DtcSpec[] = ALL, more: Partial<DtcEngineOptions> = {}) {
  const car = { volts: 400, speedKmh: 0 }
  const engine = createDtcEngine({
    ...more,
    dtcs,
    stepMs: STEP_MS,
    snapshot: [
      { did: 0x0008, byteLength: 2, read: () => Uint8Array.of(car.volts >> 8, car.volts & 0xff) },
      { did: 0xf40d, byteLength: 1, read: () => Uint8Array.of(car.speedKmh) },
    ],
    freezeFrame: [{ pid: 0x0d, read: () => car.speedKmh }],
  })
  engine.startOperationCycle()
  return { engine, car }
}

function report(engine: DtcEngine, index: number, isFailed: boolean, steps: number): void {
  for (let i = 0; i < steps; i++) engine.report(index, isFailed)
}
const fail = (engine: DtcEngine, index: number) => report(engine, index, true, 10)
const pass = (engine: DtcEngine, index: number) => report(engine, index, false, 5)

/** One operation cycle in which the monitor finds all well. */
function goodCycle(engine: DtcEngine, index: number, isWarmUp = true): void {
  engine.startOperationCycle()
  pass(engine, index)
  engine.endOperationCycle(isWarmUp)
}

test('a new ECU has tested nothing', () => {
  const { engine } = open()
  assert.equal(engine.status(I), S.testNotCompletedSinceLastClear | S.testNotCompletedThisOperationCycle)
  assert.equal(engine.isComplete(I), false)
})

test('the test fails when the fault has lasted its time, not a step before', () => {
  const { engine } = open()
  report(engine, I, true, 9)
  assert.equal(engine.status(I), 0x50)
  assert.equal(engine.faultDetectionCounter(I), 114)
  engine.report(I, true)
  assert.equal(engine.faultDetectionCounter(I), 127)
  assert.equal(engine.status(I), 0xaf)
})

test('the test passes when all was well for its time', () => {
  const { engine } = open()
  report(engine, I, false, 4)
  assert.equal(engine.status(I), 0x50)
  engine.report(I, false)
  assert.equal(engine.faultDetectionCounter(I), -128)
  assert.equal(engine.status(I), 0x00)
  assert(engine.isComplete(I) && engine.isCompleteThisCycle(I))
})

test('a long good time does not put a fault off', () => {
  const { engine } = open()
  report(engine, I, false, 1000)
  fail(engine, I)
  assert(engine.status(I) & S.testFailed)
})

test('a loose contact matures when it is bad more often than good', () => {
  const { engine } = open()
  for (let i = 0; i < 20; i++) {
    report(engine, I, true, 2)
    if ((engine.status(I) & S.testFailed) !== 0) break
    report(engine, I, false, 1)
  }
  assert(engine.status(I) & S.testFailed)
})

test('a mended fault heals in the passing time and stays confirmed', () => {
  const { engine } = open()
  fail(engine, I)
  report(engine, I, false, 4)
  assert(engine.status(I) & S.testFailed)
  engine.report(I, false)
  assert.equal(engine.status(I), 0xae)
})

test('a code of two trips is pending in the first and confirmed in the second', () => {
  const { engine } = open()
  fail(engine, II)
  assert.equal(engine.status(II), 0x27)
  assert.deepEqual([engine.obd.pending(), engine.obd.confirmed(), engine.obd.isMilOn], [[0x0a94], [], false])
  // Twice in one cycle is still one trip.
  pass(engine, II)
  fail(engine, II)
  assert.equal(engine.status(II) & S.confirmedDtc, 0)
  engine.endOperationCycle(true)
  engine.startOperationCycle()
  assert.equal(engine.status(II) & S.testFailedThisOperationCycle, 0)
  fail(engine, II)
  assert.equal(engine.status(II), 0xaf)
  assert.deepEqual([engine.obd.pending(), engine.obd.confirmed(), engine.obd.isMilOn], [[0x0a94], [0x0a94], true])
})

test('nobody knows the cycle before the workshop: a first failure confirms, though nothing was told before', () => {
  const { engine } = openAtWorkshop()
  assert.equal(engine.status(II), 0x50)
  assert.deepEqual([engine.obd.pending(), engine.obd.confirmed(), engine.obd.permanent()], [[], [], []])
  assert.deepEqual([engine.snapshots(II), engine.extendedData(II), engine.firstTestFailed()], [[], [], NO_DTC])
  fail(engine, II)
  assert.equal(engine.status(II), 0xaf)
  assert.deepEqual([engine.obd.confirmed(), engine.obd.isMilOn], [[0x0a94], true])
})

test('a cycle of the workshop in which the monitor could not judge leaves the one before unknown', () => {
  const { engine } = openAtWorkshop()
  engine.endOperationCycle(true)
  engine.startOperationCycle()
  fail(engine, II)
  assert(engine.status(II) & S.confirmedDtc)
})

test('once a whole cycle has passed, a failure is the first of two', () => {
  const { engine } = openAtWorkshop()
  pass(engine, II)
  engine.endOperationCycle(false)
  engine.startOperationCycle()
  fail(engine, II)
  assert.deepEqual([engine.obd.pending(), engine.obd.confirmed(), engine.obd.isMilOn], [[0x0a94], [], false])
  engine.endOperationCycle(false)
  engine.startOperationCycle()
  fail(engine, II)
  assert.deepEqual([engine.obd.confirmed(), engine.obd.isMilOn], [[0x0a94], true])
})

test('of two failures with a good cycle between them neither confirms', () => {
  const { engine } = open()
  fail(engine, II)
  engine.endOperationCycle(true)
  goodCycle(engine, II)
  engine.startOperationCycle()
  assert.deepEqual(engine.obd.pending(), [])
  fail(engine, II)
  engine.endOperationCycle(true)
  goodCycle(engine, II)
  assert.deepEqual([engine.obd.pending(), engine.obd.confirmed(), engine.obd.permanent()], [[], [], []])
})

test('the frame is of the first trip, and stays when the second confirms', () => {
  const { engine, car } = open()
  car.speedKmh = 30
  fail(engine, II)
  assert.deepEqual(engine.obd.freezeFrame(), { code: 0x0a94, values: new Map([[0x0d, 30]]) })
  engine.endOperationCycle(true)
  engine.startOperationCycle()
  car.speedKmh = 70
  fail(engine, II)
  assert.deepEqual(engine.obd.confirmed(), [0x0a94])
  assert.deepEqual(engine.obd.freezeFrame(), { code: 0x0a94, values: new Map([[0x0d, 30]]) })
})

test('one failure of two is no verdict: readiness waits for the second, or for a pass', () => {
  const { engine } = open()
  fail(engine, II)
  assert.deepEqual([engine.isComplete(II), engine.isCompleteThisCycle(II)], [false, true])
  assert.equal(engine.status(II) & S.testNotCompletedSinceLastClear, 0) // UDS asks only whether it ran.
  engine.endOperationCycle(true)
  engine.startOperationCycle()
  assert.equal(engine.isComplete(II), false)
  fail(engine, II)
  assert.equal(engine.isComplete(II), true)
  engine.clear(TWO_TRIPS.code)
  assert.equal(engine.isComplete(II), false)
  pass(engine, II)
  fail(engine, II)
  assert.equal(engine.isComplete(II), true)
})

test('what is only pending is not permanent', () => {
  const { engine } = open()
  fail(engine, II)
  assert.deepEqual(engine.obd.permanent(), [])
  engine.endOperationCycle(true)
  engine.startOperationCycle()
  fail(engine, II)
  assert.deepEqual(engine.obd.permanent(), [0x0a94])
})

test('a cycle without failure ends the pending, and with it the trips', () => {
  const { engine } = open()
  fail(engine, II)
  engine.endOperationCycle(true)
  goodCycle(engine, II)
  assert.equal(engine.status(II) & S.pendingDtc, 0)
  assert.deepEqual(engine.snapshots(II), [])
  engine.startOperationCycle()
  fail(engine, II)
  assert.equal(engine.status(II) & S.confirmedDtc, 0)
})

test('a cycle in which the monitor could not judge neither heals nor ages', () => {
  const { engine } = open()
  fail(engine, II)
  engine.endOperationCycle(true)
  engine.startOperationCycle()
  engine.endOperationCycle(true)
  assert(engine.status(II) & S.pendingDtc)
})

test('the lamp goes out after three good cycles, the code after forty warm-ups', () => {
  const { engine } = open()
  fail(engine, I)
  engine.endOperationCycle(true)
  for (let cycle = 1; cycle <= 40; cycle++) {
    assert(engine.status(I) & S.confirmedDtc, `before cycle ${cycle}`)
    goodCycle(engine, I)
    assert.equal((engine.status(I) & S.warningIndicatorRequested) !== 0, cycle < 3, `lamp after cycle ${cycle}`)
    if (cycle < 40) assert.deepEqual(engine.extendedData(I)[1].bytes, Uint8Array.of(cycle))
  }
  assert.equal(engine.status(I), S.testFailedSinceLastClear)
  assert.deepEqual([engine.snapshots(I), engine.extendedData(I), engine.obd.freezeFrame()], [[], [], undefined])
})

test('a lamp that went out is lit again by as many trips as at first', () => {
  const { engine } = open()
  const badCycle = () => {
    engine.startOperationCycle()
    fail(engine, II)
    engine.endOperationCycle(true)
  }
  badCycle()
  badCycle()
  assert(engine.obd.isMilOn)
  for (let i = 0; i < 3; i++) goodCycle(engine, II)
  badCycle()
  assert.deepEqual([engine.obd.isMilOn, engine.obd.confirmed()], [false, [0x0a94]])
  badCycle()
  assert(engine.obd.isMilOn)
})

test('a failure starts the count of good cycles anew', () => {
  const { engine } = open()
  fail(engine, I)
  engine.endOperationCycle(true)
  goodCycle(engine, I)
  goodCycle(engine, I)
  engine.startOperationCycle()
  fail(engine, I)
  engine.endOperationCycle(true)
  goodCycle(engine, I)
  goodCycle(engine, I)
  assert(engine.obd.isMilOn)
  goodCycle(engine, I)
  assert.equal(engine.obd.isMilOn, false)
})

test('short cycles do not age a code; a failure starts the ageing anew', () => {
  const { engine } = open()
  fail(engine, I)
  engine.endOperationCycle(true)
  for (let i = 0; i < 60; i++) goodCycle(engine, I, false)
  assert(engine.status(I) & S.confirmedDtc)
  for (let i = 0; i < 39; i++) goodCycle(engine, I)
  engine.startOperationCycle()
  fail(engine, I)
  engine.endOperationCycle(true)
  for (let i = 0; i < 39; i++) goodCycle(engine, I)
  assert(engine.status(I) & S.confirmedDtc)
  goodCycle(engine, I)
  assert.equal(engine.status(I) & S.confirmedDtc, 0)
})

test('the car at the first and at the latest failure is kept', () => {
  const { engine, car } = open()
  const values = (volts: number, speedKmh: number) => [
    { did: 0x0008, bytes: Uint8Array.of(volts >> 8, volts & 0xff) },
    { did: 0xf40d, bytes: Uint8Array.of(speedKmh) },
  ]
  fail(engine, I)
  assert.deepEqual(engine.snapshots(I), [{ record: 1, values: values(400, 0) }])
  for (const speedKmh of [20, 50]) {
    pass(engine, I)
    Object.assign(car, { volts: 380, speedKmh })
    fail(engine, I)
  }
  assert.deepEqual(engine.snapshots(I), [
    { record: 1, values: values(400, 0) },
    { record: 2, values: values(380, 50) },
  ])
  assert.deepEqual(
    engine.extendedData(I).map(({ record, bytes }) => [record, ...bytes]),
    [
      [1, 3],
      [2, 0],
      [3, 127],
    ],
  )
})

test('the freeze frame is of the first OBD code alone', () => {
  const { engine, car } = open()
  fail(engine, Q)
  assert.equal(engine.obd.freezeFrame(), undefined)
  car.speedKmh = 30
  fail(engine, II)
  car.speedKmh = 60
  fail(engine, I)
  assert.deepEqual(engine.obd.freezeFrame(), { code: 0x0a94, values: new Map([[0x0d, 30]]) })
  engine.clear(TWO_TRIPS.code)
  assert.equal(engine.obd.freezeFrame(), undefined)
})

test('what is frozen stays, though the ECU fills the same array again', () => {
  const reused = Uint8Array.of(50)
  const engine = createDtcEngine({
    dtcs: [AT_ONCE],
    stepMs: STEP_MS,
    snapshot: [{ did: 0x0005, byteLength: 1, read: () => reused }],
    freezeFrame: [{ pid: 0x5b, read: () => reused }],
  })
  fail(engine, 0)
  reused[0] = 99
  assert.deepEqual(engine.obd.freezeFrame()?.values.get(0x5b), Uint8Array.of(50))
  assert.deepEqual(engine.snapshots(0)[0].values[0].bytes, Uint8Array.of(50))
})

test('codes outside OBD stay out of its modes and light no lamp', () => {
  const { engine } = open()
  fail(engine, Q)
  assert.equal(engine.status(Q), 0x2f)
  assert.deepEqual([engine.obd.confirmed(), engine.obd.pending(), engine.obd.permanent()], [[], [], []])
  assert.equal(engine.obd.isMilOn, false)
  engine.obd.clear()
  assert.equal(engine.status(Q), 0x2f)
})

test('failure types of one code are one code to OBD', () => {
  const { engine } = open([AT_ONCE, { ...AT_ONCE, code: 0x0a0a13 }])
  fail(engine, 0)
  fail(engine, 1)
  assert.deepEqual(engine.obd.confirmed(), [0x0a0a])
})

test('a permanent code outlives the clear until its monitor has passed for a whole cycle', () => {
  const { engine } = open()
  fail(engine, I)
  assert.deepEqual(engine.obd.permanent(), [0x0a0a])
  engine.obd.clear()
  assert.deepEqual([engine.obd.confirmed(), engine.obd.permanent(), engine.isPermanent(I)], [[], [0x0a0a], true])
  pass(engine, I)
  fail(engine, I)
  engine.obd.clear()
  engine.endOperationCycle(true)
  assert.deepEqual(engine.obd.permanent(), [0x0a0a], 'its monitor has not run since')
  engine.startOperationCycle()
  pass(engine, I)
  assert.deepEqual(engine.obd.permanent(), [0x0a0a], 'the cycle is not over')
  engine.endOperationCycle(false)
  assert.deepEqual(engine.obd.permanent(), [])
})

test('a permanent code goes by itself when the lamp goes out', () => {
  const { engine } = open()
  fail(engine, I)
  engine.endOperationCycle(true)
  goodCycle(engine, I)
  goodCycle(engine, I)
  assert.equal(engine.isPermanent(I), true)
  goodCycle(engine, I)
  assert.equal(engine.isPermanent(I), false)
})

test('a cleared fault that is still there comes back', () => {
  const { engine } = open()
  fail(engine, I)
  engine.clear(DTC_GROUP.all)
  assert.deepEqual([engine.status(I), engine.faultDetectionCounter(I)], [0x50, 0])
  fail(engine, I)
  assert.equal(engine.status(I), 0xaf)
})

test('a clear takes the group, the letter or the one code that it names', () => {
  for (const [group, left] of [
    [DTC_GROUP.all, []],
    [DTC_GROUP.powertrain, [Q]],
    [DTC_GROUP.body, [I, II]],
    [DTC_GROUP.chassis, [I, II, Q]],
    [DTC_GROUP.emissionsSystem, [Q]],
    [AT_ONCE.code, [II, Q]],
  ] as const) {
    const { engine } = open()
    for (const index of [I, II, Q]) fail(engine, index)
    assert(engine.isGroup(group))
    engine.clear(group)
    assert.deepEqual(
      [I, II, Q].filter((index) => engine.status(index) !== 0x50),
      left,
      group.toString(16),
    )
  }
  assert.equal(open().engine.isGroup(0x0a0b00), false)
})

test('while ControlDTCSetting is off nothing is counted or set', () => {
  const { engine } = open()
  engine.setUpdating(false)
  report(engine, I, true, 1000)
  assert.deepEqual([engine.status(I), engine.faultDetectionCounter(I)], [0x50, 0])
  engine.setUpdating(true)
  fail(engine, I)
  assert(engine.status(I) & S.testFailed)
})

test('first and most recent failures are told apart', () => {
  const { engine } = open()
  assert.deepEqual([engine.firstTestFailed(), engine.mostRecentConfirmed()], [NO_DTC, NO_DTC])
  fail(engine, II)
  fail(engine, Q)
  fail(engine, I)
  pass(engine, II)
  fail(engine, II)
  assert.deepEqual([engine.firstTestFailed(), engine.mostRecentTestFailed()], [II, II])
  assert.deepEqual([engine.firstConfirmed(), engine.mostRecentConfirmed()], [Q, I])
})

test('a new cycle counts from zero and keeps what was found', () => {
  const { engine } = open()
  fail(engine, I)
  engine.endOperationCycle(true)
  engine.startOperationCycle()
  assert.equal(engine.faultDetectionCounter(I), 0)
  assert.equal(engine.status(I), 0xed)
  assert.equal(engine.isCompleteThisCycle(I), false)
})

test('the status bits never contradict each other, whatever happens', () => {
  const events = fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.tuple(fc.constantFrom('fail', 'pass'), fc.nat(2), fc.nat(12)) },
      { weight: 2, arbitrary: fc.tuple(fc.constant('cycle'), fc.nat(1), fc.constant(0)) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('clear', 'updating'), fc.nat(2), fc.constant(0)) },
    ),
    { maxLength: 120 },
  )
  fc.assert(
    fc.property(events, fc.constantFrom(open, openAtWorkshop), (list, begin) => {
      const { engine } = begin()
      for (const [what, index, steps] of list) {
        if (what === 'fail' || what === 'pass') report(engine, index, what === 'fail', steps)
        else if (what === 'clear') engine.clear(ALL[index].code)
        else if (what === 'updating') engine.setUpdating(index > 0)
        else {
          engine.endOperationCycle(index === 1)
          engine.startOperationCycle()
        }
        for (const i of [I, II, Q]) assertConsistent(engine, i)
      }
    }),
  )
})

function assertConsistent(engine: DtcEngine, index: number): void {
  const status = engine.status(index)
  const implies = (bit: number, other: number) => (status & bit) === 0 || (status & other) !== 0
  const excludes = (bit: number, other: number) => (status & bit) === 0 || (status & other) === 0
  const shown = `status ${status.toString(2)}`
  assert(implies(S.testFailed, S.testFailedSinceLastClear), shown)
  assert(implies(S.testFailedThisOperationCycle, S.pendingDtc), shown)
  assert(implies(S.pendingDtc, S.testFailedSinceLastClear), shown)
  assert(implies(S.confirmedDtc, S.testFailedSinceLastClear), shown)
  assert(implies(S.warningIndicatorRequested, S.confirmedDtc), shown)
  assert(excludes(S.testFailedThisOperationCycle, S.testNotCompletedThisOperationCycle), shown)
  assert(excludes(S.testFailedSinceLastClear, S.testNotCompletedSinceLastClear), shown)
  assert(implies(S.testNotCompletedSinceLastClear, S.testNotCompletedThisOperationCycle), shown)
  const counter = engine.faultDetectionCounter(index)
  assert(counter >= -128 && counter <= 127)
  if (counter === 127) assert(status & S.testFailed, shown)
  if (counter === -128) assert.equal(status & S.testFailed, 0, shown)
  assert.equal(engine.snapshots(index).length > 0, engine.extendedData(index).length > 0)
}

test('only codes of OBD are in the group of the emissions system, with the readiness group of their monitor', () => {
  const { engine } = open([{ ...AT_ONCE, readinessGroup: 0x02 }, QUIET])
  assert.deepEqual(engine.functionalGroups?.groups, [0x33])
  assert.deepEqual(
    [0, 1].map((index) => engine.functionalGroups?.isInGroup(index, 0x33)),
    [true, false],
  )
  assert.deepEqual(
    [0, 1].map((index) => engine.functionalGroups?.readinessGroup(index)),
    [0x02, undefined],
  )
})

test('a unit without codes of OBD has no such group', () => {
  assert.equal(open([QUIET]).engine.functionalGroups, undefined)
})

test('what a misfire freezes takes the place of another code’s frame, and gives way to none', () => {
  const misfire: DtcSpec = { ...AT_ONCE, code: 0x030000, isFrozenFirst: true }
  const { engine, car } = open([AT_ONCE, misfire, { ...misfire, code: 0x017100 }, TWO_TRIPS])
  const frozen = () => [engine.obd.freezeFrame()?.code, engine.obd.freezeFrame()?.values.get(0x0d)]
  for (const [index, speedKmh, expected] of [
    [0, 10, [0x0a0a, 10]],
    [3, 20, [0x0a0a, 10]],
    [1, 30, [0x0300, 30]],
    [2, 40, [0x0300, 30]],
  ] as const) {
    car.speedKmh = speedKmh
    fail(engine, index)
    assert.deepEqual(frozen(), expected)
  }
})

test('a permanent code that was cleared goes only in a cycle that was a drive, though its monitor has passed before', () => {
  let hasDriven = false
  const { engine } = open([AT_ONCE], { hasDriven: () => hasDriven })
  fail(engine, I)
  engine.obd.clear()
  goodCycle(engine, I)
  assert.deepEqual(engine.obd.permanent(), [0x0a0a], 'round the block is not enough')
  engine.startOperationCycle()
  hasDriven = true
  engine.endOperationCycle(true)
  assert.deepEqual(engine.obd.permanent(), [0x0a0a], 'the monitor has not run in this drive')
  engine.startOperationCycle()
  hasDriven = false
  pass(engine, I)
  assert.deepEqual(engine.obd.permanent(), [0x0a0a])
  hasDriven = true
  engine.endOperationCycle(true)
  assert.deepEqual(engine.obd.permanent(), [])
})

test('the second memory keeps what has aged out of the first, and counts failures since its own clear', () => {
  const { engine } = open()
  const second = engine.userMemories?.get(0x01)
  assert(second !== undefined)
  fail(engine, I)
  fail(engine, II)
  assert.deepEqual([second.status(I), second.status(II), second.status(Q)], [0x28, 0x20, 0])
  for (let cycle = 0; cycle < 41; cycle++) goodCycle(engine, I)
  assert.equal(engine.status(I) & S.confirmedDtc, 0)
  assert.deepEqual(engine.snapshots(I), [])
  assert.equal(second.status(I), 0x28)
  assert.equal(second.snapshots(I).length, 1)
  engine.startOperationCycle()
  fail(engine, I)
  assert.deepEqual(second.extendedData(I), [{ record: 1, bytes: Uint8Array.of(2) }])
  second.clear(0x0a0a00)
  assert.deepEqual([second.status(I), second.status(II)], [0, 0x20])
  assert.deepEqual(second.extendedData(I), [])
  assert.equal(engine.status(I), 0xaf)
})
