/** Bytes as hexadecimal text and back: what `Uint8Array.fromHex` and `toHex` of ES2026 do, for engines without them. */
import { assert } from './assert.ts'

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase())

/** Upper case, no separator. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += HEX_OF_BYTE[bytes[i]]
  return text
}

/** Bytes of `text`, spaces allowed between bytes; `undefined` when it is not whole bytes of hexadecimal digits. */
export function parseHex(text: string): Uint8Array | undefined {
  const digits = text.replaceAll(' ', '')
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) return undefined
  const bytes = new Uint8Array(digits.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

/** For constants in our own code and tests. Throws on anything but whole bytes. */
export function hex(text: string): Uint8Array {
  const bytes = parseHex(text)
  assert(bytes !== undefined, `"${text}" is not hexadecimal bytes`)
  return bytes
}
