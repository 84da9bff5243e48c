/**
 * One node of a J1939 network: sends and hears messages of up to 1785 bytes, whatever frames they take. SAE J1939-21.
 *
 * The owner attaches to the bus and passes every frame on; time is passed in. Up to eight bytes are one frame; more go to
 * one node by request and leave to send (RTS/CTS), to everyone by announcement (BAM). Frames for others are not heard.
 * Left out: address claim, requests and acknowledgements (their messages come as any other; see ./coverage.md).
 */
import { assert } from '@luban/stdx'
import type { CanPort } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { decodeIdentifier, encodeIdentifier } from './identifier.ts'
import { createTransportReceiver, type TransportFault } from './receiver.ts'
import { createTransportSender } from './sender.ts'
import { FRAME_BYTES, GLOBAL_ADDRESS, MESSAGE_BYTES_MAX, PGN, TRANSPORT_PRIORITY } from './tables.ts'
import { type ConnectionFrame, decodeConnection, decodePacket, encodeConnection, encodePacket } from './transport.ts'

export type J1939Message = {
  readonly pgn: number
  readonly source: number
  /** The node's own address, or everyone's. */
  readonly destination: number
  readonly data: Uint8Array
}

export type J1939Options = {
  readonly port: CanPort
  readonly address: number
  onMessage(message: J1939Message, nowMs: number): void
  onFault?(fault: TransportFault, nowMs: number): void
}

export type J1939Outgoing = {
  readonly pgn: number
  readonly priority: number
  readonly destination: number
  /** Must stay as it is until it is out. */
  readonly data: Uint8Array
}

export type J1939Node = {
  receive(frame: CanFrame, nowMs: number): void
  /** False when too many long messages wait and this one is dropped. */
  send(message: J1939Outgoing, nowMs: number): boolean
  /** Runs the timers, and the pace of broadcasts. */
  service(nowMs: number): void
  /** A long message of this group is on its way to one node, or waits for its turn. */
  isBusyWith(pgn: number): boolean
  /** Forgets everything half sent or half received. */
  reset(): void
}

export function createJ1939Node({ port, address, onMessage, onFault = () => {} }: J1939Options): J1939Node {
  assert(address >= 0 && address < GLOBAL_ADDRESS, 'a node has an address of its own')

  function transmit(pgn: number, priority: number, destination: number, data: Uint8Array, nowMs: number): void {
    port.send({ id: encodeIdentifier({ priority, pgn, destination, source: address }), isExtended: true, data }, nowMs)
  }
  const announce = (frame: ConnectionFrame, destination: number, nowMs: number) =>
    transmit(PGN.connectionManagement, TRANSPORT_PRIORITY, destination, encodeConnection(frame), nowMs)

  const receiver = createTransportReceiver({ address, reply: announce, onMessage, onFault })
  const sender = createTransportSender({
    announce,
    transfer: (packet, destination, nowMs) =>
      transmit(PGN.dataTransfer, TRANSPORT_PRIORITY, destination, encodePacket(packet), nowMs),
    onFault,
  })

  return {
    receive({ id, isExtended, data, fd, remoteBytes }, nowMs) {
      if (!isExtended || fd !== undefined || remoteBytes !== undefined) return
      const { pgn, source, destination } = decodeIdentifier(id)
      if (destination !== address && destination !== GLOBAL_ADDRESS) return
      if (pgn === PGN.connectionManagement) {
        const frame = decodeConnection(data)
        if (typeof frame === 'string') return
        receiver.onConnection(frame, source, destination, nowMs)
        if (destination === address) sender.onConnection(frame, source, nowMs)
      } else if (pgn === PGN.dataTransfer) {
        const packet = decodePacket(data)
        if (typeof packet !== 'string') receiver.onPacket(packet, source, destination, nowMs)
      } else onMessage({ pgn, source, destination, data }, nowMs)
    },
    send({ pgn, priority, destination, data }, nowMs) {
      assert(data.length <= MESSAGE_BYTES_MAX, 'a J1939 message has up to 1785 bytes')
      if (data.length > FRAME_BYTES) return sender.send({ pgn, destination, data }, nowMs)
      transmit(pgn, priority, destination, data, nowMs)
      return true
    },
    service(nowMs) {
      receiver.service(nowMs)
      sender.service(nowMs)
    },
    isBusyWith: sender.isBusyWith,
    reset() {
      receiver.reset()
      sender.reset()
    },
  }
}
