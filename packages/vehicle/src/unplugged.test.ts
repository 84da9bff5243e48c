/**
 * Each plug of each sensor and actuator is pulled, and the car is used as a customer would: some control unit stores a code
 * by what it then has at its own terminals, or the plug is on a list that says why no unit of this car can tell.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CAR_IDS, createCar } from './index.ts'
import { atCar, type Bench } from './test-bench.ts'

/** No sensor and no actuator hangs on these: supply, and what a tool is plugged into. */
const NEITHER = ['fuseBox', 'diagnosis', 'dcInlet', 'inlet']

const BUTTON = 'never pressed, for all that its one contact can tell'
const BEHIND_RELAY = 'its relay’s coil is watched, but what that feeds no terminal sees'
const LAMP = 'nobody measures a lamp’s current'
const UNWATCHED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'byd-atto-3': {
    'clock.a': 'it hangs on a fuse alone',
    'comfort.a': BEHIND_RELAY,
    'fan.a': BEHIND_RELAY,
    'lights.a': LAMP,
    'pump.a': `${BEHIND_RELAY}; what it leads to is heat, which is watched`,
  },
  'haval-jolion': {
    'compressorClutch.a': BEHIND_RELAY,
    'fan.a': BEHIND_RELAY,
    'lights.a': LAMP,
    'startButton.a': BUTTON,
  },
  'haval-h6-hev': {
    'fan.a': BEHIND_RELAY,
    'lights.a': LAMP,
    'startButton.a': BUTTON,
  },
}

/** The brake at each ignition, a start, a hard pull, a stop; an electric car is charged too. */
function use(bench: Bench): void {
  const { car } = bench
  car.act({ kind: 'power', to: 'on' })
  bench.run(2)
  car.act({ kind: 'pedal', accelerator: 0, brake: 0.5 })
  bench.run(3)
  car.act({ kind: 'start' })
  bench.run(12)
  car.act({ kind: 'selector', to: 'D' })
  car.act({ kind: 'pedal', accelerator: 0.8, brake: 0 })
  bench.run(10)
  car.act({ kind: 'pedal', accelerator: 0, brake: 0.5 })
  bench.run(10)
  car.act({ kind: 'selector', to: 'P' })
  if (car.model.id === 'byd-atto-3') {
    car.act({ kind: 'power', to: 'off' })
    bench.run(10)
    car.act({ kind: 'charger', plugged: true })
    bench.run(8)
  }
  // Whom the button has put to sleep answers no tool.
  car.act({ kind: 'power', to: 'on' })
  bench.run(3)
}

const standing = (model: string) => atCar(createCar(model, { seed: 3, broadcast: false, settings: { engineDegC: 85 } }))

for (const id of CAR_IDS) {
  test(`${id}: with any plug of a sensor or an actuator off some unit tells, or it is known why none can`, () => {
    const { connectors } = standing(id).car.model.harness
    const units = new Set(standing(id).car.model.ecus.map((ecu) => ecu.id))
    const silent: string[] = []
    for (const { id: connector, part, isPlug, isHighVoltage } of connectors) {
      if (!isPlug || isHighVoltage || units.has(part) || NEITHER.includes(part)) continue
      const bench = standing(id)
      bench.act({ kind: 'connector', connector, plugged: false })
      use(bench)
      if (bench.codes({ arePendingToo: true }).length === 0) silent.push(connector)
    }
    assert.deepEqual(silent.toSorted(), Object.keys(UNWATCHED[id]).toSorted())
  })

  test(`${id}: with all of them plugged in the same use leaves no code`, () => {
    const bench = standing(id)
    use(bench)
    assert.deepEqual(bench.codes({ arePendingToo: true }), [])
  })
}
