/**
 * Content files to content: every file checked by its schema, every reference followed, every fault with its line.
 *
 * A content folder holds `workshops/`, `laboratories/`, `rubrics/`, `exercises/` and `schemes/`, one thing a file, the
 * file named by its id. Either all of it loads or none: `parseContent` answers with content or with all the faults.
 */
import {
  type ContentFault,
  type ContentFile,
  compareIds,
  type Folder,
  type Parsed,
  placeOf,
  type Report,
  SCHEMAS,
  thingsOf,
} from './content-files.ts'
import { checkReferences, type KnownStations } from './content-references.ts'
import type { Exercise, ExerciseFile, Rubric } from './exercise.ts'
import { checkSchema } from './schema-faults.ts'
import type { Scheme } from './scheme.ts'
import type { Laboratory, Workshop } from './workshop.ts'
import { lineOf, plainValue, readLines, syntaxErrors } from './yaml-lines.ts'

/** Each list in its own order: exercises, laboratories and schemes by `order`, the rest by id. */
export type Content = {
  readonly workshops: readonly Workshop[]
  readonly laboratories: readonly Laboratory[]
  readonly rubrics: readonly Rubric[]
  readonly exercises: readonly Exercise[]
  readonly schemes: readonly Scheme[]
}

export function parseContent(files: readonly ContentFile[], known: KnownStations): Content | readonly ContentFault[] {
  const faults: ContentFault[] = []
  const report: Report = ({ path, lines }, at, what, remedy) =>
    faults.push({ file: path, line: lineOf(lines, at), what, remedy })
  const parsed = files.flatMap((file) => parseFile(file, faults, report) ?? [])
  checkReferences({ files, parsed, known, report })
  if (faults.length > 0) return faults.sort((a, b) => compareIds(a.file, b.file) || a.line - b.line)
  return assembled(parsed)
}

export function isContent(parsed: Content | readonly ContentFault[]): parsed is Content {
  return !Array.isArray(parsed)
}

/** One fault a line, as compilers print them. */
export function describeFault({ file, line, what, remedy }: ContentFault): string {
  return `${file}:${line}: ${what} ${remedy}`
}

function parseFile(file: ContentFile, faults: ContentFault[], report: Report): Parsed | undefined {
  const [folder, name] = placeOf(file)
  const folders = Object.keys(SCHEMAS)
  if (!folders.includes(folder) || !name.endsWith('.yaml')) {
    const remedy = `Move it to one of ${folders.map((one) => `${one}/`).join(', ')} and end its name with .yaml.`
    faults.push({ file: file.path, line: 1, what: 'This is not a place for a content file.', remedy })
    return undefined
  }
  const lines = readLines(file.text)
  for (const { line, message } of syntaxErrors(lines)) {
    faults.push({
      file: file.path,
      line,
      what: `This is not YAML: ${message}.`,
      remedy: 'Mend the syntax of this line.',
    })
  }
  if (lines.document.errors.length > 0) return undefined
  const { value, told } = plainValue(lines)
  if (told !== undefined) {
    faults.push({ file: file.path, ...told, remedy: 'Write the text itself instead of the alias.' })
    return undefined
  }
  const place = { path: file.path, lines }
  if (!checkSchema(SCHEMAS[folder as Folder], value, (at, what, remedy) => report(place, at, what, remedy)))
    return undefined
  const thing = value as { id: string }
  if (`${thing.id}.yaml` !== name) {
    report(
      place,
      ['id'],
      `The id "${thing.id}" is not the name of the file.`,
      `Call the file ${thing.id}.yaml, or change the id.`,
    )
  }
  return { path: file.path, folder: folder as Folder, value: thing, lines }
}

function assembled(parsed: readonly Parsed[]): Content {
  const things = thingsOf(parsed)
  const byId = <Thing extends { readonly id: string }>(list: readonly { readonly value: Thing }[]): Thing[] =>
    list.map(({ value }) => value).sort((a, b) => compareIds(a.id, b.id))
  const byOrder = (a: { order: number }, b: { order: number }) => a.order - b.order
  const rubrics = byId(things.rubrics)
  return {
    workshops: byId(things.workshops),
    laboratories: byId(things.laboratories).sort(byOrder),
    rubrics,
    exercises: byId(things.exercises)
      .map((exercise) => withRubric(exercise, rubrics.find(({ id }) => id === exercise.rubric) as Rubric))
      .sort(byOrder),
    schemes: byId(things.schemes).sort(byOrder),
  }
}

/**
 * One more exercise, checked by itself and against the content as if it lay among its files; or all that is wrong with it.
 */
export function exerciseBeside(
  content: Content,
  file: ExerciseFile,
  known: KnownStations,
): Exercise | readonly ContentFault[] {
  const faults: ContentFault[] = []
  const report: Report = ({ path, lines }, at, what, remedy) =>
    faults.push({ file: path, line: lineOf(lines, at), what, remedy })
  const path = `exercises/${file.id}.yaml`
  const parsed = parseFile({ path, text: JSON.stringify(file) }, faults, report) // JSON is YAML.
  if (parsed === undefined) return faults
  const there = (['workshops', 'laboratories', 'rubrics'] as const).flatMap((folder) =>
    content[folder].map((value): Parsed => ({ path: `${folder}/${value.id}.yaml`, folder, value, lines: NO_LINES })),
  )
  const files = [parsed, ...there].map((one) => ({ path: one.path, text: '' }))
  checkReferences({ files, parsed: [parsed, ...there], known, report })
  if (content.exercises.some(({ id }) => id === file.id)) {
    report(parsed, ['id'], `An exercise of the content has the id "${file.id}".`, 'Take another id.')
  }
  const rubric = content.rubrics.find(({ id }) => id === file.rubric)
  return rubric === undefined || faults.length > 0 ? faults : withRubric(parsed.value as ExerciseFile, rubric)
}

const NO_LINES = readLines('')

function withRubric(exercise: ExerciseFile, rubric: Rubric): Exercise {
  const { moneyLimitKzt } = exercise
  const instructions = [...rubric.instructions, ...exercise.instructions]
  if (moneyLimitKzt === undefined) return { ...exercise, rubric, instructions }
  const criteria = rubric.criteria.map((criterion) =>
    criterion.kind === 'needlessParts' ? { ...criterion, zeroAtKzt: moneyLimitKzt } : criterion,
  )
  return { ...exercise, rubric: { ...rubric, criteria }, instructions }
}
