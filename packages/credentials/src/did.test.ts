import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { type DidDocument, didDocument, didOf, readDidDocument } from './did.ts'
import { generateIssuerKey, publicPart } from './key.ts'

const DID = 'did:web:certificates.example'
let document: DidDocument

before(async () => {
  document = didDocument(DID, [publicPart(await generateIssuerKey(DID)), publicPart(await generateIssuerKey(DID))])
})

test('an address becomes a did:web with its port escaped and its path in segments', () => {
  const cases = [
    ['https://luban.kz', 'did:web:luban.kz'],
    ['https://luban.kz/', 'did:web:luban.kz'],
    ['https://Luban.KZ:443/', 'did:web:luban.kz'],
    ['https://luban.kz:8443/ev/demo/', 'did:web:luban.kz%3A8443:ev:demo'],
    ['http://localhost:8080', 'did:web:localhost%3A8080'],
    ['http://127.0.0.1:8080/', 'did:web:localhost%3A8080'],
    ['http://[::1]:8080/', 'did:web:localhost%3A8080'],
    ['https://luban.қаз/a:b', 'did:web:luban.xn--80ao21a:a%3Ab'],
  ]
  for (const [url, did] of cases) assert.equal(didOf(url), did)
  assert.throws(() => didOf('certificates'), /not an address/)
})

test('a document is read as it was written', () => {
  assert.deepEqual(readDidDocument(JSON.stringify(document)), { kind: 'didDocument', document })
})

test('keys may be named relatively or stand in assertionMethod itself; keys for other purposes are left out', () => {
  const [first, second] = document.verificationMethod
  const relative = (id: string) => id.slice(DID.length)
  const other = {
    ...document,
    verificationMethod: [{ ...first, id: relative(first.id) }, second],
    assertionMethod: [relative(first.id)],
    authentication: [second.id],
  }
  const read = readDidDocument(JSON.stringify(other))
  assert.deepEqual(read.kind === 'didDocument' && read.document.verificationMethod, [first])
  const embedded = readDidDocument(JSON.stringify({ id: DID, assertionMethod: [second] }))
  assert.deepEqual(embedded.kind === 'didDocument' && embedded.document.verificationMethod, [second])
})

test('a document without a usable key names the place', () => {
  const [first] = document.verificationMethod
  const cases: [string, object][] = [
    ['/id', { ...document, id: 'luban.kz' }],
    ['/assertionMethod', { id: DID }],
    ['/assertionMethod', { ...document, assertionMethod: [] }],
    ['/assertionMethod/1', { ...document, assertionMethod: [first.id, `${DID}#gone`] }],
    [
      '/assertionMethod/0',
      { ...document, verificationMethod: [{ ...first, controller: 'did:web:elsewhere.example' }] },
    ],
    ['/assertionMethod/0', { ...document, verificationMethod: [{ ...first, type: 'JsonWebKey' }] }],
    ['/assertionMethod/0', { ...document, verificationMethod: [{ ...first, publicKeyMultibase: 'z6Mk' }] }],
  ]
  for (const [at, wrong] of cases) {
    const read = readDidDocument(JSON.stringify(wrong))
    assert.deepEqual([read.kind, 'at' in read && read.at], ['malformed', at])
  }
})

test('no JSON makes the reader throw', () => {
  fc.assert(fc.property(fc.json(), (text) => readDidDocument(text).kind === 'malformed'))
})
