/** An administrator corrects the name of a person. What was issued or recorded under the old one keeps it. */
import { Type } from 'typebox'
import { rename, takeUser } from '../../db/users.ts'
import { ApiError } from '../../errors.ts'
import { assertName, NAME_LENGTH_MAX } from '../../people/rules.ts'
import { route } from '../../route.ts'
import { NewNamesSchema, PersonParams } from './schemas.ts'

export const renamePerson = route({
  method: 'PUT',
  path: '/api/people/:userId/name',
  summary: 'Replace the name of a person, with those in other languages.',
  permission: 'people:manage',
  params: PersonParams,
  body: Type.Object({
    name: Type.String({ maxLength: NAME_LENGTH_MAX, description: 'As the person writes it, in any script.' }),
    names: NewNamesSchema,
  }),
  reply: Type.Object({ userId: Type.String() }),
  errors: ['PERSON_NOT_FOUND', 'DEMO_USER_FIXED', 'NAME_MALFORMED'],

  async handle({ now, change }, { params: { userId }, body: { name, names } }) {
    assertName({ name, names })
    return await change(async (db) => {
      const person = await takeUser(db, userId)
      if (!person) throw new ApiError('PERSON_NOT_FOUND')
      if (person.is_demo) throw new ApiError('DEMO_USER_FIXED')
      await rename(db, { userId, name, names }, now())
      const before = { name: person.name, names: person.names }
      return {
        result: { userId },
        audit: { action: 'user.rename', subject: `user:${userId}`, detail: { before, after: { name, names } } },
      }
    })
  },
})
