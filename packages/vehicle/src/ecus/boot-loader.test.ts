/** New software for a control unit, and everything that can come between: power, a wrong image, a wrong step. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DataIdentifier, STANDARD_TIMING, type UdsEcu } from '@luban/protocols/uds/ecu'
import { createUdsServer } from '@luban/protocols/uds/session'
import { NRC, type Nrc, RESET, SESSION } from '@luban/protocols/uds/tables'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { createBootLoader, followSession, PROGRAMMING_LEVEL } from './boot-loader.ts'
import { encodeFlashImage } from './flash-image.ts'
import { createFlashProgram, FLASH_BLOCK_BYTES, worksContent } from './flash-program.ts'
import { blocksOf, bringImage } from './testing/flash-tester.ts'

const IMAGE_BYTES_MAX = 2 * FLASH_BLOCK_BYTES
const PART = 'TEST-1'

function imageOf(software: string, byteLength = 5000, partNumber = PART): Uint8Array {
  const content = Uint8Array.from({ length: byteLength }, (_, i) => (i * 7 + software.length) & 0xff)
  return encodeFlashImage({ partNumber, software, calibrationId: `CAL ${software}`, content })
}

const OLD = imageOf('OLD 1')
const NEW = imageOf('NEW 22')
const key = (seed: Uint8Array) => seed.map((byte) => byte ^ 0xff)

/** Power is lost at this moment. */
class PowerCut extends Error {}

/** A unit on a tester's desk: time goes on while a tester waits, and power can be cut at any moment of it. */
function onDesk() {
  const program = createFlashProgram(worksContent(OLD, IMAGE_BYTES_MAX), ({ partNumber }) => partNumber === PART)
  const desk = { program, refusal: undefined as Nrc | undefined, nowMs: 0, cutAtMs: Infinity, exchange, losePower }
  const security = {
    keyByteLength: 4,
    seed: () => hex('11223344'),
    isKey: (seed: Uint8Array, given: Uint8Array) => toHex(key(seed)) === toHex(given),
  }
  const told = (text: () => string): DataIdentifier => ({
    byteLength: 12,
    read: { value: () => new TextEncoder().encode(text().padEnd(12)) },
  })
  const application: UdsEcu = {
    timing: STANDARD_TIMING,
    sessions: [SESSION.default, SESSION.programming, SESSION.extended],
    sessionCondition: (session) => (session === SESSION.programming ? desk.refusal : undefined),
    sessionEntered: (session) => followSession(program, session),
    dids: new Map([
      [0x1234, told(() => 'alive')],
      [0xf195, told(() => program.image()?.software ?? '')],
    ]),
    routines: new Map(),
    security: new Map(),
    resets: new Map([[RESET.hardReset, { run: () => {} }]]),
  }
  const loader = createBootLoader({
    program,
    security,
    dids: new Map([[0xf180, told(() => 'BOOT 1')]]),
    condition: () => desk.refusal,
  })
  const heard: string[] = []
  const server = createUdsServer(
    { ...application, bootLoader: { ecu: loader, isRunning: () => !program.isRunning() } },
    (message) => heard.push(toHex(message)),
  )

  function exchange(request: string): string | undefined {
    heard.length = 0
    server.request(hex(request), 'physical', desk.nowMs)
    const isPending = () => heard.every((answer) => answer.startsWith('7F') && answer.endsWith('78'))
    while (isPending()) {
      if (desk.nowMs >= desk.cutAtMs) throw new PowerCut()
      desk.nowMs = Math.min(desk.nowMs + 1, desk.cutAtMs)
      server.service(desk.nowMs)
    }
    return heard.at(-1)
  }

  function losePower(): void {
    server.reset()
    desk.cutAtMs = Infinity
    desk.nowMs += 500
  }

  const bring = (image: Uint8Array) => bringImage(exchange, { image, imageBytesMax: IMAGE_BYTES_MAX, key })
  return { ...desk, desk, bring, server }
}

type Desk = ReturnType<typeof onDesk>

const softwareOf = ({ exchange }: Desk) => {
  const answer = exchange('22F195') ?? ''
  return answer.startsWith('62') ? new TextDecoder().decode(hex(answer.slice(6))).trim() : answer
}

/** It tells who it is and takes requests for its memory, and knows nothing of its application. */
function assertInBoot({ exchange, program }: Desk, when: string): void {
  assert.equal(program.isRunning(), false, when)
  assert.equal(exchange('22F180'), `62F180${toHex(new TextEncoder().encode('BOOT 1'.padEnd(12)))}`, when)
  assert.equal(exchange('221234'), '7F2231', when)
  assert.equal(exchange('1902FF'), '7F1911', when)
  assert.equal(exchange('3E00'), '7E00', when)
  assert.equal(exchange('1001'), '5001003201F4', when)
  assert.equal(program.isRunning(), false, when)
}

function assertRecovers(unit: Desk, when: string): void {
  assert.equal(unit.bring(NEW), undefined, when)
  assert.equal(unit.exchange('1101'), '5101', when)
  assert.equal(softwareOf(unit), 'NEW 22', when)
  assert.equal(unit.exchange('221234')?.slice(0, 6), '621234', when)
}

test('new software is brought, checked, released and started by the reset', () => {
  const unit = onDesk()
  assert.equal(softwareOf(unit), 'OLD 1')
  assert.equal(unit.bring(NEW), undefined)
  assert.equal(unit.program.isRunning(), false)
  assert.equal(unit.exchange('1101'), '5101')
  assert.equal(softwareOf(unit), 'NEW 22')
  assert.deepEqual(unit.program.image()?.calibrationId, 'CAL NEW 22')
})

test('erasing and programming take time, and 0x78 keeps the tester waiting', () => {
  const unit = onDesk()
  assert.equal(unit.bring(NEW), undefined)
  const erased = IMAGE_BYTES_MAX / 32
  assert(unit.desk.nowMs > erased + NEW.length / 32)
})

/** Cuts the power when the tester has its n-th answer. */
function cutAfterAnswer(n: number): { unit: Desk; requests: string[] } {
  const unit = onDesk()
  const requests: string[] = []
  const counted = (request: string) => {
    if (requests.length === n) throw new PowerCut()
    requests.push(request)
    return unit.exchange(request)
  }
  try {
    bringImage(counted, { image: NEW, imageBytesMax: IMAGE_BYTES_MAX, key })
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error
  }
  unit.losePower()
  return { unit, requests }
}

const ERASE_REQUEST = 4 // After session, seed and key.
const REQUESTS = 5 + blocksOf(NEW).length + 3

for (let n = 0; n <= REQUESTS; n++) {
  test(`power lost after ${n} answers of ${REQUESTS} leaves software that runs, or a loader that takes more`, () => {
    const { unit, requests } = cutAfterAnswer(n)
    const last = requests.at(-1)?.slice(0, 8) ?? 'nothing'
    if (n < ERASE_REQUEST) assert.equal(softwareOf(unit), 'OLD 1', last)
    else if (n === REQUESTS) assert.equal(softwareOf(unit), 'NEW 22', last)
    else assertInBoot(unit, last)
    assertRecovers(unit, last)
  })
}

test('power lost at any byte of erasing or programming leaves a loader that takes new software', () => {
  const untouched = onDesk()
  untouched.bring(NEW)
  const endMs = untouched.desk.nowMs
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (share) => {
      const unit = onDesk()
      unit.desk.cutAtMs = share * endMs
      assert.throws(() => unit.bring(NEW), PowerCut)
      unit.losePower()
      assertInBoot(unit, `${share}`)
      assertRecovers(unit, `${share}`)
    }),
    { numRuns: 60 },
  )
})

test('power lost twice and more, each time at another moment, never costs the loader', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.1, max: 400, noNaN: true }), { minLength: 2, maxLength: 5 }), (cutsMs) => {
      const unit = onDesk()
      for (const cutMs of cutsMs) {
        unit.desk.cutAtMs = unit.desk.nowMs + cutMs
        assert.throws(() => unit.bring(NEW), PowerCut)
        unit.losePower()
      }
      assertInBoot(unit, `${cutsMs}`)
      assertRecovers(unit, `${cutsMs}`)
    }),
    { numRuns: 20 },
  )
})

test('a bit that was wrong on the way is found by the check, and the unit stays in its loader', () => {
  fc.assert(
    fc.property(fc.nat(NEW.length - 1), fc.nat(7), (at, bit) => {
      const unit = onDesk()
      const spoilt = NEW.slice()
      spoilt[at] ^= 1 << bit
      const complaint = unit.bring(spoilt)
      // A wrong part number is found only as a dependency; its checksum is wrong too, so it never gets there.
      assert.equal(complaint, '31 check: 7101020201', `${at}`)
      assert.equal(unit.exchange('3101FF01'), '7101FF0101')
      assert.equal(unit.exchange('1101'), '5101')
      assertInBoot(unit, `${at}`)
      assertRecovers(unit, `${at}`)
    }),
    { numRuns: 40 },
  )
})

test('software for another unit is whole, and is not released', () => {
  const unit = onDesk()
  assert.equal(unit.bring(imageOf('NEW 22', 5000, 'TEST-2')), '31 dependencies: 7101FF0102')
  unit.exchange('1101')
  assertInBoot(unit, 'another part number')
  assertRecovers(unit, 'another part number')
})

test('without its check nothing is released', () => {
  const unit = onDesk()
  unit.bring(NEW)
  unit.exchange('1101')
  assert.equal(unit.exchange('1002')?.slice(0, 4), '5002')
  unit.exchange('2711')
  unit.exchange('2712EEDDCCBB')
  assert.equal(unit.exchange('3101FF01'), '7F3124')
  unit.exchange('1101')
  assert.equal(softwareOf(unit), 'NEW 22') // Nothing was erased meanwhile.
})

/** Requests and answers in the programming session, security open. */
function check(what: string, exchanges: readonly (readonly [string, string])[], isOpen = true) {
  test(what, () => {
    const unit = onDesk()
    unit.exchange('1002')
    if (isOpen) {
      assert.equal(unit.exchange('2711'), '671111223344')
      assert.equal(unit.exchange('2712EEDDCCBB'), '6712')
    }
    for (const [request, answer] of exchanges) assert.equal(unit.exchange(request), answer, request)
  })
}

check(
  'without the key the memory is neither erased nor read nor written',
  [
    ['3101FF00440008000000002000', '7F3133'],
    ['3400440008000000001000', '7F3433'],
    ['3500440008000000001000', '7F3533'],
    ['31010202', '7F3133'],
    ['3101FF01', '7F3133'],
    ['3601AA', '7F3624'],
    ['271200000000', '7F2724'],
  ],
  false,
)

check('only whole blocks inside the memory are erased', [
  ['3101FF00440008000000001001', '7F3131'],
  ['3101FF00440008000100001000', '7F3131'],
  ['3101FF00440008000000003000', '7F3131'],
  ['3101FF00440007000000001000', '7F3131'],
  ['3101FF00440008000000000000', '7F3131'],
  ['3101FF00220008000000001000', '7F3131'],
  ['3101FF004400080000000010', '7F3113'],
])

check('a download goes where nothing stands, and stays inside', [
  ['3400440008000000000010', '7F3470'], // The old software.
  ['3400440008200000000010', '7F3431'], // The mark's block.
  ['34004400081FFF00000002', '7F3431'],
  ['3410440008100000000010', '7F3431'], // Compressed.
  ['3101FF00440008100000001000', '7101FF0000'],
  ['3400440008100000000004', '74200802'],
  ['3601AABB', '7601'],
  ['3602CCDD', '7602'],
  ['3602CCDD', '7602'],
  ['37', '77'],
  ['3500440008100000000004', '75200802'],
  ['3601', '7601AABBCCDD'],
  ['37', '77'],
])

check('what the loader does not have it says', [
  ['221234', '7F2231'],
  ['14FFFFFF', '7F1411'],
  ['1902FF', '7F1911'],
  ['280301', '7F2811'],
  ['2E12340000', '7F2E31'],
  ['1003', '7F1022'],
  ['010C', '7F0111'],
  ['31010203', '7F3131'],
])

test('below its supply limit nothing is begun, and a download in its midst is given up', () => {
  const unit = onDesk()
  unit.desk.refusal = NRC.voltageTooLow
  assert.equal(unit.exchange('1002'), '7F1093')
  unit.desk.refusal = undefined
  unit.exchange('1002')
  unit.exchange('2711')
  unit.exchange('2712EEDDCCBB')
  assert.equal(unit.exchange('3101FF00440008000000002000'), '7101FF0000')
  unit.exchange('340044000800000000000010')
  unit.exchange('3400440008000000000010')
  unit.desk.refusal = NRC.voltageTooLow
  assert.equal(unit.exchange('3601AABB'), '7F3693')
  assert.equal(unit.exchange('3601AABB'), '7F3624')
  unit.desk.refusal = undefined
  unit.exchange('1101')
  assertInBoot(unit, 'low supply')
  assertRecovers(unit, 'low supply')
})

test('a tester that goes away is not waited for: after S3 the software that is there runs again', () => {
  const unit = onDesk()
  unit.exchange('1002')
  assert.equal(unit.program.isRunning(), false)
  unit.server.service(unit.desk.nowMs + 5001)
  assert.equal(unit.program.isRunning(), true)
})

test('a tester that goes away in the midst of a download leaves the unit in its loader, for the next one to go on', () => {
  const unit = onDesk()
  let blocks = 0
  const leaving = (request: string) => (request.startsWith('36') && ++blocks > 1 ? 'gone' : unit.exchange(request))
  assert.equal(bringImage(leaving, { image: NEW, imageBytesMax: IMAGE_BYTES_MAX, key }), '36 of block 2: gone')
  unit.server.service(unit.desk.nowMs + 5001)
  assertInBoot(unit, 'after S3')
  assert.equal(unit.exchange('3601AA'), '7F367F')
  assertRecovers(unit, 'after S3')
})

test('no requests at all, in whatever order, cost the loader its answer', () => {
  const known = fc.constantFrom(
    '1002',
    '1001',
    '1101',
    '2711',
    '2712EEDDCCBB',
    '3101FF00440008000000002000',
    '3400440008000000001000',
    '3601AABB',
    '3602CC',
    '37',
    '31010202',
    '3101FF01',
  )
  const noise = fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => toHex(bytes))
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: known }, noise), { maxLength: 25 }), (requests) => {
      const unit = onDesk()
      for (const request of requests) {
        // Suppressed answers would be waited for.
        const isQuiet =
          ['10', '11', '27', '31', '3E'].includes(request.slice(0, 2)) &&
          Number.parseInt(request.slice(2, 4), 16) > 0x7f
        if (!isQuiet) unit.exchange(request)
      }
      unit.losePower()
      const isWhole = unit.program.isRunning()
      assert.equal(softwareOf(unit), isWhole ? 'OLD 1' : '7F2231', requests.join(' '))
      assertRecovers(unit, requests.join(' '))
    }),
    { numRuns: 60 },
  )
})

test('the level that opens the memory is the loader’s alone', () => {
  const unit = onDesk()
  assert.equal(unit.exchange('2711'), '7F2711')
  assert.equal(PROGRAMMING_LEVEL % 2, 1)
})
