/** The common start: each team gets a car with the same fault, and the clock of all begins. */
import { randomInt } from 'node:crypto'
import { casesOf, type Exercise } from '@luban/lab'
import type { Context } from '../../context.ts'
import { findRunningAttempt } from '../../db/attempts.ts'
import { findCompetition, listTeams, markStarted, setTeamAttempt, type Team, undoStart } from '../../db/competitions.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import type { RunningAttempt } from '../../stations/running-attempt.ts'
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
    'COMPETITOR_BUSY',
    'EXERCISE_NOT_FOUND',
    'ATTEMPT_OPEN_ALREADY',
    'STATIONS_FULL',
    'STATION_UNAVAILABLE',
  ],

  async handle(context, { params: { competitionId: id } }) {
    const competition = await findCompetition(context.db, id)
    if (competition === undefined) throw new ApiError('COMPETITION_NOT_FOUND')
    const exercise = context.services.attempts.exercise(competition.exercise_id)
    if (exercise === undefined) throw new ApiError('EXERCISE_NOT_FOUND')
    const teams = await listTeams(context.db, id)
    await refuseBusy(context, teams)
    await context.change(async (db) => {
      if (!(await markStarted(db, id, context.now()))) throw new ApiError('COMPETITION_STARTED_ALREADY')
      return { result: undefined, audit: { action: 'competition.start', subject: `competition:${id}`, detail: {} } }
    })
    await startTeams(context, { id, teams, exercise: sameForAll(exercise, competition.limit_min) })
    return standingReply(context, await readableCompetition(context, id))
  },
})

/** Nobody is at two cars at once. */
async function refuseBusy({ db }: Context, teams: readonly Team[]): Promise<void> {
  for (const { userId, name } of teams.flatMap(({ members }) => members)) {
    if ((await findRunningAttempt(db, userId)) !== undefined) throw new ApiError('COMPETITOR_BUSY', { person: name })
  }
}

/** One of its cases for every team, and the limit of this competition. */
function sameForAll(exercise: Exercise, limitMin: number): Exercise {
  const cases = casesOf(exercise)
  const { faults, settings } = cases[randomInt(cases.length)]
  const { cases: _, ...rest } = exercise
  const start = { ...exercise.start, settings: { ...exercise.start.settings, ...settings } }
  return { ...rest, faults, start, timeLimitMin: limitMin }
}

/** All or none: a team whose car does not come alive would have lost before it began. */
async function startTeams(
  context: Context,
  { id, teams, exercise }: { id: string; teams: readonly Team[]; exercise: Exercise },
): Promise<void> {
  const started: RunningAttempt[] = []
  try {
    for (const { number, members } of teams) {
      const [first] = members
      const ofFirst = { ...context, actor: { ...context.actor, userId: first.userId } }
      const running = await context.services.attempts.start(ofFirst, exercise, 'practice')
      started.push(running)
      running.joinTeam(members.map(({ userId }) => userId))
      await setTeamAttempt(context.db, { competitionId: id, number, attemptId: running.id })
    }
  } catch (error) {
    await Promise.all(started.map((one) => one.end({ status: 'interrupted', reason: 'stationUnavailable' })))
    await undoStart(context.db, id)
    throw error
  }
}
