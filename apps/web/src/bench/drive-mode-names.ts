/** How a driver may want a hybrid car to drive, in the order of its dial. */
import { useLingui } from '@lingui/react/macro'
import type { DriveMode } from '../api/attempts.ts'

export function useDriveModeNames(): { readonly [mode in DriveMode]: string } {
  const { t } = useLingui()
  return { normal: t`normal drive`, ev: 'EV', charge: t`charge the battery`, sport: t`sport drive` }
}
