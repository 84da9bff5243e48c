/** A competition with how its teams stand, at any moment; each figure belongs to an attempt. */
import { route } from '../../route.ts'
import { CompetitionParams, CompetitionReplySchema, readableCompetition, standingReply } from './schemas.ts'

export const readCompetition = route({
  method: 'GET',
  path: '/api/competitions/:competitionId',
  summary: 'A competition and how its teams stand now.',
  permission: 'competition:read',
  params: CompetitionParams,
  reply: CompetitionReplySchema,
  errors: ['COMPETITION_NOT_FOUND'],

  async handle(context, { params: { competitionId: id } }) {
    return standingReply(context, await readableCompetition(context, id))
  },
})
