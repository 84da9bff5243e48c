/** An instructor makes a group of trainees. */
import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { insertGroup } from '../../db/groups.ts'
import { route } from '../../route.ts'
import { assertGroupFields, GroupFieldsSchema } from './schemas.ts'

export const createGroup = route({
  method: 'POST',
  path: '/api/groups',
  summary: 'Make a group of trainees: a class or a team. Its instructor is whoever makes it.',
  permission: 'group:manage',
  body: GroupFieldsSchema,
  reply: Type.Object({ id: Type.String() }),
  errors: ['NAME_MALFORMED', 'GROUP_MEMBER_NOT_FOUND', 'BODY_MALFORMED'],

  async handle(context, { body }) {
    const fields = await assertGroupFields(context, body)
    const id = randomUUID()
    return await context.change(async (db) => {
      await insertGroup(db, { id, ...fields, instructorId: context.actor.userId, madeAt: context.now() })
      return { result: { id }, audit: { action: 'group.create', subject: `group:${id}`, detail: { ...fields } } }
    })
  },
})
