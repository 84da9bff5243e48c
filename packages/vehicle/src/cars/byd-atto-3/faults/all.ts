/** The faults of this car, in the order of the catalogue. A new one is a file beside these and a line here. */
import { interlockOpen } from './ev-01-interlock-open.ts'
import { wetHeater } from './ev-02-wet-heater.ts'
import { prechargeOpen } from './ev-03-precharge-open.ts'
import { contactorWelded } from './ev-04-contactor-welded.ts'
import { cellResistance } from './ev-05-cell-resistance.ts'
import { cellImbalance } from './ev-06-imbalance.ts'
import { currentSensorOffset } from './ev-07-current-sensor.ts'
import { thermistorOpen } from './ev-08-thermistor-open.ts'
import { coolingValveStuck } from './ev-09-cooling-valve.ts'
import { chargingSwitchOpen } from './ev-10-charging-switch.ts'
import { cableResistor } from './ev-11-cable-resistor.ts'
import { chargingLineOpen } from './ev-12-charging-line-open.ts'
import { dcdcFailed } from './ev-13-dcdc-failed.ts'
import { quiescentDrain } from './ev-14-quiescent-drain.ts'
import { resolverOpen } from './ev-15-resolver-open.ts'
import { phaseCurrentSensor } from './ev-16-phase-current-sensor.ts'
import { bmsSilent } from './ev-17-bms-silent.ts'
import { fullBattery } from './ev-18-full-battery.ts'
import type { Fault } from './fault.ts'

export const FAULTS: readonly Fault[] = [
  interlockOpen,
  wetHeater,
  prechargeOpen,
  contactorWelded,
  cellResistance,
  cellImbalance,
  currentSensorOffset,
  thermistorOpen,
  coolingValveStuck,
  chargingSwitchOpen,
  cableResistor,
  chargingLineOpen,
  dcdcFailed,
  quiescentDrain,
  resolverOpen,
  phaseCurrentSensor,
  bmsSilent,
  fullBattery,
]
