/** Attempts: starting one, its station's model, what is done at the bench, the assessment and the sign-off. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Names, Words } from '../language/language.ts'
import type { AdapterChoice } from './adapters.ts'
import { get, post, type Reply } from './client.ts'
import type { CriterionText, ExerciseBrief, Mode } from './workshops.ts'

export type AttemptStatus = 'running' | 'submitted' | 'stopped' | 'interrupted' | 'signedOff' | 'cancelled'

export type MeasuringPoint = { readonly id: string; readonly name: Words; readonly isHighVoltage: boolean }
export type Component = {
  readonly id: string
  readonly name: Words
  readonly isHighVoltage: boolean
  readonly failureModes: readonly { readonly id: string; readonly name: Words }[]
  readonly repairs: readonly {
    readonly id: string
    readonly name: Words
    readonly priceKzt: number
    readonly workMin: number
  }[]
}

export type EcuInfo = {
  readonly id: string
  readonly name: Words
  readonly requestId: number
  readonly responseId: number
  readonly logicalAddress: number
  /** It answers the modes of the law too. */
  readonly hasObd: boolean
}

/** The wiring as a diagram shows it. Ends and terminals are measuring points; a splice is `splice.<name>`. */
export type Harness = {
  readonly parts: readonly HarnessPart[]
  readonly connectors: readonly HarnessConnector[]
  readonly wires: readonly HarnessWire[]
  readonly splices: readonly { readonly id: string; readonly name: Words }[]
  readonly systems: readonly { readonly id: string; readonly name: Words; readonly wires: readonly string[] }[]
}
export type HarnessPart = {
  readonly id: string
  readonly name: Words
  readonly kind: 'part' | 'unit' | 'grounds'
  readonly symbols: readonly HarnessSymbol[]
}
export type HarnessSymbol = {
  readonly kind: string
  readonly from: string
  readonly to: string
  /** Of a fuse; null where it has no rating. */
  readonly amps?: number | null
}
export type HarnessConnector = {
  readonly id: string
  readonly part: string
  readonly name: Words
  /** It can be pulled. */
  readonly isPlug: boolean
  readonly isHighVoltage: boolean
  readonly terminals: readonly HarnessTerminal[]
}
export type HarnessTerminal = {
  readonly id: string
  readonly name: Words
  readonly cavity: string
  /** There is a measuring point `<id>.wire` as well. */
  readonly hasWireSide: boolean
}
export type HarnessWire = {
  readonly id: string
  readonly number: number
  /** IEC 60757: `GN`, `RD-WH`. */
  readonly colour: string
  readonly mm2: number
  readonly from: string
  readonly to: string
  readonly isHighVoltage: boolean
}

/** A value is `raw * scale + offset`, raw big-endian. */
export type DidInfo = {
  readonly ecu: string
  readonly did: number
  readonly name: Words
  readonly unit: string
  readonly bytes: number
  readonly scale: number
  readonly offset: number
  readonly isSigned: boolean
  readonly group: string
  readonly isText?: true
  /** A tester may write it too, where the unit lets it. */
  readonly isWritable?: true
  /** Which values are taken; of a coding. */
  readonly range?: { readonly min: number; readonly max: number }
  readonly states?: readonly { readonly value: number; readonly name: Words }[]
}

/** One code, of every control unit that has it. `code` is as people write it: P0A0A-00. */
export type DtcInfo = {
  readonly code24: number
  readonly code: string
  readonly ecus: readonly string[]
  readonly text: Words
}

/** An actuator test: one byte, 1 on and 0 off, in the extended session. */
export type ControlInfo = {
  readonly ecu: string
  readonly did: number
  readonly name: Words
  readonly securityLevel?: number
}
export type RoutineInfo = { readonly ecu: string; readonly routine: number; readonly name: Words }

export type VehicleModel = {
  readonly id: string
  readonly name: Words
  readonly stepMs: number
  readonly points: readonly MeasuringPoint[]
  /** Where a pressure gauge can be screwed on. */
  readonly gauges?: readonly { readonly id: string; readonly name: Words }[]
  readonly surfaces?: readonly { readonly id: string; readonly name: Words }[]
  /** Soft enough to be pinched off. */
  readonly hoses?: readonly { readonly id: string; readonly name: Words }[]
  /** Components that fit in each other's places, kind by kind. */
  readonly interchangeable?: readonly (readonly string[])[]
  readonly harness: Harness
  readonly components: readonly Component[]
  readonly ecus: readonly EcuInfo[]
  readonly dids: readonly DidInfo[]
  readonly dtcs: readonly DtcInfo[]
  readonly controls: readonly ControlInfo[]
  readonly routines: readonly RoutineInfo[]
  readonly hvWaitingTimeS: number
  /** It stands in the workshop, and is asked through its adapter. */
  readonly isReal?: true
  /** Which plugs it takes; none when nothing is said. */
  readonly chargers?: readonly ChargerType[]
}

export type DoorKind = 'elm327' | 'doip' | 'socketcand' | 'slcan' | 'cannelloni' | 'gvret' | 'sovd'
export type Door = {
  readonly kind: DoorKind
  readonly host: string
  readonly port: number
  /** Of DoIP, through TLS. */
  readonly tlsPort?: number
}

export type Attempt = {
  readonly id: string
  readonly status: AttemptStatus
  readonly mode: Mode
  /** Practice along the steps of the method. */
  readonly isGuided: boolean
  readonly guide: Guide | null
  readonly traineeName: string
  readonly traineeNames: Names
  readonly isMine: boolean
  readonly startedAt: string
  /** Null when the exercise is no more in the content; so are the next two. */
  readonly endsAt: string | null
  readonly endedAt: string | null
  readonly endReason: string | null
  /** It is one of the attempts that an exam allows. */
  readonly takesExamAttempt: boolean
  readonly paceMax: number
  readonly doors: readonly Door[]
  readonly exercise: ExerciseBrief | null
  readonly model: VehicleModel | null
  readonly diagnosis: Diagnosis | null
  readonly assessment: Assessment | null
  readonly signOff: SignOff | null
  /** An examiner has recorded it as an exam. */
  readonly isExamRecorded: boolean
}

export type GuideStepId =
  | 'observe'
  | 'readCodes'
  | 'readValues'
  | 'makeSafe'
  | 'measure'
  | 'repair'
  | 'verify'
  | 'conclude'
export type GuidePart =
  | 'isolated'
  | 'stillIsolated'
  | 'measured'
  | 'measuredBeforeRepair'
  | 'codesCleared'
  | 'usedAgain'
  | 'codesReadAgain'

/** Where the evidence shows it. */
type GuidePlace = { readonly index: number; readonly stationMs: number; readonly wallMs: number }

export type GuideStep = {
  readonly id: GuideStepId
  /** Of the rubric: what the step earns. */
  readonly criteria: readonly string[]
  /** Not every case asks for it. */
  readonly isIfNeeded: boolean
  readonly parts: readonly { readonly id: GuidePart; readonly isDone: boolean }[]
  readonly done: GuidePlace | null
  /** Where its hint was opened. */
  readonly hint: GuidePlace | null
}

/** How far a guided attempt has come. */
export type GuideProgress = { readonly steps: readonly GuideStep[]; readonly next: GuideStepId | null }

/** `hints`: those that were opened and are the exercise's own. */
export type Guide = GuideProgress & { readonly hints: { readonly [id in GuideStepId]?: Words } }

/** One thing that is wrong. */
export type Cause = { readonly component: string; readonly failureMode: string }

/** What was stated; both null: the car has no fault. */
export type Diagnosis = {
  readonly component: string | null
  readonly failureMode: string | null
  /** What else is wrong, where more than one thing is. */
  readonly also?: readonly Cause[]
  /** To the customer, in the trainee's own words. */
  readonly report?: string
}

/** The server takes no longer report. */
export const REPORT_CHARACTERS_MAX = 4000

/** Why a criterion has its points: a code with parameters; the sentence is ours. */
export type Reason = { readonly code: string; readonly parameters: Readonly<Record<string, string | number>> }

/** An attempt that is going on: its exercise and its station are there. */
export type RunningAttempt = Attempt & {
  readonly endsAt: string
  readonly exercise: ExerciseBrief
  readonly model: VehicleModel
}

export function isRunning(attempt: Attempt): attempt is RunningAttempt {
  return attempt.status === 'running' && attempt.endsAt !== null && attempt.exercise !== null && attempt.model !== null
}

export type CriterionResult = {
  readonly id: string
  readonly kind: CriterionText['kind']
  readonly pointsMax: number
  /** Null while it waits for the instructor. */
  readonly points: number | null
  readonly reasons: readonly Reason[]
  /** Places in the evidence that show it. */
  readonly evidence: readonly number[]
}

export type Assessment = {
  readonly criteria: readonly CriterionResult[]
  readonly gate: {
    readonly isPassed: boolean
    readonly hazards: readonly { readonly hazard: Hazard; readonly index: number }[]
    /** Precautions that were lacking; assessments of earlier versions have none. */
    readonly remarks?: readonly { readonly remark: string; readonly index: number }[]
  }
  readonly passMark: number
  readonly pointsMax: number
  readonly automaticPoints: number
  readonly points: number | null
  readonly isPassed: boolean | null
}

export type SignOff = {
  readonly instructorName: string
  readonly instructorNames: Names
  readonly passed: boolean
  readonly comment: string
  readonly at: string
  readonly criteria: readonly {
    readonly id: string
    readonly isMet: boolean
    readonly points?: number
    readonly comment?: string
  }[]
}

export type AttemptSummary = {
  readonly id: string
  readonly exerciseId: string
  /** Null when the exercise is no more in the content. */
  readonly exerciseTitle: Words | null
  readonly traineeName: string
  readonly traineeNames: Names
  readonly isMine: boolean
  readonly mode: Mode
  readonly isGuided: boolean
  readonly status: AttemptStatus
  readonly startedAt: string
  readonly endedAt: string | null
  readonly score: number | null
  readonly passed: boolean | null
  readonly isExamRecorded: boolean
}

export type Hazard = {
  readonly kind: string
  readonly at: string
  readonly volts: number
  readonly missing: readonly string[]
}
export type ActionOutcome =
  | { readonly kind: 'done'; readonly remarks?: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'hazard'; readonly hazard: Hazard }
export type ProbeInstrument = 'voltmeter' | 'ohmmeter' | 'insulationTester' | 'diode' | 'continuity'
export type Measurement =
  | { readonly instrument: ProbeInstrument; readonly red: string; readonly black: string }
  | { readonly instrument: 'clamp'; readonly wire: string }
  | { readonly instrument: 'gauge'; readonly point: string }
  | { readonly instrument: 'thermometer'; readonly surface: string }
export type Instrument = Measurement['instrument']
export type Reading = {
  readonly value: number | 'OL'
  readonly unit: 'V' | 'Ω' | 'A' | 'Pa' | '°C'
  readonly isBeeping?: boolean
}
export type MeasurementOutcome =
  | { readonly kind: 'reading'; readonly reading: Reading }
  | Exclude<ActionOutcome, { kind: 'done' }>

export type ScopeSettings = {
  readonly channels: readonly { readonly red: string; readonly black: string }[]
  readonly secondsPerDivision: number
  readonly trigger: {
    /** From 0. */
    readonly channel: number
    readonly edge: 'rising' | 'falling'
    readonly volts: number
    readonly mode: 'auto' | 'normal'
  }
}
type ChannelSummary = { readonly voltsMin: number; readonly voltsMax: number; readonly voltsMean: number }
/** The edge is at time 0. */
export type ScopeTrace = {
  readonly isTriggered: boolean
  readonly startS: number
  readonly pointS: number
  readonly channels: readonly (ChannelSummary & { readonly volts: readonly number[] })[]
}
export type ScopeReply =
  | { readonly kind: 'trace'; readonly trace: ScopeTrace }
  | Exclude<ActionOutcome, { kind: 'done' }>

export const attemptQuery = (id: string) =>
  queryOptions({
    queryKey: ['attempt', id],
    queryFn: (): Promise<Attempt> => get<Reply<'GET /api/attempts/:id'>>(`/api/attempts/${id}`),
  })
/** What every list of attempts is asked again by. */
export const ATTEMPTS_KEY = ['attempts']

export type AttemptFilter = {
  readonly traineeId?: string
  /** Of whoever is in it now. */
  readonly groupId?: string
  readonly status?: AttemptStatus
  readonly mode?: Mode
  readonly outsideCompetitions?: 'true'
}
export type AttemptPage = { readonly attempts: readonly AttemptSummary[]; readonly older: string | null }

/** Page by page, the newest first: an answer holds no more than a page. */
export const attemptPagesQuery = (filter: AttemptFilter) =>
  infiniteQueryOptions({
    queryKey: [...ATTEMPTS_KEY, filter],
    queryFn: ({ pageParam }): Promise<AttemptPage> =>
      get<Reply<'GET /api/attempts'>>(`/api/attempts?${new URLSearchParams({ ...filter, ...pageParam })}`),
    initialPageParam: {} as { readonly below?: string },
    getNextPageParam: ({ older }) => (older === null ? undefined : { below: older }),
  })

/** Those that run now: of a trainee one at most. */
export const runningAttemptsQuery = queryOptions({
  queryKey: [...ATTEMPTS_KEY, 'running'],
  queryFn: (): Promise<readonly AttemptSummary[]> =>
    get<Reply<'GET /api/attempts'>>('/api/attempts?status=running').then(({ attempts }) => attempts),
})

type Start = {
  readonly exerciseId: string
  readonly mode: Mode
  readonly isGuided?: boolean
  readonly adapter?: AdapterChoice | undefined
  /** Whoever stands at a rig. */
  readonly rigCode?: string
}

/** `adapter`: of a real car. */
export function startAttempt(body: Start): Promise<{ id: string }> {
  return post('/api/attempts', body)
}

/** The bench's own calls on one running attempt. */
export function benchCalls(id: string) {
  const at = `/api/attempts/${id}`
  return {
    confirmMessage: (number: number) => post(`${at}/messages/${number}/read`),
    openHint: (step: GuideStepId) => post(`${at}/hints/${step}`),
    act: (action: CarAction) => post<ActionOutcome>(`${at}/actions`, action),
    measure: (body: Measurement) => post<MeasurementOutcome>(`${at}/measurements`, body),
    lookThroughScope: (body: ScopeSettings) => post<ScopeReply>(`${at}/scope`, body),
    /** `request` and the answer are hexadecimal; null when no answer came in time. */
    diagnose: (ecu: string, request: string, isConfirmed?: boolean) =>
      post<{ response: string | null }>(`${at}/diagnostics`, { ecu, request, isConfirmed }).then(
        ({ response }) => response,
      ),
    /** The key to an ECU's seed, as a workshop's own tool has it for our cars; hexadecimal both ways. */
    keyToSeed: (seed: string) => post<{ key: string }>(`${at}/security-key`, { seed }).then(({ key }) => key),
    setPace: (pace: number) => post<{ pace: number }>(`${at}/pace`, { pace }),
    allowPeer: (peerId: string, allow: boolean) => post(`${at}/peers/${encodeURIComponent(peerId)}`, { allow }),
    /** Both null: the car has no fault. */
    stateCause: (body: Diagnosis) => post(`${at}/diagnosis`, body),
    cancel: () => post(`${at}/cancel`),
  }
}

/** What a person can do to the car. */
export type CarAction =
  | { readonly kind: 'power'; readonly to: 'off' | 'on' }
  | { readonly kind: 'start' }
  | { readonly kind: 'pedal'; readonly accelerator: number; readonly brake: number }
  | { readonly kind: 'profile'; readonly profile: ProfileId | 'off' }
  | { readonly kind: 'selector'; readonly to: Selector }
  | { readonly kind: 'driveMode'; readonly to: DriveMode }
  | { readonly kind: 'charger'; readonly plugged: boolean; readonly type?: ChargerType }
  | { readonly kind: 'takeKeyAway' }
  | { readonly kind: 'bringKeyBack' }
  | { readonly kind: 'gloves'; readonly on: boolean }
  | { readonly kind: 'battery12V'; readonly connected: boolean }
  | { readonly kind: 'serviceDisconnect'; readonly inserted: boolean }
  | { readonly kind: 'lockout'; readonly on: boolean }
  | { readonly kind: 'proveTester' }
  | { readonly kind: 'barrier'; readonly on: boolean }
  | { readonly kind: 'repair'; readonly component: string; readonly repair: string }
  /** A plug of the harness, pulled or plugged in again. */
  | { readonly kind: 'connector'; readonly connector: string; readonly plugged: boolean }
  | { readonly kind: 'hose'; readonly hose: string; readonly pinched: boolean }
  /** Two components change places for a test, or go back into their own. */
  | { readonly kind: 'swap'; readonly one: string; readonly other: string; readonly swapped: boolean }
  | { readonly kind: 'precaution'; readonly precaution: Precaution; readonly taken: boolean }

/** Beside the isolation itself, in the usual order. */
export const PRECAUTIONS = [
  'riskAssessment',
  'mat',
  'extinguisher',
  'rescueHook',
  'secondPerson',
  'gloveTest',
  'faceShield',
  'terminalsInsulated',
  'permit',
] as const
export type Precaution = (typeof PRECAUTIONS)[number]

export type ChargerType = 'ac' | 'dc'
export type ProfileId = 'steady-30' | 'steady-50' | 'steady-90' | 'steady-120' | 'udds' | 'wltc-3b' | 'nedc'
/** Of a hybrid car, in the order of its dial. */
export const DRIVE_MODES = ['normal', 'ev', 'charge', 'sport'] as const
export type DriveMode = (typeof DRIVE_MODES)[number]
export type Selector = 'P' | 'R' | 'N' | 'D'

/** What a person standing at the car sees. */
export type CarView = {
  readonly power: 'off' | 'on'
  readonly isReady: boolean
  readonly selector: Selector
  readonly speedKmh: number
  readonly powerKw: number
  readonly socPercent: number | null
  readonly volts12: number
  readonly odometerKm: number
  readonly ambientDegC: number
  /** Of a car with an engine; null while the instrument is off. */
  readonly engine?: {
    readonly rpm: number | null
    readonly coolantDegC: number | null
    readonly fuelPercent: number | null
    /** As the selector's display shows it: P, R, N, D3. */
    readonly gear: string
  }
  /** Of a hybrid car, where the dial stands; and how it drives, null while the instrument is off. */
  readonly driveModeDial?: DriveMode
  readonly driveMode?: DriveMode | null
  readonly chargerPlugged: boolean
  readonly isCharging: boolean
  /** The car is driven by itself; null or absent while nobody else drives. */
  readonly profile?: {
    readonly id: ProfileId
    readonly elapsedS: number
    readonly durationS: number
    readonly targetKmh: number
  } | null
  readonly lamps: readonly string[]
  readonly messages: readonly string[]
  /** Actions taken, never a verdict. */
  readonly safety: {
    readonly gloves: boolean
    readonly barrier: boolean
    readonly keyAway: boolean
    readonly battery12VConnected: boolean
    readonly serviceDisconnectInserted: boolean
    readonly lockout: boolean
    readonly testerProvings: number
    /** Those that the present isolation can count. */
    readonly testerProvingsSinceIsolation: number
    /** Since all is off, out, away and locked, so that waiting counts; null before. */
    readonly secondsSinceIsolation: number | null
    readonly precautions: readonly Precaution[]
  }
  readonly repairs: readonly { readonly component: string; readonly repair: string }[]
  /** Connectors that were pulled. */
  readonly unplugged: readonly string[]
  /** Hoses that are pinched off. */
  readonly pinched: readonly string[]
  /** Components that sit in each other's places. */
  readonly swapped?: readonly (readonly [one: string, other: string])[]
}

type EvidenceTimes = { readonly tick: number; readonly stationMs: number; readonly wallMs: number }

/** One record of the evidence log; its place in the list is how an assessment names it. */
export type EvidenceRecord = EvidenceTimes &
  (
    | { readonly kind: 'action'; readonly by: string; readonly action: CarAction; readonly outcome: ActionOutcome }
    | {
        readonly kind: 'measurement'
        readonly by: string
        readonly measurement: Measurement
        readonly outcome: MeasurementOutcome
      }
    | {
        readonly kind: 'scope'
        readonly by: string
        readonly settings: ScopeSettings
        readonly outcome:
          | {
              readonly kind: 'trace'
              readonly channels: readonly { readonly voltsMin: number; readonly voltsMax: number }[]
            }
          | Exclude<ActionOutcome, { kind: 'done' }>
      }
    | {
        readonly kind: 'diagnostic'
        readonly by: string
        readonly door: string
        readonly ecu: string
        readonly request: string
        readonly response: string | null
      }
    | { readonly kind: 'pace'; readonly pace: number }
    | {
        readonly kind: 'peer'
        readonly door: string
        readonly address: string
        readonly event: 'connected' | 'waiting' | 'allowed' | 'refused' | 'closed'
      }
    /** Bytes at a door whose exchanges leave no frames on the bus. */
    | {
        readonly kind: 'doorTraffic'
        readonly door: string
        readonly connection: number
        readonly event: 'opened' | 'received' | 'sent' | 'closed'
        readonly data: string
      }
    | { readonly kind: 'hazard'; readonly hazard: Hazard }
    | {
        readonly kind: 'diagnosis'
        readonly by: string
        readonly component: string | null
        readonly failureMode: string | null
        readonly also?: readonly Cause[]
        readonly report?: string
      }
    /** An instructor broke something, or took it away again; which, only the truth at the end of the file tells. */
    | { readonly kind: 'intervention'; readonly event: 'injected' | 'cleared'; readonly number: number }
    | {
        readonly kind: 'guidance'
        readonly event: 'hintOpened' | 'isolated' | 'reconnected'
        /** Of a hint. */
        readonly step?: GuideStepId
      }
    | { readonly kind: 'message'; readonly by: string; readonly event: 'sent' | 'read'; readonly text?: string }
    | { readonly kind: 'closed'; readonly reason: string }
    | { readonly kind: 'frame'; readonly sender: string; readonly id: number; readonly data: string }
    | { readonly kind: 'opened' | 'view' | 'restored' }
  )

export type EvidenceOf<Kind extends EvidenceRecord['kind']> = Extract<EvidenceRecord, { kind: Kind }>

type Sent = Reply<'GET /api/attempts/:id/evidence'>['records'][number]['kind']
// Every kind that the server sends is known here, and so has its words.
true satisfies Exclude<Sent, EvidenceRecord['kind']> extends never ? true : never

/**
 * What a scan tool asked one control unit, and was answered: the same question, however often, as the server tells it from
 * the frames and bytes. `ecu` is `all` where all were asked and none answered, or an address at which there is none.
 */
export type ToolExchange = {
  readonly index: number
  readonly stationMs: number
  readonly lastStationMs: number
  readonly count: number
  readonly door: 'bench' | DoorKind
  /** Which one at that door, from 1. */
  readonly tool: number
  readonly address?: string
  readonly ecu: string
  readonly request: string
  readonly response: string | null
  readonly lastResponse: string | null
}

/** A record with its place in the evidence: assessments point at places. */
export type PlacedRecord =
  | (EvidenceRecord & { readonly index: number })
  | (ToolExchange & { readonly kind: 'exchange'; readonly isCited: boolean })

export type EvidenceToRead = {
  readonly records: readonly PlacedRecord[]
  /** Exchanges that only the evidence file tells. */
  readonly leftOutCount: number
}

/** What people read; the frames of the bus are far more: they are read as exchanges, and are for the downloads. */
const READ_KINDS =
  'opened,action,measurement,scope,pace,peer,hazard,diagnosis,message,guidance,intervention,restored,closed'
const PLACES_MAX = 200

/** What scan tools have asked so far. */
export const exchangesQuery = (id: string) =>
  queryOptions({
    queryKey: ['exchanges', id],
    queryFn: (): Promise<Reply<'GET /api/attempts/:id/exchanges'>> => get(`/api/attempts/${id}/exchanges`),
  })

async function readRecords(id: string): Promise<PlacedRecord[]> {
  const records: PlacedRecord[] = []
  for (let from: number | null = 0; from !== null; ) {
    const page: Reply<'GET /api/attempts/:id/evidence'> = await get(
      `/api/attempts/${id}/evidence?kinds=${READ_KINDS}&from=${from}`,
    )
    records.push(...(page.records as readonly PlacedRecord[]))
    from = page.next
  }
  return records
}

/** Every place once: a line of many exchanges stands for the one that is cited at its beginning. */
async function readExchanges(id: string): Promise<EvidenceToRead> {
  const reply = await get<Reply<'GET /api/attempts/:id/exchanges'>>(`/api/attempts/${id}/exchanges`)
  const known = new Set(reply.groups.map(({ index }) => index))
  const cited = reply.cited.filter(({ index }) => !known.has(index))
  const line = (exchange: ToolExchange, isCited: boolean) => ({ ...exchange, kind: 'exchange' as const, isCited })
  return {
    records: [...reply.groups.map((one) => line(one, false)), ...cited.map((one) => line(one, true))],
    leftOutCount: reply.leftOutCount,
  }
}

/** All that people read of the evidence, and whatever stands at the places that the assessment points at. */
export const evidenceQuery = (id: string, assessment: Assessment | null) =>
  queryOptions({
    queryKey: ['evidence', id, assessment !== null],
    queryFn: async (): Promise<EvidenceToRead> => {
      const [told, exchanges] = await Promise.all([readRecords(id), readExchanges(id)])
      const records = [...told, ...exchanges.records]
      const known = new Set(records.map(({ index }) => index))
      const places = (assessment?.criteria ?? [])
        .flatMap(({ evidence }) => evidence)
        .filter((place) => !known.has(place))
      if (places.length > 0) {
        const at = places.slice(0, PLACES_MAX).join(',')
        const more = await get<Reply<'GET /api/attempts/:id/evidence'>>(`/api/attempts/${id}/evidence?at=${at}`)
        records.push(...(more.records as readonly PlacedRecord[]))
      }
      records.sort((one, other) => one.index - other.index)
      return { records, leftOutCount: exchanges.leftOutCount }
    },
  })

export function signOffAttempt(
  id: string,
  body: { criteria: readonly { id: string; points: number }[]; passed: boolean; comment: string },
): Promise<unknown> {
  return post(`/api/attempts/${id}/sign-off`, body)
}
