/**
 * A diagnostic server: takes requests, answers them, keeps session and security. ISO 14229-1:2020 and ISO 14229-2.
 *
 * The order of the checks is the standard's (general server response behaviour, then that of services with a
 * sub-function); each service in ./services/ goes on from where it depends on the service.
 * An ECU has one session, whoever asks: a tester on CAN and one on DoIP share it, and the one who comes while a request
 * is being worked on hears busyRepeatRequest.
 * Left out: see ./coverage.md.
 */
import { type Guard, runningProgram, type UdsEcu } from './ecu.ts'
import {
  type Answer,
  accessRefusal,
  createServerState,
  DATA_BYTES_MAX,
  enterSession,
  isInSession,
  negative,
  type Respond,
  resetServer,
  type ServerState,
  type Service,
} from './server.ts'
import { authentication } from './services/authentication.ts'
import {
  inputOutputControlByIdentifier,
  readDataByIdentifier,
  readScalingDataByIdentifier,
  writeDataByIdentifier,
} from './services/data.ts'
import { clearDiagnosticInformation, controlDtcSetting, readDtcInformation } from './services/dtc.ts'
import { dynamicallyDefineDataIdentifier } from './services/dynamic.ts'
import { responseOnEvent, watchEvents } from './services/event.ts'
import { requestFileTransfer } from './services/file.ts'
import { linkControl } from './services/link.ts'
import { readMemoryByAddress, writeMemoryByAddress } from './services/memory.ts'
import { readDataByPeriodicIdentifier, sendPeriodic } from './services/periodic.ts'
import { routineControl } from './services/routine.ts'
import { securityAccess } from './services/security.ts'
import { communicationControl, diagnosticSessionControl, ecuReset, testerPresent } from './services/session.ts'
import { requestDownload, requestTransferExit, requestUpload, transferData } from './services/transfer.ts'
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

export type { Respond } from './server.ts'
export type Addressing = 'physical' | 'functional'

export type UdsServer = {
  /** Answers through `respond`, or where the server was told at creation; often before it returns. */
  request(message: Uint8Array, addressing: Addressing, nowMs: number, respond?: Respond): void
  /** Runs the timers: S3, 0x78 for what takes longer than P2, periodic data; and watches for events. */
  service(nowMs: number): void
  /** Default session, nothing worked on, nothing to be sent or watched unasked: no timer runs. */
  isResting(): boolean
  /** As after power on. Counters of false keys stay. */
  reset(): void
  session(): Session
  isUnlocked(level: number): boolean
  /** Somebody has proven who they are (29). */
  isAuthenticated(): boolean
}

const SERVICES = new Map<number, Service>([
  [SERVICE.diagnosticSessionControl, diagnosticSessionControl],
  [SERVICE.ecuReset, ecuReset],
  [SERVICE.clearDiagnosticInformation, clearDiagnosticInformation],
  [SERVICE.readDtcInformation, readDtcInformation],
  [SERVICE.readDataByIdentifier, readDataByIdentifier],
  [SERVICE.readMemoryByAddress, readMemoryByAddress],
  [SERVICE.readScalingDataByIdentifier, readScalingDataByIdentifier],
  [SERVICE.securityAccess, securityAccess],
  [SERVICE.communicationControl, communicationControl],
  [SERVICE.authentication, authentication],
  [SERVICE.readDataByPeriodicIdentifier, readDataByPeriodicIdentifier],
  [SERVICE.dynamicallyDefineDataIdentifier, dynamicallyDefineDataIdentifier],
  [SERVICE.writeDataByIdentifier, writeDataByIdentifier],
  [SERVICE.inputOutputControlByIdentifier, inputOutputControlByIdentifier],
  [SERVICE.routineControl, routineControl],
  [SERVICE.requestDownload, requestDownload],
  [SERVICE.requestUpload, requestUpload],
  [SERVICE.transferData, transferData],
  [SERVICE.requestTransferExit, requestTransferExit],
  [SERVICE.requestFileTransfer, requestFileTransfer],
  [SERVICE.writeMemoryByAddress, writeMemoryByAddress],
  [SERVICE.testerPresent, testerPresent],
  [SERVICE.controlDtcSetting, controlDtcSetting],
  [SERVICE.responseOnEvent, responseOnEvent],
  [SERVICE.linkControl, linkControl],
])

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
  let working: Working | undefined
  let s3DueMs = Infinity

  function restartS3(nowMs: number): void {
    s3DueMs = state.session === SESSION.default ? Infinity : nowMs + state.ecu.timing.s3Ms
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
    now.pendingDueMs = nowMs + state.ecu.timing.p2StarMs * PENDING_SHARE
    now.respond(negativeResponse(now.serviceId, NRC.requestCorrectlyReceivedResponsePending), nowMs)
  }

  function reset(): void {
    working = undefined
    s3DueMs = Infinity
    resetServer(state)
  }

  /** What an event asks for, answered as the tester's own request would be. */
  function execute(request: Uint8Array, nowMs: number): Uint8Array | undefined {
    const answer = answerTo(state, request, nowMs, () => {})
    if (answer.kind === 'pending') return undefined
    if (answer.kind === 'negative') return negativeResponse(request[0], answer.nrc)
    return answer.data.length > DATA_BYTES_MAX
      ? negativeResponse(request[0], NRC.responseTooLong)
      : positiveResponse(request[0], answer.data)
  }

  return {
    request(message, addressing, nowMs, respond = respondByDefault) {
      if (message.length === 0) return
      state.ecu = runningProgram(ecu)
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
      const answer = answerTo(state, request, nowMs, respond)
      if (answer.kind === 'pending') {
        const pendingDueMs = nowMs + state.ecu.timing.p2Ms * PENDING_SHARE
        working = { ...exchange, poll: answer.poll, pendingDueMs, hasSentPending: false }
        return
      }
      finish(exchange, answer, nowMs)
    },
    service(nowMs) {
      state.ecu = runningProgram(ecu)
      if (working !== undefined) advance(working, nowMs)
      expireS3(nowMs)
      if (state.scheduled.size > 0) sendPeriodic(state, nowMs)
      // The answer to a request goes before what comes unasked.
      if (working === undefined && state.events.length > 0) {
        watchEvents(state, nowMs, (request) => execute(request, nowMs))
      }
    },
    isResting: () =>
      s3DueMs === Infinity && working === undefined && state.scheduled.size === 0 && state.events.length === 0,
    reset,
    session: () => state.session,
    isUnlocked: (level) => state.unlockedLevel === level,
    isAuthenticated: () => state.isAuthenticated,
  }
}

/** General server response behaviour, then the service itself. `request` has no suppress bit any more. */
function answerTo(state: ServerState, request: Uint8Array, nowMs: number, respond: Respond): Answer {
  const service = SERVICES.get(request[0])
  const guard = serviceGuard(state.ecu, request[0])
  if (service === undefined || guard === undefined) return negative(NRC.serviceNotSupported)
  const refusal = refusalOf(state, service, guard, request)
  return refusal === undefined ? service.run(state, request, nowMs, respond) : negative(refusal)
}

/** The checks that are the same for every service, in the standard's order. */
function refusalOf(state: ServerState, service: Service, guard: Guard, request: Uint8Array): Nrc | undefined {
  if (!isInSession(guard, state.session)) return NRC.serviceNotSupportedInActiveSession
  const denial = accessRefusal(guard, state)
  if (denial !== undefined) return denial
  if (request.length < service.byteLengthMin) return NRC.incorrectMessageLengthOrInvalidFormat
  if (service.subFunction === undefined) return undefined
  const subFunction = service.subFunction(state, request[1])
  if (subFunction === undefined) return NRC.subFunctionNotSupported
  if (!isInSession(subFunction, state.session)) return NRC.subFunctionNotSupportedInActiveSession
  return accessRefusal(subFunction, state)
}

const NONE: Guard = {}
const OUTSIDE_DEFAULT: Guard = { sessions: [SESSION.programming, SESSION.extended] }

/** Undefined: the ECU does not have this service at all, because nothing of it is offered. */
function serviceGuard(ecu: UdsEcu, serviceId: number): Guard | undefined {
  if (!isOffered(ecu, serviceId)) return undefined
  const own = ecu.serviceGuards?.get(serviceId) ?? offeredSessions(ecu, serviceId)
  return own ?? (ONLY_OUTSIDE_DEFAULT_SESSION.includes(serviceId) ? OUTSIDE_DEFAULT : NONE)
}

/** Where a download or upload is offered, its service is known; its security is judged after the request's range. */
function offeredSessions(ecu: UdsEcu, serviceId: number): Guard | undefined {
  const offer =
    serviceId === SERVICE.requestDownload ? ecu.download : serviceId === SERVICE.requestUpload ? ecu.upload : undefined
  return offer?.sessions && { sessions: offer.sessions }
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
    case SERVICE.readMemoryByAddress:
      return ecu.memory?.some((region) => region.read !== undefined) ?? false
    case SERVICE.writeMemoryByAddress:
      return ecu.memory?.some((region) => region.write !== undefined) ?? false
    case SERVICE.readScalingDataByIdentifier:
      return hasScaling(ecu)
    case SERVICE.authentication:
      return ecu.authentication !== undefined
    case SERVICE.readDataByPeriodicIdentifier:
      return ecu.periodic !== undefined
    case SERVICE.dynamicallyDefineDataIdentifier:
      return (ecu.dynamicDidsMax ?? 0) > 0
    case SERVICE.requestDownload:
      return ecu.download !== undefined
    case SERVICE.requestUpload:
      return ecu.upload !== undefined
    case SERVICE.requestFileTransfer:
      return ecu.files !== undefined
    case SERVICE.transferData:
    case SERVICE.requestTransferExit:
      return (ecu.download ?? ecu.upload ?? ecu.files) !== undefined
    case SERVICE.responseOnEvent:
      return ecu.eventWindowsMs !== undefined
    case SERVICE.linkControl:
      return ecu.link !== undefined
    default:
      return true
  }
}

function hasScaling({ dids }: UdsEcu): boolean {
  for (const { scaling } of dids.values()) if (scaling !== undefined) return true
  return false
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
