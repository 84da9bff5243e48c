/**
 * An exercise: a station, its start state, what is wrong with it, the task in words, and how it is assessed. Data.
 *
 * What is wrong may be drawn: an exercise has one case, the same every time, or several that share its complaint, of
 * which each attempt takes one. So an exam cannot be learnt by heart.
 * Invariant: `briefOf` is all that a trainee may be sent. It names no fault and no start setting, and neither may the
 * id or the texts of an exercise.
 */
import { assert } from '@luban/stdx'
import { type Static, type TSchema, Type } from 'typebox'
import { GuideHintsSchema } from './guide-plan.ts'
import { IdSchema, LANGUAGES, WordsSchema } from './words.ts'

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
  criterion('instructor', {
    guidance: WordsSchema,
    readsReport: Type.Optional(
      Type.Boolean({ description: "True: the trainee's report to the customer is shown beside it." }),
    ),
  }),
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

/** Physics settings of the world, e.g. startSocPercent. */
const SettingsSchema = Type.Record(Type.String(), Type.Union([Type.Number(), Type.Boolean(), Type.String()]))

const FaultsSchema = Type.Array(Type.String({ pattern: '\\S' }), { minItems: 1 })

/** One of the things that may be wrong. Whoever can read a setting before any work could tell the case by it. */
export const CaseSchema = Type.Object(
  {
    faults: FaultsSchema,
    /** Of this case alone: they win over those of the start. */
    settings: Type.Optional(SettingsSchema),
  },
  { additionalProperties: false },
)

/** The file of an exercise, which names its rubric. It has `faults`, which are there every time, or `cases` to draw from. */
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
    examAttemptsMax: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10,
        description:
          'Exam attempts that a person has before an examiner must judge one of them; 2 when nothing is said.',
      }),
    ),
    language: Type.Optional(
      Type.Enum([...LANGUAGES], {
        description: 'Title, complaint and task are in this one alone; in all four when absent.',
      }),
    ),
    timeLimitMin: Type.Integer({ minimum: 1, maximum: 480 }),
    moneyLimitKzt: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Parts replaced without need for this much leave no points for that; else as the rubric has it.',
      }),
    ),
    paceMax: Type.Integer({
      minimum: 1,
      maximum: 100,
      description: 'How many times faster than wall time the station may run while a trainee waits, in practice.',
    }),
    start: Type.Object(
      {
        settings: SettingsSchema,
        /** Actions taken before the trainee comes, in this order. */
        actions: Type.Array(
          Type.Intersect([Type.Object({ kind: Type.String() }), Type.Record(Type.String(), Type.Unknown())]),
        ),
      },
      { additionalProperties: false },
    ),
    faults: Type.Optional(FaultsSchema),
    cases: Type.Optional(Type.Array(CaseSchema, { minItems: 2 })),
    /** For a guided attempt, beside those of the method; each is told when it is opened. */
    hints: Type.Optional(GuideHintsSchema),
    rubric: IdSchema,
  },
  { additionalProperties: false },
)

export type Criterion = Static<typeof CriterionSchema>
export type Rubric = Static<typeof RubricSchema>
export type ExerciseFile = Static<typeof ExerciseFileSchema>
export type Case = Static<typeof CaseSchema>

/** Loaded: with its rubric, and with the rubric's instructions before its own. */
export type Exercise = Omit<ExerciseFile, 'rubric'> & { readonly rubric: Rubric }

/** What of an exercise is kept from trainees; a hint until it is opened. */
export const SECRETS = ['faults', 'cases', 'start', 'hints'] as const

/** What a trainee may be sent: everything but what may be wrong and the start state. */
export type ExerciseBrief = Omit<Exercise, (typeof SECRETS)[number]>

export function briefOf(exercise: Exercise): ExerciseBrief {
  const told = Object.entries(exercise).filter(([key]) => !(SECRETS as readonly string[]).includes(key))
  return Object.fromEntries(told) as ExerciseBrief
}

/** All that may be wrong: faults that are there every time are the one case that there is. */
export function casesOf({ faults = [], cases = [{ faults }] }: Pick<Exercise, 'faults' | 'cases'>): readonly Case[] {
  return cases
}

/** How the world of one attempt starts. */
export type CaseStart = { readonly faults: readonly string[]; readonly settings: Exercise['start']['settings'] }

type Drawable = Pick<Exercise, 'faults' | 'cases' | 'start'>

/**
 * The case that `draw` takes, a whole number from 0: the same for the same number. The number must be as secret as the
 * case, so it is not the seed of the world: that stands in the evidence, and readings could betray it.
 */
export function drawnCase(exercise: Drawable, draw: number): CaseStart {
  assert(Number.isSafeInteger(draw) && draw >= 0, `${draw} draws nothing`)
  const cases = casesOf(exercise)
  return startOf(exercise, cases[draw % cases.length])
}

/** The case with these faults, as the truth in sealed evidence names them: no two cases have the same. */
export function caseWith(exercise: Drawable, faults: readonly string[]): CaseStart | undefined {
  const found = casesOf(exercise).find((one) => faultsKey(one.faults) === faultsKey(faults))
  return found === undefined ? undefined : startOf(exercise, found)
}

/** Equal for the same faults in whatever order. */
export function faultsKey(faults: readonly string[]): string {
  return [...faults].sort().join(' ')
}

function startOf({ start }: Drawable, { faults, settings }: Case): CaseStart {
  return { faults, settings: { ...start.settings, ...settings } }
}

export function paceMaxOf(exercise: Pick<Exercise, 'paceMax'>, mode: Mode): number {
  return mode === 'exam' ? 1 : exercise.paceMax
}

/** A mishap, not a series: an examiner who looks at the first two sees enough. */
const EXAM_ATTEMPTS_MAX = 2

export function examAttemptsMaxOf({ examAttemptsMax = EXAM_ATTEMPTS_MAX }: Pick<Exercise, 'examAttemptsMax'>): number {
  return examAttemptsMax
}
