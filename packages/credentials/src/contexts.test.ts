import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import {
  CREDENTIALS_CONTEXT,
  createLoader,
  isPinnedContext,
  OPEN_BADGES_CONTEXT,
  OPEN_BADGES_EXTENSIONS,
} from './contexts.ts'
import { canonicalJson, type Json } from './json.ts'

const load = createLoader(new Map([['did:web:certificates.example', { id: 'did:web:certificates.example' }]]))

/** SHA-256 of each context as RFC 8785 writes it: a package that changes one must not go unnoticed. */
const DIGESTS: readonly (readonly [string, string])[] = [
  [CREDENTIALS_CONTEXT, 'b463c8d6a066214123ddd9827b135e1b50e1fc73322cc52a9b12a4f1fc7d86cf'],
  [OPEN_BADGES_CONTEXT, 'c5e555a91a5cf48e32ae0a05674c61ddd5c053b680b5643b2f57f9965e386d99'],
  [OPEN_BADGES_EXTENSIONS, '15f4c347c6fe4380d9b6b93795859e33747ef48d5c55b91a71c52fb51c7bcbd7'],
]

test('the contexts that we sign and verify under are the texts that we have looked at', async () => {
  for (const [url, digest] of DIGESTS) {
    const { document } = await load(url)
    const found = createHash('sha256')
      .update(canonicalJson(document as Json))
      .digest('hex')
    assert.equal(found, digest, url)
  }
})

test('the Open Badges context is the edition that its address names: with the terms of 3.0.3 and its vocabulary', async () => {
  assert.match(OPEN_BADGES_CONTEXT, /context-3\.0\.3\.json$/)
  const { document } = await load(OPEN_BADGES_CONTEXT)
  const terms = (document as { '@context': { [term: string]: { '@id': string } } })['@context']
  assert.equal(terms.OpenBadgeCredential['@id'], 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential')
  for (const term of ['Achievement', 'AchievementSubject', 'IdentityObject', 'Profile', 'Related', 'Result']) {
    assert.ok(term in terms, term)
  }
})

test('nothing but the pinned contexts and the documents handed in is ever loaded', async () => {
  assert.deepEqual((await load('did:web:certificates.example')).document, { id: 'did:web:certificates.example' })
  for (const url of [
    'https://www.w3.org/ns/credentials/undefined-terms/v2',
    'https://www.w3.org/2018/credentials/v1',
    'https://example.org/context.json',
    'file:///etc/passwd',
    'did:web:elsewhere.example',
  ]) {
    assert.equal(isPinnedContext(url), false)
    await assert.rejects(load(url), /neither a pinned context nor a key/)
  }
})
