/** What every panel of the bench shares: the attempt, its live state, and the one way to act on the car. */
import { createContext, useContext } from 'react'
import type {
  ActionOutcome,
  benchCalls,
  CarAction,
  CarView,
  Measurement,
  Reading,
  RunningAttempt,
  ScopeSettings,
  ScopeTrace,
} from '../api/attempts.ts'
import type { Live } from './live.ts'

/** One line of "what I did", in the words of the evidence log. */
export type Deed = { readonly stationMs: number } & (
  | { readonly kind: 'action'; readonly action: CarAction; readonly outcome: ActionOutcome }
  | ({ readonly kind: 'measurement'; readonly reading: Reading | undefined } & Measurement)
  | { readonly kind: 'scope'; readonly settings: ScopeSettings }
  | { readonly kind: 'diagnostic'; readonly ecu: string; readonly request: string; readonly response: string | null }
)

/** A measurement that was taken: where the probes were, and what the display showed. */
export type Measured = Extract<Deed, { kind: 'measurement' }>

/** A question of the bench's scan tool. */
export type Exchanged = Extract<Deed, { kind: 'diagnostic' }>

/** Where an attempt is replayed: what its panels show as if it had just been done. */
export type Replayed = {
  readonly last: Deed | undefined
  /** Every one, of live data too. */
  readonly exchanges: readonly Exchanged[]
  readonly look: { readonly settings: ScopeSettings; readonly trace: ScopeTrace | undefined } | undefined
}

export type Bench = {
  readonly attempt: RunningAttempt
  readonly live: Live
  readonly calls: ReturnType<typeof benchCalls>
  readonly deeds: readonly Deed[]
  /** Asks the station, notes the deed, shows a refusal or a hazard. */
  act(action: CarAction): Promise<ActionOutcome | undefined>
  /** What is seen at the car once all that was begun is done; undefined before anything was seen. */
  look(): Promise<CarView | undefined>
  measure(what: Measurement): Promise<Reading | undefined>
  /** `isNoted: false` while it runs on by itself. */
  lookThroughScope(settings: ScopeSettings, isNoted: boolean): Promise<ScopeTrace | undefined>
  /** A UDS request to one control unit; hexadecimal both ways. `isNoted: false` for polling. */
  diagnose(ecu: string, request: string, isNoted?: boolean): Promise<string | null>
  /** Nothing can be done at the car: it shows what was done. */
  readonly replayed?: Replayed
}

export const BenchContext = createContext<Bench | undefined>(undefined)

export function useBench(): Bench {
  const bench = useContext(BenchContext)
  if (bench === undefined) throw new Error('useBench outside of a bench')
  return bench
}
