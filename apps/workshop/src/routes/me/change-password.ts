/** Everyone changes their own password, with the one they have. Their sessions elsewhere end; this one goes on. */
import { Type } from 'typebox'
import { hashPassword, isPassword } from '../../auth/password.ts'
import { endSessions, findPasswordHash, findUser, setPassword } from '../../db/users.ts'
import { ApiError } from '../../errors.ts'
import { assertPassword } from '../../people/rules.ts'
import { route } from '../../route.ts'
import { PASSWORD_BODY_BYTES_MAX, PASSWORDS_PER_MIN, PasswordSchema } from '../people/schemas.ts'

export const changePassword = route({
  method: 'POST',
  path: '/api/me/password',
  summary: 'Change my password.',
  permission: 'profile:change',
  isOpenBeforePasswordChange: true,
  body: Type.Object({ current: PasswordSchema, next: PasswordSchema }),
  reply: Type.Object({ userId: Type.String() }),
  errors: [
    'PASSWORD_WRONG',
    'PASSWORD_LENGTH',
    'PASSWORD_IS_USERNAME',
    'PASSWORD_UNCHANGED',
    'DEMO_USER_FIXED',
    'TOO_MANY_SIGN_INS',
  ],
  bodyBytesMax: PASSWORD_BODY_BYTES_MAX,
  requestsPerMin: PASSWORDS_PER_MIN,

  async handle({ db, actor, now, services: { signInLimit }, request, change }, { body: { current, next } }) {
    const { userId, sessionId } = actor
    const person = await findUser(db, userId)
    if (!person) throw new ApiError('NOT_SIGNED_IN') // Removed since the session began.
    if (person.is_demo) throw new ApiError('DEMO_USER_FIXED')
    const username = person.username ?? ''

    // An unwatched browser is no place to try passwords in: it counts like signing in.
    const who = { username, address: request.ip }
    const waitMs = signInLimit.begin(who, now().getTime())
    if (waitMs > 0) throw new ApiError('TOO_MANY_SIGN_INS', { retryAfterS: Math.ceil(waitMs / 1000) })
    const currentHash = await findPasswordHash(db, userId)
    if (currentHash === undefined || !(await isPassword(current, currentHash))) {
      signInLimit.failed(who, now().getTime())
      throw new ApiError('PASSWORD_WRONG')
    }
    signInLimit.succeeded(who)
    assertPassword(next, username)
    if (next === current) throw new ApiError('PASSWORD_UNCHANGED')
    const passwordHash = await hashPassword(next)

    return await change(async (transaction) => {
      const isChanged = await setPassword(transaction, { userId, passwordHash, currentHash, mustChange: false }, now())
      if (!isChanged) throw new ApiError('PASSWORD_WRONG') // An administrator was quicker.
      await endSessions(transaction, userId, { except: sessionId })
      return { result: { userId }, audit: { action: 'user.changePassword', subject: `user:${userId}` } }
    })
  },
})
