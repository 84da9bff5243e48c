/**
 * What a car offers: a station to practise on (it fits the lab's contract without importing it), a diagnostic bus,
 * doors for foreign tools, and the truth about its faults for whoever assesses.
 *
 * Invariants: from one seed, the same steps, actions and frames give the same state, bit for bit; nothing but
 * `faults` tells what is wrong; `act` and `measure` never throw on values of their types, however odd the moment.
 */
import type { CanBus } from '@luban/protocols/can/bus'
import type { ProfileId, ProfileView } from './cycles/profile.ts'
import type { Capture, ScopeSettings } from './scope/capture.ts'

export type Words = { readonly kk: string; readonly ru: string; readonly zh: string; readonly en: string }

/** What makes a loose wire come and go (see ./intermittent.ts). */
export const COMES_BY = ['vibration', 'heat', 'time'] as const
export type ComesBy = (typeof COMES_BY)[number]

export type CarOptions = {
  readonly seed: number
  /** Ids of faults, e.g. `ev-01-interlock-open`. Throws on an unknown one, naming those there are. */
  readonly faults?: readonly string[]
  readonly settings?: CarSettings
  /** Broadcast frames on the bus, as foreign tools know them; true when nothing is said. */
  readonly broadcast?: boolean
  /** Whether ELM327 adapters take their real time; `none` when nothing is said. */
  readonly adapterDelay?: 'none' | 'real'
  /** Whether the DoIP gateway takes the time of a real one, in wall time; `none` when nothing is said. */
  readonly gatewayDelay?: 'none' | 'real'
}

/** Where the car starts and how it is built, when it matters; the seed decides the rest. A fault's own start state gives way. */
export type CarSettings = {
  readonly startSocPercent?: number
  readonly ambientDegC?: number
  readonly battery12VPercent?: number
  /** Of a car with an engine that was driven to the workshop: its coolant and oil. As cold as the air when nothing is said. */
  readonly engineDegC?: number
  /** The gateway routes nothing for a tester that comes by plain TCP: DoIP through TLS alone. */
  readonly requiresTls?: boolean
  /** The gateway lets through diagnosis alone, and writing only when it was unlocked (see ./ecus/gateway-filter.ts). */
  readonly hasFilteringGateway?: boolean
  /** Legislated diagnostics are asked by 29-bit identifiers (18DB33F1, 18DAxxF1), and not by 7DF. */
  readonly hasObdOn29Bits?: boolean
  /** Every unit has a controller for CAN FD beside its classical frames, and answers in the kind of frames it was asked in. */
  readonly hasCanFd?: boolean
  /** What is wrong in the wiring, from the start or put in later, is there only while this makes it so (see ./intermittent.ts). */
  readonly faultsComeBy?: ComesBy
}
export const CAR_SETTINGS = [
  'startSocPercent',
  'ambientDegC',
  'battery12VPercent',
  'engineDegC',
  'requiresTls',
  'hasFilteringGateway',
  'hasObdOn29Bits',
  'hasCanFd',
  'faultsComeBy',
] as const

/** How a driver may want a hybrid car to drive; `normal` is the car's own choice. */
export const DRIVE_MODES = ['normal', 'ev', 'charge', 'sport'] as const
export type DriveMode = (typeof DRIVE_MODES)[number]

export type CarAction =
  | { readonly kind: 'power'; readonly to: 'off' | 'on' }
  /** Brake pedal down and the button pressed. */
  | { readonly kind: 'start' }
  /** Ends a profile. */
  | { readonly kind: 'pedal'; readonly accelerator: number; readonly brake: number }
  /** The car is driven by itself, in D: a cycle or a steady speed. */
  | { readonly kind: 'profile'; readonly profile: ProfileId | 'off' }
  | { readonly kind: 'selector'; readonly to: 'P' | 'R' | 'N' | 'D' }
  /** The dial for it, of a hybrid car. */
  | { readonly kind: 'driveMode'; readonly to: DriveMode }
  /** `ac` when nothing is said. A DC plug comes out as soon as its current is off. */
  | { readonly kind: 'charger'; readonly plugged: boolean; readonly type?: ChargerType }
  | { readonly kind: 'takeKeyAway' }
  | { readonly kind: 'bringKeyBack' }
  | { readonly kind: 'gloves'; readonly on: boolean }
  | { readonly kind: 'barrier'; readonly on: boolean }
  | { readonly kind: 'battery12V'; readonly connected: boolean }
  | { readonly kind: 'serviceDisconnect'; readonly inserted: boolean }
  /** The service disconnect is locked away, tagged. */
  | { readonly kind: 'lockout'; readonly on: boolean }
  /** The voltmeter is tried on a known source. */
  | { readonly kind: 'proveTester' }
  | { readonly kind: 'repair'; readonly component: string; readonly repair: string }
  /** A plug of the harness, by its id there: `pump.a`. */
  | { readonly kind: 'connector'; readonly connector: string; readonly plugged: boolean }
  /** Pinched off by pliers, one of the model's hoses. */
  | { readonly kind: 'hose'; readonly hose: string; readonly pinched: boolean }
  /** Two of the model's interchangeable components change places for a test, or go back into their own. */
  | { readonly kind: 'swap'; readonly one: string; readonly other: string; readonly swapped: boolean }
  | { readonly kind: 'precaution'; readonly precaution: Precaution; readonly taken: boolean }

export const CHARGER_TYPES = ['ac', 'dc'] as const
export type ChargerType = (typeof CHARGER_TYPES)[number]

export const CAR_ACTIONS: readonly CarAction['kind'][] = [
  'power',
  'start',
  'pedal',
  'profile',
  'selector',
  'charger',
  'takeKeyAway',
  'bringKeyBack',
  'gloves',
  'barrier',
  'battery12V',
  'serviceDisconnect',
  'lockout',
  'proveTester',
  'repair',
  'connector',
  'hose',
  'precaution',
  'driveMode',
  'swap',
]

/** With two probes on two points. */
export const PROBE_INSTRUMENTS = ['voltmeter', 'ohmmeter', 'insulationTester', 'diode', 'continuity'] as const
export type ProbeInstrument = (typeof PROBE_INSTRUMENTS)[number]
export type Measurement =
  | { readonly instrument: ProbeInstrument; readonly red: string; readonly black: string }
  /** Around one wire of the harness, by its branch: `wire.17`. Positive from its first end to its second. */
  | { readonly instrument: 'clamp'; readonly wire: string }
  /** Screwed to one of the model's gauge points. */
  | { readonly instrument: 'gauge'; readonly point: string }
  /** Aimed at one of the model's surfaces; it touches nothing. */
  | { readonly instrument: 'thermometer'; readonly surface: string }
export type Reading = {
  readonly value: number | 'OL'
  readonly unit: 'V' | 'Ω' | 'A' | 'Pa' | '°C'
  /** Of the continuity test alone. */
  readonly isBeeping?: boolean
}

export const ISOLATION_STEPS = [
  'barrier',
  'chargerUnplugged',
  'powerOff',
  'keyAway',
  'gloves',
  'battery12VOff',
  'serviceDisconnectOut',
  'lockout',
  'waitingTime',
  'testerProvenBefore',
  'measuredPositiveNegative',
  'measuredPositiveChassis',
  'measuredNegativeChassis',
  'testerProvenAfter',
  'voltageBelow60',
] as const
export type IsolationStep = (typeof ISOLATION_STEPS)[number]

/** Beside the isolation itself, in the usual order: the workplace, the protective equipment, the permit to work. */
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

/** A precaution that was lacking; or the permit was signed before the isolation was proven, or left open at its end. */
export const SAFETY_REMARKS = [...PRECAUTIONS, 'permitTooEarly', 'permitOpen'] as const
export type SafetyRemark = (typeof SAFETY_REMARKS)[number]

export type Hazard = {
  readonly kind: 'liveContact' | 'workWithoutIsolation' | 'liveInsulationTest'
  /** The point or component that was touched. */
  readonly at: string
  readonly volts: number
  readonly missing: readonly IsolationStep[]
}

export const REFUSALS = [
  'keyAway',
  'noSupply',
  'powerIsOff',
  'moving',
  'notReady',
  'notInDrive',
  'chargerPlugged',
  'serviceDisconnectInserted',
  'lockedOut',
  'unknownPoint',
  'unknownWire',
  'samePoint',
  'unknownComponent',
  'unknownRepair',
  'unknownConnector',
  'unknownHose',
  'notAlike',
  'inAnotherPlace',
  'notForLowVoltage',
  'notOnThisCar',
] as const
export type Refusal = (typeof REFUSALS)[number]

export type ActionOutcome =
  /** `remarks`: what was lacking for it, where anything was. */
  | { readonly kind: 'done'; readonly remarks?: readonly SafetyRemark[] }
  | { readonly kind: 'refused'; readonly reason: Refusal }
  | { readonly kind: 'hazard'; readonly hazard: Hazard }

export type MeasurementOutcome =
  | { readonly kind: 'reading'; readonly reading: Reading }
  | Exclude<ActionOutcome, { kind: 'done' }>

export type ScopeOutcome =
  | { readonly kind: 'capture'; readonly capture: Capture }
  | Exclude<ActionOutcome, { kind: 'done' }>

export type PointInfo = { readonly id: string; readonly name: Words; readonly isHighVoltage: boolean }
export type RepairInfo = {
  readonly id: string
  readonly name: Words
  readonly priceKzt: number
  readonly workMin: number
}
export type ComponentInfo = {
  readonly id: string
  readonly name: Words
  readonly isHighVoltage: boolean
  readonly failureModes: readonly { readonly id: string; readonly name: Words }[]
  readonly repairs: readonly RepairInfo[]
}
export type EcuInfo = {
  readonly id: string
  readonly name: Words
  readonly requestId: number
  readonly responseId: number
  readonly logicalAddress: number
  readonly hasObd: boolean
  /** By it the unit is asked in a car whose legislated diagnostics have 29 bits (18DAxxF1). */
  readonly obdAddress?: number
}
export type DidGroup =
  | 'battery'
  | 'cells'
  | 'drive'
  | 'engine'
  | 'transmission'
  | 'brakes'
  | 'lowVoltage'
  | 'control'
  | 'identification'
/** A value is `raw * scale + offset`, raw big-endian; a text is ASCII. */
export type DidInfo = {
  readonly ecu: string
  readonly did: number
  readonly name: Words
  readonly unit: string
  readonly bytes: number
  readonly scale: number
  readonly offset: number
  readonly isSigned: boolean
  readonly group: DidGroup
  readonly isText?: true
  /** A tester may write it too, where the unit lets it. */
  readonly isWritable?: true
  /** Which values are taken, in its unit; of a coding. */
  readonly range?: { readonly min: number; readonly max: number }
  /** What whole numbers mean, where the value is a state. */
  readonly states?: readonly { readonly value: number; readonly name: Words }[]
}
/** One code, of every control unit that has it. `code` is as people write it: P0A0A-00. */
export type DtcInfo = {
  readonly code24: number
  readonly code: string
  readonly ecus: readonly string[]
  readonly text: Words
}
/** An actuator test by InputOutputControlByIdentifier: one byte, 1 on and 0 off, in the extended session. */
export type ControlInfo = {
  readonly ecu: string
  readonly did: number
  readonly name: Words
  /** The level to unlock first, if any. */
  readonly securityLevel?: number
}
export type RoutineInfo = { readonly ecu: string; readonly routine: number; readonly name: Words }

/** The wiring as a diagram shows it. Ends and terminals are points of the model; a splice is `splice.<name>`. */
export type HarnessInfo = {
  readonly parts: readonly HarnessPartInfo[]
  readonly connectors: readonly HarnessConnectorInfo[]
  readonly wires: readonly HarnessWireInfo[]
  readonly splices: readonly { readonly id: string; readonly name: Words }[]
  readonly systems: readonly HarnessSystemInfo[]
}
export type HarnessPartInfo = {
  readonly id: string
  readonly name: Words
  /** `grounds`: points on the body of the car. `unit`: a control unit. */
  readonly kind: 'part' | 'unit' | 'grounds'
  readonly symbols: readonly HarnessSymbolInfo[]
}
/** What is drawn between two nodes of a part. A fuse of high voltage has no rating of its own here. */
export type HarnessSymbolInfo = { readonly from: string; readonly to: string } & (
  | { readonly kind: 'fuse'; readonly amps: number | null }
  | { readonly kind: 'coil' | 'contact' | 'resistor' | 'switch' | 'voltageSource' | 'capacitor' | 'inductor' | 'diode' }
)
export type HarnessConnectorInfo = {
  /** `pump.a` */
  readonly id: string
  readonly part: string
  readonly name: Words
  /** It can be pulled: the others are bolted, or nothing is in them. */
  readonly isPlug: boolean
  readonly isHighVoltage: boolean
  readonly terminals: readonly HarnessTerminalInfo[]
}
export type HarnessTerminalInfo = {
  readonly id: string
  readonly name: Words
  /** `A7`; empty at a stud. */
  readonly cavity: string
  /** There is a point `<id>.wire` as well. */
  readonly hasWireSide: boolean
}
export type HarnessWireInfo = {
  /** `wire.303`: a component of the model. */
  readonly id: string
  readonly number: number
  /** IEC 60757: `GN`, `RD-WH`. */
  readonly colour: string
  readonly mm2: number
  readonly from: string
  readonly to: string
  readonly isHighVoltage: boolean
}
export type HarnessSystemInfo = { readonly id: string; readonly name: Words; readonly wires: readonly string[] }

/** The same for every exercise, so it can never tell the fault. */
export type CarModel = {
  readonly id: string
  readonly name: Words
  readonly stepMs: number
  readonly harness: HarnessInfo
  readonly points: readonly PointInfo[]
  /** Where a pressure gauge can be screwed on; a car without them has no such points. */
  readonly gauges?: readonly { readonly id: string; readonly name: Words }[]
  /** What an infrared thermometer can be aimed at. */
  readonly surfaces?: readonly { readonly id: string; readonly name: Words }[]
  /** Soft enough to be pinched off. */
  readonly hoses?: readonly { readonly id: string; readonly name: Words }[]
  /** Components that fit in each other's places, kind by kind. */
  readonly interchangeable?: readonly (readonly string[])[]
  readonly components: readonly ComponentInfo[]
  readonly ecus: readonly EcuInfo[]
  readonly dids: readonly DidInfo[]
  readonly dtcs: readonly DtcInfo[]
  readonly controls: readonly ControlInfo[]
  readonly routines: readonly RoutineInfo[]
  /** Which plugs it takes; none when nothing is said. */
  readonly chargers?: readonly ChargerType[]
  /** How long to wait after isolation until the bus capacitor is safe. */
  readonly hvWaitingTimeS: number
  readonly functionalLogicalAddress: number
}

export type CarView = {
  readonly power: 'off' | 'on'
  readonly isReady: boolean
  readonly selector: 'P' | 'R' | 'N' | 'D'
  readonly speedKmh: number
  readonly powerKw: number
  readonly socPercent: number | null
  readonly volts12: number
  readonly odometerKm: number
  readonly ambientDegC: number
  /** Of a car with an engine. */
  readonly engine?: EngineView
  /** Of a hybrid car, where the dial stands; and how it drives, null while the instrument is off. */
  readonly driveModeDial?: DriveMode
  readonly driveMode?: DriveMode | null
  readonly chargerPlugged: boolean
  readonly isCharging: boolean
  /** Ids of lamps that are lit, and of messages shown. */
  readonly lamps: readonly Lamp[]
  readonly messages: readonly Message[]
  readonly pedal: { readonly accelerator: number; readonly brake: number }
  /** Null while nobody else drives. */
  readonly profile: ProfileView | null
  /** Actions taken, never a verdict. */
  readonly safety: {
    readonly gloves: boolean
    readonly barrier: boolean
    readonly keyAway: boolean
    readonly battery12VConnected: boolean
    readonly serviceDisconnectInserted: boolean
    readonly lockout: boolean
    readonly testerProvings: number
    /** Those that the present isolation can count: connecting anything asks for new ones. */
    readonly testerProvingsSinceIsolation: number
    /** Since all is off, out, away and locked, so that waiting counts; null before. */
    readonly secondsSinceIsolation: number | null
    readonly precautions: readonly Precaution[]
  }
  readonly repairs: readonly { readonly component: string; readonly repair: string }[]
  /** Connectors that were pulled, in the order of the harness. */
  readonly unplugged: readonly string[]
  readonly pinched: readonly string[]
  /** Components that sit in each other's places. */
  readonly swapped: readonly (readonly [one: string, other: string])[]
}

/** Null while the instrument is off. */
export type EngineView = {
  readonly rpm: number | null
  readonly coolantDegC: number | null
  readonly fuelPercent: number | null
  /** As the selector's display shows it: P, R, N, D3. */
  readonly gear: string
}

/** What a person at the car needs no instrument for: their own deeds, and the charging plug. */
export type OwnEyes = Pick<
  CarView,
  'chargerPlugged' | 'driveModeDial' | 'pedal' | 'profile' | 'safety' | 'repairs' | 'unplugged' | 'pinched' | 'swapped'
>

export const LAMPS = [
  'ready',
  'powerSystem',
  'tractionBattery',
  'battery12V',
  'insulation',
  'limitedPower',
  'charging',
  'checkEngine',
  'checkEngineBlinking',
  'charge',
  'oilPressure',
  'coolantHot',
  'brakes',
  'transmission',
  'fuelLow',
] as const
export type Lamp = (typeof LAMPS)[number]
export const MESSAGES = [
  'checkPowerSystem',
  'evFunctionLimited',
  'lowVoltageBattery',
  'insulationFault',
  'chargerConnected',
  'transmissionHot',
  'evNotNow',
] as const
export type Message = (typeof MESSAGES)[number]

export type Range = { readonly min?: number; readonly max?: number }
export type FrameSignal = {
  readonly firstBit: number
  readonly bits: number
  readonly scale: number
  readonly offset: number
}
export type ScopeQuantity = 'least' | 'greatest' | 'mean' | 'span'
/** A reading that shows a cause; the lab matches it against the evidence. */
export type Proof =
  | ({
      readonly kind: 'measurement'
      readonly instrument: ProbeInstrument
      readonly points: readonly [string, string]
    } & Range)
  | ({ readonly kind: 'measurement'; readonly instrument: 'clamp'; readonly wire: string } & Range)
  | ({ readonly kind: 'measurement'; readonly instrument: 'gauge'; readonly point: string } & Range)
  | ({ readonly kind: 'measurement'; readonly instrument: 'thermometer'; readonly surface: string } & Range)
  | {
      readonly kind: 'scope'
      readonly points: readonly [string, string]
      readonly secondsPerDivision: number
      readonly volts: { readonly [Of in ScopeQuantity]?: Range }
    }
  | ({ readonly kind: 'did'; readonly ecu: string; readonly did: number } & Range)
  | ({
      readonly kind: 'obd'
      readonly ecu: string
      readonly pid: number
      readonly field?: number
      readonly isFrozen?: true
    } & Range)
  | ({
      readonly kind: 'monitorResult'
      readonly ecu: string
      readonly monitorId: number
      readonly testId: number
      readonly isFailed?: true
    } & Range)
  | ({
      readonly kind: 'didDifference'
      readonly ecu: string
      readonly did: number
      readonly minus: number
      readonly withinMs: number
    } & Range)
  | { readonly kind: 'dtc'; readonly ecu: string; readonly code24: number }
  | ({ readonly kind: 'frame'; readonly ecu: string; readonly id: number; readonly signal: FrameSignal } & Range)
  | { readonly kind: 'silence'; readonly id: number; readonly forMs: number }
  | { readonly kind: 'all'; readonly proofs: readonly Proof[]; readonly withinMs?: number }
  | {
      readonly kind: 'while'
      readonly from: ActionLike
      readonly until: ActionLike
      readonly afterMs?: number
      readonly proof: Proof
    }

/** Any action that has all of these fields. */
export type ActionLike = {
  [Kind in CarAction['kind']]: { readonly kind: Kind } & Partial<Extract<CarAction, { kind: Kind }>>
}[CarAction['kind']]

/** The truth about a fault. Never sent to a trainee. Component and failure mode are null where nothing is wrong. */
export type FaultInfo = {
  readonly id: string
  readonly component: string | null
  readonly failureMode: string | null
  /** Exactly the codes that it raises, once the car was used as its description says. */
  readonly codes: readonly { readonly ecu: string; readonly code24: number }[]
  readonly proofs: readonly Proof[]
  readonly repairs: readonly { readonly component: string; readonly repair: string }[]
}

export type Connection = {
  receive(bytes: Uint8Array, nowMs: number): void
  service(nowMs: number): void
  close(): void
}
export type DoorSide = { send(bytes: Uint8Array): void; close(): void }

/** A scan tool of our own on the same bus. */
export type Tester = {
  /** `ecuId` is one of the model, or `all` for a functional request. False: there is no such ECU, or it is busy. */
  request(
    ecuId: string,
    message: Uint8Array,
    nowMs: number,
    onResponse: (response: Uint8Array, ecuId: string) => void,
  ): boolean
  service(nowMs: number): void
  /** Nobody is waited for: until something is asked, `service` would do nothing. */
  isResting(): boolean
  close(): void
}

export type Car = {
  readonly model: CarModel
  readonly tick: number
  /** What is wrong, or was: from the start, and behind that each that was injected, in this order. */
  readonly faults: readonly FaultInfo[]
  readonly vin: string
  readonly bus: CanBus
  /** Between the car and a DC station: a CAN channel of its own, quiet while there is no plug. */
  readonly chargingBus?: CanBus
  /** Who belongs to car and station there; all others are tools. */
  readonly chargingSenders?: ReadonlySet<string>
  step(): void
  service(nowMs: number): void
  /** Nothing waits for a timer: until the car steps or is asked something, `service` would do nothing. */
  isResting(): boolean
  act(action: CarAction): ActionOutcome
  /** Breaks something now. Throws on an unknown fault, and on a case in which nothing is broken. */
  inject(faultId: string): FaultInfo
  /** Puts right what the fault's first repair puts right, without anybody's hands. Throws likewise. */
  clear(faultId: string): void
  measure(measurement: Measurement): MeasurementOutcome
  /** Puts a scope's tips on points and begins to solve what it shows: of the car as it stands now. */
  beginScope(settings: ScopeSettings): ScopeOutcome
  view(): CarView
  /** Of the waiting time since isolation, 0 when it is over; null while the car is not isolated. */
  waitingLeftS(): number | null
  /** Proven so, by all its steps; never of a car without high voltage. It is for who guides, and in no view. */
  isIsolated(): boolean
  stateHash(): string
  openTester(name: string): Tester
  plugElm327(side: DoorSide, nowMs: number): Connection
  /** `isSecure`: it came through TLS. */
  connectDoip(side: DoorSide, nowMs: number, isSecure?: boolean): Connection
  doipDatagram(bytes: Uint8Array): Uint8Array | undefined
  doipAnnouncement(): Uint8Array
  /** Exchanges that never were on the bus: those of a DoIP tester with the gateway itself, or with all units at once. */
  recordDiagnostics(recorder: (ecuId: string, request: Uint8Array, response: Uint8Array, nowMs: number) => void): void
}
