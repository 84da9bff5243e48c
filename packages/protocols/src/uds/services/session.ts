/** DiagnosticSessionControl, ECUReset, TesterPresent, CommunicationControl: the life of a session. ISO 14229-1:2020. */
import { enterSession, negative, positive, type Service } from '../server.ts'
import { NRC, type Session } from '../tables.ts'

export const diagnosticSessionControl: Service = {
  byteLengthMin: 2,
  subFunction: ({ ecu }, type) => (ecu.sessions.includes(type as Session) ? {} : undefined),
  run(state, request) {
    if (request.length !== 2) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    const session = request[1] as Session
    const refusal = state.ecu.sessionCondition?.(session)
    if (refusal !== undefined) return negative(refusal)
    enterSession(state, session)
    const { p2Ms, p2StarMs } = state.ecu.timing
    const p2Star10Ms = Math.round(p2StarMs / 10) // The standard counts P2* in steps of 10 ms.
    return positive(session, p2Ms >> 8, p2Ms & 0xff, p2Star10Ms >> 8, p2Star10Ms & 0xff)
  },
}

export const ecuReset: Service = {
  byteLengthMin: 2,
  subFunction: ({ ecu }, type) => ecu.resets.get(type),
  run(state, request, nowMs) {
    if (request.length !== 2) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    const type = request[1]
    const reset = state.ecu.resets.get(type)
    const refusal = reset?.condition?.()
    if (refusal !== undefined) return negative(refusal)
    return { kind: 'positive', data: [type], afterwards: () => reset?.run(nowMs) }
  },
}

export const testerPresent: Service = {
  byteLengthMin: 2,
  subFunction: (_, type) => (type === 0 ? {} : undefined),
  run(_, request) {
    if (request.length !== 2) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    return positive(0)
  },
}

export const communicationControl: Service = {
  byteLengthMin: 3,
  subFunction: ({ ecu }, type) => (type <= 3 ? ecu.communication : undefined),
  run({ ecu }, request) {
    if (request.length !== 3) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    const [, controlType, communicationType] = request
    if ((communicationType & 0x03) === 0) return negative(NRC.requestOutOfRange)
    const refusal = ecu.communication?.condition?.() ?? ecu.communication?.control(controlType, communicationType)
    return refusal === undefined ? positive(controlType) : negative(refusal)
  },
}
