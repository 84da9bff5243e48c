/** What the hybrid car answers a tester, by UDS and by the legislated on-board diagnostics, and what it refuses. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCar } from '../../index.ts'
import { atCar, type Bench } from '../../test-bench.ts'
import { opened } from '../../testing/open-car.ts'
import { assertAnswers, type Exchanges, keyOffOn, rollOff, startUp, switchOn } from '../../testing/stands.ts'
import { createH6HevWith } from './station.ts'

const standing = (): Bench => atCar(createCar('haval-h6-hev', { seed: 1 }))

const switchedOn = (bench = standing()) => switchOn(bench)
const ready = (bench = standing()) => startUp(bench)
const rolling = () => rollOff(standing())

/** A tester lets the engine of a standing car run, and stays in its session. */
function engineRunning(bench: Bench = ready()): Bench {
  assert.equal(bench.ask('hcu', '1003'), '5003003201F4')
  assert.equal(bench.ask('hcu', '2F30400301'), '6F30400301')
  for (let second = 0; second < 8; second++) {
    bench.run(1)
    bench.ask('hcu', '3E00')
  }
  assert((bench.car.view().engine?.rpm ?? 0) > 500)
  return bench
}

function check(what: string, stand: () => Bench, exchanges: Exchanges) {
  test(what, () => assertAnswers(stand(), exchanges))
}

check('while the car moves no unit leaves its session, forgets its codes or takes an order', rolling, [
  ['engine', '1003', '7F1088'],
  ['hcu', '1002', '7F1088'],
  ['inverter', '14FFFFFF', '7F1488'],
  ['bms', '14FFFFFF', '7F1488'],
  ['engine', '04', '7F0422'],
])

check(
  'in READY, with the engine at rest, no unit is reset or programmed: it may start by itself at any moment',
  ready,
  [
    ['engine', '1002', '7F1022'],
    ['hcu', '1101', '7F1122'],
    ['inverter', '1102', '7F1122'],
    ['bms', '1003', '5003003201F4'],
  ],
)

check('while the engine runs no unit is reset or programmed, and OBD codes are not cleared', engineRunning, [
  ['engine', '04', '7F0422'],
  ['engine', '1002', '7F1083'],
  ['engine', '1101', '7F1183'],
  ['hcu', '04', '7F0422'],
])

check('with the ignition on and no READY, codes are cleared', switchedOn, [
  ['engine', '04', '44'],
  ['hcu', '04', '44'],
  ['inverter', '14FFFFFF', '54'],
])

check(
  'a key-off-on reset is taken by every unit, whose session it ends',
  switchedOn,
  keyOffOn(['engine', 'hcu', 'bms', 'inverter', 'brakes', 'body', 'gateway']),
)

test('a tester who was there before the car moved is told that it moves', () => {
  const bench = ready()
  bench.ask('hcu', '1003')
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.4, brake: 0 })
  for (let second = 0; second < 4; second++) {
    bench.run(1)
    bench.ask('hcu', '3E00')
  }
  assertAnswers(bench, [
    ['hcu', '2F30400301', '7F2F88'],
    ['hcu', '14FFFFFF01', '7F1488'],
    ['hcu', '1003', '7F1088'],
  ])
})

test('live data agree with the dashboard: engine, charge, volts, speed', () => {
  const bench = engineRunning()
  const { engine, socPercent, volts12 } = bench.car.view()
  assert(engine !== undefined)
  const bytes = (ecu: string, request: string) => Number.parseInt((bench.ask(ecu, request) ?? '').slice(4), 16)
  assert(Math.abs(bytes('engine', '010C') / 4 - (engine.rpm ?? 0)) < 30)
  assert.equal(bytes('engine', '0105') - 40, engine.coolantDegC)
  assert(Math.abs((100 * bytes('hcu', '015B')) / 255 - (socPercent ?? 0)) < 1.5)
  assert(Math.abs(bytes('hcu', '0142') / 1000 - volts12) < 0.5)
  // And by the units' own identifiers: the same state.
  assert(Math.abs(bench.value('engine', 0x2003) - (engine.rpm ?? 0)) < 30)
  assert(Math.abs(bench.value('bms', 0x3102) - (socPercent ?? 0)) < 1)
  assert(Math.abs(bench.value('bms', 0x3105) - bench.value('inverter', 0x3202)) < 3)
})

test('who answers OBD: engine and hybrid control unit, at the law’s identifiers; the rest at the maker’s', () => {
  const bench = ready()
  const answers: string[] = []
  bench.listen('all', '0100', (answer) => answers.push(answer))
  bench.run(0.2)
  assert.equal(answers.length, 2)
  const ids = bench.car.model.ecus.map(({ requestId, responseId }) => [requestId, responseId])
  assert.deepEqual(ids, [
    [0x7e0, 0x7e8],
    [0x7e2, 0x7ea],
    [0x7b0, 0x7f0],
    [0x7b1, 0x7f1],
    [0x782, 0x7c2],
    [0x78a, 0x7ca],
    [0x78b, 0x7cb],
  ])
})

const withOpen = (branch: string): Bench => atCar(createH6HevWith({ seed: 1 }, [opened(branch)]))

test('a blown converter fuse: lamp, snapshot and freeze frame tell of the car as it was; clearing forgets them', () => {
  const bench = withOpen('fuseBox.fuse.dcdc')
  ready(bench)
  bench.run(14)
  assert.deepEqual(bench.codes().sort(), ['hcu P0A8D-00', 'hcu P0A94-00'])
  assert(bench.car.view().lamps.includes('checkEngine'))
  assert.equal(bench.ask('hcu', '03')?.slice(0, 4), '4302')
  const stored = bench.ask('hcu', '020200') ?? ''
  assert(['0A94', '0A8D'].includes(stored.slice(6)), stored)
  const volts = Number.parseInt((bench.ask('hcu', '024200') ?? '').slice(6), 16) / 1000
  assert(volts > 9 && volts < 12.8, `${volts} V in the freeze frame`)
  bench.act({ kind: 'power', to: 'off' })
  bench.run(12)
  switchedOn(bench)
  assert.equal(bench.ask('hcu', '04'), '44')
  assert.deepEqual(bench.codes(), [])
  assert.equal(bench.ask('hcu', '020200'), '4202000000')
})

test('a misfire of the engine that a tester lets run: its codes, and its count in mode 06', () => {
  const bench = withOpen('coil2.winding')
  engineRunning(ready(bench))
  for (let second = 0; second < 80; second++) {
    bench.run(1)
    bench.ask('hcu', '3E00')
  }
  assert.deepEqual(bench.codes().sort(), ['engine P0302-00', 'engine P0352-00'])
  const misfires = (monitor: string) => Number.parseInt((bench.ask('engine', `06${monitor}`) ?? '').slice(8, 12), 16)
  assert(misfires('A3') > 40 && misfires('A2') < 5)
})

test('actuator tests run pump and fan of a car that stands, until the tester lets go', () => {
  const bench = switchedOn()
  bench.run(5)
  const pumpVolts = () => bench.measure('voltmeter', 'inverterPump.plus', 'inverterPump.minus')
  assert(pumpVolts() < 1)
  bench.ask('inverter', '1003')
  assert.equal(bench.ask('inverter', '2F32400301'), '6F32400301')
  bench.run(1)
  assert(pumpVolts() > 10 && bench.value('inverter', 0x3203) > 2)
  bench.ask('inverter', '2F324000')
  bench.run(1)
  assert(pumpVolts() < 1)
})

test('the gateway tells whom it hears, and silences units by their number for a tester', () => {
  const bench = switchedOn()
  for (let did = 0x0303; did <= 0x0308; did++) assert.equal(bench.value('gateway', did), 1, did.toString(16))
  bench.act({ kind: 'connector', connector: 'inverter.a', plugged: false })
  bench.run(3)
  assert.equal(bench.value('gateway', 0x0306), 0)
  assert.deepEqual(bench.codes(), ['hcu U0110-00', 'gateway U0110-00'])
})

test('from one seed, the same deeds give the same car, bit for bit', () => {
  const drive = () => {
    const bench = rolling()
    bench.run(10)
    return bench.car.stateHash()
  }
  assert.equal(drive(), drive())
})
