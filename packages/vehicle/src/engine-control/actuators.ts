/** What a tester may do to the engine control unit of any car with it: three actuator tests, the leak test, new software. */
import type { SystemControl } from '@luban/protocols/obd/ecu'
import { OBD_ON_UDS } from '@luban/protocols/obd/obd-on-uds'
import { CONTROL_TEST } from '@luban/protocols/obd/tables'
import type { DataIdentifier } from '@luban/protocols/uds/ecu'
import { NRC } from '@luban/protocols/uds/tables'
import { actuatorTest, type ControlGuard } from '../ecus/actuator-test.ts'
import type { CalibrationCell } from '../ecus/calibration-memory.ts'
import { LONG_MAX } from './fuel.ts'
import { leakTestControl } from './leak-test.ts'
import type { EngineUnit } from './unit.ts'

/** Actuator tests: one byte, 1 on and 0 off. */
export const ENGINE_CONTROLS = {
  fuelPump: { ecu: 'engine', did: 0x2040 },
  coolingFan: { ecu: 'engine', did: 0x2041 },
  purgeValve: { ecu: 'engine', did: 0x2042 },
} as const

/** Mode 08's test by its number in J1979-2. */
export const ENGINE_ROUTINES = {
  leakTest: { ecu: 'engine', routine: OBD_ON_UDS.control + CONTROL_TEST.evaporativeSystemLeakTest },
} as const

/** `whenStill` guards what would drive or stall a car that moves. */
export function engineTests(
  { control: { stages }, overrides, leakTest }: EngineUnit,
  whenStill: ControlGuard,
): [did: number, test: DataIdentifier][] {
  const dutyOf = (isOn: boolean | undefined) => (isOn === undefined ? undefined : Number(isOn))
  const setPump = (isOn: boolean | undefined) => {
    overrides.isFuelPumpOn = isOn
  }
  const setFan = (isOn: boolean | undefined) => {
    overrides.fanDuty = dutyOf(isOn)
  }
  const setPurge = (isOn: boolean | undefined) => {
    overrides.purgeDuty = dutyOf(isOn)
  }
  const whenUnsealed: ControlGuard = {
    ...whenStill,
    condition: () => (leakTest.isSealed() ? NRC.conditionsNotCorrect : whenStill.condition?.()),
  }
  return [
    [ENGINE_CONTROLS.fuelPump.did, actuatorTest(() => stages.isFuelPumpOn, setPump, whenStill)],
    [ENGINE_CONTROLS.coolingFan.did, actuatorTest(() => stages.fanDuty > 0, setFan)],
    [ENGINE_CONTROLS.purgeValve.did, actuatorTest(() => stages.purgeDuty > 0, setPurge, whenUnsealed)],
  ]
}

/** What it has learnt: the long trims of three air flows from little to much, in tenths of a percent. */
export function learntCells({ control: { fuel } }: EngineUnit): CalibrationCell[] {
  return Array.from(fuel.longTrims, (_, i) => ({
    ...{ bytes: 2, scale: 0.1, offset: 0, isSigned: true, min: -100 * LONG_MAX, max: 100 * LONG_MAX },
    read: () => 100 * fuel.longTrims[i],
    set(value) {
      fuel.longTrims[i] = value / 100
    },
  }))
}

/** Mode 08. */
export function engineSystemControls({ control, leakTest }: EngineUnit, whenStill: ControlGuard) {
  const mayBegin = () =>
    control.state !== 'asleep' && control.state !== 'afterRun' && whenStill.condition?.() === undefined
  return new Map<number, SystemControl>([[CONTROL_TEST.evaporativeSystemLeakTest, leakTestControl(leakTest, mayBegin)]])
}

/** In its loader the unit lets go of the main relay: terminal 15 feeds it then. */
export const programmingVolts = ({ readings }: EngineUnit): number =>
  Math.max(readings.supplyVolts, readings.ignitionVolts)
