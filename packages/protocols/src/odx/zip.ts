/**
 * A ZIP archive of a few files, stored as they are: what a PDX file is.
 * PKWARE APPNOTE.TXT 6.3: local headers, central directory, end record.
 *
 * Left out: compression, ZIP64, folders. All files bear the oldest date that there is, so that the same files
 * make the same archive.
 */
import { assert, crc32 } from '@luban/stdx'

export type ZipFile = { readonly name: string; readonly bytes: Uint8Array }

const LOCAL_HEADER = 0x0403_4b50
const CENTRAL_HEADER = 0x0201_4b50
const END_RECORD = 0x0605_4b50
const VERSION = 20
/** Bit 11: names are UTF-8. */
const FLAGS = 0x0800
/** The first of January 1980. */
const OLDEST_DATE = 0x0021
const LOCAL_BYTES = 30
const CENTRAL_BYTES = 46
const END_BYTES = 22
const SIZE_MAX = 0xffff_ffff
const COUNT_MAX = 0xffff

export function encodeZip(files: readonly ZipFile[]): Uint8Array {
  const entries = files.map(({ name, bytes }) => ({ name: new TextEncoder().encode(name), bytes, crc: crc32(bytes) }))
  const localBytes = sum(entries.map(({ name, bytes }) => LOCAL_BYTES + name.length + bytes.length))
  const centralBytes = sum(entries.map(({ name }) => CENTRAL_BYTES + name.length))
  assert(files.length <= COUNT_MAX && localBytes + centralBytes + END_BYTES <= SIZE_MAX, 'it needs no ZIP64')
  assert(new Set(files.map(({ name }) => name)).size === files.length, 'each file has a name of its own')

  const out = new Uint8Array(localBytes + centralBytes + END_BYTES)
  const view = new DataView(out.buffer)
  let at = 0
  let central = localBytes
  for (const { name, bytes, crc } of entries) {
    view.setUint32(central, CENTRAL_HEADER, true)
    view.setUint16(central + 4, VERSION, true)
    describe(central + 6, name, bytes, crc)
    view.setUint32(central + 42, at, true)
    out.set(name, central + CENTRAL_BYTES)
    central += CENTRAL_BYTES + name.length

    view.setUint32(at, LOCAL_HEADER, true)
    describe(at + 4, name, bytes, crc)
    out.set(name, at + LOCAL_BYTES)
    out.set(bytes, at + LOCAL_BYTES + name.length)
    at += LOCAL_BYTES + name.length + bytes.length
  }
  view.setUint32(central, END_RECORD, true)
  view.setUint16(central + 8, entries.length, true)
  view.setUint16(central + 10, entries.length, true)
  view.setUint32(central + 12, centralBytes, true)
  view.setUint32(central + 16, localBytes, true)
  return out

  /** The fields that both headers have, in the same order; everything else of them stays 0. */
  function describe(from: number, name: Uint8Array, bytes: Uint8Array, crc: number): void {
    view.setUint16(from, VERSION, true)
    view.setUint16(from + 2, FLAGS, true)
    view.setUint16(from + 8, OLDEST_DATE, true)
    view.setUint32(from + 10, crc, true)
    view.setUint32(from + 14, bytes.length, true)
    view.setUint32(from + 18, bytes.length, true)
    view.setUint16(from + 22, name.length, true)
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
