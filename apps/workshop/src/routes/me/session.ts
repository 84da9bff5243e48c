/**
 * Whose session this browser has, if any: what every page asks first. To be nobody is an answer and no error, so that a guest's
 * browser has nothing to complain of; `GET /api/me` says the same to those who must be somebody.
 */
import { Type } from 'typebox'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { or } from '../schemas.ts'
import { MeSchema, meOf } from './me.ts'

export const readSession = route({
  method: 'GET',
  path: '/api/session',
  summary: 'Who is signed in, or nobody.',
  permission: 'public',
  reply: Type.Object({ me: or(MeSchema) }),
  errors: ['PASSWORD_CHANGE_DUE'],

  async handle({ db, services: { auth }, request }) {
    const actor = await auth.actorOf(request)
    if (!actor) return { me: null }
    if (actor.mustChangePassword) throw new ApiError('PASSWORD_CHANGE_DUE')
    return { me: (await meOf(db, actor)) ?? null }
  },
})
