/** What the driver of the hybrid car chooses by the dial, and what the car makes of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CarAction, type CarSettings, DRIVE_MODES, type DriveMode } from '../../car.ts'
import { CAR_IDS, createCar } from '../../index.ts'
import { atCar, type Bench } from '../../test-bench.ts'

const RUNNING_RPM = 400

const readyAt = (startSocPercent: number, ...actions: readonly CarAction[]) =>
  readyWith({ startSocPercent }, ...actions)

function readyWith(start: CarSettings, ...actions: readonly CarAction[]): Bench {
  const settings = { ambientDegC: 20, ...start }
  const bench = atCar(createCar('haval-h6-hev', { seed: 1, broadcast: false, settings }))
  bench.act({ kind: 'power', to: 'on' })
  bench.run(3)
  bench.act({ kind: 'start' }, ...actions)
  bench.run(6)
  assert(bench.car.view().isReady)
  return bench
}

/** Seconds with the engine running, of so many. */
function engineSeconds(bench: Bench, seconds: number): number {
  let running = 0
  for (let second = 0; second < seconds; second++) {
    bench.run(1)
    if ((bench.car.view().engine?.rpm ?? 0) > RUNNING_RPM) running++
  }
  return running
}

function drive(bench: Bench, profile: 'steady-30' | 'steady-50' | 'steady-120'): void {
  bench.act({ kind: 'selector', to: 'D' })
  bench.run(1)
  bench.act({ kind: 'profile', profile })
}

const dial = (to: DriveMode): CarAction => ({ kind: 'driveMode', to })

test('the dial stands at normal, which is all that the dashboard says before it is turned', () => {
  const car = createCar('haval-h6-hev', { seed: 1, broadcast: false })
  assert.deepEqual([car.view().driveModeDial, car.view().driveMode], ['normal', null])
  assert.equal(readyAt(57).car.view().driveMode, 'normal')
  for (const to of DRIVE_MODES) {
    const bench = readyAt(57, dial(to))
    assert.deepEqual([bench.car.view().driveModeDial, bench.car.view().driveMode], [to, to])
    assert.deepEqual(bench.codes(), [])
  }
})

test('in EV the engine rests where it would run otherwise, until the pack is low: then the car says so', () => {
  const normal = readyAt(47)
  const ev = readyAt(47, dial('ev'))
  for (const bench of [normal, ev]) drive(bench, 'steady-50')
  assert(engineSeconds(normal, 60) > 10)
  assert.equal(engineSeconds(ev, 60), 0)
  assert.deepEqual(ev.car.view().messages, [])
  let seconds = 0
  while (ev.car.view().driveMode === 'ev') {
    ev.run(1)
    assert(++seconds < 1200, `${ev.car.view().socPercent} %`)
  }
  assert(Number(ev.car.view().socPercent) <= 35)
  ev.run(5)
  assert.deepEqual(ev.car.view().messages, ['evNotNow'])
  assert(engineSeconds(ev, 30) > 20)
  assert.deepEqual(ev.codes(), [])
})

test('a full pedal asks more than the pack can give: the engine comes in EV too', () => {
  const bench = readyAt(60, dial('ev'))
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 1, brake: 0 })
  assert(engineSeconds(bench, 8) > 3)
  assert.equal(bench.car.view().driveMode, 'normal')
})

test('to charge, the engine fills the pack while the car stands and stops when it is full', () => {
  const bench = readyAt(55, dial('charge'))
  assert(engineSeconds(bench, 30) > 20)
  for (let minute = 0; minute < 15 && (bench.car.view().engine?.rpm ?? 0) > RUNNING_RPM; minute++) bench.run(60)
  assert.equal(bench.car.view().engine?.rpm, 0)
  const charged = Number(bench.car.view().socPercent)
  assert(charged >= 70 && charged <= 74, `${charged} %`)
  bench.act(dial('normal'))
  assert.equal(engineSeconds(bench, 20), 0)
})

test('in sport the engine runs as long as the car moves, and half a pedal does more', () => {
  const [normal, sport] = (['normal', 'sport'] as const).map((to) => readyAt(62, dial(to)))
  for (const bench of [normal, sport]) {
    bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.3, brake: 0 })
    bench.run(5)
  }
  assert(sport.car.view().speedKmh > 1.3 * normal.car.view().speedKmh)
  drive(sport, 'steady-30')
  sport.run(30)
  assert.equal(engineSeconds(sport, 60), 60)
  assert(Number(sport.car.view().socPercent) < 75)
})

test('no other car has such a dial', () => {
  for (const model of CAR_IDS.filter((id) => id !== 'haval-h6-hev')) {
    const car = createCar(model, { seed: 1, broadcast: false })
    assert.deepEqual(car.act(dial('sport')), { kind: 'refused', reason: 'notOnThisCar' })
    assert(!('driveMode' in car.view()) && !('driveModeDial' in car.view()))
  }
})

test('two choices are two states, and one drive gives one state', () => {
  const hashes = (['ev', 'ev', 'sport'] as const).map((to) => readyAt(57, dial(to)).car.stateHash())
  assert.equal(hashes[0], hashes[1])
  assert.notEqual(hashes[0], hashes[2])
})

test('when the engine stops out of boost, what is left of it in the pipe is not taken for the air outside', () => {
  const bench = readyWith({ startSocPercent: 62, engineDegC: 88 }, dial('charge'))
  const outsideKpa = () => Number.parseInt((bench.ask('engine', '0133') ?? '').slice(4), 16)
  const before = outsideKpa()
  const boostsKpa: number[] = []
  for (let second = 0; second < 110; second++) {
    bench.run(1)
    boostsKpa.push(bench.value('engine', 0x010f))
    assert(Math.abs(outsideKpa() - before) <= 1, `${outsideKpa()} kPa, not ${before}, after ${second} s`)
  }
  assert(Math.max(...boostsKpa) > before + 3)
  assert(Math.abs((boostsKpa.at(-1) ?? 0) - before) < 1, 'it has stopped')
})
