/**
 * The evidence of an attempt: every frame, measurement and action, in order, in one MCAP file.
 *
 * One channel and one JSON schema per kind of record; the file's log time is wall time since the start, its publish
 * time is station time. The file opens in Foxglove and in any MCAP reader.
 * `record` only queues; what `flush` has resolved for is written, and is readable whatever happens afterwards.
 * Invariant: nothing in the file tells the fault before `seal` writes the truth at its end.
 * A change afterwards shows by the file's SHA-256, which the host keeps elsewhere; the checks made here (the file's own
 * CRC, no gap in the sequence) find accidents, not forgers.
 */
import { type CanFrame, canFrameFault } from '@luban/protocols/can/frame'
import { assert, crc32, parseHex } from '@luban/stdx'
import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { createFrequentRecords } from './frequent-records.ts'
import { GuidePlanSchema, GuideStepSchema } from './guide-plan.ts'
import { createMcapWriter, decodeMcap, FOOTER_CHECKED_BYTES, type McapReading, type McapRecord } from './mcap.ts'
import { PROBE_INSTRUMENTS, READING_UNITS } from './station.ts'

const Tick = Type.Integer({ minimum: 0, description: 'Steps of the station taken before this.' })
const Hex = Type.String({ pattern: '^([0-9A-F]{2})*$', description: 'Bytes, upper case, no separator.' })
const Name = Type.String()

/** An action belongs to the world: here only its kind is known. */
const ActionSchema = Type.Object({ kind: Type.String() })

const HazardSchema = Type.Object({
  kind: Type.Union([
    Type.Literal('liveContact'),
    Type.Literal('workWithoutIsolation'),
    Type.Literal('liveInsulationTest'),
  ]),
  at: Name,
  volts: Type.Number(),
  missing: Type.Array(Name),
})

const Refused = Type.Object({ kind: Type.Literal('refused'), reason: Type.String() })
const Hazardous = Type.Object({ kind: Type.Literal('hazard'), hazard: HazardSchema })
const Done = Type.Object({
  kind: Type.Literal('done'),
  /** Precautions that were lacking for it. */
  remarks: Type.Optional(Type.Array(Name)),
})

const ProbeInstrumentSchema = Type.Enum([...PROBE_INSTRUMENTS])
const MeasurementSchema = Type.Union([
  Type.Object({ instrument: ProbeInstrumentSchema, red: Name, black: Name }),
  Type.Object({ instrument: Type.Literal('clamp'), wire: Name }),
  Type.Object({ instrument: Type.Literal('gauge'), point: Name }),
  Type.Object({ instrument: Type.Literal('thermometer'), surface: Name }),
])

const ReadingSchema = Type.Object({
  value: Type.Union([Type.Number(), Type.Literal('OL')]),
  unit: Type.Enum([...READING_UNITS]),
  isBeeping: Type.Optional(Type.Boolean()),
})

const ScopeSettingsSchema = Type.Object({
  channels: Type.Array(Type.Object({ red: Name, black: Name })),
  secondsPerDivision: Type.Number(),
  trigger: Type.Object({
    channel: Type.Integer(),
    edge: Type.Union([Type.Literal('rising'), Type.Literal('falling')]),
    volts: Type.Number(),
    mode: Type.Union([Type.Literal('auto'), Type.Literal('normal')]),
  }),
})
/** The curve itself is not kept: it follows from the car and its bus. */
const TraceSummary = Type.Object({
  kind: Type.Literal('trace'),
  isTriggered: Type.Boolean(),
  channels: Type.Array(Type.Object({ voltsMin: Type.Number(), voltsMax: Type.Number(), voltsMean: Type.Number() })),
})

const DoorSchema = Type.Union([
  Type.Literal('bench'),
  Type.Literal('elm327'),
  Type.Literal('doip'),
  Type.Literal('socketcand'),
  Type.Literal('slcan'),
  Type.Literal('cannelloni'),
  Type.Literal('gvret'),
  Type.Literal('sovd'),
])

/** What each kind of record holds besides its times. In the file's order of channels. */
export const EVIDENCE_SCHEMAS = {
  /** The first record: everything a replay needs but the truth, and whose attempt it is. */
  opened: Type.Object({
    tick: Tick,
    attempt: Name,
    exercise: Name,
    exerciseVersion: Type.Integer(),
    mode: Type.Union([Type.Literal('practice'), Type.Literal('exam')]),
    model: Name,
    stepMs: Type.Number({ exclusiveMinimum: 0 }),
    seed: Type.Integer(),
    /** When the attempt started, milliseconds of UTC: makes log times into dates. */
    startedAtMs: Type.Number(),
    versions: Type.Record(Type.String(), Type.String()),
    /** How many CAN channels the file holds, where it is more than the diagnostic bus. */
    canChannels: Type.Optional(Type.Literal(2)),
    /** Only of a guided attempt: the steps that it is led along. */
    guide: Type.Optional(GuidePlanSchema),
  }),
  frame: Type.Object({
    tick: Tick,
    sender: Name,
    id: Type.Integer({ minimum: 0, maximum: 0x1fff_ffff }),
    isExtended: Type.Boolean(),
    data: Hex,
    /** Only of a CAN FD frame. */
    fd: Type.Optional(Type.Object({ isBitRateSwitched: Type.Boolean(), isErrorPassive: Type.Boolean() })),
    /** Only of a remote frame: how many bytes it asks for. */
    remoteBytes: Type.Optional(Type.Integer({ minimum: 0, maximum: 8 })),
    /** Only of the second channel, the line between a car and its DC station: of the diagnostic bus nothing is said. */
    channel: Type.Optional(Type.Literal(1)),
  }),
  action: Type.Object({ tick: Tick, by: Name, action: ActionSchema, outcome: Type.Union([Done, Refused, Hazardous]) }),
  measurement: Type.Object({
    tick: Tick,
    by: Name,
    measurement: MeasurementSchema,
    outcome: Type.Union([Type.Object({ kind: Type.Literal('reading'), reading: ReadingSchema }), Refused, Hazardous]),
  }),
  /** A look through the scope. */
  scope: Type.Object({
    tick: Tick,
    by: Name,
    settings: ScopeSettingsSchema,
    outcome: Type.Union([TraceSummary, Refused, Hazardous]),
  }),
  /** One request to an ECU and what came back, for people to read. On the bus (`isOnBus`) the frames tell it too. */
  diagnostic: Type.Object({
    tick: Tick,
    by: Name,
    door: DoorSchema,
    isOnBus: Type.Boolean(),
    ecu: Name,
    request: Hex,
    response: Type.Union([Hex, Type.Null()]),
  }),
  /** Bytes at a door whose exchanges leave no frames on the bus, as DoIP's: one record for each piece. */
  doorTraffic: Type.Object({
    tick: Tick,
    door: DoorSchema,
    /** Tells the connections of an attempt apart, in the order in which they opened. */
    connection: Type.Integer({ minimum: 0 }),
    event: Type.Union([Type.Literal('opened'), Type.Literal('received'), Type.Literal('sent'), Type.Literal('closed')]),
    data: Hex,
    /** Only of a connection that opened, and only where it came through TLS. */
    isSecure: Type.Optional(Type.Literal(true)),
  }),
  /** From here on station time runs `pace` times as fast as wall time. */
  pace: Type.Object({ tick: Tick, pace: Type.Number({ minimum: 0 }) }),
  /** A tool at one of the doors. */
  peer: Type.Object({
    tick: Tick,
    door: DoorSchema,
    address: Type.String(),
    event: Type.Union([
      Type.Literal('connected'),
      Type.Literal('waiting'),
      Type.Literal('allowed'),
      Type.Literal('refused'),
      Type.Literal('closed'),
    ]),
  }),
  /** What a person at the station saw, about once a second, and the proof for a replay. */
  view: Type.Object({ tick: Tick, view: Type.Object({}), stateHash: Type.String() }),
  hazard: Type.Object({ tick: Tick, hazard: HazardSchema }),
  /** What the trainee states. Both null: the car has no fault. */
  diagnosis: Type.Object({
    tick: Tick,
    by: Name,
    component: Type.Union([Name, Type.Null()]),
    failureMode: Type.Union([Name, Type.Null()]),
    /** What else is wrong, where more than one thing is. */
    also: Type.Optional(Type.Array(Type.Object({ component: Name, failureMode: Name }))),
    /** To the customer, in the trainee's own words, where they wrote any. Bounded by whoever takes it. */
    report: Type.Optional(Type.String()),
  }),
  /** What an instructor wrote to the trainee, and that the trainee has read it. */
  message: Type.Object({
    tick: Tick,
    by: Name,
    /** Of this attempt, from 0. */
    number: Type.Integer({ minimum: 0 }),
    event: Type.Union([Type.Literal('sent'), Type.Literal('read')]),
    /** Only of one that was sent. Bounded by whoever takes it. */
    text: Type.Optional(Type.String()),
  }),
  /**
   * An instructor broke something while the trainee works, or took it away again. Which: the place in the truth, which only
   * the seal tells.
   */
  intervention: Type.Object({
    tick: Tick,
    by: Name,
    event: Type.Union([Type.Literal('injected'), Type.Literal('cleared')]),
    /** Of the fault in the truth, from 0. */
    number: Type.Integer({ minimum: 0 }),
  }),
  /** Of a guided attempt: a hint was opened; or the world found the car isolated, or no longer so. */
  guidance: Type.Object({
    tick: Tick,
    event: Type.Union([Type.Literal('hintOpened'), Type.Literal('isolated'), Type.Literal('reconnected')]),
    /** Only of a hint: who opened it, and of which step. */
    by: Type.Optional(Name),
    step: Type.Optional(GuideStepSchema),
  }),
  closed: Type.Object({ tick: Tick, reason: Name, stateHash: Type.Optional(Type.String()) }),
  /**
   * The host of the station died, and another made the station again from what stands before this. Tools had to connect
   * anew; the pace segments around it tell how long it took.
   */
  restored: Type.Object({
    tick: Tick,
    /** How often by now, from 1. */
    number: Type.Integer({ minimum: 1 }),
    /** States that were recorded and that it came to again. */
    statesCompared: Type.Integer({ minimum: 0 }),
    /** False: one of them, or an outcome, was another. */
    isSame: Type.Boolean(),
    stateHash: Type.String(),
  }),
} as const satisfies Record<string, TSchema>

export type EvidenceKind = keyof typeof EVIDENCE_SCHEMAS

/** `wallMs`: wall time since the attempt started, the same clock as the `nowMs` that the station is given. */
export type EvidenceTimes = { readonly stationMs: number; readonly wallMs: number }

/** When a record was made, in full. */
export type RecordTimes = EvidenceTimes & { readonly tick: number }

export type EvidenceOf<Kind extends EvidenceKind> = { readonly kind: Kind } & EvidenceTimes &
  Readonly<Static<(typeof EVIDENCE_SCHEMAS)[Kind]>>

export type EvidenceRecord = { [Kind in EvidenceKind]: EvidenceOf<Kind> }[EvidenceKind]

/** Who may write before the end: everything but the end itself. */
export type RunningEvidence = Exclude<EvidenceRecord, { kind: 'closed' }>

export type Sealing = Omit<EvidenceOf<'closed'>, 'kind'> & {
  /** What was wrong with the station, as the world tells it: plain data, e.g. its fault truths. */
  readonly truth: unknown
  /** The settings that it began with: they could tell the fault, so they stand with it. */
  readonly start?: unknown
}

/** 0: the diagnostic bus. 1: the line between a car and its DC station. */
export type CanChannel = 0 | 1

/** The frame of a record; undefined for bytes that only somebody who changed the file can have written. */
export function canFrameOf({ id, isExtended, data, fd, remoteBytes }: EvidenceOf<'frame'>): CanFrame | undefined {
  const bytes = parseHex(data)
  if (bytes === undefined) return undefined
  const kind = { ...(fd === undefined ? {} : { fd }), ...(remoteBytes === undefined ? {} : { remoteBytes }) }
  const frame = { id, isExtended, data: bytes, ...kind }
  return canFrameFault(frame) === undefined ? frame : undefined
}

/** What a tool at a door sent or was sent, as bytes. */
export type DoorTraffic = Pick<EvidenceOf<'doorTraffic'>, 'door' | 'connection' | 'event' | 'isSecure'> & {
  readonly data: Uint8Array
}

export type EvidenceLog = {
  /** Queues a record; its index is its place in the file. Costs a few microseconds, writes nothing. */
  record(record: RunningEvidence): number
  /** A record of kind `frame`, byte for byte, in a quarter of the time: a fast tool makes thousands of them a second. */
  frame(times: RecordTimes, sender: string, frame: CanFrame, channel?: CanChannel): number
  /** A record of kind `doorTraffic`, likewise. */
  doorTraffic(times: RecordTimes, traffic: DoorTraffic): number
  /** The beginning of a file whose writer died, part by part, whole records: what follows is recorded behind it. */
  adopt(bytes: Uint8Array): void
  /** Writes everything recorded so far. Throws, then and ever after, when writing failed. */
  flush(): void
  /** Writes the end, the truth and the index; nothing can be recorded afterwards. */
  seal(sealing: Sealing): void
  recordCount(): number
  byteCount(): number
  isSealed(): boolean
}

const KINDS = Object.keys(EVIDENCE_SCHEMAS) as EvidenceKind[]
const channelOf = (kind: EvidenceKind) => KINDS.indexOf(kind) + 1
const TRUTH = 'truth'

/** A record's checks, compiled once. */
const CHECKS = Object.fromEntries(KINDS.map((kind) => [kind, Compile(EVIDENCE_SCHEMAS[kind])])) as unknown as Record<
  EvidenceKind,
  { Check(value: unknown): boolean }
>

export type EvidenceLogOptions = {
  /**
   * Appends to the file and returns when the bytes are where a kill cannot take them, so that an answer may follow. The
   * bytes are its own until it returns: they are written over then.
   */
  write(bytes: Uint8Array): void
  /** The file has its beginning, which is adopted before anything is recorded. */
  readonly isContinued?: boolean
}

export function createEvidenceLog({ write, isContinued = false }: EvidenceLogOptions): EvidenceLog {
  const file = createMcapWriter()
  const frequent = createFrequentRecords(file, { frame: channelOf('frame'), doorTraffic: channelOf('doorTraffic') })
  let recordCount = 0
  let isSealed = false
  let failure: unknown

  if (!isContinued) begin()

  function begin(): void {
    file.header('luban', 'luban evidence 1')
    for (const [i, kind] of KINDS.entries()) {
      file.schema({ id: i + 1, name: `luban.${kind}`, data: JSON.stringify(EVIDENCE_SCHEMAS[kind]) })
      file.channel({ id: i + 1, schemaId: i + 1, topic: `/${kind}` })
    }
  }

  function append(record: EvidenceRecord): number {
    assert(!isSealed, 'nothing is recorded after the seal')
    const { kind, stationMs, wallMs, ...content } = record
    // What does not fit could not be read back: better to learn it now, from whoever recorded it.
    const json = JSON.stringify(content)
    assert(CHECKS[kind].Check(content), `a record of kind "${kind}" does not fit its schema: ${json}`)
    file.message({ channelId: channelOf(kind), sequence: recordCount, logMs: wallMs, publishMs: stationMs }, json)
    return recordCount++
  }

  function flush(): void {
    if (failure !== undefined) throw failure // So that no later part hides the hole.
    const bytes = file.take()
    if (bytes.length === 0) return
    try {
      write(bytes)
    } catch (error) {
      failure = error
      throw error
    }
  }

  return {
    record: append,
    frame(times, sender, frame, channel = 0) {
      assert(!isSealed, 'nothing is recorded after the seal')
      frequent.frame(recordCount, times, sender, { frame, channel })
      return recordCount++
    },
    doorTraffic(times, traffic) {
      assert(!isSealed, 'nothing is recorded after the seal')
      frequent.doorTraffic(recordCount, times, traffic)
      return recordCount++
    },
    adopt(bytes) {
      assert(isContinued, 'a file of its own begins by itself')
      file.adopt(bytes)
      recordCount = file.messageCount()
    },
    flush,
    seal({ truth, start, ...closed }) {
      append({ kind: 'closed', ...closed })
      isSealed = true
      const entries = { json: JSON.stringify(truth) }
      file.metadata({
        name: TRUTH,
        entries: start === undefined ? entries : { ...entries, start: JSON.stringify(start) },
      })
      file.end()
      flush()
    },
    recordCount: () => recordCount,
    byteCount: file.byteCount,
    isSealed: () => isSealed,
  }
}

export type EvidenceFault = {
  readonly atByte: number
  readonly kind:
    | NonNullable<McapReading['fault']>
    | 'unknownChannel'
    | 'badRecord'
    | 'sequenceGap'
    | 'dataCrcMismatch'
    | 'summaryCrcMismatch'
}

export type EvidenceReading = {
  readonly records: readonly EvidenceRecord[]
  /** There is an end, and the file is whole up to it. */
  readonly isSealed: boolean
  /** Sealed, and nothing in it has changed by accident since. */
  readonly isIntact: boolean
  readonly truth?: unknown
  /** The settings of its start; files of before they were kept have none. */
  readonly start?: unknown
  /** Everything before this byte is whole records. */
  readonly endByte: number
  /** Empty for a sealed and untouched file; `cut` at its end for one that is still being written. */
  readonly faults: readonly EvidenceFault[]
}

/** Reads the evidence, of a running or killed attempt too. Never throws, whatever the bytes. */
export function readEvidence(bytes: Uint8Array): EvidenceReading {
  const reading = decodeMcap(bytes)
  const faults: EvidenceFault[] = []
  const records = readMessages(reading, faults)
  const truth = reading.records.find((record) => record.kind === 'metadata' && record.name === TRUTH)
  noteCrcs(bytes, reading, faults)
  if (reading.fault !== undefined) faults.push({ atByte: reading.endByte, kind: reading.fault })
  const isSealed = reading.fault === undefined && records.at(-1)?.kind === 'closed'
  return {
    records,
    isSealed,
    isIntact: isSealed && faults.length === 0,
    ...(truth?.kind === 'metadata'
      ? { truth: parseJson(truth.entries.json), start: parseJson(truth.entries.start) }
      : {}),
    endByte: reading.endByte,
    faults,
  }
}

/** The two checksums of a file that has its end: of everything before it, and of the summary behind it. */
function noteCrcs(bytes: Uint8Array, { records }: McapReading, faults: EvidenceFault[]): void {
  const footer = records.at(-1)
  if (footer?.kind !== 'footer') return
  const dataEnd = records.find((record) => record.kind === 'dataEnd')
  if (dataEnd?.dataCrc !== crc32(bytes.subarray(0, dataEnd?.atByte))) {
    faults.push({ atByte: dataEnd?.atByte ?? 0, kind: 'dataCrcMismatch' })
  }
  const summary = bytes.subarray(footer.summaryStart, footer.atByte + FOOTER_CHECKED_BYTES)
  if (footer.summaryCrc !== crc32(summary)) faults.push({ atByte: footer.atByte, kind: 'summaryCrcMismatch' })
}

function readMessages(reading: McapReading, faults: EvidenceFault[]): EvidenceRecord[] {
  const kindOfChannel = new Map<number, EvidenceKind>()
  const decoder = new TextDecoder()
  const records: EvidenceRecord[] = []
  let sequence = 0
  for (const record of reading.records) {
    if (record.kind === 'channel') noteChannel(kindOfChannel, record)
    if (record.kind !== 'message') continue
    const kind = kindOfChannel.get(record.channelId)
    if (kind === undefined) {
      faults.push({ atByte: record.atByte, kind: 'unknownChannel' })
      continue
    }
    if (record.sequence !== sequence) faults.push({ atByte: record.atByte, kind: 'sequenceGap' })
    sequence = record.sequence + 1
    const content = parseJson(decoder.decode(record.data))
    if (!CHECKS[kind].Check(content)) {
      faults.push({ atByte: record.atByte, kind: 'badRecord' })
      continue
    }
    const times = { stationMs: record.publishMs, wallMs: record.logMs }
    records.push({ ...(content as object), kind, ...times } as EvidenceRecord)
  }
  return records
}

function noteChannel(kindOfChannel: Map<number, EvidenceKind>, channel: McapRecord & { kind: 'channel' }): void {
  const kind = KINDS.find((candidate) => channel.topic === `/${candidate}`)
  if (kind !== undefined) kindOfChannel.set(channel.id, kind)
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
