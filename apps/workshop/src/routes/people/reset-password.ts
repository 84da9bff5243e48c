/**
 * An administrator gives a person a new password, for one forgotten or known to others: every session of
 * theirs ends, and at the next sign-in they choose their own.
 */
import { Type } from 'typebox'
import { hashPassword } from '../../auth/password.ts'
import { endSessions, findUser, setPassword } from '../../db/users.ts'
import { ApiError } from '../../errors.ts'
import { assertPassword } from '../../people/rules.ts'
import { route } from '../../route.ts'
import { PASSWORD_BODY_BYTES_MAX, PASSWORDS_PER_MIN, PasswordSchema, PersonParams } from './schemas.ts'

export const resetPassword = route({
  method: 'POST',
  path: '/api/people/:userId/password',
  summary: 'Give a person a new password.',
  permission: 'people:manage',
  params: PersonParams,
  body: Type.Object({ password: PasswordSchema }),
  reply: Type.Object({ userId: Type.String() }),
  errors: ['PERSON_NOT_FOUND', 'DEMO_USER_FIXED', 'PASSWORD_LENGTH', 'PASSWORD_IS_USERNAME'],
  bodyBytesMax: PASSWORD_BODY_BYTES_MAX,
  requestsPerMin: PASSWORDS_PER_MIN,

  async handle({ db, now, change }, { params: { userId }, body: { password } }) {
    const person = await findUser(db, userId)
    if (!person) throw new ApiError('PERSON_NOT_FOUND')
    if (person.is_demo) throw new ApiError('DEMO_USER_FIXED')
    assertPassword(password, person.username ?? '')
    const passwordHash = await hashPassword(password) // Outside of the transaction: it takes its time.
    return await change(async (transaction) => {
      await setPassword(transaction, { userId, passwordHash, mustChange: true }, now())
      await endSessions(transaction, userId)
      return { result: { userId }, audit: { action: 'user.resetPassword', subject: `user:${userId}` } }
    })
  },
})
