/** Names of what drives a car by itself: steady speeds and driving cycles, in the order in which they are offered. */
import { useLingui } from '@lingui/react/macro'
import type { ProfileId } from '../api/attempts.ts'
import { useFormats } from '../language/formats.ts'

export function useProfileNames(): readonly (readonly [ProfileId, string])[] {
  const { t } = useLingui()
  const { number } = useFormats()
  return [
    ...([30, 50, 90, 120] as const).map((kmh) => [`steady-${kmh}`, t`steady ${number(kmh)} km/h`] as const),
    ['udds', 'UDDS'],
    ['wltc-3b', 'WLTC 3b'],
    ['nedc', 'NEDC'],
  ]
}
