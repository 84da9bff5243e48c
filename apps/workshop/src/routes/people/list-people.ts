/** Everyone who can sign in here, with their roles. */
import { Type } from 'typebox'
import { listPeople as list } from '../../db/users.ts'
import { ROLES } from '../../policies/permissions.ts'
import { route } from '../../route.ts'
import { DateTimeSchema, NamesSchema, or } from '../schemas.ts'

export const listPeople = route({
  method: 'GET',
  path: '/api/people',
  summary: 'The people of this workshop and their roles.',
  permission: 'people:manage',
  reply: Type.Object({
    people: Type.Array(
      Type.Object({
        userId: Type.String(),
        username: or(Type.String()),
        name: Type.String(),
        names: NamesSchema,
        roles: Type.Array(Type.Enum(ROLES)),
        isDemo: Type.Boolean(),
        addedAt: DateTimeSchema,
        shutOutAt: or(DateTimeSchema),
        mustChangePassword: Type.Boolean({ description: 'Still has the password that somebody else chose.' }),
      }),
    ),
  }),
  errors: [],

  async handle({ db }) {
    const people = await list(db)
    return {
      people: people.map(({ id, display_username, name, names, roles, is_demo, created_at, ...person }) => ({
        ...{ userId: id, username: display_username, name, names, roles },
        ...{ isDemo: is_demo, addedAt: created_at.toISOString() },
        shutOutAt: person.shut_out_at?.toISOString() ?? null,
        mustChangePassword: person.must_change_password,
      })),
    }
  },
})
