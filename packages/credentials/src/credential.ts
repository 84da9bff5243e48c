/**
 * A certificate as an Open Badges 3.0 `OpenBadgeCredential`: built, signed, and read back.
 * 1EdTech Open Badges 3.0 on W3C VC Data Model 2.0.
 *
 * Where things go: holder's name -> `identifier` of type `name`; certificate number -> `licenseNumber`; scheme and its
 * version -> `achievement.humanCode` and `version`; scope of permitted work -> `specialization`; level -> a `result`; a demo
 * scheme -> the `tag` "demo". Open Badges gives texts one language, so these are English; `description` holds name, level,
 * scope and limits in all four (./description.ts), and `related` names the achievement's pages in the others.
 * Left out: `credentialSchema`, `evidence`, endorsements.
 */
import { assert } from '@luban/stdx'
import { CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT } from './contexts.ts'
import {
  type Description,
  decodeDescription,
  encodeDescription,
  LANGUAGES,
  type Language,
  oneLine,
  type Words,
} from './description.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import type { IssuerKey } from './key.ts'
import { signCredential } from './proof.ts'
import { parseTimestamp, STATUS_LIST_LENGTH } from './rules.ts'

export type StatusPurpose = 'revocation' | 'suspension'

export type Certificate = {
  readonly number: string
  /** As the holder chose to be shown; never a national number or a birth date. */
  readonly holderName: string
  readonly issuer: { readonly did: string; readonly name: string; readonly url: string }
  readonly scheme: {
    readonly id: string
    readonly version: string
    readonly names: Words
    /** Marked as such in every language: nothing made up may look official. */
    readonly isDemo: boolean
    readonly level: Words
    /** The work that the holder may do. */
    readonly scope: readonly Words[]
    /** What the certificate does not permit, and is not. */
    readonly limits: Words
  }
  /** What had to be shown, in Markdown. */
  readonly criteria: string
  readonly validFrom: Date
  readonly validUntil: Date
  readonly statusIndex: number
  readonly urls: {
    readonly certificate: string
    /** The page of the scheme; `?language=kk` and so on show it in the other languages. */
    readonly achievement: string
    readonly statusLists: { readonly [purpose in StatusPurpose]: string }
  }
  /** A `data:` or `https:` address of a PNG or SVG. */
  readonly image?: string
}

/** What a credential says, for people to see. Fields that another issuer left out are missing. */
export type CertificateFacts = {
  readonly id: string
  readonly issuer: { readonly did: string; readonly name?: string }
  readonly achievement: string
  readonly description: string
  /** By its tag or the mark in its name. */
  readonly isDemo: boolean
  readonly validFrom: string
  readonly validUntil?: string
  readonly holderName?: string
  readonly number?: string
  readonly scheme?: string
  readonly schemeVersion?: string
  readonly level?: string
  readonly scope?: readonly string[]
  readonly limits?: string
  /** Name, level, scope and limits in four languages, as far as they were signed; those above are English. */
  readonly words?: Description
}

const DEMO_MARK: Words = { kk: ' (демо)', ru: ' (демо)', zh: '（演示）', en: ' (demo)' }
const DEMO_TAG = 'demo'
const SCOPE_SEPARATOR = '; '

/** The credential without its proof. */
export function buildCredential(certificate: Certificate): JsonObject {
  const { urls, image, issuer, statusIndex, validFrom, validUntil } = certificate
  assert(Number.isInteger(statusIndex) && statusIndex >= 0 && statusIndex < STATUS_LIST_LENGTH)
  assert(validFrom < validUntil, 'a certificate is valid for some time')
  return {
    '@context': [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT],
    id: urls.certificate,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: `${nameOf(certificate, 'en')} · ${certificate.number}`,
    ...(image === undefined ? {} : { image: { id: image, type: 'Image' } }),
    issuer: { id: issuer.did, type: ['Profile'], name: issuer.name, url: issuer.url },
    validFrom: timestamp(validFrom),
    validUntil: timestamp(validUntil),
    credentialSubject: subjectOf(certificate),
    credentialStatus: (['revocation', 'suspension'] as const).map((statusPurpose) => ({
      id: `${urls.statusLists[statusPurpose]}#${statusIndex}`,
      type: 'BitstringStatusListEntry',
      statusPurpose,
      statusListIndex: String(statusIndex),
      statusListCredential: urls.statusLists[statusPurpose],
    })),
  }
}

/** The signed credential as UTF-8 JSON. Keep these bytes as they are: they are the certificate. */
export async function issueCredential(certificate: Certificate, key: IssuerKey, now: Date): Promise<Uint8Array> {
  assert(key.controller === certificate.issuer.did, 'the key belongs to the issuer')
  return toBytes(await signCredential(buildCredential(certificate), key, now))
}

export function toBytes(document: JsonObject): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`)
}

/** Seconds are enough, and what `xsd:dateTimeStamp` of the standard's examples shows. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}

/** Call it only with what passed the rules of `rules.ts`. */
export function factsOf(credential: JsonObject): CertificateFacts {
  const subject = credential.credentialSubject as JsonObject
  const achievement = subject.achievement as JsonObject
  const issuer = isObject(credential.issuer) ? credential.issuer : { id: credential.issuer }
  const words = decodeDescription(achievement.description as string)
  const scope = words?.en.scope ?? scopeIn(achievement.specialization)
  return {
    id: credential.id as string,
    issuer: { did: issuer.id as string, ...text('name', issuer.name) },
    achievement: achievement.name as string,
    description: achievement.description as string,
    isDemo: isDemo(achievement),
    validFrom: timestamp(parseTimestamp(credential.validFrom) as Date),
    ...text('validUntil', credential.validUntil),
    ...text('holderName', holderNameOf(subject.identifier)),
    ...text('number', subject.licenseNumber),
    ...text('scheme', achievement.humanCode),
    ...text('schemeVersion', achievement.version),
    ...text('level', firstObject(subject.result)?.value),
    ...(scope === undefined ? {} : { scope }),
    ...text('limits', words?.en.limits),
    ...(words === undefined ? {} : { words }),
  }
}

function subjectOf(certificate: Certificate): JsonObject {
  const { number, holderName, scheme, urls } = certificate
  return {
    type: ['AchievementSubject'],
    identifier: [{ type: 'IdentityObject', hashed: false, identityHash: holderName, identityType: 'name' }],
    licenseNumber: number,
    achievement: achievementOf(certificate),
    result: [{ type: ['Result'], resultDescription: `${urls.achievement}#level`, value: scheme.level.en }],
  }
}

function achievementOf(certificate: Certificate): JsonObject {
  const { scheme, criteria, urls } = certificate
  return {
    id: urls.achievement,
    type: ['Achievement'],
    achievementType: 'Certification',
    name: nameOf(certificate, 'en'),
    description: encodeDescription(descriptionOf(certificate)),
    criteria: { narrative: criteria },
    humanCode: scheme.id,
    version: scheme.version,
    specialization: scheme.scope.map(({ en }) => oneLine(en)).join(SCOPE_SEPARATOR),
    ...(scheme.isDemo ? { tag: [DEMO_TAG] } : {}),
    inLanguage: 'en',
    related: LANGUAGES.filter((language) => language !== 'en').map((inLanguage) => ({
      id: `${urls.achievement}?language=${inLanguage}`,
      type: ['Related'],
      inLanguage,
    })),
    resultDescription: [
      { id: `${urls.achievement}#level`, type: ['ResultDescription'], name: 'Level', resultType: 'PerformanceLevel' },
    ],
  }
}

function descriptionOf(certificate: Certificate): Description {
  const { level, scope, limits } = certificate.scheme
  const wordsIn = (language: Language) => ({
    name: nameOf(certificate, language),
    level: level[language],
    scope: scope.map((line) => line[language]),
    limits: limits[language],
  })
  return { kk: wordsIn('kk'), ru: wordsIn('ru'), zh: wordsIn('zh'), en: wordsIn('en') }
}

function nameOf({ scheme }: Certificate, language: Language): string {
  const name = oneLine(scheme.names[language])
  return scheme.isDemo && !isMarked(name) ? name + DEMO_MARK[language] : name
}

/** In brackets of either width: a name may bring its own. */
const isMarked = (name: string) => /[(（](демо|演示|demo)[)）]$/u.test(name)

/** The tag, or the mark in the name, which is all that certificates issued before have. */
function isDemo({ tag, name }: JsonObject): boolean {
  return (Array.isArray(tag) ? tag : [tag]).includes(DEMO_TAG) || isMarked(name as string)
}

/** Certificates issued before, and those of others, have one text. */
function scopeIn(specialization: Json | undefined): readonly string[] | undefined {
  return typeof specialization === 'string' ? specialization.split(SCOPE_SEPARATOR) : undefined
}

function holderNameOf(identifier: Json | undefined): Json | undefined {
  const identifiers = (Array.isArray(identifier) ? identifier : [identifier]) as readonly (Json | undefined)[]
  const named = identifiers.find((one) => isObject(one) && one.identityType === 'name' && one.hashed === false)
  return isObject(named) ? named.identityHash : undefined
}

function firstObject(value: Json | undefined): JsonObject | undefined {
  const first = (Array.isArray(value) ? value[0] : value) as Json | undefined
  return isObject(first) ? first : undefined
}

function text<Name extends string>(name: Name, value: Json | undefined): { readonly [name in Name]?: string } {
  return (typeof value === 'string' ? { [name]: value } : {}) as { readonly [name in Name]?: string }
}
