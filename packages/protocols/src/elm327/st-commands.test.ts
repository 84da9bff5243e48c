import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import { createCanBus } from '../can/bus.ts'
import { decodeFrame, encodeFrame } from '../isotp/frame.ts'
import { createReceiver } from '../isotp/receiver.ts'
import { ST_COMMANDS, type StName } from './tables.ts'
import { addEcu, plug, spaced } from './testing.ts'

const CAR: Readonly<Record<string, readonly string[]>> = {
  '7DF: 02 01 0D': ['7E8: 03 41 0D 00', '7EF: 03 41 0D 11'],
  '7E7: 03 22 00 05': ['7EF: 04 62 00 05 50'],
  '7E7: 03 22 F1 90': ['7EF: 10 14 62 F1 90 4C 47 58'],
  '7E7: 30': ['7EF: 21 43 45 34 43 42 30 50', '7EF: 22 30 31 32 33 34 35 36'],
  '710: 03 22 F1 90': ['718: 10 14 62 F1 90 4C 47 58'],
  '710: 30': ['718: 21 43 45 34 43 42 30 50', '718: 22 30 31 32 33 34 35 36'],
}
const VIN = '62 F1 90 4C 47 58 43 45 34 43 42 30 50 30 31 32 33 34 35 36'

function plugIntoCar(...settings: string[]) {
  const bus = createCanBus()
  const car = addEcu(bus, CAR)
  const client = plug(bus, { readVolts: () => 12.345 })
  for (const command of ['ATE0', 'ATSP6', ...settings]) assert.equal(client.ask(command).split('|').at(-1), 'OK')
  return { bus, ...car, ...client, ask: (line: string, waitMs?: number) => client.ask(line, waitMs) }
}

test('the adapter says which firmware, device and maker it is, and the voltage with as many decimals as asked', () => {
  const { ask } = plugIntoCar()
  assert.match(ask('STI'), /^STN1110 v\d+\.\d+\.\d+$/)
  assert.match(ask('STDI'), /^Luban r\d\.\d$/)
  assert.equal(ask('STMFR'), 'Luban')
  assert.match(ask('STSN'), /^1110\d{8}$/)
  assert.deepEqual([ask('STVR'), ask('STVR 0'), ask('STVR 3')], ['12.35', '12', '12.345'])
})

test('a message is sent with a header, a time-out and a number of replies of its own, which the next one has not', () => {
  const { ask, heard } = plugIntoCar('ATSH7E0')
  assert.equal(ask('STPX H:7E7, D:220005, R:1'), '62 00 05 50')
  assert.equal(ask('STPX h:7df, d:01 0D, r:1'), '41 0D 00')
  assert.equal(ask('STPX H:7DF, D:010D'), '41 0D 00|41 0D 11')
  assert.equal(ask('010D'), 'NO DATA')
  assert.equal(heard.at(-1), '7E0: 02 01 0D 00 00 00 00 00')
})

test('with no reply to wait for the prompt is there at once', () => {
  const { type, heard } = plugIntoCar()
  assert.equal(type('STPX H:7E7, D:3E80, R:0\r'), '\r>')
  assert.equal(heard.at(-1), '7E7: 02 3E 80 00 00 00 00 00')
})

test('a time-out of its own ends the wait for a message, in milliseconds', () => {
  const client = plugIntoCar('STPTO 1000')
  client.type('STPX H:7E1, D:0100, T:50\r')
  assert.doesNotMatch(client.wait(40), />/)
  assert.match(client.wait(20), /NO DATA/)
  client.type('STPX H:7E1, D:0100\r')
  assert.doesNotMatch(client.wait(900), />/)
  assert.match(client.wait(110), /NO DATA/)
})

test('a message that asks for what is not here is refused', () => {
  const { ask } = plugIntoCar()
  for (const argument of ['H:7E7', 'D:', 'D:123', 'H:7E, D:0100', 'D:0100, L:5', 'D:0100, R:A', 'D:0100, X:1'])
    assert.equal(ask(`STPX ${argument}`), '?', argument)
})

/** A unit on 7E0 that takes messages of any length and says after each how long it was. */
function addCounter(bus: ReturnType<typeof createCanBus>, isDeaf = false) {
  const messages: string[] = []
  const receiver = createReceiver({
    blockSize: 2,
    messageBytesMax: 4095,
    sendFlowControl(_canId, status, nowMs) {
      const leave = encodeFrame({ kind: 'flowControl', status, blockSize: 2, separationUs: 0 }, 0xaa)
      if (!isDeaf) port.send({ id: 0x7e8, isExtended: false, data: leave }, nowMs)
      return true
    },
    onMessage(bytes, nowMs) {
      messages.push(toHex(bytes))
      const data = Uint8Array.of(0x03, 0x62, bytes[1], bytes.length)
      port.send({ id: 0x7e8, isExtended: false, data }, nowMs)
    },
    onError() {},
  })
  const port = bus.attach('counter', ({ id, data }, nowMs) => {
    const frame = decodeFrame(data)
    if (id === 0x7e0 && typeof frame !== 'string' && frame.kind !== 'flowControl') receiver.receive(id, frame, nowMs)
  })
  return messages
}

test('a long request goes in several frames when the client wants it, as its receiver asks for them', () => {
  const bus = createCanBus()
  const messages = addCounter(bus)
  const client = plug(bus)
  for (const line of ['ATE0', 'ATSP6', 'ATSH7E0']) client.ask(line)
  const request = `22${'F190'.repeat(20)}`
  assert.equal(client.ask(request), '?')
  client.ask('STCSEGT1')
  assert.equal(client.ask(request), '62 F1 29')
  assert.equal(client.ask(`STPX H:7E0, D:${request}, R:1`), '62 F1 29')
  assert.equal(client.ask(`STPX H:7E0, D:${request}, R:0`), '')
  assert.deepEqual(messages, [request, request, request])
})

test('a receiver that asks for no more frames leaves a long request without an answer', () => {
  const bus = createCanBus()
  addCounter(bus, true)
  const client = plug(bus)
  for (const line of ['ATE0', 'ATSP6', 'ATSH7E0', 'STCSEGT1']) client.ask(line)
  assert.equal(client.ask('22F190F190F190F190', 2_000), 'NO DATA')
  assert.equal(client.ask('ATI'), 'ELM327 v1.5')
})

test('with receive segmentation a long answer is one line, without the bytes of ISO-TP', () => {
  const { ask } = plugIntoCar('ATSH7E7', 'STCSEGR1')
  assert.equal(ask('22F190'), VIN)
  assert.equal(ask('220005'), '62 00 05 50')
  ask('ATH1')
  assert.equal(ask('22F190'), `7EF ${VIN}`)
  ask('STCSEGR0')
  assert.equal(ask('22F190').split('|').length, 3)
})

test('flow control goes where a pair says; once cleared nobody gets any', () => {
  const { ask, heard } = plugIntoCar('ATSH710', 'STFAP 718,7FF', 'STCSEGR1')
  assert.equal(ask('22F190', 2_000), VIN, 'without a pair it goes to the header of the request')
  assert.equal(ask('STCCFCP'), 'OK')
  heard.length = 0
  assert.equal(ask('22F190', 2_000), 'NO DATA')
  assert.deepEqual(heard, ['710: 03 22 F1 90 00 00 00 00'])
  assert.equal(ask('STCAFCP 710,718'), 'OK')
  assert.equal(ask('22F190', 2_000), VIN)
  assert.equal(ask('STCAFCP 800,718'), '?')
})

test('pass filters let more identifiers through, block filters fewer; cleared, nothing comes until one is set', () => {
  const { ask } = plugIntoCar()
  assert.equal(ask('STFAB 7E8,7FF'), 'OK')
  assert.equal(ask('010D'), '41 0D 11')
  assert.equal(ask('STFAC'), 'OK')
  assert.equal(ask('010D'), 'NO DATA')
  assert.equal(ask('STFAP 7E8,7FF'), 'OK')
  assert.equal(ask('010D'), '41 0D 00')
  assert.equal(ask('STFCP'), 'OK')
  assert.equal(ask('STFPA 07EF03410D11,07FF00FFFFFF'), '?', 'more digits than a filter has')
  assert.equal(ask('STFPA 07EF03410D,07FF00FFFF'), 'OK')
  assert.equal(ask('010D'), '41 0D 11', 'the bytes of the data are compared too')
  assert.equal(ask('STFA'), 'OK')
  assert.equal(ask('010D'), '41 0D 00|41 0D 11')
})

test('a monitor follows the filters; one for everything does not', () => {
  const client = plugIntoCar('STFAC', 'STFAP 205,7FF', 'ATH1', 'ATCAF0')
  const shown = (command: string) => {
    client.type(`${command}\r`)
    for (const id of ['204', '205', '7E8']) client.say(`${id}: 01 02 03 04 05 06 07 08`, 0)
    const lines = client.wait(10)
    client.type('\r')
    return [...lines.matchAll(/^(\w{3}) 01/gm)].map(([, id]) => id)
  }
  assert.deepEqual(shown('STM'), ['205'])
  assert.deepEqual(shown('STMA'), ['204', '205', '7E8'])
})

test('filters and pairs have room for so many, and a reset forgets them', () => {
  const { ask } = plugIntoCar()
  for (let id = 0; id < 32; id++) assert.equal(ask(`STFAP ${(0x100 + id).toString(16)},7FF`), 'OK')
  assert.equal(ask('STFAP 200,7FF'), 'OUT OF MEMORY')
  assert.equal(ask('STFAP 7E8,FF'), '?', 'a pattern and its mask are equally long')
  for (let id = 8; id < 32; id++) assert.equal(ask(`STCAFCP 7E0,${(0x100 + id).toString(16)}`), 'OK')
  assert.equal(ask('STCAFCP 7E0,1FF'), 'OUT OF MEMORY')
  ask('ATD')
  assert.equal(ask('STFAP 200,7FF').split('|').at(-1), 'OK')
})

test('protocols have numbers of their own; frames as they are with those of ISO 11898', () => {
  const { ask, heard } = plugIntoCar()
  assert.equal(ask('STP 33'), 'OK')
  assert.deepEqual([ask('STPR'), ask('STPRS')], ['33', 'HS CAN (ISO 15765, 11-bit, 500kbps, DLC=8)'])
  assert.equal(ask('010D'), '41 0D 00|41 0D 11')
  assert.equal(ask('STP 31'), 'OK')
  assert.deepEqual([ask('STPR'), ask('STPRS')], ['31', 'HS CAN (ISO 11898, 11-bit, 500kbps, var DLC)'])
  assert.equal(ask('02010D'), '03 41 0D 00 AA AA AA AA|03 41 0D 11 AA AA AA AA')
  assert.equal(heard.at(-1), `7DF: ${spaced(hex('02010D'))}`)
  assert.equal(ask('STP 99'), '?')
  assert.deepEqual([ask('STP 11'), ask('010D')], ['OK', 'UNABLE TO CONNECT'])
})

test('after a raw protocol of STP, SP and TP format frames again as before it, and as the client has said since', () => {
  for (const back of ['ATSP6', 'ATTP6', 'STP33']) {
    const { ask } = plugIntoCar('STP31', back)
    assert.equal(ask('010D'), '41 0D 00|41 0D 11', back)
    assert.equal(ask('STPR'), '33', back)
  }
  const raw = '03 41 0D 00 AA AA AA AA|03 41 0D 11 AA AA AA AA'
  assert.equal(plugIntoCar('STP31', 'STP31', 'ATSP6').ask('010D'), '41 0D 00|41 0D 11')
  assert.equal(plugIntoCar('ATCAF0', 'STP31', 'ATSP6').ask('02010D'), raw)
  assert.equal(plugIntoCar('STP31', 'ATCAF0', 'ATSP6').ask('02010D'), raw)
  assert.equal(plugIntoCar('ATCAF0', 'STP31', 'ATCAF1', 'ATSP6').ask('010D'), '41 0D 00|41 0D 11')
})

test('at another bit rate than the car’s nobody answers', () => {
  const { ask } = plugIntoCar('STP33', 'STPBR 250000')
  assert.deepEqual([ask('STPBRR'), ask('010D')], ['250000', 'CAN ERROR'])
  assert.deepEqual([ask('STPBR 500000'), ask('STPO'), ask('010D')], ['OK', 'OK', '41 0D 00|41 0D 11'])
  ask('STPBR 125000')
  ask('ATSP6')
  assert.equal(ask('STPBRR'), '500000', 'another protocol has its own')
})

/** The first of these that fits its pattern is the argument of a command. */
const ARGUMENTS = ['', '0', '33', '160', '500000', '7E8,7FF', 'D:0100']

test('every ST command of the table is known to the adapter, and on the coverage page', () => {
  const page = readFileSync(new URL('coverage.md', import.meta.url), 'utf8')
  for (const name of Object.keys(ST_COMMANDS) as StName[]) {
    const argument = ARGUMENTS.find((one) => ST_COMMANDS[name].test(one))
    assert(argument !== undefined, `no argument for ST${name}`)
    assert.doesNotMatch(plugIntoCar().type(`ST${name}${argument}\r`), /\?/, name)
    assert.match(page, new RegExp(`\\b${name}\\b`), `ST${name}`)
  }
})
