/** An attempt is judged alike here and in a thread of its own; a thread's failure is told, and takes nobody's place. */
import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { assess, type FaultTruth, readEvidence } from '@luban/lab'
import { createEvidenceFile } from '../evidence/evidence-file.ts'
import type { JudgementOrder } from './judgement.ts'
import { createJudges } from './judges.ts'
import { DARK_LAMP, FAULT_ID } from './testing/dark-lamp.ts'

const folder = mkdtempSync(join(tmpdir(), 'luban-judges-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const JUDGES = {
  here: createJudges({ hereBytesMax: Number.POSITIVE_INFINITY }),
  aside: createJudges({ hereBytesMax: -1, threadsMax: 1 }),
}

/** Shown by a value that a control unit told, and only by that. */
const TRUTH: readonly FaultTruth[] = [
  {
    id: FAULT_ID,
    component: 'bulb',
    failureMode: 'burnt',
    proofs: [{ kind: 'did', ecu: 'dimmer', did: 0x2001, min: 7, max: 7 }],
    repairs: [{ component: 'bulb', repair: 'replace' }],
  },
]

const TERMS: JudgementOrder['terms'] = {
  truth: TRUTH,
  exercise: DARK_LAMP,
  components: [],
  ecus: [{ id: 'dimmer', responseId: 0x7e8 }],
  dids: [{ ecu: 'dimmer', did: 0x2001, bytes: 1, isSigned: false, scale: 1, offset: 0 }],
}

/** Several parts long; the one answer that proves the cause stands in the middle of it. */
async function makeEvidence(): Promise<{ path: string; sha256: string; provedAt: number }> {
  const path = join(folder, 'sealed.mcap')
  const file = await createEvidenceFile(path)
  const times = (tick: number) => ({ tick, stationMs: tick * 10, wallMs: tick * 10 })
  const opened = { attempt: 'a', exercise: 'e', exerciseVersion: 1, mode: 'exam', model: 'lamp' } as const
  file.record({ kind: 'opened', ...times(0), ...opened, stepMs: 10, seed: 1, startedAtMs: 0, versions: {} })
  let provedAt = 0
  for (let tick = 1; tick <= 3000; tick++) {
    const data = Uint8Array.of(4, 0x62, 0x20, 0x01, tick === 1700 ? 7 : 0)
    const index = file.frame(times(tick), 'dimmer', { id: 0x7e8, isExtended: false, data })
    if (tick === 1700) provedAt = index
  }
  file.record({ kind: 'diagnosis', ...times(3001), by: 'ana', component: 'bulb', failureMode: 'burnt' })
  const sha256 = await file.seal({ ...times(3002), reason: 'diagnosisStated', truth: TRUTH })
  return { path, sha256, provedAt }
}

const sealed = await makeEvidence()
const end = { status: 'submitted', reason: 'diagnosisStated', evidenceSha256: sealed.sha256 } as const
const died = { diedOf: 'serverStopped', truth: TRUTH } as const

for (const [where, { judge }] of Object.entries(JUDGES)) {
  test(`what was stated and proved earns its points, as lab says of all the records (${where})`, async () => {
    const judgement = await judge({ path: sealed.path, terms: TERMS, end })
    assert(TERMS !== undefined)
    const { records } = readEvidence(await readFile(sealed.path))
    const assessment = assess({ records, ...TERMS })
    const diagnosis = { component: 'bulb', failureMode: 'burnt' }
    assert.deepEqual(judgement, { ...end, diagnosis, assessment, guide: null })
    assert.equal(assessment.automaticPoints, 70)
    assert.deepEqual(assessment.criteria[1].evidence, [sealed.provedAt])
    // The same when nobody lived to write it down.
    assert.deepEqual(await judge({ path: sealed.path, terms: TERMS, end: died }), judgement)
  })

  test(`what was written to the customer comes with what was stated (${where})`, async () => {
    const path = join(folder, `report ${where}.mcap`)
    const file = await createEvidenceFile(path)
    const at = { tick: 1, stationMs: 10, wallMs: 10 }
    const diagnosis = { component: 'bulb', failureMode: 'burnt', report: 'It was burnt.' }
    file.record({ kind: 'diagnosis', ...at, by: 'ana', ...diagnosis })
    const evidenceSha256 = await file.seal({ ...at, reason: 'diagnosisStated', truth: TRUTH })
    assert.deepEqual((await judge({ path, terms: TERMS, end: { ...end, evidenceSha256 } })).diagnosis, diagnosis)
    // A file whose station died is written anew, with the report.
    assert.deepEqual((await judge({ path, terms: TERMS, end: died })).diagnosis, diagnosis)
  })

  test(`evidence that was cut is closed with the reason and the truth, and nothing is assessed (${where})`, async () => {
    const path = join(folder, `cut ${where}.mcap`)
    writeFileSync(path, (await readFile(sealed.path)).subarray(0, 200_000))
    const judgement = await judge({ path, terms: TERMS, end: died })
    const { evidenceSha256, ...rest } = judgement
    const nothing = { diagnosis: null, assessment: null, guide: null }
    assert.deepEqual(rest, { status: 'interrupted', reason: 'serverStopped', ...nothing })
    const { records, isIntact, truth } = readEvidence(await readFile(path))
    assert.deepEqual([isIntact, truth], [true, JSON.parse(JSON.stringify(TRUTH))])
    assert(records.length > 1000)
    assert.deepEqual((await judge({ path, terms: TERMS, end: died })).evidenceSha256, evidenceSha256)
  })

  test(`where nothing is left to judge by, the end is told without an assessment (${where})`, async () => {
    const { status, assessment } = await judge({ path: sealed.path, terms: undefined, end })
    assert.deepEqual([status, assessment], ['submitted', null])
  })

  test(`evidence that is not there is told from evidence that cannot be read (${where})`, async () => {
    const path = join(folder, 'nothing.mcap')
    const lost = await judge({ path, terms: TERMS, end: died })
    assert.deepEqual([lost.status, lost.reason, lost.evidenceSha256], ['interrupted', 'serverStopped', null])
    await assert.rejects(judge({ path, terms: TERMS, end }), /ENOENT/)
    await assert.rejects(judge({ path: folder, terms: TERMS, end }), /EISDIR/)
  })
}

test('more attempts than there are threads are all judged, one after the other, also when some fail', async () => {
  const { judge } = createJudges({ hereBytesMax: -1, threadsMax: 2 })
  const orders = Array.from({ length: 5 }, (_, i) => {
    const path = join(folder, `one of many ${i}.mcap`)
    if (i !== 1) copyFileSync(sealed.path, path)
    return { path, terms: TERMS, end }
  })
  const results = await Promise.allSettled(orders.map(judge))
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
  )
})
