/** Power is lost at every single byte of erasing and of programming: the unit is in its loader, and takes new software. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeFlashImage } from './flash-image.ts'
import {
  createFlashProgram,
  FLASH_BLOCK_BYTES,
  type FlashProgram,
  type FlashWork,
  worksContent,
} from './flash-program.ts'

const IMAGE_BYTES_MAX = 2 * FLASH_BLOCK_BYTES
const PART = 'TEST-1'
/** As testers bring it. */
const TRANSFER_BYTES = 2048
/** Of both erasing and programming: so many bytes in a millisecond. */
const BYTES_PER_MS = 32

function imageOf(software: string, byteLength = 5000): Uint8Array {
  const content = Uint8Array.from({ length: byteLength }, (_, i) => (i * 7 + software.length) & 0xff)
  return encodeFlashImage({ partNumber: PART, software, calibrationId: `CAL ${software}`, content })
}

const OLD = imageOf('OLD 1', IMAGE_BYTES_MAX - 64)
const NEW = imageOf('NEW 22')

const inProgramming = (): FlashProgram => {
  const program = createFlashProgram(worksContent(OLD, IMAGE_BYTES_MAX), ({ partNumber }) => partNumber === PART)
  program.enterProgramming()
  return program
}

const finish = (work: FlashWork) => assert.equal(work.poll(1e6), 'done')

/** The power comes back, and nothing that had begun goes on. */
function assertInBoot(program: FlashProgram, when: string): void {
  program.leave()
  assert.equal(program.isRunning(), false, when)
  assert.equal(program.image(), undefined, when)
  program.enterProgramming()
  assert.equal(program.release(), 'notChecked', when)
}

function assertRecovers(program: FlashProgram, when: string): void {
  finish(program.erase(0, IMAGE_BYTES_MAX, 0))
  finish(program.program(0, NEW, 0))
  finish(program.check(0))
  assert.equal(program.release(), 'correct', when)
  program.leave()
  assert.equal(program.isRunning(), true, when)
  assert.equal(program.image()?.software, 'NEW 22', when)
}

test('erasing that stops at whatever byte has erased those before it and no other, and leaves the loader', () => {
  const old = worksContent(OLD, IMAGE_BYTES_MAX)
  for (let byte = 0; byte <= IMAGE_BYTES_MAX; byte++) {
    const program = inProgramming()
    const went = program.erase(0, IMAGE_BYTES_MAX, 0).poll(byte / BYTES_PER_MS)
    assert.equal(went, byte === IMAGE_BYTES_MAX ? 'done' : 'busy')
    const cells = program.memory.bytes()
    assert(
      cells.subarray(0, byte).every((cell) => cell === 0xff),
      `${byte}`,
    )
    assert.equal(Buffer.compare(cells.subarray(byte, IMAGE_BYTES_MAX), old.subarray(byte, IMAGE_BYTES_MAX)), 0)
    assertInBoot(program, `byte ${byte} of erasing`)
    assertRecovers(program, `byte ${byte} of erasing`)
  }
})

test('programming that stops at whatever byte has written those before it and no other, and leaves the loader', () => {
  for (let byte = 0; byte <= NEW.length; byte++) {
    const program = inProgramming()
    finish(program.erase(0, IMAGE_BYTES_MAX, 0))
    for (let from = 0; from <= byte && from < NEW.length; from += TRANSFER_BYTES) {
      const block = NEW.subarray(from, from + TRANSFER_BYTES)
      program.program(from, block, 0).poll(Math.min(block.length, byte - from) / BYTES_PER_MS)
    }
    const cells = program.memory.bytes()
    assert.equal(Buffer.compare(cells.subarray(0, byte), NEW.subarray(0, byte)), 0, `${byte}`)
    assert(program.isBlank(byte, IMAGE_BYTES_MAX - byte), `${byte}`)
    // All of it is there at the end, and yet nobody has released it.
    assertInBoot(program, `byte ${byte} of programming`)
    assertRecovers(program, `byte ${byte} of programming`)
  }
})
