import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { createCanBus } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { createCanInterfaces, frameBits } from '../can-interface/interface.ts'
import { decodeReply } from './codec.ts'
import { createSlcan } from './session.ts'

const BIT_RATE = 500_000
const bytes = (line: string) => new TextEncoder().encode(line)

/** A car's bus with one unit that answers TesterPresent on 7E0. */
function car() {
  const bus = createCanBus()
  const interfaces = createCanInterfaces(bus, BIT_RATE)
  const heard: string[] = []
  const ecu = bus.attach('ecu', ({ id, data }, nowMs) => {
    heard.push(`${id.toString(16)}#${toHex(data)}`)
    if (id === 0x7e0 && toHex(data).startsWith('023E00'))
      ecu.send({ id: 0x7e8, isExtended: false, data: hex('027E00') }, nowMs)
  })
  /** Each line that comes back; `sends` as they came. */
  function connect(...first: string[]) {
    const lines: string[] = []
    const sends: string[] = []
    const state = { isEnded: false }
    const session = createSlcan({
      interfaces,
      name: 'slcan #1',
      send: (sent) => {
        const text = new TextDecoder().decode(sent)
        sends.push(text)
        lines.push(...text.replaceAll('\x07', '\x07\n').replaceAll('\r', '\r\n').split('\n').slice(0, -1))
      },
      end: () => {
        state.isEnded = true
      },
    })
    const say = (line: string, nowMs = 0): string[] => {
      lines.length = 0
      session.receive(bytes(line), nowMs)
      return lines
    }
    for (const line of first) assert.deepEqual(say(`${line}\r`), ['\r'], line)
    lines.length = 0
    return { session, lines, sends, state, say }
  }
  return { bus, ecu, heard, connect }
}

const DATA: CanFrame = { id: 0x444, isExtended: false, data: hex('1FA0') }

test('a tool opens the adapter at the rate of the car and asks a unit', () => {
  const { connect, heard } = car()
  const { say } = connect('S6', 'O')
  assert.deepEqual(say('t7E08023E000000000000\r'), ['t7E83027E00\r', 'z\r'])
  assert.deepEqual(heard, ['7e0#023E000000000000'])
})

test('as python-can begins, closing an adapter that is closed, the bell is no harm', () => {
  const { connect } = car()
  const { say } = connect()
  assert.deepEqual(say('C\rS6\r\rO\r'), ['\x07', '\r', '\r', '\r'])
  assert.deepEqual(say('T0000012300\r'), ['\x07'], 'one digit too many')
  assert.deepEqual(say('T000001230\r'), ['Z\r'])
})

test('each frame is one send, and what one piece of commands is answered with is another', () => {
  const { connect, ecu } = car()
  const { say, sends } = connect('S6', 'O')
  sends.length = 0
  ecu.send(DATA, 0)
  ecu.send(DATA, 0)
  say('t1230\rt1230\rt7E03023E00\rV\r')
  assert.deepEqual(sends, ['t44421FA0\r', 't44421FA0\r', 'z\rz\r', 't7E83027E00\r', 'z\rV1013\r'])
})

test('what an adapter is asked about itself it tells at any time; settings only before it is open', () => {
  const { connect } = car()
  const { say } = connect()
  assert.deepEqual(say('V\rN\rF\r'), ['V1013\r', 'NLB01\r', '\x07'])
  for (const setting of ['S6', 's031C', 'M00000000', 'mFFFFFFFF', 'Z0', 'Y2'])
    assert.deepEqual(say(`${setting}\r`), ['\r'])
  assert.deepEqual(say('O\r'), ['\r'])
  for (const setting of ['S6', 's031C', 'M00000000', 'mFFFFFFFF', 'Z0', 'Y2', 'O', 'L'])
    assert.deepEqual(say(`${setting}\r`), ['\x07'], setting)
  assert.deepEqual(say('V\rF\rC\r'), ['V1013\r', 'F00\r', '\r'])
})

test('a closed adapter hears and sends nothing', () => {
  const { connect, ecu, heard } = car()
  const { say, lines } = connect('S6', 'O')
  ecu.send(DATA, 0)
  assert.deepEqual(lines, ['t44421FA0\r'])
  say('C\r')
  ecu.send(DATA, 0)
  assert.deepEqual(lines, ['\r'])
  assert.deepEqual(say('t1230\r'), ['\x07'])
  assert.deepEqual(heard, [])
})

test('one that only listens sends nothing', () => {
  const { connect, ecu, heard } = car()
  const { say, lines } = connect('S6', 'L')
  ecu.send(DATA, 0)
  assert.deepEqual(lines, ['t44421FA0\r'])
  assert.deepEqual(say('t1230\r'), ['\x07'])
  assert.deepEqual(heard, [])
})

test('frames have a timestamp of milliseconds within the minute when asked for', () => {
  const { connect, ecu } = car()
  const { lines } = connect('Z1', 'S6', 'O')
  ecu.send(DATA, 61_234.9)
  assert.deepEqual(lines, ['t44421FA004D2\r'])
})

test('at the wrong bit rate nothing is heard and nobody is reached, and the status tells of bus errors, once', () => {
  for (const setting of ['S5', 's011C']) {
    const { connect, ecu, heard } = car()
    const { say, lines } = connect(setting, 'O')
    ecu.send(DATA, 0)
    assert.deepEqual(lines, [])
    assert.deepEqual(say('t1230\rF\rF\r'), ['z\r', 'FA4\r', 'F00\r'])
    assert.deepEqual(heard, [])
  }
  const { connect } = car()
  assert.deepEqual(connect('s001C', 'O').say('t7E03023E00\r'), ['t7E83027E00\r', 'z\r'], '500 kbit/s by its registers')
})

test('the acceptance filter spares a tool what it did not ask for', () => {
  const { connect, ecu } = car()
  const { lines } = connect('S6', 'MFD00FD00', 'm001F001F', 'O')
  ecu.send(DATA, 0)
  ecu.send({ ...DATA, id: 0x7e8 }, 0)
  assert.deepEqual(lines, ['t7E821FA0\r'])
})

test('two adapters hear each other, CAN FD and remote frames too; control units are spared those', () => {
  const { connect, heard } = car()
  const a = connect('S6', 'O')
  const b = connect('S6', 'O')
  const all = [
    't12312A\r',
    'T000001230\r',
    'r1238\r',
    'R000001230\r',
    'd12312A\r',
    'B000001239000102030405060708090A0B\r',
  ]
  for (const line of all) assert.match(a.say(line)[0], /^[zZ]\r$/)
  assert.deepEqual(b.lines, all)
  assert.deepEqual(heard, ['123#2A', '123#'])
})

test('garbage rings the bell, once for each line, and the next line is taken', () => {
  const { connect } = car()
  const { say } = connect('S6', 'O')
  assert.deepEqual(say('t12\rhello\r\n\rt1230\r'), ['\x07', '\x07', '\r', 'z\r'])
  assert.deepEqual(say('t'.repeat(160)), ['\x07'])
})

test('a flood reaches the bus in its order, as fast as the wire is and no faster; what comes later waits its turn', () => {
  const { connect, heard } = car()
  const { session, say, lines } = connect('S6', 'O')
  const wanted = 1_000
  let next = 0
  for (let nowMs = 0; heard.length < wanted; nowMs += 10) {
    assert(nowMs < 1_000, 'the flood was taken')
    while (!session.isBusy() && next < wanted) say(`t1008${(next++).toString(16).padStart(16, '0')}\r`, nowMs)
    session.service(nowMs)
    const sent = heard.length * frameBits({ id: 0, isExtended: false, data: new Uint8Array(8) })
    assert(sent <= (BIT_RATE * (nowMs + 50)) / 1000, `${heard.length} frames in ${nowMs} ms`)
  }
  assert.deepEqual(
    heard.map((one) => Number.parseInt(one.slice(4), 16)),
    heard.map((_, number) => number),
  )
  say('V\r', 5_000)
  session.service(5_000)
  assert.equal(lines.at(-1), 'V1013\r')
})

test('a host that goes on giving to a busy adapter is cut off', () => {
  const { connect } = car()
  const { session, state, say } = connect('S6', 'O')
  for (let count = 0; !state.isEnded; count++) {
    assert(count < 10_000)
    say('t10080000000000000000\r')
  }
  assert.equal(session.isBusy(), false)
  assert.deepEqual(say('V\r'), [])
})

test('after close nothing is said or sent', () => {
  const { connect, ecu, heard } = car()
  const { session, lines, say } = connect('S6', 'O')
  session.close()
  ecu.send(DATA, 0)
  assert.deepEqual([say('t1230\r'), lines, heard], [[], [], []])
})

test('no bytes make an adapter throw, and every line that it says can be read', () => {
  const pieces = fc.constantFrom(
    'S6\r',
    'O\r',
    'C\r',
    'L\r',
    'F\r',
    'Z1\r',
    't7E03023E00\r',
    'd12312A\r',
    't',
    '\r',
    '\n',
    'ж',
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
        assert(line === '\x07' || line.indexOf('\r') === line.length - 1, JSON.stringify(line))
        assert.equal(typeof decodeReply(line.replace('\r', '')), 'object', JSON.stringify(line))
      }
    }),
  )
})
