/** The faults of this car, in the order of the catalogue. A new one is a file beside these and a line here. */
import type { Fault } from './fault.ts'
import { coilOpen } from './petrol-01-coil-open.ts'
import { intakeLeak } from './petrol-02-intake-leak.ts'
import { boostHoseSplit } from './petrol-03-boost-hose.ts'
import { coolantSensorOpen } from './petrol-04-coolant-sensor-open.ts'
import { thermostatOpen } from './petrol-05-thermostat-open.ts'
import { crankSensorOpen } from './petrol-06-crank-sensor-open.ts'
import { chainStretched } from './petrol-07-chain-stretched.ts'
import { pumpGround } from './petrol-08-pump-ground.ts'
import { injectorOpen } from './petrol-09-injector-open.ts'
import { lambdaHeaterOpen } from './petrol-10-lambda-heater-open.ts'
import { catalystAged } from './petrol-11-catalyst-aged.ts'
import { purgeStuck } from './petrol-12-purge-stuck.ts'
import { pedalTrack } from './petrol-13-pedal-track.ts'
import { generatorDiode } from './petrol-14-generator-diode.ts'
import { canHighGrounded } from './petrol-15-can-high-grounded.ts'
import { terminatorOpen } from './petrol-15b-terminator-open.ts'
import { clutchSensor } from './petrol-16-clutch-sensor.ts'

export const FAULTS: readonly Fault[] = [
  coilOpen,
  intakeLeak,
  boostHoseSplit,
  coolantSensorOpen,
  thermostatOpen,
  crankSensorOpen,
  chainStretched,
  pumpGround,
  injectorOpen,
  lambdaHeaterOpen,
  catalystAged,
  purgeStuck,
  pedalTrack,
  generatorDiode,
  canHighGrounded,
  terminatorOpen,
  clutchSensor,
]
