/** Every code of the engine control unit from its cause alone: in the physics or at a sensor, and never from a sound engine. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ENGINE_DTCS } from './dtcs.ts'
import type { EngineReadings } from './sensors.ts'
import { createEcmRig, type EcmRig } from './testing/unit-rig.ts'

type Case = {
  readonly what: string
  readonly codes: readonly string[]
  readonly break: (rig: EcmRig) => void
  readonly use?: (rig: EcmRig) => void
  readonly isCold?: true
}

const sensor = (change: (readings: EngineReadings) => void) => (rig: EcmRig) => {
  rig.breakSensors = change
}

function cruise(rig: EcmRig, seconds: number, rpm = 2500, pedal = 0.3): void {
  rig.brakeRpm = rpm
  rig.driver.pedal = pedal
  rig.signals.speedMps = 20
  rig.run(seconds)
}

function idle(rig: EcmRig, seconds: number): void {
  rig.brakeRpm = undefined
  rig.driver.pedal = 0
  rig.run(seconds)
}

/** Idling, at part load and idling again. */
function use(rig: EcmRig): void {
  idle(rig, 60)
  cruise(rig, 30)
  idle(rig, 40)
}

function cut(shares: number[], ...cylinders: readonly number[]): void {
  for (const cylinder of cylinders) shares[cylinder - 1] = 0
}

const CASES: readonly Case[] = [
  ...[1, 2, 3, 4].flatMap((cylinder): Case[] => [
    {
      what: `the primary of coil ${cylinder} is open`,
      codes: [`P030${cylinder}`, `P035${cylinder}`],
      break: (rig) => (rig.coilShare[cylinder - 1] = 0),
    },
    {
      what: `injector ${cylinder} is open`,
      codes: [`P020${cylinder}`, `P030${cylinder}`],
      break: (rig) => (rig.injectorShare[cylinder - 1] = 0),
    },
  ]),
  // Apart by a whole turn, one after the other, and by whatever they are dead.
  {
    what: 'the primaries of coils 2 and 3 are open',
    codes: ['P0300', 'P0302', 'P0303', 'P0352', 'P0353'],
    break: (rig) => cut(rig.coilShare, 2, 3),
  },
  {
    what: 'the primaries of coils 1 and 2 are open, and the engine only idles',
    codes: ['P0300', 'P0301', 'P0302', 'P0351', 'P0352'],
    break: (rig) => cut(rig.coilShare, 1, 2),
    use: (rig) => idle(rig, 90),
  },
  {
    what: 'injectors 1 and 4 are open, and the engine only idles',
    codes: ['P0201', 'P0204', 'P0300', 'P0301', 'P0304'],
    break: (rig) => cut(rig.injectorShare, 1, 4),
    use: (rig) => idle(rig, 90),
  },
  {
    what: 'coil 3 and injector 4 are open, at part load only',
    codes: ['P0204', 'P0300', 'P0303', 'P0304', 'P0353'],
    break(rig) {
      cut(rig.coilShare, 3)
      cut(rig.injectorShare, 4)
    },
    use: (rig) => cruise(rig, 60),
  },
  {
    what: 'two cylinders have lost their compression',
    codes: ['P0300', 'P0301', 'P0304'],
    break: ({ engine }) => {
      engine.condition.compressionShare[0] = engine.condition.compressionShare[3] = 0.2
    },
  },
  {
    what: 'air leaks in after the throttle',
    codes: ['P0171'],
    break: ({ engine }) => (engine.condition.intakeLeakM2 = 1.7e-6),
  },
  {
    what: 'all injectors give a quarter too much',
    codes: ['P0172'],
    break: ({ engine }) => void engine.condition.injectorFlowShare.fill(1.25),
  },
  {
    what: 'the boost hose is split',
    codes: ['P0299'],
    break: ({ engine }) => (engine.condition.boostLeakM2 = 1.8e-4),
    use(rig) {
      cruise(rig, 10)
      cruise(rig, 15, 2500, 1)
      idle(rig, 60)
    },
  },
  {
    what: 'the coolant sensor’s wire is off',
    codes: ['P0118'],
    break: sensor((readings) => {
      readings.coolantVolts = 5
    }),
  },
  {
    what: 'the coolant sensor is shorted',
    codes: ['P0117'],
    break: sensor((readings) => {
      readings.coolantVolts = 0
    }),
  },
  {
    what: 'the thermostat is stuck open',
    codes: ['P0128'],
    isCold: true,
    break: ({ engine }) => (engine.condition.thermostatStuckShare = 1),
    use: (rig) => cruise(rig, 600),
  },
  {
    what: 'the chain is stretched by 12 degrees',
    codes: ['P0016'],
    break: ({ engine }) => (engine.condition.chainLateDeg = 12),
  },
  {
    what: 'the cam phaser is stuck at 25 degrees',
    codes: ['P0016'],
    break: ({ engine }) => (engine.condition.phaserStuckDeg = 25),
  },
  {
    what: 'the pump’s ground has 0.4 Ω',
    codes: ['P0087'],
    break: (rig) => (rig.pumpOhm = 0.4),
  },
  {
    what: 'the heater of the upstream sensor is open',
    codes: ['P0135'],
    break: (rig) => (rig.heaterShares[0] = 0),
  },
  {
    what: 'the heater of the downstream sensor is open',
    codes: ['P0141'],
    break: (rig) => (rig.heaterShares[1] = 0),
  },
  {
    what: 'the catalyst stores no more oxygen',
    codes: ['P0420'],
    break: ({ engine }) => (engine.condition.catalystShare = 0.04),
    use: (rig) => cruise(rig, 240),
  },
  {
    what: 'the purge valve is stuck open after refuelling',
    codes: ['P0496'],
    break({ engine }) {
      engine.condition.purgeStuckShare = 1
      engine.purge.loadKg = 0.8 * engine.figures.canisterKg
    },
    use: (rig) => idle(rig, 90),
  },
  {
    what: 'the second track of the pedal is off',
    codes: ['P2138'],
    break: sensor((readings) => {
      readings.pedal2Volts += 0.23
    }),
  },
  {
    what: 'the throttle’s first track is cut off',
    codes: ['P0122'],
    break: sensor((readings) => {
      readings.throttle1Volts = 0
    }),
  },
  {
    what: 'the throttle’s first track is shorted to 5 V',
    codes: ['P0123'],
    break: sensor((readings) => {
      readings.throttle1Volts = 5
    }),
  },
  {
    what: 'the alternator gives nothing',
    codes: ['P0562'],
    break: (rig) => (rig.alternatorShare = 0),
  },
  {
    what: 'the transmission is silent',
    codes: ['U0101'],
    break: (rig) => (rig.isHeard.transmission = false),
  },
  {
    what: 'the brakes are silent',
    codes: ['U0121'],
    break: (rig) => (rig.isHeard.brakes = false),
  },
  {
    what: 'the intake’s thermistor is cut off',
    codes: ['P0113'],
    break: sensor((readings) => {
      readings.intakeTempVolts = 5
    }),
  },
  {
    what: 'the air-mass meter is cut off',
    codes: ['P0102'],
    break: sensor((readings) => {
      readings.airMeterVolts = 0
    }),
  },
  {
    what: 'the air-mass meter is shorted to 5 V',
    codes: ['P0103'],
    break: sensor((readings) => {
      readings.airMeterVolts = 5
    }),
  },
  {
    what: 'the crank’s sensor is open: it cranks and does not start',
    codes: ['P0335'],
    break: sensor((readings) => {
      readings.toothCount = readings.segmentCount = 0
    }),
    use(rig) {
      rig.driver.ignition = false
      rig.run(20)
      rig.driver.ignition = true
      rig.run(2)
      rig.driver.starter = true
      rig.run(4)
      assert.equal(rig.unit.control.sensed.rpm, 0)
      assert.notEqual(rig.unit.state, 'running')
      assert(rig.engine.crank.rpm > 100)
    },
  },
]

/** A warm engine that has been driven for a while; or a cold one that has just been started. */
function runningRig(isCold = false): EcmRig {
  const rig = createEcmRig({ engineDegC: isCold ? 20 : 90 })
  rig.start()
  if (isCold) return rig
  idle(rig, 10)
  cruise(rig, 20)
  idle(rig, 15)
  return rig
}

for (const { what, codes, isCold, ...fault } of CASES)
  test(`${what}: ${codes.join(', ')}`, () => {
    const rig = runningRig(isCold)
    assert.deepEqual(rig.failed(), [])
    fault.break(rig)
    ;(fault.use ?? use)(rig)
    assert.deepEqual(rig.failed(), codes)
  })

test('every code has a cause here', () => {
  const caused = new Set(CASES.flatMap(({ codes }) => codes))
  const others = Object.values(ENGINE_DTCS).filter(({ code }) => !caused.has(code))
  assert.deepEqual(others, [])
})

test('a dead coil makes the lamp blink while it hurts the catalyst, and mode 06 counts its cylinder', () => {
  const rig = runningRig()
  rig.coilShare[1] = 0
  idle(rig, 90)
  assert.equal(rig.signals.isLampBlinking, true)
  const count = (monitorId: number) => rig.unit.results.tests.find((it) => it.monitorId === monitorId)?.result()
  const [second, third] = [count(0xa3), count(0xa4)]
  assert(second !== undefined && second.value > (second.max ?? Number.POSITIVE_INFINITY))
  assert(third !== undefined && third.value <= (third.max ?? 0))
  rig.coilShare[1] = 1
  idle(rig, 40)
  assert.equal(rig.signals.isLampBlinking, false)
})

test('a sound catalyst’s result in mode 06 is within its limit, an aged one’s is not', () => {
  for (const [share, isWithin] of [
    [1, true],
    [0.5, true],
    [0.04, false],
  ] as const) {
    const rig = runningRig()
    rig.engine.condition.catalystShare = share
    cruise(rig, 240, 2200)
    const result = rig.unit.results.tests.find(({ monitorId }) => monitorId === 0x21)?.result()
    assert(result !== undefined && result.max !== undefined)
    assert.equal(result.value <= result.max, isWithin)
  }
})

test('a leak after the throttle is felt at idle, hardly at 2500 rpm', () => {
  const rig = runningRig()
  rig.engine.condition.intakeLeakM2 = 1.7e-6
  idle(rig, 60)
  const { fuel } = rig.unit.control
  const atIdle = fuel.longTrim + fuel.shortMean
  cruise(rig, 60, 2500, 0.25)
  const atSpeed = fuel.longTrim + fuel.shortMean
  assert(atIdle > 0.16 && atIdle < 0.28, `${atIdle}`)
  assert(atSpeed > 0 && atSpeed < 0.09, `${atSpeed}`)
})

test('a repaired sensor passes again', () => {
  const rig = runningRig()
  rig.breakSensors = (readings) => {
    readings.coolantVolts = 5
  }
  idle(rig, 5)
  assert.equal(rig.unit.control.stages.fanDuty, 1) // Who does not know how hot it is cools.
  rig.breakSensors = () => {}
  idle(rig, 5)
  const index = rig.codes.indexOf(0x011800)
  assert.equal(rig.codes.status(index) & 0x01, 0)
})
