/**
 * What a tool types to an ELM327: one line is an AT command, an ST command, a request in hexadecimal digits, or nothing
 * (repeat). ELM327 data sheet; family reference of the STN1100. Spaces, control characters and the case of letters mean nothing.
 */
import { assert, toHex } from '@luban/stdx'
import { AT_COMMANDS, type AtName, ST_COMMANDS, type StName } from './tables.ts'

export type Command =
  | { kind: 'repeat' }
  | { kind: 'at'; name: AtName; argument: string }
  | { kind: 'st'; name: StName; argument: string }
  /** `replies`: how many response frames to wait for, the odd digit at the end; 1 to 15. */
  | { kind: 'request'; data: Uint8Array; replies?: number }

const NAME_LENGTH_MAX = 5

export function encodeCommand(command: Command): string {
  switch (command.kind) {
    case 'repeat':
      return ''
    case 'at':
      assert(AT_COMMANDS[command.name].test(command.argument), `AT${command.name} takes no "${command.argument}"`)
      // A stored identifier may begin with a space of its own.
      return `AT${command.name}${command.name === '@3' ? ' ' : ''}${command.argument}`
    case 'st':
      assert(ST_COMMANDS[command.name].test(command.argument), `ST${command.name} takes no "${command.argument}"`)
      return `ST${command.name}${command.argument}`
    case 'request':
      assert(command.data.length > 0)
      assert(command.replies === undefined || (command.replies >= 1 && command.replies <= 15))
      return toHex(command.data) + (command.replies?.toString(16).toUpperCase() ?? '')
  }
}

/** Anything may be typed, so this never throws. */
export function decodeCommand(line: string): Command | 'unknown' {
  const text = compact(line)
  if (text === '') return { kind: 'repeat' }
  if (text.startsWith('AT')) return decodeAt(text.slice(2), line)
  if (text.startsWith('ST')) return decodeSt(text.slice(2))
  return decodeRequest(text)
}

function decodeAt(text: string, line: string): Command | 'unknown' {
  // The identifier to be stored keeps its spaces and small letters.
  if (text.startsWith('@3')) return decodeIdentifier(line.slice(line.indexOf('3') + 1))
  for (let length = Math.min(NAME_LENGTH_MAX, text.length); length > 0; length--) {
    const name = text.slice(0, length)
    const argument = text.slice(length)
    if (isAtName(name) && AT_COMMANDS[name].test(argument)) return { kind: 'at', name, argument }
  }
  return 'unknown'
}

function decodeSt(text: string): Command | 'unknown' {
  for (let length = Math.min(NAME_LENGTH_MAX, text.length); length > 0; length--) {
    const name = text.slice(0, length)
    const argument = text.slice(length)
    if (isStName(name) && ST_COMMANDS[name].test(argument)) return { kind: 'st', name, argument }
  }
  return 'unknown'
}

function decodeIdentifier(text: string): Command | 'unknown' {
  const argument = text.startsWith(' ') ? text.slice(1) : text
  return AT_COMMANDS['@3'].test(argument) ? { kind: 'at', name: '@3', argument } : 'unknown'
}

function decodeRequest(text: string): Command | 'unknown' {
  const data = new Uint8Array(text.length >> 1)
  if (data.length === 0) return 'unknown'
  for (let i = 0; i < data.length; i++) {
    const high = digitOf(text.charCodeAt(2 * i))
    const low = digitOf(text.charCodeAt(2 * i + 1))
    if (high < 0 || low < 0) return 'unknown'
    data[i] = (high << 4) | low
  }
  if (text.length % 2 === 0) return { kind: 'request', data }
  const replies = digitOf(text.charCodeAt(text.length - 1))
  if (replies < 0) return 'unknown'
  return replies === 0 ? { kind: 'request', data } : { kind: 'request', data, replies }
}

function isAtName(name: string): name is AtName {
  return Object.hasOwn(AT_COMMANDS, name)
}

function isStName(name: string): name is StName {
  return Object.hasOwn(ST_COMMANDS, name)
}

function compact(line: string): string {
  let text = ''
  for (let i = 0; i < line.length; i++) if (line.charCodeAt(i) > 0x20) text += line[i]
  return text.toUpperCase()
}

/** -1 when it is not a hexadecimal digit; letters are capitals here. */
function digitOf(charCode: number): number {
  if (charCode >= 0x30 && charCode <= 0x39) return charCode - 0x30
  if (charCode >= 0x41 && charCode <= 0x46) return charCode - 0x37
  return -1
}
