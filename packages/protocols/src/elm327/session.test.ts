import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { createCanBus } from '../can/bus.ts'
import { decodeCommand } from './command.ts'
import { createElm327 } from './session.ts'
import { AT_COMMANDS, type AtName } from './tables.ts'
import { addEcu, plug } from './testing.ts'

const VIN_ANSWER = ['10 14 49 02 01 4C 47 58', '21 43 45 34 43 42 30 50', '22 30 31 32 33 34 35 36']

/** Two ECUs as a car has them: 7E8 with speed and a long VIN, 7EF with speed only. */
const CAR: Readonly<Record<string, readonly string[]>> = {
  '7DF: 02 01 00': ['7E8: 06 41 00 BE 3F A8 13', '7EF: 06 41 00 80 00 00 01'],
  '7DF: 02 01 0C': ['7E8: 04 41 0C 1A F8'],
  '7E0: 02 01 0C': ['7E8: 04 41 0C 1A F8'],
  '7DF: 02 01 0D': ['7E8: 03 41 0D 00', '7EF: 03 41 0D 00'],
  '7DF: 02 09 02': [`7E8: ${VIN_ANSWER[0]}`],
  '7E0: 30': [`7E8: ${VIN_ANSWER[1]}`, `7E8: ${VIN_ANSWER[2]}`],
  '710: 03 22 F1 90': ['718: 03 62 F1 90'],
}

/** A client on the car above, with echo off and the protocol chosen, as most tools do first. */
function plugIntoCar(...settings: string[]) {
  const bus = createCanBus()
  const car = addEcu(bus, CAR)
  const client = plug(bus)
  for (const command of ['ATE0', 'ATSP6', ...settings]) assert.equal(client.ask(command).split('|').at(-1), 'OK')
  return { bus, ...car, ...client }
}

test('the adapter greets after a reset, character by character as the real one does', () => {
  const client = plug(createCanBus())
  assert.equal(client.type('ATZ\r'), 'ATZ\r\r\rELM327 v1.5\r\r>')
  assert.equal(client.type('ATE0\r'), 'ATE0\rOK\r\r>')
  assert.equal(client.type('ATL1\r'), 'OK\r\n\r\n>')
  assert.equal(client.type('ATI\r'), 'ELM327 v1.5\r\n\r\n>')
})

test('a request is answered at once when every ECU has said what it has to say', () => {
  const client = plugIntoCar()
  assert.equal(client.type('010C\r'), '41 0C 1A F8 \r\r>')
  assert.equal(client.type('010D\r'), '41 0D 00 \r41 0D 00 \r\r>')
})

test('a long answer is its length and numbered lines; with headers on, the frames', () => {
  const client = plugIntoCar()
  assert.equal(client.ask('0902'), '014|0: 49 02 01 4C 47 58|1: 43 45 34 43 42 30 50|2: 30 31 32 33 34 35 36')
  client.ask('ATH1')
  assert.equal(client.ask('0902'), VIN_ANSWER.map((frame) => `7E8 ${frame}`).join('|'))
  client.ask('ATS0')
  assert.equal(client.ask('0902'), VIN_ANSWER.map((frame) => `7E8${frame.replaceAll(' ', '')}`).join('|'))
  client.ask('ATH0')
  assert.equal(client.ask('0902'), '014|0:4902014C4758|1:43453443423050|2:30313233343536')
})

test('the first frame of a long answer is acknowledged to its sender', () => {
  const client = plugIntoCar()
  client.ask('0902')
  assert.deepEqual(client.heard, ['7DF: 02 09 02 00 00 00 00 00', '7E0: 30 00 00 00 00 00 00 00'])
})

test('without flow control a long answer stays unfinished and ends with the time-out', () => {
  const client = plugIntoCar('ATCFC0')
  assert.equal(client.type('0902\r'), '')
  assert.equal(client.wait(190), '')
  assert.equal(client.wait(20), '014\r0: 49 02 01 4C 47 58 \r\r>')
})

test('the client’s own flow control: header, data and mode', () => {
  const client = plugIntoCar()
  assert.equal(client.ask('ATFCSM1'), '?')
  assert.equal(client.ask('ATFCSM2'), '?')
  for (const line of ['ATFCSD300405', 'ATFCSM2', '0902']) client.ask(line)
  assert.equal(client.heard.at(-1), '7E0: 30 04 05 00 00 00 00 00')
  for (const line of ['ATFCSH7E1', 'ATFCSM1', '0902']) client.ask(line, 250)
  assert.equal(client.heard.at(-1), '7E1: 30 04 05 00 00 00 00 00')
})

test('the digit at the end of a request is the number of frames to wait for', () => {
  const client = plugIntoCar()
  assert.equal(client.ask('010D1'), '41 0D 00')
  assert.equal(client.ask('010D2'), '41 0D 00|41 0D 00')
  assert.equal(client.ask('09023'), client.ask('0902'))
})

test('an empty line repeats the last command', () => {
  const client = plugIntoCar()
  client.ask('010C')
  assert.equal(client.ask(''), '41 0C 1A F8')
  assert.equal(client.heard.length, 2)
})

test('a bus without an answer gives NO DATA when the time-out is over, not before', () => {
  const client = plugIntoCar('ATST19') // 25 times 4 ms.
  assert.equal(client.type('0105\r'), '')
  assert.equal(client.wait(90), '')
  assert.equal(client.wait(10), 'NO DATA\r\r>')
})

test('an ECU that asks for time is waited for', () => {
  const bus = createCanBus()
  const car = addEcu(bus, { '7E0: 04 31 01': ['7E8: 03 7F 31 78'] })
  const client = plug(bus)
  for (const line of ['ATE0', 'ATSP6', 'ATSH7E0']) client.ask(line)
  assert.equal(client.type('31010203\r'), '')
  client.wait(2_000)
  car.say('7E8: 04 71 01 02 03', 2_000)
  assert.equal(client.wait(20), '7F 31 78 \r71 01 02 03 \r\r>')
})

test('an ECU that asks for time and never comes back is given up after five seconds', () => {
  const bus = createCanBus()
  addEcu(bus, { '7DF: 01 04': ['7E8: 03 7F 04 78'] })
  const client = plug(bus)
  for (const line of ['ATE0', 'ATSP6']) client.ask(line)
  client.type('04\r')
  assert.equal(client.wait(4_990), '')
  assert.equal(client.wait(20), '7F 04 78 \r\r>')
})

test('the real adapter’s delay: the prompt waits for what might still come', () => {
  const bus = createCanBus()
  addEcu(bus, CAR)
  const client = plug(bus, { adapterDelay: 'real' })
  for (const line of ['ATE0', 'ATSP6', 'ATAT0']) client.ask(line)
  assert.equal(client.type('010C\r'), '')
  assert.equal(client.wait(190), '')
  assert.equal(client.wait(10), '41 0C 1A F8 \r\r>')
  client.ask('ATAT1')
  client.type('010C\r')
  assert.equal(client.wait(60), '41 0C 1A F8 \r\r>')
  assert.equal(client.type('010C1\r'), '41 0C 1A F8 \r\r>')
})

test('the first request of an automatic protocol searches; the protocol is then known', () => {
  const bus = createCanBus()
  addEcu(bus, CAR)
  const client = plug(bus)
  client.ask('ATE0')
  assert.equal(client.ask('ATDPN'), 'A0')
  assert.equal(client.type('0100\r'), 'SEARCHING...\r41 00 BE 3F A8 13 \r41 00 80 00 00 01 \r\r>')
  assert.equal(client.ask('ATDPN'), 'A6')
  assert.equal(client.ask('ATDP'), 'AUTO, ISO 15765-4 (CAN 11/500)')
  assert.equal(client.ask('010C'), '41 0C 1A F8')
  client.ask('ATSP0')
  assert.equal(client.ask('010C'), 'SEARCHING...|41 0C 1A F8')
  client.ask('ATSP6')
  assert.equal(client.ask('ATDPN'), '6')
})

test('a car that sleeps is searched for in vain', () => {
  const client = plug(createCanBus())
  client.ask('ATE0')
  assert.equal(client.ask('0100'), 'SEARCHING...|UNABLE TO CONNECT')
})

test('a car with 29-bit identifiers is found, and addressed by priority and header', () => {
  const bus = createCanBus()
  const { heard } = addEcu(bus, {
    '18DB33F1: 02 01 00': ['18DAF110: 06 41 00 BE 3F A8 13'],
    '18DA10F1: 02 09 02': [`18DAF110: ${VIN_ANSWER[0]}`],
    '18DA10F1: 30': [`18DAF110: ${VIN_ANSWER[1]}`, `18DAF110: ${VIN_ANSWER[2]}`],
  })
  const client = plug(bus)
  client.ask('ATE0')
  assert.equal(client.ask('0100'), 'SEARCHING...|41 00 BE 3F A8 13')
  assert.equal(client.ask('ATDPN'), 'A7')
  for (const line of ['ATH1', 'ATSHDA10F1']) client.ask(line)
  assert.equal(client.ask('0902'), VIN_ANSWER.map((frame) => `18 DA F1 10 ${frame}`).join('|'))
  client.ask('ATCP10')
  assert.equal(client.ask('0902'), 'NO DATA')
  assert.equal(heard.at(-1), '10DA10F1: 02 09 02 00 00 00 00 00')
  client.ask('ATSH18DA10F1')
  assert.match(client.ask('0902'), /^18 DA F1 10 10 14/)
})

test('protocols that the car is not wired for say so', () => {
  const client = plugIntoCar()
  for (const [protocol, answer] of [
    ['1', 'UNABLE TO CONNECT'],
    ['2', 'UNABLE TO CONNECT'],
    ['3', 'BUS INIT: ...ERROR'],
    ['5', 'BUS INIT: ...ERROR'],
    ['8', 'CAN ERROR'],
    ['A', 'CAN ERROR'],
    ['C', 'CAN ERROR'],
  ]) {
    client.ask(`ATTP${protocol}`)
    assert.equal(client.ask('0100'), answer)
  }
})

test('a bus that nobody acknowledges is a CAN ERROR, or cannot be searched', () => {
  const client = plug(createCanBus(), { isBusAlive: () => false })
  client.ask('ATE0')
  assert.equal(client.ask('0100'), 'SEARCHING...|UNABLE TO CONNECT')
  client.ask('ATSP6')
  assert.equal(client.ask('0100'), 'CAN ERROR')
})

test('an ECU outside the usual identifiers is heard with a receive address, with wildcards or with filter and mask', () => {
  const client = plugIntoCar('ATSH710')
  assert.equal(client.ask('22F190', 250), 'NO DATA')
  for (const settings of [['ATCRA718'], ['ATCRA71X'], ['ATCRA', 'ATCF718', 'ATCM7FF'], ['ATCF700', 'ATCM700']]) {
    for (const line of settings) client.ask(line)
    assert.equal(client.ask('22F190'), '62 F1 90', settings.join())
  }
  client.ask('ATCRA')
  assert.equal(client.ask('22F190', 250), 'NO DATA')
})

test('without formatting the client writes and reads the protocol bytes itself', () => {
  const client = plugIntoCar('ATCAF0')
  assert.equal(client.ask('02010C'), '04 41 0C 1A F8 AA AA AA')
  assert.equal(client.ask('0102030405060708', 250), 'NO DATA')
  assert.equal(client.heard.at(-1), '7DF: 01 02 03 04 05 06 07 08')
  assert.equal(client.ask('010203040506070809'), '?')
  client.ask('ATCAF1')
  assert.equal(client.ask('0102030405060708'), '?')
})

test('extended addressing puts the ECU’s address before the protocol bytes and takes the tester’s off', () => {
  const bus = createCanBus()
  const { heard } = addEcu(bus, {
    '7E0: 40 03 22 F1 90': ['7E8: F1 10 14 62 F1 90 01 02', '7E8: F2 03 62 00 00'],
    '7E0: 40 30': ['7E8: F1 21 03 04 05 06 07 08', '7E8: F1 22 09 0A 0B 0C 0D 0E', '7E8: F1 23 0F 10 11'],
  })
  const client = plug(bus)
  for (const line of ['ATE0', 'ATSP6', 'ATSH7E0', 'ATCEA40', 'ATTAF1']) client.ask(line)
  assert.equal(
    client.ask('22F190'),
    '014|0: 62 F1 90 01 02|1: 03 04 05 06 07 08|2: 09 0A 0B 0C 0D 0E|3: 0F 10 11 AA AA AA',
  )
  assert.equal(heard[1], '7E0: 40 30 00 00 00 00 00 00')
})

test('frames are eight bytes with the filler of the parameter, or as short as they can be', () => {
  const client = plugIntoCar('ATPP26SV55', 'ATPP26ON')
  for (const line of ['ATZ', 'ATE0']) client.ask(line)
  client.ask('010C')
  assert.equal(client.heard.at(-1), '7DF: 02 01 0C 55 55 55 55 55')
  client.ask('ATV1')
  client.ask('010C')
  assert.equal(client.heard.at(-1), '7DF: 02 01 0C')
})

test('responses off: the request goes out and the prompt comes at once', () => {
  const client = plugIntoCar('ATR0')
  assert.equal(client.type('010C\r'), '\r>')
  assert.equal(client.heard.length, 1)
})

test('a frame that is not ISO-TP is marked', () => {
  const bus = createCanBus()
  addEcu(bus, { '7DF: 02 01 0C': ['7E8: F0 01 02'] })
  const client = plug(bus)
  for (const line of ['ATE0', 'ATSP6']) client.ask(line)
  assert.equal(client.ask('010C'), 'F0 01 02 AA AA AA AA AA  <DATA ERROR')
})

test('the monitor shows every frame until a character comes', () => {
  const client = plugIntoCar('ATH1')
  client.type('ATMA\r')
  client.say('444: 01 02 03', 0)
  client.say('7E8: 03 41 0D 00', 0)
  assert.equal(client.wait(20), '444 01 02 03 AA AA AA AA AA \r7E8 03 41 0D 00 AA AA AA AA \r')
  assert.equal(client.type(' '), 'STOPPED\r\r>')
  assert.equal(client.ask('010C'), '7E8 04 41 0C 1A F8 AA AA AA')
})

test('the monitor heeds a filter', () => {
  const client = plugIntoCar('ATH1', 'ATCRA444')
  client.type('ATMA\r')
  client.say('445: 01', 0)
  client.say('444: 02', 0)
  assert.equal(client.wait(20), '444 02 AA AA AA AA AA AA AA \r')
})

test('a monitor whose client does not read ends with BUFFER FULL', () => {
  const bus = createCanBus()
  const car = addEcu(bus, {})
  let read = ''
  let isReading = true
  const adapter = createElm327({
    bus,
    name: 'elm327',
    send: (bytes) => {
      read += String.fromCharCode(...bytes)
      return isReading
    },
  })
  adapter.receive(Uint8Array.from(Buffer.from('ATE0\rATMA\r')), 0)
  isReading = false
  car.say('444: 01', 0)
  adapter.service(10)
  assert(read.endsWith('BUFFER FULL\r\r>'), read)
})

test('a bus that never falls silent does not make an answer grow for ever', () => {
  const bus = createCanBus()
  const car = addEcu(bus, {})
  const client = plug(bus)
  for (const line of ['ATE0', 'ATSP6']) client.ask(line)
  client.type('010C\r')
  for (let i = 0; i < 5_000; i++) car.say('7E8: 04 41 0C 1A F8', 0)
  assert.match(client.wait(10), /BUFFER FULL\r\r>$/)
})

test('a character stops a request under way; a line feed does not', () => {
  const client = plugIntoCar()
  assert.equal(client.type('0105\r\n'), '')
  assert.equal(client.type('A'), 'STOPPED\r\r>')
})

test('an adapter rests until it is asked, and again when it has answered; a monitor never does', () => {
  const client = plugIntoCar()
  assert(client.adapter.isResting())
  client.type('0105\r')
  assert(!client.adapter.isResting())
  client.wait(210)
  assert(client.adapter.isResting())
  client.type('ATMA\r')
  assert(!client.adapter.isResting())
})

test('low power: any character wakes the adapter', () => {
  const client = plugIntoCar()
  assert.equal(client.type('ATLP\r'), 'OK\r')
  assert.equal(client.type(' '), '\r>')
  assert.equal(client.ask('010C'), '41 0C 1A F8')
})

test('a new baud rate must be confirmed with a carriage return in time', () => {
  const client = plugIntoCar()
  assert.equal(client.type('ATBRD23\r'), 'OK\rELM327 v1.5\r')
  assert.equal(client.type('\r'), 'OK\r\r>')
  client.type('ATBRD23\r')
  assert.equal(client.wait(80), 'OK\rELM327 v1.5\r\r>')
})

test('identity, description, identifier, voltage, ignition', () => {
  const client = plug(createCanBus(), { readVolts: () => 12.44, isIgnitionOn: () => false })
  client.ask('ATE0')
  assert.equal(client.ask('ATI'), 'ELM327 v1.5')
  assert.equal(client.ask('AT@1'), 'OBDII to RS232 Interpreter')
  assert.equal(client.ask('AT@2'), '?')
  assert.equal(client.ask('AT@3 Luban door 7'), 'OK')
  assert.equal(client.ask('AT@2'), 'Luban door 7')
  assert.equal(client.ask('ATRV'), '12.4V')
  assert.equal(client.ask('ATCV1300'), 'OK')
  assert.equal(client.ask('ATRV'), '13.0V')
  assert.equal(client.ask('ATCV0000'), 'OK')
  assert.equal(client.ask('ATRV'), '12.4V')
  assert.equal(client.ask('ATIGN'), 'OFF')
})

test('a search begins with the protocol behind A, and goes on to the others', () => {
  const bus = createCanBus()
  const { heard } = addEcu(bus, CAR)
  const client = plug(bus)
  for (const line of ['ATE0', 'ATSPA7']) client.ask(line)
  assert.equal(client.ask('ATDPN'), 'A7')
  assert.equal(client.ask('010C'), 'SEARCHING...|41 0C 1A F8')
  assert.equal(client.ask('ATDPN'), 'A6')
  assert.deepEqual(
    heard.map((frame) => frame.split(':')[0]),
    ['18DB33F1', '7DF', '7DF'],
  )
})

test('with the initialization bypassed the first request goes out without a search', () => {
  const bus = createCanBus()
  addEcu(bus, CAR)
  const client = plug(bus)
  for (const line of ['ATE0', 'ATBI']) client.ask(line)
  assert.equal(client.ask('010C'), '41 0C 1A F8')
})

test('with responses off a search still finds the protocol, and the request goes out once', () => {
  const bus = createCanBus()
  const { heard } = addEcu(bus, CAR)
  const client = plug(bus)
  for (const line of ['ATE0', 'ATR0']) client.ask(line)
  assert.equal(client.type('010C\r'), 'SEARCHING...\r\r>')
  assert.equal(client.wait(1_000), 'SEARCHING...\r\r>')
  assert.equal(client.ask('ATDPN'), 'A6')
  assert.deepEqual(
    heard.map((frame) => frame.slice(0, 13)),
    ['7DF: 02 01 00', '7DF: 02 01 0C'],
  )
})

test('the data length code stands between the header and the data, by command or by parameter', () => {
  const client = plugIntoCar('ATH1', 'ATD1')
  assert.equal(client.ask('010C'), '7E8 8 04 41 0C 1A F8 AA AA AA')
  client.ask('ATD0')
  assert.equal(client.ask('010C'), '7E8 04 41 0C 1A F8 AA AA AA')
  for (const line of ['ATPP29SV00', 'ATPP29ON', 'ATZ', 'ATE0', 'ATH1']) client.ask(line)
  assert.equal(client.ask('010C'), '7E8 8 04 41 0C 1A F8 AA AA AA')
})

test('a byte is stored until a reset', () => {
  const client = plugIntoCar('ATSD5A')
  assert.equal(client.ask('ATRD'), '5A')
  client.ask('ATD')
  assert.equal(client.ask('ATRD').split('|').at(-1), '00')
})

for (const [line, answer] of [
  ['ATZ', 'ELM327 v1.5'],
  ['ATWS', 'ELM327 v1.5'],
  ['ATD', 'OK'],
]) {
  test(`${line} brings the settings back as they were delivered`, () => {
    const client = plugIntoCar('ATH1', 'ATS0', 'ATSH7E0', 'ATCRA444', 'ATST19')
    assert.equal(client.ask(line), answer)
    assert.equal(client.ask('010C'), '010C|41 0C 1A F8') // Echo again, no headers, spaces, every ECU asked and heard.
  })
}

test('identifiers of 29 bits are filtered by eight digits, with wildcards or with filter and mask', () => {
  const bus = createCanBus()
  addEcu(bus, { '18DB33F1: 02 01 0C': ['18DAF110: 03 41 0C 01', '18DAF117: 03 41 0C 02', '1CDAF110: 03 41 0C 03'] })
  const client = plug(bus)
  for (const line of ['ATE0', 'ATSP7']) client.ask(line)
  assert.equal(client.ask('010C'), '41 0C 01|41 0C 02')
  for (const [settings, answer] of [
    [['ATCRA18DAF117'], '41 0C 02'],
    [['ATCRA1XDAF110'], '41 0C 01|41 0C 03'],
    [['ATCRA', 'ATCF1CDAF110', 'ATCM1FFFFFFF'], '41 0C 03'],
    [['ATAR', 'ATCM00000000'], '41 0C 01|41 0C 02|41 0C 03'],
  ] as const) {
    for (const line of settings) client.ask(line)
    assert.equal(client.ask('010C'), answer, settings.join())
  }
})

test('the filters of the protocol come back with AR', () => {
  const client = plugIntoCar('ATCRA7EF')
  assert.equal(client.ask('010D'), '41 0D 00')
  client.ask('ATAR')
  assert.equal(client.ask('010D'), '41 0D 00|41 0D 00')
})

test('the tester’s address is the source of 29-bit requests, and where their answers go', () => {
  const bus = createCanBus()
  const { heard } = addEcu(bus, { '18DB33F9: 02 01 0C': ['18DAF110: 03 41 0C 01', '18DAF910: 03 41 0C 02'] })
  const client = plug(bus)
  for (const line of ['ATE0', 'ATSP7', 'ATTAF9']) client.ask(line)
  assert.equal(client.ask('010C'), '41 0C 02')
  assert.equal(heard[0], '18DB33F9: 02 01 0C 00 00 00 00 00')
})

test('flow control for an identifier that is not of the usual eight goes to the header of the request', () => {
  const bus = createCanBus()
  const { heard } = addEcu(bus, { '710: 03 22 F1 90': ['718: 10 08 62 F1 90 01 02 03'], '710: 30': ['718: 21 04 05'] })
  const client = plug(bus)
  for (const line of ['ATE0', 'ATSP6', 'ATSH710', 'ATCRA718']) client.ask(line)
  assert.equal(client.ask('22F190'), '008|0: 62 F1 90 01 02 03|1: 04 05 AA AA AA AA AA')
  assert.equal(heard[1], '710: 30 00 00 00 00 00 00 00')
})

test('no header that a client gives is more than an identifier can hold', () => {
  const bus = createCanBus()
  const answers = ['7E8: 10 08 62 F1 90 01 02 03', '7E8: 21 04 05']
  const { heard } = addEcu(bus, { '7FF: 03 22 F1 90': answers })
  const client = plug(bus)
  for (const line of ['ATE0', 'ATSP6', 'ATSHFFF', 'ATCRA7E8', 'ATFCSHFFF', 'ATFCSD300000', 'ATFCSM1']) client.ask(line)
  client.ask('22F190')
  assert.deepEqual(heard, ['7FF: 03 22 F1 90 00 00 00 00', '7FF: 30 00 00 00 00 00 00 00'])
  for (const line of ['ATSP7', 'ATSHFFFFFFFF', 'ATFCSHFFFFFFFF']) client.ask(line)
  client.ask('22F190')
  assert.equal(heard[2], '1FFFFFFF: 03 22 F1 90 00 00 00 00')
})

test('the monitor shows data as they are, whatever the formatting', () => {
  const client = plugIntoCar()
  client.type('ATMA\r')
  client.say('7E8: 03 41 0D 00', 0)
  assert.equal(client.wait(20), '03 41 0D 00 AA AA AA AA \r')
})

test('adaptive timing 2 waits half as long for a further reply as 1', () => {
  const bus = createCanBus()
  addEcu(bus, CAR)
  const client = plug(bus, { adapterDelay: 'real' })
  for (const line of ['ATE0', 'ATSP6', 'ATAT2']) client.ask(line)
  client.type('010C\r')
  assert.equal(client.wait(20), '')
  assert.equal(client.wait(10), '41 0C 1A F8 \r\r>')
})

/** The first of these that fits its pattern is the argument of a command. */
const ARGUMENTS = ['', '0', '00', '6', '7E8', '0000', '26ON', '300000', 'Luban door 7']
const argumentOf = (name: AtName) => ARGUMENTS.find((argument) => AT_COMMANDS[name].test(argument))

test('every AT command of the table is known to the adapter', () => {
  for (const name of Object.keys(AT_COMMANDS) as AtName[]) {
    const client = plugIntoCar('AT@3Luban door 7')
    const argument = argumentOf(name)
    assert(argument !== undefined, `no argument for AT${name}`)
    assert.doesNotMatch(client.type(`AT${name}${argument}\r`), /\?/, name)
  }
})

test('the coverage page names every AT command that is answered, and denies none of them', () => {
  const page = readFileSync(new URL('coverage.md', import.meta.url), 'utf8')
  const rows = page.split('\n').flatMap((line) => [...line.matchAll(/^\| (.+?) \| (.+) \|$/g)])
  const named = (isAnswered: boolean) =>
    new Set(
      rows
        .filter(([, , here]) => here.startsWith('no') !== isAnswered)
        .flatMap(([, commands]) => [...commands.matchAll(/@\d|\b[A-Z]{1,4}\d?\b/g)].map(([name]) => name)),
    )
  const answered = named(true)
  for (const name of Object.keys(AT_COMMANDS)) assert(answered.has(name), `AT${name} is not on the page`)
  for (const name of named(false)) {
    if (answered.has(name)) continue // TA of the K-line is not ours, that of CAN is.
    for (const argument of ARGUMENTS) assert.equal(decodeCommand(`AT${name}${argument}`), 'unknown', `AT${name}`)
  }
})

test('an adapter without supply is silent; with supply it begins anew, as delivered', () => {
  let isSupplied = false
  const client = plug(createCanBus(), { isSupplied: () => isSupplied })
  client.type('ATI\r')
  assert.equal(client.wait(1_000), '')
  isSupplied = true
  assert.equal(client.wait(10), '\r\rELM327 v1.5\r\r>')
  client.ask('ATE0')
  client.type('AT')
  isSupplied = false
  assert.equal(client.wait(10), '')
  assert.equal(client.type('I\r'), '')
  isSupplied = true
  assert.equal(client.wait(10), '\r\rELM327 v1.5\r\r>')
  assert.equal(client.ask('ATI'), 'ATI|ELM327 v1.5') // Echo again, and no half of a line.
})

test('an adapter that loses its supply while it waits for an answer never gives one', () => {
  let isSupplied = true
  const client = plug(createCanBus(), { isSupplied: () => isSupplied })
  client.ask('ATSP6')
  assert.equal(client.type('010C\r'), '010C\r')
  isSupplied = false
  assert.equal(client.wait(10_000), '010C\r')
})

test('programmable parameters: listed, changed, heeded after the next reset', () => {
  const client = plugIntoCar()
  assert.equal(client.ask('ATPPS').split('|').length, 12)
  assert.match(client.ask('ATPPS'), /^00:FF F {2}01:FF F {2}02:FF F {2}03:32 F/)
  client.ask('ATPP01SV00')
  client.ask('ATPP01ON')
  assert.match(client.ask('ATPPS'), /^00:FF F {2}01:00 N/)
  assert.equal(client.ask('010C'), '41 0C 1A F8')
  for (const line of ['ATZ', 'ATE0']) client.ask(line)
  assert.equal(client.ask('010C'), '7E8 04 41 0C 1A F8 AA AA AA')
  client.ask('ATPPFFOFF')
  assert.match(client.ask('ATPPS'), /^00:FF F {2}01:00 F/)
  assert.equal(client.ask('ATPP30ON'), '?')
})

test('the stored protocol outlives a reset, a tried one does not, nor one chosen with the memory off', () => {
  const client = plugIntoCar()
  client.ask('ATTP7')
  client.ask('ATZ')
  assert.equal(client.ask('ATDPN').split('|').at(-1), '6')
  client.ask('ATM0')
  client.ask('ATSP8')
  client.ask('ATD')
  assert.equal(client.ask('ATDPN').split('|').at(-1), '6')
})

test('the settings of one client are not another’s, and neither waits for the other', () => {
  const { bus, ...first } = plugIntoCar('ATH1')
  const second = plug(bus)
  second.ask('ATE0')
  first.type('0105\r') // Waits for its time-out.
  assert.equal(second.ask('010C'), 'SEARCHING...|41 0C 1A F8')
  assert.match(first.wait(300), /NO DATA\r\r>$/)
  assert.equal(first.ask('010C'), '7E8 04 41 0C 1A F8 AA AA AA')
})

test('what an ECU tells another tester meanwhile is no answer to this client, nor acknowledged by it', () => {
  const client = plugIntoCar()
  client.type('0105\r')
  for (const text of [
    '7E8: 03 41 0C 1A',
    '7E8: 05 62 00 05 10 20',
    '7E8: 10 14 62 F1 90 01 02 03',
    '7E8: 21 04',
    '7E8: 03 7F 22 31',
  ]) {
    client.say(text, 0)
  }
  client.say('7E8: 03 41 05 5A', 0)
  assert.equal(client.wait(20), '41 05 5A \r\r>')
  assert.equal(client.heard.length, 1)
})

test('a line longer than the adapter’s memory is garbage, and the next one is read', () => {
  const client = plugIntoCar()
  assert.equal(client.ask('01'.repeat(5_000)), '?')
  assert.equal(client.ask('010C'), '41 0C 1A F8')
})

test('every one-character line is answered with a prompt', () => {
  for (let code = 0; code <= 0xff; code++) {
    const client = plug(createCanBus())
    assert.match(client.type(`${String.fromCharCode(code)}\r`), />$/, `character ${code}`)
  }
})

test('a closed adapter says and hears nothing more', () => {
  const client = plugIntoCar()
  client.type('ATMA\r')
  client.adapter.close()
  client.say('444: 01', 0)
  assert.equal(client.wait(20), '')
  assert.equal(client.type('ATI\r'), '')
})

test('no bytes make the adapter throw; after any of them it can be brought back, and other clients are not disturbed', () => {
  const words = fc.constantFrom(
    'AT',
    'ATZ\r',
    '0100\r',
    '0902\r',
    'ATMA\r',
    'ATLP\r',
    'ATCAF0\r',
    'ATCEA55\r',
    'ATSP9\r',
    'ATPPFFON\r',
    'ATBRD10\r',
  )
  const noise = fc.array(
    fc.oneof(
      words.map((word) => Uint8Array.from(Buffer.from(word))),
      fc.uint8Array({ maxLength: 40 }),
    ),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(noise, (pieces) => {
      const { bus, ...good } = plugIntoCar()
      const bad = plug(bus)
      for (const bytes of pieces) {
        bad.adapter.receive(bytes, 0)
        bad.wait(20)
        assert.equal(good.ask('010C'), '41 0C 1A F8')
      }
      for (let tries = 0; tries < 3; tries++) {
        bad.type('ATI\r') // Stops what is under way, or ends the line.
        bad.wait(600)
      }
      assert.match(bad.ask('ATZ', 2_000), /ELM327 v1\.5$/)
    }),
    { numRuns: 200 },
  )
})
