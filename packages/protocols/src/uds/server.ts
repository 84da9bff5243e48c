/**
 * The state of one diagnostic server, and what each service is to it. ISO 14229-1:2020.
 * The services in ./services/ act on it; ./session.ts decides which request reaches them.
 */
import { assert } from '@luban/stdx'
import { type Guard, runningProgram, type Transfer, type UdsEcu } from './ecu.ts'
import type { MemoryLocation } from './numbers.ts'
import { COMMUNICATION, COMMUNICATION_TYPE, NRC, type Nrc, SESSION, type Session } from './tables.ts'

export type ServerState = {
  readonly unit: UdsEcu
  /** The program of the unit that answers now, looked for again with each request and each session. */
  ecu: UdsEcu
  session: Session
  /** The security level that is open; 0 when all are locked. */
  unlockedLevel: number
  /** The seed that waits for its key. */
  seed: { readonly level: number; readonly bytes: Uint8Array } | undefined
  /** False keys so far, and until when no seed is given, by level. Kept over a reset: it is no way round them. */
  readonly attempts: Map<number, { falseKeys: number; delayUntilMs: number }>
  /** Identifiers of the actuators under the tester's hand. */
  readonly controlled: Set<number>
  /** Routines started since the last reset. */
  readonly startedRoutines: Set<number>
  isAuthenticated: boolean
  /** The challenge that waits for its proof. */
  challenge: Uint8Array | undefined
  transfer: RunningTransfer | undefined
  /** What dynamically defined identifiers are made of, since the last reset. */
  readonly dynamicDids: Map<number, DynamicPart[]>
  /** Periodic identifiers (their low byte), in the order in which they were asked for. */
  readonly scheduled: Map<number, Scheduled>
  readonly events: ConfiguredEvent[]
  /** The rate that LinkControl has found possible, bit/s. */
  verifiedBitsPerSecond: number | undefined
}

/** Where an answer that comes unasked goes: to whoever asked for it. */
export type Respond = (message: Uint8Array, nowMs: number) => void

export type RunningTransfer = {
  readonly kind: 'download' | 'upload'
  readonly transfer: Transfer
  leftByteLength: number
  /** Of the block that was answered last, with the answer: a tester that did not hear it repeats the block. */
  counter: number
  lastAnswer: Uint8Array | undefined
}

export type DynamicPart =
  | { readonly kind: 'did'; readonly did: number; readonly position: number; readonly byteLength: number }
  | ({ readonly kind: 'memory' } & MemoryLocation)

export type Scheduled = { readonly periodMs: number; dueMs: number; readonly respond: Respond }

/** An event of ResponseOnEvent, as it was asked for. */
export type ConfiguredEvent = {
  readonly eventType: number
  readonly windowTime: number
  /** eventTypeRecord, and the request that is answered when the event comes (none where the event tells itself). */
  readonly record: Uint8Array
  readonly service: Uint8Array
  isStarted: boolean
  /** When its window closes. */
  untilMs: number
  /** How often it has come since the start. */
  count: number
  /** What was watched, as it was last seen. */
  seen: Uint8Array
  readonly respond: Respond
}

/** What a service answers. `data` follows the identifier of the response; `afterwards` runs when it has gone out. */
export type Answer =
  | { readonly kind: 'positive'; readonly data: ArrayLike<number>; afterwards?(): void }
  | { readonly kind: 'negative'; readonly nrc: Nrc }
  | { readonly kind: 'pending'; poll(nowMs: number): Answer }

export type Service = {
  /** Bytes of the shortest request, identifier included. */
  readonly byteLengthMin: number
  /** The guard of a sub-function, undefined when the ECU lacks it. Absent: the service has no sub-function. */
  subFunction?(state: ServerState, subFunction: number): Guard | undefined
  /** `request` is at least as long as it must be; the suppress bit is already taken off its sub-function. */
  run(state: ServerState, request: Uint8Array, nowMs: number, respond: Respond): Answer
}

/** What one ISO-TP message can carry after the identifier of the response. */
export const DATA_BYTES_MAX = 4094

export const positive = (...data: number[]): Answer => ({ kind: 'positive', data })
export const negative = (nrc: Nrc): Answer => ({ kind: 'negative', nrc })

export function isInSession(guard: Guard, session: Session): boolean {
  return guard.sessions?.includes(session) ?? true
}

/** Authentication is judged before security. Undefined: the guard lets this tester pass. */
export function accessRefusal(guard: Guard, state: ServerState): Nrc | undefined {
  if (guard.needsAuthentication && !state.isAuthenticated) return NRC.authenticationRequired
  const isUnlocked = guard.securityLevel === undefined || guard.securityLevel === state.unlockedLevel
  return isUnlocked ? undefined : NRC.securityAccessDenied
}

export function createServerState(ecu: UdsEcu): ServerState {
  assert(ecu.sessions.includes(SESSION.default), 'every ECU has the default session')
  return {
    unit: ecu,
    ecu: runningProgram(ecu),
    session: SESSION.default,
    unlockedLevel: 0,
    seed: undefined,
    attempts: new Map(),
    controlled: new Set(),
    startedRoutines: new Set(),
    isAuthenticated: false,
    challenge: undefined,
    transfer: undefined,
    dynamicDids: new Map(),
    scheduled: new Map(),
    events: [],
    verifiedBitsPerSecond: undefined,
  }
}

/**
 * Enters a session, the running one included: security locks again, and what hung on the old session or on security
 * goes back to the ECU; a transfer is given up, events are watched no more. The default session also ends
 * ControlDTCSetting, CommunicationControl, LinkControl, periodic data and, coming from another one, the authentication.
 */
export function enterSession(state: ServerState, session: Session): void {
  const isOther = session !== state.session
  state.session = session
  state.unlockedLevel = 0
  state.seed = undefined
  returnActuators(state, isOther)
  state.transfer?.transfer.abort()
  state.transfer = undefined
  for (const event of state.events) event.isStarted = false
  if (session === SESSION.default) leaveExtras(state, isOther)
  // Last, because from here on another program may run: the boot loader, or the application again.
  state.ecu.sessionEntered?.(session)
  state.ecu = runningProgram(state.unit)
  if (session !== SESSION.default) return
  state.ecu.dtcs?.setUpdating(true)
  state.ecu.communication?.control(COMMUNICATION.enableRxAndTx, COMMUNICATION_TYPE.both)
}

function returnActuators(state: ServerState, isOther: boolean): void {
  for (const did of state.controlled) {
    const control = state.ecu.dids.get(did)?.control
    if (!isOther && control?.securityLevel === undefined) continue
    state.controlled.delete(did)
    control?.returnControl()
  }
}

function leaveExtras(state: ServerState, isOther: boolean): void {
  state.scheduled.clear()
  state.verifiedBitsPerSecond = undefined
  state.ecu.link?.restore()
  if (!isOther) return
  state.isAuthenticated = false
  state.challenge = undefined
}

/** As after power on; counters of false keys stay. */
export function resetServer(state: ServerState): void {
  state.startedRoutines.clear()
  state.dynamicDids.clear()
  state.events.length = 0
  state.isAuthenticated = false
  state.challenge = undefined
  enterSession(state, SESSION.default)
}
