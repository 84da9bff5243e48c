/**
 * Petrol fault 11: the catalyst stores hardly any oxygen. Nothing is felt; the sensor behind it follows the one before, and
 * the control unit's own count of that (mode 06) is over its limit.
 */
import { code, type Fault } from './fault.ts'

const OXYGEN_SHARE = 0.04

export const catalystAged: Fault = {
  id: 'petrol-11-catalyst-aged',
  component: 'catalyst',
  failureMode: 'aged',
  apply({ engine }) {
    engine.condition.catalystShare = OXYGEN_SHARE
  },
  codes: [code('engine', 'P0420')],
  proofs: [
    // Switches behind for each before; a good one's count is near 0.
    { kind: 'did', ecu: 'engine', did: 0x201c, min: 0.6 },
    { kind: 'monitorResult', ecu: 'engine', monitorId: 0x21, testId: 0x80, isFailed: true, min: 0.6 },
  ],
  repairs: [{ component: 'catalyst', repair: 'replace' }],
}
