/** An administrator lets a person in again who was shut out: with the roles and the password of before. */
import { Type } from 'typebox'
import { endSessions, setShutOut, takeUser } from '../../db/users.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { PersonParams } from './schemas.ts'

export const letPersonIn = route({
  method: 'POST',
  path: '/api/people/:userId/let-in',
  summary: 'Let a person sign in again who was shut out.',
  permission: 'people:manage',
  params: PersonParams,
  reply: Type.Object({ userId: Type.String() }),
  errors: ['PERSON_NOT_FOUND', 'PERSON_NOT_SHUT_OUT'],

  async handle({ now, change }, { params: { userId } }) {
    return await change(async (db) => {
      const person = await takeUser(db, userId)
      if (!person) throw new ApiError('PERSON_NOT_FOUND')
      if (person.shut_out_at === null) throw new ApiError('PERSON_NOT_SHUT_OUT')
      await setShutOut(db, userId, null, now())
      await endSessions(db, userId) // A sign-in in the very moment of shutting out opened one: it must not come alive now.
      return { result: { userId }, audit: { action: 'user.letIn', subject: `user:${userId}` } }
    })
  },
})
