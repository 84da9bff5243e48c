/**
 * What the monitors of a control unit found last, with the limits they judge by: mode 06. SAE J1979.
 *
 * A monitor judges by `store`, so that code and mode 06 can never disagree about a limit. A clear forgets every result;
 * until its test runs again it is told as all zero. A result is stored at the end of a test, so nothing is in a hot path.
 */
import type { MonitorResult, MonitorTest } from '@luban/protocols/obd/ecu'
import { UNIT_AND_SCALING } from '@luban/protocols/obd/monitor-tables'
import { assert } from '@luban/stdx'

export type MonitorTestSpec = {
  /** OBDMID, TID and UASID of the standard's tables; tests from 80 on are the maker's. */
  readonly monitorId: number
  readonly testId: number
  readonly unitAndScalingId: number
  /** In the unit of the scaling. Absent: there is no limit on that side. */
  readonly min?: number
  readonly max?: number
}

export type MonitorResults<Key extends string> = {
  /** In the order of the monitors' numbers, as mode 06 tells them. */
  readonly tests: readonly MonitorTest[]
  /** Keeps what a test found, and says whether that is a failure. */
  store(key: Key, value: number): boolean
  /** With the codes. */
  clear(): void
  /** For a state hash. */
  readonly state: { readonly values: Float64Array; readonly hasRun: Uint8Array }
}

export function createMonitorResults<Key extends string>(
  specs: Readonly<Record<Key, MonitorTestSpec>>,
): MonitorResults<Key> {
  const keys = Object.keys(specs) as Key[]
  const values = new Float64Array(keys.length)
  const hasRun = new Uint8Array(keys.length)
  const indexOf = new Map(keys.map((key, index) => [key, index]))
  for (const key of keys) {
    const { unitAndScalingId } = specs[key]
    assert(UNIT_AND_SCALING.has(unitAndScalingId), `${key}: no unit and scaling 0x${unitAndScalingId.toString(16)}`)
  }

  function resultOf(index: number): MonitorResult | undefined {
    if (hasRun[index] === 0) return undefined
    const { min, max } = specs[keys[index]]
    return { value: values[index], ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
  }

  const tests = keys.map((key, index): MonitorTest => {
    const { monitorId, testId, unitAndScalingId } = specs[key]
    return { monitorId, testId, unitAndScalingId, result: () => resultOf(index) }
  })

  return {
    tests: tests.toSorted((a, b) => a.monitorId - b.monitorId || a.testId - b.testId),
    store(key, value) {
      const index = indexOf.get(key)
      assert(index !== undefined, `"${key}" is no test of this unit`)
      values[index] = value
      hasRun[index] = 1
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = specs[key]
      return !(value >= min && value <= max) // What is no number is no good result.
    },
    clear() {
      values.fill(0)
      hasRun.fill(0)
    },
    state: { values, hasRun },
  }
}
