/**
 * The on-board diagnostics of one ECU: takes a request, gives its answer. SAE J1979 on CAN; stateless, so no timers.
 *
 * What an ECU does not support it passes over in silence when all ECUs were asked (functional), since another may know;
 * asked alone it answers with a negative response. What stands under an identifier is ./records.ts.
 * Left out: mode 05, which is not for CAN (see ./coverage.md).
 */
import type { Addressing } from '../uds/session.ts'
import { NEGATIVE_RESPONSE, NRC, type Nrc, POSITIVE_RESPONSE } from '../uds/tables.ts'
import { encodeParameter } from './codec.ts'
import type { ObdEcu } from './ecu.ts'
import {
  bitmapRecord,
  infoItems,
  infoTypes,
  isBitmap,
  monitorIdentifiers,
  monitorTests,
  parameterRecord,
} from './records.ts'
import { CONTROL_BYTES_MAX, FREEZE_PIDS_PER_REQUEST_MAX, MODE, PID, PIDS_PER_REQUEST_MAX } from './tables.ts'

export type ObdServer = {
  /** Undefined: nothing is answered. */
  request(message: Uint8Array, addressing: Addressing, nowMs: number): Uint8Array | undefined
}

/** Bytes after the response identifier, or why not. */
type Answer = number[] | Nrc

export function createObdServer(ecu: ObdEcu): ObdServer {
  return {
    request(message, addressing) {
      if (message.length === 0) return undefined
      const answer = answerTo(ecu, message)
      if (typeof answer !== 'number') return Uint8Array.of(message[0] + POSITIVE_RESPONSE, ...answer)
      const isQuiet = answer === NRC.serviceNotSupported || answer === NRC.subFunctionNotSupported
      if (addressing === 'functional' && isQuiet) return undefined
      return Uint8Array.of(NEGATIVE_RESPONSE, message[0], answer)
    },
  }
}

function answerTo(ecu: ObdEcu, message: Uint8Array): Answer {
  switch (message[0]) {
    case MODE.currentData:
      return currentData(ecu, message)
    case MODE.freezeFrame:
      return freezeFrame(ecu, message)
    case MODE.confirmedDtcs:
      return dtcs(message, ecu.dtcs.confirmed())
    case MODE.pendingDtcs:
      return dtcs(message, ecu.dtcs.pending())
    case MODE.permanentDtcs:
      return dtcs(message, ecu.dtcs.permanent())
    case MODE.clear:
      return clear(ecu, message)
    case MODE.monitorResults:
      return monitorResults(ecu, message)
    case MODE.control:
      return control(ecu, message)
    case MODE.vehicleInformation:
      return vehicleInformation(ecu, message)
    default:
      return NRC.serviceNotSupported
  }
}

// J1979 has one code for both "no such parameter" and "malformed": 0x12.
const UNSUPPORTED = NRC.subFunctionNotSupported

function currentData(ecu: ObdEcu, message: Uint8Array): Answer {
  return inOneAnswer(message, (pid) => parameterRecord(ecu, pid))
}

/** Each identifier with its record behind it; those without one are left out. */
function inOneAnswer(message: Uint8Array, recordOf: (identifier: number) => Uint8Array | undefined): Answer {
  const count = message.length - 1
  if (count < 1 || count > PIDS_PER_REQUEST_MAX) return UNSUPPORTED
  const answer: number[] = []
  for (let i = 1; i < message.length; i++) {
    const bytes = recordOf(message[i])
    if (bytes === undefined) continue
    answer.push(message[i])
    for (let at = 0; at < bytes.length; at++) answer.push(bytes[at])
  }
  return answer.length === 0 ? UNSUPPORTED : answer
}

/** Pairs of parameter and frame number; only frame 0 exists, of any other nothing is known. */
function freezeFrame(ecu: ObdEcu, message: Uint8Array): Answer {
  const count = (message.length - 1) / 2
  if (!Number.isInteger(count) || count < 1 || count > FREEZE_PIDS_PER_REQUEST_MAX) return UNSUPPORTED
  const answer: number[] = []
  for (let i = 1; i < message.length; i += 2) {
    const pid = message[i]
    const bytes = message[i + 1] === 0 ? frozenBytes(ecu, pid) : undefined
    if (bytes !== undefined) answer.push(pid, 0, ...bytes)
  }
  return answer.length === 0 ? UNSUPPORTED : answer
}

function frozenBytes(ecu: ObdEcu, pid: number): (ArrayLike<number> & Iterable<number>) | undefined {
  const frame = ecu.dtcs.freezeFrame()
  // Code 0000 says that nothing is frozen.
  if (pid === PID.freezeFrameDtc) return frame ? [frame.code >> 8, frame.code & 0xff] : [0, 0]
  if (isBitmap(pid)) return bitmapRecord(pid, [PID.freezeFrameDtc, ...(frame?.values.keys() ?? [])])
  const value = frame?.values.get(pid)
  return value === undefined ? undefined : encodeParameter(pid, value)
}

const DTCS_MAX = 0xff

function dtcs(message: Uint8Array, codes: readonly number[]): Answer {
  if (message.length !== 1) return UNSUPPORTED
  const answer = [Math.min(codes.length, DTCS_MAX)]
  for (const code of codes.slice(0, DTCS_MAX)) answer.push(code >> 8, code & 0xff)
  return answer
}

function clear(ecu: ObdEcu, message: Uint8Array): Answer {
  if (message.length !== 1) return UNSUPPORTED
  if (!ecu.mayClear()) return NRC.conditionsNotCorrect
  ecu.dtcs.clear()
  return []
}

/** Several bitmaps, or the tests of one monitor. */
function monitorResults(ecu: ObdEcu, message: Uint8Array): Answer {
  const monitors = monitorIdentifiers(ecu)
  if (monitors.length === 0) return NRC.serviceNotSupported
  if (isForBitmaps(message)) return inOneAnswer(message, (base) => bitmapRecord(base, monitors))
  if (message.length !== 2) return UNSUPPORTED
  const tests = monitorTests(ecu, message[1])
  return tests.length === 0 ? UNSUPPORTED : tests.flatMap((bytes) => [message[1], ...bytes])
}

/** Several bitmaps, or one test or system to control, with what it needs to know. */
function control(ecu: ObdEcu, message: Uint8Array): Answer {
  const controls = ecu.controls ?? new Map<number, never>()
  if (controls.size === 0) return NRC.serviceNotSupported
  if (isForBitmaps(message)) return inOneAnswer(message, (base) => bitmapRecord(base, [...controls.keys()]))
  const system = controls.get(message[1])
  if (system === undefined || message.length > 2 + CONTROL_BYTES_MAX) return UNSUPPORTED
  const answer = system.run(message.slice(2))
  return typeof answer === 'number' ? answer : [message[1], ...answer]
}

function vehicleInformation(ecu: ObdEcu, message: Uint8Array): Answer {
  if (isForBitmaps(message)) return inOneAnswer(message, (base) => bitmapRecord(base, infoTypes(ecu)))
  if (message.length !== 2) return UNSUPPORTED
  const items = infoItems(ecu, message[1])
  return items.length === 0 ? UNSUPPORTED : [message[1], items.length, ...items.flatMap((bytes) => [...bytes])]
}

function isForBitmaps(message: Uint8Array): boolean {
  return message.length > 1 && message.subarray(1).every(isBitmap)
}
