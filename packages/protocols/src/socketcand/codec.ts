/**
 * What a client and a socketcand say to each other: text between angle brackets. Source: doc/protocol.md of linux-can/socketcand.
 *
 * Identifiers of 11 bits have three digits and of 29 bits eight, which is how they are told apart. A client writes data with
 * spaces between, the server without. Left out: muxfilter (see ./coverage.md).
 */
import { assert, parseHex, toHex } from '@luban/stdx'
import type { CanFrame } from '../can/frame.ts'
import { CAN_ID_MAX, CAN_ID_MAX_EXTENDED, DATA_BYTES_MAX } from '../can/tables.ts'
import { MESSAGE_BYTES_MAX } from '../isotp/tables.ts'
import { BUS_NAME_CHARACTERS_MAX, ISOTP_FLAG, ISOTP_FLAGS_MAX, MODES, type Mode } from './tables.ts'

export type Identifier = Pick<CanFrame, 'id' | 'isExtended'>

export type SocketcandCommand =
  | { kind: 'open'; bus: string }
  /** Bit timing (B) or control mode (C) of an interface. */
  | { kind: 'configure'; bus: string; operation: 'B' | 'C' }
  | { kind: 'mode'; mode: Mode }
  | { kind: 'echo' }
  | { kind: 'send'; frame: CanFrame }
  | { kind: 'add'; intervalUs: number; frame: CanFrame }
  | { kind: 'update'; frame: CanFrame }
  | { kind: 'delete'; identifier: Identifier }
  /** At most one frame of this identifier each interval; 0: every one. */
  | { kind: 'subscribe'; intervalUs: number; identifier: Identifier }
  | { kind: 'unsubscribe'; identifier: Identifier }
  /** Like `subscribe`, when bits of the mask have changed. */
  | { kind: 'filter'; intervalUs: number; frame: CanFrame }
  | { kind: 'statistics'; intervalMs: number }
  | { kind: 'configureIsotp'; channel: IsotpChannel }
  | { kind: 'sendPdu'; data: Uint8Array }

/** `flags` as in linux/can/isotp.h; what they do not ask for has no meaning. */
export type IsotpChannel = {
  readonly tx: Identifier
  readonly rx: Identifier
  readonly flags: number
  readonly blockSize: number
  /** As its byte stands in a flow control. */
  readonly separationTime: number
  readonly waitFramesMax: number
  readonly txPadding: number
  readonly rxPadding: number
  readonly extendedAddress: number
  readonly rxExtendedAddress: number
}

export type CommandFault = 'unknownCommand' | 'badIdentifier' | 'badData' | 'badNumber' | 'badIsotp' | 'badPdu'

export type SocketcandReply =
  | { kind: 'hi' }
  | { kind: 'ok' }
  | { kind: 'echo' }
  /** `timeUs`: since 1970. */
  | { kind: 'frame'; timeUs: number; frame: CanFrame }
  | { kind: 'pdu'; timeUs: number; data: Uint8Array }
  | { kind: 'error'; text: string }
  | {
      kind: 'statistics'
      bytesReceived: number
      framesReceived: number
      bytesSent: number
      framesSent: number
    }

export type ReplyFault = 'unknownReply' | 'badIdentifier' | 'badData' | 'badNumber'

const US_PER_S = 1_000_000
const INTERVAL_S_MAX = 1_000_000

export function encodeCommand(command: SocketcandCommand): string {
  return `< ${commandWords(command)} >`
}

function commandWords(command: SocketcandCommand): string {
  switch (command.kind) {
    case 'open':
      return `open ${busName(command.bus)}`
    case 'configure':
      return `${busName(command.bus)} ${command.operation}`
    case 'mode':
      return MODES[command.mode]
    case 'echo':
      return 'echo'
    case 'send':
    case 'update':
      return `${command.kind} ${frameWords(command.frame)}`
    case 'add':
    case 'filter':
      return `${command.kind} ${intervalWords(command.intervalUs)} ${frameWords(command.frame)}`
    case 'delete':
    case 'unsubscribe':
      return `${command.kind} ${identifierWord(command.identifier)}`
    case 'subscribe':
      return `subscribe ${intervalWords(command.intervalUs)} ${identifierWord(command.identifier)}`
    case 'statistics':
      assert(Number.isInteger(command.intervalMs) && command.intervalMs >= 0)
      return `statistics ${command.intervalMs}`
    case 'configureIsotp':
      return `isotpconf ${channelWords(command.channel)}`
    case 'sendPdu':
      assert(command.data.length >= 1 && command.data.length <= MESSAGE_BYTES_MAX)
      return `sendpdu ${toHex(command.data)}`
  }
}

/** All ten, whatever the flags. */
function channelWords(channel: IsotpChannel): string {
  const { tx, rx, flags, blockSize, separationTime, waitFramesMax, txPadding, rxPadding } = channel
  const { extendedAddress, rxExtendedAddress } = channel
  assert(flags >= 0 && flags <= ISOTP_FLAGS_MAX && isByte(blockSize) && isByte(waitFramesMax))
  const bytes = [txPadding, rxPadding, extendedAddress, rxExtendedAddress].map(hexByte).join(' ')
  const heads = `${identifierWord(tx)} ${identifierWord(rx)} ${flags.toString(16).toUpperCase()}`
  return `${heads} ${blockSize} ${hexByte(separationTime)} ${waitFramesMax} ${bytes}`
}

const isByte = (value: number) => Number.isInteger(value) && value >= 0 && value <= 0xff

function hexByte(value: number): string {
  assert(isByte(value))
  return toHex(Uint8Array.of(value))
}

function busName(name: string): string {
  assert(isBusName(name), `"${name}" is no name of a bus`)
  return name
}

function isBusName(name: string): boolean {
  return name.length > 0 && name.length <= BUS_NAME_CHARACTERS_MAX && /^[!-;=?-~]+$/.test(name)
}

function identifierWord({ id, isExtended }: Identifier): string {
  assert(Number.isInteger(id) && id >= 0 && id <= (isExtended ? CAN_ID_MAX_EXTENDED : CAN_ID_MAX))
  return id
    .toString(16)
    .toUpperCase()
    .padStart(isExtended ? 8 : 3, '0')
}

function frameWords(frame: CanFrame): string {
  const { data } = frame
  assert(data.length <= DATA_BYTES_MAX)
  let words = `${identifierWord(frame)} ${data.length}`
  for (let i = 0; i < data.length; i++) words += ` ${data[i].toString(16)}`
  return words
}

function intervalWords(intervalUs: number): string {
  assert(Number.isInteger(intervalUs) && intervalUs >= 0)
  return `${Math.floor(intervalUs / US_PER_S)} ${intervalUs % US_PER_S}`
}

/** `text` is what stands between the brackets. Anything may be typed, so this never throws. */
export function decodeCommand(text: string): SocketcandCommand | CommandFault {
  const [name, ...words] = text.trim().split(/\s+/)
  const mode = MODE_OF.get(name)
  if (mode !== undefined && words.length === 0) return { kind: 'mode', mode }
  switch (name) {
    case 'open':
      return words.length === 1 && isBusName(words[0]) ? { kind: 'open', bus: words[0] } : 'unknownCommand'
    case 'echo':
      return words.length === 0 ? { kind: 'echo' } : 'unknownCommand'
    case 'send':
    case 'update':
      return withFrame(words, (frame) => ({ kind: name, frame }))
    case 'add':
    case 'filter':
      return withInterval(words, (intervalUs, rest) => withFrame(rest, (frame) => ({ kind: name, intervalUs, frame })))
    case 'delete':
    case 'unsubscribe':
      return withIdentifier(words, (identifier) => ({ kind: name, identifier }))
    case 'subscribe':
      return withInterval(words, (intervalUs, rest) =>
        withIdentifier(rest, (identifier) => ({ kind: name, intervalUs, identifier })),
      )
    case 'statistics':
      return decodeStatisticsCommand(words)
    case 'isotpconf':
      return decodeChannel(words)
    case 'sendpdu': {
      const data = words.length === 1 ? parseHex(words[0]) : undefined
      const isMessage = data !== undefined && data.length >= 1 && data.length <= MESSAGE_BYTES_MAX
      return isMessage ? { kind: 'sendPdu', data } : 'badPdu'
    }
    default: {
      const isConfiguring = (words[0] === 'B' || words[0] === 'C') && isBusName(name)
      return isConfiguring ? { kind: 'configure', bus: name, operation: words[0] as 'B' | 'C' } : 'unknownCommand'
    }
  }
}

const MODE_OF: ReadonlyMap<string, Mode> = new Map(
  Object.entries(MODES).map(([mode, command]) => [command, mode as Mode]),
)

type Decoded = SocketcandCommand | CommandFault

function withFrame(words: readonly string[], make: (frame: CanFrame) => Decoded): Decoded {
  const identifier = decodeIdentifier(words[0])
  if (identifier === undefined) return 'badIdentifier'
  const data = decodeDataWords(words.slice(1))
  return data === undefined ? 'badData' : make({ ...identifier, data })
}

function withIdentifier(words: readonly string[], make: (identifier: Identifier) => Decoded): Decoded {
  const identifier = words.length === 1 ? decodeIdentifier(words[0]) : undefined
  return identifier === undefined ? 'badIdentifier' : make(identifier)
}

function withInterval(
  [seconds, micros, ...rest]: readonly string[],
  make: (intervalUs: number, rest: readonly string[]) => Decoded,
): Decoded {
  const s = decodeNumber(seconds)
  const us = decodeNumber(micros)
  if (s === undefined || us === undefined || s > INTERVAL_S_MAX) return 'badNumber'
  return make(s * US_PER_S + us, rest)
}

function decodeStatisticsCommand(words: readonly string[]): Decoded {
  const intervalMs = words.length === 1 ? decodeNumber(words[0]) : undefined
  return intervalMs === undefined ? 'badNumber' : { kind: 'statistics', intervalMs }
}

/** How many words there must be follows from the flags; what is missing behind them is zero. */
function decodeChannel(words: readonly string[]): Decoded {
  const [tx, rx] = [decodeIdentifier(words[0]), decodeIdentifier(words[1])]
  if (tx === undefined || rx === undefined) return 'badIdentifier'
  const [flags, separationTime, ...rest] = [words[2], words[4], ...words.slice(6, 10)].map(decodeHex)
  const [blockSize, waitFramesMax] = [words[3], words[5] ?? '0'].map(decodeNumber)
  if (words.length < wordsNeeded(flags ?? 0) || words.length > 10) return 'badIsotp'
  if (flags === undefined || flags > ISOTP_FLAGS_MAX || separationTime === undefined) return 'badIsotp'
  if (blockSize === undefined || blockSize > 0xff || waitFramesMax === undefined || waitFramesMax > 0xff)
    return 'badIsotp'
  const bytes = [...rest, 0, 0, 0, 0].slice(0, 4)
  if (separationTime > 0xff || !bytes.every((byte) => byte !== undefined && byte <= 0xff)) return 'badIsotp'
  const [txPadding, rxPadding, extendedAddress, rxExtendedAddress] = bytes as number[]
  const channel = { tx, rx, flags, blockSize, separationTime, waitFramesMax }
  return { kind: 'configureIsotp', channel: { ...channel, txPadding, rxPadding, extendedAddress, rxExtendedAddress } }
}

function wordsNeeded(flags: number): number {
  if ((flags & ISOTP_FLAG.rxExtendAddress) !== 0) return 10
  if ((flags & ISOTP_FLAG.extendAddress) !== 0) return 9
  if ((flags & ISOTP_FLAG.rxPadding) !== 0) return 8
  return (flags & ISOTP_FLAG.txPadding) !== 0 ? 7 : 5
}

function decodeHex(word: string | undefined): number | undefined {
  return word !== undefined && /^[0-9A-Fa-f]{1,3}$/.test(word) ? Number.parseInt(word, 16) : undefined
}

/** Fewer than three digits are taken, too: other tools write them. */
function decodeIdentifier(word: string | undefined): Identifier | undefined {
  if (word === undefined || !/^([0-9A-Fa-f]{1,3}|[0-9A-Fa-f]{8})$/.test(word)) return undefined
  const isExtended = word.length === 8
  const id = Number.parseInt(word, 16)
  return id > (isExtended ? CAN_ID_MAX_EXTENDED : CAN_ID_MAX) ? undefined : { id, isExtended }
}

/** The number of bytes, then each byte. */
function decodeDataWords([count, ...bytes]: readonly string[]): Uint8Array | undefined {
  if (count === undefined || !/^[0-8]$/.test(count) || bytes.length !== Number(count)) return undefined
  const data = new Uint8Array(bytes.length)
  for (let i = 0; i < data.length; i++) {
    if (!/^[0-9A-Fa-f]{1,2}$/.test(bytes[i])) return undefined
    data[i] = Number.parseInt(bytes[i], 16)
  }
  return data
}

/** No more digits than a double holds exactly. */
function decodeNumber(word: string | undefined): number | undefined {
  return word !== undefined && /^\d{1,15}$/.test(word) ? Number(word) : undefined
}

export function encodeReply(reply: SocketcandReply): string {
  return `< ${replyWords(reply)} >`
}

function replyWords(reply: SocketcandReply): string {
  switch (reply.kind) {
    case 'hi':
    case 'ok':
    case 'echo':
      return reply.kind
    case 'frame':
      // With no data there are two spaces: clients split at each.
      return `frame ${identifierWord(reply.frame)} ${timeWord(reply.timeUs)} ${toHex(reply.frame.data)}`
    case 'pdu':
      return `pdu ${timeWord(reply.timeUs)} ${toHex(reply.data)}`
    case 'error':
      assert(!/[<>]/.test(reply.text))
      return `error ${reply.text}`
    case 'statistics':
      return `stat ${reply.bytesReceived} ${reply.framesReceived} ${reply.bytesSent} ${reply.framesSent}`
  }
}

function timeWord(timeUs: number): string {
  assert(Number.isInteger(timeUs) && timeUs >= 0)
  return `${Math.floor(timeUs / US_PER_S)}.${String(timeUs % US_PER_S).padStart(6, '0')}`
}

/** `text` is what stands between the brackets of a server's line; never throws. */
export function decodeReply(text: string): SocketcandReply | ReplyFault {
  const [name, ...words] = text.trim().split(/\s+/)
  switch (name) {
    case 'hi':
    case 'ok':
    case 'echo':
      return words.length === 0 ? { kind: name } : 'unknownReply'
    case 'frame':
      return decodeFrameReply(words)
    case 'pdu':
      return decodePduReply(words)
    case 'error':
      return { kind: 'error', text: words.join(' ') }
    case 'stat': {
      const [bytesReceived, framesReceived, bytesSent, framesSent, ...more] = words.map(decodeNumber)
      if (more.length > 0 || bytesReceived === undefined || framesReceived === undefined) return 'badNumber'
      if (bytesSent === undefined || framesSent === undefined) return 'badNumber'
      return { kind: 'statistics', bytesReceived, framesReceived, bytesSent, framesSent }
    }
    default:
      return 'unknownReply'
  }
}

function decodeFrameReply([idWord, time, dataWord, ...more]: readonly string[]): SocketcandReply | ReplyFault {
  const identifier = decodeIdentifier(idWord)
  if (identifier === undefined) return 'badIdentifier'
  const timeUs = decodeTime(time)
  if (timeUs === undefined) return 'badNumber'
  const data = more.length === 0 ? parseHex(dataWord ?? '') : undefined
  if (data === undefined || data.length > DATA_BYTES_MAX) return 'badData'
  return { kind: 'frame', timeUs, frame: { ...identifier, data } }
}

function decodePduReply([time, dataWord, ...more]: readonly string[]): SocketcandReply | ReplyFault {
  const timeUs = decodeTime(time)
  if (timeUs === undefined) return 'badNumber'
  const data = more.length === 0 ? parseHex(dataWord ?? '') : undefined
  return data === undefined || data.length === 0 ? 'badData' : { kind: 'pdu', timeUs, data }
}

function decodeTime(word: string | undefined): number | undefined {
  const match = /^(\d{1,10})\.(\d{6})$/.exec(word ?? '')
  return match === null ? undefined : Number(match[1]) * US_PER_S + Number(match[2])
}
