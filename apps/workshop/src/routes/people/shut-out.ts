/**
 * An administrator shuts a person out: every session ends at once, a running attempt with it, and nobody signs in by that
 * name any more. What the person did stays: attempts, audit log, certificates.
 */
import { Type } from 'typebox'
import { findRunningAttempt } from '../../db/attempts.ts'
import { endSessions, lockAdministrators, setShutOut, takeUser } from '../../db/users.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { END_OF_SHUT_OUT } from '../../stations/attempt-end.ts'
import { PersonParams } from './schemas.ts'

export const shutOutPerson = route({
  method: 'POST',
  path: '/api/people/:userId/shut-out',
  summary: 'Shut a person out: they are signed out everywhere and cannot sign in until they are let in again.',
  permission: 'people:manage',
  params: PersonParams,
  reply: Type.Object({ userId: Type.String() }),
  errors: ['PERSON_NOT_FOUND', 'DEMO_USER_FIXED', 'LAST_ADMINISTRATOR', 'PERSON_SHUT_OUT_ALREADY'],

  async handle({ db, now, services, change }, { params: { userId } }) {
    const done = await change(async (transaction) => {
      const administrators = await lockAdministrators(transaction)
      const person = await takeUser(transaction, userId)
      if (!person) throw new ApiError('PERSON_NOT_FOUND')
      if (person.is_demo) throw new ApiError('DEMO_USER_FIXED')
      if (person.shut_out_at !== null) throw new ApiError('PERSON_SHUT_OUT_ALREADY')
      if (administrators.includes(userId) && administrators.length === 1) throw new ApiError('LAST_ADMINISTRATOR')
      await setShutOut(transaction, userId, now(), now())
      await endSessions(transaction, userId)
      return { result: { userId }, audit: { action: 'user.shutOut', subject: `user:${userId}` } }
    })
    // One whose station is opening just now is ended by its start, which looks again when it is open.
    const attempt = await findRunningAttempt(db, userId)
    const running = attempt && services.attempts.find(attempt.id)
    await running?.end(END_OF_SHUT_OUT).catch(() => {}) // Logged where it is written; the person is shut out all the same.
    return done
  },
})
