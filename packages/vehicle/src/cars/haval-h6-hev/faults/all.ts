/** The faults of this car, in the order of the catalogue. A new one is a file beside these and a line here. */
import type { Fault } from './fault.ts'
import { battery12VWeak } from './hybrid-01-battery-12v-weak.ts'
import { servicePlugOpen } from './hybrid-02-service-plug-open.ts'
import { compressorLeaks } from './hybrid-03-compressor-leaks.ts'
import { prechargeOpen } from './hybrid-04-precharge-open.ts'
import { contactorWelded } from './hybrid-05-contactor-welded.ts'
import { cellResistance } from './hybrid-06-cell-resistance.ts'
import { packFilterBlocked } from './hybrid-07-pack-filter-blocked.ts'
import { inverterPumpDead } from './hybrid-08-inverter-pump-dead.ts'
import { resolverOpen } from './hybrid-09-resolver-open.ts'
import { motorThermistorDrift } from './hybrid-10-motor-thermistor-drift.ts'
import { dcdcFuse } from './hybrid-11-dcdc-fuse.ts'
import { packCurrentSensor } from './hybrid-12-pack-current-sensor.ts'
import { generatorBridgeDead } from './hybrid-13-generator-bridge-dead.ts'
import { bmsCutOff } from './hybrid-14-bms-cut-off.ts'
import { intakeLeak } from './hybrid-15-intake-leak.ts'

export const FAULTS: readonly Fault[] = [
  battery12VWeak,
  servicePlugOpen,
  compressorLeaks,
  prechargeOpen,
  contactorWelded,
  cellResistance,
  packFilterBlocked,
  inverterPumpDead,
  resolverOpen,
  motorThermistorDrift,
  dcdcFuse,
  packCurrentSensor,
  generatorBridgeDead,
  bmsCutOff,
  intakeLeak,
]
