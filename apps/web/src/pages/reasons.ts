/** Says in the shown language why a criterion has its points. */
import { useLingui } from '@lingui/react/macro'
import type { Attempt, Reason } from '../api/attempts.ts'
import { useFormats } from '../language/formats.ts'

export function useReasonText({ model, mode }: Pick<Attempt, 'model' | 'mode'>): (reason: Reason) => string {
  const { t } = useLingui()
  const { words, money, number, pair } = useFormats()

  function causeOf({ component, failureMode, repair }: Reason['parameters']): string {
    const found = model?.components.find(({ id }) => id === component)
    const part = found ? words(found.name) : String(component)
    const detail = [...(found?.failureModes ?? []), ...(found?.repairs ?? [])].find(
      ({ id }) => id === (failureMode ?? repair),
    )
    return detail ? pair(part, words(detail.name)) : part
  }
  return ({ code, parameters }) => {
    const cause = causeOf(parameters)
    const price = money(Number(parameters.priceKzt ?? 0))
    const minutes = number(Math.round(Number(parameters.minutes ?? 0)))
    const limit = number(Number(parameters.limitMin ?? 0))
    const found = number(Number(parameters.found ?? 0))
    const faults = number(Number(parameters.faults ?? 0))
    const texts: { readonly [code: string]: string } = {
      causeFound: t`The cause was found: ${cause}.`,
      noFaultFound: t`Rightly stated: the car has no fault.`,
      causeMissed: t`The stated cause is not the right one.`,
      causePartlyFound: t`Found ${found} of ${faults} causes.`,
      noDiagnosis: t`No cause was stated.`,
      proved: t`A reading taken before the repair proves the cause (${found} of ${faults}).`,
      proofMissing: t`No reading in the evidence proves the cause.`,
      proofAfterRepair: t`The proving reading was taken only after the repair.`,
      nothingToProve: t`The instructor took the fault away: there was nothing left to prove.`,
      partsNotEarned: t`Counts only when the cause is found.`,
      noNeedlessParts: t`Nothing was replaced without need.`,
      needlessPart: t`Without need: ${cause}, ${price}.`,
      needlessPartsTotal: t`Parts without need in all: ${price}.`,
      withinTime: t`${minutes} min of ${limit} min used.`,
      overTime: t`${minutes} min used, more than ${limit} min.`,
      timeNotEarned: t`Counts only when the cause is found.`,
      cured: t`The car was put right.`,
      notCured: t`The car was not put right.`,
      codesCleared: t`The codes were cleared after the repair.`,
      codesNotCleared: t`The codes were not cleared after the repair.`,
      rechecked: t`The car was checked again after the repair.`,
      notRechecked: t`The car was not checked again after the repair.`,
      codesReadOnSoundCar: t`The codes of the sound car were read.`,
      codesNotReadOnSoundCar: t`The codes of the sound car were not read.`,
      awaitsInstructor: mode === 'exam' ? t`Waits for the examiner.` : t`Waits for the instructor.`,
      assessedByInstructor: t`Assessed by the instructor.`,
      safetyGate: t`Nothing counts after a critical error against safety.`,
    }
    return texts[code] ?? code
  }
}
