/** RoutineControl: starts, stops and asks for the results of a routine. ISO 14229-1:2020. */
import type { Routine, RoutineOutcome } from '../ecu.ts'
import { identifierAt } from '../numbers.ts'
import { type Answer, accessRefusal, isInSession, negative, type Service } from '../server.ts'
import { NRC, ROUTINE } from '../tables.ts'

export const routineControl: Service = {
  byteLengthMin: 4,
  // Which sub-functions there are depends on the routine, so its identifier is judged first: see `run`.
  subFunction: () => ({}),
  run(state, request, nowMs) {
    const type = request[1]
    const id = identifierAt(request, 2)
    const routine = state.ecu.routines.get(id)
    if (routine === undefined || !isInSession(routine, state.session)) return negative(NRC.requestOutOfRange)
    const denial = accessRefusal(routine, state)
    if (denial !== undefined) return negative(denial)
    if (!offers(routine, type)) return negative(NRC.subFunctionNotSupported)
    const optionByteLength = type === ROUTINE.startRoutine ? (routine.optionByteLength ?? 0) : 0
    if (request.length !== 4 + optionByteLength) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    const refusal = type === ROUTINE.startRoutine ? routine.condition?.() : undefined
    if (refusal !== undefined) return negative(refusal)
    if (type !== ROUTINE.startRoutine && !state.startedRoutines.has(id)) return negative(NRC.requestSequenceError)

    const outcome = act(routine, type, request.slice(4), nowMs)
    if (type === ROUTINE.startRoutine && outcome.kind !== 'refused') state.startedRoutines.add(id)
    return answer(outcome, request.slice(1, 4))
  },
}

function offers(routine: Routine, type: number): boolean {
  switch (type) {
    case ROUTINE.startRoutine:
      return routine.start !== undefined
    case ROUTINE.stopRoutine:
      return routine.stop !== undefined
    case ROUTINE.requestRoutineResults:
      return routine.results !== undefined
    default:
      return false
  }
}

function act(routine: Routine, type: number, option: Uint8Array, nowMs: number): RoutineOutcome {
  const outcome =
    type === ROUTINE.startRoutine
      ? routine.start?.(option, nowMs)
      : type === ROUTINE.stopRoutine
        ? routine.stop?.(nowMs)
        : routine.results?.(nowMs)
  return outcome ?? { kind: 'refused', nrc: NRC.subFunctionNotSupported }
}

/** `head` is the sub-function and the identifier, which the response repeats. */
function answer(outcome: RoutineOutcome, head: Uint8Array): Answer {
  switch (outcome.kind) {
    case 'done':
      return { kind: 'positive', data: [...head, ...outcome.status] }
    case 'refused':
      return negative(outcome.nrc)
    case 'pending':
      return { kind: 'pending', poll: (nowMs) => answer(outcome.poll(nowMs), head) }
  }
}
