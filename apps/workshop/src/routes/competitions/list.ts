/** Competitions: all for those who teach, one's own for a trainee. */
import { Type } from 'typebox'
import { listCompetitions as list } from '../../db/competitions.ts'
import { route } from '../../route.ts'
import { seesAll } from '../attempts/own-attempt.ts'
import { briefOfCompetition, CompetitionSchema, NowSchema } from './schemas.ts'

export const listCompetitions = route({
  method: 'GET',
  path: '/api/competitions',
  summary: 'Competitions, the newest first; for a trainee those that they take part in.',
  permission: 'competition:read',
  reply: Type.Object({ now: NowSchema, competitions: Type.Array(CompetitionSchema) }),
  errors: [],

  async handle(context) {
    const rows = await list(context.db, seesAll(context) ? undefined : context.actor.userId)
    return { now: context.now().toISOString(), competitions: rows.map(briefOfCompetition) }
  },
})
