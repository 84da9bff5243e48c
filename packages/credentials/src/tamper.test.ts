/** Whatever is changed in a signed credential, it no longer verifies: every place, every kind of change. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { issueCredential } from './credential.ts'
import { exampleCertificate, exampleIssuer, type Issuer, NOW } from './example.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { type Verdict, verifyCredential } from './verify.ts'

type Path = readonly (string | number)[]

let issuer: Issuer
let text: string
let credential: JsonObject

before(async () => {
  issuer = await exampleIssuer()
  text = new TextDecoder().decode(await issueCredential(exampleCertificate(), issuer.key, NOW))
  credential = JSON.parse(text)
})

const check = (changed: string): Promise<Verdict> =>
  verifyCredential(changed, { trustedIssuers: [issuer.document], now: NOW })

/** Not genuine, and not for another reason than the change: the issuer stays known unless his name was changed. */
async function assertRefused(changed: Json | string, what: string): Promise<void> {
  const verdict = await check(typeof changed === 'string' ? changed : JSON.stringify(changed))
  const isIssuer = what.includes('/issuer')
  const expected = isIssuer ? ['malformed', 'invalidSignature', 'unknownIssuer'] : ['malformed', 'invalidSignature']
  assert.ok(expected.includes(verdict.kind), `${what}: ${JSON.stringify(verdict)}`)
}

function* placesOf(value: Json, path: Path = []): Generator<{ path: Path; value: Json }> {
  yield { path, value }
  if (typeof value !== 'object' || value === null) return
  for (const [name, item] of Object.entries(value)) yield* placesOf(item, [...path, name])
}

/** A copy in which the value at `path` is what `change` makes of it; `undefined` takes it away. */
function altered(value: Json, path: Path, change: (old: Json) => Json | undefined): Json | undefined {
  const [step, ...rest] = path
  if (step === undefined) return change(value)
  const entries = Object.entries(value as JsonObject).flatMap(([name, item]) => {
    const next = name === String(step) ? altered(item, rest, change) : item
    return next === undefined ? [] : [[name, next] as const]
  })
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries)
}

const pointer = (path: Path) => `/${path.join('/')}`

/** Every other value that a person or a program might put in place of `old`. */
function othersOf(old: Json): (Json | undefined)[] {
  const wrapped: Json[] = [[old], { '@value': old }, { '@id': old }, { id: old }, { '@set': [old] }, null]
  if (typeof old === 'string') {
    const turned = old.toUpperCase() === old ? old.toLowerCase() : old.toUpperCase()
    return [
      ...wrapped,
      `${old} `,
      ` ${old}`,
      old.slice(1),
      `${old}\u0000`,
      old.normalize('NFD'),
      turned,
      '',
      1,
      true,
      {},
      [],
    ]
  }
  if (typeof old === 'boolean') return [...wrapped, !old, String(old), 0, 1]
  if (Array.isArray(old)) {
    return [
      ...wrapped,
      [...old].reverse(),
      [...old, ...old],
      [...old, null],
      [...old, []],
      [...old, {}],
      old.slice(1),
      old[0],
    ]
  }
  return [...wrapped, {}, [], 'x']
}

test('the untouched credential is genuine, however it is spaced and its members ordered', async () => {
  const turned = (value: Json): Json =>
    isObject(value)
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([name, item]) => [name, turned(item)]),
        )
      : Array.isArray(value)
        ? value.map(turned)
        : value
  for (const same of [text, JSON.stringify(credential), JSON.stringify(turned(credential), null, '\t')]) {
    assert.equal((await check(same)).kind, 'statusNotChecked')
  }
})

test('a credential with any one value changed is refused', async () => {
  for (const { path, value } of placesOf(credential)) {
    for (const other of othersOf(value)) {
      if (JSON.stringify(other) === JSON.stringify(value)) continue
      await assertRefused(altered(credential, path, () => other) as Json, `${pointer(path)} = ${JSON.stringify(other)}`)
    }
  }
})

test('a credential with any one key or item taken away is refused', async () => {
  for (const { path } of placesOf(credential)) {
    if (path.length === 0) continue
    await assertRefused(altered(credential, path, () => undefined) as Json, `without ${pointer(path)}`)
  }
})

/** Under these a key may mean the same to RDF: what a proof carries must not hide there. */
const VOCABULARIES = [
  'https://w3id.org/security#',
  'https://schema.org/',
  'https://www.w3.org/2018/credentials#',
  'https://www.w3.org/ns/credentials/status#',
  'https://purl.imsglobal.org/spec/vc/ob/vocab.html#',
]

test('a credential with any one key renamed is refused', async () => {
  for (const { path, value } of placesOf(credential)) {
    if (!isObject(value)) continue
    for (const old of Object.keys(value)) {
      for (const name of [
        `${old}x`,
        `@${old}`,
        old.toUpperCase(),
        ` ${old}`,
        ...VOCABULARIES.map((iri) => iri + old),
      ]) {
        const rename = () =>
          Object.fromEntries(Object.entries(value).map(([key, item]) => [key === old ? name : key, item]))
        await assertRefused(altered(credential, path, rename) as Json, `${pointer(path)}/${old} -> ${name}`)
      }
    }
  }
})

const ADDED: readonly (readonly [string, Json])[] = [
  ['unheardOf', 'x'],
  ['unheardOf', null],
  ['', 'x'],
  ['description', 'x'],
  ['narrative', null],
  ['validUntil', '2099-01-01T00:00:00Z'],
  ['@context', { unheardOf: 'https://example.org/unheardOf' }],
  ['@context', null],
  ['@id', 'urn:x'],
  ['@type', 'https://example.org/x'],
  ['@graph', []],
  ['@index', 'x'],
  ['https://example.org/x', 'x'],
  ['constructor', 'x'],
  ['toString', 'x'],
  ['hasOwnProperty', 'x'],
]

test('a credential with a key added at any level is refused, terms without a mapping included', async () => {
  for (const { path, value } of placesOf(credential)) {
    if (!isObject(value)) continue
    for (const [name, item] of ADDED) {
      if (name in value && Object.hasOwn(value, name)) continue
      const add = () => ({ ...value, [name]: item })
      await assertRefused(altered(credential, path, add) as Json, `${pointer(path)}/${name} added`)
    }
  }
})

test('a key that stands twice, or is called __proto__, is malformed at any level, first or last, and the place is named', async () => {
  for (const { path, value } of placesOf(credential)) {
    if (!isObject(value)) continue
    for (const name of [Object.keys(value)[0], '__proto__']) {
      for (const isFirst of [true, false]) {
        const marked = JSON.stringify(
          altered(credential, path, () => (isFirst ? { MARK: 1, ...value } : { ...value, MARK: 1 })),
        )
        const verdict = await check(marked.replace('"MARK":1', `${JSON.stringify(name)}:"x"`))
        assert.equal(verdict.kind, 'malformed')
        const place = [...path, name].join('/')
        assert.equal(verdict.kind === 'malformed' && verdict.at, `/${place}`)
      }
    }
  }
})

test('two proofs, a proof of something else and a borrowed proof are refused', async () => {
  const other = JSON.parse(
    new TextDecoder().decode(await issueCredential(exampleCertificate({ holderName: 'Bo' }), issuer.key, NOW)),
  ) as JsonObject
  await assertRefused({ ...credential, proof: other.proof }, 'proof of another certificate')
  await assertRefused({ ...credential, proof: [credential.proof, other.proof] as Json }, 'two proofs')
  await assertRefused({ ...other, proof: credential.proof }, 'proof borrowed')
})

test('a credential with any byte changed never reads as another genuine certificate', async () => {
  const bytes = new TextEncoder().encode(text)
  const untouched = await check(text)
  const change = fc.record({ at: fc.nat(bytes.length - 1), to: fc.nat(255) })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const changed = Uint8Array.from(bytes)
      for (const { at, to } of changes) changed[at] = to
      const verdict = await verifyCredential(changed, { trustedIssuers: [issuer.document], now: NOW })
      // Only the space between the members may differ.
      if ('signature' in verdict) assert.deepEqual(verdict, untouched)
    }),
    { numRuns: 300 },
  )
})
