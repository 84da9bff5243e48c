/**
 * The on-board diagnostics of one ECU: takes a request, gives its answer. SAE J1979 on CAN; stateless, so no timers.
 *
 * What an ECU does not support it passes over in silence when all ECUs were asked (functional), since another may know;
 * asked alone it answers with a negative response.
 * Left out: modes 05, 06, 08 (see ./coverage.md).
 */
import type { Addressing } from '../uds/session.ts'
import { NEGATIVE_RESPONSE, NRC, type Nrc, POSITIVE_RESPONSE } from '../uds/tables.ts'
import { encodeBitmap, encodeParameter, encodeText } from './codec.ts'
import type { ObdEcu } from './ecu.ts'
import {
  BITMAP_STEP,
  FREEZE_PIDS_PER_REQUEST_MAX,
  INFO_BYTE_LENGTH,
  INFO_TYPE,
  MODE,
  PID,
  PIDS_PER_REQUEST_MAX,
} from './tables.ts'

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
    case MODE.vehicleInformation:
      return vehicleInformation(ecu, message)
    default:
      return NRC.serviceNotSupported
  }
}

// J1979 has one code for both "no such parameter" and "malformed": 0x12.
const UNSUPPORTED = NRC.subFunctionNotSupported

function currentData(ecu: ObdEcu, message: Uint8Array): Answer {
  const count = message.length - 1
  if (count < 1 || count > PIDS_PER_REQUEST_MAX) return UNSUPPORTED
  const answer: number[] = []
  for (let i = 1; i < message.length; i++) {
    const bytes = parameterBytes(ecu, message[i])
    if (bytes !== undefined) answer.push(message[i], ...bytes)
  }
  return answer.length === 0 ? UNSUPPORTED : answer
}

function parameterBytes(ecu: ObdEcu, pid: number): (ArrayLike<number> & Iterable<number>) | undefined {
  if (pid % BITMAP_STEP === 0) {
    return bitmapOf(pid, [PID.monitorStatus, PID.monitorStatusThisCycle, ...ecu.parameters.keys()])
  }
  if (pid === PID.monitorStatus) return monitorStatus(ecu)
  if (pid === PID.monitorStatusThisCycle) return monitorStatusThisCycle(ecu)
  const read = ecu.parameters.get(pid)
  return read && encodeParameter(pid, read())
}

/** The first bitmap always exists; a later one only when something lies behind it. */
function bitmapOf(base: number, identifiers: readonly number[]): Uint8Array | undefined {
  if (base !== 0 && !identifiers.some((identifier) => identifier > base)) return undefined
  return encodeBitmap(base, identifiers)
}

const MIL_ON = 0x80
const COMPRESSION_IGNITION = 0x08
const DTC_COUNT_MAX = 0x7f

function monitorStatus({ dtcs, monitors }: ObdEcu): number[] {
  const count = Math.min(dtcs.confirmed().length, DTC_COUNT_MAX)
  return [
    (dtcs.isMilOn ? MIL_ON : 0) | count,
    continuousByte(monitors, monitors.continuousIncomplete()),
    monitors.othersSupported,
    monitors.othersIncomplete() & monitors.othersSupported,
  ]
}

function monitorStatusThisCycle({ monitors }: ObdEcu): number[] {
  return [
    0,
    continuousByte(monitors, monitors.continuousIncompleteThisCycle()),
    monitors.othersSupported,
    monitors.othersIncompleteThisCycle() & monitors.othersSupported,
  ]
}

/** Low nibble: which there are; high nibble: which of them have yet to run. */
function continuousByte(monitors: ObdEcu['monitors'], incomplete: number): number {
  const supported = monitors.continuousSupported & 0x07
  const ignition = monitors.isCompressionIgnition ? COMPRESSION_IGNITION : 0
  return ((incomplete & supported) << 4) | ignition | supported
}

/** Pairs of parameter and frame number; only frame 0 exists. */
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

function frozenBytes(ecu: ObdEcu, pid: number): Iterable<number> | undefined {
  const frame = ecu.dtcs.freezeFrame()
  // Code 0000 says that nothing is frozen.
  if (pid === PID.freezeFrameDtc) return frame ? [frame.code >> 8, frame.code & 0xff] : [0, 0]
  if (pid % BITMAP_STEP === 0) return bitmapOf(pid, [PID.freezeFrameDtc, ...(frame?.values.keys() ?? [])])
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

function vehicleInformation(ecu: ObdEcu, message: Uint8Array): Answer {
  if (message.length !== 2) return UNSUPPORTED
  const infoType = message[1]
  if (infoType % BITMAP_STEP === 0) {
    const bitmap = bitmapOf(infoType, supportedInfoTypes(ecu))
    return bitmap ? [infoType, ...bitmap] : UNSUPPORTED
  }
  const items = informationItems(ecu, infoType)
  return items.length === 0 ? UNSUPPORTED : [infoType, items.length, ...items.flatMap((bytes) => [...bytes])]
}

function supportedInfoTypes(ecu: ObdEcu): number[] {
  return Object.values(INFO_TYPE).filter((infoType) => informationItems(ecu, infoType).length > 0)
}

/** Empty when the ECU has nothing of the kind. */
function informationItems(ecu: ObdEcu, infoType: number): Uint8Array[] {
  switch (infoType) {
    case INFO_TYPE.vin:
      return ecu.vin === undefined ? [] : [encodeText(ecu.vin, INFO_BYTE_LENGTH.vin)]
    case INFO_TYPE.calibrationId:
      return (ecu.calibrationIds ?? []).map((id) => encodeText(id, INFO_BYTE_LENGTH.calibrationId))
    case INFO_TYPE.calibrationVerificationNumber:
      return (ecu.calibrationVerificationNumbers ?? []).map(numberBytes)
    case INFO_TYPE.ecuName:
      return ecu.ecuName === undefined ? [] : [encodeText(ecu.ecuName, INFO_BYTE_LENGTH.ecuName)]
    default:
      return []
  }
}

function numberBytes(number: number): Uint8Array {
  return Uint8Array.of(number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff)
}
