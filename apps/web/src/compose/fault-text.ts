/** A fault in the reader's language: the component and how it fails. */
import { useLingui } from '@lingui/react/macro'
import type { FaultName } from '../api/class.ts'
import { useFormats } from '../language/formats.ts'

export function useFaultText(): (fault: FaultName) => string {
  const { words, pair } = useFormats()
  const { t } = useLingui()
  return ({ component, failureMode }) => {
    if (component === null) return t`No fault: the car is sound`
    return failureMode === null ? words(component) : pair(words(component), words(failureMode))
  }
}
