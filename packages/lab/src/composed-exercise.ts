/**
 * An exercise that an instructor puts together without code: car, faults, limits, start settings, and the task in one
 * language. It becomes an exercise file like those of the content, and is checked as they are.
 *
 * Left out: drawing from several cases and the exam; both belong to a scheme, and schemes are content.
 */
import { type Static, type TNumber, type TOptional, Type } from 'typebox'
import type { ExerciseFile } from './exercise.ts'
import { IdSchema, LANGUAGES } from './words.ts'

const text = (charactersMax: number) => Type.String({ pattern: '\\S', maxLength: charactersMax })

/** The settings of the cars that can be chosen, by the quantity that a person knows. */
export const COMPOSABLE_SETTINGS = [
  { id: 'startSocPercent', quantity: 'tractionCharge', min: 0, max: 100, unit: '%' },
  { id: 'battery12VPercent', quantity: 'lowVoltageCharge', min: 0, max: 100, unit: '%' },
  { id: 'ambientDegC', quantity: 'outsideTemperature', min: -40, max: 50, unit: '°C' },
  { id: 'engineDegC', quantity: 'engineTemperature', min: -40, max: 110, unit: '°C' },
] as const

/** What makes a loose wire come and go, as the cars have it: the setting `faultsComeBy`. */
export const FAULTS_COME_BY = ['vibration', 'heat', 'time'] as const

type SettingId = (typeof COMPOSABLE_SETTINGS)[number]['id']

const SettingsSchema = Type.Object(
  Object.fromEntries(
    COMPOSABLE_SETTINGS.map(({ id, min, max }) => [id, Type.Optional(Type.Number({ minimum: min, maximum: max }))]),
  ) as Record<SettingId, TOptional<TNumber>>,
  { additionalProperties: false },
)

/** As it is kept, version by version. */
export const ComposedExerciseSchema = Type.Object(
  {
    laboratory: IdSchema,
    station: Type.String({ pattern: '\\S', maxLength: 100 }),
    /** All of them are there, every time. */
    faults: Type.Array(Type.String({ pattern: '\\S', maxLength: 100 }), { minItems: 1, maxItems: 3 }),
    timeLimitMin: Type.Integer({ minimum: 5, maximum: 480 }),
    moneyLimitKzt: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
    /** As the cars have them; which of them a station knows is checked with the rest. */
    settings: SettingsSchema,
    /** Those of the faults that can come and go do so by this; absent: they stay, like the others. */
    faultsComeBy: Type.Optional(Type.Enum([...FAULTS_COME_BY])),
    /** The car's gateway lets tools write only when it was unlocked, and nobody listen; absent: it has no such one. */
    hasFilteringGateway: Type.Optional(Type.Literal(true)),
    /** In which the three texts are. */
    language: Type.Enum([...LANGUAGES]),
    title: text(120),
    complaint: text(2000),
    task: text(4000),
  },
  { additionalProperties: false },
)

export type ComposedExercise = Static<typeof ComposedExerciseSchema>

/** Behind those of the content in a laboratory's list. */
const ORDER = 1000
const PACE_MAX = 20

/** The texts stand for all four languages, and the file says which one they are in. */
export function exerciseFileOf(
  composed: ComposedExercise,
  { id, version, rubric }: { readonly id: string; readonly version: number; readonly rubric: string },
): ExerciseFile {
  const { laboratory, station, faults, timeLimitMin, moneyLimitKzt, faultsComeBy, hasFilteringGateway, language } =
    composed
  const settings = {
    ...composed.settings,
    ...(faultsComeBy && { faultsComeBy }),
    ...(hasFilteringGateway && { hasFilteringGateway }),
  }
  const words = (told: string) => ({ kk: told, ru: told, zh: told, en: told })
  return {
    id,
    version,
    isDemo: false,
    laboratory,
    station,
    order: ORDER,
    title: words(composed.title.trim()),
    complaint: words(composed.complaint.trim()),
    task: words(composed.task.trim()),
    instructions: [],
    language,
    modes: ['practice'],
    timeLimitMin,
    ...(moneyLimitKzt === undefined ? {} : { moneyLimitKzt }),
    paceMax: PACE_MAX,
    start: { settings, actions: [] },
    faults: [...faults],
    rubric,
  }
}
