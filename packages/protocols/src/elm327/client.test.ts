import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { createCanBus } from '../can/bus.ts'
import { asciiBytes, asciiText } from '../can-interface/ascii.ts'
import { createElm327Client, type Elm327Client } from './client.ts'
import { decodeHeard } from './heard.ts'
import { createElm327, type Elm327Options } from './session.ts'
import { addEcu } from './testing.ts'

const CAR: Readonly<Record<string, readonly string[]>> = {
  '7DF: 02 01 00': ['7E8: 06 41 00 BE 3F A8 13', '7EF: 06 41 00 80 00 00 01'],
  '7E0: 02 01 0C': ['7E8: 04 41 0C 1A F8'],
  '7E0: 02 09 02': ['7E8: 10 14 49 02 01 4C 47 58'],
  '7E0: 30': ['7E8: 21 43 45 34 43 42 30 50', '7E8: 22 30 31 32 33 34 35 36'],
  // Beyond the identifiers of OBD: flow control must go where the request went.
  '716: 03 22 F1 90': ['719: 10 0A 62 F1 90 41 42 43'],
  '716: 30': ['719: 21 44 45 46 47'],
  '7E0: 03 22 12 34': ['7E8: 03 7F 22 11'],
  // A long request.
  '7E0: 10 09 2E F1 90': ['7E8: 30 00 00'],
  '7E0: 21': ['7E8: 03 6E F1 90'],
}
const ENGINE = { requestId: 0x7e0, responseId: 0x7e8 }
const EVERYBODY = { requestId: 0x7df, responseId: undefined }

/** Our own adapter at a car, and the client at it, as if it were foreign. */
function plugged(options: Partial<Elm327Options> = {}, car = CAR) {
  const bus = createCanBus()
  addEcu(bus, car)
  const typed: string[] = []
  const adapter = createElm327({ bus, name: 'elm327', send: (bytes) => client.receive(bytes, nowMs), ...options })
  const client: Elm327Client = createElm327Client({
    send(bytes) {
      typed.push(asciiText(bytes).trim())
      adapter.receive(bytes, nowMs)
    },
  })
  let nowMs = 0
  function wait(ms: number): void {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 10) {
      adapter.service(nowMs)
      client.service(nowMs)
    }
  }
  wait(100)
  return { client, typed, wait, ...asking(client, wait, () => nowMs) }
}

function asking(client: Elm327Client, wait: (ms: number) => void, nowMs: () => number) {
  function ask(target: typeof ENGINE | typeof EVERYBODY, request: string, isRepeatable = false) {
    const answers: string[] = []
    let end: string | undefined
    const isTaken = client.request(target, hex(request), nowMs(), {
      isRepeatable,
      onMessage: (message, id) => answers.push(`${id.toString(16)}: ${toHex(message)}`),
      onEnd: (how) => {
        end = how
      },
    })
    if (!isTaken) return 'not taken'
    for (let i = 0; i < 2_000 && end === undefined; i++) wait(10)
    return [...answers, end].join(', ')
  }
  return { ask }
}

/** An adapter that says what a list says, whatever is typed; `undefined` says nothing at all. */
function scripted(reply: (line: string) => string | undefined) {
  let nowMs = 0
  const typed: string[] = []
  const client: Elm327Client = createElm327Client({
    send(bytes) {
      const line = asciiText(bytes).trim()
      typed.push(line)
      const text = reply(line)
      if (text !== undefined) client.receive(asciiBytes(text), nowMs)
    },
  })
  const wait = (ms: number) => {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 10) client.service(nowMs)
  }
  wait(100)
  return { client, typed, wait, ...asking(client, wait, () => nowMs) }
}
const obedient = (line: string) => (line === 'ATZ' ? '\r\rELM327 v2.1\r\r>' : line === 'STI' ? '?\r\r>' : 'OK\r\r>')

test('an adapter is set up, says who it is and what it measures at pin 16', () => {
  const { client } = plugged({ readVolts: () => 12.6 })
  assert.deepEqual(client.state, { kind: 'ready', identity: 'ELM327 v1.5', isStn: true, volts: 12.6 })
})

test('one control unit answers, in one frame or in several', () => {
  const { ask } = plugged()
  assert.equal(ask(ENGINE, '010C'), '7e8: 410C1AF8, answered')
  assert.equal(ask(ENGINE, '0902'), '7e8: 4902014C47584345344342305030313233343536, answered')
})

test('all control units that hear a functional request are told apart', () => {
  assert.equal(plugged().ask(EVERYBODY, '0100'), '7e8: 4100BE3FA813, 7ef: 410080000001, answered')
})

test('a control unit beyond the identifiers of OBD gets its flow control', () => {
  assert.equal(plugged().ask({ requestId: 0x716, responseId: 0x719 }, '22F190'), '719: 62F19041424344454647, answered')
})

test('a negative response is an answer, and silence is told from it', () => {
  const { ask } = plugged()
  assert.equal(ask(ENGINE, '221234'), '7e8: 7F2211, answered')
  assert.equal(ask({ requestId: 0x7e1, responseId: 0x7e9 }, '3E00'), 'noData')
})

test('a long request goes through an STN adapter, and no other takes it', () => {
  assert.equal(plugged().ask(ENGINE, '2EF190414243444546'), '7e8: 6EF190, answered')
  assert.equal(scripted(obedient).ask(ENGINE, '2EF190414243444546'), 'not taken')
})

test('an adapter is set on a control unit once, not before every question', () => {
  const { ask, typed } = plugged()
  ask(ENGINE, '010C')
  typed.length = 0
  ask(ENGINE, '010C')
  assert.deepEqual(typed, ['010C'])
})

test('who needs more time than the adapter waits is asked again, where that does no harm', () => {
  let asks = 0
  const slow = (line: string) => {
    if (line !== '22F190') return obedient(line)
    return ++asks < 4 ? '7E8037F2278\r\r>' : '7E80462F19041\r\r>'
  }
  assert.equal(scripted(slow).ask(ENGINE, '22F190', true), '7e8: 62F19041, answered')
  assert.equal(asks, 4)
  asks = 0
  assert.equal(scripted(slow).ask(ENGINE, '22F190', false), 'pending')
  assert.equal(asks, 1)
})

test('what an adapter says instead of data has a name', () => {
  const said = {
    'NO DATA': 'noData',
    'UNABLE TO CONNECT': 'unableToConnect',
    'SEARCHING...\rUNABLE TO CONNECT': 'unableToConnect',
    'CAN ERROR': 'canError',
    'BUS INIT: ...ERROR': 'busError',
    'BUFFER FULL': 'bufferFull',
    STOPPED: 'stopped',
    '?': 'notUnderstood',
    '7E8 12 34 <DATA ERROR': 'dataError',
    '': 'noData',
    '7E9 03 41 0C 00': 'dataError', // Somebody who was not asked.
    '7E8 10 20 62 F1 90 00 00 00': 'dataError', // The rest never came.
    '7E8 21 00 00 00 00 00 00 00': 'dataError',
  }
  for (const [text, end] of Object.entries(said)) {
    const { ask } = scripted((line) => (line === '22F190' ? `${text}\r\r>` : obedient(line)))
    assert.equal(ask(ENGINE, '22F190'), end, text)
  }
})

test('an adapter that begins anew in the middle is no longer trusted', () => {
  const { client, ask } = scripted((line) => (line === '22F190' ? '\r\rELM327 v2.1\r\r>' : obedient(line)))
  assert.equal(ask(ENGINE, '22F190'), 'failed')
  assert.deepEqual(client.state, { kind: 'failed', fault: 'restarted' })
  const idle = scripted(obedient)
  idle.client.receive(asciiBytes('\r\rLV RESET\r\r>'), 0)
  assert.deepEqual(idle.client.state, { kind: 'failed', fault: 'restarted' })
})

test('nobody there, somebody else, and endless talk each have their name', () => {
  const fault = ({ client, wait }: ReturnType<typeof scripted>) => {
    wait(60_000)
    return client.state.kind === 'failed' ? client.state.fault : client.state.kind
  }
  assert.equal(fault(scripted(() => undefined)), 'silent')
  assert.equal(fault(scripted(() => 'login:>')), 'notAnAdapter')
  assert.equal(fault(scripted((line) => (line === 'ATH1' ? '?\r\r>' : obedient(line)))), 'notAnAdapter')
  assert.equal(fault(scripted(() => 'x'.repeat(70_000))), 'flooded')
  assert.equal(fault(scripted((line) => (line.startsWith('AT') ? obedient(line) : undefined))), 'silent')
})

test('the first reset may fall on a line half typed', () => {
  let isFirst = true
  const { client, wait } = scripted((line) => {
    if (line !== 'ATZ' || !isFirst) return obedient(line)
    isFirst = false
    return '?\r\r>'
  })
  wait(100)
  assert.equal(client.state.kind, 'ready')
})

test('no text makes the client throw, and every request that it takes ends once', () => {
  const noise = fc.oneof(
    fc.string(),
    fc.constantFrom('7E8', '7E8 03 41', 'OK', '?', 'ELM327', 'NO DATA', '\0', '7E8101F62F190', '>', '\r', '\r\r>'),
  )
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 30 }), (said) => {
      let next = 0
      let ends = 0
      const { client, wait } = scripted((line) => (line === '22F190' ? said[next++] : obedient(line)))
      const listener = { isRepeatable: true, onMessage() {}, onEnd: () => void ends++ }
      const isTaken = client.request(ENGINE, hex('22F190'), 100, listener)
      for (const text of said) client.receive(asciiBytes(text), 100)
      wait(60_000)
      assert.equal(ends, isTaken ? 1 : 0)
    }),
    { numRuns: 60 },
  )
})

test('no line makes the reading of lines throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(3 as const, 8 as const), (line, digits) => void decodeHeard(line, digits)),
  )
  assert.deepEqual(decodeHeard('18DAF110 03 41 0C 00', 8), { kind: 'frame', id: 0x18daf110, data: hex('03410C00') })
})
