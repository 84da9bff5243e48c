/**
 * The leak test of the evaporative system, on-board diagnostics' mode 08, test 01 (SAE J1979): the unit holds the purge
 * valve shut, so that a workshop's smoke or pressure stays in the tank's system. It finds nothing itself.
 * When it may begin and what ends it, the standard leaves to the maker. Ours: the ignition is on and the car stands, for
 * ten minutes; an engine may idle, which shows by its trims whether the valve is tight.
 */
import type { SystemControl } from '@luban/protocols/obd/ecu'
import { NRC } from '@luban/protocols/uds/tables'
import { STEP_S } from './readings.ts'

const TEST_S = 600
const STANDING_MPS_MAX = 0.5

export type LeakTest = {
  /** The purge valve stays shut, whoever wants it open. */
  isSealed(): boolean
  stepsLeft(): number
  begin(): void
  end(): void
  step(isIgnitionOn: boolean, speedMps: number): void
}

export function createLeakTest(): LeakTest {
  let stepsLeft = 0
  return {
    isSealed: () => stepsLeft > 0,
    stepsLeft: () => stepsLeft,
    begin() {
      stepsLeft = Math.round(TEST_S / STEP_S)
    },
    end() {
      stepsLeft = 0
    },
    step(isIgnitionOn, speedMps) {
      const mayGoOn = isIgnitionOn && Math.abs(speedMps) <= STANDING_MPS_MAX
      stepsLeft = mayGoOn ? Math.max(0, stepsLeft - 1) : 0
    },
  }
}

/** `mayBegin`: the unit runs with the ignition on, and the car stands. The test's data bytes are reserved: zeros come back. */
export function leakTestControl(test: LeakTest, mayBegin: () => boolean): SystemControl {
  return {
    run(data) {
      if (data.some((byte) => byte !== 0)) return NRC.subFunctionNotSupported
      if (!mayBegin()) return NRC.conditionsNotCorrect
      test.begin()
      return data.slice()
    },
  }
}
