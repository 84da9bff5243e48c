/** Who is signed in, and what they may do. */
import { Type } from 'typebox'
import type { Actor } from '../../context.ts'
import type { Database } from '../../db/schema.ts'
import { findUser } from '../../db/users.ts'
import { ApiError } from '../../errors.ts'
import { ROLES } from '../../policies/permissions.ts'
import { route } from '../../route.ts'
import { LanguageSchema, NamesSchema } from '../schemas.ts'

export const MeSchema = Type.Object({
  userId: Type.String(),
  username: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  names: NamesSchema,
  roles: Type.Array(Type.Enum(ROLES)),
  permissions: Type.Array(Type.String()),
  language: Type.Union([LanguageSchema, Type.Null()]),
  isDemo: Type.Boolean(),
})

export const readMe = route({
  method: 'GET',
  path: '/api/me',
  summary: 'Who is signed in; a guest is refused.',
  permission: 'profile:read',
  reply: MeSchema,
  errors: ['NOT_SIGNED_IN'],

  async handle({ db, actor }) {
    const me = await meOf(db, actor)
    if (!me) throw new ApiError('NOT_SIGNED_IN')
    return me
  },
})

/** `undefined`: removed since the session began. */
export async function meOf(db: Database, actor: Actor) {
  const user = await findUser(db, actor.userId)
  if (!user) return undefined
  const { username, name, names, language, is_demo: isDemo } = user
  const [roles, permissions] = [[...actor.roles], [...actor.permissions].sort()]
  return { userId: actor.userId, username, name, names, roles, permissions, language, isDemo }
}
