/**
 * One tool that tunnels a CAN bus by cannelloni, over TCP or UDP. Sources: ./tables.ts.
 *
 * No socket and no clock: bytes come in through `receive` (over UDP a whole datagram each), time through `nowMs`; each frame goes
 * out through one `send`, over UDP in a packet of its own, so that none waits for another.
 * Invariants: frames reach the bus in their order; over TCP one that finds the wire full waits and the host is asked to read no
 * more (`isBusy`); over UDP, where nobody can be asked to wait, a packet that comes then is lost, as packets are.
 */
import type { CanFrame } from '../can/frame.ts'
import { asciiBytes } from '../can-interface/ascii.ts'
import { createIntake, WIRE_IS_FULL } from '../can-interface/intake.ts'
import type { CanInterfaces } from '../can-interface/interface.ts'
import { decodeFrame, decodePacket, encodeFrame, encodePacket } from './codec.ts'
import { GREETING } from './tables.ts'

export type CannelloniOptions = {
  readonly transport: 'tcp' | 'udp'
  readonly interfaces: CanInterfaces
  /** Of this node in a recording: "cannelloni #2". */
  readonly name: string
  send(bytes: Uint8Array): unknown
  /** The session has nothing more to say: over TCP the tool speaks something else. */
  end(): void
}

export type CannelloniConnection = {
  receive(bytes: Uint8Array, nowMs: number): void
  service(nowMs: number): void
  close(): void
  /** Give it no more bytes before a later `service`. */
  isBusy(): boolean
}

/** As newer adapters. */
const HEARING = { isFdCapable: true, hearsRemoteFrames: true } as const

export function createCannelloni(options: CannelloniOptions, nowMs: number): CannelloniConnection {
  const isUdp = options.transport === 'udp'
  const intake = createIntake({ take })
  const port = options.interfaces.attach(options.name, onFrame, nowMs, HEARING)
  let isGreeted = isUdp
  let sequence = 0
  let isClosed = false

  function onFrame(frame: CanFrame): void {
    if (!isGreeted || isClosed) return
    if (isUdp) {
      options.send(encodePacket({ sequence, frames: [frame] }))
      sequence = (sequence + 1) & 0xff
    } else options.send(encodeFrame(frame))
  }

  function take(bytes: Uint8Array, atMs: number): number {
    if (!isGreeted) return takeGreeting(bytes)
    const decoded = decodeFrame(bytes)
    if (decoded === 'incomplete') return 0
    if (decoded === 'unreadable') return endWithAll(bytes)
    if ('frame' in decoded && !port.trySend(decoded.frame, atMs)) return WIRE_IS_FULL
    return decoded.bytes
  }

  function takeGreeting(bytes: Uint8Array): number {
    const length = Math.min(bytes.length, GREETING.length)
    for (let i = 0; i < length; i++) if (bytes[i] !== GREETING.charCodeAt(i)) return endWithAll(bytes)
    if (length < GREETING.length) return 0
    isGreeted = true
    return GREETING.length
  }

  function endWithAll(bytes: Uint8Array): number {
    end()
    return bytes.length
  }

  function end(): void {
    close()
    options.end()
  }

  function close(): void {
    isClosed = true
    intake.clear()
    port.detach()
  }

  /** The frames alone, so that what is left of a packet waits for room on the wire like a stream. */
  function takePacket(bytes: Uint8Array, atMs: number): void {
    const packet = intake.isBusy() ? undefined : decodePacket(bytes)
    if (packet === undefined || typeof packet === 'string') return
    for (const frame of packet.frames) intake.receive(encodeFrame(frame), atMs)
  }

  if (!isUdp) options.send(asciiBytes(GREETING))

  return {
    receive(bytes, atMs) {
      if (isClosed) return
      if (isUdp) takePacket(bytes, atMs)
      else if (!intake.receive(bytes, atMs)) end()
    },
    service: (atMs) => intake.service(atMs),
    close,
    isBusy() {
      return !isUdp && intake.isBusy()
    },
  }
}
