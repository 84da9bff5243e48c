/** Every monitor of every unit: what breaks in the physical state, and the code that follows from it, and only that. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import type { CarSettings } from '../../../car.ts'
import { atCar, type Bench } from '../../../test-bench.ts'
import type { Fault } from '../faults/fault.ts'
import { MODEL } from '../model.ts'
import type { Physics } from '../physics.ts'
import { createAtto3With } from '../station.ts'

type Case = {
  readonly what: string
  readonly codes: readonly string[]
  readonly break: (physics: Physics) => void
  readonly use: (bench: Bench) => void
  readonly settings?: CarSettings
}

const ohm = (branch: string, value: number) => (physics: Physics) =>
  physics.network.setOhm(physics.network.branch(branch), value)
const open = (branch: string) => ohm(branch, Number.POSITIVE_INFINITY)

const startAndWait = (bench: Bench) => {
  bench.start()
  bench.run(10)
}
const powerOnly = (bench: Bench) => {
  bench.act({ kind: 'power', to: 'on' })
  bench.run(15)
}
/** Off and on again: what is judged while contactors open is read afterwards. */
const cycle = (bench: Bench) => {
  bench.start()
  bench.act({ kind: 'power', to: 'off' })
  bench.run(7)
  powerOnly(bench)
}

const CASES: readonly Case[] = [
  {
    what: 'an interlock contact opens',
    codes: ['bms P0A0A-00'],
    break: open('compressor.bridge'),
    use: startAndWait,
  },
  {
    what: 'the heater is wet: 24 kΩ to the chassis',
    codes: ['bms P0AA6-00'],
    break: ohm('ptc.insulation.minus', 24e3),
    use: startAndWait,
  },
  {
    what: 'the precharge contactor stays open',
    codes: ['bms P0C78-00', 'drive P1A34-00'],
    break: open('pack.precharge'),
    use: startAndWait,
  },
  {
    what: 'the CAN line of the DC station is open',
    codes: ['bms U027C-00'],
    break: open('wire.708'),
    use: (bench) => {
      bench.act({ kind: 'charger', plugged: true, type: 'dc' })
      bench.run(12)
    },
  },
  {
    what: 'the positive contactor does not close',
    codes: ['bms P0AA2-00'],
    break: open('pack.positive'),
    use: cycle,
  },
  {
    what: 'the positive contactor is welded',
    codes: ['bms P0AA1-00'],
    break: ohm('pack.positive.weld', 2e-4),
    use: cycle,
  },
  {
    what: 'the negative contactor is welded',
    codes: ['bms P0AA4-00'],
    break: ohm('pack.negative.weld', 2e-4),
    use: startAndWait,
  },
  {
    what: 'a module thermistor is open',
    codes: ['bms P0A9B-00'],
    break: open('pack.thermistor6'),
    use: powerOnly,
  },
  {
    what: 'the pack is at 60 °C',
    codes: ['bms P0A7E-00'],
    break: ({ cells }) => void cells.tempDegC.fill(60),
    use: powerOnly,
    settings: { ambientDegC: 60 },
  },
  {
    what: 'the current sensor is 8 A off',
    codes: ['bms P0AC0-00'],
    break({ now }) {
      now.currentSensorOffsetA = 8
    },
    use: powerOnly,
  },
  {
    what: 'the sine winding of the resolver is open',
    codes: ['drive P0A3F-00'],
    break: open('motor.sine'),
    use: powerOnly,
  },
  {
    what: 'the excitation winding of the resolver is open',
    codes: ['drive P0A3F-00'],
    break: open('motor.excitation'),
    use: startAndWait,
  },
  {
    what: 'the motor thermistor is open',
    codes: ['drive P0A2B-00'],
    break: open('motor.thermistor'),
    use: powerOnly,
  },
  {
    what: 'the active discharge is open',
    codes: ['drive P0C76-00'],
    break: open('motorController.discharge'),
    use: cycle,
  },
  {
    what: 'the fuse of the battery management system is blown',
    codes: ['drive U0111-00', 'gateway U0111-00'],
    break: open('fuseBox.fuse.bms'),
    use: powerOnly,
  },
  {
    what: 'the fuse of the drive unit is blown',
    codes: ['body U0110-00', 'gateway U0110-00'],
    break: open('fuseBox.fuse.drive'),
    use: powerOnly,
  },
  {
    what: 'the fuse of the body control unit is blown, so nobody else wakes',
    codes: ['gateway U0140-00'],
    break: open('fuseBox.fuse.body'),
    use: (bench) => bench.run(4),
  },
  {
    what: 'one track of the pedal sensor is off',
    codes: ['drive P2138-00'],
    break: ohm('pedal.wiper2', 2e6),
    use: powerOnly,
  },
  {
    what: 'the converter’s output fuse is blown',
    codes: ['drive P0A8D-00', 'drive P0A94-00'],
    break: open('fuseBox.fuse.dcdc'),
    use: startAndWait,
    settings: { battery12VPercent: 30 },
  },
  {
    what: 'the 12 V battery is all but empty',
    codes: ['body P0562-00'],
    break() {},
    use: powerOnly,
    settings: { battery12VPercent: 0.3 },
  },
  {
    what: 'the switch that asks for AC energy stays open',
    codes: ['drive P0CF9-00'],
    break: open('charger.pilotSwitch'),
    use(bench) {
      bench.act({ kind: 'charger', plugged: true })
      bench.run(15)
    },
  },
  {
    what: 'the current sensor of one phase is 30 A off',
    codes: ['drive P0A78-00'],
    break({ now }) {
      now.motorCurrentSensorOffsetA = -30
    },
    use: powerOnly,
  },
  {
    what: 'the inverter is at 110 °C',
    codes: ['drive P0A3C-00'],
    break({ now }) {
      now.inverterTempDegC = 110
    },
    use: powerOnly,
  },
]

const charging = (bench: Bench) => {
  bench.act({ kind: 'charger', plugged: true })
  bench.run(15)
}

const chargingAndOn = (bench: Bench) => {
  charging(bench)
  powerOnly(bench)
}

/** Each ends at one terminal: what it leaves there is out of range, or no longer at the supply. */
const CIRCUITS: readonly Case[] = [
  {
    what: 'the pedal’s plug is off',
    codes: ['drive P2122-00', 'drive P2127-00'],
    break(physics) {
      for (const number of [301, 302, 303, 304, 305, 306]) open(`wire.${number}`)(physics)
    },
    use: powerOnly,
  },
  ...(
    [
      [303, 'signal of the pedal’s first track', ['drive P2122-00', 'drive P2138-00'], powerOnly],
      [305, 'ground of the pedal’s first track', ['drive P2123-00', 'drive P2138-00'], powerOnly],
      [304, 'signal of its second track', ['drive P2127-00', 'drive P2138-00'], powerOnly],
      [306, 'ground of its second track', ['drive P2128-00', 'drive P2138-00'], powerOnly],
      [309, 'signal of the brake pedal', ['drive P057C-00'], powerOnly],
      [310, 'ground of the brake pedal', ['drive P057D-00'], powerOnly],
      [311, 'coolant sensor', ['drive P0A03-00'], powerOnly],
      [413, 'driver of the pump’s relay', ['drive P0A05-00'], powerOnly],
      [414, 'driver of the fan’s relay', ['drive P0480-00'], powerOnly],
      [416, 'driver of the heater’s relay', ['drive P01E8-00'], powerOnly],
      [426, 'positive contactor of a DC charge', ['bms P0D0A-00'], powerOnly],
      [427, 'negative contactor of a DC charge', ['bms P0D11-00'], powerOnly],
      [421, 'pump of the pack', ['bms P0C47-00'], powerOnly],
      [424, 'valve of the chiller', ['bms P0CE1-00'], powerOnly],
      [701, 'control pilot', ['drive P0CF5-00'], charging],
      [702, 'proximity at the inlet', ['drive P0D59-00'], chargingAndOn],
      [207, 'supply of the gateway', ['body U0146-00'], powerOnly],
      [807, 'high voltage of the charger', ['drive P0D20-00'], startAndWait],
      [811, 'high voltage of the compressor', ['body B123C-00'], startAndWait],
      [315, 'ambient sensor', ['body P0070-00'], powerOnly],
      [316, 'cabin’s sensor', ['body B0163-00'], powerOnly],
    ] as const
  ).map(
    ([wire, what, codes, use]): Case => ({
      what: `wire ${wire} is cut: ${what}`,
      codes,
      use,
      break: open(`wire.${wire}`),
    }),
  ),
  ...[809, 810].map(
    (wire): Case => ({
      what: `wire ${wire} is cut: high voltage of the heater, in the cold`,
      codes: ['drive B1213-00'],
      use: startAndWait,
      break: open(`wire.${wire}`),
      settings: { ambientDegC: -10 },
    }),
  ),
  {
    what: 'the heater is whole in the cold, and after a charge',
    codes: [],
    use(bench) {
      charging(bench)
      bench.act({ kind: 'power', to: 'off' }, { kind: 'charger', plugged: false })
      bench.run(10)
      startAndWait(bench)
    },
    break() {},
    settings: { ambientDegC: -10 },
  },
  {
    what: 'the coolant sensor is shorted, as far as its terminal can tell',
    codes: ['drive P0A02-00'],
    break: ohm('drive.pullUp.coolant', 1e7),
    use: powerOnly,
  },
]

const breaking = (apply: (physics: Physics) => void): Fault => ({
  id: 'x',
  component: null,
  failureMode: null,
  codes: [],
  proofs: [],
  repairs: [],
  apply,
})

for (const { what, codes, break: breakIt, use, settings = {} } of [...CASES, ...CIRCUITS]) {
  test(`${what}: ${codes.join(' and ')}`, () => {
    const bench = atCar(createAtto3With({ seed: 4, broadcast: false, settings }, [breaking(breakIt)]))
    use(bench)
    assert.deepEqual(bench.codes().sort(), codes)
  })
}

test('every code of the car has a case here or in the catalogue of faults', () => {
  const seen = new Set([...CASES, ...CIRCUITS].flatMap(({ codes }) => codes.map((code) => code.split(' ')[1])))
  seen.add('P0A7F-00') // ../faults/ev-05-cell-resistance.ts
  for (const { code } of MODEL.dtcs) assert(seen.has(code), code)
})

for (const [capacityAh, percent] of [
  [120, 80],
  [90, 60],
  [150, 100],
] as const) {
  test(`with a weakest cell of ${capacityAh} Ah the state of health is ${percent} %, on OBD and on the bus`, () => {
    const weaken = breaking(({ cells }) => {
      cells.capacityAh.fill(150)
      cells.capacityAh[77] = capacityAh
    })
    const bench = atCar(createAtto3With({ seed: 4, broadcast: true }, [weaken]))
    const seen: number[] = []
    bench.car.bus.record(({ id, data }) => {
      if (id === 0x444) seen.push(data[4])
    })
    powerOnly(bench)
    let answer = ''
    const port = bench.car.bus.attach('tool', ({ id, data }) => {
      if (id === 0x7ef) answer = toHex(data)
    })
    port.send({ id: 0x7e7, isExtended: false, data: hex('0201B20000000000') }, 15_000)
    assert.equal(answer.slice(0, 6), '0341B2')
    assert(Math.abs((Number.parseInt(answer.slice(6, 8), 16) * 100) / 255 - percent) < 0.3, answer)
    assert.equal(seen.at(-1), percent)
  })
}
