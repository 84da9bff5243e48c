import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { type CanBus, createCanBus } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { createIsoTpEndpoint, type IsoTpEndpoint, type IsoTpOptions } from './session.ts'
import { normalFixedId, PADDING } from './tables.ts'

type Side = { endpoint: IsoTpEndpoint; messages: string[]; errors: string[] }

function attach(bus: CanBus, address: IsoTpOptions['address'], options: Partial<IsoTpOptions> = {}): Side {
  const side: Side = { endpoint: undefined as never, messages: [], errors: [] }
  const port = bus.attach(address.txId.toString(16), (frame, nowMs) => side.endpoint.receive(frame, nowMs))
  side.endpoint = createIsoTpEndpoint({
    port,
    address,
    padding: PADDING.aa,
    onMessage: (message) => side.messages.push(toHex(message)),
    onError: (error) => side.errors.push(error),
    ...options,
  })
  return side
}

const TESTER = { txId: 0x7e0, rxIds: [0x7e8], isExtended: false }
const ECU = { txId: 0x7e8, rxIds: [0x7e0], functionalIds: [0x7df], isExtended: false }

/** A tester and an ECU, and every frame between them as `id#data`. */
function wire(ecuOptions: Partial<IsoTpOptions> = {}, testerOptions: Partial<IsoTpOptions> = {}) {
  const bus = createCanBus()
  const frames: string[] = []
  bus.record(({ id, data }) => frames.push(`${id.toString(16)}#${toHex(data)}`))
  return { bus, frames, tester: attach(bus, TESTER, testerOptions), ecu: attach(bus, ECU, ecuOptions) }
}

/** An endpoint whose bus takes frames only while the test lets it. */
function blocked(options: Partial<IsoTpOptions> = {}) {
  const sent: string[] = []
  const side: Side = { endpoint: undefined as never, messages: [], errors: [] }
  const gate = { isOpen: false }
  side.endpoint = createIsoTpEndpoint({
    port: {
      send: ({ data }) => gate.isOpen && sent.push(toHex(data)) > 0,
      detach() {},
    },
    address: ECU,
    onMessage: (message) => side.messages.push(toHex(message)),
    onError: (error) => side.errors.push(error),
    ...options,
  })
  const hear = (payload: string, nowMs: number) =>
    side.endpoint.receive({ id: 0x7e0, isExtended: false, data: hex(payload) }, nowMs)
  return { ...side, sent, gate, hear }
}

/** An endpoint facing a peer whose frames the test writes by hand. */
function alone(options: Partial<IsoTpOptions> = {}) {
  const bus = createCanBus()
  const sent: string[] = []
  const peer = bus.attach('peer', ({ data }) => sent.push(toHex(data)))
  const side = attach(bus, ECU, { padding: PADDING.none, ...options })
  const hear = (payload: string, nowMs = 0, id = 0x7e0) =>
    peer.send({ id, isExtended: false, data: hex(payload) }, nowMs)
  return { ...side, sent, hear }
}

const counting = (length: number) => Uint8Array.from({ length }, (_, i) => i & 0xff)

test('any message of up to 4095 bytes arrives whole inside the call when no separation is asked for', () => {
  const lengths = fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 4095 }))
  const paddings = fc.constantFrom(undefined, 0xaa, 0xcc, 0x00)
  fc.assert(
    fc.property(lengths, fc.nat(255), paddings, (length, blockSize, padding) => {
      const { tester, ecu } = wire({ blockSize, padding }, { padding })
      assert(tester.endpoint.send(counting(length), 0))
      assert.deepEqual(ecu.messages, [toHex(counting(length))])
      assert.equal(tester.endpoint.isBusy(), false)
      assert.deepEqual([...tester.errors, ...ecu.errors], [])
    }),
  )
})

test('the frames of a VIN answer stand on the bus as the standard draws them', () => {
  const { frames, tester, ecu } = wire()
  tester.endpoint.send(hex('22 F1 90'), 0)
  ecu.endpoint.send(hex('62 F1 90 4C 47 58 43 45 36 43 42 30 50 30 31 32 33 34 35 36'), 0)
  assert.deepEqual(frames, [
    '7e0#0322F190AAAAAAAA',
    '7e8#101462F1904C4758',
    '7e0#300000AAAAAAAAAA',
    '7e8#2143453643423050',
    '7e8#2230313233343536',
  ])
})

test('a block size makes the sender wait for leave after each block', () => {
  const { frames, tester, ecu } = wire({ blockSize: 2 })
  tester.endpoint.send(counting(6 + 7 * 5), 0)
  assert.equal(ecu.messages.length, 1)
  assert.deepEqual(
    frames.map((frame) => frame.slice(0, 6)),
    ['7e0#10', '7e8#30', '7e0#21', '7e0#22', '7e8#30', '7e0#23', '7e0#24', '7e8#30', '7e0#25'],
  )
})

for (const separationUs of [100, 900, 1000, 20_000, 127_000]) {
  test(`a separation of ${separationUs} us holds between consecutive frames`, () => {
    const bus = createCanBus()
    const sentMs: number[] = []
    bus.record(({ data }, _, nowMs) => data[0] >> 4 === 2 && sentMs.push(nowMs))
    const tester = attach(bus, TESTER)
    const ecu = attach(bus, ECU, { separationUs })
    tester.endpoint.send(counting(6 + 7 * 4), 0)
    for (let tick = 1; tester.endpoint.isBusy(); tick++) tester.endpoint.service(tick * 0.05)
    assert.equal(ecu.messages.length, 1)
    assert.equal(sentMs.length, 4)
    for (let i = 1; i < 4; i++) assert(sentMs[i] - sentMs[i - 1] >= separationUs / 1000 - 1e-9)
  })
}

test('without flow control the sender gives up after one second', () => {
  const { endpoint, errors } = alone()
  endpoint.send(counting(20), 0)
  endpoint.service(999)
  assert(endpoint.isBusy())
  endpoint.service(1000)
  assert.deepEqual(errors, ['timeoutBs'])
  assert.equal(endpoint.isBusy(), false)
})

test('WAIT puts the time-out off, each time anew', () => {
  const { endpoint, errors, hear, sent } = alone()
  endpoint.send(counting(8), 0)
  hear('31 00 00', 900)
  hear('31 00 00', 1800)
  endpoint.service(2799)
  assert.deepEqual(errors, [])
  hear('30 00 00', 2799)
  assert.deepEqual(sent, ['1008000102030405', '210607'])
})

test('a receiver that only ever says WAIT is given up', () => {
  const { endpoint, errors, hear } = alone()
  endpoint.send(counting(8), 0)
  for (let i = 0; i < 256; i++) hear('31 00 00', i)
  assert.deepEqual(errors, ['waitFrameOverrun'])
})

test('leave to send starts the count of WAITs anew', () => {
  const { endpoint, errors, hear } = alone()
  endpoint.send(counting(20), 0)
  for (let i = 0; i < 200; i++) hear('31 00 00')
  hear('30 01 00')
  for (let i = 0; i < 200; i++) hear('31 00 00')
  hear('30 00 00')
  assert.deepEqual([errors, endpoint.isBusy()], [[], false])
})

test('OVERFLOW ends the sending, and the next message goes out', () => {
  const { endpoint, errors, hear, sent } = alone()
  endpoint.send(counting(8), 0)
  endpoint.send(hex('7E 00'), 0)
  hear('32 00 00', 1)
  assert.deepEqual(errors, ['bufferOverflow'])
  assert.deepEqual(sent, ['1008000102030405', '027E00'])
})

test('an unknown flow status ends the sending', () => {
  const { endpoint, errors, hear } = alone()
  endpoint.send(counting(8), 0)
  hear('33 00 00')
  assert.deepEqual(errors, ['invalidFlowStatus'])
})

test('a flow control that no one awaits is ignored', () => {
  const { endpoint, errors, hear, sent } = alone()
  hear('30 00 00')
  hear('32 00 00')
  assert.deepEqual([errors, sent, endpoint.isBusy()], [[], [], false])
})

test('a message longer than the buffer is answered with overflow', () => {
  const { hear, sent, messages } = alone({ messageBytesMax: 64 })
  hear('10 41 00 01 02 03 04 05')
  assert.deepEqual(sent, ['320000'])
  hear('21 06 07 08 09 0A 0B 0C')
  assert.deepEqual(messages, [])
})

test('a consecutive frame that comes after one second is too late, though nobody looked at the time meanwhile', () => {
  const { errors, hear, messages } = alone()
  hear('10 09 00 01 02 03 04 05', 0)
  hear('21 06 07 08', 1000)
  assert.deepEqual(errors, ['timeoutCr'])
  assert.deepEqual(messages, [])
})

test('a consecutive frame missing for one second drops the message', () => {
  const { endpoint, errors, hear, messages } = alone()
  hear('10 0D 00 01 02 03 04 05', 0)
  endpoint.service(999)
  assert.deepEqual(errors, [])
  endpoint.service(1000)
  assert.deepEqual(errors, ['timeoutCr'])
  hear('21 06 07 08 09 0A 0B 0C', 1001)
  assert.deepEqual(messages, [])
})

test('a slow sender is waited for one second from frame to frame', () => {
  const { endpoint, errors, hear, messages } = alone()
  hear('10 1B 00 01 02 03 04 05', 0)
  for (const [index, payload] of [
    '21 06 07 08 09 0A 0B 0C',
    '22 0D 0E 0F 10 11 12 13',
    '23 14 15 16 17 18 19 1A',
  ].entries()) {
    endpoint.service(900 * (index + 1))
    hear(payload, 900 * (index + 1))
  }
  assert.deepEqual([errors, messages], [[], [toHex(counting(27))]])
})

test('a wrong sequence number drops the message', () => {
  const { errors, hear, messages } = alone()
  hear('10 14 00 01 02 03 04 05')
  hear('22 06 07 08 09 0A 0B 0C')
  hear('22 0D 0E 0F 10 11 12 13')
  assert.deepEqual([errors, messages], [['wrongSequenceNumber'], []])
})

test('a consecutive frame too short for its place is ignored', () => {
  const { hear, messages } = alone()
  hear('10 0E 00 01 02 03 04 05')
  hear('21 06 07 08')
  hear('21 06 07 08 09 0A 0B 0C')
  hear('22 0D')
  assert.deepEqual(messages, [toHex(counting(14))])
})

for (const [name, payload, expected] of [
  ['single', '02 3E 00', ['3E00']],
  ['first', '10 08 00 01 02 03 04 05', []],
] as const) {
  test(`a ${name} frame in the middle of a message takes its place`, () => {
    const { errors, hear, messages } = alone()
    hear('10 14 00 01 02 03 04 05')
    hear(payload)
    assert.deepEqual([errors, messages], [['unexpectedFrame'], expected])
    hear('21 06 07 08 09 0A 0B 0C')
    assert.deepEqual(messages, name === 'first' ? ['0001020304050607'] : expected)
  })
}

test('a functional request is a single frame; a longer one is not answered', () => {
  const { hear, messages, sent } = alone()
  hear('02 01 00', 0, 0x7df)
  hear('10 14 00 01 02 03 04 05', 0, 0x7df)
  assert.deepEqual([messages, sent], [['0100'], []])
})

test('a functional single frame leaves a physical message in the making alone', () => {
  const { errors, hear, messages } = alone()
  hear('10 08 00 01 02 03 04 05')
  hear('02 3E 80', 0, 0x7df)
  hear('21 06 07')
  assert.deepEqual([errors, messages], [[], ['3E80', '0001020304050607']])
})

test('identifiers of 11 and of 29 bits are not taken for each other', () => {
  const bus = createCanBus()
  const peer = bus.attach('peer', () => {})
  const { messages } = attach(bus, ECU)
  peer.send({ id: 0x7e0, isExtended: true, data: hex('02 3E 00') }, 0)
  assert.deepEqual(messages, [])
})

test('normal fixed addressing carries messages both ways', () => {
  const bus = createCanBus()
  const tester = attach(bus, { txId: normalFixedId(0x10, 0xf1), rxIds: [normalFixedId(0xf1, 0x10)], isExtended: true })
  const ecu = attach(bus, {
    txId: normalFixedId(0xf1, 0x10),
    rxIds: [normalFixedId(0x10, 0xf1)],
    functionalIds: [normalFixedId(0x33, 0xf1, 'functional')],
    isExtended: true,
  })
  assert.equal(normalFixedId(0x10, 0xf1), 0x18da10f1)
  assert.equal(normalFixedId(0x33, 0xf1, 'functional'), 0x18db33f1)
  tester.endpoint.send(counting(100), 0)
  ecu.endpoint.send(counting(200), 0)
  assert.deepEqual([tester.messages, ecu.messages], [[toHex(counting(200))], [toHex(counting(100))]])
})

test('several ECUs answer one functional request at once, and the tester puts all answers together', () => {
  const bus = createCanBus()
  const rxIds = [0x7e8, 0x7e9, 0x7ea, 0x7ef]
  const tester = attach(bus, {
    txId: 0x7df,
    rxIds,
    isExtended: false,
    flowControlId: (rxId) => rxId - 8,
  })
  for (const txId of rxIds) {
    const ecu = attach(
      bus,
      { txId, rxIds: [txId - 8], functionalIds: [0x7df], isExtended: false },
      { onMessage: (_, nowMs) => void ecu.endpoint.send(counting(40 + (txId & 0xf)), nowMs) },
    )
  }
  tester.endpoint.send(hex('09 02'), 0)
  assert.deepEqual([...tester.messages].sort(), rxIds.map((txId) => toHex(counting(40 + (txId & 0xf)))).sort())
})

test('messages given while one is on its way go out after it, in order; a full queue says so', () => {
  const { endpoint, hear, sent } = alone()
  endpoint.send(counting(8), 0)
  for (let i = 0; i < 16; i++) assert.equal(endpoint.send(Uint8Array.of(i), 0), true)
  assert.equal(endpoint.send(Uint8Array.of(16), 0), false)
  hear('30 00 00')
  assert.deepEqual(
    sent.slice(2),
    Array.from({ length: 16 }, (_, i) => `01${toHex(Uint8Array.of(i))}`),
  )
})

test('after any frames at all a message still gets through', () => {
  const noise: fc.Arbitrary<CanFrame> = fc.record({
    id: fc.constantFrom(0x7e0, 0x7df, 0x7e8, 0x123),
    isExtended: fc.boolean(),
    data: fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc
        .tuple(fc.nat(0x3f), fc.uint8Array({ minLength: 7, maxLength: 7 }))
        .map(([pci, rest]) => Uint8Array.of(pci, ...rest)),
    ),
  })
  fc.assert(
    fc.property(fc.array(fc.tuple(noise, fc.nat(600)), { maxLength: 40 }), (frames) => {
      const { bus, tester, ecu } = wire()
      const stranger = bus.attach('stranger', () => {})
      let nowMs = 0
      for (const [frame, pauseMs] of frames) {
        stranger.send(frame, nowMs)
        nowMs += pauseMs
        ecu.endpoint.service(nowMs)
        tester.endpoint.service(nowMs)
      }
      ecu.messages.length = 0
      tester.endpoint.send(counting(30), nowMs)
      assert.deepEqual(ecu.messages, [toHex(counting(30))])
    }),
  )
})

test('a reset forgets what is half sent, what waits behind it and what is half received', () => {
  const { endpoint, hear, sent, messages, errors } = alone()
  endpoint.send(counting(20), 0)
  endpoint.send(counting(3), 0)
  hear('100A010203040506')
  assert.deepEqual(sent, ['1014000102030405', '300000'])
  endpoint.reset()
  assert.equal(endpoint.isBusy(), false)
  hear('300000')
  hear('2107080910')
  endpoint.service(5_000)
  assert.deepEqual([sent.length, messages, errors], [2, [], []])
  endpoint.send(counting(2), 5_000)
  assert.equal(sent.at(-1), '020001')
})

test('between the blocks of a message the separation holds too', () => {
  const bus = createCanBus()
  const sentMs: number[] = []
  bus.record(({ data }, _, nowMs) => data[0] >> 4 === 2 && sentMs.push(nowMs))
  const tester = attach(bus, TESTER)
  const ecu = attach(bus, ECU, { separationUs: 20_000, blockSize: 1 })
  tester.endpoint.send(counting(6 + 7 * 4), 0)
  for (let nowMs = 1; tester.endpoint.isBusy(); nowMs++) tester.endpoint.service(nowMs)
  assert.deepEqual(sentMs, [0, 20, 40, 60])
  assert.equal(ecu.messages.length, 1)
})

for (const length of [3, 20]) {
  test(`a message of ${length} bytes that the bus refuses goes out as soon as it takes it`, () => {
    const { endpoint, gate, sent, errors } = blocked()
    endpoint.send(counting(length), 0)
    endpoint.send(counting(2), 0)
    endpoint.service(900)
    assert.deepEqual([sent, errors, endpoint.isBusy()], [[], [], true])
    gate.isOpen = true
    endpoint.service(950)
    if (length === 3) assert.deepEqual(sent, ['03000102', '020001'])
    else assert.deepEqual(sent, ['1014000102030405'])
    assert.deepEqual([errors, endpoint.isBusy()], [[], length > 7])
  })

  test(`a message of ${length} bytes that the bus refuses for one second is given up, and the next one tried`, () => {
    const { endpoint, gate, sent, errors } = blocked()
    endpoint.send(counting(length), 0)
    endpoint.send(counting(2), 0)
    for (const nowMs of [300, 600, 999]) endpoint.service(nowMs)
    assert.deepEqual(errors, [])
    endpoint.service(1000)
    assert.deepEqual(errors, ['timeoutA'])
    gate.isOpen = true
    endpoint.service(1100)
    assert.deepEqual([sent, errors, endpoint.isBusy()], [['020001'], ['timeoutA'], false])
  })
}

test('a refused consecutive frame goes again with its number; a second without the bus ends the message', () => {
  const { endpoint, gate, sent, errors, hear } = blocked()
  gate.isOpen = true
  endpoint.send(counting(27), 0)
  gate.isOpen = false
  hear('30 00 00', 10)
  endpoint.service(500)
  gate.isOpen = true
  endpoint.service(900)
  assert.deepEqual(sent.slice(1), ['21060708090A0B0C', '220D0E0F10111213', '231415161718191A'])
  assert.deepEqual([errors, endpoint.isBusy()], [[], false])
  endpoint.send(counting(20), 1000)
  gate.isOpen = false
  hear('30 00 00', 1010)
  endpoint.service(2009)
  assert.deepEqual(errors, [])
  endpoint.service(2010)
  assert.deepEqual([errors, endpoint.isBusy()], [['timeoutA'], false])
})

test('a refused frame at the end of a block is sent before leave is waited for again', () => {
  const { endpoint, gate, sent, hear, errors } = blocked()
  gate.isOpen = true
  endpoint.send(counting(20), 0)
  gate.isOpen = false
  hear('30 01 00', 10)
  gate.isOpen = true
  endpoint.service(20)
  assert.deepEqual(sent.slice(1), ['21060708090A0B0C'])
  endpoint.service(1019)
  assert.deepEqual(errors, [])
  hear('30 00 00', 1019)
  assert.deepEqual(sent.slice(2), ['220D0E0F10111213'])
})

test('a flow control that the bus refuses is given later, and after one second the message given up', () => {
  const { endpoint, gate, sent, errors, messages, hear } = blocked()
  hear('10 08 00 01 02 03 04 05', 0)
  gate.isOpen = true
  endpoint.service(400)
  assert.deepEqual(sent, ['300000'])
  hear('21 06 07', 1399)
  assert.deepEqual([messages, errors], [['0001020304050607'], []])
  gate.isOpen = false
  hear('10 08 00 01 02 03 04 05', 2000)
  endpoint.service(2500)
  endpoint.service(2999)
  assert.deepEqual(errors, [])
  endpoint.service(3000)
  assert.deepEqual(errors, ['timeoutA'])
})

test('a message of more frames than the bus carries in one exchange arrives whole', () => {
  const { tester, ecu } = wire({ messageBytesMax: 0x10_0000 })
  const length = 7 * 40_000
  tester.endpoint.send(counting(length), 0)
  let services = 0
  for (; tester.endpoint.isBusy(); services++) tester.endpoint.service(services)
  assert.deepEqual([ecu.messages.length, ecu.messages[0] === toHex(counting(length))], [1, true])
  assert(services > 0 && services < 10)
  assert.deepEqual([...tester.errors, ...ecu.errors], [])
})

test('an owner that is not ready keeps the sender waiting, and lets it go on as soon as it is', () => {
  let isReady = false
  const { tester, ecu, frames } = wire({ isReady: () => isReady, waitFramesMax: 8, blockSize: 1 })
  tester.endpoint.send(counting(20), 0)
  for (let nowMs = 100; nowMs <= 1600; nowMs += 100) for (const { endpoint } of [ecu, tester]) endpoint.service(nowMs)
  assert.deepEqual(
    frames.map((frame) => frame.slice(0, 6)),
    ['7e0#10', '7e8#31', '7e8#31', '7e8#31', '7e8#31'],
  )
  isReady = true
  ecu.endpoint.service(1650)
  assert.deepEqual(ecu.messages, [toHex(counting(20))])
  assert.deepEqual([...tester.errors, ...ecu.errors], [])
})

test('an owner that is never ready gives the message up after as many WAITs as it may say', () => {
  const { tester, ecu, frames } = wire({ isReady: () => false, waitFramesMax: 2 })
  tester.endpoint.send(counting(20), 0)
  for (let nowMs = 0; nowMs <= 5000; nowMs += 100) for (const { endpoint } of [ecu, tester]) endpoint.service(nowMs)
  assert.equal(frames.filter((frame) => frame.startsWith('7e8#31')).length, 2)
  assert.deepEqual([ecu.errors, tester.errors, ecu.messages], [['waitFrameOverrun'], ['timeoutBs'], []])
})

test('the WAITs are counted for each block anew', () => {
  let isReady = false
  const { tester, ecu } = wire({ isReady: () => isReady, waitFramesMax: 2, blockSize: 1 })
  tester.endpoint.send(counting(27), 0)
  for (let nowMs = 0; ecu.messages.length === 0 && nowMs < 10_000; nowMs += 100) {
    // Ready for one block once two WAITs are out.
    isReady = nowMs % 1000 === 900
    for (const { endpoint } of [ecu, tester]) endpoint.service(nowMs)
  }
  assert.deepEqual([ecu.messages, ecu.errors, tester.errors], [[toHex(counting(27))], [], []])
})

test('a WAIT that the bus refuses is none', () => {
  const { endpoint, gate, sent, errors, hear } = blocked({ isReady: () => false, waitFramesMax: 1 })
  hear('10 14 00 01 02 03 04 05', 0)
  for (const nowMs of [200, 400]) endpoint.service(nowMs)
  gate.isOpen = true
  endpoint.service(600)
  assert.deepEqual([sent, errors], [['310000'], []])
  endpoint.service(1100)
  assert.deepEqual([sent, errors], [['310000'], ['waitFrameOverrun']])
})

test('an owner that may not say WAIT gives the message up at once', () => {
  const { errors, hear, sent } = alone({ isReady: () => false })
  hear('10 14 00 01 02 03 04 05')
  assert.deepEqual([errors, sent], [['waitFrameOverrun'], []])
})

test('who sends on without leave is not heard, and his message ends in an error', () => {
  let isReady = true
  const { errors, hear, messages } = alone({ isReady: () => isReady, waitFramesMax: 8, blockSize: 1 })
  hear('10 1B 00 01 02 03 04 05')
  isReady = false
  hear('21 06 07 08 09 0A 0B 0C')
  hear('22 0D 0E 0F 10 11 12 13')
  isReady = true
  hear('23 14 15 16 17 18 19 1A', 1)
  assert.deepEqual([errors, messages], [['wrongSequenceNumber'], []])
})

test('a first frame with a length of 32 bits is answered with overflow where it is too long, and takes no memory', () => {
  const { hear, sent, errors } = alone()
  hear('10 00 FF FF FF FF 00 01')
  assert.deepEqual([sent, errors], [['320000'], []])
})

test('frames of CAN FD go at the bit rate that the owner asks for, and a remote frame says nothing', () => {
  for (const isBitRateSwitched of [true, false]) {
    const bus = createCanBus()
    const seen: CanFrame['fd'][] = []
    bus.record(({ fd }) => seen.push(fd))
    const { endpoint, messages, errors } = attach(bus, ECU, { fd: { txDl: 12, isBitRateSwitched } })
    endpoint.send(counting(5), 0)
    assert.deepEqual(seen, [{ isBitRateSwitched, isErrorPassive: false }])
    endpoint.receive({ id: 0x7e0, isExtended: false, data: new Uint8Array(0), remoteBytes: 8 }, 0)
    assert.deepEqual([messages, errors], [[], []])
  }
})

test('consecutive frames are as long as the first one, the last one apart', () => {
  const { endpoint, messages, errors } = alone({ fd: { txDl: 64 } })
  const fd = { isBitRateSwitched: true, isErrorPassive: false }
  const hearFd = (payload: string) => endpoint.receive({ id: 0x7e0, isExtended: false, data: hex(payload), fd }, 0)
  hearFd('10 18 00 01 02 03 04 05 06 07 08 09')
  hearFd('21 0A 0B 0C 0D 0E 0F 10') // Too short: eight bytes where twelve belong.
  hearFd(`21${toHex(counting(15))}`) // Too long: sixteen.
  hearFd('21 0A 0B 0C 0D 0E 0F 10 11 12 13 14')
  hearFd('22 15 16 17')
  assert.deepEqual([messages, errors], [[toHex(counting(24))], []])
})
