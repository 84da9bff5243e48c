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
      noteUnion(schemaAt(schema, error.schemaPath), at, valueAt(value, pathOf(error.instancePath)), note)
    else noteError(error, at, note)
  }
}

/** For a union told apart by `kind`, what is wrong with that kind; otherwise what there is to choose from. */
function noteUnion(union: TSchema | undefined, at: Path, value: unknown, note: Note): void {
  const branches = (union as { anyOf?: readonly TSchema[] } | undefined)?.anyOf ?? []
  const kindOf = (branch: TSchema) =>
    (branch as { properties?: { kind?: { const?: unknown } } }).properties?.kind?.const
  const kinds = branches.map(kindOf).filter((kind) => kind !== undefined)
  if (kinds.length === 0) {
    const choices = branches.map(
      (branch) => (branch as { const?: unknown }).const ?? (branch as { type?: string }).type,
    )
    note(at, `${shown(value)} is not one of the values allowed here.`, `Write one of: ${choices.join(', ')}.`)
    return
  }
  const kind = (value as { kind?: unknown } | null | undefined)?.kind
  const branch = branches.find((candidate) => kindOf(candidate) === kind)
  if (branch !== undefined) noteErrors(branch, value, at, note)
  else if (kind === undefined) note(at, 'This has no kind.', `Add "kind:" with one of: ${kinds.join(', ')}.`)
  else note([...at, 'kind'], `The kind ${shown(kind)} is unknown.`, `Write one of: ${kinds.join(', ')}.`)
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
        note([...at, key], `"${key}" is unknown here.`, 'Take it away, or mend its spelling.')
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

function schemaAt(schema: TSchema, schemaPath: string): TSchema | undefined {
  return valueAt(schema, pathOf(schemaPath.slice(1))) as TSchema | undefined
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value)
}
