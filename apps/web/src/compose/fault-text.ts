/** A fault in the reader's language: the component and how it fails, and what makes it come and go. */
import { useLingui } from '@lingui/react/macro'
import type { FaultName } from '../api/class.ts'
import type { Composed } from '../api/composed.ts'
import { useFormats } from '../language/formats.ts'

export function useFaultText(): (fault: FaultName) => string {
  const { words, pair } = useFormats()
  const { t } = useLingui()
  return ({ component, failureMode }) => {
    if (component === null) return t`No fault: the car is sound`
    return failureMode === null ? words(component) : pair(words(component), words(failureMode))
  }
}

/** When a fault shows that is not there all the time. */
export function useComingTexts(): { readonly [by in NonNullable<Composed['faultsComeBy']>]: string } {
  const { t } = useLingui()
  return {
    vibration: t`at times, while the car shakes as it drives`,
    heat: t`only while the car is warm from driving`,
    time: t`now and then, even while the car stands`,
  }
}
