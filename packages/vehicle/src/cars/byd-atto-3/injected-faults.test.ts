/** A fault that comes in the middle of a drive is the fault that was there from the start, and goes as it came. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CARS } from '../../index.ts'
import { type Bench, standAt } from '../../test-bench.ts'

const FAULTS = CARS['byd-atto-3'].faults.filter(({ component }) => component !== null)
/** At which each of them can show: nearly full, with a battery that starts the car. */
const SETTINGS = { startSocPercent: 90, battery12VPercent: 80, ambientDegC: 20 }

/** Charged a little, started, driven, switched off and on again. */
function use(bench: Bench): void {
  bench.act({ kind: 'power', to: 'off' })
  bench.run(3)
  bench.act({ kind: 'charger', plugged: true })
  bench.run(20)
  bench.act({ kind: 'charger', plugged: false })
  bench.run(12)
  if (bench.start()) bench.driveHard()
  bench.run(20)
  bench.act({ kind: 'power', to: 'off' })
  bench.run(10)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(4)
}

function standAtSound(): Bench {
  const bench = standAt({ settings: SETTINGS })
  assert(bench.start())
  bench.driveHard(3)
  return bench
}

/** They need days, weeks, a whole charge or one with DC to store their code. */
const SLOW = ['ev-06-imbalance', 'ev-14-quiescent-drain', 'ev-09-cooling-valve', 'ev-12-charging-line-open']

for (const { id, codes } of FAULTS) {
  test(`${id} comes while the car is used, is seen as from the start, and goes without a trace`, () => {
    const born = standAt({ settings: SETTINGS, faults: [id] })
    use(born)
    if (codes.length > 0 && !SLOW.includes(id)) assert(born.codes().length > 0)
    const bench = standAtSound()
    assert.deepEqual(bench.codes(), [])
    bench.car.inject(id)
    use(bench)
    assert.deepEqual(bench.codes(), born.codes())
    assert.deepEqual(
      bench.car.faults.map((fault) => fault.id),
      [id],
    )
    bench.car.clear(id)
    bench.act({ kind: 'power', to: 'off' })
    bench.run(10)
    bench.act({ kind: 'power', to: 'on' })
    bench.run(3)
    bench.clearCodes()
    use(bench)
    assert.deepEqual(bench.codes(), [])
  })
}

test('a drain that comes draws its current at once, and none when it was taken away', () => {
  const bench = standAtSound()
  bench.act({ kind: 'power', to: 'off' })
  bench.run(10)
  const amps = () => Math.abs(bench.read({ instrument: 'clamp', wire: 'wire.409' }))
  assert(amps() < 0.05)
  bench.car.inject('ev-14-quiescent-drain')
  bench.run(1)
  assert(amps() > 0.3)
  bench.car.clear('ev-14-quiescent-drain')
  bench.run(1)
  assert(amps() < 0.05)
})

test('the same fault at the same step gives the same car, bit for bit', () => {
  const hashOf = () => {
    const bench = standAtSound()
    bench.car.inject('ev-05-cell-resistance')
    bench.run(5)
    bench.car.inject('ev-13-dcdc-failed')
    bench.run(5)
    bench.car.clear('ev-05-cell-resistance')
    bench.run(5)
    return bench.car.stateHash()
  }
  assert.equal(hashOf(), hashOf())
})

test('what there is not, and a case in which nothing is broken, neither come nor go', () => {
  const { car } = standAt()
  assert.throws(() => car.inject('ev-99'), /no fault "ev-99"; there are ev-01/)
  assert.throws(() => car.inject('ev-18-full-battery'), /nothing is broken/)
  assert.throws(() => car.clear('ev-18-full-battery'), /nothing is broken/)
  assert.deepEqual(car.faults, [])
})
