/** What the law lets a tester ask of each car beside what every engine has: controls (mode 08), information (09), a hybrid's data. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex } from '@luban/stdx'
import { createCar } from './index.ts'
import { atCar, type Bench } from './test-bench.ts'

const byteOf = (bench: Bench, request: string) => Number.parseInt((bench.ask('engine', request) ?? '').slice(4, 6), 16)
const purgePercent = (bench: Bench) => (100 * byteOf(bench, '012E')) / 255

/** Purging begins when the loop has been closed for a while. */
function purging(): Bench {
  const bench = atCar(createCar('haval-jolion', { seed: 1, settings: { engineDegC: 90 } }))
  bench.run(1)
  bench.act({ kind: 'start' })
  bench.run(60)
  assert(purgePercent(bench) > 3)
  return bench
}

test('for a leak test the purge valve of an idling engine is held shut, whoever wants it open, until the car moves', () => {
  const bench = purging()
  assert.equal(bench.ask('engine', '0800'), '480080000000')
  assert.equal(bench.ask('engine', '0801'), '4801')
  bench.run(0.5)
  assert.equal(purgePercent(bench), 0)
  bench.ask('engine', '1003')
  assert.equal(bench.ask('engine', '2F20420301'), '7F2F22')
  bench.run(10)
  assert.equal(purgePercent(bench), 0)
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.3, brake: 0 })
  bench.run(3)
  assert.equal(bench.ask('engine', '0801'), '7F0822')
  bench.act({ kind: 'pedal', accelerator: 0, brake: 1 })
  bench.run(4)
  bench.ask('engine', '1003')
  assert.equal(bench.ask('engine', '2F20420301'), '6F20420301')
})

for (const id of ['haval-jolion', 'haval-h6-hev'])
  test(`${id}: J1979-2 begins the same test by a routine, and it is over after ten minutes or with the ignition`, () => {
    const bench = atCar(createCar(id, { seed: 1, broadcast: false }))
    bench.run(1)
    bench.act({ kind: 'power', to: 'on' })
    bench.run(2)
    bench.ask('engine', '1003')
    assert.equal(bench.ask('engine', '3101E000'), '7101E00080000000')
    assert.equal(bench.ask('engine', '3101E001'), '7101E001')
    assert.equal(bench.ask('engine', '2F20420301'), '7F2F22')
    bench.run(601)
    bench.ask('engine', '1003')
    assert.equal(bench.ask('engine', '2F20420301'), '6F20420301')
    assert.equal(bench.ask('engine', '08010000000000'), '48010000000000')
    bench.act({ kind: 'power', to: 'off' })
    bench.run(4)
    assert.equal(bench.ask('engine', '0801'), '7F0822')
  })

test('what the leak test does not know is refused, and a unit without it has no mode 08', () => {
  const bench = atCar(createCar('haval-jolion', { seed: 1, broadcast: false }))
  bench.run(1)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  assert.equal(bench.ask('engine', '080101'), '7F0812')
  assert.equal(bench.ask('engine', '0802'), '7F0812')
  assert.equal(bench.ask('transmission', '0801'), '7F0811')
})

const text = (answer = '', from: number) => new TextDecoder().decode(hex(answer.slice(2 * from)))

function ready(id: string): Bench {
  const bench = atCar(createCar(id, { seed: 1, broadcast: false }))
  bench.run(1)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(1)
  bench.act({ kind: 'start' })
  bench.run(8)
  assert(bench.car.view().isReady)
  return bench
}

/** Info types that a unit says it has, by its bitmap. */
function infoTypes(bench: Bench, ecu: string): string[] {
  const bits = Number.parseInt((bench.ask(ecu, '0900') ?? '').slice(4), 16)
  const numbers = Array.from({ length: 32 }, (_, i) => i + 1).filter((infoType) => (bits >>> (32 - infoType)) & 1)
  return numbers.map((infoType) => infoType.toString(16).padStart(2, '0').toUpperCase())
}

for (const [id, ecu, expected] of [
  ['haval-jolion', 'engine', '02 04 06 08 0A 0D 0F 12 14'],
  ['haval-jolion', 'transmission', '02 04 06 0A'],
  ['haval-h6-hev', 'engine', '02 04 06 08 0A 0D 0F 12 14'],
  ['haval-h6-hev', 'hcu', '02 04 06 0A'],
  ['byd-atto-3', 'drive', '02 04 06 0A'],
  ['byd-atto-3', 'bms', '02 04 06 0A'],
] as const)
  test(`${id}: the ${ecu} tells ${expected} by mode 09, and refuses every other info type`, () => {
    const bench = ready(id)
    assert.equal(infoTypes(bench, ecu).join(' '), expected)
    for (let number = 1; number <= 0x20; number++) {
      const infoType = number.toString(16).padStart(2, '0').toUpperCase()
      const isTold = bench.ask(ecu, `09${infoType}`)?.startsWith('49') ?? false
      assert.equal(isTold, expected.includes(infoType), infoType)
    }
  })

test('an engine’s number and type approval are 17 characters, alike in J1979-2, and another in another car', () => {
  const bench = ready('haval-jolion')
  const number = text(bench.ask('engine', '090D'), 3)
  assert.match(number.replaceAll('\0', ''), /^GW4G15K\d{7}$/)
  assert.equal(text(bench.ask('engine', '22F80D'), 3), number)
  assert.equal(text(bench.ask('engine', '090F'), 3), 'LUBAN*83R07*00001')
  const other = atCar(createCar('haval-jolion', { seed: 2, broadcast: false }))
  other.run(1)
  other.act({ kind: 'power', to: 'on' })
  other.run(2)
  assert.notEqual(text(other.ask('engine', '090D'), 3), number)
})

test('a trip in which a hybrid’s engine never burned fuel counts among all trips, not among the fuelled ones', () => {
  const bench = ready('haval-h6-hev')
  const trips = () => Number.parseInt((bench.ask('engine', '0908') ?? '').slice(10, 14), 16)
  const fuelled = () => Number.parseInt((bench.ask('engine', '0912') ?? '').slice(6), 16)
  assert.equal(fuelled(), 0)
  bench.ask('hcu', '1003')
  bench.ask('hcu', '2F30400301')
  for (let second = 0; second < 10; second++) {
    bench.run(1)
    bench.ask('hcu', '3E00')
  }
  assert.equal(fuelled(), 1)
  assert(trips() >= fuelled())
})

test('a hybrid tells volts, amperes, health of its pack and its distance by OBD, as its units know them', () => {
  const bench = ready('haval-h6-hev')
  assert.equal(bench.ask('hcu', '01A0')?.slice(4), '04004000')
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.3, brake: 0 })
  bench.run(2)
  const answer = bench.ask('hcu', '019A') ?? ''
  const volts = Number.parseInt(answer.slice(8, 12), 16) / 64
  const amps = ((Number.parseInt(answer.slice(12, 16), 16) << 16) >> 16) / 10
  assert.equal(answer.slice(4, 8), '0600')
  assert(Math.abs(volts - bench.value('bms', 0x3103)) < 1, `${volts} V`)
  assert(amps < -5 && Math.abs(amps + bench.value('bms', 0x3104)) < 2, `${amps} A`)
  const odometer = Number.parseInt((bench.ask('hcu', '01A6') ?? '').slice(4), 16) / 10
  assert(Math.abs(odometer - bench.car.view().odometerKm) < 0.2)
  const health = (100 * Number.parseInt((bench.ask('hcu', '01B2') ?? '').slice(4), 16)) / 255
  assert(health > 97 && health <= 100, `${health} %`)
  assert.equal(bench.ask('engine', '0151'), '415111') // A hybrid with petrol.
})

test('cut off from the battery’s unit, the hybrid’s tells no volts of it any more', () => {
  const bench = ready('haval-h6-hev')
  bench.car.inject('hybrid-14-bms-cut-off')
  bench.run(3)
  assert.equal(bench.ask('hcu', '019A'), '419A060000000000')
})

test('an adapter with its real delay waits for further answers as ATST and adaptive timing say, unless told how many come', () => {
  const bench = atCar(createCar('haval-jolion', { seed: 1, broadcast: false, adapterDelay: 'real' }))
  bench.run(1)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  let text = ''
  let nowMs = bench.nowMs()
  const side = {
    send(bytes: Uint8Array) {
      text += new TextDecoder().decode(bytes)
    },
    close() {},
  }
  const adapter = bench.car.plugElm327(side, nowMs)
  /** Milliseconds until the prompt. */
  const wait = (line: string) => {
    text = ''
    adapter.receive(new TextEncoder().encode(`${line}\r`), nowMs)
    const askedMs = nowMs
    while (!text.endsWith('>')) adapter.service(++nowMs)
    return nowMs - askedMs
  }
  for (const line of ['ATE0', 'ATSP6']) wait(line)
  for (const [timing, patience, waitMs] of [
    ['ATAT0', 'ATST32', 200],
    ['ATAT0', 'ATSTFF', 1020],
    ['ATAT0', 'ATST05', 20],
    ['ATAT1', 'ATST32', 48],
    ['ATAT1', 'ATSTFF', 48],
    ['ATAT2', 'ATST32', 24],
    ['ATAT2', 'ATST05', 20],
  ] as const) {
    for (const line of [timing, patience]) wait(line)
    assert.equal(wait('0100'), waitMs, `${timing} ${patience}`)
    assert.equal(text.match(/41 00/g)?.length, 2)
    assert.equal(wait('01002'), 0, 'both have answered')
    assert.equal(wait('01001'), 0)
  }
  wait('ATST32')
  assert.equal(wait('01FE'), 200, 'adaptive or not, silence lasts as long as ATST says')
  assert.match(text, /NO DATA/)
})
