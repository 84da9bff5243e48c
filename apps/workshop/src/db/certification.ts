/** Applications, exams, decisions and certificates. The rules of independence are the database's own triggers. */
import { sql } from 'kysely'
import { LOCK, LOCK_SPACE } from './migrate.ts'
import type { CertificateStatus, Database, DatabaseTransaction, NewRow } from './schema.ts'

/**
 * Passed and signed-off practice of a person, newest first: what a scheme's condition is met with. An attempt in exam
 * mode is not training: it is what comes after.
 */
export const listPassedAttempts = (db: Database, traineeId: string) =>
  db
    .selectFrom('attempt')
    .innerJoin('sign_off', 'sign_off.attempt_id', 'attempt.id')
    .select(['attempt.id', 'attempt.exercise_id', 'attempt.score', 'sign_off.instructor_id', 'sign_off.at'])
    .where('attempt.trainee_id', '=', traineeId)
    .where('sign_off.passed', '=', true)
    .where('attempt.mode', '=', 'practice')
    .orderBy('sign_off.at', 'desc')
    .execute()

/** Ended attempts in exam mode of a person, newest first: what an examiner may judge. */
export const listExamAttempts = (db: Database, traineeId: string) =>
  db
    .selectFrom('attempt')
    .leftJoin('exam', 'exam.attempt_id', 'attempt.id')
    .select(['attempt.id', 'attempt.exercise_id', 'attempt.status', 'attempt.started_at', 'attempt.score'])
    .where('attempt.trainee_id', '=', traineeId)
    .where('attempt.mode', '=', 'exam')
    .where('attempt.ended_at', 'is not', null)
    .where('exam.attempt_id', 'is', null) // Not judged yet.
    .orderBy('attempt.started_at', 'desc')
    .execute()

export async function openApplication(db: DatabaseTransaction, application: NewRow<'application'>): Promise<void> {
  await db.insertInto('application').values(application).execute()
}

const applications = (db: Database) =>
  db
    .selectFrom('application')
    .innerJoin('user', 'user.id', 'application.candidate_id')
    .selectAll('application')
    .select(['user.name as candidate_name', 'user.names as candidate_names'])

export const listApplications = (db: Database, candidateId?: string) => {
  const all = applications(db).orderBy('application.applied_at', 'desc')
  return (candidateId === undefined ? all : all.where('application.candidate_id', '=', candidateId)).execute()
}

export const findApplication = (db: Database, id: string) =>
  applications(db).where('application.id', '=', id).executeTakeFirst()

/** Locked until the end of the transaction: two officers at once wait for each other. */
export const takeApplication = (db: DatabaseTransaction, id: string) =>
  db.selectFrom('application').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export const findExam = (db: Database, applicationId: string) =>
  db.selectFrom('exam').selectAll().where('application_id', '=', applicationId).executeTakeFirst()

/** Has an examiner recorded this attempt as somebody's exam? */
export const isRecordedExam = async (db: Database, attemptId: string): Promise<boolean> =>
  (await db.selectFrom('exam').select('attempt_id').where('attempt_id', '=', attemptId).executeTakeFirst()) !==
  undefined

export const findDecision = (db: Database, applicationId: string) =>
  db.selectFrom('decision').selectAll().where('application_id', '=', applicationId).executeTakeFirst()

export async function recordExam(db: DatabaseTransaction, exam: NewRow<'exam'>): Promise<void> {
  await db.insertInto('exam').values(exam).execute()
  await db.updateTable('application').set({ status: 'examined' }).where('id', '=', exam.application_id).execute()
}

export async function recordDecision(db: DatabaseTransaction, decision: NewRow<'decision'>): Promise<void> {
  await db.insertInto('decision').values(decision).execute()
  const status = decision.granted ? 'granted' : 'refused'
  await db.updateTable('application').set({ status }).where('id', '=', decision.application_id).execute()
}

/** How many certificates there are; whoever asks holds the right to add the next one until the transaction ends. */
export async function takeNextOrdinal(db: DatabaseTransaction): Promise<number> {
  await sql`select pg_advisory_xact_lock(${LOCK_SPACE}::int, ${LOCK.certificate}::int)`.execute(db)
  const { count } = await db
    .selectFrom('certificate')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function addCertificate(db: DatabaseTransaction, certificate: NewRow<'certificate'>): Promise<void> {
  await db.insertInto('certificate').values(certificate).execute()
}

export async function setCertificateStatus(
  db: DatabaseTransaction,
  number: string,
  status: CertificateStatus,
): Promise<void> {
  await db.updateTable('certificate').set({ status }).where('number', '=', number).execute()
}

export async function addCertificateEvent(db: DatabaseTransaction, event: NewRow<'certificate_event'>): Promise<void> {
  await db.insertInto('certificate_event').values(event).execute()
}

const FACTS = [
  'number',
  'application_id',
  'holder_id',
  'holder_name',
  'holder_names',
  'scheme_id',
  'scheme_version',
  'status_index',
  'credential_sha256',
  'issued_at',
  'valid_from',
  'valid_until',
  'status',
  'is_hidden',
] as const

export const listCertificates = (db: Database, holderId?: string) => {
  const all = db.selectFrom('certificate').select(FACTS).orderBy('issued_at', 'desc')
  return (holderId === undefined ? all : all.where('holder_id', '=', holderId)).execute()
}

export const findCertificate = (db: Database, number: string) =>
  db.selectFrom('certificate').select(FACTS).where('number', '=', number).executeTakeFirst()

export const takeCertificate = (db: DatabaseTransaction, number: string) =>
  db.selectFrom('certificate').select(FACTS).where('number', '=', number).forUpdate().executeTakeFirst()

/** The certificate itself, byte for byte. */
export const readCredential = (db: Database, number: string) =>
  db.selectFrom('certificate').select(['holder_id', 'credential']).where('number', '=', number).executeTakeFirst()

export const findValidCertificate = (db: Database, holderId: string, schemeId: string, now: Date) =>
  db
    .selectFrom('certificate')
    .select('number')
    .where('holder_id', '=', holderId)
    .where('scheme_id', '=', schemeId)
    .where('status', '!=', 'withdrawn')
    .where('valid_until', '>', now)
    .executeTakeFirst()

export const listCertificateEvents = (db: Database, number: string) =>
  db.selectFrom('certificate_event').selectAll().where('number', '=', number).orderBy('at').execute()

export const findCertificateOf = (db: Database, applicationId: string) =>
  db.selectFrom('certificate').select('number').where('application_id', '=', applicationId).executeTakeFirst()

export const findAttemptOf = (db: Database, attemptId: string, traineeId: string) =>
  db
    .selectFrom('attempt')
    .select(['id', 'exercise_id', 'status', 'assessment', 'evidence_path', 'evidence_sha256'])
    .where('id', '=', attemptId)
    .where('trainee_id', '=', traineeId)
    .executeTakeFirst()

/** Did this instructor sign off an attempt of this trainee since then? */
export async function hasTrained(
  db: Database,
  { instructorId, traineeId, since }: { instructorId: string; traineeId: string; since: Date },
): Promise<boolean> {
  const found = await db
    .selectFrom('sign_off')
    .innerJoin('attempt', 'attempt.id', 'sign_off.attempt_id')
    .select('attempt.id')
    .where('sign_off.instructor_id', '=', instructorId)
    .where('attempt.trainee_id', '=', traineeId)
    .where('sign_off.at', '>', since)
    .executeTakeFirst()
  return found !== undefined
}
