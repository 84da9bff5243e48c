/**
 * Frames of the J1939 transport protocol: connection management (TP.CM) and data transfer (TP.DT). SAE J1939-21.
 *
 * Eight bytes to values and back: no bus, no clock. Order and timing belong to ./session.ts.
 * Low byte first; what a frame does not use is all ones.
 */
import { assert } from '@luban/stdx'
import {
  ABORT_REASON,
  type AbortReason,
  CONTROL,
  FRAME_BYTES,
  MESSAGE_BYTES_MAX,
  PACKET_BYTES,
  PACKETS_MAX,
  PGN_MAX,
} from './tables.ts'

/** `pgn` is the parameter group of the message that is being carried. */
export type ConnectionFrame =
  | { kind: 'requestToSend'; messageBytes: number; packetsPerClearMax: number; pgn: number }
  /** `packets` 0 holds the connection open. */
  | { kind: 'clearToSend'; packets: number; nextPacket: number; pgn: number }
  | { kind: 'endOfMessage'; messageBytes: number; pgn: number }
  | { kind: 'broadcastAnnounce'; messageBytes: number; pgn: number }
  /** Numbers that the standard does not give a meaning stay numbers. */
  | { kind: 'abort'; reason: AbortReason | number; pgn: number }

export type ConnectionFault = 'badLength' | 'unknownControl' | 'badMessageLength' | 'badPacketCount' | 'badGroup'

export const packetsOf = (messageBytes: number): number => Math.ceil(messageBytes / PACKET_BYTES)

export function encodeConnection(frame: ConnectionFrame): Uint8Array {
  assert(frame.pgn >= 0 && frame.pgn <= PGN_MAX, 'a parameter group number has 18 bits')
  const bytes = new Uint8Array(FRAME_BYTES).fill(0xff)
  bytes[0] = CONTROL[frame.kind]
  switch (frame.kind) {
    case 'requestToSend':
      assert(frame.packetsPerClearMax >= 1 && frame.packetsPerClearMax <= 0xff)
      writeSize(bytes, frame.messageBytes)
      bytes[4] = frame.packetsPerClearMax
      break
    case 'endOfMessage':
    case 'broadcastAnnounce':
      writeSize(bytes, frame.messageBytes)
      break
    case 'clearToSend':
      assert(frame.packets >= 0 && frame.packets <= PACKETS_MAX)
      assert(frame.nextPacket >= 1 && frame.nextPacket <= PACKETS_MAX)
      bytes[1] = frame.packets
      bytes[2] = frame.nextPacket
      break
    case 'abort':
      bytes[1] = typeof frame.reason === 'number' ? frame.reason : ABORT_REASON[frame.reason]
  }
  bytes[5] = frame.pgn
  bytes[6] = frame.pgn >> 8
  bytes[7] = frame.pgn >> 16
  return bytes
}

function writeSize(bytes: Uint8Array, messageBytes: number): void {
  assert(messageBytes > FRAME_BYTES && messageBytes <= MESSAGE_BYTES_MAX, 'the transport carries 9 to 1785 bytes')
  bytes[1] = messageBytes
  bytes[2] = messageBytes >> 8
  bytes[3] = packetsOf(messageBytes)
}

/** Decodes what another node sent: anything may arrive, so this never throws. */
export function decodeConnection(bytes: Uint8Array): ConnectionFrame | ConnectionFault {
  if (bytes.length !== FRAME_BYTES) return 'badLength'
  const pgn = bytes[5] | (bytes[6] << 8) | (bytes[7] << 16)
  if (pgn > PGN_MAX) return 'badGroup'
  switch (bytes[0]) {
    case CONTROL.requestToSend:
      // Zero packets per leave could never move on: taken as the one that is needed to.
      return sized(bytes, (messageBytes) => ({
        kind: 'requestToSend',
        messageBytes,
        packetsPerClearMax: Math.max(1, bytes[4]),
        pgn,
      }))
    case CONTROL.endOfMessage:
      return sized(bytes, (messageBytes) => ({ kind: 'endOfMessage', messageBytes, pgn }))
    case CONTROL.broadcastAnnounce:
      return sized(bytes, (messageBytes) => ({ kind: 'broadcastAnnounce', messageBytes, pgn }))
    case CONTROL.clearToSend:
      // A hold says nothing about the next packet: some fill it with ones, some with zero.
      if (bytes[1] === 0) return { kind: 'clearToSend', packets: 0, nextPacket: Math.max(1, bytes[2]), pgn }
      if (bytes[2] === 0) return 'badPacketCount'
      return { kind: 'clearToSend', packets: bytes[1], nextPacket: bytes[2], pgn }
    case CONTROL.abort:
      return { kind: 'abort', reason: REASON_OF_NUMBER.get(bytes[1]) ?? bytes[1], pgn }
    default:
      return 'unknownControl'
  }
}

const REASON_OF_NUMBER: ReadonlyMap<number, AbortReason> = new Map(
  Object.entries(ABORT_REASON).map(([name, value]) => [value, name as AbortReason]),
)

function sized(bytes: Uint8Array, make: (messageBytes: number) => ConnectionFrame): ConnectionFrame | ConnectionFault {
  const messageBytes = bytes[1] | (bytes[2] << 8)
  if (messageBytes <= FRAME_BYTES || messageBytes > MESSAGE_BYTES_MAX) return 'badMessageLength'
  return bytes[3] === packetsOf(messageBytes) ? make(messageBytes) : 'badPacketCount'
}

export type PacketFrame = { readonly sequence: number; readonly data: Uint8Array }

/** `data` of up to seven bytes; the last packet is filled with ones. */
export function encodePacket({ sequence, data }: PacketFrame): Uint8Array {
  assert(sequence >= 1 && sequence <= PACKETS_MAX, 'packets are counted from 1')
  assert(data.length >= 1 && data.length <= PACKET_BYTES, 'a packet carries one to seven bytes')
  const bytes = new Uint8Array(FRAME_BYTES).fill(0xff)
  bytes[0] = sequence
  bytes.set(data, 1)
  return bytes
}

/** Only the announced length tells which bytes of the last packet count; a node that sends it short is understood. */
export function decodePacket(bytes: Uint8Array): PacketFrame | 'badLength' | 'badSequenceNumber' {
  if (bytes.length < 2 || bytes.length > FRAME_BYTES) return 'badLength'
  return bytes[0] === 0 ? 'badSequenceNumber' : { sequence: bytes[0], data: bytes.slice(1) }
}
