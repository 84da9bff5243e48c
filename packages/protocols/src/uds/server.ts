/**
 * The state of one diagnostic server, and what each service is to it. ISO 14229-1:2020.
 * The services in ./services/ act on it; ./session.ts decides which request reaches them.
 */
import { assert } from '@luban/stdx'
import type { Guard, UdsEcu } from './ecu.ts'
import { COMMUNICATION, COMMUNICATION_TYPE, type Nrc, SESSION, type Session } from './tables.ts'

export type ServerState = {
  readonly ecu: UdsEcu
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
  run(state: ServerState, request: Uint8Array, nowMs: number): Answer
}

export const positive = (...data: number[]): Answer => ({ kind: 'positive', data })
export const negative = (nrc: Nrc): Answer => ({ kind: 'negative', nrc })

export function isInSession(guard: Guard, session: Session): boolean {
  return guard.sessions?.includes(session) ?? true
}

export function isUnlocked(guard: Guard, state: ServerState): boolean {
  return guard.securityLevel === undefined || guard.securityLevel === state.unlockedLevel
}

export function createServerState(ecu: UdsEcu): ServerState {
  assert(ecu.sessions.includes(SESSION.default), 'every ECU has the default session')
  return {
    ecu,
    session: SESSION.default,
    unlockedLevel: 0,
    seed: undefined,
    attempts: new Map(),
    controlled: new Set(),
    startedRoutines: new Set(),
  }
}

/**
 * Enters a session, the running one included: security locks again, and what hung on the old session or on security
 * goes back to the ECU. The default session also ends ControlDTCSetting and CommunicationControl.
 */
export function enterSession(state: ServerState, session: Session): void {
  const isOther = session !== state.session
  state.session = session
  state.unlockedLevel = 0
  state.seed = undefined
  for (const did of state.controlled) {
    const control = state.ecu.dids.get(did)?.control
    if (!isOther && control?.securityLevel === undefined) continue
    state.controlled.delete(did)
    control?.returnControl()
  }
  if (session !== SESSION.default) return
  state.ecu.dtcs?.setUpdating(true)
  state.ecu.communication?.control(COMMUNICATION.enableRxAndTx, COMMUNICATION_TYPE.both)
}
