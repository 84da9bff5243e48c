/**
 * SecurityAccess: a seed is given, its key opens one level. ISO 14229-1:2020, SecurityAccess service and Annex I.
 * After three false keys of a level no seed is given for ten seconds; then one more try is allowed at a time.
 */
import { negative, positive, type ServerState, type Service } from '../server.ts'
import { NRC, SECURITY_ATTEMPTS_MAX, SECURITY_DELAY_MS } from '../tables.ts'

/** Odd sub-functions ask for the seed of a level, the even one after it sends the key. */
const levelOf = (subFunction: number) => (subFunction % 2 === 1 ? subFunction : subFunction - 1)

export const securityAccess: Service = {
  byteLengthMin: 2,
  subFunction: ({ ecu }, subFunction) => ecu.security.get(levelOf(subFunction)),
  run(state, request, nowMs) {
    const isSeedRequest = request[1] % 2 === 1
    return isSeedRequest ? requestSeed(state, request, nowMs) : sendKey(state, request, nowMs)
  },
}

function requestSeed(state: ServerState, request: Uint8Array, nowMs: number) {
  if (request.length !== 2) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
  const level = request[1]
  if (nowMs < attemptsOf(state, level).delayUntilMs) return negative(NRC.requiredTimeDelayNotExpired)
  const bytes = securityLevel(state, level).seed()
  // An open level answers with zeros: no key is needed.
  if (state.unlockedLevel === level) return positive(level, ...new Uint8Array(bytes.length))
  state.seed = { level, bytes }
  return positive(level, ...bytes)
}

function sendKey(state: ServerState, request: Uint8Array, nowMs: number) {
  const level = levelOf(request[1])
  const { seed } = state
  if (seed?.level !== level) return negative(NRC.requestSequenceError)
  const { keyByteLength, isKey } = securityLevel(state, level)
  if (request.length !== 2 + keyByteLength) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
  state.seed = undefined // A seed serves for one try.
  const attempts = attemptsOf(state, level)
  if (isKey(seed.bytes, request.slice(2))) {
    attempts.falseKeys = 0
    state.unlockedLevel = level
    return positive(request[1])
  }
  attempts.falseKeys++
  if (attempts.falseKeys < SECURITY_ATTEMPTS_MAX) return negative(NRC.invalidKey)
  attempts.delayUntilMs = nowMs + SECURITY_DELAY_MS
  return negative(NRC.exceedNumberOfAttempts)
}

function securityLevel({ ecu }: ServerState, level: number) {
  const found = ecu.security.get(level)
  if (found === undefined) throw new Error(`security level ${level} was checked before and is gone`)
  return found
}

function attemptsOf(state: ServerState, level: number) {
  let attempts = state.attempts.get(level)
  if (attempts === undefined) {
    attempts = { falseKeys: 0, delayUntilMs: -Infinity }
    state.attempts.set(level, attempts)
  }
  return attempts
}
