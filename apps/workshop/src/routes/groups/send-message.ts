/** An instructor writes to everybody of a group who works now: each bench shows it, each evidence keeps it. */
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import { findGroup, listRunningOfGroup } from '../../db/groups.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { MESSAGE_CHARACTERS_MAX } from '../class/send-message.ts'
import { GroupParams } from './schemas.ts'

export const sendGroupMessage = route({
  method: 'POST',
  path: '/api/groups/:groupId/messages',
  summary: 'Write to every member of a group with a running attempt; tells how many got it.',
  permission: 'class:guide',
  params: GroupParams,
  body: Type.Object(
    { text: Type.String({ minLength: 1, maxLength: MESSAGE_CHARACTERS_MAX, pattern: '\\S' }) },
    { additionalProperties: false },
  ),
  reply: Type.Object({
    sentCount: Type.Integer(),
    missedCount: Type.Integer({ description: 'Stations that just ended, or can take no more messages.' }),
  }),
  errors: ['GROUP_NOT_FOUND', 'BODY_MALFORMED'],

  async handle(context, { params: { groupId }, body }) {
    if (!(await findGroup(context.db, groupId))) throw new ApiError('GROUP_NOT_FOUND')
    const ids = await listRunningOfGroup(context.db, groupId)
    const sent = await Promise.all(ids.map((id) => sayAt(context, id, body.text.trim())))
    const sentCount = sent.filter((isSent) => isSent).length
    return { sentCount, missedCount: sent.length - sentCount }
  },
})

/** Nobody guides themselves; and a station that ends meanwhile is no reason to keep it from the others. */
async function sayAt({ actor, services }: Context, attemptId: string, text: string): Promise<boolean> {
  const running = services.attempts.find(attemptId)
  if (running === undefined || running.mayWork(actor.userId)) return false
  return await running.say(text, actor.userId).catch((error: unknown) => {
    if (error instanceof ApiError) return false
    throw error
  })
}
