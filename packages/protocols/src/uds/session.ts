/**
 * A diagnostic server: takes requests, answers them, keeps session and security. ISO 14229-1:2020 and ISO 14229-2.
 *
 * The order of the checks is the standard's (general server response behaviour, then that of services with a
 * sub-function); each service in ./services/ goes on from where it depends on the service.
 * An ECU has one session, whoever asks: a tester on CAN and one on DoIP share it, and the one who comes while a request
 * is being worked on hears busyRepeatRequest.
 * Left out: see ./coverage.md.
 */
import type { Guard, UdsEcu } from './ecu.ts'
import {
  type Answer,
  createServerState,
  enterSession,
  isInSession,
  isUnlocked,
  negative,
  type ServerState,
  type Service,
} from './server.ts'
import { inputOutputControlByIdentifier, readDataByIdentifier, writeDataByIdentifier } from './services/data.ts'
import { clearDiagnosticInformation, controlDtcSetting, readDtcInformation } from './services/dtc.ts'
import { routineControl } from './services/routine.ts'
import { securityAccess } from './services/security.ts'
import { communicationControl, diagnosticSessionControl, ecuReset, testerPresent } from './services/session.ts'
import {
  NEGATIVE_RESPONSE,
  NRC,
  type Nrc,
  ONLY_OUTSIDE_DEFAULT_SESSION,
  POSITIVE_RESPONSE,
  QUIET_ON_FUNCTIONAL,
  SERVICE,
  SESSION,
  type Session,
  SUPPRESS_POSITIVE_RESPONSE,
} from './tables.ts'

export type Addressing = 'physical' | 'functional'
export type Respond = (message: Uint8Array, nowMs: number) => void

export type UdsServer = {
  /** Answers through `respond`, or where the server was told at creation; often before it returns. */
  request(message: Uint8Array, addressing: Addressing, nowMs: number, respond?: Respond): void
  /** Runs the timers: S3, and 0x78 for what takes longer than P2. */
  service(nowMs: number): void
  /** As after power on. Counters of false keys stay. */
  reset(): void
  readonly session: Session
  isUnlocked(level: number): boolean
}

const SERVICES = new Map<number, Service>([
  [SERVICE.diagnosticSessionControl, diagnosticSessionControl],
  [SERVICE.ecuReset, ecuReset],
  [SERVICE.clearDiagnosticInformation, clearDiagnosticInformation],
  [SERVICE.readDtcInformation, readDtcInformation],
  [SERVICE.readDataByIdentifier, readDataByIdentifier],
  [SERVICE.securityAccess, securityAccess],
  [SERVICE.communicationControl, communicationControl],
  [SERVICE.writeDataByIdentifier, writeDataByIdentifier],
  [SERVICE.inputOutputControlByIdentifier, inputOutputControlByIdentifier],
  [SERVICE.routineControl, routineControl],
  [SERVICE.testerPresent, testerPresent],
  [SERVICE.controlDtcSetting, controlDtcSetting],
])

/** What one ISO-TP message can carry after the identifier of the response. */
const DATA_BYTES_MAX = 4094

/** The first 0x78 goes out at this share of P2, the next ones at this share of P2*: never too late by a slow timer. */
const PENDING_SHARE = 0.5

type Exchange = {
  readonly serviceId: number
  readonly addressing: Addressing
  readonly respond: Respond
  readonly isPositiveSuppressed: boolean
}

/** A request that asked for time. */
type Working = Exchange & { poll(nowMs: number): Answer; pendingDueMs: number; hasSentPending: boolean }

export function createUdsServer(ecu: UdsEcu, respondByDefault: Respond): UdsServer {
  const state = createServerState(ecu)
  const { timing } = ecu
  let working: Working | undefined
  let s3DueMs = Infinity

  function restartS3(nowMs: number): void {
    s3DueMs = state.session === SESSION.default ? Infinity : nowMs + timing.s3Ms
  }

  function expireS3(nowMs: number): void {
    if (working !== undefined || nowMs < s3DueMs) return
    s3DueMs = Infinity
    enterSession(state, SESSION.default)
  }

  function finish(exchange: Exchange, answer: Answer & { kind: 'positive' | 'negative' }, nowMs: number): void {
    const { serviceId, respond, isPositiveSuppressed, addressing } = exchange
    restartS3(nowMs)
    if (answer.kind === 'negative') {
      if (addressing === 'functional' && QUIET_ON_FUNCTIONAL.includes(answer.nrc)) return
      respond(negativeResponse(serviceId, answer.nrc), nowMs)
      return
    }
    if (answer.data.length > DATA_BYTES_MAX) {
      respond(negativeResponse(serviceId, NRC.responseTooLong), nowMs)
      return
    }
    if (!isPositiveSuppressed) respond(positiveResponse(serviceId, answer.data), nowMs)
    answer.afterwards?.()
    if (serviceId === SERVICE.ecuReset) reset()
  }

  function advance(now: Working, nowMs: number): void {
    const answer = now.poll(nowMs)
    if (answer.kind !== 'pending') {
      working = undefined
      // Once 0x78 has gone out the final answer always follows.
      const exchange: Exchange = now.hasSentPending
        ? { ...now, addressing: 'physical', isPositiveSuppressed: false }
        : now
      finish(exchange, answer, nowMs)
      return
    }
    now.poll = answer.poll
    if (nowMs < now.pendingDueMs) return
    now.hasSentPending = true
    now.pendingDueMs = nowMs + timing.p2StarMs * PENDING_SHARE
    now.respond(negativeResponse(now.serviceId, NRC.requestCorrectlyReceivedResponsePending), nowMs)
  }

  function reset(): void {
    working = undefined
    s3DueMs = Infinity
    state.startedRoutines.clear()
    enterSession(state, SESSION.default)
  }

  return {
    request(message, addressing, nowMs, respond = respondByDefault) {
      if (message.length === 0) return
      expireS3(nowMs)
      if (working !== undefined) {
        const isKeepAlive = message[0] === SERVICE.testerPresent && message[1] === SUPPRESS_POSITIVE_RESPONSE
        if (!isKeepAlive) respond(negativeResponse(message[0], NRC.busyRepeatRequest), nowMs)
        return
      }
      const hasSubFunction = SERVICES.get(message[0])?.subFunction !== undefined && message.length > 1
      const isPositiveSuppressed = hasSubFunction && (message[1] & SUPPRESS_POSITIVE_RESPONSE) !== 0
      const request = message.slice()
      if (hasSubFunction) request[1] &= ~SUPPRESS_POSITIVE_RESPONSE
      const exchange: Exchange = { serviceId: message[0], addressing, respond, isPositiveSuppressed }
      const answer = answerTo(state, request, nowMs)
      if (answer.kind === 'pending') {
        const pendingDueMs = nowMs + timing.p2Ms * PENDING_SHARE
        working = { ...exchange, poll: answer.poll, pendingDueMs, hasSentPending: false }
        return
      }
      finish(exchange, answer, nowMs)
    },
    service(nowMs) {
      if (working !== undefined) advance(working, nowMs)
      expireS3(nowMs)
    },
    reset,
    get session() {
      return state.session
    },
    isUnlocked: (level) => state.unlockedLevel === level,
  }
}

/** General server response behaviour, then the service itself. `request` has no suppress bit any more. */
function answerTo(state: ServerState, request: Uint8Array, nowMs: number): Answer {
  const service = SERVICES.get(request[0])
  const guard = serviceGuard(state.ecu, request[0])
  if (service === undefined || guard === undefined) return negative(NRC.serviceNotSupported)
  const refusal = refusalOf(state, service, guard, request)
  return refusal === undefined ? service.run(state, request, nowMs) : negative(refusal)
}

/** The checks that are the same for every service, in the standard's order. */
function refusalOf(state: ServerState, service: Service, guard: Guard, request: Uint8Array): Nrc | undefined {
  if (!isInSession(guard, state.session)) return NRC.serviceNotSupportedInActiveSession
  if (!isUnlocked(guard, state)) return NRC.securityAccessDenied
  if (request.length < service.byteLengthMin) return NRC.incorrectMessageLengthOrInvalidFormat
  if (service.subFunction === undefined) return undefined
  const subFunction = service.subFunction(state, request[1])
  if (subFunction === undefined) return NRC.subFunctionNotSupported
  if (!isInSession(subFunction, state.session)) return NRC.subFunctionNotSupportedInActiveSession
  if (!isUnlocked(subFunction, state)) return NRC.securityAccessDenied
  return undefined
}

const NONE: Guard = {}
const OUTSIDE_DEFAULT: Guard = { sessions: [SESSION.programming, SESSION.extended] }

/** Undefined: the ECU does not have this service at all, because nothing of it is offered. */
function serviceGuard(ecu: UdsEcu, serviceId: number): Guard | undefined {
  if (!isOffered(ecu, serviceId)) return undefined
  return (
    ecu.serviceGuards?.get(serviceId) ?? (ONLY_OUTSIDE_DEFAULT_SESSION.includes(serviceId) ? OUTSIDE_DEFAULT : NONE)
  )
}

function isOffered(ecu: UdsEcu, serviceId: number): boolean {
  switch (serviceId) {
    case SERVICE.clearDiagnosticInformation:
    case SERVICE.readDtcInformation:
    case SERVICE.controlDtcSetting:
      return ecu.dtcs !== undefined
    case SERVICE.securityAccess:
      return ecu.security.size > 0
    case SERVICE.communicationControl:
      return ecu.communication !== undefined
    case SERVICE.routineControl:
      return ecu.routines.size > 0
    case SERVICE.ecuReset:
      return ecu.resets.size > 0
    default:
      return true
  }
}

function positiveResponse(serviceId: number, data: ArrayLike<number>): Uint8Array {
  const message = new Uint8Array(1 + data.length)
  message[0] = serviceId + POSITIVE_RESPONSE
  message.set(data, 1)
  return message
}

function negativeResponse(serviceId: number, nrc: Nrc): Uint8Array {
  return Uint8Array.of(NEGATIVE_RESPONSE, serviceId, nrc)
}
