/**
 * Bitstring Status Lists: one bit per certificate and purpose, signed as a whole and served to everyone, so that a
 * check does not tell the issuer whose certificate is looked at. W3C Bitstring Status List 1.0.
 *
 * A certificate's place in the list is a keyed permutation of its ordinal: from one's own place nobody can tell how
 * many certificates there are, nor whose is next to it.
 */
import { BitstringStatusList, createCredential } from '@digitalbazaar/vc-bitstring-status-list'
import { assert } from '@luban/stdx'
import { parseBase64url } from './base64url.ts'
import { type StatusPurpose, timestamp, toBytes } from './credential.ts'
import type { DidDocument } from './did.ts'
import { isObject, type JsonObject, parseJsonObject } from './json.ts'
import type { IssuerKey } from './key.ts'
import { checkSignature, signCredential } from './proof.ts'
import { findStatusListFault, parseTimestamp, STATUS_LIST_LENGTH } from './rules.ts'

/** The list as bits, most significant first: what is stored. */
export type StatusBits = Uint8Array

export type StatusList = {
  readonly kind: 'statusList'
  readonly id: string
  readonly purpose: string
  readonly bits: StatusBits
  readonly validFrom: Date
  readonly validUntil: Date
}

export type StatusListRefusal = {
  readonly kind: 'refused'
  /** The list's own address, when it could be read. */
  readonly id?: string
  readonly why: 'malformed' | 'otherIssuer' | 'invalidSignature'
  readonly reason: string
}

export function createStatusBits(): StatusBits {
  return new Uint8Array(STATUS_LIST_LENGTH / 8)
}

export function getStatus(bits: StatusBits, index: number): boolean {
  assertIndex(index)
  return (bits[index >> 3] & (0x80 >> (index & 7))) !== 0
}

/** A new list in which the bit at `index` is as told; `bits` stays as it is. */
export function withStatus(bits: StatusBits, index: number, isSet: boolean): StatusBits {
  assertIndex(index)
  const next = Uint8Array.from(bits)
  const mask = 0x80 >> (index & 7)
  next[index >> 3] = isSet ? next[index >> 3] | mask : next[index >> 3] & ~mask
  return next
}

function assertIndex(index: number): void {
  assert(Number.isInteger(index) && index >= 0 && index < STATUS_LIST_LENGTH, `no place ${index} in a status list`)
}

/**
 * The place of the `ordinal`th certificate, counted from 0: no two share one. `seed` is the installation's secret, of
 * 16 bytes or more, and never changes. `undefined` when the list is full: begin another list.
 */
export async function statusIndexOf(seed: Uint8Array, ordinal: number): Promise<number | undefined> {
  assert(seed.length >= 16, 'the seed has 16 bytes or more')
  assert(Number.isInteger(ordinal) && ordinal >= 0)
  if (ordinal >= STATUS_LIST_LENGTH) return undefined
  const hash = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', Uint8Array.from(seed), hash, false, ['sign'])
  // A Feistel network permutes 18 bits; walking its cycle until 17 are left permutes those.
  let place = ordinal
  do place = await permute18(key, place)
  while (place >= STATUS_LIST_LENGTH)
  return place
}

async function permute18(key: CryptoKey, value: number): Promise<number> {
  let left = value >> 9
  let right = value & 0x1ff
  for (let round = 0; round < 8; round++) {
    const input = Uint8Array.of(round, right >> 8, right & 0xff)
    const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, input))
    const mixed = left ^ (((mac[0] << 8) | mac[1]) & 0x1ff)
    left = right
    right = mixed
  }
  return (left << 9) | right
}

/** The list as a signed credential, for all to fetch at `url`. Sign again before `validUntil` and after each change. */
export async function issueStatusList(
  list: {
    readonly url: string
    readonly purpose: StatusPurpose
    readonly bits: StatusBits
    readonly issuerDid: string
    readonly validFrom: Date
    readonly validUntil: Date
  },
  key: IssuerKey,
): Promise<Uint8Array> {
  assert(key.controller === list.issuerDid, 'the key belongs to the issuer')
  assert(list.bits.length === STATUS_LIST_LENGTH / 8)
  assert(list.validFrom < list.validUntil)
  const {
    '@context': context,
    id,
    type,
    credentialSubject,
  } = await createCredential({
    id: list.url,
    list: new BitstringStatusList({ buffer: Uint8Array.from(list.bits) }),
    statusPurpose: list.purpose,
  })
  const unsigned = {
    '@context': context,
    id,
    type,
    issuer: list.issuerDid,
    validFrom: timestamp(list.validFrom),
    validUntil: timestamp(list.validUntil),
    credentialSubject,
  }
  return toBytes(await signCredential(unsigned, key, list.validFrom))
}

/** A list that `issuer` signed; its age is for the caller to judge. */
export async function readStatusList(
  source: Uint8Array | string,
  issuer: DidDocument,
): Promise<StatusList | StatusListRefusal> {
  const parsed = parseJsonObject(source)
  if (parsed.kind === 'malformed')
    return { kind: 'refused', why: 'malformed', reason: `at ${parsed.at}: ${parsed.reason}` }
  const credential = parsed.value
  const fault = findStatusListFault(credential)
  if (fault) return { kind: 'refused', why: 'malformed', reason: `at ${fault.at}: ${fault.reason}` }
  const id = credential.id as string
  const signer = isObject(credential.issuer) ? credential.issuer.id : credential.issuer
  if (signer !== issuer.id)
    return { kind: 'refused', id, why: 'otherIssuer', reason: `it is signed by ${String(signer)}` }
  const signature = await checkSignature(credential, issuer)
  if (signature.kind === 'invalid') return { kind: 'refused', id, why: 'invalidSignature', reason: signature.reason }
  const subject = credential.credentialSubject as JsonObject
  const bits = await inflate((subject.encodedList as string).slice(1))
  if (bits === undefined) {
    return { kind: 'refused', id, why: 'malformed', reason: `the list is not ${STATUS_LIST_LENGTH} bits, compressed` }
  }
  return {
    kind: 'statusList',
    id,
    purpose: subject.statusPurpose as string,
    bits,
    validFrom: parseTimestamp(credential.validFrom) as Date,
    validUntil: parseTimestamp(credential.validUntil) as Date,
  }
}

/** Stops at the first byte too many: a kilobyte may claim to be a gigabyte. */
async function inflate(encoded: string): Promise<StatusBits | undefined> {
  const packed = parseBase64url(encoded)
  if (packed === undefined) return undefined
  const bits = createStatusBits()
  let filled = 0
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return filled === bits.length ? bits : undefined
      if (filled + value.length > bits.length) return undefined
      bits.set(value, filled)
      filled += value.length
    }
  } catch {
    return undefined
  } finally {
    await reader.cancel().catch(() => {})
  }
}
