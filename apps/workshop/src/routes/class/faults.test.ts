/** Faults that an instructor puts in and takes away while a trainee works, through HTTP, on both databases. */
import assert from 'node:assert/strict'
import { readEvidence } from '@luban/lab'
import { insertInjection } from '../../db/attempt-injections.ts'
import { FAULT_ID } from '../../stations/testing/dark-lamp.ts'
import { FUSE_FAULT_ID } from '../../stations/testing/lamp-world.ts'
import { testStations, testStationsOnBoth } from '../../stations/testing/test-stations.ts'
import type { Json, TestWorkshop } from '../../stations/testing/test-workshop.ts'

const BULB = { component: 'bulb', failureMode: 'burnt' }
const FUSE = { component: 'fuse', failureMode: 'blown' }
/** Of a lamp that is off they show its faults, as its truth has it. */
const BULB_PROOF = { instrument: 'voltmeter', red: 'socket', black: 'socket' }
const FUSE_PROOF = { instrument: 'voltmeter', red: 'socket', black: 'bareWire' }

async function start({ post }: TestWorkshop, who = 'ana', mode = 'practice'): Promise<string> {
  const { status, body } = await post(who, '/api/attempts', { exerciseId: 'dark-lamp', mode })
  assert.equal(status, 200, JSON.stringify(body))
  return `/api/attempts/${body.id}`
}

const replace = (component: string) => ({ kind: 'repair', component, repair: 'replace' })

async function evidenceOf({ url }: TestWorkshop, at: string, who = 'dana') {
  const file = await fetch(`${url}${at}/evidence.mcap`, { headers: { authorization: who } })
  return readEvidence(new Uint8Array(await file.arrayBuffer()))
}

const reasonsOf = (attempt: Json, id: string): string[] =>
  attempt.assessment.criteria.find((one: Json) => one.id === id).reasons.map((one: Json) => one.code)

testStations(
  'an instructor sees what is wrong with a station and what can be put into it, by name',
  async (workshop) => {
    const { get, post } = workshop
    const at = await start(workshop)
    const { body } = await get('dana', `${at}/faults`)
    const [first] = body.faults
    assert.deepEqual(
      [body.faults.length, first.id, first.number, first.state, first.isInjected, first.isClearable],
      [1, FAULT_ID, 0, 'present', false, true],
    )
    assert.deepEqual([first.component.ru, first.failureMode.kk], ['Bulb', 'Burnt out'])
    assert.deepEqual(
      body.possible.map(({ id, component }: Json) => [id, component.en]),
      [
        [FAULT_ID, 'Bulb'],
        [FUSE_FAULT_ID, 'Fuse'],
      ],
    )
    assert.deepEqual((await post('dana', `${at}/faults`, { faultId: FUSE_FAULT_ID })).body, { number: 1 })
    assert.equal((await post('dana', `${at}/faults`, { faultId: FUSE_FAULT_ID })).body.code, 'FAULT_PRESENT')
    assert.equal((await post('dana', `${at}/faults`, { faultId: 'lamp-99' })).body.code, 'FAULT_NOT_FOUND')
    await post('ana', `${at}/actions`, replace('bulb'))
    const { faults } = (await get('dana', `${at}/faults`)).body
    assert.deepEqual(
      faults.map(({ state, isInjected, isClearable }: Json) => [state, isInjected, isClearable]),
      [
        ['repaired', false, false],
        ['present', true, true],
      ],
    )
    assert.equal((await post('dana', `${at}/faults/0/clear`)).body.code, 'FAULT_GONE')
    assert.equal((await post('dana', `${at}/faults/7/clear`)).body.code, 'FAULT_NOT_FOUND')
    assert.deepEqual((await post('dana', `${at}/faults/1/clear`)).body, { isCleared: true })
    assert.equal((await post('dana', `${at}/faults/1/clear`)).body.code, 'FAULT_GONE')
  },
)

testStations(
  'a fault that was kept and never came, its station being lost, is put in by asking again',
  async (workshop) => {
    const { get, post, db, attempts } = workshop
    const at = await start(workshop)
    const attemptId = at.split('/').at(-1) ?? ''
    const possible = attempts.faultsOf(attempts.find(attemptId)?.exercise.station ?? '')
    const [fault] = possible.filter(({ id }) => id === FUSE_FAULT_ID)
    const { id: instructorId } = await db
      .selectFrom('user')
      .select('id')
      .where('username', '=', 'dana')
      .executeTakeFirstOrThrow()
    const truth = { ...fault, isInjected: true }
    await db
      .transaction()
      .execute((transaction) =>
        insertInjection(transaction, { attemptId, number: 1, truth, instructorId, at: new Date() }),
      )
    assert.equal((await post('dana', `${at}/faults`, { faultId: FAULT_ID })).body.code, 'FAULT_PRESENT')
    assert.deepEqual((await post('dana', `${at}/faults`, { faultId: FUSE_FAULT_ID })).body, { number: 1 })
    assert.equal((await get('dana', `${at}/faults`)).body.faults.length, 2)
  },
)

testStations('a fault that was put in must be found, proved and repaired like the first', async (workshop) => {
  const { get, post } = workshop
  const prove = async (at: string) => {
    await post('ana', `${at}/actions`, { kind: 'power', to: 'off' })
    for (const proof of [BULB_PROOF, FUSE_PROOF]) await post('ana', `${at}/measurements`, proof)
  }
  const inject = (at: string) => post('dana', `${at}/faults`, { faultId: FUSE_FAULT_ID })

  const early = await start(workshop)
  await prove(early)
  await inject(early)
  await post('ana', `${early}/diagnosis`, BULB)
  const missed = (await get('ana', early)).body
  assert.deepEqual(reasonsOf(missed, 'cause'), ['causePartlyFound'])
  assert.deepEqual(reasonsOf(missed, 'proof'), ['proofMissing'], 'what was measured before shows nothing')

  const at = await start(workshop)
  await inject(at)
  await prove(at)
  assert.equal((await post('ana', `${at}/diagnosis`, { ...BULB, also: [FUSE] })).status, 200)
  const found = (await get('ana', at)).body
  assert.deepEqual(found.diagnosis, { ...BULB, also: [FUSE] })
  assert.deepEqual([reasonsOf(found, 'cause'), reasonsOf(found, 'proof')], [['causeFound', 'causeFound'], ['proved']])
})

testStations(
  'a fault that was taken away need not be found; the evidence and the truth tell of it',
  async (workshop) => {
    const { get, post } = workshop
    const at = await start(workshop)
    await post('dana', `${at}/faults`, { faultId: FUSE_FAULT_ID })
    await post('dana', `${at}/faults/0/clear`)
    await post('ana', `${at}/diagnosis`, FUSE)
    assert.deepEqual(reasonsOf((await get('ana', at)).body, 'cause'), ['causeFound'])
    const { records, truth, isIntact } = await evidenceOf(workshop, at)
    assert(isIntact)
    assert.deepEqual(
      records.flatMap((record) => (record.kind === 'intervention' ? [[record.event, record.number]] : [])),
      [
        ['injected', 1],
        ['cleared', 0],
      ],
    )
    assert.deepEqual(
      (truth as Json[]).map(({ id, isInjected }) => [id, isInjected]),
      [
        [FAULT_ID, undefined],
        [FUSE_FAULT_ID, true],
      ],
    )
  },
)

testStations('what is put in at the same moment by two instructors takes a place each', async (workshop) => {
  const { get, post } = workshop
  const at = await start(workshop)
  await post('dana', `${at}/faults/0/clear`)
  const both = await Promise.all([FAULT_ID, FUSE_FAULT_ID].map((faultId) => post('dana', `${at}/faults`, { faultId })))
  assert.deepEqual(both.map(({ body }) => body.number).sort(), [1, 2])
  const { faults } = (await get('dana', `${at}/faults`)).body
  assert.deepEqual(
    faults.map(({ state }: Json) => state),
    ['cleared', 'present', 'present'],
  )
})

testStations('nobody breaks an exam, their own station, or what they only watch', async (workshop) => {
  const { get, post } = workshop
  const exam = await start(workshop, 'ana', 'exam')
  const body = { faultId: FUSE_FAULT_ID }
  assert.equal((await post('dana', `${exam}/faults`, body)).body.code, 'EXAM_UNTOUCHED')
  assert.equal((await post('dana', `${exam}/faults/0/clear`)).body.code, 'EXAM_UNTOUCHED')
  assert.equal((await get('dana', `${exam}/faults`)).body.code, 'EXAM_UNTOUCHED')
  const own = await start(workshop, 'dana')
  assert.equal((await post('dana', `${own}/faults`, body)).body.code, 'ATTEMPT_NOT_FOUND')
  const practice = await start(workshop, 'bo')
  for (const who of ['bo', 'ana', 'erlan']) {
    assert.equal((await post(who, `${practice}/faults`, body)).status, 403)
    assert.equal((await get(who, `${practice}/faults`)).status, 403)
    assert.equal((await post(who, `${practice}/faults/0/clear`)).status, 403)
  }
})

testStationsOnBoth('what was put in is kept for good', async (workshop) => {
  const { db, post } = workshop
  const at = await start(workshop)
  await post('dana', `${at}/faults`, { faultId: FUSE_FAULT_ID })
  await assert.rejects(db.deleteFrom('attempt_injection').execute(), /RECORD_IMMUTABLE/)
  const rows = await db.selectFrom('attempt_injection').select(['number', 'truth']).execute()
  assert.deepEqual([rows.length, rows[0].number, rows[0].truth.id], [1, 1, FUSE_FAULT_ID])
  const { detail } = await db
    .selectFrom('audit_log')
    .select('detail')
    .where('action', '=', 'attempt.inject')
    .executeTakeFirstOrThrow()
  assert.deepEqual(detail, { number: 1 }, 'the audit log names no fault of a running attempt')
})

testStations('a statement that contradicts itself, or names what is not there, is refused', async (workshop) => {
  const { post } = workshop
  const at = await start(workshop)
  const refused = async (body: object) => (await post('ana', `${at}/diagnosis`, body)).body.at
  assert.equal(await refused({ component: null, failureMode: null, also: [FUSE] }), 'also')
  assert.equal(await refused({ ...BULB, also: [BULB] }), 'also/0')
  assert.equal(
    await refused({ ...BULB, also: [FUSE, { component: 'fuse', failureMode: 'burnt' }] }),
    'also/1/failureMode',
  )
})
