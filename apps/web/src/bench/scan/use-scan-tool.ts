/** The tester's functions bound to this attempt's car, with their failures in plain words. */
import { useLingui } from '@lingui/react/macro'
import type { Dtc } from '@luban/protocols/uds/codec'
import { useMemo } from 'react'
import { useBench } from '../bench.ts'
import { useNotices } from '../notices.tsx'
import { useStationTexts } from '../texts.ts'
import { type Ask, type Refusal, readTroubleCodes } from './tester.ts'

export type CodeList =
  | { readonly kind: 'codes'; readonly codes: readonly Dtc[] }
  | { readonly kind: 'failed'; readonly why: string }

/** Test failed now, pending, confirmed: not the bits that are set in every code from the start. */
const FAULT_BITS = 0x0d

export function useScanTool() {
  const { diagnose } = useBench()
  const notices = useNotices()
  const refusalText = useAnswerText()
  return useMemo(() => {
    const askOf =
      (ecu: string, isNoted = true): Ask =>
      (request) =>
        diagnose(ecu, request, isNoted)
    return {
      askOf,
      /** Undefined when the server could not be asked; the person is told then. */
      async readCodes(ecu: string): Promise<CodeList | undefined> {
        try {
          const answer = await readTroubleCodes(askOf(ecu), FAULT_BITS)
          return answer.kind === 'answer'
            ? { kind: 'codes', codes: answer.value }
            : { kind: 'failed', why: refusalText(answer) }
        } catch (problem) {
          notices.problem(problem)
          return undefined
        }
      },
    }
  }, [diagnose, notices, refusalText])
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
