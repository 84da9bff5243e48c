/** What this installation is. The pages show it: an embedded database is not for a production register. */
import { Type } from 'typebox'
import { ROLES } from '../../policies/permissions.ts'
import { route } from '../../route.ts'
import { NamesSchema } from '../schemas.ts'

export const readAbout = route({
  method: 'GET',
  path: '/api/about',
  summary: 'What this installation is.',
  permission: 'public',
  reply: Type.Object({
    version: Type.String(),
    database: Type.Union([Type.Literal('embedded'), Type.Literal('postgresql')]),
    isDemo: Type.Boolean({ description: 'It has demo users.' }),
    isLoopback: Type.Boolean({ description: 'It listens on its own machine alone.' }),
    demoPeople: Type.Array(
      Type.Object({ username: Type.String(), name: Type.String(), names: NamesSchema, role: Type.Enum(ROLES) }),
      { description: 'Whom a visitor may try it as: nobody beyond its own machine.' },
    ),
  }),
  errors: [],
  handle: async ({ services: { about } }) => ({ ...about, demoPeople: [...about.demoPeople] }),
})
