/** What leaves a car for tools of other people: its PDX file for diagnosis. Its DBC file stands in `CARS`. */
import { encodePdx } from '@luban/protocols/odx/pdx'
import type { CarModel } from './car.ts'

/** Of the diagnostic connector's bus. */
const CAN_BITS_PER_S = 500_000
/** To all units, as the law's on-board diagnostics ask. */
const FUNCTIONAL_REQUEST_ID = 0x7df
/** ISO 13400-2 leaves 0E00 to 0FFF to testers. */
const TESTER_LOGICAL_ADDRESS = 0x0e00

export function pdxOf(model: CarModel): Uint8Array {
  const gateway = model.ecus.find(({ id }) => id === 'gateway') ?? model.ecus[0]
  return encodePdx(model, {
    canBitsPerS: CAN_BITS_PER_S,
    functionalRequestId: FUNCTIONAL_REQUEST_ID,
    gatewayLogicalAddress: gateway.logicalAddress,
    testerLogicalAddress: TESTER_LOGICAL_ADDRESS,
  })
}
