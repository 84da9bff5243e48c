/** What this installation is. The pages show it: an embedded database is not for a production register. */
import { Type } from 'typebox'
import { route } from '../../route.ts'

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
  }),
  errors: [],
  handle: async ({ services }) => services.about,
})
