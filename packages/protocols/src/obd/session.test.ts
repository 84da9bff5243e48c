import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { decodeBitmap, decodeObdResponse } from './codec.ts'
import { createObdServer } from './session.ts'
import { createTrialEcu, createTrialEngine } from './trial-ecu.ts'

const TRIALS = { exchanges: () => createTrialEcu().ecu, engine: () => createTrialEngine() }

for (const [name, create] of Object.entries(TRIALS)) {
  for (const line of readFileSync(new URL(`./vectors/${name}.txt`, import.meta.url), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const [text, expected] = line.split(' => ')
    test(line, () => {
      const isFunctional = text.startsWith('f:')
      const request = hex(isFunctional ? text.slice(2) : text)
      const answer = createObdServer(create()).request(request, isFunctional ? 'functional' : 'physical', 0)
      assert.equal(answer === undefined ? '-' : toHex(answer), expected.replaceAll(' ', ''))
    })
  }
}

test('a test that may not run now is refused for its conditions, and the refusal is told to all who asked', () => {
  const server = createObdServer(createTrialEngine({ isRunning: true }))
  assert.deepEqual(server.request(hex('08 01'), 'physical', 0), hex('7F 08 22'))
  assert.deepEqual(server.request(hex('08 01'), 'functional', 0), hex('7F 08 22'))
})

test('codes are not cleared while the car runs, and the refusal is told to all who asked', () => {
  const trial = createTrialEcu({ mayClear: false })
  const server = createObdServer(trial.ecu)
  assert.deepEqual(server.request(hex('04'), 'physical', 0), hex('7F 04 22'))
  assert.deepEqual(server.request(hex('04'), 'functional', 0), hex('7F 04 22'))
  assert.equal(trial.isCleared, false)
})

test('a clear leaves the permanent code, puts the lamp out and empties the frozen frame', () => {
  const server = createObdServer(createTrialEcu().ecu)
  assert.deepEqual(server.request(hex('04'), 'functional', 0), hex('44'))
  assert.deepEqual(server.request(hex('03'), 'functional', 0), hex('43 00'))
  assert.deepEqual(server.request(hex('0A'), 'functional', 0), hex('4A 01 0A 0A'))
  assert.deepEqual(server.request(hex('01 01'), 'functional', 0), hex('41 01 00 44 61 41'))
  assert.deepEqual(server.request(hex('02 02 00'), 'functional', 0), hex('42 02 00 00 00'))
  assert.deepEqual(server.request(hex('02 00 00'), 'functional', 0), hex('42 00 00 40 00 00 00'))
})

for (const [name, create] of Object.entries(TRIALS)) {
  test(`whatever the bitmaps of ${name} name is answered, and nothing else, in every mode that has them`, () => {
    const server = createObdServer(create())
    for (const mode of [0x01, 0x06, 0x08, 0x09]) {
      const first = server.request(Uint8Array.of(mode, 0), 'functional', 0)
      const named = new Set<number>(first && [0])
      for (const base of named) {
        if (base % 0x20 !== 0) continue
        const answer = server.request(Uint8Array.of(mode, base), 'physical', 0)
        assert(answer !== undefined && answer.length === 6)
        for (const identifier of decodeBitmap(base, answer.subarray(2))) named.add(identifier)
      }
      for (let identifier = 0; identifier <= 0xff; identifier++) {
        const answer = server.request(Uint8Array.of(mode, identifier), 'functional', 0)
        assert.equal(answer !== undefined, named.has(identifier), `mode ${mode}, ${identifier.toString(16)}`)
      }
    }
  })

  test(`whatever ${name} is asked, the tester can read the answer`, () => {
    const server = createObdServer(create())
    const requests = fc.tuple(fc.nat(0x0f), fc.uint8Array({ maxLength: 7 }))
    fc.assert(
      fc.property(requests, fc.constantFrom('physical' as const, 'functional' as const), ([mode, rest], addressing) => {
        const answer = server.request(Uint8Array.of(mode, ...rest), addressing, 0)
        if (answer === undefined) assert.equal(addressing, 'functional')
        else assert.equal(typeof decodeObdResponse(answer), 'object', toHex(answer))
      }),
      { numRuns: 500 },
    )
    assert.equal(server.request(Uint8Array.of(), 'physical', 0), undefined)
  })
}

test('what a monitor found comes back in its unit; what it has not found yet is all zero', () => {
  const server = createObdServer(createTrialEngine())
  const read = (monitorId: number) => {
    const answer = server.request(Uint8Array.of(0x06, monitorId), 'physical', 0)
    assert(answer !== undefined)
    const decoded = decodeObdResponse(answer)
    assert(typeof decoded === 'object' && decoded.kind === 'monitorTests')
    return decoded.tests.map(({ value, min, max, unit }) => [value, min, max, unit])
  }
  assert.deepEqual(read(0x01), [
    [85, 0, 150, 'ms'],
    [-0.02, -0.5, 0.5, 'V'],
  ])
  assert.deepEqual(read(0x21), [[0, 0, 0, '']])
  assert.deepEqual(read(0xa2), [[7, 0, 65535, '']])
})
