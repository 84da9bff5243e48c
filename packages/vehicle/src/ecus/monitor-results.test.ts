import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MONITOR_ID, TEST_ID } from '@luban/protocols/obd/monitor-tables'
import { createObdServer } from '@luban/protocols/obd/session'
import { DTC_GROUP } from '@luban/protocols/uds/tables'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { createDtcEngine } from './dtc-engine.ts'
import { createMonitorResults } from './monitor-results.ts'

/** A catalyst that must store oxygen, a sensor that must switch fast, misfires that are counted. */
function open() {
  const results = createMonitorResults({
    misfires: { monitorId: MONITOR_ID.misfireCylinder1, testId: TEST_ID.misfireCountOfCycle, unitAndScalingId: 0x24 },
    catalyst: { monitorId: MONITOR_ID.catalystBank1, testId: 0x80, unitAndScalingId: 0x20, min: 0.25 },
    switchTime: {
      monitorId: MONITOR_ID.oxygenSensorBank1Sensor1,
      testId: TEST_ID.richToLeanSwitchTime,
      unitAndScalingId: 0x10,
      min: 0,
      max: 150,
    },
  })
  const dtcs = createDtcEngine({
    dtcs: [],
    stepMs: 100,
    snapshot: [],
    freezeFrame: [],
    onClear: () => results.clear(),
  })
  const none = () => 0
  const server = createObdServer({
    parameters: new Map(),
    dtcs: dtcs.obd,
    monitors: {
      isCompressionIgnition: false,
      continuousSupported: 0,
      othersSupported: 0,
      continuousIncomplete: none,
      othersIncomplete: none,
      continuousIncompleteThisCycle: none,
      othersIncompleteThisCycle: none,
    },
    monitorResults: results.tests,
    mayClear: () => true,
  })
  return { results, dtcs, ask: (request: string) => toHex(server.request(hex(request), 'physical', 0) ?? hex('00')) }
}

test('a tester reads what a test found, between the limits that it is judged by', () => {
  const { results, ask } = open()
  assert.equal(ask('0601'), '46010510000000000000', 'the test has not run')
  assert.equal(results.store('switchTime', 85), false)
  assert.equal(ask('0601'), '46010510005500000096')
  assert.equal(results.store('switchTime', 151), true)
  assert.equal(ask('0601'), '46010510009700000096')
})

test('a test with one limit, or none, tells the end of the range for the other', () => {
  const { results, ask } = open()
  assert.equal(results.store('catalyst', 0.125), true)
  assert.equal(ask('0621'), '4621802000200040FFFF')
  assert.equal(results.store('misfires', 7), false)
  assert.equal(ask('06A2'), '46A20C2400070000FFFF')
})

test('any clear of all codes forgets the results; that of another group does not', () => {
  for (const clear of ['obd', DTC_GROUP.all, DTC_GROUP.emissionsSystem] as const) {
    const { results, dtcs, ask } = open()
    results.store('switchTime', 85)
    dtcs.clear(DTC_GROUP.body)
    assert.equal(ask('0601'), '46010510005500000096')
    if (clear === 'obd') assert.equal(ask('04'), '44')
    else dtcs.clear(clear)
    assert.equal(ask('0601'), '46010510000000000000')
  }
})

test('a result is a failure exactly when it lies outside of its limits', () => {
  const { results } = open()
  fc.assert(
    fc.property(fc.double(), (value) => {
      assert.equal(results.store('switchTime', value), !(value >= 0 && value <= 150))
    }),
  )
})
