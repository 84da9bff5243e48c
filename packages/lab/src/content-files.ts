/** The files of a content folder, one thing each: where they lie, what each must be, and how a fault of one is told. */
import { type ExerciseFile, ExerciseFileSchema, type Rubric, RubricSchema } from './exercise.ts'
import { type Scheme, SchemeSchema } from './scheme.ts'
import { type Laboratory, LaboratorySchema, type Workshop, WorkshopSchema } from './workshop.ts'
import type { Lines, Path } from './yaml-lines.ts'

export type ContentFile = { readonly path: string; readonly text: string }

export type ContentFault = {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly what: string
  readonly remedy: string
}

export const SCHEMAS = {
  workshops: WorkshopSchema,
  laboratories: LaboratorySchema,
  rubrics: RubricSchema,
  exercises: ExerciseFileSchema,
  schemes: SchemeSchema,
} as const

export type Folder = keyof typeof SCHEMAS

/** One file after its own checks, still knowing its lines. */
export type Parsed = {
  readonly path: string
  readonly folder: Folder
  readonly value: { readonly id: string }
  readonly lines: Lines
}

/** Tells what is wrong at a place of a file. */
export type Report = (file: Pick<Parsed, 'path' | 'lines'>, at: Path, what: string, remedy: string) => void

export type Things = { readonly [F in Folder]: readonly (Parsed & { readonly value: ValueOf[F] })[] }

type ValueOf = {
  workshops: Workshop
  laboratories: Laboratory
  rubrics: Rubric
  exercises: ExerciseFile
  schemes: Scheme
}

export function thingsOf(parsed: readonly Parsed[]): Things {
  const of = (folder: Folder) => parsed.filter((file) => file.folder === folder)
  return Object.fromEntries(Object.keys(SCHEMAS).map((folder) => [folder, of(folder as Folder)])) as unknown as Things
}

/** The folder and the name of a file, whatever stands before. */
export function placeOf({ path }: ContentFile): [folder: string, name: string] {
  const parts = path.split('/')
  return [parts.at(-2) ?? '', parts.at(-1) ?? '']
}

/** By code unit: ids are ASCII, and every machine must order them alike. */
export function compareIds(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
