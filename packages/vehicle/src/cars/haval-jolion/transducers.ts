/**
 * What the sensors of this car make of its physics: volts and ohms of their elements, for the next solution of the network.
 * Curves are the sensors' own; a control unit has them in its memory too (see ./sensor-curves.ts) and may believe them.
 */

import { clamp, valueAt } from '../../curve.ts'
import type { DualClutch } from '../../driveline/dual-clutch.ts'
import type { Motion } from '../../driveline/motion.ts'
import { THERMISTOR_OHM } from '../../ecus/thermistor.ts'
import type { Engine } from '../../engine/engine.ts'
import { FUEL_KG_PER_L } from '../../engine/figures.ts'
import {
  createEngineTransducers,
  ratiometric,
  STEPS_PER_SLOW_LOOK,
  setSensorOhm,
  wheelOutput,
} from '../../engine-wiring/transducers.ts'
import type { Network } from '../../network/network.ts'
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

export function createTransducers(around: Around): { step(tick: number): void } {
  const { network, engine, clutch, motion, commands, now, condition } = around
  const ofEngine = createEngineTransducers(around)
  const active = (id: string) => ratiometric(network, id)
  const outputs = {
    clutch1: active('clutchSensor1'),
    clutch2: active('clutchSensor2'),
    brakePressure: active('brakePressureSensor'),
    forks: [1, 2, 3, 4].map((i) => active(`forkSensor${i}`)),
  }
  const thermistors = [
    ['clutchThermistor.sensor', () => Math.max(clutch.plateDegC[0], clutch.plateDegC[1])],
    ['oilThermistor.sensor', () => clutch.oilDegC],
    ['ambientSensor.sensor', () => now.ambientDegC],
  ].map(([name, degC]) => ({ branch: network.branch(name as string), degC: degC as () => number }))
  const wheels = [
    { output: wheelOutput(network, 'inputOddSensor'), radps: () => clutch.shaftRadps[0] },
    { output: wheelOutput(network, 'inputEvenSensor'), radps: () => clutch.shaftRadps[1] },
    { output: wheelOutput(network, 'outputSensor'), radps: () => motion.speedMps },
  ]
  const slider = network.branch('fuelSender.slider')
  const ladder = network.branch('selector.ladder')

  function feelSlowly(): void {
    for (const { branch, degC } of thermistors) setSensorOhm(network, branch, valueAt(THERMISTOR_OHM, degC()))
    setSensorOhm(network, slider, valueAt(FUEL_SENDER_OHM, clamp(engine.fuel.tankKg / (TANK_L * FUEL_KG_PER_L), 0, 1)))
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
      ofEngine.step(tick)
      outputs.clutch1(clamp(valueAt(CLUTCH_SHARE, clutch.pressureKpa[0]) + condition.clutchSensorOffset1, 0, 1))
      outputs.clutch2(valueAt(CLUTCH_SHARE, clutch.pressureKpa[1]))
      outputs.brakePressure(0.1 + 0.8 * commands.brake)
      feelForks()
      for (const { output, radps } of wheels) output(radps())
      setSensorOhm(network, ladder, SELECTOR_OHM[commands.selector])
      if (tick % STEPS_PER_SLOW_LOOK === 0) feelSlowly()
    },
  }
}

const forkShare = (gear: number, near: number, far: number) => (gear === near ? 0.2 : gear === far ? 0.8 : 0.5)
