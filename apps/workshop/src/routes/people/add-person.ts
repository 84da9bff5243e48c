/** An administrator adds a person. The password is made in the browser or chosen there: no answer carries one. */
import { Type } from 'typebox'
import { prepareEntry } from '../../people/add-person.ts'
import { NAME_LENGTH_MAX } from '../../people/rules.ts'
import { route } from '../../route.ts'
import { NewNamesSchema, PASSWORD_BODY_BYTES_MAX, PASSWORDS_PER_MIN, PasswordSchema, RolesSchema } from './schemas.ts'

export const addPerson = route({
  method: 'POST',
  path: '/api/people',
  summary: 'Add a person who can sign in.',
  permission: 'people:manage',
  body: Type.Object({
    username: Type.String({ maxLength: 64, description: 'Letters, digits and . _ -, or a phone number.' }),
    name: Type.String({ maxLength: NAME_LENGTH_MAX, description: 'As the person writes it, in any script.' }),
    names: Type.Optional(NewNamesSchema),
    roles: RolesSchema,
    password: PasswordSchema,
  }),
  reply: Type.Object({ userId: Type.String() }),
  errors: ['USERNAME_MALFORMED', 'USERNAME_TAKEN', 'NAME_MALFORMED', 'PASSWORD_LENGTH', 'PASSWORD_IS_USERNAME'],
  bodyBytesMax: PASSWORD_BODY_BYTES_MAX,
  requestsPerMin: PASSWORDS_PER_MIN,

  async handle({ now, change }, { body }) {
    const enter = await prepareEntry(body) // The body cannot say whose password it is: it is the administrator's.
    return await change((db) => enter(db, now()))
  },
})
