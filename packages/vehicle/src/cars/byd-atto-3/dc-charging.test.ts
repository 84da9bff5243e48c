/** DC charging through the doors that a person and a meter have: the plug, the wires, the frames between both sides. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DOMINANT, encodeFrameBits } from '@luban/protocols/can/bits'
import type { CanFrame } from '@luban/protocols/can/frame'
import { codeOf } from '@luban/protocols/gbt27930/trial-charge'
import fc from 'fast-check'
import { platingAmps } from '../../battery/charging.ts'
import type { CarAction, CarSettings } from '../../car.ts'
import { type Bench, standAt } from '../../test-bench.ts'
import { changed, openCar } from '../../testing/open-car.ts'
import type { Physics } from './physics.ts'
import { createAtto3With } from './station.ts'

const PLUG = { kind: 'charger', plugged: true, type: 'dc' } as const
const UNPLUG = { kind: 'charger', plugged: false } as const

/** Steps until it is so; a story that never comes to it fails. */
function until(bench: Bench, seconds: number, isSo: () => boolean, what: string): void {
  for (let i = 0; i < 10 * seconds && !isSo(); i++) bench.run(0.1)
  assert(isSo(), what)
}

const stand = (settings = { startSocPercent: 40, ambientDegC: 23 }) => {
  const bench = standAt({ settings })
  bench.act({ kind: 'gloves', on: true })
  return bench
}
const inletVolts = (bench: Bench) => bench.measure('voltmeter', 'dcInlet.dcPlus', 'dcInlet.dcMinus')

/** With the network at hand, and something changed in it before the first step. */
function standWith(change: (physics: Physics) => void, settings?: CarSettings) {
  const options = { seed: 4, broadcast: false, ...(settings && { settings }) }
  const { bench, physics } = openCar(createAtto3With, options, [changed(change)])
  return { bench, physics, network: physics.network }
}

/** Messages in the order in which each was first said, by sender. */
function listen(bench: Bench): string[] {
  const said: string[] = []
  bench.car.chargingBus?.record((frame, sender) => {
    const code = codeOf(frame)
    if (code !== undefined && !said.includes(`${sender} ${code}`)) said.push(`${sender} ${code}`)
  })
  return said
}

test('plugged in, both sides say who they are, agree, and 88 kW flow at most', () => {
  const bench = stand({ startSocPercent: 30, ambientDegC: 28 })
  const said = listen(bench)
  bench.act(PLUG)
  until(bench, 30, () => bench.car.view().powerKw < -80, 'it charges')
  bench.run(3)
  assert.deepEqual(
    said.filter((who) => !/BMT|BSM|CTS/.test(who)),
    ['charger CHM', 'bms BHM', 'charger CRM', 'bms BRM', 'bms BCP', 'charger CML', 'bms BRO', 'charger CRO'].concat([
      'bms BCL',
      'bms BCS',
      'charger CCS',
    ]),
  )
  const amps = bench.read({ instrument: 'clamp', wire: 'wire.818' })
  const kw = (inletVolts(bench) * amps) / 1000
  assert(kw > 85 && kw <= 88.5, `${kw} kW`)
  assert.equal(bench.car.view().isCharging, true)
  assert.deepEqual(bench.car.view().lamps, ['charging'])
  assert.deepEqual(bench.codes(), [])
})

test('the plug is felt by CC1 and CC2, feeds A+, and its CAN line rests at half of 5 V', () => {
  const bench = stand()
  const volts = (pin: string) => bench.measure('voltmeter', `dcInlet.${pin}`, 'dcInlet.earth')
  assert(volts('cc2') > 12, 'CC2 open')
  assert(Math.abs(volts('aPlus')) < 0.1)
  bench.act(PLUG)
  bench.run(2)
  assert(Math.abs(volts('cc1') - 4) < 0.1, `${volts('cc1')} V`)
  assert(volts('cc2') > 5.8 && volts('cc2') < 7.2, `${volts('cc2')} V`)
  assert(volts('aPlus') > 11.5)
  for (const pin of ['sPlus', 'sMinus']) assert(Math.abs(volts(pin) - 2.5) < 0.15, `${pin} ${volts(pin)} V`)
  until(bench, 30, () => bench.car.view().isCharging, 'it charges')
  until(bench, 1, () => volts('sPlus') - volts('sMinus') > 0.02, 'frames draw the two lines apart')
})

test('the pins are dead without a plug, live while the cable is tested, and dead after the plug is out', () => {
  const bench = stand()
  assert(Math.abs(inletVolts(bench)) < 1)
  bench.act(PLUG)
  until(bench, 5, () => inletVolts(bench) > 400, 'the insulation test puts its voltage on')
  assert.equal(bench.value('bms', 0x2005), 2, 'the car waits with its main contactors closed')
  until(bench, 5, () => inletVolts(bench) < 60, 'and takes it away')
  until(bench, 30, () => bench.car.view().powerKw < -40, 'it charges')
  bench.act(UNPLUG)
  assert(bench.car.view().chargerPlugged, 'the plug is locked while current flows')
  until(bench, 5, () => !bench.car.view().chargerPlugged, 'the plug is out')
  assert(Math.abs(inletVolts(bench)) < 1)
  bench.run(15)
  assert.equal(bench.measure('voltmeter', 'motorController.plus', 'motorController.minus') < 60, true)
  assert.deepEqual(bench.codes(), [])
})

test('bare hands on the inlet while it charges are a hazard, and none without a plug', () => {
  const bench = standAt()
  const touch = () =>
    bench.car.measure({ instrument: 'voltmeter', red: 'dcInlet.dcPlus', black: 'dcInlet.dcMinus' }).kind
  assert.equal(touch(), 'reading')
  bench.act(PLUG)
  until(bench, 30, () => bench.car.view().isCharging, 'it charges')
  assert.equal(touch(), 'hazard')
})

test('a scope between S+ and S- shows the frames bit by bit at 250 kbit/s, which read back as what was sent', () => {
  const bench = stand()
  const frames: { frame: CanFrame; step: number }[] = []
  let step = 0
  bench.car.chargingBus?.record((frame) => frames.push({ frame, step }))
  bench.act(PLUG)
  until(bench, 30, () => bench.car.view().isCharging, 'it charges')
  frames.length = 0
  for (; frames.length === 0 && step < 100; step++) bench.run(0.01)
  bench.run(0.01) // They are on the wires in the step after they were sent.
  const outcome = bench.car.beginScope({
    channels: [{ red: 'dcInlet.sPlus', black: 'dcInlet.sMinus' }],
    secondsPerDivision: 5e-5,
    trigger: { channel: 0, edge: 'rising', volts: 1, mode: 'auto' },
  })
  assert(outcome.kind === 'capture')
  while (!outcome.capture.advance(10_000)) {}
  const { isTriggered, startS, pointS, channels } = outcome.capture.trace()
  assert(isTriggered)
  const { volts, voltsMax } = channels[0]
  assert(Math.abs(voltsMax - 2) < 0.15, `${voltsMax} V dominant with both terminators`)
  const bitS = 1 / 250_000
  const seen = Array.from({ length: 20 }, (_, bit) => volts[Math.round(((bit + 0.5) * bitS - startS) / pointS)] > 1)
  const starts = frames.map(({ frame }) =>
    Array.from(encodeFrameBits(frame).bits.subarray(0, 20), (bit) => bit === DOMINANT),
  )
  assert(
    starts.some((bits) => bits.every((bit, i) => bit === seen[i])),
    'the bits are those of a frame that was sent',
  )
})

test('a charge that was unplugged begins again', () => {
  const bench = stand()
  for (const time of ['first', 'second']) {
    bench.act(PLUG)
    until(bench, 30, () => bench.car.view().powerKw < -30, time)
    bench.act(UNPLUG)
    bench.run(15)
    assert.equal(bench.car.view().isCharging, false)
  }
  assert(bench.start(), 'and then it drives')
})

test('one flap for both plugs, and no READY with either', () => {
  const bench = stand()
  bench.act(PLUG)
  assert.deepEqual(bench.car.act({ kind: 'charger', plugged: true }), { kind: 'refused', reason: 'chargerPlugged' })
  bench.act({ kind: 'power', to: 'on' })
  assert.deepEqual(bench.car.act({ kind: 'start' }), { kind: 'refused', reason: 'chargerPlugged' })
  assert(bench.car.view().messages.length === 0 || bench.car.view().chargerPlugged)
})

/** The wire is cut before the plug goes in: what the station and the unit then make of it. */
const CUTS: readonly (readonly [wire: string, what: string, holds: (bench: Bench, said: string[]) => boolean])[] = [
  [
    'wire.707',
    'S+: the car hears nothing and says nothing',
    (b, s) => !s.includes('bms BHM') && b.value('bms', 0x200c) === 1,
  ],
  ['wire.708', 'S-: the same', (_, s) => !s.includes('bms BHM') && s.includes('charger CRM')],
  ['wire.709', 'A+: the car does not wake', (b, s) => !s.includes('bms BHM') && b.ask('bms', '3E00') === undefined],
  ['wire.706', 'CC2: the car feels no plug', (b, s) => !s.includes('bms BHM') && b.value('bms', 0x200c) === 0],
  ['wire.705', 'PE: CC2 has no way back', (_, s) => !s.includes('bms BHM')],
  ['wire.426', 'K5 does not close: the car never says that it is ready', (b) => b.value('bms', 0x200c) === 5],
  ['wire.818', 'DC+: the station finds no battery and gives nothing', (b) => !b.car.view().isCharging],
  ['wire.710', 'A-: the station’s 12 V have no way back, the car does not wake', (_, s) => !s.includes('bms BHM')],
]

for (const [wire, what, holds] of CUTS) {
  test(`${wire} cut: ${what}`, () => {
    const { bench } = standWith(({ network }) => network.setOhm(network.branch(wire), Number.POSITIVE_INFINITY))
    const said = listen(bench)
    bench.act({ kind: 'gloves', on: true }, PLUG)
    bench.run(13)
    assert(holds(bench, said), said.join())
    assert(!(bench.car.view().powerKw < -1))
  })
}

test('S+ breaks in the middle of a charge: a second later no current flows, and K5 and K6 open', () => {
  const { bench, network } = standWith(() => {}, { startSocPercent: 40 })
  bench.act(PLUG)
  until(bench, 30, () => bench.car.view().powerKw < -30, 'it charges')
  network.setOhm(network.branch('wire.707'), Number.POSITIVE_INFINITY)
  until(bench, 3, () => Math.abs(network.amps(network.branch('wire.818'))) < 1, 'no current')
  until(bench, 12, () => !network.isClosed(network.branch('hv.dcPositive')), 'K5 is open')
  assert(network.kirchhoffResidualAmps() < 1e-5)
})

test('a damp inlet fails the station’s test of the cable, and nothing is charged', () => {
  const { bench } = standWith(({ network }) => network.setOhm(network.branch('dcInlet.insulation.dcMinus'), 20e3))
  const said = listen(bench)
  bench.act(PLUG)
  bench.run(15)
  assert(said.includes('charger CST') && !said.includes('charger CRM'), said.join())
})

/** Ten minutes at a station in the cold; `share`: the most that any cell came to of what it stands. */
function chargeCold(cut?: string) {
  const change = ({ network }: Physics) => {
    if (cut !== undefined) network.setOhm(network.branch(cut), Number.POSITIVE_INFINITY)
  }
  const { bench, network, physics } = standWith(change, { startSocPercent: 55, ambientDegC: -12 })
  const { cells, now } = physics
  bench.act(PLUG)
  let share = 0
  for (let second = 0; second < 600; second += 5) {
    bench.run(5)
    share = Math.max(share, -network.amps(network.branch('pack.currentSensor')) / platingAmps(cells))
  }
  return { share, coolantDegC: bench.value('bms', 0x200a), coldestDegC: Math.min(...cells.tempDegC), now, bench }
}

test('in the cold the heater warms the pack by its coolant, fed by the station, and no cell plates', () => {
  const { share, coolantDegC, coldestDegC, now, bench } = chargeCold()
  assert(coolantDegC > 15 && coldestDegC > -9, `${coolantDegC} and ${coldestDegC} °C`)
  assert(share > 0.2 && share < 1, `${share}`)
  assert(now.cabinTempDegC < 0, 'the cabin gets little of it')
  assert.deepEqual(bench.codes(), [])
})

test('with the heater’s relay wire cut the pack stays cold, and the pump alone runs', () => {
  const { coolantDegC, coldestDegC, bench } = chargeCold('wire.416')
  assert(coolantDegC < -8 && coldestDegC < -10, `${coolantDegC} and ${coldestDegC} °C`)
  assert(bench.measure('voltmeter', 'packPump.plus', 'packPump.minus') > 10)
})

const DEEDS: fc.Arbitrary<CarAction> = fc.oneof(
  fc.constantFrom<CarAction>(
    PLUG,
    UNPLUG,
    { kind: 'power', to: 'on' },
    { kind: 'power', to: 'off' },
    { kind: 'start' },
    { kind: 'gloves', on: true },
    { kind: 'battery12V', connected: false },
    { kind: 'battery12V', connected: true },
    { kind: 'serviceDisconnect', inserted: false },
    { kind: 'serviceDisconnect', inserted: true },
  ),
  fc.record({
    kind: fc.constant('connector' as const),
    connector: fc.constantFrom('dcInlet.a', 'hv.a', 'bms.a', 'pack.a', 'ptc.hv', 'body.a', 'drive.a'),
    plugged: fc.boolean(),
  }),
)

test('whatever is done while it charges, currents stay within the station’s and balance, and nothing throws', () => {
  const list = fc.array(fc.tuple(DEEDS, fc.nat(250)), { minLength: 3, maxLength: 8 })
  fc.assert(
    fc.property(list, (deeds) => {
      const { bench, network } = standWith(() => {})
      bench.act(PLUG)
      bench.run(6)
      for (const [deed, steps] of deeds) {
        bench.car.act(deed)
        for (let step = 0; step < steps; step++) {
          bench.car.step()
          const amps = network.amps(network.branch('dcInlet.station.modules'))
          assert(amps > -260 && amps < 30, `${-amps} A`)
        }
        assert(network.kirchhoffResidualAmps() < 1e-5)
      }
    }),
    { numRuns: 25 },
  )
})

test('two cars of one seed charge alike, bit for bit', () => {
  const hashes = [0, 1].map(() => {
    const bench = stand()
    bench.act(PLUG)
    bench.run(8)
    return bench.car.stateHash()
  })
  assert.equal(hashes[0], hashes[1])
})
