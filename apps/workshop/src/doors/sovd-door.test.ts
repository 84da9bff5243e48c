import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SovdModel } from '@luban/protocols/sovd/model'
import fc from 'fast-check'
import { createSovdDoor } from './sovd-door.ts'

const name = { kk: 'B', ru: 'B', zh: 'B', en: 'B' }
const MODEL: SovdModel = {
  ecus: [{ id: 'bms', name }],
  dids: [],
  dtcs: [],
  controls: [{ ecu: 'bms', did: 0x2010, name }],
  routines: [{ ecu: 'bms', routine: 0x2008, name }],
}

/** A door before a vehicle whose units answer nothing, and what of ours failed behind it. */
function open() {
  const faults: unknown[] = []
  const asked: string[] = []
  const door = createSovdDoor({
    model: MODEL,
    vendorVersion: '0.1.0',
    openTester: () => ({
      request(ecu) {
        asked.push(ecu)
        return false
      },
      service() {},
      close() {},
    }),
    now: () => 0,
    startedAtMs: 0,
    onFault: (error) => faults.push(error),
  })
  return { door, faults, asked }
}

type Door = ReturnType<typeof open>['door']

/** All that comes back to these bytes before the tool leaves. */
async function say(door: Door, pieces: readonly Uint8Array[], turns = 4): Promise<string> {
  let heard = ''
  const side = {
    send(bytes: Uint8Array) {
      heard += Buffer.from(bytes).toString('latin1')
    },
    close() {},
  }
  const connection = door.plug(side, '192.0.2.7')
  for (const piece of pieces) connection.receive(piece, 0)
  for (let turn = 0; turn < turns; turn++) await nextTurn()
  connection.close()
  return heard
}

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'CONNECT', 'TRACE', 'GOT']
const PARTS = [
  'vehicle',
  'v15',
  'components',
  'bms',
  'data',
  'faults',
  'operations',
  'modes',
  'locks',
  '..',
  '%',
  '%00',
  '',
]
const UNIT = '/vehicle/v15/components/bms'
const path = fc.oneof(
  fc.array(fc.constantFrom(...PARTS), { maxLength: 8 }).map((parts) => `/${parts.join('/')}`),
  fc
    .constantFrom('faults', 'modes/session', 'data/0005', 'operations/b-2008/executions')
    .map((what) => `${UNIT}/${what}`),
)
const body = fc.oneof(fc.json(), fc.string(), fc.constant('{"value":{"__proto__":1}}'))
const request = fc
  .record({
    method: fc.constantFrom(...METHODS),
    path,
    query: fc.string(),
    body,
    excess: fc.integer({ min: -2, max: 3 }),
  })
  .map(({ method, path: at, query, body: text, excess }) => {
    const length = Math.max(0, Buffer.byteLength(text) + excess)
    const head = `${method} ${at}?${encodeURIComponent(query.toWellFormed())} HTTP/1.1\r\nHost: car\r\n`
    return Buffer.from(`${head}Content-Length: ${length}\r\n\r\n${text}`)
  })
const torn = fc
  .tuple(fc.array(fc.oneof(request, fc.uint8Array({ maxLength: 200 })), { minLength: 1, maxLength: 4 }), fc.nat(400))
  .map(([all, cut]) => {
    const whole = Buffer.concat(all)
    return [whole.subarray(0, cut), whole.subarray(cut)]
  })

test('whatever bytes come, torn wherever, nothing of ours fails, and the next client is served', async () => {
  const { door, faults, asked } = open()
  await fc.assert(
    fc.asyncProperty(torn, async (pieces) => {
      await say(door, pieces)
      assert.deepEqual(faults, [])
    }),
    { numRuns: 300 },
  )
  const listing = Buffer.from('GET /vehicle/v15/components HTTP/1.1\r\nHost: car\r\nConnection: close\r\n\r\n')
  assert.match(await say(door, [listing], 20), /^HTTP\/1\.1 200 OK\r\n/)
  await say(door, [Buffer.from(`GET ${UNIT}/faults HTTP/1.1\r\nHost: car\r\n\r\n`)], 20)
  assert(asked.length > 0, 'a unit is asked')
  door.close()
})

test('after the door has closed a client is answered nothing, and no unit is asked', async () => {
  const { door, asked } = open()
  door.close()
  const reading = Buffer.from('GET /vehicle/v15/components/bms/faults HTTP/1.1\r\nHost: car\r\n\r\n')
  assert.equal(await say(door, [reading], 20), '')
  assert.deepEqual(asked, [])
})

test('what fails of ours before a unit is asked is answered 500 and told, and ends nothing else', async () => {
  const faults: unknown[] = []
  const door = createSovdDoor({
    model: MODEL,
    vendorVersion: '0.1.0',
    openTester: () => assert.fail('no tester'),
    now: () => 0,
    startedAtMs: 0,
    onFault: (error) => faults.push(error),
  })
  const reading = Buffer.from('GET /vehicle/v15/components HTTP/1.1\r\nHost: car\r\n\r\n')
  assert.match(await say(door, [reading], 20), /^HTTP\/1\.1 500 /)
  assert.equal(faults.length, 1)
  door.close()
})
