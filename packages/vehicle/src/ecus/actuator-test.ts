/**
 * An actuator under a tester's hand, by InputOutputControlByIdentifier: one byte, 1 on and 0 off, in the extended session.
 * Its default state is off: what its driver is when the unit wakes.
 */
import type { DataIdentifier, InputOutputControl } from '@luban/protocols/uds/ecu'
import { NRC, type Nrc, SESSION } from '@luban/protocols/uds/tables'

export type ControlGuard = { readonly securityLevel?: number; condition?(): Nrc | undefined }

/** `take` gets what the tester wants, or undefined when the unit shall decide again. */
export function actuatorTest(
  isDriven: () => boolean,
  take: (isOn: boolean | undefined) => void,
  guard: ControlGuard = {},
): DataIdentifier {
  const record = new Uint8Array(1)
  /** Told at once, though the driver is set in the next step. */
  let isWanted: boolean | undefined
  const order = (isOn: boolean | undefined) => {
    isWanted = isOn
    take(isOn)
  }
  const control: DataIdentifier['control'] & InputOutputControl = {
    ...guard,
    sessions: [SESSION.extended],
    stateByteLength: 1,
    returnControl: () => order(undefined),
    resetToDefault() {
      order(false)
      return undefined
    },
    adjust(state) {
      if (state[0] > 1) return NRC.requestOutOfRange
      order(state[0] === 1)
      return undefined
    },
    freeze() {
      order(isDriven())
      return undefined
    },
  }
  const value = () => {
    record[0] = Number(isWanted ?? isDriven())
    return record
  }
  return { byteLength: 1, read: { value }, control }
}

/** The same of an actuator that its unit drives by its own mind while nothing stands among its overrides. */
export const overrideTest = <Key extends string>(
  overrides: Record<Key, boolean | undefined>,
  key: Key,
  isDriven: () => boolean,
  guard?: ControlGuard,
): DataIdentifier =>
  actuatorTest(
    isDriven,
    (isOn) => {
      overrides[key] = isOn
    },
    guard,
  )
