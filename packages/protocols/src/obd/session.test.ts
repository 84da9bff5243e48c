import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { decodeObdResponse } from './codec.ts'
import { createObdServer } from './session.ts'
import { createTrialEcu } from './trial-ecu.ts'

for (const line of readFileSync(new URL('./vectors/exchanges.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [text, expected] = line.split(' => ')
  test(line, () => {
    const isFunctional = text.startsWith('f:')
    const request = hex(isFunctional ? text.slice(2) : text)
    const answer = createObdServer(createTrialEcu().ecu).request(request, isFunctional ? 'functional' : 'physical', 0)
    assert.equal(answer === undefined ? '-' : toHex(answer), expected.replaceAll(' ', ''))
  })
}

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

test('every parameter that the bitmaps name is answered, and no other', () => {
  const server = createObdServer(createTrialEcu().ecu)
  const named = new Set<number>([0])
  for (const base of named) {
    if (base % 0x20 !== 0) continue
    const answer = server.request(Uint8Array.of(1, base), 'physical', 0)
    assert(answer !== undefined && answer.length === 6)
    for (let bit = 0; bit < 32; bit++) if (answer[2 + (bit >> 3)] & (0x80 >> (bit & 7))) named.add(base + 1 + bit)
  }
  for (let pid = 0; pid <= 0xff; pid++) {
    const answer = server.request(Uint8Array.of(1, pid), 'functional', 0)
    assert.equal(answer !== undefined, named.has(pid), `parameter ${pid.toString(16)}`)
  }
})

test('whatever is asked, the tester can read the answer', () => {
  const server = createObdServer(createTrialEcu().ecu)
  const requests = fc.tuple(fc.nat(0x0f), fc.uint8Array({ maxLength: 7 }))
  fc.assert(
    fc.property(requests, fc.constantFrom('physical' as const, 'functional' as const), ([mode, rest], addressing) => {
      const answer = server.request(Uint8Array.of(mode, ...rest), addressing, 0)
      if (answer === undefined) assert.equal(addressing, 'functional')
      else assert.equal(typeof decodeObdResponse(answer), 'object', toHex(answer))
    }),
  )
  assert.equal(server.request(Uint8Array.of(), 'physical', 0), undefined)
})
