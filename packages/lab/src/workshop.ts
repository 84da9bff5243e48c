/**
 * A workshop of the network and its laboratories, as content describes them.
 *
 * A workshop's field is data: a fourth workshop needs no code. Sources disagree about figures, so a figure is never a
 * bare number: it names the source that says so, and the day for which it was said.
 */
import { type Static, Type } from 'typebox'
import { IdSchema, WordsSchema } from './words.ts'

/** A day, or only the month or the year where no source tells more: 2023-12-09, 2023-12, 2023. */
export const DateSchema = Type.String({ pattern: '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$' })

export const SourceSchema = Type.Object(
  {
    id: IdSchema,
    publisher: Type.String({ pattern: '\\S', description: 'Who published it, e.g. "zakon.kz".' }),
    language: Type.String({ pattern: '^[a-z]{2}$' }),
    published: Type.Optional(DateSchema), // Absent: the source carries no date.
    address: Type.Optional(Type.String({ pattern: '\\S', description: 'Where it can be read, without scheme.' })),
  },
  { additionalProperties: false },
)

export const FigureSchema = Type.Object(
  {
    id: IdSchema,
    name: WordsSchema,
    value: Type.Number(),
    qualifier: Type.Optional(Type.Union([Type.Literal('moreThan'), Type.Literal('almost')])), // In the source's words.
    unit: Type.Optional(Type.Union([Type.Literal('m2'), Type.Literal('CNY')])), // Absent: a count.
    asOf: Type.Optional(DateSchema), // Absent: the source does not say for which day.
    source: IdSchema,
  },
  { additionalProperties: false },
)

export const WorkshopSchema = Type.Object(
  {
    id: IdSchema,
    name: WordsSchema,
    city: WordsSchema,
    host: Type.Object(
      { name: WordsSchema, shortName: WordsSchema, aliases: Type.Array(Type.String({ pattern: '\\S' })) },
      { additionalProperties: false },
    ),
    field: WordsSchema,
    about: WordsSchema,
    timeZone: Type.String({ pattern: '^[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+$', description: 'An IANA name.' }),
    opening: Type.Object({ date: DateSchema, event: WordsSchema, source: IdSchema }, { additionalProperties: false }),
    partners: Type.Array(Type.Object({ name: WordsSchema, source: IdSchema }, { additionalProperties: false })),
    figures: Type.Array(FigureSchema),
    sources: Type.Array(SourceSchema, { minItems: 1 }),
  },
  { additionalProperties: false },
)

export const LaboratorySchema = Type.Object(
  {
    id: IdSchema,
    workshop: IdSchema,
    /** Its place in the list of its workshop. */
    order: Type.Integer({ minimum: 1 }),
    name: WordsSchema,
    purpose: WordsSchema,
    /** Station models that can be practised on here today; empty while a laboratory has none. */
    stations: Type.Array(IdSchema),
    source: Type.Optional(IdSchema), // One of its workshop's sources; absent: our own proposal.
  },
  { additionalProperties: false },
)

export type Source = Static<typeof SourceSchema>
export type Figure = Static<typeof FigureSchema>
export type Workshop = Static<typeof WorkshopSchema>
export type Laboratory = Static<typeof LaboratorySchema>
