/** What the petrol car answers a tester, by UDS and by the legislated on-board diagnostics, and what it refuses. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCar } from '../../index.ts'
import { atCar, type Bench } from '../../test-bench.ts'
import { opened } from '../../testing/open-car.ts'
import { assertAnswers, type Exchanges, keyOffOn, rollOff, startUp, switchOn } from '../../testing/stands.ts'
import { createJolionWith } from './station.ts'

const standing = (): Bench => atCar(createCar('haval-jolion', { seed: 1 }))

const switchedOn = () => switchOn(standing())
const running = (bench = standing()) => startUp(bench)
const rolling = () => rollOff(standing())

function check(what: string, stand: () => Bench, exchanges: Exchanges) {
  test(what, () => assertAnswers(stand(), exchanges))
}

check('while the car moves no unit leaves its session, forgets its codes or takes an order', rolling, [
  ['engine', '1003', '7F1088'],
  ['engine', '1002', '7F1088'],
  ['transmission', '14FFFFFF', '7F1488'],
  ['engine', '04', '7F0422'],
])

check('while the engine runs no unit is reset or programmed, and OBD codes are not cleared', running, [
  ['engine', '04', '7F0422'],
  ['engine', '1002', '7F1083'],
  ['engine', '1101', '7F1183'],
  ['brakes', '1102', '7F1183'],
  ['engine', '1003', '5003003201F4'],
])

check('with the ignition on and the engine at rest, codes are cleared', switchedOn, [
  ['engine', '04', '44'],
  ['transmission', '14FFFFFF', '54'],
])

check(
  'a key-off-on reset is taken by every unit, whose session it ends',
  switchedOn,
  keyOffOn(['engine', 'transmission', 'brakes', 'body', 'gateway']),
)

check('a misfire is to be seen to at once, an aged catalyst at the next service, a coil between them', switchedOn, [
  ['engine', '1909030200', '5909FF820003020050'],
  ['engine', '1909042000', '5909FF220004200050'],
  ['engine', '1909035200', '5909FF420003520050'],
])

test('a tester who was there before the car moved is told that it moves', () => {
  const bench = running()
  bench.ask('engine', '1003')
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.4, brake: 0 })
  for (let second = 0; second < 4; second++) {
    bench.run(1)
    bench.ask('engine', '3E00')
  }
  assertAnswers(bench, [
    ['engine', '2F20400301', '7F2F88'],
    ['engine', '14FFFFFF01', '7F1488'],
    ['engine', '1003', '7F1088'],
  ])
})

test('live data agree with the dashboard: speed of the engine, coolant, fuel', () => {
  const bench = running()
  const { engine } = bench.car.view()
  assert(engine !== undefined)
  const byte = (request: string) => Number.parseInt((bench.ask('engine', request) ?? '').slice(4), 16)
  assert(Math.abs(byte('010C') / 4 - (engine.rpm ?? 0)) < 30)
  assert.equal(byte('0105') - 40, engine.coolantDegC)
  assert(Math.abs((100 * byte('012F')) / 255 - (engine.fuelPercent ?? 0)) < 1)
  // And by the units' own identifiers: the same state.
  assert(Math.abs(bench.value('engine', 0x2003) - (engine.rpm ?? 0)) < 30)
})

test('who answers OBD: engine and transmission, at the law’s identifiers; the rest at the maker’s', () => {
  const bench = running()
  const answers: string[] = []
  bench.listen('all', '0100', (answer) => answers.push(answer))
  bench.run(0.2)
  assert.equal(answers.length, 2)
  const ids = bench.car.model.ecus.map(({ requestId, responseId }) => [requestId, responseId])
  assert.deepEqual(ids, [
    [0x7e0, 0x7e8],
    [0x7e1, 0x7e9],
    [0x782, 0x7c2],
    [0x78a, 0x7ca],
    [0x78b, 0x7cb],
  ])
})

const openCoil = opened('coil2.winding')

test('a misfire goes before other codes in the freeze frame, counts in mode 06, and blinks the lamp', () => {
  const bench = running(atCar(createJolionWith({ seed: 1 }, [openCoil])))
  bench.run(90)
  assert(bench.car.view().lamps.includes('checkEngineBlinking'))
  assert.deepEqual(bench.codes().sort(), ['engine P0302-00', 'engine P0352-00'])
  assert.equal(bench.ask('engine', '020200'), '4202000302') // P0302
  const rpm = Number.parseInt((bench.ask('engine', '020C00') ?? '').slice(6), 16) / 4
  assert(rpm > 500 && rpm < 1500, `${rpm} rpm in the freeze frame`)
  const misfires = (monitor: string) => (bench.ask('engine', `06${monitor}`) ?? '').slice(8, 12)
  assert(Number.parseInt(misfires('A3'), 16) > 40)
  assert(Number.parseInt(misfires('A2'), 16) < 5)
})

test('clearing forgets codes, freeze frame, learnt trims and results; readiness begins again', () => {
  const bench = running(atCar(createJolionWith({ seed: 1 }, [openCoil])))
  bench.run(90)
  bench.act({ kind: 'power', to: 'off' })
  bench.run(15)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  assert(bench.codes().length > 0)
  assert.equal(bench.ask('engine', '04'), '44')
  assert.deepEqual(bench.codes(), [])
  assert.equal(bench.ask('engine', '06A3'), '46A30C24000000000000')
  assert.equal(bench.ask('engine', '0101'), '41010077C5C5')
  assert(Math.abs(bench.value('engine', 0x2012)) < 0.1)
})

test('an actuator test runs the fuel pump of a standing engine, until the tester lets go', () => {
  const bench = switchedOn()
  bench.run(5)
  const pumpVolts = () => bench.measure('voltmeter', 'fuelPump.plus', 'fuelPump.minus')
  assert(pumpVolts() < 1)
  bench.ask('engine', '1003')
  assert.equal(bench.ask('engine', '2F20400301'), '6F20400301')
  bench.run(1)
  assert(pumpVolts() > 10)
  assert.equal(bench.ask('engine', '2F204001'), '6F20400100')
  bench.run(1)
  assert(pumpVolts() < 1)
  assert.equal(bench.ask('engine', '2F20400301'), '6F20400301')
  bench.ask('engine', '2F204000')
  bench.run(1)
  assert(pumpVolts() < 1)
})

test('lights that burn by day go to their default, off, at a tester’s word, and burn again when they are given back', () => {
  const bench = running()
  const isOn = () => {
    bench.run(0.1)
    return bench.measure('voltmeter', 'lights.plus', 'chassis') > 10
  }
  assert(isOn())
  bench.ask('body', '1003')
  assert.equal(bench.ask('body', '2F021001'), '6F02100100')
  assert(!isOn())
  assert.equal(bench.ask('body', '2F021002'), '6F02100200', 'frozen off')
  bench.ask('body', '2F021000')
  assert(isOn())
  bench.ask('body', '2F021001')
  bench.ask('body', '1001')
  assert(isOn(), 'the session was over')
})

test('from one seed, the same deeds give the same car, bit for bit', () => {
  const drive = () => {
    const bench = rolling()
    bench.run(10)
    return bench.car.stateHash()
  }
  assert.equal(drive(), drive())
})
