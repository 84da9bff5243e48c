/**
 * An exercise: a station, its start state, what is wrong with it, the task in words, and how it is assessed. Data.
 *
 * Invariant: `briefOf` is all that a trainee may be sent. It names no fault and no start setting, and neither may the
 * id or the texts of an exercise.
 */
import { type Static, type TSchema, Type } from 'typebox'
import { IdSchema, WordsSchema } from './words.ts'

/** In an exam station time is wall time: waiting is part of the work. */
export const MODES = ['practice', 'exam'] as const

export type Mode = (typeof MODES)[number]

const criterion = <Kind extends string, More extends Record<string, TSchema>>(kind: Kind, more: More) =>
  Type.Object(
    {
      kind: Type.Literal(kind),
      id: IdSchema,
      name: WordsSchema,
      weight: Type.Integer({ minimum: 1, maximum: 100, description: 'Points of 100.' }),
      ...more,
    },
    { additionalProperties: false },
  )

/** Automatic criteria are read from the evidence; `instructor` ones wait for the sign-off. */
export const CriterionSchema = Type.Union([
  /** The stated component and failure mode are those of the fault. */
  criterion('causeFound', {}),
  /** A reading that shows the cause was taken before the repair. */
  criterion('proved', {}),
  /** Points fall in proportion to the price of parts replaced without need, to none at `zeroAtKzt`. */
  criterion('needlessParts', { zeroAtKzt: Type.Integer({ minimum: 1 }) }),
  /** Full points until this share of the time limit, then falling to none at the limit. */
  criterion('time', { fullUntilPercent: Type.Integer({ minimum: 1, maximum: 100 }) }),
  /** Cured, codes cleared, and the car checked again afterwards: a third each. */
  criterion('recheck', {}),
  criterion('instructor', { guidance: WordsSchema }),
])

/** Safety is not among the criteria: it is a gate, and applies always. */
export const RubricSchema = Type.Object(
  {
    id: IdSchema,
    version: Type.Integer({ minimum: 1 }),
    isDemo: Type.Boolean({ description: 'True for everything that we ship: nobody official has approved it.' }),
    passMark: Type.Integer({ minimum: 1, maximum: 100 }),
    /** How to work where this rubric judges: shown before the exercise's own instructions. */
    instructions: Type.Array(WordsSchema),
    criteria: Type.Array(CriterionSchema, { minItems: 1 }),
  },
  { additionalProperties: false },
)

/** The file of an exercise, which names its rubric. */
export const ExerciseFileSchema = Type.Object(
  {
    id: IdSchema,
    version: Type.Integer({ minimum: 1 }),
    isDemo: Type.Boolean(),
    laboratory: IdSchema,
    station: Type.String({ pattern: '\\S', description: 'Model of the station, e.g. "byd-atto-3".' }),
    order: Type.Integer({ minimum: 1 }),
    title: WordsSchema,
    complaint: WordsSchema,
    task: WordsSchema,
    instructions: Type.Array(WordsSchema),
    modes: Type.Array(Type.Union([Type.Literal('practice'), Type.Literal('exam')]), { minItems: 1 }),
    timeLimitMin: Type.Integer({ minimum: 1, maximum: 480 }),
    paceMax: Type.Integer({
      minimum: 1,
      maximum: 100,
      description: 'How many times faster than wall time the station may run while a trainee waits, in practice.',
    }),
    start: Type.Object(
      {
        /** Physics settings of the world, e.g. startSocPercent. */
        settings: Type.Record(Type.String(), Type.Union([Type.Number(), Type.Boolean(), Type.String()])),
        /** Actions taken before the trainee comes, in this order. */
        actions: Type.Array(
          Type.Intersect([Type.Object({ kind: Type.String() }), Type.Record(Type.String(), Type.Unknown())]),
        ),
      },
      { additionalProperties: false },
    ),
    faults: Type.Array(Type.String({ pattern: '\\S' }), { minItems: 1 }),
    rubric: IdSchema,
  },
  { additionalProperties: false },
)

export type Criterion = Static<typeof CriterionSchema>
export type Rubric = Static<typeof RubricSchema>
export type ExerciseFile = Static<typeof ExerciseFileSchema>

/** Loaded: with its rubric, and with the rubric's instructions before its own. */
export type Exercise = Omit<ExerciseFile, 'rubric'> & { readonly rubric: Rubric }

/** What a trainee may be sent: everything but the faults and the start state. */
export type ExerciseBrief = Omit<Exercise, 'faults' | 'start'>

export function briefOf(exercise: Exercise): ExerciseBrief {
  const { faults: _faults, start: _start, ...brief } = exercise
  return brief
}

export function paceMaxOf(exercise: Pick<Exercise, 'paceMax'>, mode: Mode): number {
  return mode === 'exam' ? 1 : exercise.paceMax
}
