/** Services of ISO 14229 that few tools use, asked of the cars: memory by address, upload, another rate of the bus. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCanInterfaces } from '@luban/protocols/can-interface/interface'
import { createSlcan } from '@luban/protocols/slcan/session'
import { hex, toHex } from '@luban/stdx'
import { programmingKey, securityKey } from './ecus/security.ts'
import { createCar } from './index.ts'
import { atCar, type Bench } from './test-bench.ts'

function switchedOn(id: string): Bench {
  const bench = atCar(createCar(id, { seed: 1, broadcast: false }))
  bench.run(1)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  return bench
}

function unlock(bench: Bench, ecu: string, level = 0x01, keyOf = securityKey): void {
  const digits = (number: number) => number.toString(16).padStart(2, '0').toUpperCase()
  const seed = hex((bench.ask(ecu, `27${digits(level)}`) ?? '').slice(4))
  assert.equal(bench.ask(ecu, `27${digits(level + 1)}${toHex(keyOf(seed))}`), `67${digits(level + 1)}`)
}

function check(bench: Bench, exchanges: readonly (readonly [ecu: string, request: string, answer: string])[]): void {
  for (const [ecu, request, answer] of exchanges) assert.equal(bench.ask(ecu, request), answer, `${ecu} ${request}`)
}

test('a byte written to the engine’s memory is its idle speed: told by its identifier, and by the engine', () => {
  const bench = switchedOn('haval-jolion')
  bench.act({ kind: 'start' })
  bench.run(20)
  const rpm = () => bench.value('engine', 0x2003)
  const before = rpm()
  check(bench, [
    ['engine', '3D14002000000196', '7F3D31'],
    ['engine', '1003', '5003003201F4'],
    ['engine', '3D14002000000196', '7F3D33'],
  ])
  unlock(bench, 'engine')
  check(bench, [
    ['engine', '3D14002000000196', '7D140020000001'],
    ['engine', '23140020000001', '6396'],
    ['engine', '222050', '62205096'],
  ])
  bench.run(4)
  assert(rpm() > before + 60, `${before} rpm became ${rpm()}`)
})

test('memory takes nothing beyond its end, nothing of the wrong length, and no value that a unit could not have learnt', () => {
  const bench = switchedOn('haval-h6-hev')
  bench.ask('engine', '1003')
  unlock(bench, 'engine')
  check(bench, [
    ['engine', '23140020000006', '63000000000000'],
    ['engine', '3D14002000000400320064', '7D140020000004'],
    ['engine', '23140020000006', '63003200640000'], // +5 % and +10 %
    ['engine', '3D14002000000207D0', '7F3D31'], // 200 %
    ['engine', '23140020000006', '63003200640000'],
    ['engine', '3D14002000000501020304', '7F3D13'],
    ['engine', '3D1400200005020000', '7F3D31'],
    ['engine', '3D14000800000100', '7F3D31'], // The software is not written so.
    ['hcu', '3D14002000000100', '7F3D11'],
  ])
})

test('what is learnt makes the mixture: a long trim written as too much fuel is taken back by the lambda sensor', () => {
  const bench = atCar(createCar('haval-jolion', { seed: 1, settings: { engineDegC: 90 }, broadcast: false }))
  bench.run(1)
  bench.act({ kind: 'start' })
  bench.run(15)
  const percentOf = (pid: string) => (Number.parseInt((bench.ask('engine', pid) ?? '').slice(4), 16) * 100) / 128 - 100
  bench.ask('engine', '1003')
  unlock(bench, 'engine')
  assert.equal(bench.ask('engine', '3D1400200001040064' + '0064'), '7D140020000104')
  bench.run(3)
  assert(percentOf('0107') > 5, `long ${percentOf('0107')} %`)
  assert(percentOf('0106') < -3, `short ${percentOf('0106')} %`)
})

test('the software of a running unit is uploaded by whoever has the key of level 1, and by nobody else', () => {
  const bench = switchedOn('haval-jolion')
  check(bench, [
    ['transmission', '3500440008000000000008', '7F357F'],
    ['transmission', '1003', '5003003201F4'],
    ['transmission', '3500440008000000000008', '7F3533'],
  ])
  unlock(bench, 'transmission')
  check(bench, [
    ['transmission', '3400440008000000000008', '7F3411'],
    ['transmission', '3500440009000000000008', '7F3531'],
    ['transmission', '3500440008000000000008', '75200802'],
    ['transmission', '3601', `7601${toHex(new TextEncoder().encode('LBFI'))}01000000`],
    ['transmission', '3602', '7F3624'],
    ['transmission', '37', '77'],
    ['brakes', '1003', '5003003201F4'],
    ['brakes', '3500440008000000000008', '7F3511'],
  ])
})

test('LinkControl turns a boot loader to 250 kbit/s: only a tool of that rate reaches it, until its session is over', () => {
  const bench = switchedOn('haval-jolion')
  bench.ask('engine', '1003')
  assert.equal(bench.ask('engine', '870111'), '7F8711')
  bench.ask('engine', '1002')
  assert.equal(bench.ask('engine', '870111'), '7F8733')
  unlock(bench, 'engine', 0x11, programmingKey)
  check(bench, [
    ['engine', '8703', '7F8724'],
    ['engine', '870110', '7F8731'], // 125 kbit/s
    ['engine', '8702012345', '7F8731'],
    ['engine', '870204', '7F8713'],
    ['engine', '870111', 'C701'],
    ['engine', '8703', 'C703'],
  ])
  assert.equal(bench.ask('engine', '3E00'), undefined)

  const frames: string[] = []
  const slcan = createSlcan({
    interfaces: createCanInterfaces(bench.car.bus, 500_000),
    name: 'slcan #1',
    send: (bytes) => frames.push(new TextDecoder().decode(bytes)),
    end() {},
  })
  const say = (line: string) => {
    frames.length = 0
    slcan.receive(new TextEncoder().encode(`${line}\r`), bench.nowMs())
    return frames.join('')
  }
  say('S5')
  say('O')
  assert.match(say('t7E08023E00CCCCCCCCCC'), /t7E88027E00AAAAAAAAAA/)
  assert.doesNotMatch(say('t7E18023E00CCCCCCCCCC'), /t7E9/, 'the others are at 500 kbit/s')
  bench.run(6)
  assert.equal(bench.ask('engine', '3E00'), '7E00')
  assert.equal(bench.ask('engine', '22F186'), '62F18601')
})

const COOLANT_HIGH = '011800'

test('the second code memory keeps what failed when the first is cleared, and is cleared by its own MemorySelection', () => {
  const bench = switchedOn('haval-jolion')
  const plug = (plugged: boolean) => bench.act({ kind: 'connector', connector: 'coolantSensor.a', plugged })
  check(bench, [['engine', '1917FF01', '59170128']])
  plug(false)
  bench.run(5)
  const snapshot = (bench.ask('engine', `1904${COOLANT_HIGH}FF`) ?? '').slice(12)
  assert.match(snapshot, /^01062001/, 'record 1 of six identifiers')
  const kept = [
    ['engine', '1917FF01', `59170128${COOLANT_HIGH}28`],
    ['engine', `1918${COOLANT_HIGH}FF01`, `591801${COOLANT_HIGH}28${snapshot}`],
    ['engine', `1919${COOLANT_HIGH}FF01`, `591901${COOLANT_HIGH}280101`],
  ] as const
  check(bench, kept)
  plug(true)
  bench.run(5)
  check(bench, [
    ['engine', '14FFFFFF', '54'],
    ['engine', '190208', '5902FF'],
    ...kept,
    ['engine', '14FFFFFF02', '7F1431'],
    ['engine', '14FFFFFF0101', '7F1413'],
    ['engine', '14C0000001', '54'], // Another group.
    ...kept,
    ['engine', '04', '44'],
    ...kept,
    ['engine', '1917FF02', '7F1931'],
    ['engine', '1917FF', '7F1913'],
  ])
  const before = bench.car.stateHash()
  check(bench, [
    ['engine', `14${COOLANT_HIGH}01`, '54'],
    ['engine', '1917FF01', '59170128'],
    ['engine', `1918${COOLANT_HIGH}FF01`, `591801${COOLANT_HIGH}00`],
    ['engine', `1919${COOLANT_HIGH}FF01`, `591901${COOLANT_HIGH}00`],
  ])
  assert.notEqual(bench.car.stateHash(), before)
})

test('a clear of the second code memory leaves the first as it was; a fault that lasts comes back in its next trip', () => {
  const bench = atCar(
    createCar('haval-jolion', { seed: 1, faults: ['petrol-04-coolant-sensor-open'], broadcast: false }),
  )
  const trip = () => {
    bench.act({ kind: 'power', to: 'on' })
    bench.run(5)
  }
  trip()
  const first = bench.ask('engine', '190208')
  assert.equal(first, `5902FF${COOLANT_HIGH}AF`)
  check(bench, [
    ['engine', '14FFFFFF01', '54'],
    ['engine', '1917FF01', '59170128'],
    ['engine', '190208', first],
    ['engine', `1906${COOLANT_HIGH}01`, `5906${COOLANT_HIGH}AF0101`],
  ])
  bench.act({ kind: 'power', to: 'off' })
  bench.run(15)
  trip()
  check(bench, [['engine', '1917FF01', `59170128${COOLANT_HIGH}28`]])
})

test('every control unit has the second code memory', () => {
  for (const model of ['haval-jolion', 'haval-h6-hev', 'byd-atto-3']) {
    const bench = switchedOn(model)
    for (const { id } of bench.car.model.ecus) check(bench, [[id, '1917FF01', '59170128']])
  }
})
