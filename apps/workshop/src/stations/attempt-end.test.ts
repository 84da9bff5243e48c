import assert from 'node:assert/strict'
import { test } from 'node:test'
import { statusOfReason } from './attempt-end.ts'

test('what a trainee, the clock or the car did says how an attempt ended; every other reason is ours', () => {
  for (const reason of ['diagnosisStated', 'timeIsUp']) assert.equal(statusOfReason(reason), 'submitted')
  for (const reason of ['liveContact', 'workWithoutIsolation', 'liveInsulationTest'])
    assert.equal(statusOfReason(reason), 'stopped')
  assert.equal(statusOfReason('cancelledByTrainee'), 'cancelled')
  for (const reason of ['stationLost', 'serverStopped', 'traineeGone', 'evidenceFull', 'constructor', ''])
    assert.equal(statusOfReason(reason), 'interrupted')
})
