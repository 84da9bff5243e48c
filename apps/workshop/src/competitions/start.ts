/**
 * The common start: each team gets a car with the same fault at once, and the clock of all begins.
 *
 * Invariant: all of them or none. Where a start is set ahead, nobody starts before it, by hand neither.
 */
import { randomInt } from 'node:crypto'
import { casesOf, type Exercise } from '@luban/lab'
import type { Context } from '../context.ts'
import { listBusy } from '../db/attempts.ts'
import {
  type Competition,
  findCompetition,
  listTeams,
  markStarted,
  setTeamAttempt,
  type Team,
  undoStart,
} from '../db/competitions.ts'
import type { Database } from '../db/schema.ts'
import { ApiError } from '../errors.ts'
import type { Attempts, Starter } from '../stations/attempts.ts'
import type { RunningAttempt } from '../stations/running-attempt.ts'

/** Who starts: an instructor by hand, or the clock. */
export type StartedBy = Pick<Context, 'db' | 'now' | 'change'> & { readonly attempts: Attempts }

/** `startsAt`: the time that was set, by the clock when it has come; null by hand. Throws why nobody was started. */
export async function startTogether(by: StartedBy, id: string, startsAt: Date | null): Promise<void> {
  const competition = await findCompetition(by.db, id)
  if (competition === undefined) throw new ApiError('COMPETITION_NOT_FOUND')
  const exercise = by.attempts.exercise(competition.exercise_id)
  if (exercise === undefined) throw new ApiError('EXERCISE_NOT_FOUND')
  if (startsAt === null) refuseByHand(competition)
  const teams = await listTeams(by.db, id)
  await refuseBusy(by.db, teams)
  await by.change(async (db) => {
    if (!(await markStarted(db, { id, startsAt, at: by.now() }))) throw await refusalOf(db, id)
    return { result: undefined, audit: { action: 'competition.start', subject: `competition:${id}`, detail: {} } }
  })
  await startTeams(by, { id, teams, exercise: sameForAll(exercise, competition.limit_min) })
}

function refuseByHand(competition: Competition): void {
  refuseOver(competition)
  // The teams were told when: nobody is let in earlier by a slip of the hand.
  if (competition.starts_at !== null) throw new ApiError('COMPETITION_PLANNED')
}

/** Throws `COMPETITION_STARTED_ALREADY` or `COMPETITION_CANCELLED`. */
export function refuseOver({ started_at, cancelled_at }: Competition): void {
  if (started_at !== null) throw new ApiError('COMPETITION_STARTED_ALREADY')
  if (cancelled_at !== null) throw new ApiError('COMPETITION_CANCELLED')
}

/** Why a change of a competition found nothing to change: somebody was faster. */
export async function refusalOf(db: Database, id: string): Promise<ApiError> {
  const competition = await findCompetition(db, id)
  if (competition === undefined) return new ApiError('COMPETITION_NOT_FOUND')
  if (competition.started_at !== null) return new ApiError('COMPETITION_STARTED_ALREADY')
  return new ApiError(competition.cancelled_at === null ? 'COMPETITION_PLANNED' : 'COMPETITION_CANCELLED')
}

/** Nobody is at two cars at once. */
async function refuseBusy(db: Database, teams: readonly Team[]): Promise<void> {
  const people = teams.flatMap(({ members }) => members)
  const busy = await listBusy(
    db,
    people.map(({ userId }) => userId),
  )
  const first = people.find(({ userId }) => busy.has(userId))
  if (first !== undefined) throw new ApiError('COMPETITOR_BUSY', { person: first.name })
}

/** One of its cases for every team, and the limit of this competition. */
function sameForAll(exercise: Exercise, limitMin: number): Exercise {
  const cases = casesOf(exercise)
  const { faults, settings } = cases[randomInt(cases.length)]
  const { cases: _, ...rest } = exercise
  const start = { ...exercise.start, settings: { ...exercise.start.settings, ...settings } }
  return { ...rest, faults, start, timeLimitMin: limitMin }
}

type Teams = { readonly id: string; readonly teams: readonly Team[]; readonly exercise: Exercise }

/** All or none: a team whose car does not come alive would have lost before it began. */
async function startTeams(by: StartedBy, { id, teams, exercise }: Teams): Promise<void> {
  const opened = await Promise.allSettled(teams.map((team) => openFor(by, team, exercise)))
  const started = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  try {
    for (const one of opened) if (one.status === 'rejected') throw one.reason
    for (const [i, { number }] of teams.entries()) {
      await setTeamAttempt(by.db, { competitionId: id, number, attemptId: started[i].id })
    }
  } catch (error) {
    await Promise.all(started.map((one) => one.end({ status: 'interrupted', reason: 'stationUnavailable' })))
    await undoStart(by.db, id)
    throw error
  }
}

/** The attempt is kept under the first of the team; all of it may act there. */
async function openFor({ attempts, now, change }: StartedBy, { name, members }: Team, exercise: Exercise) {
  const starter: Starter = { now, change, actor: members[0] }
  const running: RunningAttempt = await attempts.start(starter, exercise, 'practice')
  running.joinTeam({ name, members })
  return running
}
