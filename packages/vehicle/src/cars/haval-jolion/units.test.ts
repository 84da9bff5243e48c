/**
 * The whole petrol car: five control units on their wires drive its physics. A healthy car starts, drives and stores no
 * code; each cause here is a resistance or a physical parameter, and the codes follow.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UNIT_IDS } from './ecus/signals.ts'
import { createPhysics, type Physics } from './physics.ts'
import { createUnits, type Units } from './units.ts'

const OPEN = Number.POSITIVE_INFINITY

type WholeCar = { readonly physics: Physics; readonly units: Units; run(seconds: number): void; start(): void }

function createWholeCar(ambientDegC = 20): WholeCar {
  const physics = createPhysics(1, ambientDegC)
  const units = createUnits(physics, 'LGWEF7A50PH000001')
  let tick = 0
  const isInCycle = UNIT_IDS.map(() => false)
  const car: WholeCar = {
    physics,
    units,
    run(seconds) {
      for (let i = 0; i < Math.round(seconds * 100); i++) {
        physics.step(tick)
        UNIT_IDS.forEach((id, place) => {
          const isUp = units.hasSupply(id)
          units.lines.setAwake(place, isUp)
          if (isUp && !isInCycle[place]) units.dtcs[id].startOperationCycle()
          isInCycle[place] = isUp
        })
        units.lines.step()
        units.step(tick++)
      }
    },
    /** Brake and button, as a driver does. */
    start() {
      physics.commands.brake = 0.5
      physics.commands.isButtonPressed = true
      car.run(0.2)
      physics.commands.isButtonPressed = false
      car.run(5)
    },
  }
  car.run(1)
  return car
}

/** Those whose test has failed since the beginning. */
function codes({ units }: WholeCar): string[] {
  return UNIT_IDS.flatMap((id) => {
    const engine = units.dtcs[id]
    return Array.from({ length: engine.count }, (_, i) => i)
      .filter((i) => (engine.status(i) & 0x20) !== 0)
      .map((i) => `${id} ${engine.code(i).toString(16).padStart(6, '0')}`)
  })
}

const hasCode = (car: WholeCar, unit: string, code: string) =>
  codes(car).some((found) => found.startsWith(`${unit} ${code.toLowerCase()}`))
const setOhm = ({ physics: { network } }: WholeCar, branch: string, ohm: number) =>
  network.setOhm(network.branch(branch), ohm)

function drive(car: WholeCar): number {
  const { commands, motion } = car.physics
  commands.selector = 'D'
  car.run(1)
  commands.brake = 0
  car.run(2)
  commands.accelerator = 1
  let seconds = 0
  while (motion.speedMps < 100 / 3.6 && seconds < 30) {
    car.run(0.1)
    seconds += 0.1
  }
  commands.accelerator = 0.15
  car.run(40)
  commands.accelerator = 0
  commands.brake = 0.3
  car.run(15)
  return seconds
}

for (const ambientDegC of [-10, 20, 38]) {
  test(`at ${ambientDegC} °C a healthy car starts by its button, drives to 100 km/h and stores no code`, () => {
    const car = createWholeCar(ambientDegC)
    car.start()
    assert.equal(car.units.engine.state(), 'running')
    const seconds = drive(car)
    assert(seconds > 10 && seconds < 14, `${seconds} s`)
    assert.equal(car.physics.motion.speedMps, 0)
    assert.equal(car.units.engine.state(), 'running')
    assert.deepEqual(codes(car), [])
  })
}

const CAUSES: readonly (readonly [what: string, unit: string, code: string, cause: (car: WholeCar) => void])[] = [
  ['coil 2 has an open winding', 'engine', '0352', (car) => setOhm(car, 'coil2.winding', OPEN)],
  ['the wire of injector 3 is cut', 'engine', '0203', (car) => setOhm(car, 'wire.405', OPEN)],
  ['the coolant sensor is open', 'engine', '0118', (car) => setOhm(car, 'coolantSensor.sensor', OPEN)],
  ['the crankshaft sensor has no ground', 'engine', '0335', (car) => setOhm(car, 'wire.331', OPEN)],
  ['the upstream heater is open', 'engine', '0135', (car) => setOhm(car, 'lambdaUp.heaterWinding', OPEN)],
  ['the fuel pump has 0.5 Ω in its ground', 'engine', '0087', (car) => setOhm(car, 'wire.441', 0.5)],
  ['a track of the pedal is cut', 'engine', '2138', (car) => setOhm(car, 'wire.303', OPEN)],
  [
    'the pedal’s second track is off',
    'engine',
    '2138',
    (car) => Object.assign(car.physics.condition, { pedalOffset2: 0.09 }),
  ],
  ['the first pressure sensor has no signal', 'transmission', '0841', (car) => setOhm(car, 'wire.505', OPEN)],
  ['the front left wheel sensor is cut', 'brakes', '4035', (car) => setOhm(car, 'wire.721', OPEN)],
  ['CAN-H of the transmission is cut', 'engine', 'c101', (car) => setOhm(car, 'wire.602', OPEN)],
]

for (const [what, unit, code, cause] of CAUSES) {
  test(`${what}: the ${unit} unit says ${code}`, () => {
    const car = createWholeCar()
    cause(car)
    car.start()
    car.run(40)
    assert(hasCode(car, unit, code), `${codes(car).join(', ')}; engine ${car.units.engine.state()}`)
  })
}
