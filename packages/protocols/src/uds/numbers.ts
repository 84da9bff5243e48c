/** Identifiers of two bytes, trouble codes of three, and addresses of any length, high byte first. ISO 14229-1:2020. */
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

/** A number of up to six bytes; more than a double can tell apart are read as infinitely far away. */
export function unsignedAt(message: Uint8Array, at: number, byteLength: number): number {
  let value = 0
  for (let i = at; i < at + byteLength; i++) value = value * 0x100 + message[i]
  return Number.isSafeInteger(value) ? value : Number.POSITIVE_INFINITY
}

export function unsignedBytes(value: number, byteLength: number): number[] {
  assert(Number.isSafeInteger(value) && value >= 0, 'a number is whole and not negative')
  const bytes: number[] = []
  for (let rest = value, i = 0; i < byteLength; i++, rest = Math.floor(rest / 0x100)) bytes.unshift(rest % 0x100)
  assert(unsignedAt(Uint8Array.from(bytes), 0, byteLength) === value, `${value} does not fit in ${byteLength} bytes`)
  return bytes
}

/** A place in a server's memory, as addressAndLengthFormatIdentifier, memoryAddress and memorySize write it. */
export type MemoryLocation = { readonly address: number; readonly byteLength: number }

/** Bytes of the two numbers: the format's low nibble is the address's, its high nibble the size's. */
export function locationByteLengths(format: number): { address: number; byteLength: number } {
  return { address: format & 0x0f, byteLength: format >> 4 }
}

/** Without its format, which stands before the first of several. */
export function locationAt(message: Uint8Array, at: number, format: number): MemoryLocation {
  const lengths = locationByteLengths(format)
  const address = unsignedAt(message, at, lengths.address)
  return { address, byteLength: unsignedAt(message, at + lengths.address, lengths.byteLength) }
}

export function locationBytes({ address, byteLength }: MemoryLocation, format: number): number[] {
  const lengths = locationByteLengths(format)
  return [...unsignedBytes(address, lengths.address), ...unsignedBytes(byteLength, lengths.byteLength)]
}
