/**
 * ISO-TP frames: the four CAN payloads that carry one message of up to 4 GB, on classical CAN and on CAN FD.
 * ISO 15765-2:2016, clause 9.6, with or without the address byte of extended and mixed addressing.
 *
 * Bytes to values and back: no bus, no clock. Order and timing belong to ./session.ts.
 */
import { assert } from '@luban/stdx'
import { fdBytesHolding, isFdLength } from '../can/frame.ts'
import { DATA_BYTES_MAX } from '../can/tables.ts'
import {
  FD_PADDING,
  FLOW_STATUS,
  type FlowStatus,
  MESSAGE_BYTES_MAX,
  MESSAGE_BYTES_MAX_ESCAPED,
  PCI,
  SEPARATION_US_MAX,
  type TxDl,
} from './tables.ts'

export type Frame =
  | { kind: 'single'; data: Uint8Array }
  | { kind: 'first'; messageLength: number; data: Uint8Array }
  | { kind: 'consecutive'; sequence: number; data: Uint8Array }
  | { kind: 'flowControl'; status: FlowStatus; blockSize: number; separationUs: number }

export type FrameFault = 'empty' | 'unknownType' | 'unknownFlowStatus' | 'badLength'

/** What the frames of one sender have in common. */
export type FrameLayout = {
  readonly txDl: TxDl
  /** Stands before everything else: the target's address (extended addressing) or the address extension (mixed). */
  readonly addressByte?: number | undefined
}

const CLASSICAL: FrameLayout = { txDl: DATA_BYTES_MAX }

/** How much of a message the frames of one sender hold. */
export type FrameCapacity = {
  /** SF_DL at most. A longer message is segmented. */
  readonly singleBytes: number
  /** A first frame is always full. */
  readonly firstBytes: number
  readonly firstBytesEscaped: number
  readonly consecutiveBytes: number
}

export function frameCapacity({ txDl, addressByte }: FrameLayout): FrameCapacity {
  const room = txDl - (addressByte === undefined ? 0 : 1)
  return {
    singleBytes: singleBytesMax(room, txDl),
    firstBytes: room - HEAD.first,
    firstBytesEscaped: room - HEAD.firstEscaped,
    consecutiveBytes: room - HEAD.consecutive,
  }
}

/** Bytes before the data, behind the address byte. A length that does not fit into its bits is escaped by zeros there. */
const HEAD = { single: 1, singleEscaped: 2, first: 2, firstEscaped: 6, consecutive: 1, flowControl: 3 } as const

function singleBytesMax(room: number, txDl: number): number {
  return room - (txDl > DATA_BYTES_MAX ? HEAD.singleEscaped : HEAD.single)
}

/** What the consecutive frames behind a first frame hold, the last one apart: they are as long as it is (RX_DL). */
export function consecutiveBytesAfter({ messageLength, data }: Frame & { kind: 'first' }): number {
  const head = messageLength > MESSAGE_BYTES_MAX ? HEAD.firstEscaped : HEAD.first
  return data.length + head - HEAD.consecutive
}

/**
 * The payload, as short as it can be; with `padding`, filled up to eight bytes. Beyond eight CAN FD has only some
 * lengths, and the rest is filled in any case.
 */
export function encodeFrame(frame: Frame, padding?: number, layout = CLASSICAL): Uint8Array<ArrayBuffer> {
  switch (frame.kind) {
    case 'single':
      return encodeSingle(frame.data, padding, layout)
    case 'first':
      return encodeFirst(frame, layout)
    case 'consecutive': {
      assert(frame.sequence >= 0 && frame.sequence <= 0xf)
      assert(frame.data.length >= 1)
      return payload(HEAD.consecutive, (PCI.consecutive << 4) | frame.sequence, frame.data, padding, layout)
    }
    case 'flowControl': {
      assert(frame.blockSize >= 0 && frame.blockSize <= 0xff)
      const head = (PCI.flowControl << 4) | FLOW_STATUS.indexOf(frame.status)
      const parameters = Uint8Array.of(frame.blockSize, encodeSeparation(frame.separationUs))
      return payload(1, head, parameters, padding, layout)
    }
  }
}

function encodeSingle(data: Uint8Array, padding: number | undefined, layout: FrameLayout): Uint8Array<ArrayBuffer> {
  assert(data.length >= 1)
  const at = layout.addressByte === undefined ? 0 : 1
  if (at + HEAD.single + data.length <= DATA_BYTES_MAX) {
    return payload(HEAD.single, (PCI.single << 4) | data.length, data, padding, layout)
  }
  const bytes = payload(HEAD.singleEscaped, PCI.single << 4, data, padding, layout)
  bytes[at + 1] = data.length
  return bytes
}

function encodeFirst({ messageLength, data }: Frame & { kind: 'first' }, layout: FrameLayout): Uint8Array<ArrayBuffer> {
  const at = layout.addressByte === undefined ? 0 : 1
  assert(messageLength > singleBytesMax(layout.txDl - at, layout.txDl) && messageLength <= MESSAGE_BYTES_MAX_ESCAPED)
  const isEscaped = messageLength > MESSAGE_BYTES_MAX
  const head = (PCI.first << 4) | (isEscaped ? 0 : messageLength >> 8)
  const bytes = payload(isEscaped ? HEAD.firstEscaped : HEAD.first, head, data, undefined, layout)
  if (isEscaped) new DataView(bytes.buffer).setUint32(at + 2, messageLength)
  else bytes[at + 1] = messageLength & 0xff
  assert(at + (isEscaped ? HEAD.firstEscaped : HEAD.first) + data.length === layout.txDl, 'a first frame is full')
  return bytes
}

/** A whole frame but for what else stands in its head. */
function payload(
  headBytes: number,
  head: number,
  data: Uint8Array,
  padding: number | undefined,
  { txDl, addressByte }: FrameLayout,
): Uint8Array<ArrayBuffer> {
  const at = addressByte === undefined ? 0 : 1
  const length = at + headBytes + data.length
  assert(length <= txDl, 'a frame is no longer than TX_DL')
  const isFilled = padding !== undefined && length < DATA_BYTES_MAX
  const bytes = new Uint8Array(isFilled ? DATA_BYTES_MAX : fdBytesHolding(length))
  if (length < bytes.length) bytes.fill(padding ?? FD_PADDING, length)
  if (addressByte !== undefined) bytes[0] = addressByte
  bytes[at] = head
  bytes.set(data, at + headBytes)
  return bytes
}

/**
 * Decodes what another node sent, behind its address byte if it has one: anything may arrive, so this never throws.
 * More than eight bytes can only have come in a CAN FD frame.
 */
export function decodeFrame(bytes: Uint8Array, addressBytes: 0 | 1 = 0): Frame | FrameFault {
  if (bytes.length <= addressBytes) return 'empty'
  if (!isFdLength(bytes.length)) return 'badLength'
  const head = bytes[addressBytes]
  switch (head >> 4) {
    case PCI.single:
      return decodeSingle(bytes, addressBytes)
    case PCI.first:
      return decodeFirst(bytes, addressBytes)
    case PCI.consecutive: {
      const data = bytes.slice(addressBytes + HEAD.consecutive)
      return data.length === 0 ? 'badLength' : { kind: 'consecutive', sequence: head & 0xf, data }
    }
    case PCI.flowControl:
      return decodeFlowControl(bytes, addressBytes)
    default:
      return 'unknownType'
  }
}

/** What is behind the data is padding. */
function decodeSingle(bytes: Uint8Array, at: 0 | 1): Frame | FrameFault {
  const low = bytes[at] & 0xf
  const isEscaped = bytes.length > DATA_BYTES_MAX
  if (isEscaped && low !== 0) return 'badLength'
  const length = isEscaped ? bytes[at + 1] : low
  const start = at + (isEscaped ? HEAD.singleEscaped : HEAD.single)
  // A message that eight bytes would hold is not escaped.
  const lengthMin = isEscaped ? DATA_BYTES_MAX - at : 1
  if (length < lengthMin || start + length > bytes.length) return 'badLength'
  return { kind: 'single', data: bytes.slice(start, start + length) }
}

function decodeFirst(bytes: Uint8Array, at: 0 | 1): Frame | FrameFault {
  if (bytes.length < DATA_BYTES_MAX) return 'badLength'
  const short = ((bytes[at] & 0xf) << 8) | bytes[at + 1]
  if (short !== 0) {
    if (short <= singleBytesMax(bytes.length - at, bytes.length)) return 'badLength'
    return { kind: 'first', messageLength: short, data: bytes.slice(at + HEAD.first) }
  }
  const messageLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 2)
  if (messageLength <= MESSAGE_BYTES_MAX) return 'badLength'
  return { kind: 'first', messageLength, data: bytes.slice(at + HEAD.firstEscaped) }
}

function decodeFlowControl(bytes: Uint8Array, at: 0 | 1): Frame | FrameFault {
  if (bytes.length < at + HEAD.flowControl) return 'badLength'
  const status = FLOW_STATUS[bytes[at] & 0xf]
  if (status === undefined) return 'unknownFlowStatus'
  return { kind: 'flowControl', status, blockSize: bytes[at + 1], separationUs: decodeSeparation(bytes[at + 2]) }
}

/** STmin: 0x00-0x7F are milliseconds, 0xF1-0xF9 are hundreds of microseconds. */
function encodeSeparation(separationUs: number): number {
  if (separationUs > 0 && separationUs < 1000) {
    assert(separationUs % 100 === 0)
    return 0xf0 + separationUs / 100
  }
  assert(separationUs >= 0 && separationUs <= SEPARATION_US_MAX && separationUs % 1000 === 0)
  return separationUs / 1000
}

function decodeSeparation(byte: number): number {
  if (byte <= 0x7f) return byte * 1000
  if (byte >= 0xf1 && byte <= 0xf9) return (byte - 0xf0) * 100
  return SEPARATION_US_MAX
}
