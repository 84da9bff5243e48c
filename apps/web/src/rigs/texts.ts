/** Words for rigs that more than one place shows. */
import { useLingui } from '@lingui/react/macro'
import type { Booking, Severity } from '../api/rigs.ts'
import { useFormats } from '../language/formats.ts'

export function useSeverityNames(): { readonly [severity in Severity]: string } {
  const { t } = useLingui()
  return { minor: t`minor defect`, major: t`major defect`, dangerous: t`dangerous defect` }
}

/** A person, or a group by its name. */
export function useBookingName(): (booking: Booking) => string {
  const { person } = useFormats()
  return ({ personName, personNames, groupName }) => groupName ?? person(personName ?? '', personNames ?? {})
}
