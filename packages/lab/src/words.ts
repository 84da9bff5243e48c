/** A text that people see: Kazakh, Russian, Chinese and English, all four required. */
import { type Static, Type } from 'typebox'

/** In the order of the official prints: Kazakh and Russian first. */
export const LANGUAGES = ['kk', 'ru', 'zh', 'en'] as const

export type Language = (typeof LANGUAGES)[number]

/** Something other than blanks: a translation that was only reserved is a missing translation. */
const text = (language: string) => Type.String({ pattern: '\\S', description: `The text in ${language}.` })

export const WordsSchema = Type.Object(
  { kk: text('Kazakh'), ru: text('Russian'), zh: text('Chinese'), en: text('English') },
  { additionalProperties: false },
)

/** Structurally the `Words` of ./station.ts: a test holds the two together. */
export type WordsOfContent = Static<typeof WordsSchema>

/** Names of things in content: lower case, digits and hyphens, as in `car-will-not-enter-ready`. */
export const IdSchema = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' })
