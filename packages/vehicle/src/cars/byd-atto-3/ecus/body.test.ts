/** Air conditioning: the cabin in the heat, what the compressor takes for it, and what becomes of it without supply. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atCar } from '../../../test-bench.ts'
import { changed } from '../../../testing/open-car.ts'
import type { Physics } from '../physics.ts'
import { createAtto3With } from '../station.ts'

const CABIN = 0x0204
const REQUESTED = 0x0205
const DRAWN = 0x0206

function carAt(ambientDegC: number, apply: (physics: Physics) => void = () => {}) {
  return atCar(createAtto3With({ seed: 4, broadcast: false, settings: { ambientDegC } }, [changed(apply)]))
}

const open = (branch: string) => (physics: Physics) =>
  physics.network.setOhm(physics.network.branch(branch), Number.POSITIVE_INFINITY)

test('in the heat the compressor cools the cabin while the car is READY, and takes its power from the pack', () => {
  const bench = carAt(38)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  assert.deepEqual([bench.value('body', REQUESTED), bench.value('body', DRAWN)], [0, 0])
  assert(bench.start())
  bench.run(5)
  assert.equal(bench.value('body', REQUESTED), 3000)
  assert(Math.abs(bench.value('body', DRAWN) - 3000) < 30)
  assert(bench.car.view().powerKw > 3)
  bench.run(900)
  assert(bench.value('body', CABIN) <= 25)
  const steadyW = bench.value('body', DRAWN)
  assert(steadyW > 200 && steadyW < 600, `${steadyW} W`)
  bench.act({ kind: 'power', to: 'off' })
  bench.run(1)
  assert.equal(bench.value('body', DRAWN), 0)
  assert.deepEqual(bench.codes(), [])
})

test('on a mild day the compressor stands still', () => {
  const bench = carAt(22)
  assert(bench.start())
  bench.run(5)
  assert.deepEqual([bench.value('body', REQUESTED), bench.value('body', DRAWN)], [0, 0])
})

for (const [what, branch, codes] of [
  ['its fuse is blown', 'hv.fuse.compressor', ['body B123C-00']],
  ['it has failed', 'compressor.coil', []],
] as const) {
  test(`a compressor draws nothing when ${what}: it is asked for power, and the cabin stays hot`, () => {
    const bench = carAt(38, open(branch))
    assert(bench.start())
    bench.run(300)
    assert.equal(bench.value('body', REQUESTED), 3000)
    assert.equal(bench.value('body', DRAWN), 0)
    assert.equal(bench.value('body', CABIN), 38)
    assert.deepEqual(bench.codes(), codes)
  })
}

test('a compressor with low insulation raises the insulation code', () => {
  const bench = carAt(22, ({ network }) => network.setOhm(network.branch('compressor.insulation.minus'), 24e3))
  assert(bench.start())
  bench.run(10)
  assert.deepEqual(bench.codes(), ['bms P0AA6-00'])
})

test('a replaced compressor cools again', () => {
  const bench = carAt(38, open('compressor.coil'))
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  bench.isolate()
  bench.act({ kind: 'repair', component: 'compressor', repair: 'replace' })
  bench.putTogether()
  assert(bench.start())
  bench.run(5)
  assert(bench.value('body', DRAWN) > 2900)
})
