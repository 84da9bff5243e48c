/** End the session of this browser. */
import { Type } from 'typebox'
import { route } from '../../route.ts'

export const signOut = route({
  method: 'POST',
  path: '/api/auth/sign-out',
  summary: 'Sign out.',
  permission: 'profile:read',
  isOpenBeforePasswordChange: true,
  reply: Type.Object({ userId: Type.String() }),
  errors: [],

  async handle({ actor, services, request, setHeader, change }) {
    const { cookies } = await services.auth.signOut(request)
    setHeader('set-cookie', cookies)
    const audit = { action: 'session.close', subject: `user:${actor.userId}` }
    return await change(async () => ({ result: { userId: actor.userId }, audit }))
  },
})
