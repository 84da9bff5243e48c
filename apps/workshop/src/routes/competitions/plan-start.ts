/** An instructor sets the common start ahead, sets another time, or takes the time away. */
import { Type } from 'typebox'
import { refusalOf } from '../../competitions/start.ts'
import { findCompetition, planStart } from '../../db/competitions.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { DateTimeSchema, or } from '../schemas.ts'
import { CompetitionParams, CompetitionReplySchema, readableCompetition, standingReply, startsAtOf } from './schemas.ts'

export const planCompetition = route({
  method: 'POST',
  path: '/api/competitions/:competitionId/plan',
  summary: 'Set when all teams start by the clock of the workshop, within the next 30 days; null takes the time away.',
  permission: 'competition:manage',
  params: CompetitionParams,
  body: Type.Object({ startsAt: or(DateTimeSchema) }, { additionalProperties: false }),
  reply: CompetitionReplySchema,
  errors: ['COMPETITION_NOT_FOUND', 'COMPETITION_STARTED_ALREADY', 'COMPETITION_CANCELLED', 'BODY_MALFORMED'],

  async handle(context, { params: { competitionId: id }, body }) {
    if ((await findCompetition(context.db, id)) === undefined) throw new ApiError('COMPETITION_NOT_FOUND')
    const startsAt = startsAtOf(body.startsAt, context.now())
    await context.change(async (db) => {
      if (!(await planStart(db, { id, startsAt }))) throw await refusalOf(db, id)
      const detail = { startsAt: startsAt?.toISOString() ?? null }
      return { result: undefined, audit: { action: 'competition.plan', subject: `competition:${id}`, detail } }
    })
    void context.services.competitionClock.look()
    return standingReply(context, await readableCompetition(context, id))
  },
})
