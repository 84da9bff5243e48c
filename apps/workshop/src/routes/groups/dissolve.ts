/** A group is taught no more. Its bookings stay, and the attempts of its trainees are theirs anyway. */
import { Type } from 'typebox'
import { markDissolved, takeGroup } from '../../db/groups.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { GroupParams } from './schemas.ts'

export const dissolveGroup = route({
  method: 'POST',
  path: '/api/groups/:groupId/dissolve',
  summary: 'Dissolve a group.',
  permission: 'group:manage',
  params: GroupParams,
  reply: Type.Object({}),
  errors: ['GROUP_NOT_FOUND'],

  async handle({ now, change }, { params: { groupId } }) {
    return await change(async (db) => {
      if (!(await takeGroup(db, groupId))) throw new ApiError('GROUP_NOT_FOUND')
      await markDissolved(db, groupId, now())
      return { result: {}, audit: { action: 'group.dissolve', subject: `group:${groupId}` } }
    })
  },
})
