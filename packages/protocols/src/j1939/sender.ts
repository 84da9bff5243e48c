/**
 * The sending half of the J1939 transport protocol: one connection at a time, and one broadcast beside it. SAE J1939-21.
 *
 * A receiver says how many packets may come at once and may hold the connection open; a broadcast goes out at its own
 * pace. Messages given meanwhile wait in a queue of `QUEUE_MAX`; a full queue says so.
 */
import { assert } from '@luban/stdx'
import type { TransportFault } from './receiver.ts'
import { type AbortReason, BROADCAST_GAP_MS, GLOBAL_ADDRESS, PACKET_BYTES, TIMEOUT_MS } from './tables.ts'
import { type ConnectionFrame, type PacketFrame, packetsOf } from './transport.ts'

export type LongMessage = { readonly pgn: number; readonly destination: number; readonly data: Uint8Array }

type Outward = {
  readonly message: LongMessage
  readonly packets: number
  nextPacket: number
  /** Last packet that the receiver has given leave for; below `nextPacket` while it has to speak. */
  leaveEnd: number
  deadlineMs: number
}

export const QUEUE_MAX = 8

export type TransportSender = {
  /** False when the queue is full and the message is dropped. */
  send(message: LongMessage, nowMs: number): boolean
  onConnection(frame: ConnectionFrame, source: number, nowMs: number): void
  service(nowMs: number): void
  isBusyWith(pgn: number): boolean
  reset(): void
}

export function createTransportSender(options: {
  announce(frame: ConnectionFrame, destination: number, nowMs: number): void
  transfer(packet: PacketFrame, destination: number, nowMs: number): void
  onFault(fault: TransportFault, nowMs: number): void
}): TransportSender {
  let direct: Outward | undefined
  let broadcast: Outward | undefined
  let queue: LongMessage[] = []

  const isGlobal = (message: LongMessage) => message.destination === GLOBAL_ADDRESS

  function start(message: LongMessage, nowMs: number): void {
    const { pgn, destination, data } = message
    const outward: Outward = { message, packets: packetsOf(data.length), nextPacket: 1, leaveEnd: 0, deadlineMs: 0 }
    if (isGlobal(message)) {
      broadcast = outward
      outward.deadlineMs = nowMs + BROADCAST_GAP_MS
      options.announce({ kind: 'broadcastAnnounce', messageBytes: data.length, pgn }, destination, nowMs)
      return
    }
    direct = outward
    outward.deadlineMs = nowMs + TIMEOUT_MS.t3
    options.announce(
      { kind: 'requestToSend', messageBytes: data.length, packetsPerClearMax: 0xff, pgn },
      destination,
      nowMs,
    )
  }

  function startNext(nowMs: number): void {
    const next = queue.find((message) => (isGlobal(message) ? broadcast : direct) === undefined)
    if (next === undefined) return
    queue = queue.filter((message) => message !== next)
    start(next, nowMs)
  }

  function transfer(outward: Outward, nowMs: number): void {
    const { message, nextPacket } = outward
    const at = (nextPacket - 1) * PACKET_BYTES
    outward.nextPacket++
    const data = message.data.subarray(at, at + PACKET_BYTES)
    options.transfer({ sequence: nextPacket, data }, message.destination, nowMs)
  }

  function giveUp(outward: Outward, reason: AbortReason | number, nowMs: number, isTold: boolean): void {
    const { pgn, destination } = outward.message
    direct = undefined
    if (isTold) options.announce({ kind: 'abort', reason, pgn }, destination, nowMs)
    options.onFault({ direction: 'sent', reason, pgn, peer: destination }, nowMs)
    startNext(nowMs)
  }

  function onClear(outward: Outward, packets: number, nextPacket: number, nowMs: number): void {
    outward.deadlineMs = nowMs + (packets === 0 ? TIMEOUT_MS.t4 : TIMEOUT_MS.t3)
    if (packets === 0) return
    if (nextPacket > outward.packets) {
      giveUp(outward, 'badSequenceNumber', nowMs, true)
      return
    }
    outward.nextPacket = nextPacket
    outward.leaveEnd = Math.min(outward.packets, nextPacket + packets - 1)
    // An answer may arrive between two packets and end the connection.
    while (direct === outward && outward.nextPacket <= outward.leaveEnd) transfer(outward, nowMs)
  }

  return {
    send(message, nowMs) {
      assert(message.data.length > 8, 'up to eight bytes are one frame')
      if ((isGlobal(message) ? broadcast : direct) === undefined) {
        start(message, nowMs)
        return true
      }
      if (queue.length >= QUEUE_MAX) return false
      queue.push(message)
      return true
    },
    onConnection(frame, source, nowMs) {
      if (direct === undefined || source !== direct.message.destination || frame.pgn !== direct.message.pgn) return
      if (frame.kind === 'clearToSend') onClear(direct, frame.packets, frame.nextPacket, nowMs)
      else if (frame.kind === 'abort') giveUp(direct, frame.reason, nowMs, false)
      else if (frame.kind === 'endOfMessage') {
        direct = undefined
        startNext(nowMs)
      }
    },
    service(nowMs) {
      if (direct !== undefined && nowMs >= direct.deadlineMs) giveUp(direct, 'timeout', nowMs, true)
      if (broadcast === undefined || nowMs < broadcast.deadlineMs) return
      const outward = broadcast
      outward.deadlineMs = nowMs + BROADCAST_GAP_MS
      if (outward.nextPacket === outward.packets) broadcast = undefined
      transfer(outward, nowMs)
      if (broadcast === undefined) startNext(nowMs)
    },
    isBusyWith: (pgn) => direct?.message.pgn === pgn || queue.some((message) => message.pgn === pgn),
    reset() {
      direct = undefined
      broadcast = undefined
      queue = []
    },
  }
}
