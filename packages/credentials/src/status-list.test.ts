import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as library from '@digitalbazaar/vc-bitstring-status-list'
import fc from 'fast-check'
import { createLoader, MULTIKEY_CONTEXT } from './contexts.ts'
import { buildCredential } from './credential.ts'
import { exampleCertificate, exampleIssuer, exampleList } from './example.ts'
import { STATUS_LIST_LENGTH } from './rules.ts'
import { createStatusBits, getStatus, readStatusList, statusIndexOf, withStatus } from './status-list.ts'

const indexes = fc.nat(STATUS_LIST_LENGTH - 1)
const seed = Uint8Array.from({ length: 32 }, (_, index) => index)

test('setting one bit sets that bit alone, and leaves the list it came from as it was', () => {
  fc.assert(
    fc.property(fc.uniqueArray(indexes, { minLength: 2, maxLength: 8 }), ([index, ...others]) => {
      const before = others.reduce((bits, other) => withStatus(bits, other, true), createStatusBits())
      const after = withStatus(before, index, true)
      assert.equal(getStatus(after, index), true)
      assert.equal(getStatus(before, index), false)
      assert.deepEqual(withStatus(after, index, false), before)
    }),
    { numRuns: 50 },
  )
})

test('bits go through a signed list unchanged', async () => {
  const issuer = await exampleIssuer()
  await fc.assert(
    fc.asyncProperty(fc.array(indexes, { maxLength: 200 }), async (set) => {
      const bits = set.reduce((sum, index) => withStatus(sum, index, true), createStatusBits())
      const { credential } = await exampleList(issuer, 'suspension', bits)
      const list = await readStatusList(credential, issuer.document)
      assert.ok(list.kind === 'statusList')
      assert.deepEqual([list.bits, list.purpose], [bits, 'suspension'])
    }),
    { numRuns: 10 },
  )
})

test("Digital Bazaar's own checker reads from our lists what we wrote, in a view on a larger buffer too", async () => {
  const issuer = await exampleIssuer()
  const key = issuer.document.verificationMethod[0]
  const pool = new Uint8Array(2 * createStatusBits().length).fill(0xff)
  const bits = pool.subarray(16_384)
  bits.set(withStatus(createStatusBits(), 4242, true))
  const documents = new Map<string, object>([
    [issuer.document.id, issuer.document],
    [key.id, { '@context': MULTIKEY_CONTEXT, ...key }],
  ])
  for (const [purpose, list] of [
    ['revocation', bits],
    ['suspension', createStatusBits()],
  ] as const) {
    const { credential } = await exampleList(issuer, purpose, list)
    documents.set(
      exampleCertificate().urls.statusLists[purpose],
      JSON.parse(new TextDecoder().decode(credential as Uint8Array)),
    )
  }
  const suite = new DataIntegrityProof({ cryptosuite })
  // Its checker offers no clock of its own, so the lists of the example would age: it is given the parts that do not.
  for (const statusIndex of [4242, 4243]) {
    const credential = buildCredential(exampleCertificate({ statusIndex }))
    const result = await library.checkStatus({
      credential,
      documentLoader: createLoader(documents),
      suite,
      verifyBitstringStatusListCredential: false,
    })
    const statuses = result.results?.map(({ status }) => status)
    assert.deepEqual(statuses, [statusIndex === 4242, false])
  }
})

test('places in the list are a permutation: all different, all inside, none left over', async () => {
  const count = 2_000
  const places = await Promise.all(Array.from({ length: count }, (_, ordinal) => statusIndexOf(seed, ordinal)))
  assert.equal(new Set(places).size, count)
  for (const place of places) assert.ok(place !== undefined && place >= 0 && place < STATUS_LIST_LENGTH)
  assert.equal(await statusIndexOf(seed, STATUS_LIST_LENGTH), undefined)
  assert.ok((await statusIndexOf(seed, STATUS_LIST_LENGTH - 1)) !== undefined)
})

test('places cannot be guessed from the one before, and another seed gives other places', async () => {
  const places = (await Promise.all(
    Array.from({ length: 1_000 }, (_, ordinal) => statusIndexOf(seed, ordinal)),
  )) as number[]
  const steps = places.slice(1).map((place, index) => place - places[index])
  assert.ok(new Set(steps).size > 980, 'no step from one to the next repeats more than by chance')
  const mean = places.reduce((sum, place) => sum + place, 0) / places.length
  // The mean of 1000 even draws lies within 5 sigma (5 * 131072 / sqrt(12 * 1000)) of the middle.
  assert.ok(Math.abs(mean - STATUS_LIST_LENGTH / 2) < 5983)
  assert.notEqual(await statusIndexOf(seed.slice(1), 0), places[0])
  assert.equal(await statusIndexOf(seed, 0), places[0])
})

test('a place outside the list is our own bug', () => {
  for (const index of [-1, STATUS_LIST_LENGTH, 0.5, Number.NaN]) {
    assert.throws(() => getStatus(createStatusBits(), index), /no place/)
  }
})
