/**
 * Authentication by challenge and response: the tester proves who it is, and what needs that opens. ISO 14229-1:2020.
 * A challenge serves for one try. The proof itself is the ECU's business, see `Authentication`.
 */
import { identifierAt, identifierBytes } from '../numbers.ts'
import { type Answer, accessRefusal, negative, positive, type ServerState, type Service } from '../server.ts'
import { ALGORITHM_INDICATOR_BYTES, AUTHENTICATION, AUTHENTICATION_RETURN, NRC } from '../tables.ts'

const OFFERED: readonly number[] = [
  AUTHENTICATION.deAuthenticate,
  AUTHENTICATION.requestChallengeForAuthentication,
  AUTHENTICATION.verifyProofOfOwnershipUnidirectional,
  AUTHENTICATION.authenticationConfiguration,
]
/** No session key is agreed on: only this communicationConfiguration is known. */
const WITHOUT_SESSION_KEY = 0x00

export const authentication: Service = {
  byteLengthMin: 2,
  subFunction: ({ ecu }, task) => (OFFERED.includes(task) ? ecu.authentication : undefined),
  run(state, request) {
    switch (request[1]) {
      case AUTHENTICATION.deAuthenticate:
        return deAuthenticate(state, request)
      case AUTHENTICATION.authenticationConfiguration:
        return tellConfiguration(state, request)
      case AUTHENTICATION.requestChallengeForAuthentication:
        return giveChallenge(state, request)
      default:
        return verifyProof(state, request)
    }
  },
}

function deAuthenticate(state: ServerState, request: Uint8Array): Answer {
  if (request.length !== 2) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
  state.isAuthenticated = false
  state.challenge = undefined
  return positive(request[1], AUTHENTICATION_RETURN.deAuthenticationSuccessful)
}

function tellConfiguration({ ecu }: ServerState, request: Uint8Array): Answer {
  if (request.length !== 2) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
  const { configurationAcrSymmetric, configurationAcrAsymmetric } = AUTHENTICATION_RETURN
  return positive(request[1], ecu.authentication?.isSymmetric ? configurationAcrSymmetric : configurationAcrAsymmetric)
}

function giveChallenge(state: ServerState, request: Uint8Array): Answer {
  const { authentication } = state.ecu
  if (request.length !== 3 + ALGORITHM_INDICATOR_BYTES) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
  const isKnown = request[2] === WITHOUT_SESSION_KEY && hasAlgorithm(state, request, 3)
  if (authentication === undefined || !isKnown) return negative(NRC.requestOutOfRange)
  const refusal = accessRefusal(authentication, state) ?? authentication.condition?.()
  if (refusal !== undefined) return negative(refusal)
  const challenge = authentication.challenge()
  state.challenge = challenge
  const data = [request[1], AUTHENTICATION_RETURN.requestAccepted, ...authentication.algorithmIndicator]
  // No additional parameter is needed.
  return positive(...data, ...identifierBytes(challenge.length), ...challenge, 0, 0)
}

function verifyProof(state: ServerState, request: Uint8Array): Answer {
  const fields = fieldsAt(request, 2 + ALGORITHM_INDICATOR_BYTES, 3)
  if (fields === undefined) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
  const [proof, clientChallenge, additional] = fields
  const { challenge } = state
  const { authentication } = state.ecu
  if (challenge === undefined || authentication === undefined) return negative(NRC.requestSequenceError)
  if (!hasAlgorithm(state, request, 2) || additional.length > 0) return negative(NRC.requestOutOfRange)
  state.challenge = undefined
  const refusal = authentication.refusal(challenge, proof, clientChallenge)
  if (refusal !== undefined) return negative(refusal)
  state.isAuthenticated = true
  const { ownershipVerifiedAuthenticationComplete } = AUTHENTICATION_RETURN
  // A session key there is none.
  return positive(request[1], ownershipVerifiedAuthenticationComplete, ...authentication.algorithmIndicator, 0, 0)
}

function hasAlgorithm({ ecu }: ServerState, request: Uint8Array, at: number): boolean {
  const indicator = ecu.authentication?.algorithmIndicator
  return indicator?.every((byte, i) => request[at + i] === byte) ?? false
}

/** So many fields, each behind two bytes of length, and nothing after them. */
function fieldsAt(message: Uint8Array, from: number, count: number): Uint8Array[] | undefined {
  const fields: Uint8Array[] = []
  let at = from
  for (let i = 0; i < count; i++) {
    if (at + 2 > message.length) return undefined
    const end = at + 2 + identifierAt(message, at)
    if (end > message.length) return undefined
    fields.push(message.slice(at + 2, end))
    at = end
  }
  return at === message.length ? fields : undefined
}
