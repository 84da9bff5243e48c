/**
 * A trace as a pcapng file, for Wireshark: interfaces 0 and 2 hold CAN frames as Linux does (SocketCAN), of two buses,
 * interface 1 the bytes of TCP connections. draft-ietf-opsawg-pcapng; link types 227 and 101 of tcpdump.org.
 *
 * Only the bytes of a connection were kept, not its packets: the packets in the file are made for them, from made-up
 * addresses, whole from the first to the last.
 * Left out: error frames, IPv6, name resolution.
 */
import { assert } from '@luban/stdx'
import { type CanFrame, canFrameFault } from '../can/frame.ts'
import { BLOCK, BYTE_ORDER_MAGIC, CAN_FD_FLAG, CAN_FLAG, LINK_TYPE, MICROSECONDS, OPTION, TCP_FLAG } from './tables.ts'

const INTERFACE = { can: [0, 2], tcp: 1 } as const

/** Section and interfaces: what every file begins with. */
export function encodePcapngHead(application: string): Uint8Array {
  const section = new Uint8Array(16)
  const view = new DataView(section.buffer)
  view.setUint32(0, BYTE_ORDER_MAGIC, true)
  view.setUint16(4, 1, true) // Version 1.0.
  view.setBigInt64(8, -1n, true) // The length of the section is not told.
  const told = options([[OPTION.userApplication, ascii(application)]])
  return joined([
    block(BLOCK.sectionHeader, [section, told]),
    interfaceBlock('can0', LINK_TYPE.canSocketCan),
    interfaceBlock('doors', LINK_TYPE.rawIp),
    interfaceBlock('can1', LINK_TYPE.canSocketCan),
  ])
}

function interfaceBlock(name: string, linkType: number): Uint8Array {
  const fixed = new Uint8Array(8) // Link type, reserved, no limit of length.
  new DataView(fixed.buffer).setUint16(0, linkType, true)
  const told = options([
    [OPTION.interfaceName, ascii(name)],
    [OPTION.timestampResolution, Uint8Array.of(MICROSECONDS)],
  ])
  return block(BLOCK.interfaceDescription, [fixed, told])
}

/** `timeMs` since 1970, to the microsecond. `channel`: which bus, `can0` or `can1`. */
export function encodeCanPacket(timeMs: number, frame: CanFrame, channel: 0 | 1 = 0): Uint8Array {
  assert(canFrameFault(frame) === undefined, 'a frame that a bus can carry')
  const { id, isExtended, data, fd, remoteBytes } = frame
  const packet = new Uint8Array(8 + data.length)
  const flags = (isExtended ? CAN_FLAG.extended : 0) + (remoteBytes === undefined ? 0 : CAN_FLAG.remote)
  new DataView(packet.buffer).setUint32(0, id + flags)
  packet[4] = remoteBytes ?? data.length
  if (fd !== undefined) {
    const { isBitRateSwitched, isErrorPassive } = fd
    packet[5] =
      CAN_FD_FLAG.isFd |
      (isBitRateSwitched ? CAN_FD_FLAG.bitRateSwitched : 0) |
      (isErrorPassive ? CAN_FD_FLAG.errorPassive : 0)
  }
  packet.set(data, 8)
  return packetBlock(INTERFACE.can[channel], timeMs, packet)
}

function packetBlock(interfaceIndex: number, timeMs: number, packet: Uint8Array): Uint8Array {
  assert(timeMs >= 0, 'time is counted from 1970')
  const head = new Uint8Array(20)
  const view = new DataView(head.buffer)
  const micros = Math.round(timeMs * 1000)
  view.setUint32(0, interfaceIndex, true)
  view.setUint32(4, Math.floor(micros / 0x1_0000_0000), true)
  view.setUint32(8, micros % 0x1_0000_0000, true)
  view.setUint32(12, packet.length, true)
  view.setUint32(16, packet.length, true)
  return block(BLOCK.enhancedPacket, [head, packet])
}

/** Which end of a connection sends. */
export type Side = 'client' | 'server'

export type TcpTrace = {
  /** The three packets that open a connection. */
  open(timeMs: number): Uint8Array
  /** Its bytes, in as many packets as they need. */
  data(timeMs: number, from: Side, bytes: Uint8Array): Uint8Array
  close(timeMs: number): Uint8Array
}

type Addresses = { readonly clientPort: number; readonly serverPort: number }
const ADDRESS = { client: [127, 0, 0, 2], server: [127, 0, 0, 1] } as const
const IP_BYTES = 20
const TCP_BYTES = 20
/** Fits into an IP packet with room for its headers. */
const SEGMENT_BYTES_MAX = 60_000
const WINDOW = 0xffff

export function createTcpTrace(ports: Addresses): TcpTrace {
  /** Of the next byte that each side sends. */
  const next = { client: 0, server: 0 }

  function segment(timeMs: number, from: Side, flags: number, bytes: Uint8Array = NOTHING): Uint8Array {
    const to = from === 'client' ? 'server' : 'client'
    const packet = ipPacket(ports, from, bytes)
    const tcp = packet.subarray(IP_BYTES)
    const view = new DataView(tcp.buffer, tcp.byteOffset)
    view.setUint32(4, next[from])
    view.setUint32(8, flags & TCP_FLAG.acknowledge ? next[to] : 0)
    tcp[12] = (TCP_BYTES / 4) << 4
    tcp[13] = flags
    view.setUint16(14, WINDOW)
    view.setUint16(16, tcpChecksum(packet))
    // SYN and FIN count as a byte each.
    next[from] = (next[from] + bytes.length + Number((flags & (TCP_FLAG.syn | TCP_FLAG.fin)) !== 0)) >>> 0
    return packetBlock(INTERFACE.tcp, timeMs, packet)
  }

  return {
    open: (timeMs) =>
      joined([
        segment(timeMs, 'client', TCP_FLAG.syn),
        segment(timeMs, 'server', TCP_FLAG.syn | TCP_FLAG.acknowledge),
        segment(timeMs, 'client', TCP_FLAG.acknowledge),
      ]),
    data(timeMs, from, bytes) {
      const parts: Uint8Array[] = []
      for (let at = 0; at < bytes.length; at += SEGMENT_BYTES_MAX) {
        const part = bytes.subarray(at, at + SEGMENT_BYTES_MAX)
        parts.push(segment(timeMs, from, TCP_FLAG.push | TCP_FLAG.acknowledge, part))
      }
      return joined(parts)
    },
    close: (timeMs) =>
      joined([
        segment(timeMs, 'client', TCP_FLAG.fin | TCP_FLAG.acknowledge),
        segment(timeMs, 'server', TCP_FLAG.fin | TCP_FLAG.acknowledge),
        segment(timeMs, 'client', TCP_FLAG.acknowledge),
      ]),
  }
}

const NOTHING = new Uint8Array(0)

/** IPv4 around a TCP header, of which the ports are set, and its bytes. */
function ipPacket({ clientPort, serverPort }: Addresses, from: Side, bytes: Uint8Array): Uint8Array {
  const packet = new Uint8Array(IP_BYTES + TCP_BYTES + bytes.length)
  const view = new DataView(packet.buffer)
  packet[0] = 0x45 // Version 4, five words.
  view.setUint16(2, packet.length)
  packet[8] = 64 // Hops left.
  packet[9] = 6 // TCP.
  packet.set(ADDRESS[from], 12)
  packet.set(ADDRESS[from === 'client' ? 'server' : 'client'], 16)
  view.setUint16(10, internetChecksum(packet.subarray(0, IP_BYTES), 0))
  view.setUint16(IP_BYTES, from === 'client' ? clientPort : serverPort)
  view.setUint16(IP_BYTES + 2, from === 'client' ? serverPort : clientPort)
  packet.set(bytes, IP_BYTES + TCP_BYTES)
  return packet
}

/** Over the addresses, the protocol and the length too. */
function tcpChecksum(packet: Uint8Array): number {
  const length = packet.length - IP_BYTES
  let sum = 6 + length
  for (let at = 12; at < IP_BYTES; at += 2) sum += (packet[at] << 8) | packet[at + 1]
  return internetChecksum(packet.subarray(IP_BYTES), sum)
}

function internetChecksum(bytes: Uint8Array, start: number): number {
  let sum = start
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at] << 8) | (bytes[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000)
  return ~sum & 0xffff
}

/** Each with its length at both ends, and whole words between. */
function block(type: number, parts: readonly Uint8Array[]): Uint8Array {
  const content = joined(parts)
  const padded = 4 * Math.ceil(content.length / 4)
  const out = new Uint8Array(12 + padded)
  const view = new DataView(out.buffer)
  view.setUint32(0, type, true)
  view.setUint32(4, out.length, true)
  out.set(content, 8)
  view.setUint32(8 + padded, out.length, true)
  return out
}

function options(given: readonly (readonly [number, Uint8Array])[]): Uint8Array {
  const parts = given.map(([code, bytes]) => {
    const option = new Uint8Array(4 + 4 * Math.ceil(bytes.length / 4))
    new DataView(option.buffer).setUint16(0, code, true)
    new DataView(option.buffer).setUint16(2, bytes.length, true)
    option.set(bytes, 4)
    return option
  })
  return joined([...parts, new Uint8Array(4)]) // The last is the end of options.
}

const ascii = (text: string) => new TextEncoder().encode(text)

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
