/** The common start by hand. Where a time is set, the workshop's clock starts the teams instead. */
import { startTogether } from '../../competitions/start.ts'
import { route } from '../../route.ts'
import { CompetitionParams, CompetitionReplySchema, readableCompetition, standingReply } from './schemas.ts'

export const startCompetition = route({
  method: 'POST',
  path: '/api/competitions/:competitionId/start',
  summary: 'Start all teams at once: all of them, or none.',
  permission: 'competition:manage',
  params: CompetitionParams,
  reply: CompetitionReplySchema,
  errors: [
    'COMPETITION_NOT_FOUND',
    'COMPETITION_STARTED_ALREADY',
    'COMPETITION_CANCELLED',
    'COMPETITION_PLANNED',
    'COMPETITOR_BUSY',
    'EXERCISE_NOT_FOUND',
    'ATTEMPT_OPEN_ALREADY',
    'STATIONS_FULL',
    'STATION_UNAVAILABLE',
  ],

  async handle(context, { params: { competitionId: id } }) {
    const { db, now, change, services } = context
    await startTogether({ db, now, change, attempts: services.attempts }, id, null)
    return standingReply(context, await readableCompetition(context, id))
  },
})
