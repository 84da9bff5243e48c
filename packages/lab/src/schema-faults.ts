/** What is wrong with a value by its schema, in words for the person who mends the file: every fault, with its place. */
import type { TSchema } from 'typebox'
import { Settings } from 'typebox/system'
import { Value } from 'typebox/value'
import type { Path } from './yaml-lines.ts'

export type Note = (at: Path, what: string, remedy: string) => void

/** TypeBox stops after eight errors unless told otherwise; a person mending a file wants them all. */
export function checkSchema(schema: TSchema, value: unknown, note: Note): boolean {
  if (Value.Check(schema, value)) return true
  const { maxErrors } = Settings.Get()
  Settings.Set({ maxErrors: 10_000 })
  try {
    noteErrors(schema, value, [], note)
  } finally {
    Settings.Set({ maxErrors })
  }
  return false
}

function noteErrors(schema: TSchema, value: unknown, base: Path, note: Note): void {
  const errors = Value.Errors(schema, value)
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf').map(({ schemaPath }) => schemaPath)
  for (const error of errors) {
    const at = [...base, ...pathOf(error.instancePath)]
    const isInsideUnion = unions.some((union) => error.schemaPath.startsWith(`${union}/anyOf/`))
    if (isInsideUnion || error.keyword === 'boolean') continue // Told by the union, and by additionalProperties.
    if (error.keyword === 'anyOf')
      noteUnion(branchesAt(schema, error.schemaPath), at, valueAt(value, pathOf(error.instancePath)), note)
    else noteError(error, at, note)
  }
}

const MISSPELT = 'Take it away, or mend its spelling.'

/** What tells the branches of a union apart: the first of these in which they differ. */
const TAGS = ['kind', 'means'] as const

/** For a union told apart by a tag, what is wrong with that branch; otherwise what there is to choose from. */
function noteUnion(branches: readonly TSchema[], at: Path, value: unknown, note: Note): void {
  const tag = TAGS.find((key) => branches.length > 1 && new Set(branches.map((one) => tagOf(one, key))).size > 1)
  if (tag === undefined) {
    const choices = branches.map(
      (branch) => (branch as { const?: unknown }).const ?? (branch as { type?: string }).type,
    )
    note(at, `${shown(value)} is not one of the values allowed here.`, `Write one of: ${choices.join(', ')}.`)
    return
  }
  const tags = [...new Set(branches.map((one) => tagOf(one, tag)).filter((one) => one !== undefined))]
  const told = (value as { [key: string]: unknown } | null | undefined)?.[tag]
  const meant = branches.filter((one) => told !== undefined && tagOf(one, tag) === told)
  if (meant.length === 1) noteErrors(meant[0], value, at, note)
  else if (meant.length > 1) noteUnion(meant, at, value, note)
  else if (told !== undefined)
    note([...at, tag], `The ${tag} ${shown(told)} is unknown.`, `Write one of: ${tags.join(', ')}.`)
  else {
    note(at, `This has no ${tag}.`, `Add "${tag}:" with one of: ${tags.join(', ')}.`)
    noteStrangeKeys(branches, at, value, note)
  }
}

/** Keys that no branch knows: the misspelt tag is most likely among them. */
function noteStrangeKeys(branches: readonly TSchema[], at: Path, value: unknown, note: Note): void {
  const known = branches.flatMap((one) => Object.keys((one as { properties?: object }).properties ?? {}))
  for (const key of Object.keys(Object(value))) {
    if (!known.includes(key)) note([...at, key], `"${key}" is unknown here.`, MISSPELT)
  }
}

function tagOf(branch: TSchema, tag: string): unknown {
  return (branch as { properties?: { [key: string]: { const?: unknown } } }).properties?.[tag]?.const
}

type SchemaError = ReturnType<typeof Value.Errors>[number]

function noteError(error: SchemaError, at: Path, note: Note): void {
  const parameters = error.params as Record<string, unknown>
  const name = at.length === 0 ? 'The file' : `"${at.join('.')}"`
  switch (error.keyword) {
    case 'required':
      for (const key of parameters.requiredProperties as string[])
        note(at, `${name} has no "${key}".`, `Add "${key}:" here.`)
      return
    case 'additionalProperties':
      for (const key of parameters.additionalProperties as string[]) {
        note([...at, key], `"${key}" is unknown here.`, MISSPELT)
      }
      return
    case 'pattern':
      note(
        at,
        `${name} has not the form that it needs.`,
        `Write text that fits ${shownPattern(String(parameters.pattern))}.`,
      )
      return
    case 'type':
      note(at, `${name} is not of type ${parameters.type}.`, `Write a value of type ${parameters.type}.`)
      return
    default:
      note(at, `${name} ${error.message}.`, 'Change the value.')
  }
}

function shownPattern(pattern: string): string {
  return pattern === '\\S' ? 'more than blanks' : `the pattern ${pattern}`
}

function shown(value: unknown): string {
  return value === undefined ? '(nothing)' : JSON.stringify(value)
}

/** The parts of a JSON pointer, list positions as numbers. */
function pathOf(pointer: string): Path {
  const parts = pointer.split('/').slice(1)
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')))
}

function branchesAt(schema: TSchema, schemaPath: string): readonly TSchema[] {
  const union = valueAt(schema, pathOf(schemaPath.slice(1))) as { anyOf?: readonly TSchema[] } | undefined
  return union?.anyOf ?? []
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value)
}
