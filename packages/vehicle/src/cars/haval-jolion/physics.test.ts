/**
 * The car's physics through its wires, before any control unit: an idealised control (./testing/ideal-control.ts) drives
 * the output stages, and what breaks on the way to an injector, a coil or the pump stops what hangs on it.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIdealCar, type IdealCar } from './testing/ideal-control.ts'

const within = (actual: number, least: number, most: number, what: string) =>
  assert(actual >= least && actual <= most, `${what}: ${actual}, not ${least} to ${most}`)

const volts = ({ physics: { network } }: IdealCar, red: string, black = 'chassis') =>
  network.voltsBetween(network.node(red), network.node(black))
const amps = ({ physics: { network } }: IdealCar, branch: string) => network.amps(network.branch(branch))
const setOhm = ({ physics: { network } }: IdealCar, branch: string, ohm: number) =>
  network.setOhm(network.branch(branch), ohm)
const open = (car: IdealCar, branch: string) => setOhm(car, branch, Number.POSITIVE_INFINITY)

function idling(seconds = 20): IdealCar {
  const car = createIdealCar()
  car.start()
  car.run(seconds)
  return car
}

for (const ambientDegC of [-20, 20, 40]) {
  test(`at ${ambientDegC} °C the starter turns the engine by the battery's current, and the generator takes over`, () => {
    const car = createIdealCar(1, ambientDegC)
    let least = 99
    const { network } = car.physics
    const step = car.physics.step
    Object.assign(car.physics, {
      step(tick: number) {
        step(tick)
        least = Math.min(least, network.volts(network.node('battery12V.plus')))
      },
    })
    car.start()
    within(least, 6.5, 11, 'volts while cranking')
    car.run(30)
    within(car.physics.engine.crank.rpm, 550, 1300, 'idle speed')
    within(volts(car, 'battery12V.plus', 'battery12V.minus'), 12.7, 14.4, 'volts while charging')
    assert(amps(car, 'battery12V.cells') > 1, 'the battery is charged')
  })
}

test('sensors give what the physics is, at the terminals of the control module', () => {
  const car = idling()
  const { engine } = car.physics
  const at = (terminal: string) => volts(car, `engine.${terminal}`, 'engine.ground')
  within(at('manifoldPressure'), 4.9 * 0.15, 5 * 0.3, 'manifold pressure of an idling engine')
  within(at('railPressure'), 5 * 0.5, 5 * 0.56, '3.8 bar of rail')
  within(at('coolant'), 2, 3, 'a coolant of some 25 °C')
  assert(engine.heat.coolantDegC < 30)
  within(at('pedal1') / at('pedal2'), 1.98, 2.02, 'the pedal’s two tracks')
  assert(at('airMass') > 1.1 && at('throttle1') + at('throttle2') > 4.9)
})

test('full pedal brings the car to 100 km/h in 9 to 12 s, through clutches that transfer what the engine gives', () => {
  const car = idling(5)
  car.isDriving = true
  car.accelerator = 1
  let seconds = 0
  while (car.physics.motion.speedMps < 100 / 3.6 && seconds < 20) {
    car.run(0.05)
    seconds += 0.05
  }
  within(seconds, 9, 12, 'seconds')
})

test('a cut injector wire stops that cylinder’s fuel, a cut coil wire its spark, and no other', () => {
  const car = idling()
  open(car, 'wire.405') // The driver of injector 3.
  open(car, 'wire.413') // The driver of coil 2.
  car.run(2)
  const { inputs } = car.physics.engine
  assert.deepEqual(
    [...inputs.injectorOnMs].map((ms) => ms > 1),
    [true, true, false, true],
  )
  assert.deepEqual(
    [...inputs.coilA].map((a) => a > 5),
    [true, false, true, true],
  )
  assert(
    Math.abs(volts(car, 'coil2.driver') - volts(car, 'splice.ignitionCoils')) < 0.1,
    'the coil’s other end stands at its supply',
  )
  assert(Math.abs(volts(car, 'engine.coil2', 'engine.ground')) < 0.1, 'the control module’s terminal is dead')
})

test('0.4 Ω in the fuel pump’s ground: 2.4 V are lost there, and the rail has 2.6 bar', () => {
  const healthy = idling()
  within(healthy.physics.engine.fuel.railGaugePa, 370_000, 390_000, 'healthy rail')
  const car = createIdealCar()
  setOhm(car, 'wire.441', 0.4)
  car.start()
  car.run(20)
  within(volts(car, 'fuelPump.minus'), 2.1, 2.6, 'volts in the ground')
  within(car.physics.engine.fuel.railGaugePa, 230_000, 310_000, 'rail')
})

test('with the main relay without its driver the engine dies, and the starter still turns it', () => {
  const car = idling()
  open(car, 'wire.214')
  car.run(3)
  assert(car.physics.engine.crank.rpm < 60)
  assert(volts(car, 'engine.supply', 'engine.ground') < 1)
  car.physics.network.setClosed(car.physics.network.branch('engine.starterDriver'), true)
  car.run(1)
  within(car.physics.engine.crank.rpm, 150, 420, 'cranking speed')
})

test('a diode of the generator less: it cannot carry the car at idle, and the battery gives the rest', () => {
  const car = createIdealCar()
  car.physics.condition.generatorPhases = 2
  car.start()
  car.physics.network.setClosed(car.physics.network.branch('body.lightsDriver'), true)
  car.physics.network.setClosed(car.physics.network.branch('engine.fanDriver'), true)
  car.run(60)
  within(volts(car, 'battery12V.plus', 'battery12V.minus'), 11.5, 12.9, 'volts at idle')
})

test('one seed, one history', () => {
  const hashes = [1, 1].map(() => {
    const car = idling(5)
    return [
      car.physics.engine.stateHash(),
      car.physics.network
        .state()
        .map((array) => array.join())
        .join(),
    ].join()
  })
  assert.equal(hashes[0], hashes[1])
})
