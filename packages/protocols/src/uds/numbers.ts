/** Identifiers of two bytes and trouble codes of three, high byte first, as every service writes them. ISO 14229-1:2020. */
import { assert } from '@luban/stdx'

export function identifierAt(message: Uint8Array, at: number): number {
  return (message[at] << 8) | message[at + 1]
}

export function identifierBytes(identifier: number): [number, number] {
  assert(identifier >= 0 && identifier <= 0xffff, 'an identifier has 16 bits')
  return [identifier >> 8, identifier & 0xff]
}

/** A trouble code, or a group of them. */
export function codeAt(message: Uint8Array, at: number): number {
  return (message[at] << 16) | (message[at + 1] << 8) | message[at + 2]
}

export function codeBytes(code: number): [number, number, number] {
  assert(code >= 0 && code <= 0xffffff, 'a trouble code or group has 24 bits')
  return [code >> 16, (code >> 8) & 0xff, code & 0xff]
}
