/** The tables as Kysely knows them. The truth is db/migrations; a test compares both, column by column. */
import type {
  AttemptStatus,
  ComposedExercise,
  ExamMeans,
  FaultTruth,
  GuideProgress,
  Mode,
  Rubric,
  Words,
} from '@luban/lab'
import type { ColumnType, Insertable, JSONColumnType, Kysely, Selectable, Transaction } from 'kysely'
import type { Role } from '../policies/permissions.ts'
import type { AdapterKind } from '../real/adapter.ts'

/** Rows that are only ever added to: a trigger refuses the rest. */
type Fixed<T> = ColumnType<T, T, never>
/** jsonb: written as text, so that an array is never taken for a PostgreSQL array. */
type Json<T> = ColumnType<T, string, string>

export type Language = 'kk' | 'ru' | 'zh' | 'en'
export type Names = { readonly kk?: string; readonly ru?: string; readonly zh?: string; readonly en?: string }

export type ApplicationStatus = 'submitted' | 'examined' | 'granted' | 'refused'
export type CertificateStatus = 'active' | 'suspended' | 'withdrawn'
export type StatusPurpose = 'revocation' | 'suspension'
export type DefectSeverity = 'minor' | 'major' | 'dangerous'
/** Why a start that was set ahead did not come about: a code of the catalogue, and who was busy. */
export type StartProblem = { readonly code: string; readonly startsAt: string; readonly person?: string }

/** One judged criterion of a rubric, as an instructor or examiner left it. */
export type JudgedCriterion = { readonly id: string; readonly isMet: boolean; readonly comment?: string }
/** As an exam keeps it, with the words that the examiner judged by; exams recorded before these were kept have none. */
export type ExamCriterion = JudgedCriterion & { readonly name?: Words }

/** As the trainee stated it; both null: the car has no fault. `also`: what else is wrong. */
export type StatedCause = {
  readonly component: string | null
  readonly failureMode: string | null
  readonly also?: readonly { readonly component: string; readonly failureMode: string }[]
  readonly report?: string
}

export type Tables = {
  user: {
    id: string
    name: string
    email: string
    email_verified: boolean
    image: string | null
    created_at: Date
    updated_at: Date
    username: string | null
    display_username: string | null
    names: Json<Names>
    language: Language | null
    is_demo: ColumnType<boolean, boolean | undefined, boolean>
    /** Since then this person cannot sign in; null for everyone else. */
    shut_out_at: ColumnType<Date | null, undefined, Date | null>
    must_change_password: ColumnType<boolean, boolean | undefined, boolean>
  }
  session: {
    id: string
    expires_at: Date
    token: string
    created_at: Date
    updated_at: Date
    ip_address: string | null
    user_agent: string | null
    user_id: string
  }
  account: {
    id: string
    account_id: string
    provider_id: string
    user_id: string
    access_token: string | null
    refresh_token: string | null
    id_token: string | null
    access_token_expires_at: Date | null
    refresh_token_expires_at: Date | null
    scope: string | null
    password: string | null
    created_at: Date
    updated_at: Date
  }
  verification: {
    id: string
    identifier: string
    value: string
    expires_at: Date
    created_at: Date
    updated_at: Date
  }
  user_role: { user_id: string; role: Role }
  attempt: {
    id: Fixed<string>
    exercise_id: Fixed<string>
    trainee_id: Fixed<string>
    mode: Fixed<Mode>
    seed: Fixed<number>
    status: AttemptStatus
    started_at: Fixed<Date>
    ended_at: Date | null
    end_reason: string | null
    diagnosis: JSONColumnType<StatedCause | null, string | null, string | null>
    evidence_path: string | null
    evidence_sha256: string | null
    assessment: JSONColumnType<object | null, string | null, string | null>
    score: number | null
    is_guided: ColumnType<boolean, boolean | undefined, never>
    /** Of a guided attempt that has ended. */
    guide: JSONColumnType<GuideProgress | null, string | null | undefined, string | null>
  }
  /** What an attempt is judged by, and kept from trainees like the fault itself. */
  attempt_basis: {
    attempt_id: Fixed<string>
    model: Fixed<string>
    exercise_version: Fixed<number>
    time_limit_min: Fixed<number>
    rubric: ColumnType<Rubric, string, never>
    truth: ColumnType<FaultTruth[], string, never>
  }
  /** What came later, kept from trainees likewise. */
  attempt_injection: {
    attempt_id: Fixed<string>
    number: Fixed<number>
    truth: ColumnType<FaultTruth, string, never>
    instructor_id: Fixed<string>
    at: Fixed<Date>
  }
  /** Adapters of real cars on the workshop's network. */
  adapter: {
    id: Fixed<string>
    name: Fixed<string>
    kind: Fixed<AdapterKind>
    host: Fixed<string>
    port: Fixed<number>
    added_by: Fixed<string>
    added_at: Fixed<Date>
    /** Since then it is offered to nobody; null before. */
    withdrawn_at: ColumnType<Date | null, undefined, Date | null>
  }
  /** Trainees who are taught together. */
  class_group: {
    id: Fixed<string>
    name: string
    instructor_id: string
    made_at: Fixed<Date>
    /** Since then there is no such group; null before. */
    dissolved_at: ColumnType<Date | null, undefined, Date | null>
  }
  class_group_member: { group_id: Fixed<string>; user_id: Fixed<string> }
  /** What stands in a laboratory. */
  rig: {
    code: Fixed<string>
    name: string
    names: Json<Names>
    laboratory_id: string
    model_id: string | null
    adapter_id: string | null
    added_by: Fixed<string>
    added_at: Fixed<Date>
    withdrawn_at: ColumnType<Date | null, undefined, Date | null>
  }
  rig_attempt: { attempt_id: Fixed<string>; rig_code: Fixed<string> }
  rig_booking: {
    id: Fixed<string>
    rig_code: Fixed<string>
    person_id: Fixed<string | null>
    group_id: Fixed<string | null>
    starts_at: Fixed<Date>
    ends_at: Fixed<Date>
    booked_by: Fixed<string>
    booked_at: Fixed<Date>
    cancelled_by: ColumnType<string | null, undefined, string>
    cancelled_at: ColumnType<Date | null, undefined, Date>
  }
  rig_defect: {
    id: Fixed<string>
    rig_code: Fixed<string>
    severity: Fixed<DefectSeverity>
    is_unusable: Fixed<boolean>
    text: Fixed<string>
    reported_by: Fixed<string>
    reported_at: Fixed<Date>
    closed_by: ColumnType<string | null, undefined, string>
    closed_at: ColumnType<Date | null, undefined, Date>
    note: ColumnType<string | null, undefined, string>
  }
  /** Exercises that instructors composed: every version that there ever was. */
  composed_exercise: {
    id: Fixed<string>
    version: Fixed<number>
    composed: ColumnType<ComposedExercise, string, never>
    is_offered: Fixed<boolean>
    author_id: Fixed<string>
    at: Fixed<Date>
  }
  /** Teams at the same fault at the same time. */
  competition: {
    id: Fixed<string>
    title: Fixed<string>
    exercise_id: Fixed<string>
    limit_min: Fixed<number>
    created_by: Fixed<string>
    created_at: Fixed<Date>
    started_at: Date | null
    /** The common start, set ahead. */
    starts_at: Date | null
    cancelled_at: ColumnType<Date | null, undefined, Date>
    start_problem: ColumnType<StartProblem | null, undefined, string | null>
  }
  competition_team: {
    competition_id: Fixed<string>
    number: Fixed<number>
    name: Fixed<string>
    attempt_id: string | null
  }
  competition_member: {
    competition_id: Fixed<string>
    user_id: Fixed<string>
    team_number: Fixed<number>
    place: Fixed<number>
  }
  sign_off: {
    attempt_id: Fixed<string>
    instructor_id: Fixed<string>
    criteria: ColumnType<JudgedCriterion[], string, never>
    passed: Fixed<boolean>
    comment: Fixed<string>
    at: Fixed<Date>
  }
  application: {
    id: Fixed<string>
    scheme_id: Fixed<string>
    scheme_version: Fixed<number>
    candidate_id: Fixed<string>
    holder_name: Fixed<string>
    holder_names: ColumnType<Names, string, never>
    attempt_ids: ColumnType<string[], string, never>
    status: ApplicationStatus
    applied_at: Fixed<Date>
  }
  exam: {
    application_id: Fixed<string>
    examiner_id: Fixed<string>
    means: ColumnType<ExamMeans, ExamMeans | undefined, never>
    /** Of a practical exam; null of an oral one. */
    attempt_id: Fixed<string | null>
    criteria: ColumnType<ExamCriterion[], string, never>
    passed: Fixed<boolean>
    comment: Fixed<string>
    at: Fixed<Date>
  }
  decision: {
    application_id: Fixed<string>
    officer_id: Fixed<string>
    granted: Fixed<boolean>
    reason: Fixed<string>
    at: Fixed<Date>
  }
  certificate: {
    number: Fixed<string>
    application_id: Fixed<string>
    holder_id: Fixed<string>
    holder_name: Fixed<string>
    holder_names: ColumnType<Names, string, never>
    scheme_id: Fixed<string>
    scheme_version: Fixed<number>
    status_index: Fixed<number>
    credential: Fixed<Buffer>
    credential_sha256: Fixed<string>
    issued_at: Fixed<Date>
    valid_from: Fixed<Date>
    valid_until: Fixed<Date>
    status: CertificateStatus
    is_hidden: ColumnType<boolean, boolean | undefined, boolean>
  }
  certificate_event: {
    id: Fixed<string>
    number: Fixed<string>
    kind: Fixed<'issued' | 'suspended' | 'reinstated' | 'revoked'>
    actor_id: Fixed<string>
    reason: Fixed<string>
    at: Fixed<Date>
  }
  status_list: { purpose: Fixed<StatusPurpose>; bits: Buffer; credential: Buffer; updated_at: Date }
  audit_log: {
    seq: Fixed<number>
    at: Fixed<Date>
    actor_id: Fixed<string>
    action: Fixed<string>
    subject: Fixed<string>
    detail: ColumnType<{ [key: string]: unknown }, string, never>
    previous_hash: Fixed<string>
    hash: Fixed<string>
  }
  installation: { key: string; value: string }
  migration: { number: number; name: string; sha256: string; applied_at: ColumnType<Date, Date | undefined, never> }
}

/** Every table, parents before children: the order in which a database is copied. */
export const TABLE_NAMES = [
  'migration',
  'installation',
  'user',
  'session',
  'account',
  'verification',
  'user_role',
  'attempt',
  'attempt_basis',
  'adapter',
  'class_group',
  'class_group_member',
  'rig',
  'rig_attempt',
  'rig_booking',
  'rig_defect',
  'attempt_injection',
  'composed_exercise',
  'competition',
  'competition_team',
  'competition_member',
  'sign_off',
  'application',
  'exam',
  'decision',
  'certificate',
  'certificate_event',
  'status_list',
  'audit_log',
] as const satisfies readonly (keyof Tables)[]

export type Row<T extends keyof Tables> = Selectable<Tables[T]>
export type NewRow<T extends keyof Tables> = Insertable<Tables[T]>

/** The whole database, or one transaction in it: what the functions of db/<noun>.ts take. */
export type Database = Kysely<Tables>
export type DatabaseTransaction = Transaction<Tables>
