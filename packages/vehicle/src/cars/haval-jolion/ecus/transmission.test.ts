/** The transmission control unit on the real driveline: how it drives, how it protects, and what it calls broken. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SEVEN_SPEED } from '../../../driveline/dual-clutch.ts'
import { createStateHash } from '../../../state-hash.ts'
import { createTransmissionRig, type TransmissionRig } from './testing/transmission-rig.ts'
import { CAR, CLUTCH, EVEN, GEAR_RATIOS, NEUTRAL, ODD, REVERSE } from './transmission-sensors.ts'

/** Engine idling, foot on the brake, lever in D. */
function inDrive(options?: { oilDegC?: number }): TransmissionRig {
  const rig = createTransmissionRig(options)
  rig.run(2)
  rig.selector = 'D'
  rig.run(1)
  return rig
}

/** Away from rest and on. */
function driveOff(rig: TransmissionRig, accelerator: number, seconds: number): void {
  rig.brake = 0
  rig.accelerator = accelerator
  rig.run(seconds)
}

function stop(rig: TransmissionRig): void {
  rig.accelerator = 0
  rig.brake = 0.25
  rig.run(14)
  assert.equal(rig.motion.speedMps, 0)
}

/** Town and country road: away, up through the gears, kick-down, to a halt. */
function ordinaryDrive(rig: TransmissionRig): void {
  rig.selector = 'D'
  rig.run(1)
  driveOff(rig, 0.3, 16)
  driveOff(rig, 1, 4)
  stop(rig)
  driveOff(rig, 0.2, 12)
  stop(rig)
}

test('its memory of the gearbox is the gearbox', () => {
  assert.deepEqual([...GEAR_RATIOS], [...SEVEN_SPEED.ratios])
  for (const key of ['solenoidAMin', 'kpaPerA', 'touchKpa', 'nmPerKpa'] as const)
    assert.equal(CLUTCH[key], SEVEN_SPEED[key])
})

for (const oilDegC of [-20, 20, 90]) {
  test(`with oil of ${oilDegC} °C it creeps at a walk, launches and shifts without a code`, () => {
    const rig = inDrive({ oilDegC })
    driveOff(rig, 0, 12)
    const creepKmh = rig.motion.speedMps * 3.6
    assert(creepKmh > 3 && creepKmh < 9, `${creepKmh} km/h`)
    ordinaryDrive(rig)
    assert.deepEqual(rig.memory.codes(), [])
  })
}

test('on the brake in D the clutch is open, and the car stands', () => {
  const rig = inDrive()
  rig.run(3)
  assert.equal(rig.motion.speedMps, 0)
  assert(rig.clutch.clutchNm[ODD] < 6, `${rig.clutch.clutchNm[ODD]} Nm`)
})

test('an upshift under load leaves the car its pull: the other gear is in before, the engine gives less meanwhile', () => {
  const rig = inDrive()
  driveOff(rig, 0.5, 1)
  let limited = 0
  let weakestMps2 = 9
  while (rig.signals.gear < 3) {
    rig.step()
    if (rig.unit.phase() === 'cross') {
      assert.notEqual(rig.clutch.gear[EVEN] * rig.clutch.gear[ODD], NEUTRAL)
      weakestMps2 = Math.min(weakestMps2, rig.motion.accelerationMps2)
      if (rig.signals.torqueLimitNm < Number.POSITIVE_INFINITY) limited++
    }
  }
  assert(limited > 5 && weakestMps2 > 0.5, `${limited} steps, ${weakestMps2} m/s²`)
})

test('kick-down takes a lower gear within a second, and one that the engine stands', () => {
  const rig = inDrive()
  driveOff(rig, 0.25, 25)
  const before = rig.signals.gear
  driveOff(rig, 1, 1.2)
  assert(rig.signals.gear < before, `${rig.signals.gear} after ${before}`)
  assert(rig.source.crankRadps < 680)
})

test('up a hill it shifts later than on the level', () => {
  const climbing = inDrive()
  const level = inDrive()
  climbing.slope = 0.1
  for (const rig of [climbing, level]) driveOff(rig, 0.45, 5)
  const upshiftRadps = (rig: TransmissionRig) => {
    const { gear } = rig.signals
    for (let i = 0; i < 4000 && rig.signals.gear === gear; i++) rig.step()
    return GEAR_RATIOS[gear] * (rig.motion.speedMps / CAR.wheelM)
  }
  assert(upshiftRadps(climbing) > upshiftRadps(level) + 25)
  assert(climbing.unit.slope() > 0.07 && climbing.unit.slope() < 0.13, `${climbing.unit.slope()}`)
})

test('reverse drives backwards, P holds on a slope, and R is not taken while the car rolls forwards', () => {
  const rig = inDrive()
  rig.selector = 'R'
  rig.run(1)
  driveOff(rig, 0.1, 4)
  assert(rig.motion.speedMps < -0.8 && rig.signals.gear === REVERSE, `${rig.motion.speedMps} m/s`)
  stop(rig)
  rig.selector = 'P'
  rig.run(1)
  rig.brake = 0
  rig.slope = 0.15
  rig.run(3)
  assert.equal(rig.motion.speedMps, 0)
  rig.slope = 0
  rig.selector = 'D'
  driveOff(rig, 0.4, 5)
  rig.selector = 'R'
  rig.run(1)
  assert.notEqual(rig.signals.gear, REVERSE)
  assert(rig.clutch.clutchNm[EVEN] < 10)
})

test('held on a hill by the accelerator its clutch gets hot: it warns, then opens, and drives again when cool', () => {
  const rig = inDrive()
  rig.slope = 0.25
  let warnedDegC = 0
  let openedDegC = 0
  driveOff(rig, 0.4, 0)
  for (let i = 0; i < 30_000 && openedDegC === 0; i++) {
    // A driver who keeps the car on the spot without the brake.
    rig.accelerator = Math.min(0.9, Math.max(0.1, rig.accelerator - 0.02 * rig.motion.speedMps))
    rig.step()
    if (rig.signals.isTransmissionHot && warnedDegC === 0) warnedDegC = rig.clutch.plateDegC[ODD]
    if (warnedDegC > 0 && rig.unit.requestedKpa()[ODD] === 0) openedDegC = rig.clutch.plateDegC[ODD]
  }
  assert(warnedDegC > 150 && openedDegC > warnedDegC && openedDegC < 270, `${warnedDegC}, ${openedDegC} °C`)
  rig.accelerator = 0
  rig.brake = 0.4
  rig.slope = 0
  rig.run(240)
  assert.equal(rig.signals.isTransmissionHot, false)
  driveOff(rig, 0.3, 9)
  assert(rig.motion.speedMps > 3, `${rig.motion.speedMps} m/s`)
})

type Case = {
  readonly what: string
  readonly codes: readonly string[]
  readonly break: (rig: TransmissionRig) => void
}

const CASES: readonly Case[] = [
  {
    what: 'the first pressure sensor shows 400 kPa too little',
    codes: ['transmission P0841'],
    break(rig) {
      rig.spoil = ({ pressureVolts }) => {
        pressureVolts[ODD] = Math.max(0.5, pressureVolts[ODD] - 0.8)
      }
    },
  },
  {
    what: 'the wire of the first pressure sensor is cut',
    codes: ['transmission P0841'],
    break(rig) {
      rig.spoil = ({ pressureVolts }) => {
        pressureVolts[ODD] = 0
      }
    },
  },
  {
    what: 'the second pressure sensor shows 400 kPa too much',
    codes: ['transmission P0846'],
    break(rig) {
      rig.spoil = ({ pressureVolts }) => {
        pressureVolts[EVEN] += 0.8
      }
    },
  },
  {
    what: 'the speed sensor of the first shaft is cut',
    codes: ['transmission P0715'],
    break(rig) {
      rig.spoil = ({ shaftHz }) => {
        shaftHz[ODD] = 0
      }
    },
  },
  {
    what: 'the speed sensor of the second shaft is cut',
    codes: ['transmission P2765'],
    break(rig) {
      rig.spoil = ({ shaftHz }) => {
        shaftHz[EVEN] = 0
      }
    },
  },
  {
    what: 'the output speed sensor is cut',
    codes: ['transmission P0720'],
    break(rig) {
      rig.spoil = (readings) => {
        readings.outputHz = 0
      }
    },
  },
  {
    what: 'the lever’s wire is cut',
    codes: ['transmission P0705'],
    break(rig) {
      rig.spoil = (readings) => {
        readings.selectorVolts = 0
      }
    },
  },
  {
    what: 'the position sensor of fork 1/3 is cut',
    codes: ['transmission P0914'],
    break(rig) {
      rig.spoil = ({ forkVolts }) => {
        forkVolts[0] = 0
      }
    },
  },
  {
    what: 'the oil’s thermistor is cut',
    codes: ['transmission P0710'],
    break(rig) {
      rig.spoil = (readings) => {
        readings.oilTempVolts = 5
      }
    },
  },
  {
    what: 'the clutches’ thermistor is cut',
    codes: ['transmission P2740'],
    break(rig) {
      rig.spoil = (readings) => {
        readings.clutchTempVolts = 5
      }
    },
  },
  ...(
    [
      ['the valve for cooling oil', 0, 'P0968'],
      ['the park actuator', 1, 'P0928'],
    ] as const
  ).map(([what, stage, code]) => ({
    what: `the wire of ${what} is cut`,
    codes: [`transmission ${code}`],
    break(rig: TransmissionRig) {
      rig.spoil = (readings) => {
        readings.stageVolts[stage] = readings.stagePeakA[stage] = 0
      }
    },
  })),
  {
    what: 'the brakes’ pressure sensor is cut',
    codes: ['brakes C0044'],
    break(rig) {
      rig.spoilBrakes = (readings) => {
        readings.pressureVolts = 0
      }
    },
  },
  {
    what: 'the oil is at 150 °C',
    codes: ['transmission P0218'],
    break(rig) {
      rig.clutch.oilDegC = 150
      rig.input.coolantDegC = 150
    },
  },
  {
    what: 'the supply is at 9.4 V',
    codes: ['transmission P0562'],
    break(rig) {
      rig.supplyVolts = 9.4
    },
  },
  {
    what: 'the engine control unit is silent',
    codes: ['brakes U0100', 'transmission U0100'],
    break: (rig) => void rig.silent.add('engine'),
  },
  {
    what: 'the brake control unit is silent',
    codes: ['transmission U0121'],
    break: (rig) => void rig.silent.add('brakes'), // Nor does it hear that the ignition is on: it sleeps.
  },
  {
    what: 'the front left wheel’s sensor is cut',
    codes: ['brakes C0035'],
    break(rig) {
      rig.spoilBrakes = ({ wheelHz, wheelVolts }) => {
        wheelHz[0] = wheelVolts[0] = 0
      }
    },
  },
  {
    what: 'the front right wheel’s sensor is shorted',
    codes: ['brakes C0040'],
    break(rig) {
      rig.spoilBrakes = ({ wheelHz, wheelVolts }) => {
        wheelHz[1] = 0
        wheelVolts[1] = 5
      }
    },
  },
  {
    what: 'the rear left wheel’s sensor sees no pole, though its wires are whole',
    codes: ['brakes C0045'],
    break(rig) {
      rig.spoilBrakes = ({ wheelHz }) => {
        wheelHz[2] = 0
      }
    },
  },
  {
    what: 'the rear right wheel’s sensor loses half its poles',
    codes: ['brakes C0050'],
    break(rig) {
      rig.spoilBrakes = ({ wheelHz }) => {
        wheelHz[3] /= 2
      }
    },
  },
]

for (const { what, codes, break: breakIt } of CASES) {
  test(`${what}: ${codes.join(' and ')}, and nothing else`, () => {
    const rig = createTransmissionRig()
    breakIt(rig)
    rig.run(3)
    ordinaryDriveOrNot(rig)
    assert.deepEqual(rig.memory.codes().sort(), codes)
  })
}

/** As `ordinaryDrive`, of a car that perhaps does not move. */
function ordinaryDriveOrNot(rig: TransmissionRig): void {
  rig.selector = 'D'
  rig.run(1)
  driveOff(rig, 0.3, 20)
  rig.accelerator = 0
  rig.brake = 0.25
  rig.run(10)
}

test('the solenoid’s wire of the second clutch is cut: P0900, and it drives on in odd gears', () => {
  const rig = inDrive()
  const { input } = rig
  rig.cutSolenoid = EVEN
  driveOff(rig, 0.35, 30)
  assert.deepEqual(rig.memory.codes(), ['transmission P0900'])
  assert(rig.signals.isTransmissionLimp && rig.signals.gear % 2 === 1 && rig.signals.gear > 1, `${rig.signals.gear}`)
  assert.equal(input.evenSolenoidA, 0)
  assert(rig.motion.speedMps > 12, `${rig.motion.speedMps} m/s`)
})

test('with the first clutch lost it launches in second and goes on in even gears, reverse too', () => {
  const rig = createTransmissionRig()
  rig.spoil = ({ pressureVolts }) => {
    pressureVolts[ODD] = 5
  }
  rig.run(4)
  rig.selector = 'D'
  const gears = new Set<number>()
  driveOff(rig, 0.35, 0)
  for (let i = 0; i < 3500; i++) {
    rig.step()
    gears.add(rig.signals.gear)
  }
  assert.deepEqual([...gears].sort(), [NEUTRAL, 2, 4, 6].slice(0, gears.size))
  assert(rig.signals.gear >= 4 && rig.motion.speedMps > 12, `${rig.signals.gear}, ${rig.motion.speedMps} m/s`)
  stop(rig)
  rig.selector = 'R'
  rig.run(1)
  driveOff(rig, 0.2, 4)
  assert(rig.motion.speedMps < -0.5)
  assert.deepEqual(rig.memory.codes(), ['transmission P0841'])
})

test('a first pressure sensor that is off makes the shift from first to second jerk', () => {
  const jerkOf = (offVolts: number) => {
    const rig = inDrive()
    rig.spoil = ({ pressureVolts }) => {
      pressureVolts[ODD] = Math.max(0.5, pressureVolts[ODD] - offVolts)
    }
    driveOff(rig, 0.35, 1)
    while (rig.unit.phase() !== 'cross') rig.step()
    rig.jerkMps2Max = 0
    rig.run(1)
    return rig.jerkMps2Max
  }
  assert(jerkOf(0.8) > 1.1 * jerkOf(0), `${jerkOf(0.8)} and ${jerkOf(0)} m/s²`)
})

test('what proves that sensor wrong: it shows another pressure than was asked, at a current that is right', () => {
  const rig = inDrive()
  rig.spoil = ({ pressureVolts }) => {
    pressureVolts[ODD] = Math.max(0.5, pressureVolts[ODD] - 0.8)
  }
  driveOff(rig, 0.35, 4)
  const { seen, readings } = rig.unit
  const requestedKpa = rig.unit.requestedKpa()
  assert.equal(rig.signals.gear, 1)
  assert(requestedKpa[ODD] - seen.pressureKpa[ODD] > 300)
  const dueA = CLUTCH.solenoidAMin + requestedKpa[ODD] / CLUTCH.kpaPerA
  assert(Math.abs(readings.solenoidA[ODD] - dueA) < 0.02)
})

test('an engine that dies while the car creeps is not dragged along: the clutch lets go', () => {
  const rig = inDrive()
  driveOff(rig, 0, 5)
  rig.source.isFuelled = false
  rig.slope = 0.05
  while (rig.source.crankRadps > 55) rig.step()
  assert(rig.unit.requestedKpa()[ODD] < 91)
  rig.run(1)
  assert.deepEqual([...rig.unit.stages.solenoidDuty], [0, 0])
})

test('without the engine’s word it lets go: both clutches open, the car rolls on', () => {
  const rig = inDrive()
  driveOff(rig, 0.4, 8)
  rig.silent.add('engine')
  rig.run(1)
  assert.deepEqual([...rig.unit.stages.solenoidDuty], [0, 0])
  assert(rig.motion.speedMps > 3)
})

test('switched off while driving it lets go, and starts afresh with the ignition', () => {
  const rig = inDrive()
  driveOff(rig, 0.4, 8)
  rig.isIgnitionOn = false
  rig.run(0.5)
  assert.equal(rig.unit.isAwake(), false)
  assert.deepEqual([...rig.unit.stages.solenoidDuty], [0, 0])
  rig.isIgnitionOn = true
  rig.run(2)
  assert(rig.unit.isAwake() && rig.signals.gear > 0)
  assert.deepEqual(rig.memory.codes(), [])
})

test('the same drive gives the same state, byte for byte', () => {
  const hashOf = () => {
    const rig = inDrive()
    ordinaryDrive(rig)
    const hash = createStateHash()
    hash.addNumbers(rig.unit.stateNumbers())
    hash.addNumbers(rig.brakesUnit.stateNumbers())
    return hash.text()
  }
  assert.equal(hashOf(), hashOf())
})
