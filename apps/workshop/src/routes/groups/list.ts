/** The groups that are taught, with their trainees. */
import { Type } from 'typebox'
import { listGroups as list } from '../../db/groups.ts'
import { route } from '../../route.ts'
import { MemberSchema } from '../competitions/schemas.ts'

export const listGroups = route({
  method: 'GET',
  path: '/api/groups',
  summary: 'The groups of trainees, each with its instructor and its members.',
  permission: 'group:read',
  reply: Type.Object({
    groups: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        instructor: MemberSchema,
        members: Type.Array(MemberSchema),
      }),
    ),
  }),
  errors: [],

  async handle({ db }) {
    return { groups: await list(db) }
  },
})
