/** Who can be put into a team. */
import { Type } from 'typebox'
import { listCompetitors as list } from '../../db/competitions.ts'
import { route } from '../../route.ts'
import { MemberSchema } from './schemas.ts'

export const listCompetitors = route({
  method: 'GET',
  path: '/api/competitors',
  summary: 'The trainees who can be put into a team of a competition.',
  permission: 'competition:manage',
  reply: Type.Object({ people: Type.Array(MemberSchema) }),
  errors: [],

  async handle({ db }) {
    return { people: await list(db) }
  },
})
