/**
 * What the sensors of this car make of its physics: volts and ohms of their elements, for the next solution of the network.
 * The engine's own are in ../../engine-wiring.
 */
import { clamp, valueAt } from '../../curve.ts'
import { THERMISTOR_OHM } from '../../ecus/thermistor.ts'
import { FUEL_KG_PER_L } from '../../engine/figures.ts'
import {
  createEngineTransducers,
  ratiometric,
  STEPS_PER_SLOW_LOOK,
  setSensorOhm,
} from '../../engine-wiring/transducers.ts'
import { MODULE_COUNT, TANK_L } from './figures.ts'
import type { Physics } from './physics.ts'
import { BRAKE_PRESSURE_SHARE, FUEL_SENDER_OHM, SELECTOR_OHM, SLEEVE_SHARE } from './sensor-curves.ts'

type Around = Pick<
  Physics,
  'network' | 'engine' | 'cells' | 'thermal' | 'dht' | 'inverterLoop' | 'commands' | 'now' | 'condition'
>

export function createTransducers(around: Around): { step(tick: number): void } {
  const { network, engine, cells, thermal, dht, inverterLoop, commands, now, condition } = around
  const ofEngine = createEngineTransducers(around)
  const sleeve = ratiometric(network, 'sleeveSensor')
  const brakePressure = ratiometric(network, 'brakePressureSensor')
  const ladder = network.branch('selector.ladder')
  const slider = network.branch('fuelSender.slider')
  const thermistors = [
    ...Array.from({ length: MODULE_COUNT }, (_, m) => ({
      name: `pack.thermistor${m + 1}`,
      degC: () => cells.tempDegC[Math.round((cells.firstCell[m] + cells.firstCell[m + 1]) / 2)],
    })),
    { name: 'pack.inletAir', degC: () => thermal.inletDegC },
    { name: 'generatorMachine.thermistor', degC: () => dht.generator.windingDegC },
    { name: 'tractionMachine.thermistor', degC: () => dht.traction.windingDegC + condition.tractionThermistorOffK },
    { name: 'inverter.generatorStageSensor', degC: () => dht.generator.inverterDegC },
    { name: 'inverter.tractionStageSensor', degC: () => dht.traction.inverterDegC },
    { name: 'coolantInSensor.sensor', degC: () => inverterLoop.inletDegC },
    { name: 'coolantOutSensor.sensor', degC: () => inverterLoop.outletDegC },
    { name: 'ambientSensor.sensor', degC: () => now.ambientDegC },
  ].map(({ name, degC }) => ({ branch: network.branch(name), degC }))

  function feelSlowly(): void {
    for (const { branch, degC } of thermistors) setSensorOhm(network, branch, valueAt(THERMISTOR_OHM, degC()))
    const share = clamp(engine.fuel.tankKg / (TANK_L * FUEL_KG_PER_L), 0, 1)
    setSensorOhm(network, slider, valueAt(FUEL_SENDER_OHM, share))
  }

  return {
    step(tick) {
      ofEngine.step(tick)
      sleeve(SLEEVE_SHARE[dht.engineGear])
      brakePressure(valueAt(BRAKE_PRESSURE_SHARE, commands.brake))
      setSensorOhm(network, ladder, SELECTOR_OHM[commands.selector])
      if (tick % STEPS_PER_SLOW_LOOK === 0) feelSlowly()
    },
  }
}
