/** What a workshop codes in the control units of each car: who may, what is taken, and what the car then does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import { CAR_IDS, createCar } from '../index.ts'
import { atCar, type Bench } from '../test-bench.ts'
import { securityKey } from './security.ts'

function ready(model: string): Bench {
  const bench = atCar(createCar(model, { seed: 1, settings: { startSocPercent: 60 } }))
  bench.run(2)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  bench.act({ kind: 'start' })
  bench.run(8)
  assert(bench.car.view().isReady)
  return bench
}

function unlock(bench: Bench, ecu: string): void {
  assert.equal(bench.ask(ecu, '1003')?.slice(0, 4), '5003')
  const seed = bench.ask(ecu, '2701')?.slice(4) ?? ''
  assert.equal(bench.ask(ecu, `2702${toHex(securityKey(hex(seed)))}`), '6702')
}

const lightsVolts = (bench: Bench) => bench.measure('voltmeter', 'lights.plus', 'lights.minus')

for (const model of CAR_IDS) {
  test(`${model}: its daytime running lights are on and off as they are coded`, () => {
    const bench = ready(model)
    for (const [coded, isLit] of [
      ['01', true],
      ['00', false],
      ['01', true],
    ] as const) {
      unlock(bench, 'body')
      assert.equal(bench.ask('body', `2E0220${coded}`), '6E0220')
      assert.equal(bench.ask('body', '220220'), `620220${coded}`)
      bench.run(1)
      assert.equal(lightsVolts(bench) > 9, isLit, `${lightsVolts(bench)} V coded ${coded}`)
    }
  })

  test(`${model}: a coding is for the extended session and the holder of the key, within its bounds, and outlives the supply`, () => {
    const bench = ready(model)
    assert.equal(bench.ask('body', '2E022001'), '7F2E31')
    bench.ask('body', '1003')
    assert.equal(bench.ask('body', '2E022001'), '7F2E33')
    unlock(bench, 'body')
    assert.equal(bench.ask('body', '2E022002'), '7F2E31')
    assert.equal(bench.ask('body', '2E02200100'), '7F2E13')
    const other = bench.ask('body', '220220') === '62022001' ? '00' : '01'
    assert.equal(bench.ask('body', `2E0220${other}`), '6E0220')
    bench.act({ kind: 'power', to: 'off' })
    bench.run(10)
    bench.act({ kind: 'battery12V', connected: false })
    bench.run(2)
    bench.act({ kind: 'battery12V', connected: true })
    bench.run(2)
    assert.equal(bench.ask('body', '220220'), `620220${other}`)
  })
}

test('a rough idle is raised by as much as was coded', () => {
  const bench = ready('haval-jolion')
  const rpm = () => bench.car.view().engine?.rpm ?? 0
  bench.run(120)
  const before = rpm()
  unlock(bench, 'engine')
  assert.equal(bench.ask('engine', '2E205064'), '6E2050')
  bench.run(20)
  assert(Math.abs(rpm() - before - 100) < 25, `${before} to ${rpm()} rpm`)
  assert.equal(bench.ask('engine', '2E205097'), '7F2E31')
})

test('charging by AC ends at the limit that was coded', () => {
  const bench = atCar(createCar('byd-atto-3', { seed: 1, settings: { startSocPercent: 59.9 } }))
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  unlock(bench, 'bms')
  assert.equal(bench.ask('bms', '2E20503C'), '6E2050')
  bench.act({ kind: 'power', to: 'off' })
  bench.run(5)
  bench.act({ kind: 'charger', plugged: true })
  bench.run(20)
  assert(bench.car.view().powerKw < -3)
  bench.run(120)
  assert(bench.car.view().powerKw > -0.5, `${bench.car.view().powerKw} kW`)
  const socPercent = bench.car.view().socPercent ?? 0
  assert(socPercent >= 60 && socPercent < 60.5, `${socPercent} %`)
})
