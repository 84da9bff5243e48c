/** The faults of this car, in the order of the catalogue. A new one is a file beside these and a line here. */
import { interlockOpen } from './ev-01-interlock-open.ts'
import { prechargeOpen } from './ev-03-precharge-open.ts'
import { cellResistance } from './ev-05-cell-resistance.ts'
import { dcdcFailed } from './ev-13-dcdc-failed.ts'
import { fullBattery } from './ev-18-full-battery.ts'
import type { Fault } from './fault.ts'

export const FAULTS: readonly Fault[] = [interlockOpen, prechargeOpen, cellResistance, dcdcFailed, fullBattery]
