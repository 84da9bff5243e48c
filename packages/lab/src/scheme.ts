/**
 * A certification scheme: for which work, at which level, under which conditions a person is certified.
 *
 * An exam is practical or oral, two of the means that the standard knows; there is one exam and one decision in a scheme.
 * The words follow ISO/IEC 17024. What we ship is marked `isDemo`: we are no authority, and the certificate says so.
 */
import { type Static, Type } from 'typebox'
import { IdSchema, WordsSchema } from './words.ts'

/** One thing that an examiner asks about in an oral exam, and finds met or not. */
export const OralCriterionSchema = Type.Object(
  {
    id: IdSchema,
    name: WordsSchema,
    /** What a candidate must be able to explain: read by the examiner who asks. */
    guidance: WordsSchema,
  },
  { additionalProperties: false },
)

const examined = { kind: Type.Literal('exam'), independenceYears: Type.Integer({ minimum: 2 }), name: WordsSchema }

/** A passed exam before an examiner who did not train the candidate in these years, by one of the standard's means. */
const ExamConditionSchemas = [
  /** At a station: a closed attempt in exam mode of one of these exercises, judged by the exercise's rubric. */
  Type.Object(
    { ...examined, means: Type.Literal('practical'), exercises: Type.Array(IdSchema, { minItems: 1 }) },
    { additionalProperties: false },
  ),
  /** In conversation: the examiner asks about each of these, and all of them must be met. */
  Type.Object(
    { ...examined, means: Type.Literal('oral'), criteria: Type.Array(OralCriterionSchema, { minItems: 1 }) },
    { additionalProperties: false },
  ),
] as const

/** What must be there before a certificate is issued. Each condition is met by another person than the one before. */
export const ConditionSchema = Type.Union([
  /** A passed attempt of one of these exercises, signed off by an instructor. */
  Type.Object(
    { kind: Type.Literal('signedOffAttempt'), exercises: Type.Array(IdSchema, { minItems: 1 }), name: WordsSchema },
    { additionalProperties: false },
  ),
  ...ExamConditionSchemas,
  /** A decision by a certification officer who neither trained nor examined the candidate. */
  Type.Object({ kind: Type.Literal('decision'), name: WordsSchema }, { additionalProperties: false }),
])

export const SchemeSchema = Type.Object(
  {
    id: IdSchema,
    version: Type.Integer({ minimum: 1 }),
    isDemo: Type.Boolean(),
    workshop: IdSchema,
    /** Its place among the schemes: whoever comes first reads the first. */
    order: Type.Integer(),
    name: WordsSchema,
    level: WordsSchema,
    /** The work that the holder may do. */
    scope: Type.Array(WordsSchema, { minItems: 1 }),
    /** What the certificate does not say: shown beside the scope. */
    limits: WordsSchema,
    validityYears: Type.Integer({ minimum: 1, maximum: 10 }),
    conditions: Type.Array(ConditionSchema, { minItems: 1 }),
  },
  { additionalProperties: false },
)

export type Condition = Static<typeof ConditionSchema>
export type ExamCondition = Extract<Condition, { kind: 'exam' }>
export type ExamMeans = ExamCondition['means']
export type OralCriterion = Static<typeof OralCriterionSchema>
export type Scheme = Static<typeof SchemeSchema>
