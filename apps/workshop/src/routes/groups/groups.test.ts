/** Groups through HTTP, on both databases: made, changed, written to, asked for by the lists. */
import assert from 'node:assert/strict'
import { addPastAttempt, testWorkshopOnBoth } from '../../testing.ts'

const READY = { exerciseId: 'car-will-not-enter-ready', mode: 'practice' }

testWorkshopOnBoth('an instructor makes a group of trainees, changes it and dissolves it', async ({ as, idOf }) => {
  const instructor = await as('instructor')
  const [ana, bo, teacher] = [await idOf('trainee'), await idOf('trainee2'), await idOf('instructor')]
  const make = (body: object) => instructor.post('/api/groups', body)
  assert.equal((await make({ name: '', memberIds: [] })).body.code, 'NAME_MALFORMED')
  assert.equal((await make({ name: 'EV-24', memberIds: [ana, ana] })).body.code, 'BODY_MALFORMED')
  assert.equal((await make({ name: 'EV-24', memberIds: [teacher] })).body.code, 'GROUP_MEMBER_NOT_FOUND')
  const { id } = (await make({ name: 'EV-24', memberIds: [ana] })).body
  const at = `/api/groups/${id}`
  const changed = await instructor.put(at, { name: 'EV-24-1', memberIds: [bo, ana] })
  assert.equal(changed.status, 200, JSON.stringify(changed.body))
  const [group] = (await (await as('examiner')).get('/api/groups')).body.groups
  assert.deepEqual([group.name, group.instructor.userId], ['EV-24-1', teacher])
  const names = group.members.map(({ name }: { name: string }) => name)
  assert.deepEqual(names.sort(), ['Aigerim Sarsenova', 'Daniyar Omarov'])

  assert.equal((await instructor.post(`${at}/dissolve`)).status, 200)
  assert.deepEqual((await instructor.get('/api/groups')).body.groups, [])
  for (const gone of [
    instructor.post(`${at}/dissolve`),
    instructor.put(at, { name: 'x', memberIds: [] }),
    instructor.post(`${at}/messages`, { text: 'x' }),
  ]) {
    assert.equal((await gone).body.code, 'GROUP_NOT_FOUND')
  }
})

testWorkshopOnBoth('attempts are listed group by group; a trainee sees no more by it', async ({ as, idOf, db }) => {
  const [instructor, trainee] = [await as('instructor'), await as('trainee')]
  const [ana, bo] = [await idOf('trainee'), await idOf('trainee2')]
  const at = new Date()
  const [ofAna, ofBo] = [
    await addPastAttempt(db, { traineeId: ana, exerciseId: READY.exerciseId, at }),
    await addPastAttempt(db, { traineeId: bo, exerciseId: READY.exerciseId, at }),
  ]
  const { id } = (await instructor.post('/api/groups', { name: 'B', memberIds: [bo] })).body
  const idsOf = async (client: typeof instructor, query: string) =>
    (await client.get(`/api/attempts${query}`)).body.attempts.map((one: { id: string }) => one.id)
  assert.deepEqual((await idsOf(instructor, '')).sort(), [ofAna, ofBo].sort())
  assert.deepEqual(await idsOf(instructor, `?groupId=${id}`), [ofBo])
  assert.deepEqual(await idsOf(trainee, `?groupId=${id}`), [])
})

testWorkshopOnBoth(
  'a message to a group stands at every station where one of it works, and at no other',
  async (workshop) => {
    const { as, idOf } = workshop
    const [instructor, ana, bo] = [await as('instructor'), await as('trainee'), await as('trainee2')]
    const { id } = (await instructor.post('/api/groups', { name: 'A', memberIds: [await idOf('trainee')] })).body
    const say = async () => (await instructor.post(`/api/groups/${id}/messages`, { text: ' Look at the fuses. ' })).body
    assert.deepEqual(await say(), { sentCount: 0, missedCount: 0 })
    const [first, second] = [
      (await ana.post('/api/attempts', READY)).body.id,
      (await bo.post('/api/attempts', READY)).body.id,
    ]
    assert.deepEqual(await say(), { sentCount: 1, missedCount: 0 })
    const textsOf = (attemptId: string) => workshop.services.attempts.find(attemptId)?.messages.map(({ text }) => text)
    assert.deepEqual([textsOf(first), textsOf(second)], [['Look at the fuses.'], []])
  },
)
