/**
 * What a careful workshop sees to beside the isolation itself: the workplace, the protective equipment, and the permit to work.
 *
 * None of it is a hazard; what was lacking is remarked, once each, at the first deed that it was lacking for. Open terminals
 * are insulated and the permit is signed when the car is proven to be isolated: both lapse with the isolation.
 */
import { PRECAUTIONS, type Precaution, SAFETY_REMARKS, type SafetyRemark } from './car.ts'

/** Asked for from the first touch of the service disconnect on. */
const BEFORE_DISCONNECT: readonly Precaution[] = [
  'riskAssessment',
  'mat',
  'extinguisher',
  'rescueHook',
  'secondPerson',
  'gloveTest',
  'faceShield',
]
const BEFORE_WORK: readonly Precaution[] = [...BEFORE_DISCONNECT, 'terminalsInsulated', 'permit']
/** Hold for one isolation. */
const OF_ISOLATION: readonly Precaution[] = ['terminalsInsulated', 'permit']

export type Precautions = {
  /** In their usual order. */
  readonly taken: readonly Precaution[]
  /** `isProven`: the car is isolated, and its absence of voltage tested. */
  take(precaution: Precaution, isTaken: boolean, isProven: boolean): void
  noteDisconnect(): void
  noteWork(): void
  /** The car is no longer isolated: a permit that nobody gave back was open. */
  lapse(): void
  /** What was remarked since this was last asked. */
  remarks(): readonly SafetyRemark[]
  numbers(): readonly number[]
}

export function createPrecautions(): Precautions {
  const taken = new Set<Precaution>()
  const told = new Set<SafetyRemark>()
  let untold: SafetyRemark[] = []

  function remark(what: SafetyRemark): void {
    if (told.has(what)) return
    told.add(what)
    untold.push(what)
  }
  function expect(precautions: readonly Precaution[]): void {
    for (const precaution of precautions) if (!taken.has(precaution)) remark(precaution)
  }
  return {
    get taken() {
      return PRECAUTIONS.filter((precaution) => taken.has(precaution))
    },
    take(precaution, isTaken, isProven) {
      if (isTaken) taken.add(precaution)
      else taken.delete(precaution)
      if (isTaken && precaution === 'permit' && !isProven) remark('permitTooEarly')
    },
    noteDisconnect: () => expect(BEFORE_DISCONNECT),
    noteWork: () => expect(BEFORE_WORK),
    lapse() {
      if (taken.has('permit')) remark('permitOpen')
      for (const precaution of OF_ISOLATION) taken.delete(precaution)
    },
    remarks() {
      const remarks = untold
      if (remarks.length > 0) untold = []
      return remarks
    },
    numbers: () => [
      ...PRECAUTIONS.map((one) => Number(taken.has(one))),
      ...SAFETY_REMARKS.map((one) => Number(told.has(one))),
      untold.length,
    ],
  }
}
