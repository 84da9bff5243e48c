/**
 * The receiving half of the J1939 transport protocol: puts the packets of several senders together. SAE J1939-21.
 *
 * One connection to us and one broadcast per sender, and no more of both than `CONNECTIONS_MAX`: a sender that starts
 * many costs no memory. A packet lost in the middle is asked for again, three times per message at most; one lost at the
 * end of a leave shows only by its timer, and then the connection is given up, as the standard has it.
 */
import { type AbortReason, GLOBAL_ADDRESS, PACKET_BYTES, TIMEOUT_MS } from './tables.ts'
import { type ConnectionFrame, type PacketFrame, packetsOf } from './transport.ts'

export type TransportFault = {
  readonly direction: 'received' | 'sent'
  readonly reason: AbortReason | number
  readonly pgn: number
  readonly peer: number
}

type Inward = {
  readonly source: number
  readonly isBroadcast: boolean
  readonly pgn: number
  readonly data: Uint8Array
  readonly packets: number
  readonly packetsPerClearMax: number
  readonly hasPacket: Uint8Array
  /** First packet that is still missing, and the last that the sender has leave for. */
  nextPacket: number
  leaveEnd: number
  retransmits: number
  deadlineMs: number
}

export const CONNECTIONS_MAX = 16
const RETRANSMITS_MAX = 3

export type TransportReceiver = {
  onConnection(frame: ConnectionFrame, source: number, destination: number, nowMs: number): void
  onPacket(packet: PacketFrame, source: number, destination: number, nowMs: number): void
  service(nowMs: number): void
  reset(): void
}

export function createTransportReceiver(options: {
  reply(frame: ConnectionFrame, destination: number, nowMs: number): void
  onMessage(message: { pgn: number; source: number; destination: number; data: Uint8Array }, nowMs: number): void
  onFault(fault: TransportFault, nowMs: number): void
  readonly address: number
}): TransportReceiver {
  /** By sender, broadcasts apart. */
  const connections = new Map<number, Inward>()
  const keyOf = (source: number, isBroadcast: boolean) => source + (isBroadcast ? 0x100 : 0)

  function drop(inward: Inward, reason: AbortReason, nowMs: number, isTold = !inward.isBroadcast): void {
    connections.delete(keyOf(inward.source, inward.isBroadcast))
    if (isTold) options.reply({ kind: 'abort', reason, pgn: inward.pgn }, inward.source, nowMs)
    options.onFault({ direction: 'received', reason, pgn: inward.pgn, peer: inward.source }, nowMs)
  }

  function open(frame: ConnectionFrame & { messageBytes: number }, source: number, nowMs: number): void {
    const isBroadcast = frame.kind === 'broadcastAnnounce'
    const key = keyOf(source, isBroadcast)
    const open = connections.get(key)
    // A sender that asks again for the same message has given up the first try.
    const refusal = open && !isBroadcast && open.pgn !== frame.pgn ? 'busy' : undefined
    const isFull = open === undefined && connections.size >= CONNECTIONS_MAX
    if (refusal !== undefined || isFull) {
      if (!isBroadcast)
        options.reply({ kind: 'abort', reason: refusal ?? 'noResources', pgn: frame.pgn }, source, nowMs)
      return
    }
    const packets = packetsOf(frame.messageBytes)
    const inward: Inward = {
      source,
      isBroadcast,
      pgn: frame.pgn,
      data: new Uint8Array(frame.messageBytes),
      packets,
      packetsPerClearMax: frame.kind === 'requestToSend' ? frame.packetsPerClearMax : packets,
      hasPacket: new Uint8Array(packets + 1),
      nextPacket: 1,
      leaveEnd: packets,
      retransmits: 0,
      deadlineMs: nowMs + TIMEOUT_MS.t1,
    }
    connections.set(key, inward)
    if (!isBroadcast) giveLeave(inward, nowMs)
  }

  function giveLeave(inward: Inward, nowMs: number, end = inward.packets): void {
    const { nextPacket, packetsPerClearMax, pgn, source } = inward
    inward.leaveEnd = Math.min(end, nextPacket + packetsPerClearMax - 1)
    inward.deadlineMs = nowMs + TIMEOUT_MS.t2
    options.reply({ kind: 'clearToSend', packets: inward.leaveEnd - nextPacket + 1, nextPacket, pgn }, source, nowMs)
  }

  function complete(inward: Inward, nowMs: number): void {
    const { pgn, source, isBroadcast, data } = inward
    connections.delete(keyOf(source, isBroadcast))
    if (!isBroadcast) options.reply({ kind: 'endOfMessage', messageBytes: data.length, pgn }, source, nowMs)
    options.onMessage({ pgn, source, destination: isBroadcast ? GLOBAL_ADDRESS : options.address, data }, nowMs)
  }

  /** False when the packet is not of this message. */
  function keep(inward: Inward, { sequence, data }: PacketFrame): boolean {
    const at = (sequence - 1) * PACKET_BYTES
    const length = Math.min(PACKET_BYTES, inward.data.length - at)
    if (sequence > inward.leaveEnd || data.length < length) return false
    inward.data.set(data.subarray(0, length), at)
    inward.hasPacket[sequence] = 1
    while (inward.hasPacket[inward.nextPacket] === 1) inward.nextPacket++
    return true
  }

  function askAgain(inward: Inward, nowMs: number): void {
    if (++inward.retransmits > RETRANSMITS_MAX) drop(inward, 'tooManyRetransmits', nowMs)
    else giveLeave(inward, nowMs, inward.leaveEnd)
  }

  return {
    onConnection(frame, source, destination, nowMs) {
      const isGlobal = destination === GLOBAL_ADDRESS
      if (frame.kind === 'broadcastAnnounce' ? isGlobal : frame.kind === 'requestToSend' && !isGlobal)
        open(frame as ConnectionFrame & { messageBytes: number }, source, nowMs)
      if (frame.kind !== 'abort') return
      const inward = connections.get(keyOf(source, false))
      if (inward?.pgn !== frame.pgn) return
      connections.delete(keyOf(source, false))
      options.onFault({ direction: 'received', reason: frame.reason, pgn: frame.pgn, peer: source }, nowMs)
    },
    onPacket(packet, source, destination, nowMs) {
      const inward = connections.get(keyOf(source, destination === GLOBAL_ADDRESS))
      if (inward === undefined) return
      if (nowMs >= inward.deadlineMs) return drop(inward, 'timeout', nowMs)
      if (inward.isBroadcast && packet.sequence !== inward.nextPacket) return drop(inward, 'badSequenceNumber', nowMs)
      if (!keep(inward, packet)) return drop(inward, 'badSequenceNumber', nowMs)
      inward.deadlineMs = nowMs + TIMEOUT_MS.t1
      if (inward.nextPacket > inward.packets) complete(inward, nowMs)
      else if (inward.nextPacket > inward.leaveEnd) giveLeave(inward, nowMs)
      else if (packet.sequence === inward.leaveEnd) askAgain(inward, nowMs)
    },
    service(nowMs) {
      for (const inward of connections.values()) if (nowMs >= inward.deadlineMs) drop(inward, 'timeout', nowMs)
    },
    reset() {
      connections.clear()
    },
  }
}
