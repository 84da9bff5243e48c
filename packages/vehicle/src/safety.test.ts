import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CarAction, Hazard } from './car.ts'
import { type Bench, standAt } from './test-bench.ts'

/** What a hazardous action or measurement says; undefined when it was no hazard. */
const hazardOf = (
  outcome: ReturnType<Bench['car']['act']> | ReturnType<Bench['car']['measure']>,
): Hazard | undefined => (outcome.kind === 'hazard' ? outcome.hazard : undefined)

const HV_WORK: CarAction = { kind: 'repair', component: 'ptcHeater', repair: 'replace' }
const PLUS_MINUS = { instrument: 'voltmeter', red: 'motorController.plus', black: 'motorController.minus' } as const

/** Everything up to the wait; `skip` leaves out one action. */
function cutOff(bench: Bench, skip?: CarAction['kind']): void {
  const actions: CarAction[] = [
    { kind: 'gloves', on: true },
    { kind: 'takeKeyAway' },
    { kind: 'battery12V', connected: false },
    { kind: 'serviceDisconnect', inserted: false },
    { kind: 'lockout', on: true },
  ]
  bench.act(...actions.filter(({ kind }) => kind !== skip))
}

function testAbsence(bench: Bench, skip?: number | 'before' | 'after'): void {
  if (skip !== 'before') bench.act({ kind: 'proveTester' })
  const pairs = [
    ['motorController.plus', 'motorController.minus'],
    ['hv.plus', 'chassis'],
    ['chassis', 'dcdc.minus'],
  ] as const
  for (const [i, [red, black]] of pairs.entries()) if (i !== skip) bench.measure('voltmeter', red, black)
  if (skip !== 'after') bench.act({ kind: 'proveTester' })
}

test('work after the whole procedure is no hazard', () => {
  const bench = standAt()
  bench.start()
  bench.isolate()
  assert.deepEqual(bench.car.act(HV_WORK), { kind: 'done' })
})

test('work on a car in READY is a hazard and names every step', () => {
  const bench = standAt()
  bench.start()
  const hazard = hazardOf(bench.car.act(HV_WORK))
  assert(hazard?.kind === 'workWithoutIsolation' && hazard.at === 'ptcHeater' && hazard.volts > 380)
  assert.equal(hazard.missing.length, 12)
})

test('low-voltage work needs no isolation', () => {
  const bench = standAt()
  bench.start()
  assert.deepEqual(bench.car.act({ kind: 'repair', component: 'fuseCooling', repair: 'replace' }), { kind: 'done' })
})

for (const [skip, step] of [
  ['takeKeyAway', 'keyAway'],
  ['battery12V', 'battery12VOff'],
  ['serviceDisconnect', 'serviceDisconnectOut'],
  ['lockout', 'lockout'],
] as const) {
  test(`work without ${skip} is a hazard that names ${step}`, () => {
    const bench = standAt()
    bench.start()
    bench.act({ kind: 'power', to: 'off' })
    bench.run(10)
    if (skip === 'serviceDisconnect') {
      bench.act({ kind: 'gloves', on: true }, { kind: 'takeKeyAway' }, { kind: 'battery12V', connected: false })
    } else cutOff(bench, skip)
    bench.run(bench.car.model.hvWaitingTimeS + 1)
    testAbsence(bench)
    assert(hazardOf(bench.car.act(HV_WORK))?.missing.includes(step))
  })
}

for (const [skip, step] of [
  ['before', 'testerProvenBefore'],
  [0, 'measuredPositiveNegative'],
  [1, 'measuredPositiveChassis'],
  [2, 'measuredNegativeChassis'],
  ['after', 'testerProvenAfter'],
] as const) {
  test(`leaving out one test of absence of voltage is a hazard that names ${step}`, () => {
    const bench = standAt()
    bench.start()
    bench.act({ kind: 'power', to: 'off' })
    bench.run(10)
    cutOff(bench)
    bench.run(bench.car.model.hvWaitingTimeS + 1)
    testAbsence(bench, skip)
    assert.deepEqual(hazardOf(bench.car.act(HV_WORK))?.missing, [step])
  })
}

test('measurements before the waiting time is over do not count', () => {
  const bench = standAt()
  bench.start()
  bench.act({ kind: 'power', to: 'off' })
  bench.run(10)
  cutOff(bench)
  bench.run(bench.car.model.hvWaitingTimeS - 5)
  testAbsence(bench)
  bench.run(10)
  assert(hazardOf(bench.car.act(HV_WORK))?.missing.includes('measuredPositiveNegative'))
})

test('putting the service disconnect back undoes the isolation', () => {
  const bench = standAt()
  bench.isolate()
  bench.act({ kind: 'lockout', on: false }, { kind: 'serviceDisconnect', inserted: true })
  bench.act({ kind: 'serviceDisconnect', inserted: false }, { kind: 'lockout', on: true })
  const missing = hazardOf(bench.car.act(HV_WORK))?.missing
  assert(missing?.includes('waitingTime') && missing.includes('measuredPositiveNegative'))
})

test('touching the live bus with a voltmeter without gloves is live contact; with gloves it reads', () => {
  const bench = standAt()
  bench.start()
  const hazard = hazardOf(bench.car.measure(PLUS_MINUS))
  assert(hazard?.kind === 'liveContact' && hazard.volts > 380 && hazard.missing.includes('gloves'))
  const toChassis = hazardOf(bench.car.measure({ ...PLUS_MINUS, black: 'chassis' }))
  assert(toChassis?.kind === 'liveContact')
  bench.act({ kind: 'gloves', on: true })
  assert(bench.measure('voltmeter', PLUS_MINUS.red, PLUS_MINUS.black) > 380)
})

test('ohmmeter and insulation tester on the live bus are hazards of their own', () => {
  const bench = standAt()
  bench.start()
  bench.act({ kind: 'gloves', on: true })
  assert.equal(hazardOf(bench.car.measure({ ...PLUS_MINUS, instrument: 'ohmmeter' }))?.kind, 'workWithoutIsolation')
  const test500 = bench.car.measure({ instrument: 'insulationTester', red: 'hv.plus', black: 'chassis' })
  assert.equal(hazardOf(test500)?.kind, 'liveInsulationTest')
})

test('the service disconnect is not pulled with bare hands, nor with the power on', () => {
  const bare = standAt()
  assert.equal(hazardOf(bare.car.act({ kind: 'serviceDisconnect', inserted: false }))?.kind, 'liveContact')
  const on = standAt()
  on.start()
  on.act({ kind: 'gloves', on: true })
  assert.deepEqual(hazardOf(on.car.act({ kind: 'serviceDisconnect', inserted: false }))?.missing, ['powerOff'])
})

test('the bus falls below 60 V within seconds after power off, and not at once', () => {
  const bench = standAt()
  bench.start()
  bench.act({ kind: 'gloves', on: true }, { kind: 'power', to: 'off' })
  bench.run(0.7)
  assert(bench.measure('voltmeter', PLUS_MINUS.red, PLUS_MINUS.black) > 60)
  bench.run(5)
  assert(bench.measure('voltmeter', PLUS_MINUS.red, PLUS_MINUS.black) < 60)
})

test('without the active discharge the bus is safe within the waiting time of the car, and not much earlier', () => {
  const bench = standAt()
  bench.start()
  // The 12 V is taken off in READY with the converter on, then the disconnect: contactors fall, nobody discharges.
  bench.act({ kind: 'gloves', on: true }, { kind: 'battery12V', connected: false })
  bench.car.act({ kind: 'serviceDisconnect', inserted: false })
  bench.run(100)
  assert(bench.measure('voltmeter', PLUS_MINUS.red, PLUS_MINUS.black) > 60)
  bench.run(bench.car.model.hvWaitingTimeS - 100)
  assert(bench.measure('voltmeter', PLUS_MINUS.red, PLUS_MINUS.black) < 60)
})
