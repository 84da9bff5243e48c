/** Attempts, the newest first: a trainee's own; anybody's for instructors and examiners. */
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import { type AttemptFilter, listAttempts as selectAttempts } from '../../db/attempts.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { or } from '../schemas.ts'
import { seesAll } from './own-attempt.ts'
import { AttemptSummarySchema, ModeSchema, StatusSchema } from './schemas.ts'

const PAGE_ROWS = 100

export const AttemptPageSchema = Type.Object({
  attempts: Type.Array(AttemptSummarySchema),
  older: or(Type.String({ description: 'Ask for the next page with this as "below"; null at the end.' })),
})

export const BelowSchema = Type.Optional(
  Type.String({
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z [0-9a-f-]{36}$',
    description: 'What the page before said as "older".',
  }),
)

export const listAttempts = route({
  method: 'GET',
  path: '/api/attempts',
  summary: 'Attempts, the newest first. Trainees see their own.',
  permission: 'attempt:read',
  query: Type.Object(
    {
      traineeId: Type.Optional(Type.String({ maxLength: 100 })),
      groupId: Type.Optional(Type.String({ maxLength: 100, description: 'Of whoever is in this group now.' })),
      exerciseId: Type.Optional(Type.String({ maxLength: 100 })),
      status: Type.Optional(StatusSchema),
      mode: Type.Optional(ModeSchema),
      outsideCompetitions: Type.Optional(Type.Literal('true')),
      below: BelowSchema,
    },
    { additionalProperties: false },
  ),
  reply: AttemptPageSchema,
  errors: ['REQUEST_MALFORMED'],

  async handle(context, { query }) {
    const { traineeId, outsideCompetitions, ...filter } = query
    const isWithoutCompetitions = outsideCompetitions === 'true'
    return await pageOf(context, {
      ...filter,
      isWithoutCompetitions,
      traineeId: seesAll(context) ? traineeId : context.actor.userId,
    })
  },
})

type PageFilter = Omit<AttemptFilter, 'below' | 'limit'> & { readonly below?: string | undefined }

export async function pageOf(context: Context, { below, ...filter }: PageFilter) {
  const place = below === undefined ? undefined : placeOf(below)
  // One row more than is shown: is there anything older?
  const rows = await selectAttempts(context.db, { ...filter, below: place, limit: PAGE_ROWS + 1 })
  const shown = rows.slice(0, PAGE_ROWS)
  const last = rows.length > PAGE_ROWS ? shown.at(-1) : undefined
  return {
    attempts: shown.map((row) => summaryOf(context, row)),
    older: last === undefined ? null : `${last.started_at.toISOString()} ${last.id}`,
  }
}

function placeOf(below: string) {
  const [time, id] = below.split(' ')
  const startedAt = new Date(time)
  if (Number.isNaN(startedAt.getTime())) {
    throw new ApiError('REQUEST_MALFORMED', { at: 'querystring/below', problem: 'no such moment' })
  }
  return { startedAt, id }
}

type ListedAttempt = Awaited<ReturnType<typeof selectAttempts>>[number]

const summaryOf = ({ actor, services }: Context, row: ListedAttempt) => ({
  id: row.id,
  exerciseId: row.exercise_id,
  exerciseTitle: services.attempts.exercise(row.exercise_id)?.title ?? null,
  traineeId: row.trainee_id,
  traineeName: row.trainee_name,
  traineeNames: row.trainee_names,
  isMine: row.trainee_id === actor.userId,
  mode: row.mode,
  isGuided: row.is_guided,
  status: row.status,
  startedAt: row.started_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
  endReason: row.end_reason,
  score: row.score,
  passed: row.signed_off_passed,
  isExamRecorded: Boolean(row.is_exam_recorded),
})
