/** Sign in by user name and password: a session cookie, and a line in the audit log. */
import { Type } from 'typebox'
import { writeAudit } from '../../audit/log.ts'
import { findUserByUsername } from '../../db/users.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'

export const signIn = route({
  method: 'POST',
  path: '/api/auth/sign-in/username',
  summary: 'Sign in by user name and password.',
  permission: 'public',
  body: Type.Object({
    username: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 128 }),
  }),
  reply: Type.Object({ userId: Type.String() }),
  errors: ['SIGN_IN_REFUSED', 'PERSON_SHUT_OUT', 'DEMO_USER_NOT_ALLOWED', 'TOO_MANY_SIGN_INS'],
  bodyBytesMax: 4096,
  requestsPerMin: 120, // Each costs an argon2 hash.

  async handle({ db, now, services, request, setHeader }, { body }) {
    const who = { username: body.username, address: request.ip }
    const waitMs = services.signInLimit.begin(who, now().getTime())
    if (waitMs > 0) throw new ApiError('TOO_MANY_SIGN_INS', { retryAfterS: Math.ceil(waitMs / 1000) })

    const signedIn = await services.auth.signIn(body, request)
    if (!signedIn) {
      services.signInLimit.failed(who, now().getTime())
      throw new ApiError('SIGN_IN_REFUSED')
    }
    services.signInLimit.succeeded(who)
    const user = await findUserByUsername(db, body.username)
    // Told only to whoever knows the password. The session that was opened is no one's: actorOf refuses it too.
    if (user?.shut_out_at) throw new ApiError('PERSON_SHUT_OUT')
    if (user?.is_demo && !services.about.isLoopback) throw new ApiError('DEMO_USER_NOT_ALLOWED')
    await db.transaction().execute((transaction) =>
      writeAudit(transaction, {
        at: now(),
        actorId: signedIn.userId,
        action: 'session.open',
        subject: `user:${signedIn.userId}`,
        detail: { address: request.ip },
      }),
    )
    setHeader('set-cookie', signedIn.cookies)
    return { userId: signedIn.userId }
  },
})
