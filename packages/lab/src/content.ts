/**
 * Content files to content: every file checked by its schema, every reference followed, every fault with its line.
 *
 * A content folder holds `workshops/`, `laboratories/`, `rubrics/`, `exercises/` and `schemes/`, one thing a file, the
 * file named by its id. Either all of it loads or none: `parseContent` answers with content or with all the faults.
 */
import type { TSchema } from 'typebox'
import { Settings } from 'typebox/system'
import { Value } from 'typebox/value'
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml'
import {
  casesOf,
  type Exercise,
  type ExerciseFile,
  ExerciseFileSchema,
  faultsKey,
  type Mode,
  type Rubric,
  RubricSchema,
} from './exercise.ts'
import { type Scheme, SchemeSchema } from './scheme.ts'
import { type Laboratory, LaboratorySchema, type Workshop, WorkshopSchema } from './workshop.ts'

export type ContentFile = { readonly path: string; readonly text: string }

export type ContentFault = {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly what: string
  readonly remedy: string
}

/** Everything that the files name but do not hold: what each station's world knows. */
export type KnownStations = Readonly<
  Record<
    string,
    { readonly faults: readonly string[]; readonly settings: readonly string[]; readonly actions: readonly string[] }
  >
>

/** Each list in its own order: exercises and laboratories by `order`, the rest by id. */
export type Content = {
  readonly workshops: readonly Workshop[]
  readonly laboratories: readonly Laboratory[]
  readonly rubrics: readonly Rubric[]
  readonly exercises: readonly Exercise[]
  readonly schemes: readonly Scheme[]
}

const SCHEMAS = {
  workshops: WorkshopSchema,
  laboratories: LaboratorySchema,
  rubrics: RubricSchema,
  exercises: ExerciseFileSchema,
  schemes: SchemeSchema,
} as const

type Folder = keyof typeof SCHEMAS

/** One file after its own checks, still knowing its lines. */
type Parsed = {
  readonly path: string
  readonly folder: Folder
  readonly value: { readonly id: string }
  readonly lines: Lines
}

type Lines = { readonly document: Document; readonly counter: LineCounter }

type Path = readonly (string | number)[]

/** Tells what is wrong at a place of a file. */
type Report = (file: Pick<Parsed, 'path' | 'lines'>, at: Path, what: string, remedy: string) => void

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
  const counter = new LineCounter()
  const document = parseDocument(file.text, { lineCounter: counter, strict: true })
  const lines = { document, counter }
  for (const { line, message } of syntaxErrors(lines)) {
    faults.push({
      file: file.path,
      line,
      what: `This is not YAML: ${message}.`,
      remedy: 'Mend the syntax of this line.',
    })
  }
  if (document.errors.length > 0) return undefined
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

/** The first one of each line: a parser that stumbles says the same thing in several ways. */
function syntaxErrors({ document, counter }: Lines): { line: number; message: string }[] {
  const first = new Map<number, string>()
  for (const { message, pos } of [...document.errors, ...document.warnings]) {
    const { line } = counter.linePos(pos[0])
    const told = message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '')
    if (!first.has(line)) first.set(line, told)
  }
  return [...first].map(([line, message]) => ({ line, message }))
}

/** The folder and the name of a file, whatever stands before. */
function placeOf({ path }: ContentFile): [folder: string, name: string] {
  const parts = path.split('/')
  return [parts.at(-2) ?? '', parts.at(-1) ?? '']
}

/** The document as plain data; `told` when its aliases lead nowhere or multiply beyond reason. */
function plainValue({ document, counter }: Lines): { value?: unknown; told?: { line: number; what: string } } {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) }
  } catch {
    let offset = 0
    visit(document, {
      Alias(_, alias) {
        if (alias.resolve(document) !== undefined) return undefined
        offset = alias.range?.[0] ?? 0
        return visit.BREAK
      },
    })
    const what = offset > 0 ? 'This alias refers to nothing above it.' : 'Aliases multiply beyond reason.'
    return { told: { line: counter.linePos(offset).line, what } }
  }
}

type Note = (at: Path, what: string, remedy: string) => void

/** TypeBox stops after eight errors unless told otherwise; a person mending a file wants them all. */
function checkSchema(schema: TSchema, value: unknown, note: Note): boolean {
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

/** The line of the key at this path, or of the nearest thing around it that is there. */
function lineOf({ document, counter }: Lines, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const offset = keyOffset(document, path.slice(0, length))
    if (offset !== undefined) return counter.linePos(offset).line
  }
  const start = document.contents?.range?.[0] ?? 0
  return Math.max(1, counter.linePos(start).line)
}

function keyOffset(document: Document, path: Path): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const last = path[path.length - 1]
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))
    return (pair?.key as Node | undefined)?.range?.[0]
  }
  return (document.getIn(path, true) as Node | undefined)?.range?.[0]
}

type Things = { readonly [F in Folder]: readonly (Parsed & { readonly value: ValueOf[F] })[] }

type ValueOf = {
  workshops: Workshop
  laboratories: Laboratory
  rubrics: Rubric
  exercises: ExerciseFile
  schemes: Scheme
}

function thingsOf(parsed: readonly Parsed[]): Things {
  const of = (folder: Folder) => parsed.filter((file) => file.folder === folder)
  return Object.fromEntries(Object.keys(SCHEMAS).map((folder) => [folder, of(folder as Folder)])) as unknown as Things
}

type ReferenceCheck = {
  readonly files: readonly ContentFile[]
  readonly parsed: readonly Parsed[]
  readonly known: KnownStations
  readonly report: Report
}

/** Follows every reference. A file that is there but faulty counts as there: its own faults are told already. */
function checkReferences({ files, parsed, known, report }: ReferenceCheck): void {
  const things = thingsOf(parsed)
  const places = files.map(placeOf)
  const refer: Refer = (file, at, id, folder) => {
    const ids = places.filter(([place]) => place === folder).map(([, name]) => name.replace(/\.yaml$/, ''))
    if (!ids.includes(id)) report(file, at, `There is no "${id}" among the ${folder}.`, remedyFor(id, ids))
  }
  checkUnique(parsed, report)
  for (const file of things.workshops) checkSources(file, report)
  for (const file of things.laboratories) checkLaboratory(file, { things, known, report, refer })
  for (const file of things.rubrics) checkRubric(file, report)
  for (const file of things.exercises) checkExercise(file, { things, known, report, refer })
  for (const file of things.schemes) checkScheme(file, { things, known, report, refer })
}

type Checking = {
  readonly things: Things
  readonly known: KnownStations
  readonly report: Report
  readonly refer: Refer
}

type Refer = (file: Parsed, at: Path, id: string, folder: Folder) => void

/** The same id twice means the same file name in two folders called alike: one would hide the other. */
function checkUnique(parsed: readonly Parsed[], report: Report): void {
  const first = new Map<string, Parsed>()
  for (const file of parsed) {
    const key = `${file.folder}/${file.value.id}`
    const other = first.get(key)
    if (other === undefined) first.set(key, file)
    else report(file, ['id'], `${other.path} has this id already.`, 'Give one of them another id.')
  }
}

function checkSources(file: Things['workshops'][number], report: Report): void {
  const { opening, partners, figures, sources } = file.value
  const ids = sources.map(({ id }) => id)
  const refer = (at: Path, id: string) => {
    if (!ids.includes(id)) report(file, at, `There is no source "${id}" in this file.`, remedyFor(id, ids))
  }
  refer(['opening', 'source'], opening.source)
  for (const [i, partner] of partners.entries()) refer(['partners', i, 'source'], partner.source)
  for (const [i, figure] of figures.entries()) refer(['figures', i, 'source'], figure.source)
}

function checkLaboratory(file: Things['laboratories'][number], { things, known, report, refer }: Checking): void {
  const { workshop, stations, source } = file.value
  refer(file, ['workshop'], workshop, 'workshops')
  for (const [i, station] of stations.entries()) {
    if (!Object.hasOwn(known, station)) {
      report(file, ['stations', i], `There is no station model "${station}".`, remedyFor(station, Object.keys(known)))
    }
  }
  const host = things.workshops.find(({ value }) => value.id === workshop)
  const sources = host?.value.sources.map(({ id }) => id)
  if (source !== undefined && sources !== undefined && !sources.includes(source)) {
    report(file, ['source'], `The workshop "${workshop}" has no source "${source}".`, remedyFor(source, sources))
  }
}

function checkRubric(file: Things['rubrics'][number], report: Report): void {
  const { criteria } = file.value
  const sum = criteria.reduce((total, { weight }) => total + weight, 0)
  if (sum !== 100) report(file, ['criteria'], `The weights add up to ${sum}.`, 'Make them add up to 100.')
  for (const [i, { id }] of criteria.entries()) {
    if (criteria.findIndex((other) => other.id === id) < i) {
      report(file, ['criteria', i, 'id'], `The criterion "${id}" is there twice.`, 'Give it an id of its own.')
    }
  }
}

function checkExercise(file: Things['exercises'][number], { things, known, report, refer }: Checking): void {
  const { laboratory, station, rubric, start, modes } = file.value
  refer(file, ['laboratory'], laboratory, 'laboratories')
  refer(file, ['rubric'], rubric, 'rubrics')
  if (new Set(modes).size < modes.length) report(file, ['modes'], 'A mode is there twice.', 'Name each mode once.')
  const world = Object.hasOwn(known, station) ? known[station] : undefined
  if (world === undefined) {
    report(file, ['station'], `There is no station model "${station}".`, remedyFor(station, Object.keys(known)))
    return
  }
  const home = things.laboratories.find(({ value }) => value.id === laboratory)
  if (home !== undefined && !home.value.stations.includes(station)) {
    report(
      file,
      ['station'],
      `The laboratory "${laboratory}" has no "${station}".`,
      `Add it to the stations of ${home.path}.`,
    )
  }
  const expect = (at: Path, what: string, name: string, names: readonly string[]) => {
    if (!names.includes(name)) report(file, at, `"${station}" has no ${what} "${name}".`, remedyFor(name, names))
  }
  for (const setting of Object.keys(start.settings))
    expect(['start', 'settings', setting], 'setting', setting, world.settings)
  for (const [i, { kind }] of start.actions.entries())
    expect(['start', 'actions', i, 'kind'], 'action', kind, world.actions)
  checkCases(file, report)
  for (const [i, { faults, settings = {} }] of casesOf(file.value).entries()) {
    const at = file.value.cases === undefined ? [] : ['cases', i]
    for (const [j, fault] of faults.entries()) expect([...at, 'faults', j], 'fault', fault, world.faults)
    for (const setting of Object.keys(settings))
      expect([...at, 'settings', setting], 'setting', setting, world.settings)
  }
}

/** What may be wrong is said once, and the id that trainees see says nothing of it. */
function checkCases(file: Things['exercises'][number], report: Report): void {
  const { id, faults, cases } = file.value
  if (faults !== undefined && cases !== undefined) {
    const remedy = 'Keep the faults that are always there, or the cases to draw from.'
    report(file, ['cases'], 'There are faults and cases.', remedy)
  }
  if (faults === undefined && cases === undefined)
    report(file, [], 'Nothing says what is wrong.', 'Add "faults:", or "cases:" to draw from.')
  const all = casesOf(file.value)
  const keys = all.map((one) => faultsKey(one.faults))
  for (const [i, key] of keys.entries()) {
    // The truth in the evidence names the faults of an attempt: they must tell which case it was.
    if (keys.indexOf(key) < i) report(file, ['cases', i], 'Another case has the same faults.', 'Take one of them away.')
  }
  const told = all
    .flatMap((one) => one.faults)
    .find((fault) => id.includes(fault) || id.includes(fault.replace(/^[a-z]+-\d+-/, '')))
  if (told !== undefined)
    report(file, ['id'], 'The id tells the fault, and trainees see it.', 'Name the complaint instead.')
}

/** Where each condition is met by attempts, and in which mode. */
const MODE_OF_CONDITION = { signedOffAttempt: 'practice', exam: 'exam' } as const satisfies Record<string, Mode>

function checkScheme(file: Things['schemes'][number], { things, report, refer }: Checking): void {
  refer(file, ['workshop'], file.value.workshop, 'workshops')
  for (const [i, condition] of file.value.conditions.entries()) {
    if (condition.kind === 'decision') continue
    const mode = MODE_OF_CONDITION[condition.kind]
    for (const [j, id] of condition.exercises.entries()) {
      const at = ['conditions', i, 'exercises', j]
      refer(file, at, id, 'exercises')
      const exercise = things.exercises.find(({ value }) => value.id === id)
      if (exercise === undefined) continue
      if (!exercise.value.modes.includes(mode))
        report(file, at, `"${id}" is not offered as ${mode}.`, `Add it to the modes of ${exercise.path}.`)
      if (mode === 'exam' && casesOf(exercise.value).length < 2) {
        const remedy = `Give ${exercise.path} "cases:" to draw from.`
        report(file, at, `Everybody gets the same faults in "${id}": this exam can be learnt by heart.`, remedy)
      }
    }
  }
}

/** The nearest name there is, for a slip of the keyboard; else all of them. */
function remedyFor(name: string, names: readonly string[]): string {
  if (names.length === 0) return 'There is none yet: add one, or take this away.'
  const near = names.filter((candidate) => slips(name, candidate) <= 2)
  return near.length > 0 ? `Did you mean "${near[0]}"?` : `There are: ${[...names].sort(compareIds).join(', ')}.`
}

/** Levenshtein distance: insertions, deletions and replacements between two names. */
function slips(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const replaced = row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1))
    }
    row = next
  }
  return row[other.length]
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
    schemes: byId(things.schemes),
  }
}

function withRubric(exercise: ExerciseFile, rubric: Rubric): Exercise {
  return { ...exercise, rubric, instructions: [...rubric.instructions, ...exercise.instructions] }
}

/** By code unit: ids are ASCII, and every machine must order them alike. */
function compareIds(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
