/**
 * What a CAN controller reports when the bus itself fails, as Linux hands it to programs: an identifier whose bits are
 * classes, and eight bytes of detail (linux/can/error.h). It stands in candump logs among the frames.
 * Left out: the names of the place in a frame (byte 3) and of the transceiver's states (byte 4), which stay bytes.
 */
import { assert } from '@luban/stdx'
import {
  type CanErrorClass,
  CONTROLLER_PROBLEMS,
  type ControllerProblem,
  DATA_BYTES_MAX,
  ERROR_CLASSES,
  PROTOCOL_VIOLATIONS,
  type ProtocolViolation,
} from './tables.ts'

/** The flag that tells an error frame from a data frame, above the 29 bits of an identifier. */
export const ERROR_FLAG = 0x2000_0000

export type CanError = {
  /** What went wrong, in the order of the bits; at least one. */
  readonly classes: readonly CanErrorClass[]
  /** Eight bytes; `errorDetails` reads them. */
  readonly data: Uint8Array
}

export type CanErrorFault = 'notAnErrorFrame' | 'unknownErrorClass' | 'badData'

/** The identifier with its flag; the bytes are the error's own. */
export function encodeErrorId({ classes, data }: CanError): number {
  assert(classes.length > 0 && data.length === DATA_BYTES_MAX, 'an error frame has a class and eight bytes')
  return classes.reduce((bits, one) => bits | (1 << ERROR_CLASSES.indexOf(one)), ERROR_FLAG)
}

export function decodeErrorFrame(id: number, data: Uint8Array): CanError | CanErrorFault {
  const bits = id - ERROR_FLAG
  if (!Number.isInteger(id) || bits < 0 || bits >= ERROR_FLAG) return 'notAnErrorFrame'
  if (bits === 0 || bits >> ERROR_CLASSES.length !== 0) return 'unknownErrorClass'
  if (data.length !== DATA_BYTES_MAX) return 'badData'
  return { classes: namesOf(ERROR_CLASSES, bits), data }
}

export type CanErrorDetails = {
  /** Where in the frame another node won; 0 when nobody knows. */
  readonly lostAtBit: number
  readonly controller: readonly ControllerProblem[]
  readonly violations: readonly ProtocolViolation[]
  readonly txErrors: number
  readonly rxErrors: number
}

/** What the eight bytes say. Each means something only beside its class. */
export function errorDetails({ data }: CanError): CanErrorDetails {
  return {
    lostAtBit: data[0],
    controller: namesOf(CONTROLLER_PROBLEMS, data[1]),
    violations: namesOf(PROTOCOL_VIOLATIONS, data[2]),
    txErrors: data[6],
    rxErrors: data[7],
  }
}

function namesOf<Name>(names: readonly Name[], bits: number): Name[] {
  return names.filter((_, bit) => (bits & (1 << bit)) !== 0)
}
