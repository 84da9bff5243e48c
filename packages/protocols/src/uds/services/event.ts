/**
 * ResponseOnEvent: answers that come unasked, when a trouble code or a record changes. ISO 14229-1:2020.
 *
 * An event is configured, then all are started together; each is watched until its window closes, which is told with
 * the number of times it came. A change of the session stops them; a reset forgets them.
 */
import type { DtcStore } from '../ecu.ts'
import { codeBytes, identifierAt } from '../numbers.ts'
import {
  type Answer,
  type ConfiguredEvent,
  negative,
  positive,
  type Respond,
  type ServerState,
  type Service,
} from '../server.ts'
import { EVENT, EVENT_WINDOW, NRC, POSITIVE_RESPONSE, REPORT, SERVICE, SUPPRESS_POSITIVE_RESPONSE } from '../tables.ts'
import { recordByteLength, recordOf } from './record.ts'

const EVENTS_MAX = 8
/** Identifier, event type and window time. */
const HEAD_BYTES = 3
/** Asked for when an event comes: only what reads. */
const SERVICES_ON_EVENT: readonly number[] = [SERVICE.readDataByIdentifier, SERVICE.readDtcInformation]

/** Bytes of eventTypeRecord, of the events that are configured; and whether a request follows it. */
const LAYOUT: Readonly<Record<number, { readonly recordBytes: number; readonly hasService: boolean }>> = {
  [EVENT.onDtcStatusChange]: { recordBytes: 1, hasService: true },
  [EVENT.onChangeOfDataIdentifier]: { recordBytes: 2, hasService: true },
  [EVENT.reportMostRecentDtcOnStatusChange]: { recordBytes: 1, hasService: false },
  [EVENT.reportDtcRecordInformationOnDtcStatusChange]: { recordBytes: 3, hasService: false },
}

export const responseOnEvent: Service = {
  byteLengthMin: 2,
  subFunction: ({ ecu }, type) => (isOffered(type, ecu.dtcs) ? {} : undefined),
  run(state, request, nowMs, respond) {
    const type = request[1]
    if (LAYOUT[type] !== undefined) return configure(state, request, respond)
    if (request.length !== HEAD_BYTES) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    switch (type) {
      case EVENT.startResponseOnEvent:
        return start(state, request, nowMs)
      case EVENT.stopResponseOnEvent:
        return stop(state, request)
      case EVENT.clearResponseOnEvent:
        state.events.length = 0
        return positive(type, 0, request[2])
      default:
        return reportActivated(state, type)
    }
  },
}

function isOffered(type: number, dtcs: DtcStore | undefined): boolean {
  const isKnown = Object.values(EVENT).some((known) => known === type)
  return isKnown && (dtcs !== undefined || !(type in LAYOUT) || type === EVENT.onChangeOfDataIdentifier)
}

function configure(state: ServerState, request: Uint8Array, respond: Respond): Answer {
  const [, eventType, windowTime] = request
  const { recordBytes, hasService } = LAYOUT[eventType]
  const end = HEAD_BYTES + recordBytes
  const isWhole = hasService ? request.length > end : request.length === end
  if (!isWhole) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
  const record = request.slice(HEAD_BYTES, end)
  const service = request.slice(end)
  if (!isWindow(state, windowTime) || !isSensible(state, eventType, record, service)) {
    return negative(NRC.requestOutOfRange)
  }
  const same = state.events.findIndex((event) => event.eventType === eventType && isSame(event.record, record))
  if (same >= 0) state.events.splice(same, 1)
  if (state.events.length >= EVENTS_MAX) return negative(NRC.requestOutOfRange)
  const unseen = { isStarted: false, untilMs: Infinity, count: 0, seen: new Uint8Array(0) }
  state.events.push({ eventType, windowTime, record, service, ...unseen, respond })
  return positive(eventType, 0, windowTime, ...record, ...service)
}

function isWindow({ ecu }: ServerState, windowTime: number): boolean {
  return windowTime === EVENT_WINDOW.infinite || (ecu.eventWindowsMs?.has(windowTime) ?? false)
}

const RECORD_REPORTS: readonly number[] = [REPORT.dtcSnapshotRecordByDtcNumber, REPORT.dtcExtDataRecordByDtcNumber]
const RECENT_REPORTS: readonly number[] = [REPORT.mostRecentTestFailedDtc, REPORT.mostRecentConfirmedDtc]

function isSensible(state: ServerState, eventType: number, record: Uint8Array, service: Uint8Array): boolean {
  switch (eventType) {
    case EVENT.onChangeOfDataIdentifier:
      return recordByteLength(state, identifierAt(record, 0)) !== undefined && isAnswered(service)
    case EVENT.reportMostRecentDtcOnStatusChange:
      return RECENT_REPORTS.includes(record[0])
    case EVENT.reportDtcRecordInformationOnDtcStatusChange:
      return RECORD_REPORTS.includes(record[1])
    default:
      return isAnswered(service)
  }
}

/** A report whose answer is suppressed would tell nothing. */
function isAnswered([service, report]: Uint8Array): boolean {
  const isSuppressed = service === SERVICE.readDtcInformation && (report & SUPPRESS_POSITIVE_RESPONSE) !== 0
  return SERVICES_ON_EVENT.includes(service) && !isSuppressed
}

function start(state: ServerState, request: Uint8Array, nowMs: number): Answer {
  if (state.events.length === 0) return negative(NRC.requestSequenceError)
  for (const event of state.events) {
    event.isStarted = true
    event.count = 0
    event.untilMs = nowMs + (state.ecu.eventWindowsMs?.get(event.windowTime) ?? Infinity)
    event.seen = look(state, event)
  }
  return positive(request[1], 0, request[2])
}

function stop(state: ServerState, request: Uint8Array): Answer {
  const started = state.events.filter((event) => event.isStarted)
  if (started.length === 0) return negative(NRC.requestSequenceError)
  let count = 0
  for (const event of started) {
    event.isStarted = false
    count += event.count
  }
  return positive(request[1], Math.min(count, 0xff), request[2])
}

function reportActivated({ events }: ServerState, type: number): Answer {
  const active = events.filter((event) => event.isStarted)
  const told = active.flatMap(({ eventType, windowTime, record, service }) => [
    eventType,
    windowTime,
    ...record,
    ...service,
  ])
  return positive(type, active.length, ...told)
}

/** `execute` answers a request as the tester's own would be, without sending it. */
export function watchEvents(
  state: ServerState,
  nowMs: number,
  execute: (request: Uint8Array) => Uint8Array | undefined,
): void {
  for (const event of state.events) {
    if (!event.isStarted) continue
    const before = event.seen
    event.seen = look(state, event)
    for (const request of requestsFor(state, event, before)) {
      event.count++
      const answer = execute(request)
      if (answer !== undefined) event.respond(answer, nowMs)
    }
    if (nowMs >= event.untilMs) close(event, nowMs)
  }
}

function close(event: ConfiguredEvent, nowMs: number): void {
  event.isStarted = false
  const { eventType, count, windowTime, record, service } = event
  const head = [SERVICE.responseOnEvent + POSITIVE_RESPONSE, eventType, Math.min(count, 0xff), windowTime]
  event.respond(Uint8Array.of(...head, ...record, ...service), nowMs)
}

/** What an event watches: the record, or one status byte of each code under the event's mask. */
function look(state: ServerState, { eventType, record }: ConfiguredEvent): Uint8Array {
  if (eventType === EVENT.onChangeOfDataIdentifier) {
    const bytes = recordOf(state, identifierAt(record, 0))
    return bytes instanceof Uint8Array ? bytes.slice() : new Uint8Array(0)
  }
  const { dtcs } = state.ecu
  if (dtcs === undefined) return new Uint8Array(0)
  const mask = eventType === EVENT.reportMostRecentDtcOnStatusChange ? 0xff : record[0]
  return Uint8Array.from({ length: dtcs.count }, (_, i) => dtcs.status(i) & dtcs.statusAvailabilityMask & mask)
}

/** The requests that the change asks for, none when nothing changed. */
function requestsFor(state: ServerState, event: ConfiguredEvent, before: Uint8Array): Uint8Array[] {
  const { eventType, seen, record, service } = event
  if (isSame(before, seen)) return []
  switch (eventType) {
    case EVENT.reportMostRecentDtcOnStatusChange:
      return [Uint8Array.of(SERVICE.readDtcInformation, record[0])]
    case EVENT.reportDtcRecordInformationOnDtcStatusChange:
      return changedCodes(state, before, seen).map((code) =>
        Uint8Array.of(SERVICE.readDtcInformation, record[1], ...codeBytes(code), record[2]),
      )
    default:
      return [service]
  }
}

function changedCodes({ ecu: { dtcs } }: ServerState, before: Uint8Array, after: Uint8Array): number[] {
  const codes: number[] = []
  for (let i = 0; i < after.length; i++) {
    if (dtcs !== undefined && before[i] !== after[i]) codes.push(dtcs.code(i))
  }
  return codes
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
