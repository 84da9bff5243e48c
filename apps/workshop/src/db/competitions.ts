/** Competitions: teams at the same fault at the same time, each with an attempt of its own. */
import type { Assessment } from '@luban/lab'
import type { Database, DatabaseTransaction, Names, Row } from './schema.ts'

export type Competition = Row<'competition'>

export type NewCompetition = {
  readonly id: string
  readonly title: string
  readonly exerciseId: string
  readonly limitMin: number
  readonly createdBy: string
  readonly createdAt: Date
  readonly teams: readonly { readonly name: string; readonly memberIds: readonly string[] }[]
}

export async function insertCompetition(
  db: DatabaseTransaction,
  { teams, ...competition }: NewCompetition,
): Promise<void> {
  const { id, title, exerciseId, limitMin, createdBy, createdAt } = competition
  await db
    .insertInto('competition')
    .values({
      ...{ id, title, exercise_id: exerciseId, limit_min: limitMin },
      ...{ created_by: createdBy, created_at: createdAt, started_at: null },
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

/** False when it was started already: there is one common start. */
export async function markStarted(db: DatabaseTransaction, id: string, at: Date): Promise<boolean> {
  const marked = await db
    .updateTable('competition')
    .set({ started_at: at })
    .where('id', '=', id)
    .where('started_at', 'is', null)
    .executeTakeFirst()
  return marked.numUpdatedRows === 1n
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
