/**
 * ReadDataByPeriodicIdentifier: records under F200 to F2FF, sent again and again until told to stop. ISO 14229-1:2020.
 * Each identifier keeps its own pace; what became late by a slow caller is not made up for.
 */
import { type Answer, negative, positive, type Respond, type ServerState, type Service } from '../server.ts'
import { NRC, type Nrc, PERIODIC_DIDS, POSITIVE_RESPONSE, SERVICE, TRANSMISSION_MODE } from '../tables.ts'
import { recordByteLength, recordOf } from './record.ts'

export const readDataByPeriodicIdentifier: Service = {
  byteLengthMin: 2,
  run(state, request, nowMs, respond) {
    const mode = request[1]
    const periodMs = periodOf(state, mode)
    if (periodMs === undefined) return negative(NRC.requestOutOfRange)
    const identifiers = request.subarray(2)
    if (mode === TRANSMISSION_MODE.stop) return stop(state, identifiers)
    if (identifiers.length === 0) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    const known = [...new Set(identifiers)].filter((identifier) => fits(state, identifier))
    const refusal = known.length === 0 ? NRC.requestOutOfRange : firstRefusal(state, known)
    if (refusal !== undefined) return negative(refusal)
    return schedule(state, known, { periodMs, dueMs: nowMs, respond })
  },
}

function periodOf({ ecu: { periodic } }: ServerState, mode: number): number | undefined {
  switch (mode) {
    case TRANSMISSION_MODE.slow:
      return periodic?.slowMs
    case TRANSMISSION_MODE.medium:
      return periodic?.mediumMs
    case TRANSMISSION_MODE.fast:
      return periodic?.fastMs
    default:
      return mode === TRANSMISSION_MODE.stop ? 0 : undefined
  }
}

function stop({ scheduled }: ServerState, identifiers: Uint8Array): Answer {
  if (identifiers.length === 0) scheduled.clear()
  for (const identifier of identifiers) scheduled.delete(identifier)
  return positive()
}

/** Known in this session, and short enough for a frame of its own where records go so. */
function fits(state: ServerState, identifier: number): boolean {
  const byteLength = recordByteLength(state, PERIODIC_DIDS.first + identifier)
  return byteLength !== undefined && byteLength <= (state.ecu.periodic?.unacknowledged?.dataBytesMax ?? Infinity)
}

function firstRefusal(state: ServerState, identifiers: readonly number[]): Nrc | undefined {
  for (const identifier of identifiers) {
    const record = recordOf(state, PERIODIC_DIDS.first + identifier)
    if (typeof record === 'number') return record
  }
  return undefined
}

function schedule(
  { ecu, scheduled }: ServerState,
  identifiers: readonly number[],
  pace: { periodMs: number; dueMs: number; respond: Respond },
): Answer {
  const count = new Set([...scheduled.keys(), ...identifiers]).size
  if (count > (ecu.periodic?.identifiersMax ?? 0)) return negative(NRC.requestOutOfRange)
  for (const identifier of identifiers) scheduled.set(identifier, { ...pace })
  return positive()
}

/** Sends what is due. What this session or security hides by now is sent no more. */
export function sendPeriodic(state: ServerState, nowMs: number): void {
  for (const [identifier, entry] of state.scheduled) {
    if (nowMs < entry.dueMs) continue
    const record = recordOf(state, PERIODIC_DIDS.first + identifier)
    if (!(record instanceof Uint8Array)) {
      state.scheduled.delete(identifier)
      continue
    }
    entry.dueMs += entry.periodMs
    if (entry.dueMs <= nowMs) entry.dueMs = nowMs + entry.periodMs
    const { unacknowledged } = state.ecu.periodic ?? {}
    if (unacknowledged) unacknowledged.send(Uint8Array.of(identifier, ...record), nowMs)
    else entry.respond(Uint8Array.of(RESPONSE, identifier, ...record), nowMs)
  }
}

const RESPONSE = SERVICE.readDataByPeriodicIdentifier + POSITIVE_RESPONSE
