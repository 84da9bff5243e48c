/** An instructor renames a group, or says anew who belongs to it. A colleague may: somebody stands in for everybody. */
import { Type } from 'typebox'
import { changeGroup as change, listMemberIds, takeGroup } from '../../db/groups.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { assertGroupFields, GroupFieldsSchema, GroupParams } from './schemas.ts'

export const changeGroup = route({
  method: 'PUT',
  path: '/api/groups/:groupId',
  summary: 'Rename a group, or replace its members.',
  permission: 'group:manage',
  params: GroupParams,
  body: GroupFieldsSchema,
  reply: Type.Object({}),
  errors: ['GROUP_NOT_FOUND', 'NAME_MALFORMED', 'GROUP_MEMBER_NOT_FOUND', 'BODY_MALFORMED'],

  async handle(context, { params: { groupId }, body }) {
    return await context.change(async (db) => {
      if (!(await takeGroup(db, groupId))) throw new ApiError('GROUP_NOT_FOUND')
      const fields = await assertGroupFields({ db }, body, await listMemberIds(db, groupId))
      await change(db, groupId, fields)
      return { result: {}, audit: { action: 'group.change', subject: `group:${groupId}`, detail: { ...fields } } }
    })
  },
})
