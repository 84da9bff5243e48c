/** DiagnosticSessionControl, ECUReset, TesterPresent, CommunicationControl: the life of a session. ISO 14229-1:2020. */
import type { UdsEcu } from '../ecu.ts'
import { identifierAt } from '../numbers.ts'
import { enterSession, negative, positive, type Service } from '../server.ts'
import { COMMUNICATION, NRC, type Session } from '../tables.ts'

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
  subFunction: ({ ecu }, type) => (type <= controlTypeMax(ecu) ? ecu.communication : undefined),
  run({ ecu }, request) {
    const [, controlType, communicationType] = request
    const hasNode = controlType > COMMUNICATION.disableRxAndTx
    if (request.length !== (hasNode ? 5 : 3)) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    if ((communicationType & 0x03) === 0) return negative(NRC.requestOutOfRange)
    const node = hasNode ? identifierAt(request, 3) : 0
    if (hasNode && node === 0) return negative(NRC.requestOutOfRange)
    const { communication } = ecu
    const refusal =
      communication?.condition?.() ??
      (hasNode
        ? communication?.controlNode?.(controlType, communicationType, node)
        : communication?.control(controlType, communicationType))
    return refusal === undefined ? positive(controlType) : negative(refusal)
  },
}

/** With enhanced address information only where there are nodes to address. */
function controlTypeMax({ communication }: UdsEcu): number {
  return communication?.controlNode === undefined
    ? COMMUNICATION.disableRxAndTx
    : COMMUNICATION.enableRxAndTxWithEnhancedAddressInformation
}
