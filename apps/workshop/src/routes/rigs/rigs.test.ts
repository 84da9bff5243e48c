/** Rigs through HTTP, on both databases: made known, started at, booked, reported broken and given back. */
import assert from 'node:assert/strict'
import { verifyAuditChain } from '../../audit/log.ts'
import { type Client, type TestWorkshop, testWorkshop, testWorkshopOnBoth } from '../../testing.ts'

const RIG = {
  name: 'Atto 3, bay 1',
  names: { kk: 'Atto 3, 1-орын', zh: '元PLUS 1号工位' },
  laboratoryId: 'ust-kamenogorsk-electric',
  modelId: 'byd-atto-3',
  adapterId: null,
}
const HOUR_MS = 3_600_000

async function done(reply: Promise<{ status: number; body: unknown }>) {
  const { status, body } = await reply
  assert.equal(status, 200, JSON.stringify(body))
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what each test is about.
  return body as any
}

const codeOf = async (reply: Promise<{ body: { code?: string } }>) => (await reply).body.code

async function add(client: Client, more: object = {}): Promise<string> {
  const { code } = await done(client.post('/api/rigs', { ...RIG, ...more }))
  return `/api/rigs/${code}`
}

/** A span of whole hours from now. */
const span = (fromH: number, untilH: number, now = Date.now()) => ({
  startsAt: new Date(now + fromH * HOUR_MS).toISOString(),
  endsAt: new Date(now + untilH * HOUR_MS).toISOString(),
})

const READY = { exerciseId: 'car-will-not-enter-ready', mode: 'practice' }
const rigOf = (at: string) => at.split('/').at(-1)

testWorkshopOnBoth(
  'a rig is made known, changed and taken out; its code leads to what can be done there',
  async ({ as }) => {
    const [master, trainee] = [await as('labmaster'), await as('trainee')]
    for (const [wrong, code] of [
      [{ name: ' ' }, 'NAME_MALFORMED'],
      [{ names: { kk: 'a\nb' } }, 'NAME_MALFORMED'],
      [{ laboratoryId: 'nowhere' }, 'BODY_MALFORMED'],
      [{ modelId: 'lada' }, 'BODY_MALFORMED'],
      [{ adapterId: '6f1c1c9e-8f0b-4a53-9c55-0a4a52f5b111' }, 'ADAPTER_NOT_FOUND'],
    ] as const) {
      assert.equal(await codeOf(master.post('/api/rigs', { ...RIG, ...wrong })), code, JSON.stringify(wrong))
    }
    const at = await add(master)
    assert.match(at, /^\/api\/rigs\/[2-9A-HJKMNP-Z]{6}$/)
    const rig = await done(trainee.get(at))
    assert.deepEqual([rig.name, rig.names, rig.modelId, rig.adapter], [RIG.name, RIG.names, 'byd-atto-3', null])
    assert.deepEqual([rig.isOutOfOrder, rig.openDefects, rig.usedBy, rig.bookings], [false, 0, null, []])
    assert(rig.address.endsWith(`/rig/${rig.code}`))
    assert(rig.exerciseIds.includes('car-will-not-enter-ready'))
    assert(!rig.exerciseIds.includes('engine-shakes'), 'no exercise of another car')
    assert(!rig.exerciseIds.includes('a-real-atto-3'), 'no adapter, no real car')

    assert.equal(await codeOf(master.put(at, { ...RIG, modelId: 'real-car' })), 'BODY_MALFORMED')
    await done(master.put(at, { ...RIG, name: 'Atto 3, bay 2', modelId: null }))
    const changed = (await done(trainee.get('/api/rigs'))).rigs
    assert.deepEqual([changed.length, changed[0].name, changed[0].modelId], [1, 'Atto 3, bay 2', null])
    await done(master.post(`${at}/withdraw`))
    assert.equal(await codeOf(trainee.get(at)), 'RIG_NOT_FOUND')
    assert.equal(await codeOf(master.post(`${at}/withdraw`)), 'RIG_NOT_FOUND')
    assert.equal(await codeOf(trainee.post(`${at}/bookings`, span(1, 2))), 'RIG_NOT_FOUND')
  },
)

testWorkshop('an adapter belongs to one rig, and whoever chooses it stands there', async ({ as }) => {
  const [master, trainee] = [await as('labmaster'), await as('trainee')]
  const adapter = { name: 'bay 1', kind: 'elm327', host: '127.0.0.1', port: 9 }
  const { id: adapterId } = await done(master.post('/api/adapters', adapter))
  const at = await add(master, { adapterId })
  assert.equal(await codeOf(master.post('/api/rigs', { ...RIG, adapterId })), 'RIG_ADAPTER_TAKEN')
  const { exerciseIds } = await done(trainee.get(at))
  assert(exerciseIds.includes('a-real-atto-3') && exerciseIds.includes('a-real-car'))

  const real = { exerciseId: 'a-real-atto-3', mode: 'practice' }
  await done(trainee.post(`${at}/defects`, { text: 'A cable is bare.', severity: 'dangerous', isUnusable: false }))
  assert.equal(await codeOf(trainee.post('/api/attempts', { ...real, adapter: { id: adapterId } })), 'RIG_OUT_OF_ORDER')
  const [{ id }] = (await done(master.get('/api/defects'))).defects
  await done(master.post(`/api/defects/${id}/close`, { note: 'New cable.' }))
  const both = { ...real, adapter: { id: adapterId }, rigCode: rigOf(at) }
  assert.equal(await codeOf(trainee.post('/api/attempts', both)), 'BODY_MALFORMED')
  await done(trainee.post('/api/attempts', { ...real, rigCode: rigOf(at) }))
  assert.equal((await done(master.get('/api/adapters'))).adapters[0].isInUse, true)
  assert.equal((await done(master.get(at))).usedBy.name, 'Aigerim Sarsenova')
})

testWorkshop('one person at a time works at a rig, however many start at once', async ({ as }) => {
  const [master, trainee, other] = [await as('labmaster'), await as('trainee'), await as('trainee2')]
  const at = await add(master)
  const start = { ...READY, rigCode: rigOf(at) }
  assert.equal(await codeOf(trainee.post('/api/attempts', { ...start, exerciseId: 'engine-shakes' })), 'RIG_UNFIT')
  assert.equal(await codeOf(trainee.post('/api/attempts', { ...start, rigCode: 'AAAAAA' })), 'RIG_NOT_FOUND')
  const replies = await Promise.all([trainee, other].map((client) => client.post('/api/attempts', start)))
  const [first, second] = replies.toSorted((a, b) => a.status - b.status)
  assert.deepEqual([first.status, second.body.code], [200, 'RIG_IN_USE'])
  const [worker, waiter] = replies[0].status === 200 ? [trainee, other] : [other, trainee]
  assert.deepEqual((await done(worker.get(at))).usedBy.isMe, true)
  assert.deepEqual((await done(waiter.get(at))).usedBy.isMe, false)
  await done(worker.post(`/api/attempts/${first.body.id}/cancel`))
  await done(waiter.post('/api/attempts', start))
})

testWorkshopOnBoth(
  'a rig is booked without overlap, whoever is quickest, and kept for whom it is booked',
  async (workshop) => {
    const { as, db } = workshop
    const [master, trainee, other] = [await as('labmaster'), await as('trainee'), await as('trainee2')]
    const at = await add(master)
    const book = (client: Client, body: object) => client.post(`${at}/bookings`, body)
    for (const wrong of [span(1, 1.1), span(1, 6), span(2, 1), span(-1, 1), span(400, 401)]) {
      assert.equal(await codeOf(book(trainee, wrong)), 'BODY_MALFORMED', JSON.stringify(wrong))
    }
    const race = await Promise.all([trainee, other, trainee, other].map((client) => book(client, span(0, 1))))
    assert.deepEqual(race.map(({ status }) => status).sort(), [200, 409, 409, 409])
    assert.deepEqual([...new Set(race.map(({ body }) => body.code))].sort(), ['BOOKING_OVERLAP', undefined])
    const [holder, stranger] = race[0].status === 200 || race[2].status === 200 ? [trainee, other] : [other, trainee]

    const refused = await stranger.post('/api/attempts', { ...READY, rigCode: rigOf(at) })
    const [now] = (await done(stranger.get(at))).bookings
    assert.deepEqual([refused.body.code, refused.body.until], ['RIG_BOOKED', now.endsAt])
    assert.deepEqual([now.isMine, now.mayCancel], [false, false])
    const { id } = await done(holder.post('/api/attempts', { ...READY, rigCode: rigOf(at) }))
    await done(holder.post(`/api/attempts/${id}/cancel`))

    const next = await done(book(stranger, span(1, 2)))
    const bookings = (await done(stranger.get(at))).bookings
    assert.deepEqual(
      bookings.map(({ isMine }: { isMine: boolean }) => isMine),
      [false, true],
    )
    assert.equal(await codeOf(holder.post(`/api/bookings/${next.id}/cancel`)), 'BOOKING_NOT_FOUND')
    await done(stranger.post(`/api/bookings/${next.id}/cancel`))
    assert.equal(await codeOf(stranger.post(`/api/bookings/${next.id}/cancel`)), 'BOOKING_OVER')
    await done(book(holder, span(1, 2)))
    await done(master.post(`/api/bookings/${now.id}/cancel`))
    await done(stranger.post('/api/attempts', { ...READY, rigCode: rigOf(at) }))
    for (let i = 3; i < 7; i++) await done(book(holder, span(i, i + 1)))
    assert.equal(await codeOf(book(holder, span(8, 9))), 'BOOKINGS_FULL')
    await done(master.post(`${at}/withdraw`))
    await done(holder.post(`${await add(master)}/bookings`, span(8, 9))) // What was booked at a rig that is gone counts no more.
    assert((await verifyAuditChain(db)).isIntact)
  },
)

testWorkshopOnBoth('a group books a rig together; a stranger cannot book for it', async ({ as, idOf }) => {
  const [instructor, trainee, other] = [await as('instructor'), await as('trainee'), await as('trainee2')]
  const at = await add(instructor)
  const group = { name: 'EV-24', memberIds: [await idOf('trainee')] }
  const { id: groupId } = await done(instructor.post('/api/groups', group))
  assert.deepEqual((await done(trainee.get(at))).groups, [{ id: groupId, name: 'EV-24' }])
  assert.deepEqual((await done(other.get(at))).groups, [])
  assert.equal(await codeOf(other.post(`${at}/bookings`, { ...span(0, 1), groupId })), 'GROUP_NOT_FOUND')
  await done(instructor.post(`${at}/bookings`, { ...span(0, 1), groupId }))
  const seen = async (client: Client) => {
    const [{ groupName, isMine, mayCancel }] = (await done(client.get(at))).bookings
    return [groupName, isMine, mayCancel]
  }
  assert.deepEqual(await seen(trainee), ['EV-24', true, false])
  assert.deepEqual(await seen(other), ['EV-24', false, false])
  assert.deepEqual(await seen(instructor), ['EV-24', false, true])
  assert.equal(await codeOf(other.post('/api/attempts', { ...READY, rigCode: rigOf(at) })), 'RIG_BOOKED')
  await done(trainee.post('/api/attempts', { ...READY, rigCode: rigOf(at) }))
})

testWorkshopOnBoth('what is unusable takes a rig out of order until it is closed with a note', async (workshop) => {
  const { as, db } = workshop
  const [master, trainee] = [await as('labmaster'), await as('trainee')]
  const at = await add(master)
  const report = (body: object) => done(trainee.post(`${at}/defects`, body))
  await report({ text: ' A scratch. ', severity: 'minor', isUnusable: false })
  assert.equal((await done(trainee.get(at))).isOutOfOrder, false)
  const { id } = await report({ text: 'Coolant on the floor.', severity: 'dangerous', isUnusable: false })
  const rig = await done(trainee.get(at))
  assert.deepEqual([rig.isOutOfOrder, rig.openDefects, rig.defects[0].isUnusable], [true, 2, true])
  assert.equal(await codeOf(trainee.post('/api/attempts', { ...READY, rigCode: rigOf(at) })), 'RIG_OUT_OF_ORDER')

  const { defects } = await done(master.get('/api/defects'))
  assert.deepEqual(
    defects.map(({ text }: { text: string }) => text),
    ['Coolant on the floor.', 'A scratch.'],
  )
  assert.deepEqual([defects[0].reporterName, defects[0].rigName], ['Aigerim Sarsenova', RIG.name])
  assert.equal(await codeOf(master.post(`/api/defects/${id}/close`, { note: ' ' })), 'BODY_MALFORMED')
  await done(master.post(`/api/defects/${id}/close`, { note: 'Hose replaced.' }))
  assert.equal(await codeOf(master.post(`/api/defects/${id}/close`, { note: 'Again.' })), 'DEFECT_CLOSED_ALREADY')
  const [closed] = (await done(master.get('/api/defects?closed=true'))).defects
  assert.deepEqual([closed.closerName, closed.note], ['Bolat Iskakov', 'Hose replaced.'])
  await done(trainee.post('/api/attempts', { ...READY, rigCode: rigOf(at) }))

  const lines = await db.selectFrom('audit_log').select(['action', 'detail']).orderBy('seq').execute()
  const told = lines.filter(({ action }) => /^(rig|defect)\./.test(action)).map(({ action }) => action)
  assert.deepEqual(told, ['rig.add', 'defect.report', 'defect.report', 'defect.close'])
  assert.equal(lines.find(({ action }) => action === 'attempt.start')?.detail.rig, rigOf(at))
  assert((await verifyAuditChain(db)).isIntact)
  const changed = db.updateTable('rig_defect').set({ note: 'x' }).where('id', '=', id)
  await assert.rejects(changed.execute(), /RECORD_IMMUTABLE/)
  await assert.rejects(db.deleteFrom('rig_defect').execute(), /RECORD_IMMUTABLE/)
})

testWorkshop('a rig takes so many open defects and no more', async ({ as }: TestWorkshop) => {
  const [master, trainee] = [await as('labmaster'), await as('trainee')]
  const at = await add(master)
  const scratch = { text: 'A scratch.', severity: 'minor', isUnusable: false }
  for (let i = 0; i < 50; i++) await done(trainee.post(`${at}/defects`, scratch))
  assert.equal(await codeOf(trainee.post(`${at}/defects`, scratch)), 'DEFECTS_FULL')
})
