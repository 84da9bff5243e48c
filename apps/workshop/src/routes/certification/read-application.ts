/** One application with all that an examiner or officer decides by. */
import { type Scheme, WordsSchema } from '@luban/lab'
import { type Static, Type } from 'typebox'
import { conditionStates, examConditionOf } from '../../certification/conditions.ts'
import { schemeOf } from '../../certification/register-entry.ts'
import {
  findApplication,
  findCertificateOf,
  findDecision,
  findExam,
  listExamAttempts,
  listPassedAttempts,
} from '../../db/certification.ts'
import { namesOfPeople, type PersonName } from '../../db/names.ts'
import { ApiError } from '../../errors.ts'
import { maySeeApplication } from '../../policies/certification.ts'
import { route } from '../../route.ts'
import { DateTimeSchema, ExamCriterionSchema, NamesSchema, or } from '../schemas.ts'
import { ApplicationSummarySchema, summaryOfApplication } from './list-applications.ts'
import { ConditionStateSchema } from './list-schemes.ts'

const MeansSchema = Type.Enum(['practical', 'oral'])

/** What the scheme asks for, as long as it is in the content. */
const ExamTermsSchema = Type.Object({
  means: MeansSchema,
  exercises: Type.Array(Type.String(), { description: 'Of a practical exam.' }),
  criteria: Type.Array(
    Type.Object({
      id: Type.String(),
      name: WordsSchema,
      guidance: Type.Optional({ ...WordsSchema, description: 'What the examiner listens for: for examiners alone.' }),
    }),
    { description: 'What an oral exam asks about.' },
  ),
})

const ExamSchema = Type.Object({
  means: MeansSchema,
  examinerId: Type.String(),
  examinerName: Type.String(),
  examinerNames: NamesSchema,
  attemptId: or(Type.String()),
  criteria: Type.Array(ExamCriterionSchema),
  passed: Type.Boolean(),
  comment: Type.String(),
  at: DateTimeSchema,
})

const DecisionSchema = Type.Object({
  officerId: Type.String(),
  officerName: Type.String(),
  officerNames: NamesSchema,
  granted: Type.Boolean(),
  reason: Type.String(),
  at: DateTimeSchema,
})

export const readApplication = route({
  method: 'GET',
  path: '/api/applications/:applicationId',
  summary: 'One application: conditions, attempts, exam, decision.',
  permission: 'application:read',
  params: Type.Object({ applicationId: Type.String() }),
  reply: Type.Object({
    ...ApplicationSummarySchema.properties,
    conditions: Type.Array(ConditionStateSchema),
    examTerms: or(ExamTermsSchema),
    examAttempts: Type.Array(
      Type.Object({
        id: Type.String(),
        exerciseId: Type.String(),
        status: Type.String(),
        startedAt: DateTimeSchema,
        score: or(Type.Number()),
      }),
      { description: 'Ended attempts in exam mode that may be judged.' },
    ),
    exam: or(ExamSchema),
    decision: or(DecisionSchema),
    certificateNumber: or(Type.String()),
  }),
  errors: ['APPLICATION_NOT_FOUND'],

  async handle({ actor, db, services: { content } }, { params }) {
    const application = await findApplication(db, params.applicationId)
    // Another candidate's application does not exist for you: 404, never 403.
    if (!application || !maySeeApplication(actor, application)) throw new ApiError('APPLICATION_NOT_FOUND')

    const scheme = schemeOf(content, application.scheme_id, application.scheme_version)
    const isExaminer = actor.permissions.has('exam:record') && application.candidate_id !== actor.userId
    const terms = scheme ? examTermsOf(scheme, { isExaminer }) : null
    const exam = await findExam(db, application.id)
    const decision = await findDecision(db, application.id)
    const people = await namesOfPeople(db, [exam?.examiner_id ?? [], decision?.officer_id ?? []].flat())
    const attempts = await listExamAttempts(db, application.candidate_id)
    return {
      ...summaryOfApplication(application, content, actor.userId),
      conditions: scheme
        ? withLaterSteps(
            conditionStates(scheme, await listPassedAttempts(db, application.candidate_id)),
            exam,
            decision,
          )
        : [],
      examTerms: terms,
      examAttempts: attempts
        .filter(({ exercise_id }) => terms?.exercises.includes(exercise_id))
        .map(({ id, exercise_id, status, started_at, score }) => ({
          id,
          exerciseId: exercise_id,
          status,
          startedAt: started_at.toISOString(),
          score,
        })),
      exam: exam ? examOf(exam, people) : null,
      decision: decision ? decisionOf(decision, people) : null,
      certificateNumber: (await findCertificateOf(db, application.id))?.number ?? null,
    }
  },
})

/** Whoever does not examine is told what the exam asks about, and not which answers count. */
function examTermsOf(scheme: Scheme, { isExaminer }: { isExaminer: boolean }): Static<typeof ExamTermsSchema> {
  const condition = examConditionOf(scheme)
  if (condition.means === 'practical') return { means: 'practical', exercises: condition.exercises, criteria: [] }
  const criteria = isExaminer ? condition.criteria : condition.criteria.map(({ id, name }) => ({ id, name }))
  return { means: 'oral', exercises: [], criteria }
}

type FoundExam = NonNullable<Awaited<ReturnType<typeof findExam>>>
type FoundDecision = NonNullable<Awaited<ReturnType<typeof findDecision>>>

function withLaterSteps(states: ReturnType<typeof conditionStates>, exam?: FoundExam, decision?: FoundDecision) {
  return states.map((state) => {
    if (state.kind === 'exam') return { ...state, isMet: exam?.passed === true, attemptId: exam?.attempt_id ?? null }
    return state.kind === 'decision' ? { ...state, isMet: decision?.granted === true } : state
  })
}

type People = ReadonlyMap<string, PersonName>

function examOf({ examiner_id, means, attempt_id, criteria, passed, comment, at }: FoundExam, people: People) {
  const examiner = people.get(examiner_id)
  return {
    means,
    examinerId: examiner_id,
    examinerName: examiner?.name ?? '',
    examinerNames: examiner?.names ?? {},
    attemptId: attempt_id,
    criteria,
    passed,
    comment,
    at: at.toISOString(),
  }
}

function decisionOf({ officer_id, granted, reason, at }: FoundDecision, people: People) {
  const officer = people.get(officer_id)
  return {
    officerId: officer_id,
    officerName: officer?.name ?? '',
    officerNames: officer?.names ?? {},
    granted,
    reason,
    at: at.toISOString(),
  }
}
