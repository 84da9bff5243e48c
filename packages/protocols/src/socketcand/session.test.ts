import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { createCanBus } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { createCanInterfaces, frameBits } from '../can-interface/interface.ts'
import { isoTpAddress } from '../isotp/address.ts'
import { createIsoTpEndpoint } from '../isotp/session.ts'
import { decodeReply } from './codec.ts'
import { createSocketcand } from './session.ts'

const BIT_RATE = 500_000
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const bytes = (line: string) => new TextEncoder().encode(line)

/** A car's bus with one unit that answers TesterPresent on 7E0, and what it was sent. */
function car() {
  const bus = createCanBus()
  const interfaces = createCanInterfaces(bus, BIT_RATE)
  const heard: string[] = []
  const ecu = bus.attach('ecu', ({ id, data }, nowMs) => {
    heard.push(`${id.toString(16)}#${toHex(data)}`)
    if (id === 0x7e0 && toHex(data).startsWith('023E00'))
      ecu.send({ id: 0x7e8, isExtended: false, data: hex('027E00') }, nowMs)
  })
  let clients = 0
  /** Each line that comes back, as one send brought it. */
  function connect() {
    const lines: string[] = []
    const state = { isEnded: false }
    const session = createSocketcand({
      buses: new Map([['can0', interfaces]]),
      name: `socketcand #${++clients}`,
      epochMs: 1_700_000_000_000,
      send: (sent) => lines.push(text(sent)),
      end: () => {
        state.isEnded = true
      },
    })
    const say = (line: string, nowMs = 0): string[] => {
      lines.length = 0
      session.receive(bytes(line), nowMs)
      return lines
    }
    return { session, lines, state, say }
  }
  /** As python-can begins, long enough ago to have read every answer. */
  function connectRaw() {
    const client = connect()
    assert.deepEqual(client.lines, ['< hi >'])
    assert.deepEqual(client.say('< open can0 >', -1000), ['< ok >'])
    assert.deepEqual(client.say('< rawmode >', -1000), ['< ok >'])
    return client
  }
  return { bus, ecu, heard, connect, connectRaw }
}

const DATA: CanFrame = { id: 0x444, isExtended: false, data: hex('1FA0') }

test('a client is greeted, opens the bus, and asks a unit in raw mode', () => {
  const { connectRaw, heard } = car()
  const { say } = connectRaw()
  assert.deepEqual(say('< send 7E0 8 2 3e 0 0 0 0 0 0 >', 12.345), ['< frame 7E8 1700000000.012345 027E00 >'])
  assert.deepEqual(heard, ['7e0#023E000000000000'])
})

test('a client that has just entered raw mode hears what came meanwhile when it speaks, or a moment later', () => {
  const FIRST = '< frame 444 1700000000.000000 1FA0 >'
  const SECOND = '< frame 444 1700000000.199000 1FA0 >'
  const enter = () => {
    const { connect, ecu } = car()
    const client = connect()
    client.say('< open can0 >')
    client.say('< rawmode >')
    ecu.send(DATA, 0)
    ecu.send(DATA, 199)
    client.session.service(199)
    assert.deepEqual(client.lines, ['< ok >'])
    client.lines.length = 0
    return { ...client, ecu }
  }
  const speaking = enter()
  assert.deepEqual(speaking.say('< echo >', 199), [FIRST, SECOND, '< echo >'])
  const listening = enter()
  listening.session.service(200)
  assert.deepEqual(listening.lines, [FIRST, SECOND])
  const hearing = enter()
  hearing.ecu.send(DATA, 200)
  assert.deepEqual(hearing.lines, [FIRST, SECOND, '< frame 444 1700000000.200000 1FA0 >'])
})

test('each frame of the car is one send; an identifier of 29 bits has eight digits', () => {
  const { connectRaw, ecu } = car()
  const { lines } = connectRaw()
  lines.length = 0
  ecu.send(DATA, 1)
  ecu.send({ id: 0x123, isExtended: true, data: new Uint8Array(0) }, 1)
  assert.deepEqual(lines, ['< frame 444 1700000000.001000 1FA0 >', '< frame 00000123 1700000000.001000  >'])
})

test('a client hears what another one sends, and not its own', () => {
  const { connectRaw } = car()
  const a = connectRaw()
  const b = connectRaw()
  assert.deepEqual(a.say('< send 123 1 7 >'), [])
  assert.deepEqual(b.lines.slice(1), ['< frame 123 1700000000.000000 07 >'])
})

test('before a bus is open nothing is sent or heard, and an unknown bus ends the connection', () => {
  const { connect, heard, ecu } = car()
  const { say, lines, state } = connect()
  assert.deepEqual(say('< send 123 0 >'), ['< error unknown command >'])
  assert.deepEqual(say('< echo >'), ['< echo >'])
  ecu.send(DATA, 0)
  assert.deepEqual(say('< open can7 >'), ['< error could not open bus >'])
  assert.deepEqual([state.isEnded, heard, lines.length], [true, [], 1])
  assert.deepEqual(say('< open can0 >'), [], 'an ended connection says nothing')
})

test('bit timing cannot be set from afar: the interface says so and the connection ends', () => {
  const { say, state } = car().connect()
  assert.match(say('< can0 B 125000 875 125 6 7 2 1 2 >')[0], /^< error .*500000/)
  assert.equal(state.isEnded, true)
})

test('in BCM mode only what was subscribed to is heard, no more often than asked', () => {
  const { connect, ecu } = car()
  const { say, lines } = connect()
  say('< open can0 >')
  ecu.send(DATA, 0)
  assert.deepEqual(lines, ['< ok >'])
  assert.deepEqual(say('< subscribe 0 20000 444 >'), [])
  for (let nowMs = 0; nowMs <= 40; nowMs += 5) ecu.send(DATA, nowMs)
  ecu.send({ ...DATA, isExtended: true }, 60)
  assert.equal(lines.length, 3)
  say('< unsubscribe 444 >')
  ecu.send(DATA, 100)
  assert.deepEqual(lines, [])
})

test('a content filter tells changes under its mask only', () => {
  const { connect, ecu } = car()
  const { say, lines } = connect()
  say('< open can0 >')
  say('< filter 0 0 444 2 FF 00 >')
  for (const data of ['0100', '0101', '0200', '02FF', '0300']) ecu.send({ ...DATA, data: hex(data) }, 0)
  assert.deepEqual(
    lines.map((line) => line.split(' ')[4]),
    ['0100', '0200', '0300'],
  )
})

test('a job sends its frame again and again, with new content after an update, until it is deleted', () => {
  const { connect, heard } = car()
  const { say, session } = connect()
  say('< open can0 >')
  say('< add 0 20000 123 1 11 >')
  for (let nowMs = 0; nowMs < 100; nowMs += 10) session.service(nowMs)
  assert.deepEqual(heard, new Array(5).fill('123#11'))
  say('< update 123 1 22 >')
  session.service(100)
  assert.equal(heard.at(-1), '123#22')
  say('< delete 123 >')
  session.service(200)
  assert.equal(heard.length, 6)
  assert.match(say('< add 0 0 123 0 >')[0], /interval/)
})

test('jobs and filters are bounded, and end with the mode', () => {
  const { connect, heard, ecu } = car()
  const { say, session, lines } = connect()
  say('< open can0 >')
  for (let id = 0; id < 0x100; id++) {
    assert.deepEqual(say(`< add 1 0 ${id.toString(16)} 0 >`, id), [])
    session.service(id)
  }
  assert.match(say('< add 1 0 7FF 0 >')[0], /too many/)
  assert.deepEqual(say('< rawmode >< bcmmode >'), ['< ok >', '< ok >'])
  const before = heard.length
  session.service(5_000)
  ecu.send(DATA, 5_000)
  assert.deepEqual([heard.length, lines.length], [before, 2])
})

test('control mode tells what was sent and received, at its interval', () => {
  const { connectRaw, ecu } = car()
  const { say, session, lines } = connectRaw()
  ecu.send(DATA, 0)
  say('< send 123 3 1 2 3 >< controlmode >< statistics 100 >')
  lines.length = 0
  for (let nowMs = 0; nowMs <= 250; nowMs += 10) session.service(nowMs)
  assert.deepEqual(lines, ['< stat 2 1 3 1 >', '< stat 2 1 3 1 >'])
  assert.deepEqual(say('< send 123 0 >'), ['< error unknown command >'])
})

/** A unit on 7E7 that takes messages of any length and answers with them turned round. */
function addUnit(bus: ReturnType<typeof car>['bus']) {
  const unit = createIsoTpEndpoint({
    port: bus.attach('unit', (frame, nowMs) => unit.receive(frame, nowMs)),
    address: isoTpAddress({ mode: 'normal11', txId: 0x7ef, rxId: 0x7e7 }),
    padding: 0xaa,
    blockSize: 3,
    onMessage: (message, nowMs) => void unit.send(Uint8Array.from(message).reverse(), nowMs),
  })
}

test('in ISO-TP mode whole messages go and come on one channel, and frames are not told', () => {
  const { bus, ecu, heard, connect } = car()
  addUnit(bus)
  const { say, lines } = connect()
  say('< open can0 >')
  assert.deepEqual(say('< isotpmode >'), ['< ok >'])
  assert.match(say('< sendpdu 3E00 >')[0], /after isotpconf/)
  assert.deepEqual(say('< isotpconf 7E7 7EF 4 0 0 0 55 >'), [])
  assert.deepEqual(say('< sendpdu 3E00 >', 1.5), ['< pdu 1700000000.001500 003E >'])
  assert.equal(heard[0], '7e7#023E005555555555')
  const long = toHex(Uint8Array.from({ length: 400 }, (_, i) => i))
  const turned = toHex(Uint8Array.from(hex(long)).reverse())
  assert.deepEqual(say(`< sendpdu ${long} >`), [`< pdu 1700000000.000000 ${turned} >`])
  ecu.send(DATA, 0)
  assert.equal(lines.length, 1)
  assert.deepEqual(say('< send 123 0 >'), ['< error unknown command >'])
  assert.deepEqual(say('< rawmode >'), ['< ok >'])
  assert.match(say('< sendpdu 3E00 >')[0], /unknown command/)
})

test('the longest message of ISO-TP goes out as fast as the wire is, and its answer comes whole', () => {
  const { bus, connect } = car()
  addUnit(bus)
  const { session, say, lines } = connect()
  say('< open can0 >< isotpmode >< isotpconf 7E7 7EF 4 0 0 0 55 >')
  const long = Uint8Array.from({ length: 4095 }, (_, i) => i)
  say(`< sendpdu ${toHex(long)} >`)
  let nowMs = 0
  while (lines.length === 0) {
    nowMs += 10
    assert(nowMs < 2_000, 'the answer comes')
    session.service(nowMs)
  }
  assert(nowMs >= 50, 'six hundred frames need their time')
  assert.match(lines[0], new RegExp(` ${toHex(long.reverse())} >$`))
})

test('a channel needs identifiers of one length', () => {
  const { say } = car().connect()
  assert.match(say('< open can0 >< isotpmode >< isotpconf 7E0 18DAF110 0 0 0 >')[2], /isotpconf/)
})

test('what is wrong is told with its remedy, and the next command is taken', () => {
  const { say } = car().connectRaw()
  assert.match(say('< send 1234 0 >')[0], /^< error identifier: 3 hexadecimal digits/)
  assert.match(say('< send 123 9 >')[0], /^< error data/)
  assert.match(say(`<${' '.repeat(9_000)}>`)[0], /too long/)
  assert.deepEqual(say('garbage > <echo> < echo >'), ['< echo >', '< echo >'])
})

test('a flood reaches the bus in its order, as fast as the wire is and no faster, and other clients are served', () => {
  const { connectRaw, heard } = car()
  const hostile = connectRaw()
  const polite = connectRaw()
  const wanted = 2_000
  let next = 0
  let answers = 0
  for (let nowMs = 0; heard.filter((one) => one.startsWith('100#')).length < wanted; nowMs += 10) {
    assert(nowMs < 2_000, 'the flood was taken')
    while (!hostile.session.isBusy() && next < wanted) {
      const number = next++
      hostile.session.receive(bytes(`< send 100 8 ${number >> 8} ${(number & 0xff).toString(16)} 0 0 0 0 0 0 >`), nowMs)
    }
    answers += polite.say('< send 7E0 8 2 3e 0 0 0 0 0 0 >', nowMs).filter((line) => line.includes('7E8')).length
    for (const { session } of [hostile, polite]) session.service(nowMs)
    const sent = heard.length * frameBits({ id: 0, isExtended: false, data: new Uint8Array(8) })
    assert(sent <= (BIT_RATE * (nowMs + 60)) / 1000, `${heard.length} frames in ${nowMs} ms`)
  }
  const flooded = heard.filter((one) => one.startsWith('100#'))
  assert.deepEqual(
    flooded.map((one) => Number.parseInt(one.slice(6, 8), 16)),
    flooded.map((_, number) => number & 0xff),
  )
  assert(answers > 40)
})

test('a host that goes on giving to a busy session is cut off, and keeps no memory', () => {
  const { session, state, say } = car().connectRaw()
  const line = '< send 100 8 0 0 0 0 0 0 0 0 >'
  for (let count = 0; !state.isEnded; count++) {
    assert(count < 10_000)
    say(line)
  }
  assert.equal(session.isBusy(), false)
  assert.deepEqual(say('< echo >'), [])
})

test('after close nothing is said or sent', () => {
  const { connectRaw, ecu, heard } = car()
  const { session, lines, say } = connectRaw()
  session.close()
  say('< send 100 0 >')
  ecu.send(DATA, 0)
  session.service(10)
  assert.deepEqual([lines, heard], [[], []])
})

test('no bytes make a session throw, and every line that it says can be read', () => {
  const pieces = fc.constantFrom(
    ...['< open can0 >', '< rawmode >', '< bcmmode >', '< controlmode >', '< statistics 1 >', '< add 0 1 7E0 1 1 >'],
    ...['< isotpmode >', '< isotpconf 7E0 7E8 0 0 0 >', '< isotpconf 7E8 7E0 6 1 F1 0 0 0 7 >', '< sendpdu 3E00 >'],
    ...['< send 7E0 8 2 3e 0 0 0 0 0 0 >', '< subscribe 0 0 7E8 >', '<', '>', ' ', 'send', '\0', 'ж'],
  )
  const streams = fc.array(fc.oneof(pieces.map(bytes), fc.uint8Array({ maxLength: 40 })), { maxLength: 40 })
  fc.assert(
    fc.property(streams, (stream) => {
      const { session, lines } = car().connect()
      for (const [i, piece] of stream.entries()) {
        session.receive(piece, i)
        session.service(i)
      }
      for (const line of lines) {
        assert.match(line, /^< [^<>]* >$/)
        assert.equal(typeof decodeReply(line.slice(1, -1)), 'object', line)
      }
    }),
  )
})
