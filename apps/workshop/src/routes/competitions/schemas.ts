/** What the routes of competitions give: a competition, its teams, how each stands. */
import { PENALTY_KZT, REMARK_MIN, standingsOf } from '@luban/lab'
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import { listBusy } from '../../db/attempts.ts'
import { type Competition, findCompetition, listTeams, type Team } from '../../db/competitions.ts'
import { ApiError } from '../../errors.ts'
import { seesAll } from '../attempts/own-attempt.ts'
import { DateTimeSchema, NamesSchema, or } from '../schemas.ts'

export const CompetitionParams = Type.Object({ competitionId: Type.String({ format: 'uuid' }) })

export const MemberSchema = Type.Object({ userId: Type.String(), name: Type.String(), names: NamesSchema })

export const CompetitionSchema = Type.Object({
  id: Type.String(),
  title: Type.String(),
  exerciseId: Type.String(),
  limitMin: Type.Integer(),
  createdAt: DateTimeSchema,
  startedAt: or(DateTimeSchema),
  startsAt: or(DateTimeSchema),
  cancelledAt: or(DateTimeSchema),
  /** The start that was set last did not come about. */
  startProblem: or(
    Type.Object({
      code: Type.String(),
      startsAt: DateTimeSchema,
      person: Type.Optional(Type.String()),
    }),
  ),
})

/** A countdown goes by the workshop's clock, not by that of whoever looks on. */
export const NowSchema = Type.String({ format: 'date-time', description: 'What the clock of the workshop says.' })

export const StandingSchema = Type.Object({
  number: Type.Integer(),
  name: Type.String(),
  members: Type.Array(
    Type.Object({
      ...MemberSchema.properties,
      isBusy: Type.Boolean({ description: 'Before the start: at another station, which would hinder it.' }),
    }),
  ),
  isMine: Type.Boolean(),
  /** Every figure below is read from it. Null for whoever may not read it, and before the start. */
  attemptId: or(Type.String()),
  outcome: Type.Enum(['waiting', 'running', 'solved', 'unsolved', 'stopped', 'ended']),
  place: or(Type.Integer()),
  workedMs: Type.Number(),
  needlessKzt: Type.Number(),
  remarkCount: Type.Integer({ description: 'What was lacking for safety without stopping the attempt.' }),
  countedMs: Type.Number(),
})

export const CompetitionReplySchema = Type.Object({
  ...CompetitionSchema.properties,
  now: NowSchema,
  penaltyKzt: Type.Integer({ description: 'Needless parts of this price cost a team one minute.' }),
  remarkMin: Type.Integer({ description: 'A remark about safety costs a team so many minutes.' }),
  teams: Type.Array(StandingSchema),
})

export const briefOfCompetition = (row: Competition) => ({
  id: row.id,
  title: row.title,
  exerciseId: row.exercise_id,
  limitMin: row.limit_min,
  createdAt: row.created_at.toISOString(),
  startedAt: row.started_at?.toISOString() ?? null,
  startsAt: row.starts_at?.toISOString() ?? null,
  cancelledAt: row.cancelled_at?.toISOString() ?? null,
  startProblem: row.start_problem,
})

const PLAN_AHEAD_MS = 30 * 86_400_000

/** Throws `BODY_MALFORMED`: what has begun to pass can be no start. */
export function startsAtOf(text: string | null | undefined, now: Date): Date | null {
  if (text === null || text === undefined) return null
  const startsAt = new Date(text)
  const aheadMs = startsAt.getTime() - now.getTime()
  if (!(aheadMs > 0 && aheadMs <= PLAN_AHEAD_MS)) {
    throw new ApiError('BODY_MALFORMED', { at: 'startsAt', problem: 'the start lies ahead, within the next 30 days' })
  }
  return startsAt
}

/** Throws `COMPETITION_NOT_FOUND`: of which one is no part, there is none. */
export async function readableCompetition(context: Context, id: string) {
  const competition = await findCompetition(context.db, id)
  if (competition === undefined) throw new ApiError('COMPETITION_NOT_FOUND')
  const teams = await listTeams(context.db, id)
  const isIn = teams.some((team) => isMemberOf(team, context))
  if (!isIn && !seesAll(context)) throw new ApiError('COMPETITION_NOT_FOUND')
  const isAhead = competition.started_at === null && competition.cancelled_at === null
  const people = isAhead ? teams.flatMap(({ members }) => members.map(({ userId }) => userId)) : []
  return { competition, teams, busy: await listBusy(context.db, people) }
}

const isMemberOf = ({ members }: Team, { actor }: Context) => members.some(({ userId }) => userId === actor.userId)

export function standingReply(
  context: Context,
  { competition, teams, busy }: Awaited<ReturnType<typeof readableCompetition>>,
) {
  const now = context.now()
  const nowMs = now.getTime()
  const standings = standingsOf(
    teams.map(({ attempt }) => ({
      status: attempt?.status,
      workedMs: attempt === undefined ? 0 : (attempt.ended_at?.getTime() ?? nowMs) - attempt.started_at.getTime(),
      assessment: attempt?.assessment ?? undefined,
    })),
  )
  return {
    ...briefOfCompetition(competition),
    now: now.toISOString(),
    penaltyKzt: PENALTY_KZT,
    remarkMin: REMARK_MIN,
    teams: teams.map((team, i) => {
      const isMine = isMemberOf(team, context)
      const attemptId = isMine || seesAll(context) ? (team.attempt?.id ?? null) : null
      const members = team.members.map((one) => ({ ...one, isBusy: busy.has(one.userId) }))
      return { number: team.number, name: team.name, members, isMine, attemptId, ...standings[i] }
    }),
  }
}
