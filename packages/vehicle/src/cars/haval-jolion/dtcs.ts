/**
 * Trouble codes of this car: which control unit has which, and how long its monitor must see the fault.
 * Numbers and meanings: SAE J2012; the engine's are in ../../engine-control/dtcs.ts, beside their monitors.
 */
import { type DtcTable, dtcRow } from '../../ecus/dtc-table.ts'
import { BODY_CODES } from './ecus/body.ts'
import { BRAKE_CODES } from './ecus/brakes.ts'
import { GATEWAY_CODES } from './ecus/gateway.ts'
import { TRANSMISSION_CODES } from './ecus/transmission-monitors.ts'

/** Units that the law does not ask look for a second, and forget after one. */
function table<Key extends string>(codes: Readonly<Record<Key, string>>, options: { isObd: boolean }): DtcTable<Key> {
  const entries = Object.entries(codes) as [Key, string][]
  return Object.fromEntries(entries.map(([key, code]) => [key, dtcRow(code, 1000, options)])) as DtcTable<Key>
}

export const TRANSMISSION_DTCS = table(TRANSMISSION_CODES, { isObd: true })
export const BRAKE_DTCS = table(BRAKE_CODES, { isObd: false })
export const BODY_DTCS = table(BODY_CODES, { isObd: false })
export const GATEWAY_DTCS = table(GATEWAY_CODES, { isObd: false })
