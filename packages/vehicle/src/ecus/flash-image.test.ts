import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 as platformCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { crc32, decodeFlashImage, encodeFlashImage } from './flash-image.ts'
import { createFlashMemory } from './flash-memory.ts'

const text = (letters: number) =>
  fc
    .string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: letters })
    .map((given) => given.trim() || 'A')
const images = fc.record({
  partNumber: text(16),
  software: text(12),
  calibrationId: text(16),
  content: fc.uint8Array({ maxLength: 300 }),
})

test('every image survives encode then decode, whatever follows it in the memory', () => {
  fc.assert(
    fc.property(images, fc.uint8Array({ maxLength: 20 }), (image, rest) => {
      const found = decodeFlashImage(Uint8Array.from([...encodeFlashImage(image), ...rest]))
      assert(typeof found === 'object')
      const { checksum, ...told } = found
      assert.deepEqual({ ...told, content: Uint8Array.from(told.content) }, { ...image })
      assert(checksum >= 0)
    }),
  )
})

test('no bytes make the decoder throw, and none are an image by chance', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => assert.equal(typeof decodeFlashImage(noise), 'string')),
  )
})

test('one wrong bit anywhere is found', () => {
  const image = encodeFlashImage({ partNumber: 'P', software: 'S', calibrationId: 'C', content: new Uint8Array(40) })
  for (let at = 0; at < image.length * 8; at++) {
    const spoilt = image.slice()
    spoilt[at >> 3] ^= 1 << (at & 7)
    assert.equal(typeof decodeFlashImage(spoilt), 'string', `bit ${at}`)
  }
})

test('what is wrong with an image is named', () => {
  const image = encodeFlashImage({ partNumber: 'P', software: 'S', calibrationId: 'C', content: new Uint8Array(9) })
  assert.equal(decodeFlashImage(image.subarray(0, 63)), 'cutShort')
  assert.equal(decodeFlashImage(image.subarray(0, 72)), 'cutShort')
  assert.equal(decodeFlashImage(image.with(0, 0)), 'noImage')
  assert.equal(decodeFlashImage(image.with(4, 2)), 'unknownFormat')
  assert.equal(decodeFlashImage(image.with(70, 1)), 'wrongChecksum')
})

test('the checksum is the CRC-32 that everybody has', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => assert.equal(crc32(bytes), platformCrc32(bytes))))
  assert.equal(crc32(new TextEncoder().encode('123456789')), 0xcbf43926)
})

test('in flash memory bits fall by programming and rise by erasing alone', () => {
  const memory = createFlashMemory(new Uint8Array(64).fill(0xff), 32)
  assert(memory.program(3, Uint8Array.of(0x0f)))
  assert(memory.program(3, Uint8Array.of(0x05)))
  assert(!memory.program(3, Uint8Array.of(0x08)))
  assert.equal(memory.bytes()[3], 0x05)
  memory.erase(0, 32)
  assert.equal(memory.bytes()[3], 0xff)
})

test('what the works put in is shared until it is written to, and never changed', () => {
  const works = new Uint8Array(32)
  const [written, other] = [createFlashMemory(works, 32), createFlashMemory(works, 32)]
  assert.equal(written.bytes(), other.bytes())
  written.erase(0, 16)
  assert.deepEqual([written.bytes()[0], other.bytes()[0], works[0]], [0xff, 0, 0])
})
