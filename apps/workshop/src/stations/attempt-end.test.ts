import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { statusOfReason } from './attempt-end.ts'
import { DARK_LAMP } from './testing/dark-lamp.ts'
import { openTestWorkshop } from './testing/test-workshop.ts'

test('what a trainee, the clock or the car did says how an attempt ended; every other reason is ours', () => {
  for (const reason of ['diagnosisStated', 'timeIsUp']) assert.equal(statusOfReason(reason), 'submitted')
  for (const reason of ['liveContact', 'workWithoutIsolation', 'liveInsulationTest'])
    assert.equal(statusOfReason(reason), 'stopped')
  assert.equal(statusOfReason('cancelledByTrainee'), 'cancelled')
  for (const reason of ['stationLost', 'serverStopped', 'traineeGone', 'evidenceFull', 'constructor', ''])
    assert.equal(statusOfReason(reason), 'interrupted')
})

test('an attempt that is given up is closed without reading its evidence, however much there is', async () => {
  const workshop = await openTestWorkshop({ exercises: [DARK_LAMP] })
  try {
    const { body } = await workshop.post('ana', '/api/attempts', { exerciseId: DARK_LAMP.id, mode: 'practice' })
    // Whoever reads it fails. The station's own file stays open: it can still be sealed.
    await rm(join(workshop.dataDir, 'evidence', `${body.id}.mcap`))
    const cancelled = await workshop.post('ana', `/api/attempts/${body.id}/cancel`)
    assert.equal(cancelled.status, 200, JSON.stringify(cancelled.body))
    const { status, evidence_sha256 } = await workshop.db
      .selectFrom('attempt')
      .selectAll()
      .where('id', '=', body.id)
      .executeTakeFirstOrThrow()
    assert.equal(status, 'cancelled')
    assert.match(evidence_sha256 ?? '', /^[0-9a-f]{64}$/)
    assert.deepEqual(workshop.problems, [])
  } finally {
    await workshop.close()
  }
})
