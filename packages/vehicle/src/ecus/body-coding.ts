/** What a workshop codes in the body control unit of any car. */
import type { DidInfo } from '../car.ts'
import { CODING_WORDS } from './coding.ts'
import { coding, type Did, numbersOf } from './identifiers.ts'

/** As it was set last; kept for good. */
export type BodyCoding = { daytimeLights: boolean }

type WithBody = { readonly body: { readonly coding: BodyCoding } }

/** `states`: what 0 and 1 are called. */
export function bodyCodings<Systems extends WithBody>(states: NonNullable<DidInfo['states']>): Did<Systems>[] {
  const bodyDid = numbersOf<Systems>('body', 'lowVoltage')
  return [
    coding(
      bodyDid(0x0220, CODING_WORDS.daytimeLights, { bytes: 1, states }, ({ body }) =>
        Number(body.coding.daytimeLights),
      ),
      {
        min: 0,
        max: 1,
        set({ body }, value) {
          body.coding.daytimeLights = value === 1
        },
      },
    ),
  ]
}
