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

export type Instrument = 'voltmeter' | 'ohmmeter' | 'insulationTester'

export type Measurement = { readonly instrument: Instrument; readonly red: string; readonly black: string }

/** `OL` is what a meter shows when the value is beyond its range. */
export type Reading = { readonly value: number | 'OL'; readonly unit: 'V' | 'Ω' }

/** A critical error against safety: it ends the attempt. `missing` names the isolation steps not taken. */
export type Hazard = {
  readonly kind: 'liveContact' | 'workWithoutIsolation' | 'liveInsulationTest'
  readonly at: string
  readonly volts: number
  readonly missing: readonly string[]
}

/** `refused`: the action makes no sense now (nothing changed). `hazard`: it was done, and it was dangerous. */
export type ActionOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'hazard'; readonly hazard: Hazard }

export type MeasurementOutcome =
  | { readonly kind: 'reading'; readonly reading: Reading }
  | Exclude<ActionOutcome, { kind: 'done' }>

/** One tool plugged into a door. The host moves bytes; the station speaks the protocol. */
export type Connection = {
  receive(bytes: Uint8Array, nowMs: number): void
  /** Lets protocol timers run; called every few milliseconds. */
  service(nowMs: number): void
  close(): void
  /** Where it is told: the tool gives more than can be taken now. The host reads no more of it before a later `service`. */
  readonly isBusy?: boolean
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
  act(action: Action): ActionOutcome
  measure(measurement: Measurement): MeasurementOutcome
  /** What a person standing at the station sees. Never tells the fault. */
  view(): View
  /** Equal for equal states: the proof of a replay. */
  stateHash(): string
}
