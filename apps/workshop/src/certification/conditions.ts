/** What a scheme asks for before an application, and whether a candidate has it. */
import type { ExamCondition, Scheme } from '@luban/lab'
import { assert } from '@luban/stdx'

export type PassedAttempt = { readonly id: string; readonly exercise_id: string }

export type ConditionState = {
  readonly kind: Scheme['conditions'][number]['kind']
  readonly name: Scheme['conditions'][number]['name']
  readonly isMet: boolean
  readonly attemptId: string | null
}

/** Training conditions only are met by attempts; exam and decision come after the application, by other people. */
export function conditionStates(scheme: Scheme, passed: readonly PassedAttempt[]): ConditionState[] {
  return scheme.conditions.map((condition) => {
    const { kind, name } = condition
    if (kind !== 'signedOffAttempt') return { kind, name, isMet: false, attemptId: null }
    const attempt = passed.find(({ exercise_id }) => condition.exercises.includes(exercise_id))
    return { kind, name, isMet: attempt !== undefined, attemptId: attempt?.id ?? null }
  })
}

/** The exercises still to be passed, for the error that names them. */
export function missingExercises(scheme: Scheme, passed: readonly PassedAttempt[]): string[] {
  return scheme.conditions.flatMap((condition) => {
    if (condition.kind !== 'signedOffAttempt') return []
    const isMet = passed.some(({ exercise_id }) => condition.exercises.includes(exercise_id))
    return isMet ? [] : [condition.exercises.join(' or ')]
  })
}

/** What the exam of this scheme is: content is refused that has none, or more than one. */
export function examConditionOf(scheme: Scheme): ExamCondition {
  const exam = scheme.conditions.find((condition) => condition.kind === 'exam')
  assert(exam !== undefined)
  return exam
}
