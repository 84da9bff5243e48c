/**
 * What the sensors of this car make of its physics: volts and ohms of their elements, for the next solution of the network.
 * Curves are the sensors' own; a control unit has them in its memory too (see ./sensor-curves.ts) and may believe them.
 */

import { unitRandom } from '@luban/stdx'
import { clamp, valueAt } from '../../curve.ts'
import type { DualClutch } from '../../driveline/dual-clutch.ts'
import type { Motion } from '../../driveline/motion.ts'
import { THERMISTOR_OHM } from '../../ecus/thermistor.ts'
import type { Engine } from '../../engine/engine.ts'
import { FUEL_KG_PER_L } from '../../engine/figures.ts'
import {
  AIR_MASS_SHARE,
  BOOST_SHARE,
  MANIFOLD_SHARE,
  OIL_SHARE,
  RAIL_SHARE,
} from '../../engine-control/sensor-curves.ts'
import type { BranchIndex, Network } from '../../network/network.ts'
import { TANK_L } from './figures.ts'
import type { Commands, Condition, Quantities } from './physics.ts'
import { CLUTCH_SHARE, FUEL_SENDER_OHM, SELECTOR_OHM } from './sensor-curves.ts'

type Around = {
  readonly network: Network
  readonly engine: Engine
  readonly clutch: DualClutch
  readonly motion: Motion
  readonly commands: Commands
  readonly now: Quantities
  readonly condition: Condition
}

/** Temperatures move slowly: their resistances are looked at once a second. */
const STEPS_PER_SLOW_LOOK = 100
/** Finer than any reading, and spares the network an elimination. */
const NOISE_OHM_SHARE = 0.004

export function createTransducers(around: Around): { step(tick: number): void } {
  const { network, engine, clutch, motion, commands, now, condition } = around
  const active = (id: string, number = '') => ratiometric(network, id, number)
  const outputs = {
    airMass: active('airMassMeter'),
    manifold: active('manifoldPressureSensor'),
    boost: active('boostSensor'),
    rail: active('railPressureSensor'),
    oil: active('oilPressureSensor'),
    clutch1: active('clutchSensor1'),
    clutch2: active('clutchSensor2'),
    brakePressure: active('brakePressureSensor'),
    pedal1: active('pedal', '1'),
    pedal2: active('pedal', '2'),
    throttle1: track(network, 'signal1'),
    throttle2: track(network, 'signal2'),
    forks: [1, 2, 3, 4].map((i) => active(`forkSensor${i}`)),
  }
  const thermistors = [
    ['boostSensor.thermistor', () => engine.air.boostDegC],
    ['coolantSensor.sensor', () => engine.heat.coolantDegC],
    ['oilSensor.sensor', () => engine.heat.oilDegC],
    ['clutchThermistor.sensor', () => Math.max(clutch.plateDegC[0], clutch.plateDegC[1])],
    ['oilThermistor.sensor', () => clutch.oilDegC],
    ['ambientSensor.sensor', () => now.ambientDegC],
  ].map(([name, degC]) => ({ branch: network.branch(name as string), degC: degC as () => number }))
  const wheels = [
    { output: wheelOutput(network, 'crankSensor'), radps: () => engine.crank.speedRadps },
    { output: wheelOutput(network, 'camSensor'), radps: () => engine.crank.speedRadps },
    { output: wheelOutput(network, 'inputOddSensor'), radps: () => clutch.shaftRadps[0] },
    { output: wheelOutput(network, 'inputEvenSensor'), radps: () => clutch.shaftRadps[1] },
    { output: wheelOutput(network, 'outputSensor'), radps: () => motion.speedMps },
  ]
  const slider = network.branch('fuelSender.slider')
  const ladder = network.branch('selector.ladder')
  const knock = network.branch('knockSensor.element')
  const lambdas = (['lambdaUp', 'lambdaDown'] as const).map((id) => ({
    cell: network.branch(`${id}.cell`),
    heater: network.branch(`${id}.heaterWinding`),
    sensor: id === 'lambdaUp' ? engine.upstream : engine.downstream,
  }))

  function setOhm(branch: BranchIndex, ohm: number): void {
    const present = network.ohm(branch)
    if (present === Number.POSITIVE_INFINITY || Math.abs(ohm - present) < NOISE_OHM_SHARE * present) return
    network.setOhm(branch, ohm)
  }

  function feelSlowly(): void {
    for (const { branch, degC } of thermistors) setOhm(branch, valueAt(THERMISTOR_OHM, degC()))
    setOhm(slider, valueAt(FUEL_SENDER_OHM, clamp(engine.fuel.tankKg / (TANK_L * FUEL_KG_PER_L), 0, 1)))
    for (const { cell, heater, sensor } of lambdas) {
      setOhm(cell, sensor.innerOhm)
      setOhm(heater, sensor.heaterOhm)
    }
  }

  /** Forks: one for each pair of gears, in the middle when none of them is in. */
  function feelForks(): void {
    const [odd, even] = clutch.gear
    outputs.forks[0](forkShare(odd, 1, 3))
    outputs.forks[1](forkShare(even, 2, 4))
    outputs.forks[2](forkShare(odd, 5, 7))
    outputs.forks[3](forkShare(even, 6, 8))
  }

  return {
    step(tick) {
      const { air, fuel, heat } = engine
      outputs.airMass(valueAt(AIR_MASS_SHARE, Math.max(0, air.filterKgps)))
      outputs.manifold(valueAt(MANIFOLD_SHARE, air.manifoldPa))
      outputs.boost(valueAt(BOOST_SHARE, air.boostPa))
      outputs.rail(valueAt(RAIL_SHARE, fuel.railGaugePa))
      outputs.oil(valueAt(OIL_SHARE, heat.oilPa))
      outputs.clutch1(clamp(valueAt(CLUTCH_SHARE, clutch.pressureKpa[0]) + condition.clutchSensorOffset1, 0, 1))
      outputs.clutch2(valueAt(CLUTCH_SHARE, clutch.pressureKpa[1]))
      outputs.brakePressure(0.1 + 0.8 * commands.brake)
      outputs.pedal1(0.15 + 0.7 * commands.accelerator)
      outputs.pedal2(clamp(0.5 * (0.15 + 0.7 * commands.accelerator) + condition.pedalOffset2, 0, 1))
      outputs.throttle1(0.1 + 0.8 * now.throttleShare)
      outputs.throttle2(0.9 - 0.8 * now.throttleShare)
      feelForks()
      for (const { output, radps } of wheels) output(radps())
      for (const { cell, sensor } of lambdas) network.setVolts(cell, sensor.volts)
      network.setVolts(knock, knockVolts(engine, tick))
      setOhm(ladder, SELECTOR_OHM[commands.selector])
      if (tick % STEPS_PER_SLOW_LOOK === 0) feelSlowly()
    },
  }
}

/** The loudest cylinder, over the noise of valves and pistons. */
function knockVolts({ cylinders, crank, seed }: Engine, tick: number): number {
  let loudest = 0
  for (let i = 0; i < cylinders.knock.length; i++) if (cylinders.knock[i] > loudest) loudest = cylinders.knock[i]
  return crank.rpm < 60 ? 0 : 0.05 + 2e-5 * crank.rpm * (1 + 0.2 * unitRandom(seed, 0x6b, tick)) + loudest
}

const forkShare = (gear: number, near: number, far: number) => (gear === near ? 0.2 : gear === far ? 0.8 : 0.5)

/** Gives a share of the supply that it has had a step before. */
function ratiometric(network: Network, part: string, number: string): (share: number) => void {
  const supply = network.node(`${part}.supply${number}`)
  const ground = network.node(`${part}.ground${number}`)
  const output = network.branch(`${part}.output${number}`)
  return (share) => network.setVolts(output, share * network.voltsBetween(supply, ground))
}

/** Slower than this no edge comes within a step. */
const TURNING_RADPS_MIN = 0.3
/** Both levels of an open collector against the pull-up of the control unit, and between them their mean as teeth pass. */
const TOOTH_VOLTS = { low: 0.2, mean: 2.6, high: 5 } as const

/** A sensor without supply leaves its output open. */
function wheelOutput(network: Network, part: string): (radps: number) => void {
  const supply = network.node(`${part}.supply`)
  const ground = network.node(`${part}.ground`)
  const output = network.branch(`${part}.output`)
  return (radps) => {
    const isSupplied = network.voltsBetween(supply, ground) > 4
    const isTurning = Math.abs(radps) > TURNING_RADPS_MIN
    network.setVolts(output, isSupplied ? (isTurning ? TOOTH_VOLTS.mean : TOOTH_VOLTS.low) : TOOTH_VOLTS.high)
  }
}

/** At a control unit's terminal: both levels come, so that their mean is between them. */
export const pulsesAt = (volts: number): boolean => volts > 1.5 && volts < 3.7

/** The throttle's two tracks have one supply. */
function track(network: Network, signal: string): (share: number) => void {
  const supply = network.node('throttle.supply')
  const ground = network.node('throttle.ground')
  const output = network.branch(`throttle.output.${signal}`)
  return (share) => network.setVolts(output, share * network.voltsBetween(supply, ground))
}
