/** `luban replay ATTEMPT.mcap`: the timeline of an attempt, and whether the same happens when it is done again. */
import type { Difference, EvidenceReading, EvidenceRecord } from '@luban/lab'
import type { CarAction, CarSettings, CarView } from '@luban/vehicle'
import { type Command, EXIT, Refusal, textOf } from '../command.ts'
import { readNamedFile } from '../files.ts'
import { printable } from '../printable.ts'
import { CONTENT_DIR } from '../workshop.ts'

const BYTES_MAX = 1_000_000_000

type Opened = Extract<EvidenceRecord, { kind: 'opened' }>

export const replay: Command = {
  name: 'replay',
  operands: 'ATTEMPT.mcap',
  summary: 'Show the timeline of an attempt, and do it again to see that the same happens.',
  optionLines: [
    '--content DIR   where the exercise lies, for start settings that the file does not hold; default this installation',
    '--json          print one line of JSON instead of the timeline',
    'Exit codes: 0 the same bit for bit, 1 not, or the file is damaged or the attempt not over, 2 wrong usage.',
  ],
  options: { content: { type: 'string' }, json: { type: 'boolean' } },

  async run({ operands: [path], given }) {
    const lab = await import('@luban/lab')
    const reading = lab.readEvidence(await readNamedFile(path, BYTES_MAX))
    const opened = reading.records[0]
    if (opened?.kind !== 'opened') throw new Refusal(`${path} is not the evidence of an attempt.`)
    if (!given.json) for (const line of timeline(reading.records)) console.log(printable(line))
    const truth = truthOf(reading)
    if (truth === undefined) {
      throw new Refusal(
        reading.isSealed
          ? 'The file does not tell what was wrong with the car: nobody knew it any more when it was sealed.'
          : 'The attempt is not sealed: until it is over, its file does not tell the fault, and nothing can be done again.',
      )
    }
    const faults = truth.flatMap(({ id, isInjected }) => (isInjected === true ? [] : [id]))
    const settings =
      keptSettings(reading) ?? (await settingsOf(opened, faults, textOf(given, 'content') ?? CONTENT_DIR))
    const { createCar } = await import('@luban/vehicle')
    const car = createCar(opened.model, { seed: opened.seed, faults, settings: settings.values as CarSettings })
    const senders = new Set(car.model.ecus.map(({ id }) => id))
    const result = lab.replay<CarAction, CarView>(
      {
        station: car,
        bus: car.bus,
        senders,
        ...(car.chargingBus &&
          car.chargingSenders && { secondBus: { bus: car.chargingBus, senders: car.chargingSenders } }),
        connectDoip: car.connectDoip,
        intervene: (event, number) => void car[event === 'injected' ? 'inject' : 'clear'](truth[number].id),
      },
      reading.records,
    )
    const isSame = reading.isIntact && result.difference === undefined
    if (given.json) console.log(JSON.stringify({ isSame, isIntact: reading.isIntact, ...result }))
    else for (const line of verdict(reading, result, settings.note)) console.log(printable(line))
    return isSame ? EXIT.ok : EXIT.no
  },
}

type Told = { readonly id: string; readonly isInjected?: boolean }

/** What was wrong, each at its number; `undefined` before the seal, and where nobody knew it any more. */
function truthOf({ isSealed, truth }: EvidenceReading): readonly Told[] | undefined {
  if (!isSealed || !Array.isArray(truth)) return undefined
  return truth.filter((fault: Partial<Told>) => typeof fault?.id === 'string')
}

/** Sealed with the truth, whoever composed the exercise; evidence of before, or of a station that died, has none. */
function keptSettings({ start }: EvidenceReading): { values: object; note?: string } | undefined {
  return typeof start === 'object' && start !== null ? { values: start } : undefined
}

/** Where the evidence does not hold the settings: they are those of the exercise and its case. */
async function settingsOf(
  opened: Opened,
  faults: readonly string[],
  contentDir: string,
): Promise<{ values: object; note?: string }> {
  const { loadContent, CARS } = await import('@luban/workshop')
  const { caseWith } = await import('@luban/lab')
  const exercise = loadContent(contentDir, CARS.knownStations).exercises.find(({ id }) => id === opened.exercise)
  if (exercise === undefined) {
    return {
      values: {},
      note: `The exercise ${opened.exercise} is not in ${contentDir}: its start settings are missing.`,
    }
  }
  const values = caseWith(exercise, faults)?.settings ?? exercise.start.settings
  if (exercise.version === opened.exerciseVersion) return { values }
  const note = `The exercise is now of version ${exercise.version}; the attempt was of version ${opened.exerciseVersion}.`
  return { values, note }
}

/** What people did and what came of it; frames and samples are only counted. */
function timeline(records: readonly EvidenceRecord[]): string[] {
  const counts = new Map<string, number>()
  const lines = records.flatMap((record) => {
    const text = describe(record)
    if (text === undefined) counts.set(record.kind, (counts.get(record.kind) ?? 0) + 1)
    return text === undefined ? [] : [`${clock(record.stationMs)}  ${text}`]
  })
  const rest = [...counts].map(([kind, count]) => `${count} × ${kind}`).join(', ')
  return [...lines, ...(rest === '' ? [] : ['', `Not shown: ${rest}.`])]
}

function clock(stationMs: number): string {
  const seconds = stationMs / 1000
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return `${hours}:${String(minutes).padStart(2, '0')}:${(seconds % 60).toFixed(2).padStart(5, '0')}`
}

function describe(record: EvidenceRecord): string | undefined {
  switch (record.kind) {
    case 'opened':
      return `attempt ${record.attempt}: ${record.exercise} on ${record.model}, ${record.mode}, seed ${record.seed}`
    case 'action': {
      const { kind, ...what } = record.action
      const details = Object.values(what).map(String).join(' ')
      return `${record.by}: ${`${kind} ${details}`.trim()}${outcomeOf(record.outcome)}`
    }
    case 'measurement': {
      const { instrument, ...places } = record.measurement
      const { outcome } = record
      const reading =
        outcome.kind === 'reading' ? ` = ${outcome.reading.value} ${outcome.reading.unit}` : outcomeOf(outcome)
      return `${record.by}: ${instrument} ${Object.values(places).join(' – ')}${reading}`
    }
    case 'scope': {
      const points = record.settings.channels.map(({ red, black }) => `${red} – ${black}`).join(', ')
      return `${record.by}: scope ${points}${record.outcome.kind === 'trace' ? '' : outcomeOf(record.outcome)}`
    }
    case 'diagnostic':
      return `${record.by}: ${record.ecu} ${record.request} -> ${record.response ?? 'no answer'}`
    case 'pace':
      return `station time now runs ${record.pace} times as fast`
    case 'peer':
      return `${record.door}: ${record.address} ${record.event}`
    case 'hazard':
      return `CRITICAL ERROR: ${hazardText(record.hazard)}`
    case 'diagnosis':
      return statementOf(record)
    case 'intervention':
      return `${record.by} ${record.event === 'injected' ? 'put fault' : 'took fault'} ${record.number} ${record.event === 'injected' ? 'into' : 'out of'} the car`
    case 'restored':
      return `OUR FAILURE: the station had died; time ${record.number}, it went on from here`
    case 'closed':
      return `end: ${record.reason}`
    default:
      return undefined
  }
}

type Statement = Extract<EvidenceRecord, { kind: 'diagnosis' }>

function statementOf({ by, component, failureMode, also = [], report }: Statement): string {
  const causes = [{ component, failureMode }, ...also].map((one) => `${one.component}, ${one.failureMode}`)
  const cause = component === null ? 'no fault' : causes.join('; ')
  return `${by} states: ${cause}${report === undefined ? '' : ` (report: ${JSON.stringify(report)})`}`
}

type Outcome =
  | { kind: 'done' }
  | { kind: 'refused'; reason: string }
  | { kind: 'hazard'; hazard: Hazard }
  | { kind: 'reading' }
type Hazard = Extract<EvidenceRecord, { kind: 'hazard' }>['hazard']

function outcomeOf(outcome: Outcome): string {
  if (outcome.kind === 'refused') return ` (refused: ${outcome.reason})`
  return outcome.kind === 'hazard' ? ` (CRITICAL ERROR: ${hazardText(outcome.hazard)})` : ''
}

function hazardText({ kind, at, volts, missing }: Hazard): string {
  return `${kind} at ${at}, ${volts.toFixed(0)} V${missing.length === 0 ? '' : `; missing: ${missing.join(', ')}`}`
}

type Result = { readonly difference?: Difference; readonly ticks: number; readonly comparedCount: number }

function verdict({ isIntact, faults }: EvidenceReading, result: Result, note: string | undefined): string[] {
  const { difference, ticks, comparedCount } = result
  const damage = isIntact
    ? []
    : [`The file is damaged: ${faults.map(({ kind, atByte }) => `${kind} at byte ${atByte}`).join(', ')}.`]
  const head = `Done again in ${ticks} steps, ${comparedCount} things compared: `
  const told =
    difference === undefined
      ? [`${head}the same, bit for bit.`]
      : [
          `${head}NOT THE SAME.`,
          `First difference: ${difference.what} at step ${difference.tick}, record ${difference.index}.`,
          `  recorded  ${difference.recorded}`,
          `  replayed  ${difference.replayed}`,
        ]
  return ['', ...damage, ...told, ...(note === undefined ? [] : [note])]
}
