/**
 * What the sensors of a petrol engine make of its physics: volts and ohms of their elements, for the next solution of the
 * network. Curves are the sensors' own (../engine-control/sensor-curves.ts); a control unit has them in its memory too and
 * may believe them.
 */

import { unitRandom } from '@luban/stdx'
import { clamp, valueAt } from '../curve.ts'
import { THERMISTOR_OHM } from '../ecus/thermistor.ts'
import type { Engine } from '../engine/engine.ts'
import { CAM_TOOTH_SHARE, CRANK_TOOTH_SHARE } from '../engine/wheels.ts'
import { AIR_MASS_SHARE, BOOST_SHARE, MANIFOLD_SHARE, OIL_SHARE, RAIL_SHARE } from '../engine-control/sensor-curves.ts'
import type { BranchIndex, Network } from '../network/network.ts'
import type { EngineCommands, EngineQuantities } from './drive.ts'

type Around = {
  readonly network: Network
  readonly engine: Engine
  readonly commands: EngineCommands
  readonly now: EngineQuantities
  /** Of the pedal: added to its second track, as a share of its supply. */
  readonly condition: { pedalOffset2: number }
}

/** Temperatures move slowly: their resistances are looked at once a second. */
export const STEPS_PER_SLOW_LOOK = 100
/** Finer than any reading, and spares the network an elimination. */
const NOISE_OHM_SHARE = 0.004

export function createEngineTransducers({ network, engine, commands, now, condition }: Around): {
  step(tick: number): void
} {
  const active = (id: string, number?: string) => ratiometric(network, id, number)
  const outputs = {
    airMass: active('airMassMeter'),
    manifold: active('manifoldPressureSensor'),
    boost: active('boostSensor'),
    rail: active('railPressureSensor'),
    oil: active('oilPressureSensor'),
    pedal1: active('pedal', '1'),
    pedal2: active('pedal', '2'),
    throttle1: track(network, 'signal1'),
    throttle2: track(network, 'signal2'),
    crank: wheelOutput(network, 'crankSensor', CRANK_TOOTH_SHARE),
    cam: wheelOutput(network, 'camSensor', CAM_TOOTH_SHARE),
  }
  const thermistors = [
    { branch: network.branch('boostSensor.thermistor'), degC: () => engine.air.boostDegC },
    { branch: network.branch('coolantSensor.sensor'), degC: () => engine.heat.coolantDegC },
    { branch: network.branch('oilSensor.sensor'), degC: () => engine.heat.oilDegC },
  ]
  const knock = network.branch('knockSensor.element')
  const lambdas = (['lambdaUp', 'lambdaDown'] as const).map((id) => ({
    cell: network.branch(`${id}.cell`),
    heater: network.branch(`${id}.heaterWinding`),
    sensor: id === 'lambdaUp' ? engine.upstream : engine.downstream,
  }))

  function feelSlowly(): void {
    for (const { branch, degC } of thermistors) setSensorOhm(network, branch, valueAt(THERMISTOR_OHM, degC()))
    for (const { cell, heater, sensor } of lambdas) {
      setSensorOhm(network, cell, sensor.innerOhm)
      setSensorOhm(network, heater, sensor.heaterOhm)
    }
  }

  return {
    step(tick) {
      const { air, fuel, heat, crank } = engine
      outputs.airMass(valueAt(AIR_MASS_SHARE, Math.max(0, air.filterKgps)))
      outputs.manifold(valueAt(MANIFOLD_SHARE, air.manifoldPa))
      outputs.boost(valueAt(BOOST_SHARE, air.boostPa))
      outputs.rail(valueAt(RAIL_SHARE, fuel.railGaugePa))
      outputs.oil(valueAt(OIL_SHARE, heat.oilPa))
      outputs.pedal1(0.15 + 0.7 * commands.accelerator)
      outputs.pedal2(clamp(0.5 * (0.15 + 0.7 * commands.accelerator) + condition.pedalOffset2, 0, 1))
      outputs.throttle1(0.1 + 0.8 * now.throttleShare)
      outputs.throttle2(0.9 - 0.8 * now.throttleShare)
      outputs.crank(crank.speedRadps)
      outputs.cam(crank.speedRadps)
      for (const { cell, sensor } of lambdas) network.setVolts(cell, sensor.volts)
      network.setVolts(knock, knockVolts(engine, tick))
      if (tick % STEPS_PER_SLOW_LOOK === 0) feelSlowly()
    },
  }
}

/** A sensor's element follows what it feels; one that is open stays so. */
export function setSensorOhm(network: Network, branch: BranchIndex, ohm: number): void {
  const present = network.ohm(branch)
  if (present === Number.POSITIVE_INFINITY || Math.abs(ohm - present) < NOISE_OHM_SHARE * present) return
  network.setOhm(branch, ohm)
}

/** The loudest cylinder, over the noise of valves and pistons. */
function knockVolts({ cylinders, crank, seed }: Engine, tick: number): number {
  let loudest = 0
  for (let i = 0; i < cylinders.knock.length; i++) if (cylinders.knock[i] > loudest) loudest = cylinders.knock[i]
  return crank.rpm < 60 ? 0 : 0.05 + 2e-5 * crank.rpm * (1 + 0.2 * unitRandom(seed, 0x6b, tick)) + loudest
}

/** Gives a share of the supply that it has had a step before. */
export function ratiometric(network: Network, part: string, number = ''): (share: number) => void {
  const supply = network.node(`${part}.supply${number}`)
  const ground = network.node(`${part}.ground${number}`)
  const output = network.branch(`${part}.output${number}`)
  return (share) => network.setVolts(output, share * network.voltsBetween(supply, ground))
}

/** Slower than this no edge comes within a step. */
const TURNING_RADPS_MIN = 0.3
/** Both levels of an open collector against the pull-up of the control unit; as teeth pass, the network has their mean. */
export const TOOTH_VOLTS = { low: 0.2, high: 5 } as const

/** A sensor without supply leaves its output open. `toothShare`: of the wheel's turn that a tooth stands before it. */
export function wheelOutput(network: Network, part: string, toothShare = 0.5): (radps: number) => void {
  const supply = network.node(`${part}.supply`)
  const ground = network.node(`${part}.ground`)
  const output = network.branch(`${part}.output`)
  const meanVolts = TOOTH_VOLTS.low + toothShare * (TOOTH_VOLTS.high - TOOTH_VOLTS.low)
  return (radps) => {
    const isSupplied = network.voltsBetween(supply, ground) > 4
    const isTurning = Math.abs(radps) > TURNING_RADPS_MIN
    network.setVolts(output, isSupplied ? (isTurning ? meanVolts : TOOTH_VOLTS.low) : TOOTH_VOLTS.high)
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
