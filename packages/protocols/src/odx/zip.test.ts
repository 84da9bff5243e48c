import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { encodeZip, type ZipFile } from './zip.ts'

/** What the central directory says, checked against the local headers and the bytes. */
function readZip(archive: Uint8Array): ZipFile[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length)
  const end = archive.length - 22
  assert.equal(view.getUint32(end, true), 0x06054b50)
  let at = view.getUint32(end + 16, true)
  assert.equal(at + view.getUint32(end + 12, true), end)
  return Array.from({ length: view.getUint16(end + 10, true) }, () => {
    assert.equal(view.getUint32(at, true), 0x02014b50)
    const local = view.getUint32(at + 42, true)
    assert.equal(view.getUint32(local, true), 0x04034b50)
    // From the version on, both say the same.
    assert.deepEqual(archive.subarray(local + 4, local + 30), archive.subarray(at + 6, at + 32))
    const [length, nameLength] = [view.getUint32(at + 24, true), view.getUint16(at + 28, true)]
    const name = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameLength))
    const bytes = archive.subarray(local + 30 + nameLength, local + 30 + nameLength + length)
    assert.equal(view.getUint32(at + 16, true), crc32(bytes))
    at += 46 + nameLength
    return { name, bytes: bytes.slice() }
  })
}

const files = fc.uniqueArray(
  fc.record({ name: fc.string({ minLength: 1, unit: 'grapheme' }), bytes: fc.uint8Array() }, { noNullPrototype: true }),
  { selector: ({ name }) => name, maxLength: 5 },
)

test('every file that goes into an archive comes out of it', () => {
  fc.assert(fc.property(files, (given) => assert.deepEqual(readZip(encodeZip(given)), given)))
})

test('the same files make the same archive, and two of one name make none', () => {
  const file = { name: 'a', bytes: Uint8Array.of(1, 2) }
  assert.deepEqual(encodeZip([file]), encodeZip([file]))
  assert.throws(() => encodeZip([file, file]), /name of its own/)
})
