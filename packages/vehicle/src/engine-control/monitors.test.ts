/** Every code of the engine control unit from its cause alone: in the physics or at a sensor, and never from a sound engine. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ENGINE_DTCS } from './dtcs.ts'
import type { EngineReadings } from './sensors.ts'
import { createEcmRig, type EcmRig } from './testing/unit-rig.ts'

type VoltsKey = {
  [Key in keyof EngineReadings]: EngineReadings[Key] extends number ? Key : never
}[keyof EngineReadings]

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
    what: 'the alternator’s regulator does not answer',
    codes: ['P0620'],
    break: sensor((readings) => {
      readings.isRegulatorHeard = false
    }),
  },
  {
    what: 'the regulator misses its sense wire',
    codes: ['P063A'],
    break: sensor((readings) => {
      readings.isSenseMissed = true
    }),
  },
  {
    what: 'terminal 30 is cut',
    codes: ['P0560'],
    break: sensor((readings) => {
      readings.batteryVolts = 0.1
    }),
  },
  {
    what: 'nothing arrives any more from the main relay',
    codes: ['P0689'],
    break: sensor((readings) => {
      readings.supplyVolts = 0.1
    }),
    use: (rig) => rig.run(5),
  },
  {
    what: 'the starter is cut off: nothing turns',
    codes: ['P06E9'],
    break: (rig) => (rig.starterShare = 0),
    use(rig) {
      rig.driver.ignition = false
      rig.run(20)
      rig.start()
    },
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
      assert.notEqual(rig.unit.state(), 'running')
      assert(rig.engine.crank.rpm > 100)
    },
  },
]

/** A terminal that stands there, whatever its sensor should say. */
const terminal = (key: VoltsKey, volts: number, codes: readonly string[], use?: (rig: EcmRig) => void): Case => ({
  what: `${key.replace('Volts', '')} stands at ${volts} V`,
  codes,
  break: sensor((readings) => {
    readings[key] = volts
  }),
  ...(use && { use }),
})

/** Each is judged within seconds. */
const drive = (rig: EcmRig) => {
  idle(rig, 10)
  cruise(rig, 15)
  idle(rig, 15)
}

const CIRCUITS: readonly Case[] = [
  terminal('pedal1Volts', 0, ['P2122', 'P2138'], drive),
  terminal('pedal1Volts', 5, ['P2123', 'P2138'], drive),
  terminal('pedal2Volts', 0, ['P2127', 'P2138'], drive),
  terminal('pedal2Volts', 5, ['P2128', 'P2138'], drive),
  {
    what: 'the pedal’s plug is off',
    codes: ['P2122', 'P2127'],
    break: sensor((readings) => {
      readings.pedal1Volts = readings.pedal2Volts = 0
    }),
    use: drive,
  },
  terminal('throttle2Volts', 0, ['P0222'], drive),
  terminal('throttle2Volts', 5, ['P0223'], drive),
  terminal('manifoldVolts', 0, ['P0107'], drive),
  terminal('manifoldVolts', 5, ['P0108'], drive),
  terminal('boostVolts', 0, ['P0237'], drive),
  terminal('boostVolts', 5, ['P0238'], drive),
  terminal('railVolts', 0, ['P0192'], drive),
  terminal('railVolts', 5, ['P0193'], drive),
  terminal('oilPressureVolts', 0, ['P0522'], drive),
  terminal('oilPressureVolts', 5, ['P0523'], drive),
  terminal('oilTempVolts', 0, ['P0197'], drive),
  terminal('oilTempVolts', 5, ['P0198'], drive),
  terminal('intakeTempVolts', 0, ['P0112'], drive),
  terminal('knockVolts', 0, ['P0327'], drive),
  terminal('referenceAVolts', 4, ['P0641'], (rig) => idle(rig, 5)),
  terminal('referenceBVolts', 4, ['P0651'], (rig) => idle(rig, 5)),
  terminal('upstreamVolts', 0.45, ['P0134'], (rig) => idle(rig, 90)),
  terminal('downstreamVolts', 0.45, ['P0140'], (rig) => {
    idle(rig, 60)
    cruise(rig, 10, 3000, 0.3)
    cruise(rig, 10, 3000, 0)
  }),
  {
    what: 'the supply of all injectors is cut off, so that it only cranks',
    codes: ['P0201', 'P0202', 'P0203', 'P0204'],
    break: (rig) => cut(rig.injectorShare, 1, 2, 3, 4),
    use(rig) {
      rig.driver.ignition = false
      rig.run(20)
      rig.driver.ignition = rig.driver.starter = true
      rig.run(8)
    },
  },
  {
    what: 'the cam’s sensor is cut off',
    codes: ['P0340'],
    break: sensor((readings) => {
      readings.camEdgeCount = 0
    }),
    use: drive,
  },
  {
    what: 'the plate hangs in its springs',
    codes: ['P2101'],
    break: sensor((readings) => {
      readings.throttle1Volts = 5 * (0.1 + 0.8 * 0.06)
      readings.throttle2Volts = 5 * (0.9 - 0.8 * 0.06)
    }),
    use: (rig) => cruise(rig, 10, 2500, 0.8),
  },
  {
    what: 'a foot brakes, and its switch says nothing',
    codes: ['P0571'],
    break: ({ signals }) => (signals.brakePressureKpa = 5000),
    use: (rig) => idle(rig, 5),
  },
  ...(
    [
      ['purge', 'P0443'],
      ['oilControl', 'P0010'],
      ['wastegate', 'P0243'],
      ['fan', 'P0480'],
      ['airConditioning', 'P0645'],
    ] as const
  ).map(
    ([stage, code]): Case => ({
      what: `nothing hangs on ${stage}`,
      codes: [code],
      break: ({ openStages }) => openStages.add(stage),
      use: drive,
    }),
  ),
  ...(
    [
      ['fuelPump', 'P0627'],
      ['starter', 'P0615'],
    ] as const
  ).map(
    ([stage, code]): Case => ({
      what: `nothing hangs on ${stage}, after the engine was switched off`,
      codes: [code],
      break: ({ openStages }) => openStages.add(stage),
      use(rig) {
        rig.driver.ignition = false
        rig.run(20)
        rig.driver.ignition = true
        rig.run(8)
      },
    }),
  ),
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

for (const { what, codes, isCold, ...fault } of [...CASES, ...CIRCUITS])
  test(`${what}: ${codes.join(', ')}`, () => {
    const rig = runningRig(isCold)
    assert.deepEqual(rig.failed(), [])
    fault.break(rig)
    ;(fault.use ?? use)(rig)
    assert.deepEqual(rig.failed(), codes)
  })

for (const [what, change] of [
  ['manifold pressure', (readings: EngineReadings) => (readings.manifoldVolts = 5)],
  [
    'manifold pressure and the air-mass meter',
    (readings: EngineReadings) => (readings.manifoldVolts = readings.airMeterVolts = 5),
  ],
  ['the cam', (readings: EngineReadings) => (readings.camEdgeCount = 0)],
  ['rail pressure', (readings: EngineReadings) => (readings.railVolts = 5)],
  [
    'oil pressure and temperature',
    (readings: EngineReadings) => (readings.oilPressureVolts = readings.oilTempVolts = 5),
  ],
  ['knock', (readings: EngineReadings) => (readings.knockVolts = 0)],
] as const)
  test(`without ${what} it starts, idles and pulls`, () => {
    const rig = createEcmRig({ engineDegC: 90 })
    rig.breakSensors = change
    rig.start()
    assert.equal(rig.unit.state(), 'running')
    idle(rig, 20)
    const { rpm } = rig.engine.crank
    assert(rpm > 600 && rpm < 1000, `${rpm}`)
    cruise(rig, 10, 2500, 0.6)
    const nm = rig.unit.control.torque.givenNm
    assert(nm > 100, `${nm} Nm`)
    idle(rig, 10)
    assert.equal(rig.unit.state(), 'running')
  })

test('without the cam it cranks for longer', () => {
  const crankingS = (change: (readings: EngineReadings) => void) => {
    const rig = createEcmRig({ engineDegC: 90 })
    rig.breakSensors = change
    rig.driver.ignition = rig.driver.starter = true
    for (let steps = 0; steps < 600; steps++) {
      if (rig.unit.state() === 'running') return steps / 100
      rig.run(0.01)
    }
    return Number.POSITIVE_INFINITY
  }
  const soundS = crankingS(() => {})
  const blindS = crankingS((readings) => {
    readings.camEdgeCount = 0
  })
  assert(blindS > soundS + 0.5 && blindS < 4, `${soundS} s, ${blindS} s`)
})

test('by one track of the pedal it limps, and without both it only idles', () => {
  const pull = (change: (readings: EngineReadings) => void) => {
    const rig = runningRig()
    rig.breakSensors = change
    cruise(rig, 8, 2000, 1)
    return rig.unit.control.torque.demandNm
  }
  const limping = pull((readings) => {
    readings.pedal1Volts = 0
  })
  assert(limping > 30 && limping < 70, `${limping} Nm`)
  assert.ok(pull((readings) => (readings.pedal1Volts = readings.pedal2Volts = 0)) <= 0)
})

test('every code has a cause here', () => {
  const caused = new Set([...CASES, ...CIRCUITS].flatMap(({ codes }) => codes))
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
