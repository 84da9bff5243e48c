/**
 * What the main thread and a station worker say to each other. Plain data: it crosses by structured clone.
 *
 * Every call is answered once, with `answer` or with `fault`. Events come unasked and name their attempt.
 */
import type {
  ActionOutcome,
  EndedStatus,
  GuidePlan,
  GuideProgress,
  GuideStepId,
  Hazard,
  Measurement,
  MeasurementOutcome,
  Mode,
  ScopeSettings,
  ScopeTrace,
} from '@luban/lab'
import type { EndReason } from '../db/end-reasons.ts'
import type { WaitingPeer } from '../doors/peers.ts'
import type { AdapterOrder } from '../real/adapter.ts'
import type { Glance } from './glance.ts'
import type { DoorKind, Obstacle, WorldStart } from './world.ts'

export type DoorAddress = {
  readonly kind: DoorKind
  readonly host: string
  readonly port: number
  /** Of DoIP: where the same door stands open for testers that come through TLS. */
  readonly tlsPort?: number
}

/** Everything a worker must know to bring a station alive. */
export type StationOrder = {
  readonly attemptId: string
  readonly exerciseId: string
  readonly exerciseVersion: number
  readonly modelId: string
  /** Of a real car. */
  readonly adapter?: AdapterOrder
  readonly mode: Mode
  readonly start: WorldStart
  /** What is done to the station before the trainee comes: never evidence against the trainee. */
  readonly startActions: readonly unknown[]
  readonly paceMax: number
  /** Of a guided attempt. */
  readonly guide?: GuidePlan
  /** Milliseconds of UTC, for the evidence. */
  readonly startedAtMs: number
  readonly versions: Readonly<Record<string, string>>
  readonly evidencePath: string
  readonly evidenceBytesMax: number
  readonly doors: readonly DoorAddress[]
  /** An address beyond loopback waits for the trainee's "allow" this long. */
  readonly peerTimeoutMs: number
}

/** How a station is brought alive. */
export type Opening = {
  readonly order: StationOrder
  /** Of its worker, from 1: by this the worker tells which station it was working for when it died. */
  readonly seat: number
  readonly restoring?: Restoring
}

/** It is made again from its evidence. */
export type Restoring = {
  /** What was put in since the start, in the order of the truth. */
  readonly injected: readonly string[]
  /** When the attempt started, milliseconds of this machine's clock: the wall time goes on from there. */
  readonly bornMs: number
  /** An instructor has its time stopped. */
  readonly isPaused: boolean
}

/** Both null: "the car has no fault". `report`: what the trainee wrote to the customer, where they did. */
export type Diagnosis = {
  readonly component: string | null
  readonly failureMode: string | null
  /** What else is wrong, where more than one thing is. */
  readonly also?: { readonly component: string; readonly failureMode: string }[]
  readonly report?: string
}

export type Ending =
  /** `diagnosis` is null when the time ran out: what is there is assessed. */
  | {
      readonly status: 'submitted'
      readonly reason: 'diagnosisStated' | 'timeIsUp'
      readonly diagnosis: Diagnosis | null
      readonly by: string
    }
  | { readonly status: Exclude<EndedStatus, 'submitted'>; readonly reason: EndReason }

/** How an attempt ended, and the seal on its evidence. */
export type Ended = {
  readonly status: EndedStatus
  readonly reason: string
  readonly evidenceSha256: string
}

/** `repaired`: by a deed that cures it. */
export type FaultState = 'present' | 'repaired' | 'cleared'
/** One fault of the station, by its place in the truth. */
export type StationFault = { readonly id: string; readonly state: FaultState; readonly isInjected: boolean }

export type ScopeReply =
  | { readonly kind: 'trace'; readonly trace: ScopeTrace }
  | Exclude<ActionOutcome, { kind: 'done' }>

/** Each call with what it asks and what it is answered. */
export type Calls = {
  open: { ask: Opening; answer: undefined }
  act: { ask: { action: unknown; by: string }; answer: ActionOutcome }
  measure: { ask: { measurement: Measurement; by: string }; answer: MeasurementOutcome }
  scope: { ask: { settings: ScopeSettings; by: string }; answer: ScopeReply }
  /** `isConfirmed`: the person said yes to this very request, where a real car asks for that. */
  diagnose: { ask: { ecu: string; request: Uint8Array; by: string; isConfirmed?: boolean }; answer: Uint8Array | null }
  release: { ask: { isReleased: boolean; by: string }; answer: undefined }
  setPace: { ask: { pace: number }; answer: number }
  pause: { ask: { isPaused: boolean }; answer: undefined }
  glance: { ask: undefined; answer: Glance }
  faults: { ask: undefined; answer: readonly StationFault[] }
  inject: { ask: { faultId: string; number: number; by: string }; answer: undefined }
  clear: { ask: { number: number; by: string }; answer: undefined }
  message: { ask: { by: string; number: number; event: 'sent' | 'read'; text?: string }; answer: undefined }
  /** False: this attempt has no such step. */
  hint: { ask: { step: GuideStepId; by: string }; answer: boolean }
  decidePeer: { ask: { peerId: string; isAllowed: boolean }; answer: boolean }
  watch: { ask: { isWatched: boolean }; answer: undefined }
  end: { ask: Ending; answer: Ended }
  flush: { ask: undefined; answer: undefined }
}
export type CallName = keyof Calls

/** Why a worker could not do what was asked; anything else is our bug. */
export type WorkerFault =
  | 'addressInUse'
  | 'sealed'
  | 'noSuchStation'
  | 'tooManyRequests'
  | 'unknownEcu'
  | 'failed'
  | Obstacle

/**
 * Where a tunnel leads: to a door, to that of DoIP with TLS between tool and station, or from the adapter at the trainee's
 * own computer to its real car.
 */
export type TunnelEnd = DoorKind | 'doipTls' | 'adapter'

export type ToWorker =
  | { [N in CallName]: { id: number; name: N; attemptId: string; ask: Calls[N]['ask'] } }[CallName]
  | { name: 'tunnelOpen'; attemptId: string; tunnelId: number; door: TunnelEnd; peer: string }
  | { name: 'tunnelBytes'; attemptId: string; tunnelId: number; bytes: Uint8Array }
  | { name: 'tunnelClose'; attemptId: string; tunnelId: number }

export type StationEvent =
  | {
      readonly event: 'view'
      readonly tick: number
      readonly stationMs: number
      readonly pace: number
      readonly view: unknown
    }
  | { readonly event: 'hazard'; readonly hazard: Hazard }
  | { readonly event: 'guide'; readonly progress: GuideProgress }
  | { readonly event: 'peers'; readonly waiting: readonly WaitingPeer[]; readonly toolCount: number }
  | { readonly event: 'ended'; readonly ended: Ended }
  /** It is being made again from its evidence; `share` of that is done, 0 to 1. */
  | { readonly event: 'restoring'; readonly share: number }
  /** Our own bug, or the disk: the station is gone, its evidence unsealed. */
  | { readonly event: 'failed'; readonly detail: string }
  | { readonly event: 'tunnelBytes'; readonly tunnelId: number; readonly bytes: Uint8Array }
  /** The station has read so much: more may be sent. */
  | { readonly event: 'tunnelTook'; readonly tunnelId: number; readonly byteCount: number }
  | { readonly event: 'tunnelClosed'; readonly tunnelId: number }

export type FromWorker =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly fault: WorkerFault; readonly detail: string }
  | { readonly attemptId: string; readonly event: StationEvent }
