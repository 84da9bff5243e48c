import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { type DoipMessage, decodeDoip, encodeDoip } from './message.ts'
import { createDoipGateway, type DoipGateway, type DoipGatewayOptions, type DoipTarget } from './session.ts'

const VIN = 'LGXCE4CB0P0123456'
const GATEWAY = 0x1000
const DRIVE = 0x1001
const BMS = 0x1007
const FUNCTIONAL = 0xe400
const TESTER = 0x0e80

/** An ECU that answers 22 with 62 and the two bytes behind it, and keeps what it was asked. */
function fakeEcu(asked: string[] = []): DoipTarget {
  return {
    request(message, _nowMs, respond, addressing) {
      asked.push(`${addressing} ${toHex(message)}`)
      if (message[0] === 0x22) respond(Uint8Array.of(0x62, message[1], message[2]))
    },
  }
}

function gatewayWith(options: Partial<DoipGatewayOptions> = {}): DoipGateway {
  return createDoipGateway({
    vin: VIN,
    eid: hex('020000000001'),
    gid: hex('020000000002'),
    logicalAddress: GATEWAY,
    targets: new Map([
      [DRIVE, fakeEcu()],
      [BMS, fakeEcu()],
    ]),
    functional: FUNCTIONAL,
    ...options,
  })
}

/** A tester on one socket: what it hears is kept as text. */
function testerAt(gateway: DoipGateway, nowMs = 0, isSecure = false) {
  const heard: string[] = []
  let pieceCount = 0
  let isClosed = false
  const side = {
    send: (bytes: Uint8Array) => {
      assert(!isClosed, 'nothing is sent after close')
      pieceCount++
      heard.push(...messagesIn(bytes).map(sentence))
    },
    close: () => {
      isClosed = true
    },
  }
  const connection = gateway.connect(side, nowMs, isSecure)
  return {
    connection,
    say: (message: DoipMessage, atMs = nowMs, version = 2) => connection.receive(encodeDoip(message, version), atMs),
    sayBytes: (text: string, atMs = nowMs) => connection.receive(hex(text), atMs),
    activate: (sourceAddress = TESTER, atMs = nowMs, activationType = 0) =>
      connection.receive(encodeDoip({ kind: 'routingActivationRequest', sourceAddress, activationType }), atMs),
    ask: (targetAddress: number, data: string, atMs = nowMs, sourceAddress = TESTER) =>
      connection.receive(
        encodeDoip({ kind: 'diagnosticMessage', sourceAddress, targetAddress, data: hex(data) }),
        atMs,
      ),
    heard: () => heard.splice(0),
    /** How often the gateway has sent, however many messages at a time. */
    pieceCount: () => pieceCount,
    isClosed: () => isClosed,
  }
}

function messagesIn(bytes: Uint8Array): Uint8Array[] {
  const messages: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += messages.at(-1)?.length ?? bytes.length) {
    const payloadBytes = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(4)
    messages.push(bytes.subarray(at, at + 8 + payloadBytes))
  }
  return messages
}

/** A message in the words of the dialogues below. */
function sentence(bytes: Uint8Array): string {
  const decoded = decodeDoip(bytes)
  assert(typeof decoded !== 'string', `the gateway sent something that is ${decoded}`)
  const { version, message } = decoded
  const words = Object.entries(message).map(([name, value]) => {
    if (name === 'kind') return value
    if (value instanceof Uint8Array) return toHex(value)
    return typeof value === 'number' ? value.toString(16) : value
  })
  return [...(version === 2 ? [] : [`v${version}`]), ...words].join(' ').trim()
}

const ACTIVATION_AND_REQUEST = new Uint8Array([
  ...encodeDoip({ kind: 'routingActivationRequest', sourceAddress: TESTER, activationType: 0 }),
  ...encodeDoip({ kind: 'diagnosticMessage', sourceAddress: TESTER, targetAddress: BMS, data: hex('22F190') }),
])

test('a tester activates routing and two ECUs answer through one socket', () => {
  const tester = testerAt(gatewayWith())
  tester.activate()
  assert.deepEqual(tester.heard(), ['routingActivationResponse e80 1000 10'])
  tester.ask(DRIVE, '22F190')
  tester.ask(BMS, '220005')
  assert.deepEqual(tester.heard(), [
    'diagnosticAck 1001 e80 0',
    'diagnosticMessage 1001 e80 62F190',
    'diagnosticAck 1007 e80 0',
    'diagnosticMessage 1007 e80 620005',
  ])
})

test('without a delay, all that one read makes the gateway say leaves in one piece', () => {
  const tester = testerAt(gatewayWith())
  tester.connection.receive(ACTIVATION_AND_REQUEST, 0)
  assert.deepEqual(tester.heard(), [
    'routingActivationResponse e80 1000 10',
    'diagnosticAck 1007 e80 0',
    'diagnosticMessage 1007 e80 62F190',
  ])
  assert.equal(tester.pieceCount(), 1)
})

test('with a delay every message is a piece of its own, and the answer stays behind its acknowledgement', () => {
  const tester = testerAt(gatewayWith({ responseDelayMs: 4 }))
  tester.connection.receive(ACTIVATION_AND_REQUEST, 0)
  assert.deepEqual(tester.heard(), ['routingActivationResponse e80 1000 10', 'diagnosticAck 1007 e80 0'])
  tester.connection.service(3.9)
  assert.deepEqual(tester.heard(), [])
  tester.connection.service(4)
  assert.deepEqual(tester.heard(), ['diagnosticMessage 1007 e80 62F190'])
  assert.equal(tester.pieceCount(), 3)
})

test('an answer whose time has come leaves before what is asked next', () => {
  const tester = testerAt(gatewayWith({ responseDelayMs: 4 }))
  tester.connection.receive(ACTIVATION_AND_REQUEST, 0)
  tester.heard()
  tester.ask(DRIVE, '220005', 7)
  assert.deepEqual(tester.heard(), ['diagnosticMessage 1007 e80 62F190', 'diagnosticAck 1001 e80 0'])
})

test('a connection rests when nothing is awaited or under way; an ECU that never answers is waited for ten seconds', () => {
  const responds: ((response: Uint8Array) => void)[] = []
  const slow: DoipTarget = { request: (_message, _nowMs, respond) => void responds.push(respond) }
  const tester = testerAt(gatewayWith({ responseDelayMs: 4, targets: new Map([[DRIVE, slow]]) }))
  const { connection } = tester
  tester.activate()
  assert(connection.isResting?.())
  tester.ask(DRIVE, '22F190', 10)
  responds[0](hex('7F2278'))
  connection.service(14)
  assert(!connection.isResting?.(), 'the answer itself is still to come')
  responds[0](hex('62F190'))
  assert(connection.isResting?.())
  tester.heard()
  responds[0](hex('62F190')) // Periodic data say: nobody waits, so it goes at once.
  assert.deepEqual(tester.heard(), ['diagnosticMessage 1001 e80 62F190'])
  tester.ask(DRIVE, '3E80', 100)
  assert(!connection.isResting?.())
  connection.service(10_100)
  assert(connection.isResting?.())
})

test('an answer on its way to a tester that leaves is lost', () => {
  const tester = testerAt(gatewayWith({ responseDelayMs: 4 }))
  tester.connection.receive(ACTIVATION_AND_REQUEST, 0)
  tester.heard()
  tester.connection.close()
  tester.connection.service(10)
  assert.deepEqual(tester.heard(), [])
})

test('what a refusal makes the gateway say leaves before it ends the connection', () => {
  const tester = testerAt(gatewayWith())
  tester.connection.receive(
    new Uint8Array([
      ...ACTIVATION_AND_REQUEST,
      ...encodeDoip({ kind: 'diagnosticMessage', sourceAddress: 0x0e99, targetAddress: BMS, data: hex('3E00') }),
    ]),
    0,
  )
  assert.equal(tester.heard().at(-1), 'diagnosticNack 1007 e99 2')
  assert(tester.isClosed())
})

test('a functional request reaches every ECU and is acknowledged once', () => {
  const asked: string[] = []
  const targets = new Map([
    [DRIVE, fakeEcu(asked)],
    [BMS, fakeEcu(asked)],
  ])
  const tester = testerAt(gatewayWith({ targets }))
  tester.activate()
  tester.heard()
  tester.ask(FUNCTIONAL, '22F190')
  assert.deepEqual(asked, ['functional 22F190', 'functional 22F190'])
  assert.deepEqual(tester.heard(), [
    'diagnosticAck e400 e80 0',
    'diagnosticMessage 1001 e80 62F190',
    'diagnosticMessage 1007 e80 62F190',
  ])
})

test('an answer may come later and more than once, and none comes after the tester has left', () => {
  const answers: ((response: Uint8Array) => void)[] = []
  const targets = new Map<number, DoipTarget>([[DRIVE, { request: (_m, _t, respond) => answers.push(respond) }]])
  const tester = testerAt(gatewayWith({ targets }))
  tester.activate()
  tester.ask(DRIVE, '31010203')
  tester.heard()
  answers[0](hex('7F3178'))
  answers[0](hex('71010203'))
  assert.deepEqual(tester.heard(), ['diagnosticMessage 1001 e80 7F3178', 'diagnosticMessage 1001 e80 71010203'])
  tester.connection.close()
  answers[0](hex('7F3178'))
  assert.deepEqual(tester.heard(), [])
})

for (const [text, target, data, source, code] of [
  ['to an address that nobody has', 0x1234, '3E00', TESTER, 3],
  ['longer than an ECU takes', DRIVE, '36'.repeat(4096), TESTER, 4],
  ['to an ECU that does not answer', 0x1008, '3E00', TESTER, 6],
] as const) {
  test(`a diagnostic message ${text} is refused with ${code}`, () => {
    const silent: DoipTarget = { request: () => assert.fail('it was asked'), isReachable: () => false }
    const targets = new Map([
      [DRIVE, silent],
      [0x1008, silent],
    ])
    const tester = testerAt(gatewayWith({ targets }))
    tester.activate()
    tester.heard()
    tester.ask(target, data, 0, source)
    assert.deepEqual(tester.heard(), [`diagnosticNack ${target.toString(16)} ${source.toString(16)} ${code}`])
    assert(!tester.isClosed())
  })
}

test('without activation, or from another address than the activated one, no ECU is asked: 02, and the socket is closed', () => {
  const asked: string[] = []
  const gateway = gatewayWith({ targets: new Map([[DRIVE, fakeEcu(asked)]]) })
  const stranger = testerAt(gateway)
  stranger.ask(DRIVE, '3E00')
  assert.deepEqual([stranger.heard(), stranger.isClosed()], [['diagnosticNack 1001 e80 2'], true])
  const liar = testerAt(gateway)
  liar.activate()
  liar.heard()
  liar.ask(DRIVE, '3E00', 0, 0x0e81)
  assert.deepEqual([liar.heard(), liar.isClosed(), asked], [['diagnosticNack 1001 e81 2'], true, []])
})

for (const [text, obstacle, code] of [
  ['for which there is no memory', 'outOfMemory', 5],
  ['to a network that the gateway does not know', 'unknownNetwork', 7],
  ['that the transport protocol cannot carry', 'transportProtocolError', 8],
] as const) {
  test(`a diagnostic message ${text} is refused with ${code}, and the next one is carried`, () => {
    const obstacles: (typeof obstacle | undefined)[] = [obstacle]
    const drive = { ...fakeEcu(), obstacle: () => obstacles.shift() }
    const tester = testerAt(gatewayWith({ targets: new Map([[DRIVE, drive]]) }))
    tester.activate()
    tester.heard()
    tester.ask(DRIVE, '22F190')
    assert.deepEqual([tester.heard(), tester.isClosed()], [[`diagnosticNack 1001 e80 ${code}`], false])
    tester.ask(DRIVE, '22F190')
    assert.deepEqual(tester.heard(), ['diagnosticAck 1001 e80 0', 'diagnosticMessage 1001 e80 62F190'])
  })
}

test('a functional request goes to those who can take it', () => {
  const drive = { ...fakeEcu(), obstacle: () => 'outOfMemory' as const }
  const targets = new Map<number, DoipTarget>([
    [DRIVE, drive],
    [BMS, fakeEcu()],
  ])
  const tester = testerAt(gatewayWith({ targets }))
  tester.activate()
  tester.heard()
  tester.ask(FUNCTIONAL, '22F190')
  assert.deepEqual(tester.heard(), ['diagnosticAck e400 e80 0', 'diagnosticMessage 1007 e80 62F190'])
})

test('a gateway without memory for a message refuses it with 03 and goes on', () => {
  let memoryBytes = 6
  const tester = testerAt(gatewayWith({ hasMemoryFor: (payloadBytes) => payloadBytes <= memoryBytes }))
  tester.activate()
  assert.deepEqual(tester.heard(), ['genericNack 3'])
  memoryBytes = 11
  tester.activate()
  assert.deepEqual([tester.heard(), tester.isClosed()], [['routingActivationResponse e80 1000 10'], false])
})

test('a gateway that loses its supply ends every connection and starts afresh', () => {
  const gateway = gatewayWith()
  const [active, waiting, silent] = [testerAt(gateway), testerAt(gateway), testerAt(gateway)]
  active.activate()
  waiting.activate()
  active.heard()
  gateway.switchOff()
  assert.deepEqual(
    [active, waiting, silent].map((tester) => [tester.isClosed(), tester.heard()]),
    Array(3).fill([true, []]),
  )
  const after = testerAt(gateway)
  after.activate()
  assert.deepEqual(after.heard(), ['routingActivationResponse e80 1000 10'])
})

test('every activation type but 00, 01 and E0 is refused with 06 and the socket is closed', () => {
  for (let type = 0; type <= 0xff; type++) {
    const tester = testerAt(gatewayWith())
    tester.activate(TESTER, 0, type)
    const isKnown = type === 0x00 || type === 0x01 || type === 0xe0
    assert.deepEqual(tester.heard(), [`routingActivationResponse e80 1000 ${isKnown ? '10' : '6'}`])
    assert.equal(tester.isClosed(), !isKnown)
  }
})

test('an address that is not a tester’s is refused with 00 and the socket is closed', () => {
  for (const address of [0x0000, 0x0dff, 0x1000, 0xffff]) {
    const tester = testerAt(gatewayWith())
    tester.activate(address)
    assert.deepEqual(tester.heard(), [`routingActivationResponse ${address.toString(16)} 1000 0`])
    assert(tester.isClosed())
  }
})

test('a second address on an activated socket is refused with 02, the same one is activated again', () => {
  const tester = testerAt(gatewayWith())
  tester.activate()
  tester.activate()
  assert.deepEqual(tester.heard(), Array(2).fill('routingActivationResponse e80 1000 10'))
  tester.activate(0x0e81)
  assert.deepEqual(tester.heard(), ['routingActivationResponse e81 1000 2'])
  assert(tester.isClosed())
})

for (const [code, closes] of [
  [0x04, false],
  [0x05, true],
  [0x07, true],
  [0x11, false],
] as const) {
  test(`a gateway that answers an activation with ${code.toString(16)} routes nothing`, () => {
    const tester = testerAt(gatewayWith({ admit: () => code }))
    tester.activate()
    assert.deepEqual(tester.heard(), [`routingActivationResponse e80 1000 ${code.toString(16)}`])
    assert.equal(tester.isClosed(), closes)
    tester.ask(DRIVE, '3E00')
    assert.deepEqual(tester.heard(), closes ? [] : ['diagnosticNack 1001 e80 2'])
    assert(tester.isClosed())
  })
}

test('a gateway that demands TLS refuses an activation without it with 07, and grants the same one through it', () => {
  const gateway = gatewayWith({ requiresTls: () => true })
  const open = testerAt(gateway)
  open.activate()
  assert.deepEqual(open.heard(), ['routingActivationResponse e80 1000 7'])
  assert(open.isClosed())
  const secure = testerAt(gateway, 0, true)
  secure.activate()
  secure.ask(BMS, '22F190')
  assert.deepEqual(secure.heard(), [
    'routingActivationResponse e80 1000 10',
    'diagnosticAck 1007 e80 0',
    'diagnosticMessage 1007 e80 62F190',
  ])
})

test('TLS may be demanded for some activation types only; an unknown type or address is refused as ever', () => {
  const gateway = gatewayWith({ requiresTls: (activationType) => activationType === 0xe0 })
  const codeOf = (address: number, activationType: number) => {
    const tester = testerAt(gateway)
    tester.activate(address, 0, activationType)
    const [answer] = tester.heard()
    tester.connection.close()
    return answer.split(' ').at(-1)
  }
  assert.deepEqual([codeOf(TESTER, 0), codeOf(TESTER, 1), codeOf(TESTER, 0xe0)], ['10', '10', '7'])
  assert.deepEqual([codeOf(TESTER, 0x42), codeOf(0x0001, 0xe0)], ['6', '0'])
})

test('a tester of 2019 is spoken to in its version to the end: alive check, acknowledgements and refusals too', () => {
  const gateway = gatewayWith()
  const tester = testerAt(gateway)
  const request = { kind: 'diagnosticMessage', sourceAddress: TESTER, data: hex('3E00') } as const
  tester.say({ kind: 'routingActivationRequest', sourceAddress: TESTER, activationType: 0 }, 0, 3)
  tester.say({ ...request, targetAddress: 0x4242 }, 0, 3)
  tester.say({ ...request, targetAddress: BMS, data: hex('22F190') }, 0, 3)
  testerAt(gateway).activate()
  assert.deepEqual(tester.heard(), [
    'v3 routingActivationResponse e80 1000 10',
    'v3 diagnosticNack 4242 e80 3',
    'v3 diagnosticAck 1007 e80 0',
    'v3 diagnosticMessage 1007 e80 62F190',
    'v3 aliveCheckRequest',
  ])
})

test('the same address on another socket: the first is asked whether it lives, and answers: 03', () => {
  const gateway = gatewayWith()
  const first = testerAt(gateway)
  first.activate()
  first.heard()
  const second = testerAt(gateway)
  second.activate()
  assert.deepEqual([first.heard(), second.heard()], [['aliveCheckRequest'], []])
  first.say({ kind: 'aliveCheckResponse', sourceAddress: TESTER }, 300)
  assert.deepEqual(second.heard(), ['routingActivationResponse e80 1000 3'])
  assert.deepEqual([first.isClosed(), second.isClosed()], [false, true])
  first.connection.service(10_000)
  first.ask(DRIVE, '22F190', 10_000)
  assert.equal(first.heard().length, 2)
})

test('the same address on another socket: the first says nothing for 500 ms and makes room', () => {
  const gateway = gatewayWith()
  const first = testerAt(gateway)
  first.activate()
  const second = testerAt(gateway)
  second.activate(TESTER, 0)
  first.connection.service(499)
  assert(!first.isClosed())
  first.connection.service(500)
  assert(first.isClosed())
  assert.deepEqual(second.heard(), ['routingActivationResponse e80 1000 10'])
})

test('two sockets that wait for one place: the first gets it, the second waits for the first', () => {
  const gateway = gatewayWith()
  const [gone, second, third] = [testerAt(gateway), testerAt(gateway), testerAt(gateway)]
  gone.activate()
  second.activate()
  third.activate()
  gone.connection.close()
  assert.deepEqual(second.heard(), ['routingActivationResponse e80 1000 10', 'aliveCheckRequest'])
  assert.deepEqual(third.heard(), [])
  second.say({ kind: 'aliveCheckResponse', sourceAddress: TESTER })
  assert.deepEqual(third.heard(), ['routingActivationResponse e80 1000 3'])
})

test('when all sockets are active each is asked; all alive: 01, one dead: its place', () => {
  const gateway = gatewayWith({ socketsMax: 2 })
  const first = testerAt(gateway)
  const second = testerAt(gateway)
  first.activate(0x0e01)
  second.activate(0x0e02)
  const late = testerAt(gateway)
  late.activate(0x0e03)
  first.say({ kind: 'aliveCheckResponse', sourceAddress: 0x0e01 })
  assert.deepEqual(late.heard(), [])
  second.say({ kind: 'aliveCheckResponse', sourceAddress: 0x0e02 })
  assert.deepEqual(late.heard(), ['routingActivationResponse e03 1000 1'])
  const later = testerAt(gateway)
  later.activate(0x0e04)
  second.say({ kind: 'aliveCheckResponse', sourceAddress: 0x0e02 })
  first.connection.service(500)
  assert.deepEqual(later.heard(), ['routingActivationResponse e04 1000 10'])
})

test('a socket without activation is closed after 2 s, whatever it sends', () => {
  const tester = testerAt(gatewayWith())
  tester.say({ kind: 'aliveCheckResponse', sourceAddress: TESTER }, 1_900)
  tester.connection.service(1_999)
  assert(!tester.isClosed())
  tester.connection.service(2_000)
  assert(tester.isClosed())
})

test('an activated socket is closed 300 s after its last message', () => {
  const tester = testerAt(gatewayWith())
  tester.activate()
  tester.connection.service(0)
  tester.ask(DRIVE, '22F190', 100_000)
  tester.connection.service(100_001)
  tester.connection.service(400_000)
  assert(!tester.isClosed())
  tester.connection.service(400_001)
  assert(tester.isClosed())
})

for (const [text, bytes, code, closes] of [
  ['an incorrect pattern', '02FE8001000000050E8010013E', 0, true],
  ['a version that nobody knows', '07F88001000000050E8010013E', 0, true],
  ['version FF, which is for vehicle identification', 'FF000005000000070E800000000000', 0, true],
  ['an unknown payload type', '02FD777700000000', 1, false],
  ['a payload type of UDP', '02FD000100000000', 1, false],
  ['a message larger than the gateway takes', '02FD800100FFFFFF', 2, false],
  ['a payload of a wrong length', '02FD0008000000030E8000', 4, true],
] as const) {
  test(`${text} is refused with ${code}${closes ? ' and the socket is closed' : ''}`, () => {
    const tester = testerAt(gatewayWith())
    tester.activate()
    tester.heard()
    tester.sayBytes(bytes)
    assert.deepEqual([tester.heard(), tester.isClosed()], [[`genericNack ${code}`], closes])
  })
}

test('answers carry the version of the request', () => {
  const tester = testerAt(gatewayWith())
  tester.say({ kind: 'routingActivationRequest', sourceAddress: TESTER, activationType: 0 }, 0, 3)
  assert.deepEqual(tester.heard(), ['v3 routingActivationResponse e80 1000 10'])
})

test('a tester that asks whether the gateway lives gets an answer', () => {
  const tester = testerAt(gatewayWith())
  tester.say({ kind: 'aliveCheckRequest' })
  assert.deepEqual(tester.heard(), ['aliveCheckResponse 1000'])
})

test('discovery: who asks for this vehicle, or for any, gets its identification', () => {
  const gateway = gatewayWith()
  const answer = (text: string) => {
    const bytes = gateway.datagram(hex(text))
    return bytes && sentence(bytes)
  }
  const identification = `vehicleIdentificationResponse ${VIN} 1000 020000000001 020000000002 0 0`
  assert.equal(answer('02FD000100000000'), identification)
  assert.equal(answer('FF00000100000000'), identification)
  assert.equal(answer('03FC000100000000'), `v3 ${identification}`)
  assert.equal(answer('02FD000200000006020000000001'), identification)
  assert.equal(answer('02FD000200000006020000000009'), undefined)
  assert.equal(answer(`02FD000300000011${toHex(Buffer.from(VIN))}`), identification)
  assert.equal(answer(`02FD000300000011${toHex(Buffer.from('LGXCE4CB0P0999999'))}`), undefined)
  assert.equal(sentence(gateway.announcement()), identification)
})

test('discovery: status and power mode', () => {
  const gateway = gatewayWith({ powerMode: () => 0 })
  testerAt(gateway)
  const answer = (text: string) => sentence(gateway.datagram(hex(text)) ?? assert.fail('no answer'))
  assert.equal(answer('02FD400100000000'), 'entityStatusResponse 0 10 1 fff')
  assert.equal(answer('02FD400300000000'), 'powerModeResponse 0')
})

test('discovery: what is refused, and what is left unanswered so that two gateways never talk for ever', () => {
  const gateway = gatewayWith()
  const answer = (text: string) => {
    const bytes = gateway.datagram(hex(text))
    return bytes && sentence(bytes)
  }
  assert.equal(answer('02FC000100000000'), 'genericNack 0')
  assert.equal(answer('FF00400100000000'), 'genericNack 0')
  assert.equal(answer('02FD000500000000'), 'genericNack 4')
  assert.equal(answer('02FD000700000000'), 'genericNack 1')
  assert.equal(answer('02FD123400000000'), 'genericNack 1')
  assert.equal(answer('02FD00010000000100'), 'genericNack 4')
  assert.equal(answer('00'), 'genericNack 4')
  assert.equal(answer('02FD00000000000104'), undefined)
  const announcement = gateway.announcement()
  assert.equal(gateway.datagram(announcement), undefined)
})

test('no bytes, on socket or datagram, make the gateway throw, and other testers are not disturbed', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (noise) => {
      const gateway = gatewayWith()
      const good = testerAt(gateway)
      good.activate()
      const bad = testerAt(gateway)
      bad.activate(0x0e99)
      for (const bytes of noise) {
        bad.connection.receive(bytes, 0)
        gateway.datagram(bytes)
      }
      good.heard()
      good.ask(DRIVE, '22F190')
      assert.deepEqual(good.heard(), ['diagnosticAck 1001 e80 0', 'diagnosticMessage 1001 e80 62F190'])
    }),
  )
})
