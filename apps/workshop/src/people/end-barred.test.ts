/** Whoever is barred in the very moment of a start: the request was let through, the station is open, and is closed again. */
import assert from 'node:assert/strict'
import type { Database } from '../db/schema.ts'
import type { ErrorCode } from '../errors.ts'
import { DARK_LAMP } from '../stations/testing/dark-lamp.ts'
import { testStationsOnBoth } from '../stations/testing/test-stations.ts'

const bars: readonly [reason: string, code: ErrorCode, bar: (db: Database, userId: string) => Promise<unknown>][] = [
  [
    'traineeShutOut',
    'PERSON_SHUT_OUT',
    (db, userId) => db.updateTable('user').set({ shut_out_at: new Date() }).where('id', '=', userId).execute(),
  ],
  [
    'roleWithdrawn',
    'ROLE_WITHDRAWN',
    (db, userId) => db.deleteFrom('user_role').where('user_id', '=', userId).execute(),
  ],
]

testStationsOnBoth('a start that overlaps with being barred ends with the reason', async (workshop) => {
  for (const [reason, code, bar] of bars) {
    const who = reason === 'traineeShutOut' ? 'ana' : 'bo'
    await bar(workshop.db, workshop.actors.get(who)?.userId ?? '')
    const { body } = await workshop.post(who, '/api/attempts', { exerciseId: DARK_LAMP.id, mode: 'practice' })
    assert.equal(body.code, code)
    const [attempt] = (await workshop.get(who, '/api/attempts')).body.attempts
    assert.deepEqual([attempt.status, attempt.endReason], ['interrupted', reason])
    assert.equal(workshop.attempts.runningCount, 0)
  }
})
