/** Competitions: teams at the same fault at the same time, each with an attempt of its own. */
import type { Assessment } from '@luban/lab'
import type { Database, DatabaseTransaction, Names, Row, StartProblem } from './schema.ts'

export type Competition = Row<'competition'>

export type NewCompetition = {
  readonly id: string
  readonly title: string
  readonly exerciseId: string
  readonly limitMin: number
  readonly createdBy: string
  readonly createdAt: Date
  /** The common start, if it is set already. */
  readonly startsAt: Date | null
  readonly teams: readonly { readonly name: string; readonly memberIds: readonly string[] }[]
}

export async function insertCompetition(
  db: DatabaseTransaction,
  { teams, ...competition }: NewCompetition,
): Promise<void> {
  const { id, title, exerciseId, limitMin, createdBy, createdAt, startsAt } = competition
  await db
    .insertInto('competition')
    .values({
      ...{ id, title, exercise_id: exerciseId, limit_min: limitMin },
      ...{ created_by: createdBy, created_at: createdAt, started_at: null, starts_at: startsAt },
    })
    .execute()
  await db
    .insertInto('competition_team')
    .values(teams.map(({ name }, number) => ({ competition_id: id, number, name, attempt_id: null })))
    .execute()
  const members = teams.flatMap(({ memberIds }, number) =>
    memberIds.map((userId, place) => ({ competition_id: id, user_id: userId, team_number: number, place })),
  )
  await db.insertInto('competition_member').values(members).execute()
}

export const findCompetition = (db: Database, id: string): Promise<Competition | undefined> =>
  db.selectFrom('competition').selectAll().where('id', '=', id).executeTakeFirst()

/** The newest first; of one person only those that they take part in. */
export async function listCompetitions(db: Database, memberId: string | undefined): Promise<Competition[]> {
  let query = db.selectFrom('competition').selectAll().orderBy('created_at', 'desc').limit(200)
  if (memberId !== undefined) {
    query = query.where('id', 'in', (eb) =>
      eb.selectFrom('competition_member').select('competition_id').where('user_id', '=', memberId),
    )
  }
  return await query.execute()
}

export type Team = {
  readonly number: number
  readonly name: string
  readonly members: readonly { readonly userId: string; readonly name: string; readonly names: Names }[]
  readonly attempt: TeamAttempt | undefined
}
export type TeamAttempt = Pick<Row<'attempt'>, 'id' | 'status' | 'started_at' | 'ended_at'> & {
  readonly assessment: Assessment | null
}

/** In the order in which they were named; members too, the first of whom the attempt belongs to. */
export async function listTeams(db: Database, competitionId: string): Promise<Team[]> {
  const teams = await db
    .selectFrom('competition_team')
    .leftJoin('attempt', 'attempt.id', 'competition_team.attempt_id')
    .select(['competition_team.number', 'competition_team.name'])
    .select(['attempt.id', 'attempt.status', 'attempt.started_at', 'attempt.ended_at', 'attempt.assessment'])
    .where('competition_team.competition_id', '=', competitionId)
    .orderBy('competition_team.number')
    .execute()
  const members = await db
    .selectFrom('competition_member')
    .innerJoin('user', 'user.id', 'competition_member.user_id')
    .select(['competition_member.team_number', 'user.id as userId', 'user.name', 'user.names'])
    .where('competition_member.competition_id', '=', competitionId)
    .orderBy('competition_member.place')
    .execute()
  return teams.map(({ number, name, id, status, started_at, ended_at, assessment }) => ({
    number,
    name,
    members: members.filter((one) => one.team_number === number).map(({ team_number: _, ...member }) => member),
    attempt:
      id === null || status === null || started_at === null
        ? undefined
        : { id, status, started_at, ended_at, assessment: assessment as Assessment | null },
  }))
}

/** What did not come alive never began. */
export async function undoStart(db: Database, id: string): Promise<void> {
  await db.updateTable('competition_team').set({ attempt_id: null }).where('competition_id', '=', id).execute()
  await db.updateTable('competition').set({ started_at: null }).where('id', '=', id).execute()
}

type Planned = { readonly id: string; readonly startsAt: Date | null }

/** False when it was started or called off, or another start was set meanwhile: there is one common start. */
export async function markStarted(
  db: DatabaseTransaction,
  { id, startsAt, at }: Planned & { readonly at: Date },
): Promise<boolean> {
  const marked = await db
    .updateTable('competition')
    .set({ started_at: at, start_problem: null })
    .where('id', '=', id)
    .where('started_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('starts_at', startsAt === null ? 'is' : '=', startsAt)
    .executeTakeFirst()
  return marked.numUpdatedRows === 1n
}

/** Null takes the time away. False when it was started or called off. */
export async function planStart(db: DatabaseTransaction, { id, startsAt }: Planned): Promise<boolean> {
  const planned = await db
    .updateTable('competition')
    .set({ starts_at: startsAt, start_problem: null })
    .where('id', '=', id)
    .where('started_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .executeTakeFirst()
  return planned.numUpdatedRows === 1n
}

/** False when it was started, or called off already. */
export async function markCancelled(db: DatabaseTransaction, id: string, at: Date): Promise<boolean> {
  const cancelled = await db
    .updateTable('competition')
    .set({ cancelled_at: at, starts_at: null, start_problem: null })
    .where('id', '=', id)
    .where('started_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .executeTakeFirst()
  return cancelled.numUpdatedRows === 1n
}

/** Those whose start is set and still ahead, or due: the next one first. */
export async function listPlanned(db: Database): Promise<{ readonly id: string; readonly startsAt: Date }[]> {
  const rows = await db
    .selectFrom('competition')
    .select(['id', 'starts_at'])
    .where('starts_at', 'is not', null)
    .where('started_at', 'is', null)
    .orderBy('starts_at')
    .orderBy('created_at')
    .execute()
  return rows.flatMap(({ id, starts_at }) => (starts_at === null ? [] : [{ id, startsAt: starts_at }]))
}

/** The time that was set is spent; nothing when another was set meanwhile. */
export async function noteStartProblem(db: DatabaseTransaction, id: string, problem: StartProblem): Promise<void> {
  await db
    .updateTable('competition')
    .set({ starts_at: null, start_problem: JSON.stringify(problem) })
    .where('id', '=', id)
    .where('started_at', 'is', null)
    .where('starts_at', '=', new Date(problem.startsAt))
    .execute()
}

/** Started, and without a car for some team: the server ended in the middle of the common start. */
export async function listHalfStarted(db: Database): Promise<Competition[]> {
  return await db
    .selectFrom('competition')
    .selectAll()
    .where('started_at', 'is not', null)
    .where('id', 'in', (eb) =>
      eb.selectFrom('competition_team').select('competition_id').where('attempt_id', 'is', null),
    )
    .execute()
}

export async function setTeamAttempt(
  db: Database,
  { competitionId, number, attemptId }: { competitionId: string; number: number; attemptId: string },
): Promise<void> {
  await db
    .updateTable('competition_team')
    .set({ attempt_id: attemptId })
    .where('competition_id', '=', competitionId)
    .where('number', '=', number)
    .execute()
}

/** Whoever worked at an attempt as one of its team. */
export async function isInTeamOf(db: Database, attemptId: string, userId: string): Promise<boolean> {
  const found = await db
    .selectFrom('competition_team')
    .innerJoin('competition_member', (join) =>
      join
        .onRef('competition_member.competition_id', '=', 'competition_team.competition_id')
        .onRef('competition_member.team_number', '=', 'competition_team.number'),
    )
    .select('competition_member.user_id')
    .where('competition_team.attempt_id', '=', attemptId)
    .where('competition_member.user_id', '=', userId)
    .executeTakeFirst()
  return found !== undefined
}

export async function isOfCompetition(db: Database, attemptId: string): Promise<boolean> {
  const found = await db
    .selectFrom('competition_team')
    .select('number')
    .where('attempt_id', '=', attemptId)
    .executeTakeFirst()
  return found !== undefined
}

/** Those who may be in a team: trainees, and nobody who may read what others do. */
export async function listCompetitors(db: Database) {
  return await db
    .selectFrom('user')
    .select(['user.id as userId', 'user.name', 'user.names'])
    .where('user.shut_out_at', 'is', null)
    .where('user.id', 'in', (eb) => eb.selectFrom('user_role').select('user_id').where('role', '=', 'trainee'))
    .where('user.id', 'not in', (eb) =>
      eb.selectFrom('user_role').select('user_id').where('role', 'in', ['instructor', 'examiner']),
    )
    .execute()
}
