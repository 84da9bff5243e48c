/** Shapes that more than one route takes or gives. */
import { WordsSchema } from '@luban/lab'
import { Type } from 'typebox'

export const LanguageSchema = Type.Union([
  Type.Literal('kk'),
  Type.Literal('ru'),
  Type.Literal('zh'),
  Type.Literal('en'),
])

export const NamesSchema = Type.Object(
  {
    kk: Type.Optional(Type.String()),
    ru: Type.Optional(Type.String()),
    zh: Type.Optional(Type.String()),
    en: Type.Optional(Type.String()),
  },
  { description: 'A person’s name as written in each language, as far as it is known.' },
)

export const DateTimeSchema = Type.String({ format: 'date-time' })

export const SchemeSummarySchema = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  isDemo: Type.Boolean(),
  name: WordsSchema,
  level: WordsSchema,
  scope: Type.Array(WordsSchema),
  limits: WordsSchema,
})

export const JudgedCriterionSchema = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 100 }),
  isMet: Type.Boolean(),
  comment: Type.Optional(Type.String({ maxLength: 2000 })),
})

/** As it is kept: with the words that the examiner judged by. */
export const ExamCriterionSchema = Type.Object({
  ...JudgedCriterionSchema.properties,
  name: Type.Optional(WordsSchema),
})

export const ReasonSchema = Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' })

export const or = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()])
