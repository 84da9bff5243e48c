import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, test } from 'node:test'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as Ed25519 from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import fc from 'fast-check'
import { createLoader, MULTIKEY_CONTEXT } from './contexts.ts'
import { buildCredential, type Certificate, issueCredential, toBytes } from './credential.ts'
import { LANGUAGES } from './description.ts'
import { type DidDocument, didDocument } from './did.ts'
import { exampleCertificate, exampleIssuer, exampleList, type Issuer, NOW } from './example.ts'
import type { JsonObject } from './json.ts'
import { generateIssuerKey, publicPart } from './key.ts'
import { signCredential } from './proof.ts'
import { createStatusBits, issueStatusList, withStatus } from './status-list.ts'
import { type StatusListCopy, type Verdict, type VerifyOptions, verifyCredential } from './verify.ts'

let issuer: Issuer
let bytes: Uint8Array
let lists: StatusListCopy[]

before(async () => {
  issuer = await exampleIssuer()
  bytes = await issue()
  lists = [await exampleList(issuer, 'revocation'), await exampleList(issuer, 'suspension')]
})

const issue = (changes: Partial<Certificate> = {}) => issueCredential(exampleCertificate(changes), issuer.key, NOW)

function verify(source: Uint8Array | string, options: Partial<VerifyOptions> = {}): Promise<Verdict> {
  return verifyCredential(source, { trustedIssuers: [issuer.document], now: NOW, ...options })
}

async function whys(statusLists: readonly StatusListCopy[], now = NOW): Promise<string[]> {
  const verdict = await verify(bytes, { statusLists, now })
  assert.equal(verdict.kind, 'statusNotChecked')
  assert.ok('status' in verdict && verdict.status.kind === 'notChecked')
  return verdict.status.gaps.map(({ purpose, why }) => `${purpose} ${why}`)
}

const setAt = (index: number) => withStatus(createStatusBits(), index, true)
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000)

test('a certificate with fresh lists of both purposes is valid as of the older list', async () => {
  const verdict = await verify(bytes, { statusLists: lists })
  assert.equal(verdict.kind, 'valid')
  assert.deepEqual('status' in verdict && verdict.status, { kind: 'active', asOf: new Date('2026-11-21T00:00:00Z') })
})

test('a list fetched today speaks for today', async () => {
  const statusLists = lists.map((list) => ({ ...list, fetchedAt: NOW }))
  const verdict = await verify(bytes, { statusLists })
  assert.deepEqual('status' in verdict && verdict.status, { kind: 'active', asOf: NOW })
})

test('without a list a certificate is never plainly valid', async () => {
  const verdict = await verify(bytes)
  assert.equal(verdict.kind, 'statusNotChecked')
  assert.ok('signature' in verdict)
  const { signature, issuer: trust, period, status } = verdict
  assert.deepEqual([signature, trust, period, status.kind], ['valid', 'trusted', 'current', 'notChecked'])
  assert.deepEqual(await whys([]), ['revocation noList', 'suspension noList'])
  assert.deepEqual(await whys([lists[0]]), ['suspension noList'])
})

test('what the certificate says is read back as it was issued', async () => {
  const verdict = await verify(bytes)
  assert.ok('certificate' in verdict)
  const { holderName, number, level, scope, limits, scheme, schemeVersion, achievement, isDemo, words } =
    verdict.certificate
  const issued = exampleCertificate()
  assert.deepEqual(
    [holderName, number, scheme, schemeVersion],
    [issued.holderName, issued.number, issued.scheme.id, issued.scheme.version],
  )
  assert.equal(achievement, 'Electric vehicle diagnostics (demo)')
  assert.equal(isDemo, true)
  assert.deepEqual(words?.en, { name: achievement, level, scope, limits })
  assert.equal(words?.zh.name, '电动汽车诊断（演示）')
  for (const language of LANGUAGES) {
    assert.equal(words?.[language].level, issued.scheme.level[language])
    assert.equal(words?.[language].limits, issued.scheme.limits[language])
    assert.deepEqual(
      words?.[language].scope,
      issued.scheme.scope.map((line) => line[language]),
    )
  }
})

test('a demo scheme that says so in its own name is marked once', async () => {
  const { scheme } = exampleCertificate()
  const { kk, ru, zh, en } = scheme.names
  const names = { kk: `${kk} (демо)`, ru: `${ru} (демо)`, zh: `${zh}（演示）`, en: `${en} (demo)` }
  const verdict = await verify(await issue({ scheme: { ...scheme, names } }))
  assert.ok('certificate' in verdict)
  assert.equal(verdict.certificate.achievement, names.en)
  for (const language of LANGUAGES) assert.equal(verdict.certificate.words?.[language].name, names[language])
})

test('a scheme in earnest carries no demo mark', async () => {
  const { scheme } = exampleCertificate()
  const verdict = await verify(await issue({ scheme: { ...scheme, isDemo: false } }))
  assert.ok('certificate' in verdict)
  const { isDemo, achievement, words } = verdict.certificate
  assert.deepEqual([isDemo, achievement, words?.ru.name], [false, scheme.names.en, scheme.names.ru])
})

test('a certificate issued before limits were signed stays valid, and shows what it has', async () => {
  const kept = readFileSync(new URL('./vectors/issued-without-limits.vc', import.meta.url))
  const verdict = await verify(kept, { statusLists: lists })
  assert.equal(verdict.kind, 'valid')
  assert.ok('certificate' in verdict)
  const { isDemo, level, scope, limits, words } = verdict.certificate
  assert.deepEqual([isDemo, level, limits], [true, '2', undefined])
  assert.deepEqual(scope, ['Isolation', 'work on the de-energised system'])
  assert.deepEqual(words, {
    kk: { name: 'Электромобильді диагностикалау (демо)' },
    ru: { name: 'Диагностика электромобиля (демо)' },
    zh: { name: '电动汽车诊断 (演示)' },
    en: { name: 'Electric vehicle diagnostics (demo)' },
  })
  const text = new TextDecoder().decode(kept)
  assert.equal((await verify(text.replace('Isolation; work', 'Any work'))).kind, 'invalidSignature')
})

test('a revoked certificate is revoked although the library calls its signature verified', async () => {
  const statusLists = [await exampleList(issuer, 'revocation', setAt(4242)), lists[1]]
  assert.equal((await verify(bytes, { statusLists })).kind, 'revoked')
  assert.equal((await verify(await issue({ statusIndex: 4241 }), { statusLists })).kind, 'valid')
})

test('a suspended certificate is suspended, and valid again when the bit is taken back', async () => {
  const bits = setAt(4242)
  const suspended = [lists[0], await exampleList(issuer, 'suspension', bits)]
  assert.equal((await verify(bytes, { statusLists: suspended })).kind, 'suspended')
  const reinstated = [lists[0], await exampleList(issuer, 'suspension', withStatus(bits, 4242, false))]
  assert.equal((await verify(bytes, { statusLists: reinstated })).kind, 'valid')
})

test('one list is enough to learn that a certificate is revoked', async () => {
  const statusLists = [await exampleList(issuer, 'revocation', setAt(4242))]
  assert.equal((await verify(bytes, { statusLists })).kind, 'revoked')
})

test('dates are judged apart from the signature, and revocation outweighs them', async () => {
  assert.equal((await verify(bytes, { now: days(2000) })).kind, 'expired')
  assert.equal((await verify(bytes, { now: days(-30) })).kind, 'notYetValid')
  const statusLists = [await exampleList(issuer, 'revocation', setAt(4242), days(1999)), lists[1]]
  assert.equal((await verify(bytes, { statusLists, now: days(2000) })).kind, 'revoked')
})

test('a list past its date, from the future, of another issuer or forged is not believed', async () => {
  assert.deepEqual(await whys(lists, days(30)), ['revocation listExpired', 'suspension listExpired'])
  const future = [await exampleList(issuer, 'revocation', undefined, days(2)), lists[1]]
  assert.deepEqual(await whys(future), ['revocation listNotYetValid'])
  const stranger = await exampleIssuer('did:web:elsewhere.example', 2)
  assert.deepEqual(await whys([await exampleList(stranger, 'revocation'), lists[1]]), ['revocation otherIssuer'])
  const borrowedName = { key: { ...stranger.key, controller: issuer.document.id }, document: issuer.document }
  assert.deepEqual(await whys([await exampleList(borrowedName, 'revocation'), lists[1]]), [
    'revocation invalidSignature',
  ])
  assert.deepEqual(await whys([{ credential: '{"id": 1}' }, lists[1]]), ['revocation malformed'])
})

test('a list of the wrong purpose, though signed and at the right address, is not believed', async () => {
  const { statusLists } = exampleCertificate().urls
  const period = { validFrom: days(-1), validUntil: days(6), issuerDid: issuer.document.id, bits: createStatusBits() }
  const wrong = { url: statusLists.revocation, purpose: 'suspension' as const, ...period }
  const credential = await issueStatusList(wrong, issuer.key)
  assert.deepEqual(await whys([{ credential }, lists[1]]), ['revocation wrongPurpose'])
})

test('an old list that says revoked is believed, for revocation is final; an old suspension is not', async () => {
  const revoked = [await exampleList(issuer, 'revocation', setAt(4242)), lists[1]]
  assert.equal((await verify(bytes, { statusLists: revoked, now: days(30) })).kind, 'revoked')
  const suspended = [lists[0], await exampleList(issuer, 'suspension', setAt(4242))]
  assert.equal((await verify(bytes, { statusLists: suspended, now: days(30) })).kind, 'statusNotChecked')
})

test('a list that claims to be a gigabyte is refused unread', async () => {
  const zeros = new Blob([new Uint8Array(8_000_000)]).stream().pipeThrough(new CompressionStream('gzip'))
  const packed = Buffer.from(await new Response(zeros).arrayBuffer()).toString('base64url')
  const unsigned = JSON.parse(new TextDecoder().decode(lists[0].credential as Uint8Array)) as JsonObject
  const { proof: _, ...bomb } = {
    ...unsigned,
    credentialSubject: { ...(unsigned.credentialSubject as JsonObject), encodedList: `u${packed}` },
  } as JsonObject
  const credential = toBytes(await signCredential(bomb, issuer.key, NOW))
  assert.deepEqual(await whys([{ credential }, lists[1]]), ['revocation malformed'])
})

test('a stranger who signs validly is an unknown issuer, even with his own document at hand elsewhere', async () => {
  const stranger = await exampleIssuer('did:web:elsewhere.example', 2)
  const { url, name } = exampleCertificate().issuer
  const certificate = exampleCertificate({ issuer: { did: stranger.document.id, name, url } })
  const signed = await issueCredential(certificate, stranger.key, NOW)
  assert.deepEqual(await verify(signed), { kind: 'unknownIssuer', issuerDid: stranger.document.id })
  assert.equal((await verify(signed, { trustedIssuers: [] })).kind, 'unknownIssuer')
  assert.equal(
    (await verify(signed, { trustedIssuers: [issuer.document, stranger.document] })).kind,
    'statusNotChecked',
  )
})

test('a stranger who signs in the name of a trusted issuer has an invalid signature', async () => {
  const { key } = await exampleIssuer(issuer.document.id, 2)
  const forged = await issueCredential(exampleCertificate(), key, NOW)
  assert.equal((await verify(forged)).kind, 'invalidSignature')
  // With the trusted key's name on it as well.
  const named = { ...key, id: issuer.key.id }
  assert.equal((await verify(await issueCredential(exampleCertificate(), named, NOW))).kind, 'invalidSignature')
})

test('a key that may not make assertions signs nothing', async () => {
  const document: DidDocument = { ...issuer.document, assertionMethod: [] }
  assert.equal((await verify(bytes, { trustedIssuers: [document] })).kind, 'invalidSignature')
})

test('after a new key, certificates of the old one stay genuine while its document lists both', async () => {
  const next = await generateIssuerKey(issuer.document.id)
  const both = didDocument(issuer.document.id, [publicPart(next), publicPart(issuer.key)])
  assert.equal((await verify(bytes, { trustedIssuers: [both], statusLists: lists })).kind, 'valid')
  const signed = await issueCredential(exampleCertificate(), next, NOW)
  assert.equal((await verify(signed, { trustedIssuers: [both], statusLists: lists })).kind, 'valid')
  const withdrawn = didDocument(issuer.document.id, [publicPart(next)])
  assert.equal((await verify(bytes, { trustedIssuers: [withdrawn] })).kind, 'invalidSignature')
})

test('a credential of other software, without our digest, is judged by its signature', async () => {
  const pair = await Ed25519.from({ '@context': MULTIKEY_CONTEXT, type: 'Multikey', ...issuer.key })
  const suite = new DataIntegrityProof({ signer: pair.signer(), cryptosuite })
  const credential = { ...buildCredential(exampleCertificate()) }
  const signed = (await vc.issue({ credential, suite, documentLoader: createLoader(new Map()) })) as JsonObject
  assert.equal((await verify(toBytes(signed), { statusLists: lists })).kind, 'valid')
  assert.equal((await verify(toBytes({ ...signed, name: 'x' }))).kind, 'invalidSignature')
  assert.equal((await verify(toBytes({ ...signed, unheardOf: 'x' }))).kind, 'invalidSignature')
  assert.equal((await verify(toBytes({ ...signed, description: null }))).kind, 'malformed')
})

test('what is missing or misshapen is named with its place', async () => {
  const credential = JSON.parse(new TextDecoder().decode(bytes)) as JsonObject
  const cases: [string, JsonObject | string | Uint8Array][] = [
    ['line 1, column 1', ''],
    ['line 2, column 3', '{\n  ]'],
    ['/', Uint8Array.of(0x7b, 0xff)],
    ['/', '[]'],
    ['/', `{"x":"${'y'.repeat(300_000)}"}`],
    ['/@context/1', { ...credential, '@context': ['https://www.w3.org/ns/credentials/v2', 'https://evil.example/v1'] }],
    ['/validFrom', { ...credential, validFrom: '2026-11-20' }],
    ['/validUntil', { ...credential, validUntil: '2020-01-01T00:00:00Z' }],
    ['/proof', { ...credential, proof: [credential.proof, credential.proof] }],
    ['/proof/cryptosuite', { ...credential, proof: { ...(credential.proof as JsonObject), cryptosuite: 'none' } }],
    ['/credentialStatus/0', { ...credential, credentialStatus: ['https://certificates.example/status'] }],
  ]
  for (const [at, source] of cases) {
    const isText = typeof source === 'string' || source instanceof Uint8Array
    const verdict = await verify(isText ? source : toBytes(source))
    assert.deepEqual([verdict.kind, 'at' in verdict && verdict.at], ['malformed', at])
  }
})

test('no bytes and no JSON make the verifier throw', async () => {
  const refused = ['malformed', 'unknownIssuer', 'invalidSignature']
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.json()), async (source) => {
      assert.ok(refused.includes((await verify(source)).kind))
    }),
    { numRuns: 500 },
  )
})

test('a graph made to be slow to canonise, in the name of a trusted issuer, is given up', async () => {
  const credential = JSON.parse(new TextDecoder().decode(bytes)) as JsonObject
  const { nonce: _, ...proof } = credential.proof as { nonce: string; [name: string]: string }
  const subject = credential.credentialSubject as JsonObject
  for (const [count, kind] of [
    [150, 'invalidSignature'], // As many alike as the bound on values lets through: the library's own limit ends it.
    [400, 'malformed'],
  ] as const) {
    const nodes = Array.from({ length: count }, () => ({ type: ['Related'], related: [{ type: ['Related'] }] }))
    const achievement = { ...(subject.achievement as JsonObject), related: nodes }
    const hostile = { ...credential, proof, credentialSubject: { ...subject, achievement } }
    assert.equal((await verify(toBytes(hostile))).kind, kind)
  }
})

test('a credential as other issuers write it, with a schema, evidence and texts that name their language, is verified', async () => {
  const pair = await Ed25519.from({ '@context': MULTIKEY_CONTEXT, type: 'Multikey', ...issuer.key })
  const ours = buildCredential(exampleCertificate())
  const credential = {
    ...ours,
    '@context': [...(ours['@context'] as string[]), 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'],
    type: ['VerifiableCredential', 'AchievementCredential'],
    name: { '@value': '电动汽车诊断', '@language': 'zh' },
    credentialSchema: [
      {
        id: 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json',
        type: '1EdTechJsonSchemaValidator2019',
      },
    ],
    evidence: [{ id: 'https://certificates.example/evidence/1', type: ['Evidence'], name: 'Trace' }],
  }
  const suite = new DataIntegrityProof({ signer: pair.signer(), cryptosuite })
  const signed = (await vc.issue({ credential, suite, documentLoader: createLoader(new Map()) })) as JsonObject
  assert.equal((await verify(toBytes(signed), { statusLists: lists })).kind, 'valid')
  const other = { ...signed, name: { '@value': '电动汽车诊断', '@language': 'en' } }
  assert.equal((await verify(toBytes(other))).kind, 'invalidSignature')
})
