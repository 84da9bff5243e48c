/**
 * An administrator gives and takes roles. It holds from the person's next request on; the running attempt of who is no
 * trainee any more ends.
 */
import { Type } from 'typebox'
import { lockAdministrators, replaceRoles, takeUser } from '../../db/users.ts'
import { ApiError } from '../../errors.ts'
import { endAttemptOfBarred } from '../../people/end-barred.ts'
import { route } from '../../route.ts'
import { PersonParams, RolesSchema } from './schemas.ts'

export const setRoles = route({
  method: 'PUT',
  path: '/api/people/:userId/roles',
  summary: 'Replace the roles of a person.',
  permission: 'people:manage',
  params: PersonParams,
  body: Type.Object({ roles: RolesSchema }),
  reply: Type.Object({ roles: RolesSchema }),
  errors: ['PERSON_NOT_FOUND', 'DEMO_USER_FIXED', 'LAST_ADMINISTRATOR'],

  async handle(context, { params: { userId }, body: { roles } }) {
    const done = await context.change(async (db) => {
      // Demo administrators do not count: bound to a network, the workshop would have none.
      const administrators = await lockAdministrators(db)
      const person = await takeUser(db, userId)
      if (!person) throw new ApiError('PERSON_NOT_FOUND')
      if (person.is_demo) throw new ApiError('DEMO_USER_FIXED')
      const isLast = administrators.includes(userId) && administrators.length === 1
      if (isLast && !roles.includes('administrator')) throw new ApiError('LAST_ADMINISTRATOR')

      const before = await replaceRoles(db, userId, roles)
      return {
        result: { roles },
        audit: { action: 'user.roles', subject: `user:${userId}`, detail: { before, after: roles } },
      }
    })
    await endAttemptOfBarred(context, userId)
    return done
  },
})
