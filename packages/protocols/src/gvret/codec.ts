/**
 * GVRET's commands and answers as bytes. Sources: ./tables.ts.
 *
 * A stream has a mark before each command, so what is none is passed over up to the next mark. A byte like it may stand in a
 * command too: who begins to read in the middle may take some of one for another, as every adapter does.
 */
import { assert } from '@luban/stdx'
import { type CanFrame, canFrameFault } from '../can/frame.ts'
import { DATA_BYTES_MAX } from '../can/tables.ts'
import {
  ANALOG_INPUTS,
  BINARY,
  COMMANDS,
  type CommandName,
  IDENTIFIER_BIT_EXTENDED,
  KEEP_ALIVE,
  REPLY_BYTES,
  type ReplyName,
  SETUP_BIT,
  SETUP_RATE_MASK,
  START,
} from './tables.ts'

/** What a tool wants of one bus. */
export type BusSetup = { readonly bitRate: number; readonly isEnabled: boolean; readonly isListenOnly: boolean }

/** The commands that nothing follows. */
type PlainName = { [Name in CommandName]: (typeof COMMANDS)[Name]['bytes'] extends 0 ? Name : never }[CommandName]

export type GvretCommand =
  | { readonly kind: 'binary' }
  | { readonly kind: PlainName }
  | { readonly kind: 'frame' | 'echoFrame'; readonly bus: number; readonly frame: CanFrame }
  | { readonly kind: 'setupBuses'; readonly buses: readonly [BusSetup, BusSetup] }
  | { readonly kind: 'setDigitalOutputs' | 'setSingleWire' | 'setSystemType'; readonly value: number }
  | { readonly kind: 'setupExtendedBuses' }

/** `notAFrame`: its identifier is of no CAN frame. `unknown`: no such command. `stray`: bytes before a mark. */
export type CommandFault = 'notAFrame' | 'unknown' | 'stray'

/** `bytes`: how many of the stream it took. `incomplete`: more must come. */
export type DecodedCommand =
  | { readonly bytes: number; readonly command: GvretCommand }
  | { readonly bytes: number; readonly fault: CommandFault }
  | 'incomplete'

export type GvretReply =
  | { readonly kind: 'frame'; readonly timeUs: number; readonly bus: number; readonly frame: CanFrame }
  | { readonly kind: 'timeSync'; readonly timeUs: number }
  | { readonly kind: 'busParameters'; readonly buses: readonly [BusSetup, BusSetup] }
  | { readonly kind: 'deviceInfo'; readonly build: number; readonly eepromVersion: number }
  | { readonly kind: 'busCount'; readonly count: number }
  /** Inputs that nothing is wired to, further buses that are not there. */
  | { readonly kind: 'digitalInputs' | 'analogInputs' | 'keepAlive' | 'extendedBuses' }

export type ReplyFault = 'notAFrame' | 'unknown' | 'stray'
export type DecodedReply =
  | { readonly bytes: number; readonly reply: GvretReply }
  | { readonly bytes: number; readonly fault: ReplyFault }
  | 'incomplete'

const NAME_OF: ReadonlyMap<number, CommandName> = new Map(
  Object.entries(COMMANDS).map(([name, { code }]) => [code, name as CommandName]),
)
/** Start and code. */
const HEAD_BYTES = 2
const CHECKSUM_BYTES = 1

export function encodeCommand(command: GvretCommand): Uint8Array {
  if (command.kind === 'binary') return Uint8Array.of(BINARY, BINARY)
  const { code, bytes } = COMMANDS[command.kind]
  switch (command.kind) {
    case 'frame':
    case 'echoFrame': {
      const { bus, frame } = command
      assert(isClassical(frame) && Number.isInteger(bus) && bus >= 0 && bus <= 3)
      const word = numberBytes(identifierWord(frame))
      return Uint8Array.of(START, code, ...word, bus, frame.data.length, ...frame.data, 0)
    }
    case 'setupBuses':
      return Uint8Array.of(START, code, ...command.buses.flatMap((bus) => numberBytes(setupWord(bus))))
    case 'setDigitalOutputs':
    case 'setSingleWire':
    case 'setSystemType':
      return Uint8Array.of(START, code, command.value)
    default:
      return Uint8Array.of(START, code, ...new Uint8Array(bytes))
  }
}

/** The command at the beginning of `stream`. Anything may arrive, so this never throws. */
export function decodeCommand(stream: Uint8Array): DecodedCommand {
  if (stream.length === 0) return 'incomplete'
  if (stream[0] === BINARY) return decodeBinary(stream)
  if (stream[0] !== START) return { bytes: strayBytes(stream), fault: 'stray' }
  if (stream.length < HEAD_BYTES) return 'incomplete'
  const kind = NAME_OF.get(stream[1])
  // The second byte may itself be the mark of a command.
  if (kind === undefined) return { bytes: 1, fault: 'unknown' }
  const end = HEAD_BYTES + COMMANDS[kind].bytes
  if (stream.length < end) return 'incomplete'
  switch (kind) {
    case 'frame':
    case 'echoFrame':
      return decodeFrameCommand(stream, kind)
    case 'setupBuses':
      return { bytes: end, command: { kind, buses: [setupAt(stream, 2), setupAt(stream, 6)] } }
    case 'setDigitalOutputs':
    case 'setSingleWire':
    case 'setSystemType':
      return { bytes: end, command: { kind, value: stream[2] } }
    default:
      return { bytes: end, command: { kind } }
  }
}

/** One such byte is enough; a second is part of it. */
function decodeBinary(stream: Uint8Array): DecodedCommand {
  return { bytes: stream[1] === BINARY ? 2 : 1, command: { kind: 'binary' } }
}

/** Adapters take no length above eight bytes, and mind no checksum: SavvyCAN sends none. */
function decodeFrameCommand(stream: Uint8Array, kind: 'frame' | 'echoFrame'): DecodedCommand {
  const start = HEAD_BYTES + COMMANDS[kind].bytes
  const length = Math.min(DATA_BYTES_MAX, stream[7] & 0x0f)
  const bytes = start + length + CHECKSUM_BYTES
  if (stream.length < bytes) return 'incomplete'
  const frame = frameOf(numberAt(stream, 2), stream.slice(start, start + length))
  return frame === undefined
    ? { bytes, fault: 'notAFrame' }
    : { bytes, command: { kind, bus: stream[6] & 0x03, frame } }
}

export function encodeReply(reply: GvretReply): Uint8Array {
  const { code } = COMMANDS[reply.kind]
  switch (reply.kind) {
    case 'frame': {
      const { timeUs, bus, frame } = reply
      assert(isClassical(frame) && Number.isInteger(bus) && bus >= 0 && bus <= 0x0f)
      const [time, word] = [numberBytes(timeUs), numberBytes(identifierWord(frame))]
      return Uint8Array.of(START, code, ...time, ...word, frame.data.length | (bus << 4), ...frame.data, 0)
    }
    case 'timeSync':
      return Uint8Array.of(START, code, ...numberBytes(reply.timeUs))
    case 'busParameters':
      return Uint8Array.of(START, code, ...reply.buses.flatMap(parameterBytes))
    case 'deviceInfo':
      return Uint8Array.of(START, code, reply.build & 0xff, reply.build >> 8, reply.eepromVersion, 0, 0, 0)
    case 'busCount':
      return Uint8Array.of(START, code, reply.count)
    case 'keepAlive':
      return Uint8Array.of(START, code, ...KEEP_ALIVE)
    case 'digitalInputs':
      return withChecksum([START, code, 0])
    case 'analogInputs':
      return withChecksum([START, code, ...new Uint8Array(2 * ANALOG_INPUTS)])
    case 'extendedBuses':
      return Uint8Array.of(START, code, ...new Uint8Array(REPLY_BYTES.extendedBuses))
  }
}

/** The answer at the beginning of `stream`; never throws. */
export function decodeReply(stream: Uint8Array): DecodedReply {
  if (stream.length === 0) return 'incomplete'
  if (stream[0] !== START) return { bytes: strayBytes(stream), fault: 'stray' }
  if (stream.length < HEAD_BYTES) return 'incomplete'
  const kind = NAME_OF.get(stream[1])
  if (kind === undefined || !isReply(kind)) return { bytes: 1, fault: 'unknown' }
  const bytes = HEAD_BYTES + REPLY_BYTES[kind]
  if (stream.length < bytes) return 'incomplete'
  switch (kind) {
    case 'frame':
      return decodeFrameReply(stream, bytes)
    case 'timeSync':
      return { bytes, reply: { kind, timeUs: numberAt(stream, 2) } }
    case 'busParameters':
      return { bytes, reply: { kind, buses: [parametersAt(stream, 2), parametersAt(stream, 7)] } }
    case 'deviceInfo':
      return { bytes, reply: { kind, build: stream[2] | (stream[3] << 8), eepromVersion: stream[4] } }
    case 'busCount':
      return { bytes, reply: { kind, count: stream[2] } }
    default:
      return { bytes, reply: { kind } }
  }
}

function decodeFrameReply(stream: Uint8Array, start: number): DecodedReply {
  const length = Math.min(DATA_BYTES_MAX, stream[10] & 0x0f)
  const bytes = start + length + CHECKSUM_BYTES
  if (stream.length < bytes) return 'incomplete'
  const frame = frameOf(numberAt(stream, 6), stream.slice(start, start + length))
  if (frame === undefined) return { bytes, fault: 'notAFrame' }
  return { bytes, reply: { kind: 'frame', timeUs: numberAt(stream, 2), bus: stream[10] >> 4, frame } }
}

const isReply = (name: CommandName): name is ReplyName => name in REPLY_BYTES

/** The protocol knows neither CAN FD nor remote frames. */
export const isClassical = (frame: CanFrame): boolean =>
  canFrameFault(frame) === undefined && frame.fd === undefined && frame.remoteBytes === undefined

function identifierWord({ id, isExtended }: CanFrame): number {
  return id + (isExtended ? IDENTIFIER_BIT_EXTENDED : 0)
}

function frameOf(word: number, data: Uint8Array): CanFrame | undefined {
  const isExtended = word >= IDENTIFIER_BIT_EXTENDED
  const frame = { id: isExtended ? word - IDENTIFIER_BIT_EXTENDED : word, isExtended, data }
  return canFrameFault(frame) === undefined ? frame : undefined
}

function setupWord({ bitRate, isEnabled, isListenOnly }: BusSetup): number {
  assert(Number.isInteger(bitRate) && bitRate >= 0 && bitRate <= SETUP_RATE_MASK)
  const flags = (isEnabled ? SETUP_BIT.isEnabled : 0) + (isListenOnly ? SETUP_BIT.isListenOnly : 0)
  return SETUP_BIT.isTold + flags + bitRate
}

/** Who tells a rate alone wants the bus; 0 switches it off. */
function setupAt(stream: Uint8Array, at: number): BusSetup {
  const word = numberAt(stream, at)
  const bitRate = word & SETUP_RATE_MASK
  if (word < SETUP_BIT.isTold) return { bitRate, isEnabled: word > 0, isListenOnly: false }
  const isSet = (bit: number) => (word & bit) !== 0
  return { bitRate, isEnabled: isSet(SETUP_BIT.isEnabled), isListenOnly: isSet(SETUP_BIT.isListenOnly) }
}

const parameterBytes = ({ bitRate, isEnabled, isListenOnly }: BusSetup) => [
  Number(isEnabled) + (Number(isListenOnly) << 4),
  ...numberBytes(bitRate),
]

function parametersAt(stream: Uint8Array, at: number): BusSetup {
  const flags = stream[at]
  return { bitRate: numberAt(stream, at + 1), isEnabled: (flags & 0x0f) !== 0, isListenOnly: flags >> 4 !== 0 }
}

/** Low byte first. */
function numberBytes(value: number): number[] {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff)
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]
}

function numberAt(stream: Uint8Array, at: number): number {
  return (stream[at] | (stream[at + 1] << 8) | (stream[at + 2] << 16) | (stream[at + 3] << 24)) >>> 0
}

/** Of all bytes before it, exclusive or. */
function withChecksum(bytes: readonly number[]): Uint8Array {
  return Uint8Array.of(
    ...bytes,
    bytes.reduce((sum, byte) => sum ^ byte, 0),
  )
}

/** Up to the next mark, or all. */
function strayBytes(stream: Uint8Array): number {
  let count = 1
  while (count < stream.length && stream[count] !== START && stream[count] !== BINARY) count++
  return count
}
