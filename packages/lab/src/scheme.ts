/**
 * A certification scheme: for which work, at which level, under which conditions a person is certified.
 *
 * The words follow ISO/IEC 17024. What we ship is marked `isDemo`: we are no authority, and the certificate says so.
 */
import { type Static, Type } from 'typebox'
import { IdSchema, WordsSchema } from './words.ts'

/** What must be there before a certificate is issued. Each condition is met by another person than the one before. */
export const ConditionSchema = Type.Union([
  /** A passed attempt of one of these exercises, signed off by an instructor. */
  Type.Object(
    { kind: Type.Literal('signedOffAttempt'), exercises: Type.Array(IdSchema, { minItems: 1 }), name: WordsSchema },
    { additionalProperties: false },
  ),
  /** A passed exam of one of these exercises, before an examiner who did not train the candidate in these years. */
  Type.Object(
    {
      kind: Type.Literal('exam'),
      exercises: Type.Array(IdSchema, { minItems: 1 }),
      independenceYears: Type.Integer({ minimum: 2 }),
      name: WordsSchema,
    },
    { additionalProperties: false },
  ),
  /** A decision by a certification officer who neither trained nor examined the candidate. */
  Type.Object({ kind: Type.Literal('decision'), name: WordsSchema }, { additionalProperties: false }),
])

export const SchemeSchema = Type.Object(
  {
    id: IdSchema,
    version: Type.Integer({ minimum: 1 }),
    isDemo: Type.Boolean(),
    workshop: IdSchema,
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
export type Scheme = Static<typeof SchemeSchema>
