/** A car whose gateway filters: what tools at its connector hear, what gets in, and what the gateway refuses. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CanFrame } from '@luban/protocols/can/frame'
import { createDoipClient } from '@luban/protocols/doip/client'
import { hex, toHex } from '@luban/stdx'
import { authenticationProof, securityKey } from './ecus/security.ts'
import { CARS, createCar } from './index.ts'
import { atCar, type Bench } from './test-bench.ts'

function switchedOn(id: string, hasFilteringGateway = true): Bench {
  const bench = atCar(createCar(id, { seed: 1, settings: { hasFilteringGateway } }))
  bench.run(1)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  return bench
}

/** Identifiers that a raw tool hears in a second. */
function heardBy(bench: Bench): Set<number> {
  const ids = new Set<number>()
  const port = bench.car.bus.attach('slcan #1', ({ id }) => ids.add(id))
  bench.run(1)
  port.detach()
  return ids
}

function unlock(bench: Bench): void {
  assert.equal(bench.ask('gateway', '1003'), '5003003201F4')
  const seed = hex((bench.ask('gateway', '2701') ?? '').slice(4))
  assert.equal(bench.ask('gateway', `2702${toHex(securityKey(seed))}`), '6702')
}

function prove(bench: Bench): void {
  const algorithm = '060388374C'.padEnd(32, '0')
  const answer = bench.ask('gateway', `290500${algorithm}`) ?? ''
  const challenge = hex(answer.slice(42, 42 + 32))
  const proof = toHex(authenticationProof(challenge))
  assert.match(bench.ask('gateway', `2906${algorithm}0010${proof}00000000`) ?? '', /^6906/)
}

for (const id of Object.keys(CARS))
  test(`${id}: behind a filtering gateway a tool hears no broadcast, reads every unit, and all is recorded`, () => {
    const open = heardBy(switchedOn(id, false))
    assert(open.size > 3, 'a car without one shows its frames')
    const bench = switchedOn(id)
    const recorded = new Set<number>()
    bench.car.bus.record((frame) => recorded.add(frame.id))
    assert.equal(heardBy(bench).size, 0)
    for (const frame of open) assert(recorded.has(frame), `${frame.toString(16)} is in no recording`)
    for (const { id: unit } of bench.car.model.ecus) {
      assert.match(bench.ask(unit, '22F190') ?? '', /^62F190/, unit)
      assert.match(bench.ask(unit, '1902FF') ?? '', /^5902/, unit)
    }
    const answers: string[] = []
    bench.listen('all', '0100', (answer) => answers.push(answer))
    bench.run(0.2)
    assert.equal(answers.length, 2)
  })

const WRITES = [
  '1002',
  '1101',
  '280101',
  '2F20410301',
  '2EF19841414141414141414141',
  '3D14002000000100',
  '3101FF00',
  '34004400080000',
  '8502',
]

test('what changes a unit is refused by the gateway, in one frame or in several, and the unit has none of it', () => {
  const bench = switchedOn('haval-jolion')
  const heard: string[] = []
  bench.car.bus.record(({ id }, sender) => {
    if (id === 0x7e8) heard.push(sender)
  })
  for (const request of WRITES) assert.equal(bench.ask('engine', request), `7F${request.slice(0, 2)}34`, request)
  assert(heard.every((sender) => sender === 'gateway'))
  assert.equal(bench.ask('engine', '1003'), '5003003201F4')
  assert.equal(bench.ask('engine', '22F198')?.slice(6), toHex(new TextEncoder().encode('WORKS     ')))
  // What the law lets everybody do.
  assert.equal(bench.ask('engine', '0801'), '4801')
  assert.equal(bench.ask('engine', '3101E001'), '7101E001')
  assert.equal(bench.ask('engine', '04'), '44')
  assert.equal(bench.ask('engine', '14FFFFFF'), '54')
})

test('a silence for all units at once is let through by nobody who has not unlocked the gateway', () => {
  const bench = switchedOn('byd-atto-3')
  const spoken = () => {
    let count = 0
    bench.car.bus.record((_, sender) => {
      if (sender === 'bms') count++
    })
    bench.run(1)
    return count
  }
  bench.listen('all', '1083', () => {})
  bench.listen('all', '2881FF', () => {})
  assert(spoken() > 3)
})

for (const [how, open] of [
  ['its security level', unlock],
  ['a proof of who asks', prove],
] as const)
  test(`the gateway unlocked by ${how} lets writing through, until its session is over`, () => {
    const bench = switchedOn('haval-jolion')
    assert.equal(bench.ask('engine', '1003'), '5003003201F4')
    assert.equal(bench.ask('engine', '2F20410301'), '7F2F34')
    open(bench)
    assert.equal(bench.ask('engine', '2F20410301'), '6F20410301')
    assert.equal(bench.ask('engine', '2EF19841414141414141414141'), '7F2E33', 'the unit still wants its own key')
    bench.ask('gateway', '1003')
    bench.ask('gateway', '1001')
    assert.equal(bench.ask('engine', '2F20410300'), '7F2F34')
  })

test('a frame with no diagnostic identifier, or a remote one, never reaches a unit', () => {
  const bench = switchedOn('haval-jolion')
  const inside: CanFrame[] = []
  bench.car.bus.attach('engine', (frame) => inside.push(frame), { hearsRemoteFrames: true })
  const tool = bench.car.bus.attach('slcan #1', () => {})
  const send = (frame: CanFrame) => tool.send(frame, bench.nowMs())
  send({ id: 0x123, isExtended: false, data: hex('0102030405060708') })
  send({ id: 0x7e0, isExtended: true, data: hex('023E000000000000') })
  send({ id: 0x7e0, isExtended: false, data: new Uint8Array(0), remoteBytes: 8 })
  send({ id: 0x7e0, isExtended: false, data: new Uint8Array(0) })
  assert.equal(inside.length, 0)
  send({ id: 0x7e0, isExtended: false, data: hex('023E000000000000') })
  assert.equal(toHex(inside[0].data), '023E000000000000')
})

test('a tool at the network is refused as one at the connector is, and reads as freely', () => {
  const bench = switchedOn('haval-jolion')
  const client = createDoipClient({ send: (bytes) => connection.receive(bytes, bench.nowMs()) })
  const connection = bench.car.connectDoip(
    { send: (bytes) => client.receive(bytes, bench.nowMs()), close() {} },
    bench.nowMs(),
  )
  client.service(bench.nowMs())
  bench.run(0.1)
  const ask = (request: string) => {
    let answer = ''
    const listener = { onMessage: (message: Uint8Array) => (answer = toHex(message)), onEnd() {} }
    assert(client.request(0x1001, hex(request), bench.nowMs(), listener))
    return answer
  }
  assert.equal(client.state.kind, 'ready')
  assert.match(ask('22F190'), /^62F190/)
  assert.equal(ask('2F20410301'), '7F2F34')
  unlock(bench)
  assert.equal(ask('1003'), '5003003201F4')
  assert.equal(ask('2F20410301'), '6F20410301')
})
