/** LinkControl: another rate of the diagnostic bus, first verified, then changed to. ISO 14229-1:2020. */
import { unsignedAt } from '../numbers.ts'
import { accessRefusal, negative, positive, type ServerState, type Service } from '../server.ts'
import { FIXED_CAN_MODES, LINK, NRC } from '../tables.ts'

/** Bytes of the whole request, by its linkControlType. */
const REQUEST_BYTE_LENGTH: Readonly<Record<number, number>> = {
  [LINK.verifyFixed]: 3,
  [LINK.verifySpecific]: 5,
  [LINK.transition]: 2,
}

export const linkControl: Service = {
  byteLengthMin: 2,
  subFunction: ({ ecu }, type) => (REQUEST_BYTE_LENGTH[type] ? ecu.link : undefined),
  run(state, request) {
    const type = request[1]
    if (request.length !== REQUEST_BYTE_LENGTH[type]) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    return type === LINK.transition ? transition(state) : verify(state, type, request)
  },
}

function verify(state: ServerState, type: number, request: Uint8Array) {
  const { link } = state.ecu
  const bitsPerSecond = type === LINK.verifyFixed ? FIXED_CAN_MODES.get(request[2]) : unsignedAt(request, 2, 3)
  if (bitsPerSecond === undefined || !link?.offers(bitsPerSecond)) return negative(NRC.requestOutOfRange)
  const refusal = accessRefusal(link, state) ?? link.condition?.()
  if (refusal !== undefined) return negative(refusal)
  state.verifiedBitsPerSecond = bitsPerSecond
  return positive(type)
}

function transition(state: ServerState) {
  const { link } = state.ecu
  const bitsPerSecond = state.verifiedBitsPerSecond
  if (bitsPerSecond === undefined) return negative(NRC.requestSequenceError)
  const refusal = link?.condition?.()
  if (refusal !== undefined) return negative(refusal)
  state.verifiedBitsPerSecond = undefined
  return { kind: 'positive' as const, data: [LINK.transition], afterwards: () => link?.transition(bitsPerSecond) }
}
