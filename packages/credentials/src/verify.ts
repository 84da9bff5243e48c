/**
 * Is this certificate genuine, by whom, is it in force? Answered from the bytes, the issuers that the asker trusts and
 * the status lists at hand; nothing is fetched, nothing is taken for granted.
 *
 * Invariants: no verdict but `valid` means "in force", and `valid` is only given with fresh lists of both purposes that
 * the credential names, signed by its own issuer. Whom nobody pinned is `unknownIssuer`, however well he signs.
 */
import { type CertificateFacts, factsOf } from './credential.ts'
import type { DidDocument } from './did.ts'
import { isObject, type JsonObject, type Malformed, parseJsonObject } from './json.ts'
import { checkSignature } from './proof.ts'
import { findBadgeFault, parseTimestamp } from './rules.ts'
import { getStatus, readStatusList, type StatusList, type StatusListRefusal } from './status-list.ts'

/** Why one purpose of the status could not be judged. */
export type StatusGap = {
  readonly purpose: string
  readonly why:
    | 'noList'
    | 'noStatusInCredential'
    | 'wrongPurpose'
    | 'listExpired'
    | 'listNotYetValid'
    | StatusListRefusal['why']
  /** More for a person who looks into it; English. */
  readonly detail?: string
}

/** `asOf`: the moment for which the lists speak; what changed later is not known. */
export type Status =
  | { readonly kind: 'active'; readonly asOf: Date }
  | { readonly kind: 'revoked' | 'suspended'; readonly asOf: Date }
  | { readonly kind: 'notChecked'; readonly gaps: readonly StatusGap[] }

export type Period = 'current' | 'expired' | 'notYetValid'

/** Signed by a trusted issuer and unchanged since; `kind` says whether it is in force. */
export type GenuineVerdict = {
  /** `statusNotChecked`: genuine and within its dates, but it may have been revoked or suspended. */
  readonly kind: 'valid' | 'statusNotChecked' | 'expired' | 'notYetValid' | 'suspended' | 'revoked'
  readonly signature: 'valid'
  readonly issuer: 'trusted'
  readonly period: Period
  readonly status: Status
  readonly certificate: CertificateFacts
}

export type Verdict =
  | GenuineVerdict
  | Malformed
  | { readonly kind: 'unknownIssuer'; readonly issuerDid: string }
  | { readonly kind: 'invalidSignature'; readonly issuerDid: string; readonly reason: string }

/** Taken as unchanging: hand in a new object for a new copy. */
export type StatusListCopy = {
  readonly credential: Uint8Array | string
  /** When it was fetched from the issuer's own address; leave it out when that is not known. */
  readonly fetchedAt?: Date
}

export type VerifyOptions = {
  readonly trustedIssuers: readonly DidDocument[]
  readonly statusLists?: readonly StatusListCopy[]
  readonly now: Date
}

/** Clocks of honest machines differ by a little. */
const CLOCK_SKEW_MS = 300_000

export async function verifyCredential(source: Uint8Array | string, options: VerifyOptions): Promise<Verdict> {
  const parsed = parseJsonObject(source)
  if (parsed.kind === 'malformed') return parsed
  const credential = parsed.value
  const fault = findBadgeFault(credential)
  if (fault) return fault

  const issuerDid = (isObject(credential.issuer) ? credential.issuer.id : credential.issuer) as string
  const issuer = options.trustedIssuers.find((trusted) => trusted.id === issuerDid)
  if (issuer === undefined) return { kind: 'unknownIssuer', issuerDid }
  const signature = await checkSignature(credential, issuer)
  if (signature.kind === 'invalid') return { kind: 'invalidSignature', issuerDid, reason: signature.reason }

  const period = periodOf(credential, options.now)
  const status = await statusOf(credential, issuer, options)
  return {
    kind: judge(period, status),
    signature: 'valid',
    issuer: 'trusted',
    period,
    status,
    certificate: factsOf(credential),
  }
}

/** The gravest first: a revoked certificate is revoked, whatever its dates. */
function judge(period: Period, status: Status): GenuineVerdict['kind'] {
  if (status.kind === 'revoked' || status.kind === 'suspended') return status.kind
  if (period !== 'current') return period
  return status.kind === 'active' ? 'valid' : 'statusNotChecked'
}

function periodOf({ validFrom, validUntil }: JsonObject, now: Date): Period {
  const from = parseTimestamp(validFrom) as Date
  const until = parseTimestamp(validUntil)
  if (until !== undefined && now > until) return 'expired'
  return now.getTime() + CLOCK_SKEW_MS < from.getTime() ? 'notYetValid' : 'current'
}

type Entry = { readonly purpose: string; readonly index: number; readonly listId: string }
type Finding =
  | { readonly kind: 'clear' | 'set'; readonly purpose: string; readonly asOf: Date }
  | ({ readonly kind: 'gap' } & StatusGap)

async function statusOf(credential: JsonObject, issuer: DidDocument, options: VerifyOptions): Promise<Status> {
  const entries = entriesOf(credential)
  if (entries.length === 0)
    return { kind: 'notChecked', gaps: [{ purpose: 'revocation', why: 'noStatusInCredential' }] }
  const lists = await Promise.all(
    (options.statusLists ?? []).map(async (copy) => ({ copy, list: await readOnce(copy, issuer) })),
  )
  const findings = entries.map((entry) => lookUp(entry, lists, options.now))
  for (const [purpose, kind] of [
    ['revocation', 'revoked'],
    ['suspension', 'suspended'],
  ] as const) {
    const set = findings.find((finding) => finding.kind === 'set' && finding.purpose === purpose)
    if (set?.kind === 'set') return { kind, asOf: set.asOf }
  }
  const gaps = findings.filter((finding) => finding.kind === 'gap').map(({ kind: _, ...gap }) => gap)
  if (gaps.length > 0) return { kind: 'notChecked', gaps }
  const times = findings.map((finding) => (finding.kind === 'gap' ? Infinity : finding.asOf.getTime()))
  return { kind: 'active', asOf: new Date(Math.min(...times)) }
}

function entriesOf({ credentialStatus }: JsonObject): Entry[] {
  const entries = (Array.isArray(credentialStatus) ? credentialStatus : [credentialStatus]) as readonly JsonObject[]
  return entries
    .filter((entry) => entry !== undefined && ['revocation', 'suspension'].includes(entry.statusPurpose as string))
    .map((entry) => ({
      purpose: entry.statusPurpose as string,
      index: Number(entry.statusListIndex),
      listId: entry.statusListCredential as string,
    }))
}

/** By copy, so that a pile of certificates checked against the same lists has them read once. */
const readLists = new WeakMap<StatusListCopy, { issuer: DidDocument; list: ReturnType<typeof readStatusList> }>()

function readOnce(copy: StatusListCopy, issuer: DidDocument): ReturnType<typeof readStatusList> {
  const known = readLists.get(copy)
  if (known?.issuer === issuer) return known.list
  const list = readStatusList(copy.credential, issuer)
  readLists.set(copy, { issuer, list })
  return list
}

type ReadList = { readonly copy: StatusListCopy; readonly list: StatusList | StatusListRefusal }

function lookUp({ purpose, index, listId }: Entry, lists: readonly ReadList[], now: Date): Finding {
  const gap = (why: StatusGap['why'], detail?: string): Finding => ({
    kind: 'gap',
    purpose,
    why,
    ...(detail === undefined ? {} : { detail }),
  })
  const own = lists.filter(({ list }) => list.id === listId)
  const found = own.find(({ list }) => list.kind === 'statusList' && list.purpose === purpose)
  if (found === undefined || found.list.kind === 'refused') {
    if (own.some(({ list }) => list.kind === 'statusList')) return gap('wrongPurpose')
    // A list that could not be read has no address; tell of it rather than say that there was none.
    const refused = (own[0] ?? lists.find(({ list }) => list.kind === 'refused'))?.list
    return refused?.kind === 'refused' ? gap(refused.why, refused.reason) : gap('noList')
  }
  const { list, copy } = found
  if (index >= list.bits.length * 8) return gap('malformed', `the list has no place ${index}`)
  const isSet = getStatus(list.bits, index)
  const isExpired = now > list.validUntil
  // A revocation is never taken back, so even an old list is believed in that; in nothing else.
  if (isExpired && isSet && purpose === 'revocation') return { kind: 'set', purpose, asOf: list.validFrom }
  if (isExpired) return gap('listExpired', `it was good until ${list.validUntil.toISOString()}`)
  if (now.getTime() + CLOCK_SKEW_MS < list.validFrom.getTime()) return gap('listNotYetValid')
  const asOf = copy.fetchedAt !== undefined && copy.fetchedAt > list.validFrom ? copy.fetchedAt : list.validFrom
  return { kind: isSet ? 'set' : 'clear', purpose, asOf }
}
