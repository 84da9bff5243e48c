/** An instructor calls a competition off before its start. It stays on record; its teams see it. */
import { refusalOf } from '../../competitions/start.ts'
import { findCompetition, markCancelled } from '../../db/competitions.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { CompetitionParams, CompetitionReplySchema, readableCompetition, standingReply } from './schemas.ts'

export const cancelCompetition = route({
  method: 'POST',
  path: '/api/competitions/:competitionId/cancel',
  summary: 'Call a competition off that has not started.',
  permission: 'competition:manage',
  params: CompetitionParams,
  reply: CompetitionReplySchema,
  errors: ['COMPETITION_NOT_FOUND', 'COMPETITION_STARTED_ALREADY', 'COMPETITION_CANCELLED'],

  async handle(context, { params: { competitionId: id } }) {
    if ((await findCompetition(context.db, id)) === undefined) throw new ApiError('COMPETITION_NOT_FOUND')
    await context.change(async (db) => {
      if (!(await markCancelled(db, id, context.now()))) throw await refusalOf(db, id)
      return { result: undefined, audit: { action: 'competition.cancel', subject: `competition:${id}`, detail: {} } }
    })
    return standingReply(context, await readableCompetition(context, id))
  },
})
