import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEngineReadiness } from './readiness.ts'
import { ENGINE_MONITORS } from './signals.ts'
import { createEcmRig } from './testing/unit-rig.ts'

test('a drive of cruising and idling completes every monitor of a sound engine, and its counters', () => {
  const rig = createEcmRig({ engineDegC: 90 })
  let odometerM = 5e6
  const { readiness, kmSinceEvaporativeDecision, step } = createEngineReadiness({
    control: rig.unit.control,
    codes: rig.codes,
    stepMs: 10,
    odometerM: () => odometerM,
    indexOf: (key) => ENGINE_MONITORS.indexOf(key),
  })
  readiness.startOperationCycle()
  rig.start()
  const { monitors } = readiness
  assert.notEqual(monitors.continuousIncomplete(), 0)
  assert.equal(monitors.othersIncomplete(), monitors.othersSupported)

  const drive = (seconds: number, rpm: number | undefined) => {
    rig.brakeRpm = rpm
    rig.driver.pedal = rpm === undefined ? 0 : 0.3
    rig.signals.speedMps = rpm === undefined ? 0 : 20
    rig.run(seconds, () => {
      odometerM += rig.signals.speedMps / 100
      step()
    })
  }
  drive(90, undefined)
  assert.equal(kmSinceEvaporativeDecision(), 0)
  drive(400, 2500)
  drive(120, undefined)
  assert.equal(monitors.continuousIncomplete(), 0)
  assert.equal(monitors.othersIncomplete(), 0)
  assert.equal(readiness.hasDriven(), true)
  assert(Math.abs(kmSinceEvaporativeDecision() - 8) < 0.01, 'since the first idling, not the second')
  assert.deepEqual(rig.failed(), [])
})
