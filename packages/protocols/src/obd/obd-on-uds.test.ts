import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import { STANDARD_TIMING, type UdsEcu } from '../uds/ecu.ts'
import { createUdsServer } from '../uds/session.ts'
import { SESSION } from '../uds/tables.ts'
import { decodeBitmap } from './codec.ts'
import type { ObdEcu } from './ecu.ts'
import { obdDataIdentifiers, obdRoutines } from './obd-on-uds.ts'
import { createObdServer } from './session.ts'
import { createTrialEcu, createTrialEngine } from './trial-ecu.ts'

/** A unit that has nothing but its OBD. */
function askOf(obd: ObdEcu): (request: string) => string {
  const ecu: UdsEcu = {
    timing: STANDARD_TIMING,
    sessions: [SESSION.default],
    dids: obdDataIdentifiers(obd),
    routines: obdRoutines(obd),
    security: new Map(),
    resets: new Map(),
  }
  let answer = '-'
  const server = createUdsServer(ecu, (message) => {
    answer = toHex(message)
  })
  return (request) => {
    answer = '-'
    server.request(hex(request), 'physical', 0)
    return answer
  }
}

for (const line of readFileSync(new URL('./vectors/obd-on-uds.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [request, expected] = line.split(' => ')
  test(line, () => assert.equal(askOf(createTrialEngine())(request), expected.replaceAll(' ', '')))
}

for (const [name, create] of [
  ['the battery controller', () => createTrialEcu().ecu],
  ['the engine', () => createTrialEngine()],
] as const) {
  test(`${name} tells the same by the modes and by data identifiers, whatever is asked`, () => {
    const modes = createObdServer(create())
    const ask = askOf(create())
    for (let low = 0; low <= 0xff; low++) {
      const identifier = low.toString(16).padStart(2, '0')
      const asMode = (mode: number, cut: (answer: string) => string) => {
        const answer = modes.request(Uint8Array.of(mode, low), 'functional', 0)
        return answer === undefined ? '' : cut(toHex(answer))
      }
      const asDid = (high: string) => {
        const answer = ask(`22${high}${identifier}`)
        return answer === '7F2231' ? '' : answer.slice(6)
      }
      assert.equal(
        asDid('F4'),
        asMode(0x01, (answer) => answer.slice(4)),
        `parameter ${identifier}`,
      )
      const isBitmap = low % 0x20 === 0
      // A mode says the monitor before each test, and how many items an info type has.
      const tests = (answer: string) => (isBitmap ? answer.slice(4) : answer.slice(2).replace(/..(.{16})/g, '$1'))
      assert.equal(asDid('F6'), asMode(0x06, tests), `monitor ${identifier}`)
      if (isBitmap || low === 0x10) continue
      assert.equal(
        asDid('F8'),
        asMode(0x09, (answer) => answer.slice(6)),
        `info type ${identifier}`,
      )
    }
  })

  test(`the bitmaps of ${name} name what data identifiers there are`, () => {
    const dids = obdDataIdentifiers(create())
    for (const first of [0xf400, 0xf600, 0xf800]) {
      const there = [...dids.keys()].filter((did) => did >= first && did <= first + 0xff)
      const named = new Set<number>(dids.has(first) ? [0] : [])
      for (const base of named) {
        if (base % 0x20 !== 0) continue
        const bytes = dids.get(first + base)?.read?.value()
        assert(bytes !== undefined)
        for (const identifier of decodeBitmap(base, bytes)) named.add(identifier)
      }
      assert.deepEqual(
        [...named].map((low) => first + low).toSorted((a, b) => a - b),
        there.toSorted((a, b) => a - b),
      )
    }
  })
}

test('a routine that may not run now is refused for its conditions', () => {
  assert.equal(askOf(createTrialEngine({ isRunning: true }))('31 01 E0 01'), '7F3122')
})

test('a value is read when it is asked for, not before', () => {
  let rpm = 800
  const dids = obdDataIdentifiers({ ...createTrialEngine(), parameters: new Map([[0x0c, () => rpm]]) })
  assert.equal(toHex(dids.get(0xf40c)?.read?.value() ?? hex('00')), '0C80')
  rpm = 3000
  assert.equal(toHex(dids.get(0xf40c)?.read?.value() ?? hex('00')), '2EE0')
})
