/** An instructor opens a competition: which exercise, how long, who with whom, when. Nothing starts yet. */
import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { insertCompetition, listCompetitors } from '../../db/competitions.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { DateTimeSchema, or } from '../schemas.ts'
import { startsAtOf } from './schemas.ts'

const NAME = { minLength: 1, maxLength: 100, pattern: '\\S' }
const MEMBERS_MAX = 4
const TEAMS_MAX = 30

export const createCompetition = route({
  method: 'POST',
  path: '/api/competitions',
  summary: 'Open a competition: teams of up to four, each with a car of its own and the same fault.',
  permission: 'competition:manage',
  body: Type.Object(
    {
      title: Type.String(NAME),
      exerciseId: Type.String({ minLength: 1, maxLength: 100 }),
      limitMin: Type.Integer({ minimum: 1, maximum: 240 }),
      startsAt: Type.Optional(or(DateTimeSchema)),
      teams: Type.Array(
        Type.Object(
          {
            name: Type.String(NAME),
            memberIds: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
              minItems: 1,
              maxItems: MEMBERS_MAX,
            }),
          },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: TEAMS_MAX },
      ),
    },
    { additionalProperties: false },
  ),
  reply: Type.Object({ id: Type.String() }),
  errors: ['EXERCISE_NOT_FOUND', 'BODY_MALFORMED', 'COMPETITOR_NOT_FOUND', 'COMPETITOR_TWICE'],

  async handle(context, { body: { title, exerciseId, limitMin, teams, ...body } }) {
    const startsAt = startsAtOf(body.startsAt, context.now())
    const exercise = context.services.attempts.exercise(exerciseId)
    if (exercise === undefined) throw new ApiError('EXERCISE_NOT_FOUND')
    if (!exercise.modes.includes('practice')) {
      throw new ApiError('BODY_MALFORMED', { at: 'exerciseId', problem: 'an exam is no competition' })
    }
    const memberIds = teams.flatMap((team) => team.memberIds)
    const twice = memberIds.find((id, i) => memberIds.indexOf(id) !== i)
    if (twice !== undefined) throw new ApiError('COMPETITOR_TWICE', { person: twice })
    const known = new Set((await listCompetitors(context.db)).map(({ userId }) => userId))
    const stranger = memberIds.find((id) => !known.has(id))
    if (stranger !== undefined) throw new ApiError('COMPETITOR_NOT_FOUND', { person: stranger })
    const competition = {
      ...{ id: randomUUID(), title: title.trim(), exerciseId, limitMin, teams },
      ...{ createdBy: context.actor.userId, createdAt: context.now(), startsAt },
    }
    const opened = await context.change(async (db) => {
      await insertCompetition(db, competition)
      const detail = { exercise: exerciseId, teams: teams.length, startsAt: startsAt?.toISOString() }
      return {
        result: { id: competition.id },
        audit: { action: 'competition.create', subject: `competition:${competition.id}`, detail },
      }
    })
    if (startsAt !== null) void context.services.competitionClock.look()
    return opened
  },
})
