import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CarAction, type Hazard, ISOLATION_STEPS } from './car.ts'
import { type Bench, standAt } from './test-bench.ts'

/** What a hazardous action or measurement says; undefined when it was no hazard. */
const hazardOf = (
  outcome: ReturnType<Bench['car']['act']> | ReturnType<Bench['car']['measure']>,
): Hazard | undefined => (outcome.kind === 'hazard' ? outcome.hazard : undefined)

const HV_WORK: CarAction = { kind: 'repair', component: 'ptcHeater', repair: 'replace' }
const GLOVES: CarAction = { kind: 'gloves', on: true }
const BARRIER: CarAction = { kind: 'barrier', on: true }
const KEY_AWAY: CarAction = { kind: 'takeKeyAway' }
const BATTERY_OFF: CarAction = { kind: 'battery12V', connected: false }
const PULL: CarAction = { kind: 'serviceDisconnect', inserted: false }
const LOCK: CarAction = { kind: 'lockout', on: true }
const PLUS_MINUS = { instrument: 'voltmeter', red: 'motorController.plus', black: 'motorController.minus' } as const

/** Everything up to the wait; `skip` leaves out one action. A hazard on the way does not stop it. */
function cutOff(bench: Bench, skip?: CarAction['kind']): void {
  const actions: CarAction[] = [
    { kind: 'barrier', on: true },
    { kind: 'gloves', on: true },
    { kind: 'takeKeyAway' },
    { kind: 'battery12V', connected: false },
    { kind: 'serviceDisconnect', inserted: false },
    { kind: 'lockout', on: true },
  ]
  for (const action of actions) if (action.kind !== skip) bench.car.act(action)
}

/** From READY to a car that has waited long enough, with its absence of voltage tested. */
function isolateAll(bench: Bench, beforeWaiting: readonly CarAction[], afterWaiting: readonly CarAction[] = []): void {
  bench.start()
  bench.act({ kind: 'power', to: 'off' })
  bench.run(10)
  bench.act(...beforeWaiting)
  bench.run(bench.car.model.hvWaitingTimeS + 1)
  bench.act(...afterWaiting)
  testAbsence(bench)
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
  assert.deepEqual(
    hazard.missing,
    ISOLATION_STEPS.filter((step) => step !== 'chargerUnplugged'),
  )
})

test('gloves that are off are named among the missing steps, in their place, and where they are on they are not', () => {
  const bare = standAt()
  const missing = hazardOf(bare.car.act(PULL))?.missing
  assert.deepEqual(missing, ['barrier', 'keyAway', 'gloves', 'battery12VOff'])
  assert.equal(hazardOf(standAt().car.act(HV_WORK))?.missing.includes('gloves'), true)
  const gloved = standAt()
  gloved.act(GLOVES)
  assert.equal(hazardOf(gloved.car.act(HV_WORK))?.missing.includes('gloves'), false)
})

test('once isolation is proven, work without gloves is no hazard', () => {
  const bench = standAt()
  bench.isolate()
  bench.act({ kind: 'gloves', on: false }, HV_WORK)
})

test('an ohmmeter without gloves on what stays live behind the disconnect lacks them too', () => {
  const bench = standAt()
  bench.isolate()
  bench.act({ kind: 'gloves', on: false })
  const across = { instrument: 'ohmmeter', red: 'pack.plus', black: 'serviceDisconnect.upper' } as const
  assert.deepEqual(hazardOf(bench.car.measure(across))?.missing, ['gloves', 'voltageBelow60'])
})

test('provings of the tester are counted anew for each isolation', () => {
  const bench = standAt()
  const shown = () => {
    const { testerProvings, testerProvingsSinceIsolation } = bench.car.view().safety
    return [testerProvings, testerProvingsSinceIsolation]
  }
  bench.act({ kind: 'proveTester' })
  assert.deepEqual(shown(), [1, 0], 'before the isolation none counts')
  bench.isolate()
  assert.deepEqual(shown(), [3, 2])
  bench.act({ kind: 'battery12V', connected: true })
  assert.deepEqual(shown(), [3, 0])
  bench.act({ kind: 'battery12V', connected: false }, { kind: 'proveTester' })
  assert.deepEqual(shown(), [4, 1])
})

test('the waiting time runs down from the isolation on, stays over, and begins anew', () => {
  const bench = standAt()
  bench.act(BARRIER, GLOVES, KEY_AWAY, BATTERY_OFF, PULL)
  assert.equal(bench.car.waitingLeftS(), null)
  bench.act(LOCK)
  assert.equal(bench.car.waitingLeftS(), bench.car.model.hvWaitingTimeS)
  bench.run(bench.car.model.hvWaitingTimeS - 1)
  assert.equal(bench.car.waitingLeftS()?.toFixed(3), '1.000')
  bench.run(2)
  assert.equal(bench.car.waitingLeftS(), 0)
  bench.act({ kind: 'bringKeyBack' })
  assert.equal(bench.car.waitingLeftS(), null)
})

test('the car is known to be isolated from the last step of its isolation until anything is connected', () => {
  const bench = standAt()
  assert.equal(bench.car.isIsolated(), false)
  bench.isolate()
  assert.equal(bench.car.isIsolated(), true)
  bench.act({ kind: 'gloves', on: false })
  assert.equal(bench.car.isIsolated(), true, 'gloves are off for the work')
  bench.act({ kind: 'battery12V', connected: true })
  assert.equal(bench.car.isIsolated(), false)
})

test('low-voltage work needs no isolation', () => {
  const bench = standAt()
  bench.start()
  assert.deepEqual(bench.car.act({ kind: 'repair', component: 'fuseCooling', repair: 'replace' }), { kind: 'done' })
})

for (const [skip, step] of [
  ['barrier', 'barrier'],
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
    cutOff(bench, skip)
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

test('the service disconnect is not handled with bare hands, nor pulled with the power on', () => {
  const bare = standAt()
  assert.equal(hazardOf(bare.car.act(PULL))?.kind, 'liveContact')
  const back = standAt()
  back.act(BARRIER, GLOVES, KEY_AWAY, BATTERY_OFF, PULL, { kind: 'gloves', on: false })
  const inserted = hazardOf(back.car.act({ kind: 'serviceDisconnect', inserted: true }))
  assert.deepEqual([inserted?.kind, inserted?.missing], ['liveContact', ['gloves']])
  const on = standAt()
  on.start()
  on.act(GLOVES)
  assert.deepEqual(hazardOf(on.car.act(PULL))?.missing, ['barrier', 'powerOff', 'keyAway', 'battery12VOff'])
})

for (const [text, before, missing] of [
  ['without a barrier', [GLOVES, KEY_AWAY, BATTERY_OFF], 'barrier'],
  ['with the key in the car', [BARRIER, GLOVES, BATTERY_OFF], 'keyAway'],
  ['with the 12 V battery connected', [BARRIER, GLOVES, KEY_AWAY], 'battery12VOff'],
] as const) {
  test(`pulling the service disconnect ${text} is a hazard that names ${missing} and nothing else`, () => {
    const bench = standAt()
    bench.act(...before)
    const hazard = hazardOf(bench.car.act(PULL))
    assert.equal(hazard?.kind, 'workWithoutIsolation')
    assert.deepEqual(hazard?.missing, [missing])
  })
}

test('pulling the service disconnect with the charger plugged is a hazard', () => {
  const bench = standAt()
  bench.act({ kind: 'charger', plugged: true }, BARRIER, GLOVES, KEY_AWAY, BATTERY_OFF)
  assert.deepEqual(hazardOf(bench.car.act(PULL))?.missing, ['chargerUnplugged'])
})

for (const [text, late] of [
  ['the key is taken away', KEY_AWAY],
  ['the lock is put on', LOCK],
] as const) {
  test(`the waiting time does not count before ${text}`, () => {
    const bench = standAt()
    const early = [BARRIER, GLOVES, KEY_AWAY, BATTERY_OFF, PULL, LOCK].filter((action) => action !== late)
    bench.start()
    bench.act({ kind: 'power', to: 'off' })
    bench.run(10)
    for (const action of early) bench.car.act(action)
    bench.run(bench.car.model.hvWaitingTimeS + 1)
    assert.equal(bench.car.view().safety.secondsSinceIsolation, null)
    testAbsence(bench)
    bench.act(late)
    const missing = hazardOf(bench.car.act(HV_WORK))?.missing ?? []
    assert(missing.includes('waitingTime') && missing.includes('measuredPositiveNegative'), String(missing))
    assert(!missing.includes('keyAway') && !missing.includes('lockout'))
  })
}

for (const [text, undo, again] of [
  ['bringing the key back', { kind: 'bringKeyBack' }, KEY_AWAY],
  ['taking the lock off', { kind: 'lockout', on: false }, LOCK],
  ['connecting the 12 V battery', { kind: 'battery12V', connected: true }, BATTERY_OFF],
  ['plugging the charger in', { kind: 'charger', plugged: true }, { kind: 'charger', plugged: false }],
] as const satisfies readonly (readonly [string, CarAction, CarAction])[]) {
  test(`${text} during work undoes the isolation, even for a moment`, () => {
    const bench = standAt()
    isolateAll(bench, [BARRIER, GLOVES, KEY_AWAY, BATTERY_OFF, PULL, LOCK])
    bench.act(HV_WORK, undo)
    assert(hazardOf(bench.car.act(HV_WORK))?.missing.includes('waitingTime'))
    bench.act(again)
    assert(hazardOf(bench.car.act(HV_WORK))?.missing.includes('waitingTime'))
  })
}

test('work with the charger plugged is a hazard that names it', () => {
  const bench = standAt()
  isolateAll(bench, [BARRIER, GLOVES, KEY_AWAY, BATTERY_OFF, PULL, LOCK], [{ kind: 'charger', plugged: true }])
  assert(hazardOf(bench.car.act(HV_WORK))?.missing.includes('chargerUnplugged'))
})

test('a barrier that is taken away during work is missing, and nothing else is undone', () => {
  const bench = standAt()
  isolateAll(bench, [BARRIER, GLOVES, KEY_AWAY, BATTERY_OFF, PULL, LOCK], [{ kind: 'barrier', on: false }])
  assert.deepEqual(hazardOf(bench.car.act(HV_WORK))?.missing, ['barrier'])
  bench.act(BARRIER, HV_WORK)
})

test('barrier, key, gloves, 12 V, disconnect and lockout in the order of the bench are a valid isolation', () => {
  const bench = standAt()
  isolateAll(bench, [BARRIER, KEY_AWAY, GLOVES, BATTERY_OFF, PULL, LOCK])
  bench.act(HV_WORK)
})

test('after the work the car is put together in any order', () => {
  const parts: readonly CarAction[][] = [
    [
      { kind: 'lockout', on: false },
      { kind: 'serviceDisconnect', inserted: true },
    ],
    [{ kind: 'battery12V', connected: true }],
    [{ kind: 'bringKeyBack' }],
    [{ kind: 'barrier', on: false }],
  ]
  for (let first = 0; first < parts.length; first++) {
    const bench = standAt()
    isolateAll(bench, [BARRIER, GLOVES, KEY_AWAY, BATTERY_OFF, PULL, LOCK])
    bench.act(HV_WORK, ...[...parts.slice(first), ...parts.slice(0, first)].flat())
    bench.run(2)
    assert(bench.start())
  }
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

test('half of the battery is live behind the disconnect: no ohms and no 500 V across it, isolated or not', () => {
  for (const [instrument, kind] of [
    ['insulationTester', 'liveInsulationTest'],
    ['ohmmeter', 'workWithoutIsolation'],
  ] as const) {
    const bench = standAt()
    bench.isolate()
    const across = hazardOf(bench.car.measure({ instrument, red: 'pack.plus', black: 'serviceDisconnect.upper' }))
    assert(across?.kind === kind && across.volts > 150, instrument)
    assert.deepEqual(across.missing, ['voltageBelow60'])
    // To the chassis each half floats: that is how its insulation is tested.
    assert.equal(hazardOf(bench.car.measure({ instrument, red: 'pack.plus', black: 'chassis' })), undefined)
  }
})
