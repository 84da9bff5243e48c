/**
 * An administrator shuts a person out: every session ends at once, a running attempt with it, and nobody signs in by that
 * name any more. What the person did stays: attempts, audit log, certificates.
 */
import { Type } from 'typebox'
import { endSessions, lockAdministrators, setShutOut, takeUser } from '../../db/users.ts'
import { ApiError } from '../../errors.ts'
import { endAttemptOfBarred } from '../../people/end-barred.ts'
import { route } from '../../route.ts'
import { PersonParams } from './schemas.ts'

export const shutOutPerson = route({
  method: 'POST',
  path: '/api/people/:userId/shut-out',
  summary: 'Shut a person out: they are signed out everywhere and cannot sign in until they are let in again.',
  permission: 'people:manage',
  params: PersonParams,
  reply: Type.Object({ userId: Type.String() }),
  errors: ['PERSON_NOT_FOUND', 'DEMO_USER_FIXED', 'LAST_ADMINISTRATOR', 'PERSON_SHUT_OUT_ALREADY'],

  async handle(context, { params: { userId } }) {
    const { now, change } = context
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
    await endAttemptOfBarred(context, userId)
    return done
  },
})
