import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { STANDARD_TIMING } from './ecu.ts'
import { type Addressing, createUdsServer } from './session.ts'
import { NRC, type Nrc, SERVICE, SESSION } from './tables.ts'
import { createTrial } from './trial-ecu.ts'

/** A trial ECU with its server; `ask` gives the responses that came meanwhile. */
function open() {
  const trial = createTrial()
  const responses: string[] = []
  const server = createUdsServer(trial.ecu, (message) => responses.push(toHex(message)))
  let nowMs = 0
  return {
    trial,
    server,
    ask(request: string, addressing: Addressing = 'physical') {
      server.request(hex(request), addressing, nowMs)
      return responses.splice(0)
    },
    pass(ms: number) {
      nowMs += ms
      server.service(nowMs)
      return responses.splice(0)
    },
  }
}

for (const line of readFileSync(new URL('./vectors/dialogues.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  test(line, () => {
    const { trial, ask, pass } = open()
    for (const step of line.split(' ; ')) {
      const [what, expected] = step.split(' > ')
      let found: string[]
      if (what === '@moving') trial.isMoving = true
      else if (what === '@ready') trial.isRoutineReady = true
      else if (what === '@fan') trial.fanPercent++
      else if (what === '@failing') trial.statuses[2] |= 1
      else if (what === '@busy') trial.isMemoryReady = false
      else if (what === '@written') trial.isMemoryReady = true
      else if (what.startsWith('@refuse')) trial.memoryFailure = Number(what.slice(7)) as Nrc
      if (what.startsWith('@')) continue
      if (what.startsWith('+')) found = pass(Number(what.slice(1)))
      else if (what.startsWith('f:')) found = ask(what.slice(2), 'functional')
      else found = ask(what)
      if (expected === undefined) continue
      assert.deepEqual(found, expected === '-' ? [] : expected.replaceAll(' ', '').split('|'), what)
    }
  })
}

const KNOWN = Object.values(SERVICE) as readonly number[]

test('every service identifier is answered, the unknown ones with serviceNotSupported', () => {
  for (let id = 0; id <= 0xff; id++) {
    const { server, ask } = open()
    const [response] = ask(toHex(Uint8Array.of(id)))
    assert.equal(response.slice(0, 4), `7F${toHex(Uint8Array.of(id))}`)
    assert.equal(response.endsWith('11'), !KNOWN.includes(id))
    assert.equal(server.session(), SESSION.default)
  }
})

const RANGE_19 = [1, 2, 3, 4, 6, 7, 8, 9, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a]

for (const [service, has] of [
  ['10', [1, 2, 3]],
  ['11', [1, 3]],
  ['19', [...RANGE_19, 0x42, 0x55, 0x56]],
  ['27', [1, 2, 3, 4]],
  ['28', [0, 1, 2, 3, 4, 5]],
  ['29', [0, 5, 6, 8]],
  ['2C', [1, 2, 3]],
  ['3E', [0]],
  ['85', [1, 2]],
  ['86', [0, 1, 3, 4, 5, 6, 8, 9]],
  ['87', [1, 2, 3]],
] as const) {
  test(`of the 128 sub-functions of ${service}, all but its own are refused as not supported`, () => {
    for (let sub = 0; sub < 0x80; sub++) {
      const { ask } = open()
      ask('10 03')
      const [response] = ask(service + toHex(Uint8Array.of(sub)) + (service === '28' ? '01' : ''))
      const isRefused = response === `7F${service}12`
      assert.equal(isRefused, !(has as readonly number[]).includes(sub), `sub-function ${sub}`)
    }
  })
}

test('a functional request is never answered with what the standard keeps quiet, whatever its bytes', () => {
  const services = fc.constantFrom(...KNOWN, 0xba)
  const bodies = fc.uint8Array({ maxLength: 7 })
  fc.assert(
    fc.property(services, bodies, fc.boolean(), (service, body, isExtended) => {
      const { ask } = open()
      if (isExtended) ask('10 03')
      for (const response of ask(toHex(Uint8Array.of(service, ...body)), 'functional')) {
        if (response.startsWith('7F')) assert(!['11', '12', '31', '7E', '7F'].includes(response.slice(4)), response)
      }
    }),
  )
})

test('any requests at all get at most one answer each, and the server still serves', () => {
  const known = fc.constantFrom(...KNOWN)
  const near = fc.tuple(known, fc.uint8Array({ maxLength: 24 })).map(([id, body]) => Uint8Array.of(id, ...body))
  const requests = fc.array(fc.tuple(fc.oneof(near, fc.uint8Array({ maxLength: 64 })), fc.nat(3000)), { maxLength: 30 })
  fc.assert(
    fc.property(requests, (steps) => {
      const { trial, ask, pass } = open()
      trial.isRoutineReady = true
      for (const [request, pauseMs] of steps) {
        assert(ask(toHex(request)).length <= 1)
        pass(pauseMs)
      }
      assert.deepEqual(ask('3E 00'), ['7E00'])
    }),
  )
})

test('a request is judged by its bytes at the time it was sent, and left as it was', () => {
  const { server } = open()
  const request = hex('10 83')
  server.request(request, 'physical', 0)
  assert.deepEqual(request, hex('10 83'))
})

test('the default session gives everything back: actuators, code setting, communication', () => {
  const { trial, ask, pass } = open()
  ask('10 03')
  ask('2F 02 00 03 64')
  ask('85 02')
  ask('28 03 01')
  assert.deepEqual([trial.isFanControlled, trial.isUpdatingDtcs, trial.communication], [true, false, '3 1'])
  pass(5000)
  assert.deepEqual([trial.isFanControlled, trial.isUpdatingDtcs, trial.communication], [false, true, '0 3'])
})

test('an actuator given back by the tester is not given back again', () => {
  const { trial, ask, pass } = open()
  ask('10 03')
  ask('2F 02 00 03 64')
  ask('2F 02 00 00')
  pass(5000)
  assert.equal(trial.fanReturns, 1)
})

test('a session that ran out is over for the next request, even when no timer was served', () => {
  const { server } = open()
  const responses: string[] = []
  const respond = (message: Uint8Array) => responses.push(toHex(message))
  server.request(hex('10 83'), 'physical', 0)
  server.request(hex('22 01 00'), 'physical', 4999, respond)
  server.request(hex('22 01 00'), 'physical', 9999, respond)
  assert.deepEqual(responses, ['620100CAFE', '7F2231'])
})

test('a reset runs after its response has gone out', () => {
  const trial = createTrial()
  const order: string[] = []
  const server = createUdsServer(
    { ...trial.ecu, resets: new Map([[1, { run: () => order.push('reset') }]]) },
    (message) => order.push(toHex(message)),
  )
  server.request(hex('11 01'), 'physical', 0)
  assert.deepEqual(order, ['5101', 'reset'])
})

test('two testers share one session; each hears its own answers', () => {
  const { server, trial } = open()
  const can: string[] = []
  const doip: string[] = []
  const overCan = (request: string) => server.request(hex(request), 'physical', 0, (bytes) => can.push(toHex(bytes)))
  const overDoip = (request: string) => server.request(hex(request), 'physical', 0, (bytes) => doip.push(toHex(bytes)))
  overCan('10 03')
  overDoip('22 01 00')
  overCan('31 01 20 08')
  overDoip('22 00 05')
  trial.isRoutineReady = true
  server.service(1)
  overDoip('22 00 05')
  assert.deepEqual(can, ['5003003201F4', '7101200810C8'])
  assert.deepEqual(doip, ['620100CAFE', '7F2221', '62000564'])
})

test('a whole service may be put behind sessions or security', () => {
  const { ecu } = createTrial()
  const responses: string[] = []
  const server = createUdsServer(
    {
      ...ecu,
      serviceGuards: new Map([
        [0x22, { securityLevel: 1 }],
        [0x27, {}],
        [0x14, { sessions: [SESSION.extended] }],
      ]),
    },
    (message) => responses.push(toHex(message)),
  )
  for (const request of ['22', '14', '27 01']) server.request(hex(request), 'physical', 0)
  // Security of the service comes before the length of the request; so does its session.
  assert.deepEqual(responses, ['7F2233', '7F147F', '7F277E'])
})

test('an ECU without codes, routines, security and resets lacks their services', () => {
  const responses: string[] = []
  const ecu = {
    timing: STANDARD_TIMING,
    sessions: [SESSION.default],
    dids: new Map(),
    routines: new Map(),
    security: new Map(),
    resets: new Map(),
  }
  const server = createUdsServer(ecu, (message) => responses.push(toHex(message).slice(4)))
  for (const request of ['14 FF FF FF', '19 02 FF', '27 01', '28 00 01', '31 01 00 01', '11 01', '85 02']) {
    server.request(hex(request), 'physical', 0)
  }
  assert.deepEqual(responses, Array(7).fill(toHex(Uint8Array.of(NRC.serviceNotSupported))))
})

test('periodic records may go as frames of their own, without service and length, when they are short enough', () => {
  const { ecu } = createTrial()
  const responses: string[] = []
  const frames: string[] = []
  const unacknowledged = { dataBytesMax: 1, send: (frame: Uint8Array) => frames.push(toHex(frame)) }
  const periodic = { slowMs: 1000, mediumMs: 200, fastMs: 50, identifiersMax: 4, unacknowledged }
  const server = createUdsServer({ ...ecu, periodic }, (message) => responses.push(toHex(message)))
  for (const request of ['10 83', '2C 81 F2 03 00 05 01 01', '2A 03 03', '2A 03 01']) {
    server.request(hex(request), 'physical', 0)
  }
  server.service(0)
  server.service(49)
  server.service(50)
  assert.deepEqual(responses, ['6A', '7F2A31']) // The record of 01 has two bytes.
  assert.deepEqual(frames, ['0364', '0364'])
})

test('periodic data goes to whoever asked for it, of two testers', () => {
  const { server } = open()
  const can: string[] = []
  const doip: string[] = []
  server.request(hex('10 83'), 'physical', 0, (bytes) => can.push(toHex(bytes)))
  server.request(hex('2A 03 01'), 'physical', 0, (bytes) => doip.push(toHex(bytes)))
  server.service(0)
  assert.deepEqual([can, doip], [[], ['6A', '6A011455']])
})
