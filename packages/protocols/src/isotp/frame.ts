/**
 * ISO-TP frames: the four CAN payloads that carry one message of up to 4095 bytes.
 * ISO 15765-2:2016, clause 9.6, for classical CAN with normal addressing.
 *
 * Bytes to values and back: no bus, no clock. Order and timing belong to ./session.ts.
 * Left out: CAN FD lengths (see ./coverage.md).
 */
import { assert } from '@luban/stdx'
import {
  CONSECUTIVE_FRAME_BYTES,
  FIRST_FRAME_BYTES,
  FLOW_STATUS,
  type FlowStatus,
  MESSAGE_BYTES_MAX,
  PCI,
  SEPARATION_US_MAX,
  SINGLE_FRAME_BYTES_MAX,
} from './tables.ts'

export type Frame =
  | { kind: 'single'; data: Uint8Array }
  | { kind: 'first'; messageLength: number; data: Uint8Array }
  | { kind: 'consecutive'; sequence: number; data: Uint8Array }
  | { kind: 'flowControl'; status: FlowStatus; blockSize: number; separationUs: number }

export type FrameFault = 'empty' | 'unknownType' | 'unknownFlowStatus' | 'badLength'

/** The payload, as short as it can be; with `padding`, filled up to eight bytes. */
export function encodeFrame(frame: Frame, padding?: number): Uint8Array<ArrayBuffer> {
  switch (frame.kind) {
    case 'single':
      assert(frame.data.length >= 1 && frame.data.length <= SINGLE_FRAME_BYTES_MAX)
      return payload((PCI.single << 4) | frame.data.length, frame.data, padding)
    case 'first': {
      assert(frame.messageLength > SINGLE_FRAME_BYTES_MAX && frame.messageLength <= MESSAGE_BYTES_MAX)
      assert(frame.data.length === FIRST_FRAME_BYTES)
      const bytes = new Uint8Array(8)
      bytes[0] = (PCI.first << 4) | (frame.messageLength >> 8)
      bytes[1] = frame.messageLength & 0xff
      bytes.set(frame.data, 2)
      return bytes
    }
    case 'consecutive':
      assert(frame.sequence >= 0 && frame.sequence <= 0xf)
      assert(frame.data.length >= 1 && frame.data.length <= CONSECUTIVE_FRAME_BYTES)
      return payload((PCI.consecutive << 4) | frame.sequence, frame.data, padding)
    case 'flowControl': {
      assert(frame.blockSize >= 0 && frame.blockSize <= 0xff)
      const head = (PCI.flowControl << 4) | FLOW_STATUS.indexOf(frame.status)
      return payload(head, Uint8Array.of(frame.blockSize, encodeSeparation(frame.separationUs)), padding)
    }
  }
}

function payload(head: number, data: Uint8Array, padding: number | undefined): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(padding === undefined ? 1 + data.length : 8)
  if (padding !== undefined) bytes.fill(padding, 1 + data.length)
  bytes[0] = head
  bytes.set(data, 1)
  return bytes
}

/** Decodes what another node sent: anything may arrive, so this never throws. */
export function decodeFrame(bytes: Uint8Array): Frame | FrameFault {
  if (bytes.length === 0) return 'empty'
  if (bytes.length > 8) return 'badLength'
  const low = bytes[0] & 0xf
  switch (bytes[0] >> 4) {
    case PCI.single:
      if (low < 1 || low > SINGLE_FRAME_BYTES_MAX || bytes.length < 1 + low) return 'badLength'
      return { kind: 'single', data: bytes.slice(1, 1 + low) } // The rest is padding.
    case PCI.first: {
      const messageLength = (low << 8) | bytes[1]
      if (bytes.length !== 8 || messageLength <= SINGLE_FRAME_BYTES_MAX) return 'badLength'
      return { kind: 'first', messageLength, data: bytes.slice(2) }
    }
    case PCI.consecutive:
      if (bytes.length < 2) return 'badLength'
      return { kind: 'consecutive', sequence: low, data: bytes.slice(1) }
    case PCI.flowControl:
      if (bytes.length < 3) return 'badLength'
      if (low >= FLOW_STATUS.length) return 'unknownFlowStatus'
      return {
        kind: 'flowControl',
        status: FLOW_STATUS[low],
        blockSize: bytes[1],
        separationUs: decodeSeparation(bytes[2]),
      }
    default:
      return 'unknownType'
  }
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
