/** The school's public door: what a station is, what people do there, what proves it, and how it is judged. */
export * from './attempt.ts'
export * from './evidence.ts'
export * from './exercise.ts'
export * from './pace.ts'
export * from './scheme.ts'
export * from './station.ts'
export { IdSchema, LANGUAGES, type Language, WordsSchema } from './words.ts'
export * from './workshop.ts'
