/**
 * What a credential must look like before its signature is worth checking: the rules of W3C VC Data Model 2.0,
 * Open Badges 3.0 (AchievementCredential, Profile, AchievementSubject, Achievement) and Bitstring Status List 1.0 that
 * this package relies on, as tables.
 *
 * Stricter than JSON-LD where JSON-LD would drop something without a word (null, empty lists and objects) and in
 * allowing no context but the pinned ones.
 */
import { CREDENTIALS_CONTEXT, isOpenBadgesContext, isPinnedContext } from './contexts.ts'
import { isObject, type Json, type JsonObject, type Malformed, malformed, memberAt } from './json.ts'

/** `at`: a JSON Pointer in which `*` stands for every item, or for the value itself where one may stand for a list. */
type Rule = { readonly at: string; readonly must: string; readonly holds: (value: Json | undefined) => boolean }

/** Bits in a status list, as the standard's minimum. */
export const STATUS_LIST_LENGTH = 131_072

const isText = (value: Json | undefined) => typeof value === 'string' && value !== ''
const isUri = (value: Json | undefined) =>
  typeof value === 'string' && /^[a-z][a-z0-9+.-]*:[^\s<>"{}|^`\\]+$/i.test(value)
const isMissing = (value: Json | undefined) => value === undefined
const lists = (value: Json | undefined) => (Array.isArray(value) ? (value as readonly Json[]) : [value])
const includes = (type: string) => (value: Json | undefined) => lists(value).includes(type)
const is = (expected: Json) => (value: Json | undefined) => value === expected
const optional = (holds: Rule['holds']) => (value: Json | undefined) => isMissing(value) || holds(value)

/** XMLSchema dateTimeStamp: the zone is written. */
export function parseTimestamp(value: Json | undefined): Date | undefined {
  const pattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
  if (typeof value !== 'string' || !pattern.test(value)) return undefined
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? undefined : date
}
const isTimestamp = (value: Json | undefined) => parseTimestamp(value) !== undefined

const isIndex = (value: Json | undefined) => typeof value === 'string' && /^(0|[1-9][0-9]{0,8})$/.test(value)

/**
 * The terms of a DataIntegrityProof. A closed list: under another name for `nonce` the digest would go unseen.
 * Left out: `expires` and `previousProof`, which nobody here would judge.
 */
const PROOF_TERMS = [
  'id',
  'type',
  'created',
  'domain',
  'challenge',
  'nonce',
  'cryptosuite',
  'proofPurpose',
  'verificationMethod',
  'proofValue',
]

const PROOF_RULES: readonly Rule[] = [
  { at: '/proof', must: 'be one proof', holds: (value) => isObject(value) },
  { at: '/proof', must: `hold no other terms than ${PROOF_TERMS.join(', ')}, each as text`, holds: holdsProofTerms },
  { at: '/proof/type', must: 'be "DataIntegrityProof"', holds: is('DataIntegrityProof') },
  { at: '/proof/cryptosuite', must: 'be "eddsa-rdfc-2022"', holds: is('eddsa-rdfc-2022') },
  { at: '/proof/proofPurpose', must: 'be "assertionMethod"', holds: is('assertionMethod') },
  { at: '/proof/verificationMethod', must: 'be the address of a key', holds: isUri },
  {
    at: '/proof/proofValue',
    must: 'be a signature in base58-btc multibase',
    holds: (value) => typeof value === 'string' && /^z[1-9A-HJ-NP-Za-km-z]{80,90}$/.test(value),
  },
  { at: '/proof/created', must: 'be a date and time with its zone', holds: optional(isTimestamp) },
]

/** W3C VC Data Model 2.0, what it asks of every credential. */
const CREDENTIAL_RULES: readonly Rule[] = [
  { at: '/@context', must: 'be a list that starts with the context of VC 2.0', holds: startsWithCredentialsContext },
  {
    at: '/@context/*',
    must: 'be one of the pinned contexts',
    holds: (url) => typeof url === 'string' && isPinnedContext(url),
  },
  { at: '/type', must: 'include "VerifiableCredential"', holds: includes('VerifiableCredential') },
  {
    at: '/issuer',
    must: 'be the address of the issuer, or hold it as "id"',
    holds: (issuer) => isUri(isObject(issuer) ? issuer.id : issuer),
  },
  { at: '/validFrom', must: 'be a date and time with its zone', holds: isTimestamp },
  { at: '/validUntil', must: 'be a date and time with its zone', holds: optional(isTimestamp) },
  ...PROOF_RULES,
]

/** Open Badges 3.0, AchievementCredential and the classes inside it. */
const OPEN_BADGE_RULES: readonly Rule[] = [
  ...CREDENTIAL_RULES,
  {
    at: '/@context',
    must: 'include a context of Open Badges 3.0',
    holds: (urls) => lists(urls).some((url) => typeof url === 'string' && isOpenBadgesContext(url)),
  },
  { at: '/id', must: 'be an absolute address', holds: isUri },
  {
    at: '/type',
    must: 'include "OpenBadgeCredential" or "AchievementCredential"',
    holds: (type) => includes('OpenBadgeCredential')(type) || includes('AchievementCredential')(type),
  },
  { at: '/credentialSubject', must: 'be one subject', holds: (subject) => isObject(subject) },
  {
    at: '/credentialSubject',
    must: 'have an "id" or an "identifier"',
    holds: (subject) => isObject(subject) && ('id' in subject || 'identifier' in subject),
  },
  { at: '/credentialSubject/type', must: 'include "AchievementSubject"', holds: includes('AchievementSubject') },
  { at: '/credentialSubject/identifier/*/type', must: 'be "IdentityObject"', holds: optional(is('IdentityObject')) },
  { at: '/credentialSubject/identifier/*/identityHash', must: 'be text', holds: optional(isText) },
  { at: '/credentialSubject/identifier/*/identityType', must: 'be text', holds: optional(isText) },
  {
    at: '/credentialSubject/identifier/*/hashed',
    must: 'be true or false',
    holds: optional((value) => typeof value === 'boolean'),
  },
  { at: '/credentialSubject/licenseNumber', must: 'be text', holds: optional(isText) },
  { at: '/credentialSubject/achievement', must: 'be one achievement', holds: (achievement) => isObject(achievement) },
  { at: '/credentialSubject/achievement/id', must: 'be an absolute address', holds: isUri },
  { at: '/credentialSubject/achievement/type', must: 'include "Achievement"', holds: includes('Achievement') },
  { at: '/credentialSubject/achievement/name', must: 'be text', holds: isText },
  { at: '/credentialSubject/achievement/description', must: 'be text', holds: isText },
  {
    at: '/credentialSubject/achievement/criteria',
    must: 'have an "id" or a "narrative"',
    holds: (criteria) => isObject(criteria) && ('id' in criteria || 'narrative' in criteria),
  },
  {
    at: '/credentialStatus/*/type',
    must: 'be "BitstringStatusListEntry"',
    holds: optional(is('BitstringStatusListEntry')),
  },
  { at: '/credentialStatus/*/statusPurpose', must: 'be text', holds: optional(isText) },
  { at: '/credentialStatus/*/statusListIndex', must: 'be a whole number as text', holds: optional(isIndex) },
  { at: '/credentialStatus/*/statusListCredential', must: 'be an absolute address', holds: optional(isUri) },
]

/** Bitstring Status List 1.0, BitstringStatusListCredential; `validUntil` is our own demand: a list must age. */
const STATUS_LIST_RULES: readonly Rule[] = [
  ...CREDENTIAL_RULES,
  { at: '/id', must: 'be the address of the list', holds: isUri },
  { at: '/type', must: 'include "BitstringStatusListCredential"', holds: includes('BitstringStatusListCredential') },
  { at: '/validUntil', must: 'say until when the list may be used', holds: isTimestamp },
  { at: '/credentialSubject/type', must: 'be "BitstringStatusList"', holds: includes('BitstringStatusList') },
  { at: '/credentialSubject/statusPurpose', must: 'be text', holds: isText },
  {
    at: '/credentialSubject/encodedList',
    must: 'be base64url with the letter u in front',
    holds: (value) => typeof value === 'string' && /^u[A-Za-z0-9_-]+$/.test(value),
  },
]

export function findBadgeFault(credential: JsonObject): Malformed | undefined {
  return findDropped(credential, '') ?? findBroken(credential, OPEN_BADGE_RULES) ?? findHalfStatus(credential)
}

export function findStatusListFault(credential: JsonObject): Malformed | undefined {
  return findDropped(credential, '') ?? findBroken(credential, STATUS_LIST_RULES)
}

function holdsProofTerms(proof: Json | undefined): boolean {
  return isObject(proof) && Object.entries(proof).every(([name, value]) => PROOF_TERMS.includes(name) && isText(value))
}

function startsWithCredentialsContext(value: Json | undefined): boolean {
  return Array.isArray(value) && value[0] === CREDENTIALS_CONTEXT
}

/** JSON-LD drops these silently, or lets them redefine terms. Value objects (texts with a language) are let through. */
function findDropped(value: Json, at: string): Malformed | undefined {
  if (value === null) return malformed(at, 'must not be null')
  if (typeof value !== 'object') return undefined
  const entries = Object.entries(value)
  if (entries.length === 0) return malformed(at, 'must not be empty')
  for (const [name, item] of entries) {
    const place = memberAt(at, name)
    if (name === '@context' && at === '') continue
    if (name.startsWith('@') && !/^@(value|language|direction)$/.test(name)) return malformed(place, 'must not be used')
    if (Array.isArray(value) && Array.isArray(item)) return malformed(place, 'must not be a list in a list')
    const fault = findDropped(item, place)
    if (fault) return fault
  }
  return undefined
}

function findBroken(credential: JsonObject, rules: readonly Rule[]): Malformed | undefined {
  for (const { at, must, holds } of rules) {
    for (const found of select(credential, at.split('/').slice(1), '')) {
      if (!holds(found.value)) return malformed(found.at, `must ${must}`)
    }
  }
  const { validFrom, validUntil } = credential
  const ends = parseTimestamp(validUntil)
  if (ends && ends < (parseTimestamp(validFrom) as Date))
    return malformed('/validUntil', 'must not be before validFrom')
  return undefined
}

/** An entry that names its purpose must name its list and its place too. */
function findHalfStatus({ credentialStatus }: JsonObject): Malformed | undefined {
  if (credentialStatus === undefined) return undefined
  for (const [index, entry] of lists(credentialStatus).entries()) {
    const at = Array.isArray(credentialStatus) ? `/credentialStatus/${index}` : '/credentialStatus'
    if (!isObject(entry)) return malformed(at, 'must be a status entry')
    for (const name of ['type', 'statusPurpose', 'statusListIndex', 'statusListCredential']) {
      if (!(name in entry)) return malformed(`${at}/${name}`, 'is missing')
    }
  }
  return undefined
}

/** The values at `path`; a missing one counts as `undefined`, so that a rule can ask for it. */
function* select(
  value: Json | undefined,
  path: readonly string[],
  at: string,
): Generator<{ at: string; value: Json | undefined }> {
  const [step, ...rest] = path
  if (step === undefined) yield { at, value }
  else if (step === '*' && Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries()) yield* select(item, rest, `${at}/${index}`)
  } else if (step === '*') {
    if (value !== undefined) yield* select(value, rest, at)
  } else yield* select(isObject(value) ? value[step] : undefined, rest, `${at}/${step}`)
}
