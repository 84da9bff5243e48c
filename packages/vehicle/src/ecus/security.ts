/**
 * Who may do what to a car: seeds and keys of its control units, and the proof that its gateway asks for. Our own
 * algorithms, the same for every model, to practise on: no maker's.
 */
import type { Authentication, SecurityLevel } from '@luban/protocols/uds/ecu'
import { NRC, SESSION } from '@luban/protocols/uds/tables'
import { unitRandom } from '@luban/stdx'
import { serialOf } from '../vin.ts'

/** Four bytes of seed, which have nothing to do with the car's. */
export function securityLevel(id: string, vin: string): SecurityLevel {
  let asked = 0
  return {
    sessions: [SESSION.extended],
    keyByteLength: 4,
    seed() {
      const value = Math.floor(unitRandom(serialOf(vin), 0x27, ++asked * 4 + id.length) * 0xffffffff) + 1
      return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
    },
    isKey: (given, key) => securityKey(given).every((byte, i) => byte === key[i]),
  }
}

/** As above, with a key of its own: who may test actuators may not yet change software. */
export function programmingSecurity(id: string, vin: string): SecurityLevel {
  const isKey = (seed: Uint8Array, key: Uint8Array) => programmingKey(seed).every((byte, i) => byte === key[i])
  return { ...securityLevel(id, vin), sessions: [SESSION.programming], isKey }
}

/** The key to a seed of the level that opens the memory: that of level 1, its bytes the other way round. */
export function programmingKey(seed: Uint8Array): Uint8Array {
  return securityKey(seed).reverse()
}

/** The key to a seed: each byte of the seed, turned left by three bits, xor 4C 75 62 61 ("Luba"). */
export function securityKey(seed: Uint8Array): Uint8Array {
  const mask = [0x4c, 0x75, 0x62, 0x61]
  return Uint8Array.from(seed, (byte, i) => (((byte << 3) | (byte >> 5)) & 0xff) ^ mask[i % 4])
}

/** Sixteen bytes, as an object identifier: an arc of our own, 2.999.76 (2.999 is for examples). */
const PROOF_ALGORITHM = Uint8Array.of(0x06, 0x03, 0x88, 0x37, 0x4c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
const CHALLENGE_BYTES = 16

/** Who works on the gateway proves who they are. A real one wants a signature; ours turns and mixes bytes. */
export function gatewayAuthentication(vin: string): Authentication {
  let asked = 0
  return {
    isSymmetric: true,
    algorithmIndicator: PROOF_ALGORITHM,
    challenge() {
      asked++
      return Uint8Array.from({ length: CHALLENGE_BYTES }, (_, i) => 256 * unitRandom(serialOf(vin), 0x29 + asked, i))
    },
    refusal(challenge, proof) {
      const isProof =
        proof.length === CHALLENGE_BYTES && authenticationProof(challenge).every((byte, i) => byte === proof[i])
      return isProof ? undefined : NRC.ownershipVerificationFailed
    },
  }
}

/** The proof to a challenge: `securityKey` of it, then to each byte the one before it is added, three times round. */
export function authenticationProof(challenge: Uint8Array): Uint8Array {
  const proof = securityKey(challenge)
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < proof.length; i++) proof[i] += proof[(i + proof.length - 1) % proof.length]
  }
  return proof
}
