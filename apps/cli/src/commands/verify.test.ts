import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  type Certificate,
  createStatusBits,
  didDocument,
  generateIssuerKey,
  type IssuerKey,
  issueCredential,
  issueStatusList,
  publicPart,
  withStatus,
} from '@luban/credentials'
import { luban } from '../testing.ts'

const DID = 'did:web:certificates.example'
const DAY_MS = 86_400_000
const now = new Date()
const days = (count: number) => new Date(now.getTime() + count * DAY_MS)
let folder: string
let key: IssuerKey
let issuer: string

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'luban-verify-'))
  key = await generateIssuerKey(DID)
  issuer = save('did.json', JSON.stringify(didDocument(DID, [publicPart(key)])))
})
after(() => rmSync(folder, { recursive: true }))

function save(name: string, content: Uint8Array | string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const SCHEME: Certificate['scheme'] = {
  id: 'ev',
  version: '1',
  names: { kk: 'Диагностика', ru: 'Диагностика', zh: '诊断', en: 'Diagnostics' },
  isDemo: true,
  level: { kk: '2-деңгей', ru: 'Уровень 2', zh: '2级', en: 'Level 2' },
  scope: [
    { kk: 'Ажырату', ru: 'Отключение', zh: '断电', en: 'Isolation' },
    { kk: 'Өлшеу', ru: 'Измерение', zh: '测量', en: 'Measurement' },
  ],
  limits: {
    kk: 'Нақты автомобильде өз бетінше жұмыс істеуге құқық бермейді.',
    ru: 'Не даёт права самостоятельно работать на реальном автомобиле.',
    zh: '不授权持证人在实车上独立作业。',
    en: 'Does not permit working alone on a real car, nor on one that somebody else has made ready to work on.',
  },
}

const statusLists = {
  revocation: 'https://certificates.example/status/revocation',
  suspension: 'https://certificates.example/status/suspension',
}

async function certificate(name: string, changes: Partial<Certificate> = {}): Promise<string> {
  const bytes = await issueCredential(
    {
      number: 'EV-1',
      holderName: 'Айгүл\u001b[2J Сейітқызы',
      issuer: { did: DID, name: 'Centre', url: 'https://certificates.example' },
      scheme: SCHEME,
      criteria: 'x',
      validFrom: days(-10),
      validUntil: days(100),
      statusIndex: 7,
      urls: {
        certificate: 'https://certificates.example/1',
        achievement: 'https://certificates.example/ev',
        statusLists,
      },
      ...changes,
    },
    key,
    now,
  )
  return save(name, bytes)
}

async function list(purpose: 'revocation' | 'suspension', isSet = false, validFrom = days(-1)): Promise<string> {
  const bits = withStatus(createStatusBits(), 7, isSet)
  const validUntil = new Date(validFrom.getTime() + 7 * DAY_MS)
  const url = statusLists[purpose]
  const bytes = await issueStatusList({ url, purpose, bits, issuerDid: DID, validFrom, validUntil }, key)
  return save(`${purpose}-${isSet}-${validFrom.getTime()}.json`, bytes)
}

test('offline, a genuine certificate is genuine with its status not checked: exit code 0, never "valid"', async () => {
  const { code, out, error } = await luban(['verify', await certificate('a.json'), '--issuer', issuer])
  assert.deepEqual([code, error], [0, ''])
  assert.match(out, /^GENUINE, STATUS NOT CHECKED/)
  assert.doesNotMatch(out, /^VALID/)
  assert.match(out, /holder +Айгүл \[2J Сейітқызы/, 'without its escape character')
  assert.match(out, /revocation: no list of this purpose was given/)
})

test('all that the certificate says is printed: level, scope as a list, limits, the demo mark, the dates', async () => {
  const { out } = await luban(['verify', await certificate('a.json'), '--issuer', issuer])
  const lines = out.split('\n').map((line) => line.trimEnd())
  const expected = [
    '  certificate  EV-1',
    '  for          Diagnostics (demo)',
    '  scheme       ev, version 1',
    '  level        Level 2',
    '  scope        - Isolation',
    '               - Measurement',
    '  limits       Does not permit working alone on a real car, nor on one that somebody else has made',
    '               ready to work on.',
    '  note         A certificate of a centre is not by itself a state recognition of a qualification.',
    '  demo         The scheme is an example: nobody official has approved it.',
    `  issuer       Centre (${DID})`,
    `  valid        ${days(-10).toISOString().slice(0, 10)} to ${days(100).toISOString().slice(0, 10)}`,
    '  status       not checked',
  ]
  assert.deepEqual(
    lines.filter((line) => expected.includes(line)),
    expected,
    out,
  )
  const earnest = await certificate('earnest.json', { scheme: { ...SCHEME, isDemo: false } })
  assert.doesNotMatch((await luban(['verify', earnest, '--issuer', issuer])).out, /demo|example scheme/)
})

test('with both lists it is valid as of their date', async () => {
  const lists = ['--status', await list('revocation'), '--status', await list('suspension')]
  const { code, out } = await luban(['verify', await certificate('a.json'), '--issuer', issuer, ...lists])
  assert.equal(code, 0)
  assert.ok(out.startsWith(`VALID as of ${days(-1).toISOString().slice(0, 10)}`), out)
})

test('revoked, suspended, expired and early certificates are not valid: exit code 1', async () => {
  const genuine = await certificate('a.json')
  const cases: [string[], RegExp][] = [
    [[genuine, '--status', await list('revocation', true)], /but revoked as of/],
    [[genuine, '--status', await list('suspension', true)], /but suspended as of/],
    [[await certificate('old.json', { validUntil: days(-1) })], /but expired/],
    [[await certificate('new.json', { validFrom: days(1) })], /not valid yet/],
  ]
  for (const [words, headline] of cases) {
    const { code, out } = await luban(['verify', ...words, '--issuer', issuer])
    assert.equal(code, 1)
    assert.match(out.split('\n')[0], headline)
  }
})

test('a stranger, a change and a file of another kind are not valid, each with its remedy', async () => {
  const genuine = await certificate('a.json')
  const stranger = await luban(['verify', genuine])
  assert.equal(stranger.code, 1)
  assert.match(stranger.out, /unknown issuer did:web:certificates.example[\s\S]*--issuer FILE/)
  const { readFileSync } = await import('node:fs')
  const changed = save('changed.json', readFileSync(genuine, 'utf8').replace('"Level 2"', '"Level 3"'))
  const tampered = await luban(['verify', changed, '--issuer', issuer])
  assert.equal(tampered.code, 1)
  assert.match(tampered.out, /^NOT VALID: this was not signed as it stands/)
  const other = await luban(['verify', save('x.json', '{\n  "a": 1,\n  "a": 2}'), '--issuer', issuer])
  assert.equal(other.code, 1)
  assert.match(other.out, /At \/a: stands twice/)
})

test('files that are missing or no DID document are refused by name', async () => {
  const genuine = await certificate('a.json')
  const missing = await luban(['verify', join(folder, 'none.json')])
  assert.equal(missing.code, 1)
  assert.match(missing.error, /none.json cannot be read: there is no such file/)
  const wrong = await luban(['verify', genuine, '--issuer', genuine])
  assert.equal(wrong.code, 1)
  assert.match(wrong.error, /is not the DID document of an issuer: at \/id/)
})

test('--json prints the verdict alone', async () => {
  const { code, out } = await luban(['verify', await certificate('a.json'), '--issuer', issuer, '--json'])
  assert.equal(code, 0)
  const verdict = JSON.parse(out)
  assert.deepEqual([verdict.kind, verdict.period, verdict.status.kind], ['statusNotChecked', 'current', 'notChecked'])
  const { isDemo, level, scope, limits, words } = verdict.certificate
  assert.deepEqual([isDemo, level, scope], [true, 'Level 2', ['Isolation', 'Measurement']])
  assert.equal(limits, SCHEME.limits.en)
  assert.deepEqual(words.kk, {
    name: 'Диагностика (демо)',
    level: SCHEME.level.kk,
    scope: ['Ажырату', 'Өлшеу'],
    limits: SCHEME.limits.kk,
  })
})
