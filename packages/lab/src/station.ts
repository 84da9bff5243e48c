/**
 * What a world must offer to be practised on. Structural: a world fits without importing this file.
 *
 * A station is stepped by its host and never steps itself. Station time advances only in `step`; `nowMs` is wall
 * time and serves protocol timers alone, so that a test tool's time-outs hold however fast the station runs.
 * Invariant: from one seed, the same steps and the same calls give the same state, bit for bit.
 */

/** A text that people see, in the four languages of the workshops. */
export type Words = { readonly kk: string; readonly ru: string; readonly zh: string; readonly en: string }

/** A place where a probe can be put. */
export type MeasuringPoint = {
  readonly id: string
  readonly name: Words
  /** Touching it needs gloves unless the system is isolated. */
  readonly isHighVoltage: boolean
}

/** Something that can be at fault, be put right or be replaced. */
export type Component = {
  readonly id: string
  readonly name: Words
  /** Working on it needs the system isolated. */
  readonly isHighVoltage: boolean
  readonly failureModes: readonly { readonly id: string; readonly name: Words }[]
  readonly repairs: readonly {
    readonly id: string
    readonly name: Words
    readonly priceKzt: number
    readonly workMin: number
  }[]
}

/** What everyone at the station may know: the same for every exercise, so it can never tell the fault. */
export type StationModel = {
  readonly id: string
  readonly name: Words
  readonly stepMs: number
  readonly points: readonly MeasuringPoint[]
  readonly components: readonly Component[]
}

/** With two probes on two points. */
export const PROBE_INSTRUMENTS = ['voltmeter', 'ohmmeter', 'insulationTester', 'diode', 'continuity'] as const
export type ProbeInstrument = (typeof PROBE_INSTRUMENTS)[number]

export type Measurement =
  | { readonly instrument: ProbeInstrument; readonly red: string; readonly black: string }
  /** Around one wire. */
  | { readonly instrument: 'clamp'; readonly wire: string }
  /** A pressure gauge at one point made for it. */
  | { readonly instrument: 'gauge'; readonly point: string }
  /** An infrared thermometer, aimed at a surface. */
  | { readonly instrument: 'thermometer'; readonly surface: string }

export const READING_UNITS = ['V', 'Ω', 'A', 'Pa', '°C'] as const

/** `OL` is what a meter shows when the value is beyond its range. */
export type Reading = {
  readonly value: number | 'OL'
  readonly unit: (typeof READING_UNITS)[number]
  /** Of the continuity test alone. */
  readonly isBeeping?: boolean
}

/** An oscilloscope: one or two channels between two points each, ten divisions of time, an edge to begin at. */
export type ScopeSettings = {
  readonly channels: readonly { readonly red: string; readonly black: string }[]
  readonly secondsPerDivision: number
  readonly trigger: {
    readonly channel: number
    readonly edge: 'rising' | 'falling'
    readonly volts: number
    readonly mode: 'auto' | 'normal'
  }
}
/** The edge is at time 0. */
export type ScopeTrace = {
  readonly isTriggered: boolean
  readonly startS: number
  readonly pointS: number
  readonly channels: readonly (ChannelSummary & { readonly volts: readonly number[] })[]
}
export type ChannelSummary = { readonly voltsMin: number; readonly voltsMax: number; readonly voltsMean: number }

/** A critical error against safety: it ends the attempt. `missing` names the isolation steps not taken. */
export type Hazard = {
  readonly kind: 'liveContact' | 'workWithoutIsolation' | 'liveInsulationTest'
  readonly at: string
  readonly volts: number
  readonly missing: readonly string[]
}

/** `refused`: the action makes no sense now (nothing changed). `hazard`: it was done, and it was dangerous. */
export type ActionOutcome =
  /** `remarks`: what a careful person would have seen to before, where anything was lacking. */
  | { readonly kind: 'done'; readonly remarks?: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'hazard'; readonly hazard: Hazard }

export type MeasurementOutcome =
  | { readonly kind: 'reading'; readonly reading: Reading }
  | Exclude<ActionOutcome, { kind: 'done' }>

/** A look through a scope is worked off in slices, so that the station goes on meanwhile. */
export type Capture = {
  /** Works off so many parts; true when it is done. */
  advance(steps: number): boolean
  trace(): ScopeTrace
}
export type ScopeOutcome =
  | { readonly kind: 'capture'; readonly capture: Capture }
  | Exclude<ActionOutcome, { kind: 'done' }>

/** One tool plugged into a door. The host moves bytes; the station speaks the protocol. */
export type Connection = {
  receive(bytes: Uint8Array, nowMs: number): void
  /** Lets protocol timers run; called every few milliseconds. */
  service(nowMs: number): void
  close(): void
  /** Where it is told: the tool gives more than can be taken now. The host reads no more of it before a later `service`. */
  isBusy?(): boolean
  /** Where it is told: nothing is under way, so that `service` may come as seldom as every tenth of a second until more is received. */
  isResting?(): boolean
}

export type DoorSide = { send(bytes: Uint8Array): void; close(): void }

/** A virtual station. `Action` and `View` belong to the world. */
export type Station<Action, View> = {
  readonly model: StationModel
  /** Steps taken; station time is `tick * model.stepMs`. */
  readonly tick: number
  step(): void
  /** Lets the protocol timers inside the station run. */
  service(nowMs: number): void
  /** Where it is told: no such timer runs, so that `service` may be left out until the station steps or is asked something. */
  isResting?(): boolean
  act(action: Action): ActionOutcome
  measure(measurement: Measurement): MeasurementOutcome
  /** Where the station has a scope. */
  beginScope?(settings: ScopeSettings): ScopeOutcome
  /** What a person standing at the station sees. Never tells the fault. */
  view(): View
  /** Equal for equal states: the proof of a replay. */
  stateHash(): string
}
