/** The body control unit and the gateway: how the car comes on and starts, and whom they miss. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BodyRig, createBodyRig } from './testing/body-rig.ts'

function started(): BodyRig {
  const rig = createBodyRig()
  rig.run(0.5)
  rig.brake = true
  rig.press()
  rig.run(3)
  assert(rig.views.body.isEngineRunning)
  return rig
}

test('a press without the brake switches the ignition on and off again; nothing is cranked', () => {
  const rig = createBodyRig()
  rig.run(0.5)
  rig.press()
  rig.run(3)
  assert.deepEqual([rig.body.relays.ignition, rig.views.body.isStarterWanted], [true, false])
  assert.equal(rig.body.lamps.charge, true)
  rig.press()
  assert.equal(rig.body.relays.ignition, false)
  assert.deepEqual(rig.memory.codes(), [])
})

test('a press on the brake starts the engine and lets the starter go when it runs', () => {
  const rig = started()
  assert.deepEqual([rig.body.relays.ignition, rig.views.engine.isStarterWanted], [true, false])
  assert.deepEqual([rig.body.lamps.charge, rig.body.relays.lights], [false, true])
  rig.press()
  assert.equal(rig.body.relays.ignition, false)
})

test('the ignition on before, a press on the brake starts all the same', () => {
  const rig = createBodyRig()
  rig.run(0.5)
  rig.press()
  rig.run(2)
  rig.brake = true
  rig.press()
  rig.run(2)
  assert(rig.views.body.isEngineRunning)
})

for (const selector of ['R', 'D'] as const) {
  test(`with the lever in ${selector} nothing is cranked`, () => {
    const rig = createBodyRig()
    rig.views.transmission.selector = selector
    rig.brake = true
    rig.press()
    rig.run(2)
    assert.deepEqual([rig.body.relays.ignition, rig.views.engine.isStarterWanted], [true, false])
    assert.equal(rig.views.body.isEngineRunning, false)
  })
}

test('without the transmission’s word of the lever nothing is cranked', () => {
  const rig = createBodyRig()
  rig.silent.add('transmission')
  rig.brake = true
  rig.press()
  rig.run(3)
  assert.equal(rig.views.body.isEngineRunning, false)
})

test('an engine that does not start is cranked for six seconds and no longer', () => {
  const rig = createBodyRig()
  rig.startS = 60
  rig.brake = true
  rig.press()
  rig.run(2)
  assert.equal(rig.views.engine.isStarterWanted, true)
  rig.run(5)
  assert.equal(rig.views.engine.isStarterWanted, false)
})

test('on the road the button does not switch off', () => {
  const rig = started()
  rig.views.brakes.speedMps = 20
  rig.run(0.5)
  rig.press()
  assert.equal(rig.body.relays.ignition, true)
  rig.run(9.5)
  assert(Math.abs(rig.views.body.odometerM - 20 * 10.5) < 25, `${rig.views.body.odometerM} m`)
})

test('the fuel gauge follows the sender slowly, and climate is asked for only with engine and warmth', () => {
  const rig = started()
  assert(Math.abs(rig.views.body.fuelPercent - 60) < 1, `${rig.views.body.fuelPercent} %`)
  rig.fuelShare = 0.1
  rig.run(3)
  assert(rig.views.body.fuelPercent > 40 && !rig.body.lamps.fuel)
  rig.run(90)
  assert(rig.views.body.fuelPercent < 12 && rig.body.lamps.fuel)
  rig.isAirConditioningSwitchOn = true
  rig.run(1)
  assert.equal(rig.views.engine.isAirConditioningWanted, true)
  rig.ambientDegC = -5
  rig.run(2)
  assert(Math.abs(rig.views.body.ambientTempDegC + 5) < 1)
  assert.equal(rig.views.engine.isAirConditioningWanted, false)
})

type Case = { readonly what: string; readonly codes: readonly string[]; readonly break: (rig: BodyRig) => void }

const CASES: readonly Case[] = [
  {
    what: 'the engine control unit is silent',
    codes: ['body U0100', 'gateway U0100'],
    break: (rig) => void rig.silent.add('engine'),
  },
  {
    what: 'the transmission control unit is silent',
    codes: ['body U0101', 'gateway U0101'],
    break: (rig) => void rig.silent.add('transmission'),
  },
  {
    what: 'the brake control unit is silent',
    codes: ['body U0121', 'gateway U0121'],
    break: (rig) => void rig.silent.add('brakes'),
  },
  {
    what: 'CAN-H is shorted to ground: nobody is heard, and no frame of the gateway passes',
    codes: ['body U0100', 'body U0101', 'body U0121', 'body U0146', 'gateway U0001'],
    break(rig) {
      rig.isBusOff = true
    },
  },
  {
    what: 'the gateway is silent, and deaf',
    codes: ['body U0146', 'gateway U0100', 'gateway U0101', 'gateway U0121', 'gateway U0140'],
    break: (rig) => void rig.silent.add('gateway'),
  },
  {
    what: 'the supply is at 9.9 V',
    codes: ['body P0562'],
    break(rig) {
      rig.supplyVolts = 9.9
    },
  },
  {
    what: 'the fuel sender’s wire is cut',
    codes: ['body P0460'],
    break(rig) {
      rig.spoil = (readings) => {
        readings.fuelVolts = 5
      }
    },
  },
  {
    what: 'the ambient sensor is shorted',
    codes: ['body P0070'],
    break(rig) {
      rig.spoil = (readings) => {
        readings.ambientVolts = 0
      }
    },
  },
]

for (const { what, codes, break: breakIt } of CASES) {
  test(`${what}: ${codes.join(' and ')}, and nothing else`, () => {
    const rig = started()
    rig.run(2)
    assert.deepEqual(rig.memory.codes(), [])
    breakIt(rig)
    rig.run(5)
    assert.deepEqual(rig.memory.codes().sort(), codes)
  })
}

test('a body that falls silent is lost to the gateway, and those that sleep afterwards are not', () => {
  const rig = started()
  rig.run(2)
  rig.silent.add('body')
  rig.run(4)
  const others = ['body U0100', 'body U0101', 'body U0121', 'body U0146']
  assert.deepEqual(rig.memory.codes(), ['gateway U0140', ...others].sort(byUnit))
})

const byUnit = (a: string, b: string) => (a < b ? -1 : 1)

test('the gateway boots, stands by, is up with the ignition, hears all, and stands by again', () => {
  const rig = createBodyRig()
  rig.run(1)
  assert.equal(rig.gateway.state(), 'afterRun')
  rig.run(6)
  assert.equal(rig.gateway.state(), 'standby')
  rig.press()
  rig.run(2)
  assert.deepEqual([rig.gateway.state(), rig.gateway.hearsAll()], ['up', true])
  rig.press()
  rig.run(7)
  assert.equal(rig.gateway.state(), 'standby')
  rig.supplyVolts = 0
  rig.run(1)
  assert.deepEqual([rig.gateway.state(), rig.gateway.hasSupply()], ['off', false])
  assert.deepEqual(rig.memory.codes(), [])
})

test('twenty minutes with the engine on, then asleep: no code', () => {
  const rig = started()
  rig.run(1200)
  rig.press()
  rig.run(30)
  assert.deepEqual(rig.memory.codes(), [])
})
