/** Attempts, the newest first: a trainee's own; anybody's for instructors and examiners. */
import type { Static } from 'typebox'
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import { type AttemptFilter, listAttempts as selectAttempts } from '../../db/attempts.ts'
import { namesOfPeople } from '../../db/names.ts'
import { route } from '../../route.ts'
import { seesAll } from './own-attempt.ts'
import { AttemptSummarySchema, ModeSchema, StatusSchema } from './schemas.ts'

const PAGE_ROWS = 100

export const listAttempts = route({
  method: 'GET',
  path: '/api/attempts',
  summary: 'Attempts, the newest first. Trainees see their own.',
  permission: 'attempt:read',
  query: Type.Object(
    {
      traineeId: Type.Optional(Type.String({ maxLength: 100 })),
      exerciseId: Type.Optional(Type.String({ maxLength: 100 })),
      status: Type.Optional(StatusSchema),
      mode: Type.Optional(ModeSchema),
      before: Type.Optional(Type.String({ format: 'date-time', description: 'Started before this: the next page.' })),
    },
    { additionalProperties: false },
  ),
  reply: Type.Object({ attempts: Type.Array(AttemptSummarySchema) }),
  errors: [],

  async handle(context, { query }) {
    const { before, traineeId, ...filter } = query
    const whose = seesAll(context) ? traineeId : context.actor.userId
    const page = {
      ...filter,
      traineeId: whose,
      before: before === undefined ? undefined : new Date(before),
      limit: PAGE_ROWS,
    }
    return { attempts: await summariesOf(context, page) }
  },
})

export async function summariesOf(
  context: Context,
  filter: AttemptFilter,
): Promise<Static<typeof AttemptSummarySchema>[]> {
  const rows = await selectAttempts(context.db, filter)
  const names = await namesOfPeople(
    context.db,
    rows.map(({ trainee_id }) => trainee_id),
  )
  return rows.map((row) => ({
    id: row.id,
    exerciseId: row.exercise_id,
    exerciseTitle: context.services.attempts.exercise(row.exercise_id)?.title ?? null,
    traineeId: row.trainee_id,
    traineeName: row.trainee_name,
    traineeNames: names.get(row.trainee_id)?.names ?? {},
    isMine: row.trainee_id === context.actor.userId,
    mode: row.mode,
    status: row.status,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    endReason: row.end_reason,
    score: row.score,
    passed: row.signed_off_passed,
  }))
}
