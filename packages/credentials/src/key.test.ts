import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { generateIssuerKey, type IssuerKey, KDF_ITERATIONS, openKey, sealKey } from './key.ts'

const DID = 'did:web:certificates.example'
const PASSPHRASE = 'қазына 8 keys'
let key: IssuerKey
let file: string

before(async () => {
  key = await generateIssuerKey(DID)
  file = await sealKey(key, PASSPHRASE)
})

test('a sealed key opens with its passphrase, typed in another normal form too', async () => {
  assert.deepEqual(await openKey(file, PASSPHRASE), { kind: 'key', key })
  assert.deepEqual(await openKey(new TextEncoder().encode(file), PASSPHRASE.normalize('NFD')), { kind: 'key', key })
})

test('the file does not hold the secret, stretches at least 600 000 times, and is never the same twice', async () => {
  assert.ok(!file.includes(key.secretKeyMultibase))
  assert.ok(KDF_ITERATIONS >= 600_000)
  assert.equal(JSON.parse(file).kdf.iterations, KDF_ITERATIONS)
  const again = JSON.parse(await sealKey(key, PASSPHRASE))
  const { kdf, cipher, sealedSecretKey } = JSON.parse(file)
  assert.notEqual(again.kdf.salt, kdf.salt)
  assert.notEqual(again.cipher.iv, cipher.iv)
  assert.notEqual(again.sealedSecretKey, sealedSecretKey)
})

test('a wrong passphrase is told from a damaged file, and each names its remedy', async () => {
  const wrong = await openKey(file, `${PASSPHRASE} `)
  assert.equal(wrong.kind, 'wrongPassphrase')
  assert.match('remedy' in wrong ? wrong.remedy : '', /passphrase that the key was sealed with/)
  const cut = await openKey(file.slice(0, -20), PASSPHRASE)
  assert.equal(cut.kind, 'damaged')
  assert.match('remedy' in cut ? cut.remedy : '', /backup/)
})

test('a file changed in any member is damaged, without the work of the passphrase', async () => {
  const members = JSON.parse(file) as { [name: string]: unknown }
  for (const name of Object.keys(members)) {
    if (name === 'version') continue
    const { [name]: _, ...less } = members
    assert.equal((await openKey(JSON.stringify(less), PASSPHRASE)).kind, 'damaged', `without ${name}`)
    const other = JSON.stringify({ ...members, [name]: 'x' })
    assert.equal((await openKey(other, PASSPHRASE)).kind, 'damaged', `${name} changed`)
  }
})

test('a later version is unsupported, not damaged', async () => {
  const opened = await openKey(JSON.stringify({ ...JSON.parse(file), version: 2 }), PASSPHRASE)
  assert.equal(opened.kind, 'unsupported')
})

test('a changed key name with a right checksum is still refused: the header is sealed too', async () => {
  const { checksum: _, ...members } = JSON.parse(file)
  const renamed = { ...members, controller: 'did:web:elsewhere.example' }
  const { canonicalJson } = await import('./json.ts')
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonicalJson(renamed)))
  const checksum = Buffer.from(digest).toString('base64url')
  assert.equal((await openKey(JSON.stringify({ ...renamed, checksum }), PASSPHRASE)).kind, 'wrongPassphrase')
})

test('what is no key file at all is damaged', async () => {
  for (const source of ['', '[]', '{}', 'PK\u0003', new Uint8Array([0xff])]) {
    assert.equal((await openKey(source, PASSPHRASE)).kind, 'damaged')
  }
})
