/**
 * One SLCAN adapter: a CAN interface that takes Lawicel's commands, here over TCP instead of a serial port.
 *
 * No socket and no clock: bytes come in through `receive`, time through `nowMs`. Each frame goes out through one `send`; the
 * answers to what came in one piece go out together, since a flood of them costs the host a call of its system each.
 * Invariants: every line is answered once, in its order; a frame that finds the wire full waits, and what is behind it too
 * (`isBusy`). At another bit rate than the car's the adapter hears and reaches only who was told to change to it, and its status says so.
 */
import type { CanHearing } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { asciiBytes, asciiText } from '../can-interface/ascii.ts'
import { createIntake, WIRE_IS_FULL } from '../can-interface/intake.ts'
import type { CanInterface, CanInterfaces } from '../can-interface/interface.ts'
import { type Acceptance, isAccepted } from './acceptance.ts'
import { CR, decodeCommand, encodeReply, type SlcanCommand, type SlcanReply } from './codec.ts'
import { ACCEPT_ALL, BIT_RATES, SERIAL_NUMBER, STATUS_FLAG, TIMESTAMP_MS, TIMING_CLOCK_HZ, VERSION } from './tables.ts'

export type SlcanOptions = {
  readonly interfaces: CanInterfaces
  /** Of this node in a recording: "slcan #2". */
  readonly name: string
  send(bytes: Uint8Array): unknown
  /** The session has nothing more to say. */
  end(): void
}

export type SlcanConnection = {
  receive(bytes: Uint8Array, nowMs: number): void
  service(nowMs: number): void
  close(): void
  /** Give it no more bytes before a later `service`. */
  isBusy(): boolean
}

const LF = 0x0a
/** The longest line is a CAN FD frame of 64 bytes. */
const LINE_BYTES_MAX = 160
/** Oscillators differ by less. */
const BIT_RATE_TOLERANCE = 0.01
const WRONG_BIT_RATE = STATUS_FLAG.busError | STATUS_FLAG.errorPassive | STATUS_FLAG.errorWarning

const ACCEPTED: SlcanReply = { kind: 'accepted' }
const REFUSED: SlcanReply = { kind: 'refused' }

export function createSlcan(options: SlcanOptions): SlcanConnection {
  const intake = createIntake({ take })
  let port: CanInterface | undefined
  let isListenOnly = false
  let bitRate: number = options.interfaces.bitRate
  let acceptance: Acceptance = ACCEPT_ALL
  let hasTimestamps = false
  let flags = 0
  let answers = ''
  let isClosed = false

  /** Keeps the order: what was answered before a frame goes before it. */
  function tell(frame: SlcanReply & { kind: 'frame' }): void {
    flush()
    options.send(asciiBytes(encodeReply(frame)))
  }

  function flush(): void {
    if (answers === '') return
    const text = answers
    answers = ''
    options.send(asciiBytes(text))
  }

  function onFrame(frame: CanFrame, atMs: number): void {
    if (!isAccepted(acceptance, frame)) return
    const timestampMs = Math.floor(Math.max(0, atMs)) % TIMESTAMP_MS
    tell({ kind: 'frame', frame, ...(hasTimestamps && { timestampMs }) })
  }

  /** As the newer adapters; at another rate than the car's it meets who was told to change to it (LinkControl). */
  function hearing(): CanHearing {
    return {
      isFdCapable: true,
      hearsRemoteFrames: true,
      ...(!isAtCarsRate() && { bitsPerSecond: bitRate }),
      disturbed() {
        flags |= WRONG_BIT_RATE
      },
    }
  }

  function isAtCarsRate(): boolean {
    const { bitRate: carsRate } = options.interfaces
    return Math.abs(bitRate - carsRate) <= carsRate * BIT_RATE_TOLERANCE
  }

  /** The answer; undefined: the wire has no room for it yet. */
  function execute(command: SlcanCommand, atMs: number): SlcanReply | undefined {
    switch (command.kind) {
      case 'nothing':
        return ACCEPTED
      case 'version':
        return { kind: 'version', text: VERSION }
      case 'serialNumber':
        return { kind: 'serialNumber', text: SERIAL_NUMBER }
      case 'send':
        return send(command.frame, atMs)
      case 'close':
      case 'status':
        return port === undefined ? REFUSED : executeOpen(command.kind)
      default:
        return port === undefined ? executeClosed(command, atMs) : REFUSED
    }
  }

  function send(frame: CanFrame, atMs: number): SlcanReply | undefined {
    if (port === undefined || isListenOnly) return REFUSED
    // Where nobody has that rate, nobody acknowledges it: the adapter takes it all the same, and has errors to tell.
    if (!isAtCarsRate()) flags |= WRONG_BIT_RATE
    if (!port.trySend(frame, atMs)) return undefined
    return { kind: 'sent', isExtended: frame.isExtended }
  }

  function executeOpen(kind: 'close' | 'status'): SlcanReply {
    if (kind === 'close') {
      port?.detach()
      port = undefined
      return ACCEPTED
    }
    const reply: SlcanReply = { kind: 'status', flags }
    flags = 0
    return reply
  }

  /** What an adapter is told before it is opened. */
  function executeClosed(command: SlcanCommand, atMs: number): SlcanReply {
    switch (command.kind) {
      case 'bitRate':
        bitRate = BIT_RATES[command.index]
        return ACCEPTED
      case 'bitTiming':
        bitRate = bitRateOf(command)
        return ACCEPTED
      case 'dataBitRate':
        return ACCEPTED // Only the time of a frame depends on it, which our wire does not measure so finely.
      case 'acceptanceCode':
        acceptance = { ...acceptance, code: command.value }
        return ACCEPTED
      case 'acceptanceMask':
        acceptance = { ...acceptance, mask: command.value }
        return ACCEPTED
      case 'timestamps':
        hasTimestamps = command.isOn
        return ACCEPTED
      case 'open':
        isListenOnly = command.isListenOnly
        flags = 0
        port = options.interfaces.attach(options.name, onFrame, atMs, hearing())
        return ACCEPTED
      default:
        return REFUSED
    }
  }

  function take(bytes: Uint8Array, atMs: number): number {
    // Terminals send a line feed behind each carriage return.
    if (bytes[0] === LF) return 1
    const end = bytes.subarray(0, LINE_BYTES_MAX).indexOf(CR)
    if (end < 0 && bytes.length < LINE_BYTES_MAX) return 0
    const command = end < 0 ? 'malformed' : decodeCommand(asciiText(bytes.subarray(0, end)))
    const reply = typeof command === 'string' ? REFUSED : execute(command, atMs)
    if (reply === undefined) return WIRE_IS_FULL
    answers += encodeReply(reply)
    return end < 0 ? LINE_BYTES_MAX : end + 1
  }

  function close(): void {
    isClosed = true
    intake.clear()
    port?.detach()
    port = undefined
  }

  return {
    receive(bytes, atMs) {
      if (isClosed) return
      const isTaken = intake.receive(bytes, atMs)
      if (!isTaken) answers += encodeReply(REFUSED)
      flush()
      if (isTaken) return
      close()
      options.end()
    },
    service(atMs) {
      intake.service(atMs)
      flush()
    },
    close,
    isBusy() {
      return intake.isBusy()
    },
  }
}

/** Of the registers of an SJA1000: prescaler in the first, the two segments of a bit in the second. */
function bitRateOf({ btr0, btr1 }: { readonly btr0: number; readonly btr1: number }): number {
  const quanta = 1 + ((btr1 & 0x0f) + 1) + (((btr1 >> 4) & 0x07) + 1)
  return TIMING_CLOCK_HZ / ((btr0 & 0x3f) + 1) / quanta
}
