/** The evidence after the end: who gets it whole, who without the truth, and that a changed file serves nobody. */
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CriterionResult, readEvidence } from '@luban/lab'
import { DARK_LAMP, FAULT_ID } from '../../stations/testing/dark-lamp.ts'
import { testStations, testStationsOnBoth } from '../../stations/testing/test-stations.ts'
import type { Json, TestWorkshop } from '../../stations/testing/test-workshop.ts'

const CAUSE = { component: 'bulb', failureMode: 'burnt' }
const LIVE_CONTACT = { instrument: 'voltmeter', red: 'bareWire', black: 'socket' }
const FILES = ['mcap', 'candump', 'asc', 'pcapng'].map((ending) => `/evidence.${ending}`)
const PLACES = ['', '/evidence', '/exchanges', ...FILES]

async function start({ post }: TestWorkshop, mode = 'practice'): Promise<string> {
  const { status, body } = await post('ana', '/api/attempts', { exerciseId: DARK_LAMP.id, mode })
  assert.equal(status, 200, JSON.stringify(body))
  return `/api/attempts/${body.id}`
}

async function take({ url }: TestWorkshop, who: string, at: string): Promise<Buffer> {
  const reply = await fetch(`${url}${at}/evidence.mcap`, { headers: { authorization: who } })
  assert.equal(reply.status, 200)
  return Buffer.from(await reply.arrayBuffer())
}

const pathOf = ({ dataDir }: TestWorkshop, at: string) => join(dataDir, 'evidence', `${at.split('/').at(-1)}.mcap`)

/** What ana gets tells nothing of the cause, and can be read; what dana gets is what was sealed. */
async function assertWithheld(workshop: TestWorkshop, at: string): Promise<void> {
  const whole = await take(workshop, 'dana', at)
  const { evidenceSha256, assessment } = (await workshop.get('ana', at)).body
  assert.equal(createHash('sha256').update(whole).digest('hex'), evidenceSha256)
  assert(whole.includes(FAULT_ID))
  const cut = await take(workshop, 'ana', at)
  for (const secret of [FAULT_ID, 'truth', 'proofs', 'repairs']) assert.equal(cut.includes(secret), false, secret)
  const reading = readEvidence(cut)
  assert.deepEqual(reading.records, readEvidence(whole).records)
  assert.equal(reading.isSealed, false)
  for (const path of PLACES) {
    const said = JSON.stringify((await workshop.get('ana', at + path)).body)
    assert.equal(said.includes(FAULT_ID), false, path)
  }
  const reasons = (assessment?.criteria ?? []).flatMap(({ reasons }: CriterionResult) => reasons)
  assert(reasons.every(({ code }: Json) => code === 'safetyGate'))
}

testStations(
  'a trainee who gives up takes the evidence without the truth; staff take what was sealed',
  async (workshop) => {
    const at = await start(workshop)
    await workshop.post('ana', `${at}/actions`, { kind: 'power', to: 'off' })
    assert.deepEqual((await workshop.post('ana', `${at}/cancel`)).body, { status: 'cancelled' })
    await assertWithheld(workshop, at)
  },
)

testStations('an attempt that was stopped names no fault to its trainee', async (workshop) => {
  const at = await start(workshop)
  assert.equal((await workshop.post('ana', `${at}/measurements`, LIVE_CONTACT)).body.kind, 'hazard')
  assert.equal((await workshop.get('ana', at)).body.status, 'stopped')
  await assertWithheld(workshop, at)
})

testStations('an attempt that the workshop broke off names no fault to its trainee', async (workshop) => {
  const at = await start(workshop)
  await workshop.attempts.close()
  assert.equal((await workshop.get('ana', at)).body.status, 'interrupted')
  await assertWithheld(workshop, at)
})

testStations('after stating a cause in practice, the trainee takes the evidence as it was sealed', async (workshop) => {
  const at = await start(workshop)
  await workshop.post('ana', `${at}/diagnosis`, CAUSE)
  assert.deepEqual(await take(workshop, 'ana', at), await take(workshop, 'dana', at))
  assert(readEvidence(await take(workshop, 'ana', at)).isIntact)
})

testStations(
  'what the trainee wrote to the customer is kept with the stated cause, and sealed with it',
  async (workshop) => {
    const { get, post } = workshop
    const written = '0 V at the socket, 230 V ± 10 % wanted.\n灯丝断了 — ауыстырылды.'
    const at = await start(workshop)
    const tooLong = await post('ana', `${at}/diagnosis`, { ...CAUSE, report: 'x'.repeat(4001) })
    assert.deepEqual([tooLong.status, tooLong.body.code, tooLong.body.at], [400, 'BODY_MALFORMED', 'body/report'])
    assert.equal((await post('ana', `${at}/diagnosis`, { ...CAUSE, report: `  ${written}\n` })).status, 200)
    for (const who of ['ana', 'dana']) {
      const { diagnosis, evidenceSha256 } = (await get(who, at)).body
      assert.deepEqual(diagnosis, { ...CAUSE, report: written })
      assert.equal(
        createHash('sha256')
          .update(await take(workshop, who, at))
          .digest('hex'),
        evidenceSha256,
      )
      const { records } = (await get(who, `${at}/evidence?kinds=diagnosis`)).body
      assert.deepEqual([records.length, records[0].report], [1, written])
    }
  },
)

testStations('a report of blanks is none, and one of the greatest length is kept whole', async (workshop) => {
  const { get, post } = workshop
  const blank = await start(workshop)
  await post('ana', `${blank}/diagnosis`, { ...CAUSE, report: ' \n ' })
  assert.deepEqual((await get('ana', blank)).body.diagnosis, CAUSE)
  const long = await start(workshop)
  const report = '😀'.repeat(4000)
  await post('ana', `${long}/diagnosis`, { ...CAUSE, report })
  assert.equal((await get('ana', long)).body.diagnosis.report, report)
})

testStationsOnBoth(
  'after an exam, the trainee gets the truth only once an examiner has recorded it',
  async (workshop) => {
    const { db, actors } = workshop
    const at = await start(workshop, 'exam')
    await workshop.post('ana', `${at}/diagnosis`, CAUSE)
    const [whole, cut] = [await take(workshop, 'erlan', at), await take(workshop, 'ana', at)]
    assert.equal(cut.includes(FAULT_ID), false)
    assert.deepEqual(cut, whole.subarray(0, cut.length))

    const [applicationId, candidateId] = [randomUUID(), actors.get('ana')?.userId ?? '']
    const application = { id: applicationId, scheme_id: 's', scheme_version: 1, candidate_id: candidateId }
    const holder = { holder_name: 'ana', holder_names: '{}', attempt_ids: '[]' }
    await db
      .insertInto('application')
      .values({ ...application, ...holder, status: 'submitted', applied_at: new Date() })
      .execute()
    const exam = { application_id: applicationId, examiner_id: actors.get('erlan')?.userId ?? '', criteria: '[]' }
    await db
      .insertInto('exam')
      .values({ ...exam, attempt_id: at.split('/').at(-1) ?? '', passed: true, comment: '', at: new Date() })
      .execute()
    assert.deepEqual(await take(workshop, 'ana', at), whole)
  },
)

testStations('evidence that is not what was sealed is told to everybody, and nobody signs it off', async (workshop) => {
  const { get, post } = workshop
  const at = await start(workshop)
  await post('ana', `${at}/diagnosis`, CAUSE)
  const path = pathOf(workshop, at)
  const sealed = await readFile(path)
  const signOff = { criteria: [{ id: 'order', points: 10 }], passed: false, comment: '' }

  const flipped = Buffer.from(sealed)
  flipped[flipped.length >> 1] ^= 1
  for (const changed of [flipped, Buffer.concat([sealed, Buffer.of(0)]), sealed.subarray(0, -1)]) {
    await writeFile(path, changed)
    for (const who of ['ana', 'dana', 'erlan']) {
      for (const place of PLACES.slice(1)) {
        const { status, body } = await get(who, at + place)
        assert.deepEqual([who, place, status, body.code], [who, place, 409, 'EVIDENCE_CHANGED'])
      }
    }
    assert.equal((await post('dana', `${at}/sign-off`, signOff)).body.code, 'EVIDENCE_CHANGED')
  }
  await rm(path)
  assert.equal((await post('dana', `${at}/sign-off`, signOff)).body.code, 'EVIDENCE_NOT_FOUND')
  assert.equal((await get('dana', at)).body.status, 'submitted')

  await writeFile(path, sealed) // From the backup.
  assert.equal((await post('dana', `${at}/sign-off`, signOff)).status, 200)
})
