/**
 * SLCAN in both directions: commands that a tool ends with CR, and what an adapter says. Sources: see ./tables.ts.
 *
 * An adapter accepts with CR (or `z`, `Z` and CR for a frame) and refuses with the bell alone, which has no CR behind it.
 */
import { assert, parseHex, toHex } from '@luban/stdx'
import { type CanFrame, canFrameFault, dlcHolding } from '../can/frame.ts'
import { CAN_ID_MAX, CAN_ID_MAX_EXTENDED, FD_DATA_BYTES } from '../can/tables.ts'
import { FRAME_LETTERS, TIMESTAMP_MS } from './tables.ts'

export type SlcanCommand =
  /** An empty line: answered, and it frees a line half sent. */
  | { kind: 'nothing' }
  /** S0 to S8. */
  | { kind: 'bitRate'; index: number }
  /** Registers of an SJA1000: sxxyy. */
  | { kind: 'bitTiming'; btr0: number; btr1: number }
  /** Yn, of CAN FD adapters: n Mbit/s for the data. */
  | { kind: 'dataBitRate'; megabits: number }
  | { kind: 'open'; isListenOnly: boolean }
  | { kind: 'close' }
  | { kind: 'send'; frame: CanFrame }
  | { kind: 'status' }
  | { kind: 'version' }
  | { kind: 'serialNumber' }
  | { kind: 'acceptanceCode'; value: number }
  | { kind: 'acceptanceMask'; value: number }
  | { kind: 'timestamps'; isOn: boolean }

/** `unknown`: no such command. `malformed`: one of ours with something wrong behind its letter. */
export type CommandFault = 'unknown' | 'malformed'

export type SlcanReply =
  | { kind: 'accepted' }
  /** The adapter takes it: `z`, or `Z` for 29 bits. */
  | { kind: 'sent'; isExtended: boolean }
  /** The bell. */
  | { kind: 'refused' }
  | { kind: 'status'; flags: number }
  | { kind: 'version'; text: string }
  | { kind: 'serialNumber'; text: string }
  | { kind: 'frame'; frame: CanFrame; timestampMs?: number }

export type ReplyFault = 'unknown' | 'malformed'

export const CR = 0x0d
export const BELL = 0x07

/** With the CR at its end. */
export function encodeCommand(command: SlcanCommand): string {
  return `${commandText(command)}\r`
}

function commandText(command: SlcanCommand): string {
  switch (command.kind) {
    case 'nothing':
      return ''
    case 'bitRate':
      assert(Number.isInteger(command.index) && command.index >= 0 && command.index <= 8)
      return `S${command.index}`
    case 'bitTiming':
      return `s${toHex(Uint8Array.of(command.btr0, command.btr1))}`
    case 'dataBitRate':
      assert(Number.isInteger(command.megabits) && command.megabits >= 1 && command.megabits <= 8)
      return `Y${command.megabits}`
    case 'open':
      return command.isListenOnly ? 'L' : 'O'
    case 'close':
      return 'C'
    case 'send':
      return frameText(command.frame)
    case 'status':
      return 'F'
    case 'version':
      return 'V'
    case 'serialNumber':
      return 'N'
    case 'acceptanceCode':
      return `M${register(command.value)}`
    case 'acceptanceMask':
      return `m${register(command.value)}`
    case 'timestamps':
      return `Z${command.isOn ? 1 : 0}`
  }
}

function register(value: number): string {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff)
  return value.toString(16).toUpperCase().padStart(8, '0')
}

/** `t7E082` and so on. ESI, which the letters do not know, is lost. */
function frameText(frame: CanFrame): string {
  assert(canFrameFault(frame) === undefined)
  const { id, isExtended, data, fd, remoteBytes } = frame
  const letter = FRAME_LETTERS[formOf(frame)][isExtended ? 1 : 0]
  const identifier = id
    .toString(16)
    .toUpperCase()
    .padStart(isExtended ? 8 : 3, '0')
  const length = remoteBytes ?? (fd === undefined ? data.length : dlcHolding(data.length))
  return letter + identifier + length.toString(16).toUpperCase() + toHex(data)
}

function formOf({ fd, remoteBytes }: CanFrame): keyof typeof FRAME_LETTERS {
  if (remoteBytes !== undefined) return 'remote'
  if (fd === undefined) return 'data'
  return fd.isBitRateSwitched ? 'fdSwitched' : 'fd'
}

/** A line without its CR. Anything may be typed, so this never throws. */
export function decodeCommand(line: string): SlcanCommand | CommandFault {
  if (line === '') return { kind: 'nothing' }
  const letter = line[0]
  const rest = line.slice(1)
  if (FORM_OF.has(letter)) {
    const found = decodeFrame(line)
    return found === undefined || found.rest !== '' ? 'malformed' : { kind: 'send', frame: found.frame }
  }
  const plain = PLAIN.get(letter)
  if (plain !== undefined) return rest === '' ? plain : 'malformed'
  switch (letter) {
    case 'S':
      return /^[0-8]$/.test(rest) ? { kind: 'bitRate', index: Number(rest) } : 'malformed'
    case 's': {
      const bytes = parseHex(rest)
      return bytes?.length === 2 && !rest.includes(' ')
        ? { kind: 'bitTiming', btr0: bytes[0], btr1: bytes[1] }
        : 'malformed'
    }
    case 'Y':
      return /^[1-8]$/.test(rest) ? { kind: 'dataBitRate', megabits: Number(rest) } : 'malformed'
    case 'M':
    case 'm': {
      if (!/^[0-9A-Fa-f]{8}$/.test(rest)) return 'malformed'
      return { kind: letter === 'M' ? 'acceptanceCode' : 'acceptanceMask', value: Number.parseInt(rest, 16) }
    }
    case 'Z':
      return /^[01]$/.test(rest) ? { kind: 'timestamps', isOn: rest === '1' } : 'malformed'
    default:
      return 'unknown'
  }
}

/** Commands of one letter. */
const PLAIN: ReadonlyMap<string, SlcanCommand> = new Map<string, SlcanCommand>([
  ['O', { kind: 'open', isListenOnly: false }],
  ['L', { kind: 'open', isListenOnly: true }],
  ['C', { kind: 'close' }],
  ['F', { kind: 'status' }],
  ['V', { kind: 'version' }],
  ['N', { kind: 'serialNumber' }],
])

type Form = { readonly form: keyof typeof FRAME_LETTERS; readonly isExtended: boolean }
const FORM_OF: ReadonlyMap<string, Form> = new Map(
  Object.entries(FRAME_LETTERS).flatMap(([form, letters]) =>
    letters.map((letter, i) => [letter, { form: form as Form['form'], isExtended: i === 1 }] as const),
  ),
)

/** The frame at the beginning of a line, and what stands behind it. */
function decodeFrame(line: string): { frame: CanFrame; rest: string } | undefined {
  const found = FORM_OF.get(line[0])
  if (found === undefined) return undefined
  const { form, isExtended } = found
  const digits = isExtended ? 8 : 3
  const head = line.slice(1, 2 + digits)
  if (!/^[0-9A-Fa-f]+$/.test(head) || head.length !== digits + 1) return undefined
  const id = Number.parseInt(head.slice(0, digits), 16)
  const length = Number.parseInt(head[digits], 16)
  const isFd = form === 'fd' || form === 'fdSwitched'
  if (id > (isExtended ? CAN_ID_MAX_EXTENDED : CAN_ID_MAX) || (!isFd && length > 8)) return undefined
  if (form === 'remote')
    return { frame: { id, isExtended, data: new Uint8Array(0), remoteBytes: length }, rest: line.slice(2 + digits) }
  const end = 2 + digits + 2 * FD_DATA_BYTES[length]
  const text = line.slice(2 + digits, end)
  const data = text.includes(' ') ? undefined : parseHex(text)
  if (data === undefined || data.length !== FD_DATA_BYTES[length]) return undefined
  const fd = isFd ? { fd: { isBitRateSwitched: form === 'fdSwitched', isErrorPassive: false } } : {}
  return { frame: { id, isExtended, data, ...fd }, rest: line.slice(end) }
}

/** Whole, as an adapter sends it. */
export function encodeReply(reply: SlcanReply): string {
  switch (reply.kind) {
    case 'accepted':
      return '\r'
    case 'sent':
      return reply.isExtended ? 'Z\r' : 'z\r'
    case 'refused':
      return '\x07'
    case 'status':
      return `F${toHex(Uint8Array.of(reply.flags))}\r`
    case 'version':
      return `V${fourCharacters(reply.text)}\r`
    case 'serialNumber':
      return `N${fourCharacters(reply.text)}\r`
    case 'frame':
      return `${frameText(reply.frame)}${timestampText(reply.timestampMs)}\r`
  }
}

function fourCharacters(text: string): string {
  assert(/^[0-9A-Za-z]{4}$/.test(text))
  return text
}

function timestampText(timestampMs: number | undefined): string {
  if (timestampMs === undefined) return ''
  assert(Number.isInteger(timestampMs) && timestampMs >= 0 && timestampMs < TIMESTAMP_MS)
  return timestampMs.toString(16).toUpperCase().padStart(4, '0')
}

/** A line without its CR, or a bell. Never throws. */
export function decodeReply(line: string): SlcanReply | ReplyFault {
  switch (line[0]) {
    case undefined:
      return { kind: 'accepted' }
    case '\x07':
      return line.length === 1 ? { kind: 'refused' } : 'malformed'
    case 'z':
    case 'Z':
      return line.length === 1 ? { kind: 'sent', isExtended: line === 'Z' } : 'malformed'
    case 'F':
      return /^F[0-9A-Fa-f]{2}$/.test(line)
        ? { kind: 'status', flags: Number.parseInt(line.slice(1), 16) }
        : 'malformed'
    case 'V':
      return /^V[0-9A-Za-z]{4}$/.test(line) ? { kind: 'version', text: line.slice(1) } : 'malformed'
    case 'N':
      return /^N[0-9A-Za-z]{4}$/.test(line) ? { kind: 'serialNumber', text: line.slice(1) } : 'malformed'
    default:
      return FORM_OF.has(line[0]) ? decodeFrameReply(line) : 'unknown'
  }
}

function decodeFrameReply(line: string): SlcanReply | ReplyFault {
  const found = decodeFrame(line)
  if (found === undefined || !/^([0-9A-Fa-f]{4})?$/.test(found.rest)) return 'malformed'
  if (found.rest === '') return { kind: 'frame', frame: found.frame }
  const timestampMs = Number.parseInt(found.rest, 16)
  return timestampMs < TIMESTAMP_MS ? { kind: 'frame', frame: found.frame, timestampMs } : 'malformed'
}
