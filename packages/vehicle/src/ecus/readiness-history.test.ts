import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DTC_GROUP } from '@luban/protocols/uds/tables'
import { createDtcEngine, type DtcSpec } from './dtc-engine.ts'

const CODE: DtcSpec = {
  code: 0x030200,
  failAfterMs: 20,
  passAfterMs: 20,
  confirmAfterCycles: 1,
  isObd: true,
  requestsWarning: true,
  lampOffAfterCycles: 1,
}

/** A car of 5 000 km; `drive` adds to its counts, in one operation cycle that finds all well or the fault. */
function open() {
  const car = { odometerM: 5_000_000, runningS: 400_000 }
  const engine = createDtcEngine({
    dtcs: [CODE],
    stepMs: 10,
    snapshot: [],
    freezeFrame: [],
    operation: { odometerM: () => car.odometerM, runningS: () => car.runningS },
  })
  function drive(km: number, minutes: number, isFaulty: boolean): void {
    engine.startOperationCycle()
    for (let step = 0; step < 2; step++) engine.report(0, isFaulty)
    car.odometerM += km * 1000
    car.runningS += minutes * 60
    engine.endOperationCycle(true)
  }
  const counts = () => {
    assert(engine.obd.history !== undefined)
    const { warmUpsSinceClear, kmSinceClear, minutesSinceClear, kmWithMil, minutesWithMil } = engine.obd.history
    return [warmUpsSinceClear, kmSinceClear, minutesSinceClear, kmWithMil, minutesWithMil]
  }
  return { car, engine, drive, counts }
}

test('warm-ups, distance and time are counted since the last clear', () => {
  const { engine, drive, counts } = open()
  drive(12, 20, false)
  drive(3, 10, false)
  assert.deepEqual(counts(), [2, 15, 30, 0, 0])
  engine.clear(DTC_GROUP.all)
  assert.deepEqual(counts(), [0, 0, 0, 0, 0])
  drive(1, 2, false)
  assert.deepEqual(counts(), [1, 1, 2, 0, 0])
  engine.obd.clear()
  assert.deepEqual(counts(), [0, 0, 0, 0, 0])
})

test('counting begins with the first operation cycle, not when the car is put together', () => {
  const { engine, counts, car } = open()
  assert.deepEqual(counts(), [0, 0, 0, 0, 0])
  car.odometerM += 7000
  engine.startOperationCycle()
  car.odometerM += 2000
  engine.startOperationCycle()
  assert.deepEqual(counts(), [0, 2, 0, 0, 0])
})

test('clearing a single code is no clear of the counts', () => {
  const { engine, drive, counts } = open()
  drive(12, 20, false)
  engine.clear(CODE.code)
  assert.deepEqual(counts(), [1, 12, 20, 0, 0])
})

test('with the lamp on its own counts run; when it goes out they stand, and a new fault begins them again', () => {
  const { drive, counts } = open()
  drive(2, 4, false)
  drive(30, 40, true)
  assert.deepEqual(counts().slice(3), [30, 40])
  drive(5, 6, false)
  assert.deepEqual(counts().slice(3), [35, 46], 'the lamp goes out at the end of the good cycle')
  drive(100, 100, false)
  assert.deepEqual(counts().slice(3), [35, 46])
  drive(7, 8, true)
  assert.deepEqual(counts().slice(3), [7, 8])
})

test('what was counted with the lamp on is forgotten after forty warm-ups without it', () => {
  const { drive, counts } = open()
  drive(30, 40, true)
  drive(1, 1, false)
  for (let cycle = 0; cycle < 38; cycle++) drive(1, 1, false)
  assert.deepEqual(counts().slice(3), [31, 41])
  drive(1, 1, false)
  assert.deepEqual(counts().slice(3), [0, 0])
})

test('warm-ups stop at 255', () => {
  const { drive, counts } = open()
  for (let cycle = 0; cycle < 300; cycle++) drive(1, 1, false)
  assert.equal(counts()[0], 255)
})

test('a unit that is told no operation supports none of these counts', () => {
  const engine = createDtcEngine({ dtcs: [CODE], stepMs: 10, snapshot: [], freezeFrame: [] })
  assert.equal(engine.obd.history, undefined)
})
