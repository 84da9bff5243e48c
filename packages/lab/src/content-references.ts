/** What content files name of one another and of the worlds: every reference followed, each broken one with its remedy. */
import {
  type ContentFile,
  compareIds,
  type Folder,
  type Parsed,
  placeOf,
  type Report,
  type Things,
  thingsOf,
} from './content-files.ts'
import { casesOf, faultsKey, type Mode } from './exercise.ts'
import type { OralCriterion } from './scheme.ts'
import type { Path } from './yaml-lines.ts'

/** Everything that the files name but do not hold: what each station's world knows. */
export type KnownStations = Readonly<
  Record<
    string,
    {
      readonly faults: readonly string[]
      readonly settings: readonly string[]
      readonly actions: readonly string[]
      /** Faults that show only at times: what makes them come, by the setting `faultsComeBy`, and which of them can. */
      readonly intermittence?: { readonly by: readonly string[]; canComeAndGo(fault: string): boolean }
      /** A real car: what is wrong with it nobody knows, so an exercise on it says nothing of that. */
      readonly isReal?: true
    }
  >
>

type ReferenceCheck = {
  readonly files: readonly ContentFile[]
  readonly parsed: readonly Parsed[]
  readonly known: KnownStations
  readonly report: Report
}

/** Follows every reference. A file that is there but faulty counts as there: its own faults are told already. */
export function checkReferences({ files, parsed, known, report }: ReferenceCheck): void {
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
  if (world.isReal) {
    checkReal(file, things, report)
    return
  }
  checkCases(file, report)
  for (const [i, { faults, settings = {} }] of casesOf(file.value).entries()) {
    const at = file.value.cases === undefined ? [] : ['cases', i]
    for (const [j, fault] of faults.entries()) expect([...at, 'faults', j], 'fault', fault, world.faults)
    for (const setting of Object.keys(settings))
      expect([...at, 'settings', setting], 'setting', setting, world.settings)
  }
  checkComing(file, world, report)
}

const COMES_BY = 'faultsComeBy'

/** What could never go would be there all the time, and whoever composed it would not know. */
function checkComing(file: Things['exercises'][number], world: KnownStations[string], report: Report): void {
  const { start, cases } = file.value
  const { by = [], canComeAndGo = () => true } = world.intermittence ?? {}
  for (const [i, one] of casesOf(file.value).entries()) {
    const [at, value] =
      one.settings?.[COMES_BY] === undefined
        ? [['start', 'settings', COMES_BY], start.settings[COMES_BY]]
        : [['cases', i, 'settings', COMES_BY], one.settings[COMES_BY]]
    if (value === undefined || !world.settings.includes(COMES_BY)) continue
    if (!by.includes(String(value))) report(file, at, `No fault comes by "${value}".`, remedyFor(String(value), by))
    const known = one.faults.filter((fault) => world.faults.includes(fault))
    if (known.length > 0 && !known.some((fault) => canComeAndGo(fault))) {
      const what = cases === undefined ? 'Of the faults' : `Of the faults of case ${i + 1}`
      const remedy = `Take "${COMES_BY}" away, or choose a fault that opens or chafes a wire, a contact or a ground.`
      report(file, at, `${what} none can come and go.`, remedy)
    }
  }
}

/** Without a truth only people can judge, at the pace of the real world; and an exam would not be the same for everybody. */
function checkReal(file: Things['exercises'][number], things: Things, report: Report): void {
  const { faults, cases, rubric, modes, paceMax } = file.value
  if (faults !== undefined || cases !== undefined) {
    const at = faults === undefined ? 'cases' : 'faults'
    report(file, [at], 'Nobody knows what is wrong with a real car.', `Take "${at}:" away.`)
  }
  if (modes.includes('exam')) report(file, ['modes'], 'A real car is no exam.', 'Offer it as practice.')
  if (paceMax !== 1) report(file, ['paceMax'], 'A real car has the pace of the real world.', 'Make it 1.')
  const judged = things.rubrics.find(({ value }) => value.id === rubric)
  const blind = judged?.value.criteria.find(({ kind }) => kind !== 'instructor')
  if (judged !== undefined && blind !== undefined) {
    const remedy = `Name a rubric whose criteria are all of the kind "instructor"; ${judged.path} is not.`
    report(file, ['rubric'], `Nothing but a person can judge "${blind.id}" at a real car.`, remedy)
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

function checkScheme(file: Things['schemes'][number], { things, report, refer }: Checking): void {
  refer(file, ['workshop'], file.value.workshop, 'workshops')
  checkSteps(file, report)
  for (const [i, condition] of file.value.conditions.entries()) {
    if (condition.kind === 'decision') continue
    const at = ['conditions', i]
    if (condition.kind === 'exam' && condition.means === 'oral') checkOralCriteria(file, at, condition.criteria, report)
    else {
      const mode = condition.kind === 'exam' ? 'exam' : 'practice'
      checkTaken(file, [...at, 'exercises'], { exercises: condition.exercises, mode }, { things, report, refer })
    }
  }
}

/** An application has room for one exam and one decision, and is never granted without them. */
function checkSteps(file: Things['schemes'][number], report: Report): void {
  for (const kind of ['exam', 'decision'] as const) {
    const places = file.value.conditions.flatMap((condition, i) => (condition.kind === kind ? [i] : []))
    if (places.length === 0)
      report(file, ['conditions'], `No condition is of the kind "${kind}".`, 'Add one: nothing is granted without it.')
    for (const i of places.slice(1))
      report(file, ['conditions', i], `There is another condition of the kind "${kind}".`, 'Keep one of them.')
  }
}

type Taken = { readonly exercises: readonly string[]; readonly mode: Mode }

/** The exercises that meet a condition by attempts in this mode. */
function checkTaken(file: Parsed, at: Path, { exercises, mode }: Taken, checking: Omit<Checking, 'known'>): void {
  const { things, report, refer } = checking
  for (const [j, id] of exercises.entries()) {
    refer(file, [...at, j], id, 'exercises')
    const exercise = things.exercises.find(({ value }) => value.id === id)
    if (exercise === undefined) continue
    if (!exercise.value.modes.includes(mode))
      report(file, [...at, j], `"${id}" is not offered as ${mode}.`, `Add it to the modes of ${exercise.path}.`)
    if (mode === 'exam' && casesOf(exercise.value).length < 2) {
      const remedy = `Give ${exercise.path} "cases:" to draw from.`
      report(file, [...at, j], `Everybody gets the same faults in "${id}": this exam can be learnt by heart.`, remedy)
    }
  }
}

/** An examiner judges each criterion by its id. */
function checkOralCriteria(file: Parsed, at: Path, criteria: readonly OralCriterion[], report: Report): void {
  const ids = criteria.map(({ id }) => id)
  for (const [j, id] of ids.entries()) {
    if (ids.indexOf(id) < j) {
      report(file, [...at, 'criteria', j, 'id'], `The criterion "${id}" is there twice.`, 'Give it an id of its own.')
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
