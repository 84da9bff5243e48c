/**
 * CAN frames as cannelloni sends them: one after the other in a stream (TCP), or several in a packet (UDP). Sources: ./tables.ts.
 *
 * A stream has no other mark between frames than their lengths: after a length that no frame has it cannot be read on.
 */
import { assert } from '@luban/stdx'
import { type CanFrame, canFrameFault } from '../can/frame.ts'
import { FD_DATA_BYTES_MAX } from '../can/tables.ts'
import {
  FD_BIT,
  FD_FLAG,
  FRAME_HEAD_BYTES,
  IDENTIFIER_BIT,
  OPERATION,
  PACKET_HEAD_BYTES,
  UDP_VERSION,
} from './tables.ts'

/** `errorFrame`: what a controller reports, not for the wire. `notAFrame`: its identifier or length is of no CAN frame. */
export type FrameFault = 'errorFrame' | 'notAFrame'

/** `bytes`: how many of the stream it took. `incomplete`: more must come. `unreadable`: the stream cannot be read on. */
export type DecodedFrame =
  | { readonly bytes: number; readonly frame: CanFrame }
  | { readonly bytes: number; readonly fault: FrameFault }
  | 'incomplete'
  | 'unreadable'

export type Packet = { readonly sequence: number; readonly frames: readonly CanFrame[] }
export type PacketFault = 'tooShort' | 'otherVersion' | 'otherOperation' | 'unreadable'

export function encodeFrame(frame: CanFrame): Uint8Array {
  assert(canFrameFault(frame) === undefined)
  const { id, isExtended, data, fd, remoteBytes } = frame
  const bytes = new Uint8Array(FRAME_HEAD_BYTES + (fd === undefined ? 0 : 1) + data.length)
  const bits = (isExtended ? IDENTIFIER_BIT.extended : 0) + (remoteBytes === undefined ? 0 : IDENTIFIER_BIT.remote)
  new DataView(bytes.buffer).setUint32(0, bits + id)
  bytes[4] = (remoteBytes ?? data.length) | (fd === undefined ? 0 : FD_BIT)
  if (fd !== undefined) {
    bytes[5] =
      (fd.isBitRateSwitched ? FD_FLAG.bitRateSwitch : 0) | (fd.isErrorPassive ? FD_FLAG.errorStateIndicator : 0)
  }
  bytes.set(data, bytes.length - data.length)
  return bytes
}

/** The frame at the beginning of `stream`. Anything may arrive, so this never throws. */
export function decodeFrame(stream: Uint8Array): DecodedFrame {
  if (stream.length < FRAME_HEAD_BYTES) return 'incomplete'
  const word = ((stream[0] << 24) | (stream[1] << 16) | (stream[2] << 8) | stream[3]) >>> 0
  const isExtended = (word & IDENTIFIER_BIT.extended) !== 0
  const isRemote = (word & IDENTIFIER_BIT.remote) !== 0
  const isFd = (stream[4] & FD_BIT) !== 0
  const length = stream[4] & ~FD_BIT
  if (length > FD_DATA_BYTES_MAX) return 'unreadable'
  const start = FRAME_HEAD_BYTES + (isFd ? 1 : 0)
  const bytes = start + (isRemote ? 0 : length)
  if (stream.length < bytes) return 'incomplete'
  if ((word & IDENTIFIER_BIT.error) !== 0) return { bytes, fault: 'errorFrame' }
  const frame: CanFrame = {
    id: word & 0x1fff_ffff,
    isExtended,
    data: stream.slice(start, bytes),
    ...(isFd && { fd: fdFlags(stream[FRAME_HEAD_BYTES]) }),
    ...(isRemote && { remoteBytes: length }),
  }
  return canFrameFault(frame) === undefined ? { bytes, frame } : { bytes, fault: 'notAFrame' }
}

function fdFlags(byte: number): NonNullable<CanFrame['fd']> {
  return {
    isBitRateSwitched: (byte & FD_FLAG.bitRateSwitch) !== 0,
    isErrorPassive: (byte & FD_FLAG.errorStateIndicator) !== 0,
  }
}

export function encodePacket({ sequence, frames }: Packet): Uint8Array {
  assert(Number.isInteger(sequence) && sequence >= 0 && sequence <= 0xff)
  assert(frames.length <= 0xffff)
  const parts = frames.map(encodeFrame)
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, PACKET_HEAD_BYTES))
  bytes.set([UDP_VERSION, OPERATION.data, sequence, frames.length >> 8, frames.length & 0xff])
  let at = PACKET_HEAD_BYTES
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** One datagram; frames with a fault are left out, and bytes behind the last frame. Never throws. */
export function decodePacket(bytes: Uint8Array): Packet | PacketFault {
  if (bytes.length < PACKET_HEAD_BYTES) return 'tooShort'
  if (bytes[0] !== UDP_VERSION) return 'otherVersion'
  if (bytes[1] !== OPERATION.data) return 'otherOperation'
  const frames: CanFrame[] = []
  let at = PACKET_HEAD_BYTES
  for (let left = (bytes[3] << 8) | bytes[4]; left > 0; left--) {
    const decoded = decodeFrame(bytes.subarray(at))
    if (decoded === 'incomplete') return 'tooShort'
    if (decoded === 'unreadable') return 'unreadable'
    if ('frame' in decoded) frames.push(decoded.frame)
    at += decoded.bytes
  }
  return { sequence: bytes[2], frames }
}
