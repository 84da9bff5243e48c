/** The tester's functions bound to this attempt's car, with their failures in plain words. */
import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { useBench } from '../bench.ts'
import { useStationTexts } from '../texts.ts'
import type { Ask, Refusal } from './tester.ts'

export function useScanTool(): { askOf(ecu: string, isNoted?: boolean): Ask } {
  const { diagnose } = useBench()
  return useMemo(
    () => ({
      askOf:
        (ecu, isNoted = true) =>
        (request) =>
          diagnose(ecu, request, isNoted),
    }),
    [diagnose],
  )
}

export function useAnswerText(): (refusal: Refusal) => string {
  const { t } = useLingui()
  const { responseText } = useStationTexts()
  return (refusal) => {
    if (refusal.kind === 'silent') return t`No answer. Is the car switched on, and is the 12 V battery connected?`
    if (refusal.kind === 'malformed') return t`An answer that cannot be read: ${refusal.responseHex}`
    const code = refusal.nrc.toString(16).toUpperCase().padStart(2, '0')
    const plain = responseText(refusal.nrc)
    return plain ? `${plain} (7F ${code})` : t`Negative response ${code}`
  }
}
