/** Exercises composed without code, through HTTP, on both databases: checked, versioned, tried, offered, practised, judged. */
import assert from 'node:assert/strict'
import { type Client, type TestWorkshop, testWorkshop, testWorkshopOnBoth } from '../../testing.ts'

const COMPOSED = {
  laboratory: 'ust-kamenogorsk-electric',
  station: 'byd-atto-3',
  faults: ['ev-08-thermistor-open', 'ev-01-interlock-open'],
  timeLimitMin: 40,
  moneyLimitKzt: 90_000,
  settings: { startSocPercent: 63.25, ambientDegC: -5, battery12VPercent: 71 },
  language: 'ru',
  title: ' Две жалобы сразу ',
  complaint: 'Не заводится, и температура показывается странная.',
  task: 'Найдите обе причины.',
}

type Kept = { readonly id: string; readonly version: number }

async function compose(client: Client, composed: object = COMPOSED, isOffered = true): Promise<Kept> {
  const { status, body } = await client.post('/api/composed-exercises', { composed, isOffered })
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

async function listed({ guest }: TestWorkshop, id: string) {
  const { workshops } = (await guest.get('/api/workshops')).body
  // biome-ignore lint/suspicious/noExplicitAny: replies of every shape.
  const exercises = workshops.flatMap((one: any) => one.laboratories.flatMap((other: any) => other.exercises))
  return exercises.find((exercise: Kept) => exercise.id === id)
}

testWorkshop(
  'an instructor composes an exercise with two faults, and a trainee practises it to its assessment',
  async (workshop) => {
    const instructor = await workshop.as('instructor')
    const trainee = await workshop.as('trainee')
    const { stations } = (await instructor.get('/api/composed-exercises')).body
    const car = stations.find(({ id }: Kept) => id === 'byd-atto-3')
    assert.deepEqual(
      car.laboratories.map(({ id }: Kept) => id),
      [COMPOSED.laboratory],
    )
    const named = car.faults.find(({ id }: Kept) => id === 'ev-01-interlock-open')
    assert(named.component.kk !== '' && named.failureMode.zh !== '')
    assert.equal(named.canComeAndGo, true)
    assert.equal(car.faults.find(({ id }: Kept) => id === 'ev-04-contactor-welded').canComeAndGo, false)

    const { id } = await compose(instructor)
    const brief = await listed(workshop, id)
    assert.deepEqual(
      [brief.title.kk, brief.language, brief.moneyLimitKzt, brief.timeLimitMin, brief.modes],
      ['Две жалобы сразу', 'ru', 90_000, 40, ['practice']],
    )
    const started = await trainee.post('/api/attempts', { exerciseId: id, mode: 'practice' })
    assert.equal(started.status, 200, JSON.stringify(started.body))
    const at = `/api/attempts/${started.body.id}`
    assert.equal((await trainee.get(at)).body.exercise.rubric.id, 'electric-vehicle-diagnosis')
    const statement = {
      component: 'ptcConnector',
      failureMode: 'notSeated',
      also: [{ component: 'moduleThermistors', failureMode: 'open' }],
    }
    assert.deepEqual((await trainee.post(`${at}/diagnosis`, statement)).body, { status: 'submitted' })
    const { assessment } = (await trainee.get(at)).body
    const cause = assessment.criteria.find((one: Kept) => one.id === 'cause')
    assert.equal(cause.points, cause.pointsMax, 'both causes are found')
    assert.equal((await trainee.post('/api/attempts', { exerciseId: id, mode: 'exam' })).body.code, 'BODY_MALFORMED')
  },
)

testWorkshop(
  'a change is a new version; attempts at the old one stay what they are, also after a restart',
  async (workshop) => {
    const instructor = await workshop.as('instructor')
    const trainee = await workshop.as('trainee')
    const { id } = await compose(instructor)
    const { body } = await trainee.post('/api/attempts', { exerciseId: id, mode: 'practice' })
    const at = `/api/attempts/${body.id}`
    const versions = `/api/composed-exercises/${id}/versions`
    const changed = { ...COMPOSED, title: 'Второе название', timeLimitMin: 25, faults: ['ev-13-dcdc-failed'] }
    assert.deepEqual((await instructor.post(versions, { composed: changed, isOffered: true })).body, { id, version: 2 })
    assert.equal((await listed(workshop, id)).title.ru, 'Второе название')
    const attempt = (await trainee.get(at)).body
    assert.deepEqual([attempt.exercise.title.ru, attempt.exercise.timeLimitMin], ['Две жалобы сразу', 40])
    await trainee.post(`${at}/cancel`, {})

    const { body: withdrawn } = await instructor.post(versions, { composed: changed, isOffered: false })
    assert.equal(withdrawn.version, 3)
    const holds = async (there: TestWorkshop) => {
      assert.equal(await listed(there, id), undefined)
      const again = await there.as('trainee')
      const refused = await again.post('/api/attempts', { exerciseId: id, mode: 'practice' })
      assert.equal(refused.body.code, 'EXERCISE_NOT_FOUND')
      assert.equal((await again.get(at)).body.exercise.title.ru, 'Две жалобы сразу')
      const { exercises } = (await (await there.as('instructor')).get('/api/composed-exercises')).body
      assert.equal(exercises.length, 1)
      const { version, isOffered, isUsable, composed } = exercises[0]
      assert.deepEqual([version, isOffered, isUsable, composed], [3, false, true, changed])
    }
    await holds(workshop)
    const later = await workshop.reopen()
    try {
      await holds(later)
    } finally {
      await later.close()
    }
  },
)

testWorkshop('an instructor tries what is not offered yet, at the bench, and no trainee can', async (workshop) => {
  const instructor = await workshop.as('instructor')
  const trainee = await workshop.as('trainee')
  const { id } = await compose(instructor, COMPOSED, false)
  assert.equal(await listed(workshop, id), undefined)
  const start = { exerciseId: id, mode: 'practice' }
  assert.equal((await trainee.post('/api/attempts', start)).body.code, 'EXERCISE_NOT_FOUND')
  assert.equal((await trainee.post(`/api/composed-exercises/${id}/try`, {})).status, 403)
  const { body } = await instructor.post(`/api/composed-exercises/${id}/try`, {})
  const at = `/api/attempts/${body.id}`
  assert.deepEqual((await instructor.post(`${at}/actions`, { kind: 'power', to: 'on' })).body, { kind: 'done' })
  const { ambientDegC } = await viewOf(workshop, body.id)
  assert(Math.abs(ambientDegC - COMPOSED.settings.ambientDegC) < 1, `${ambientDegC} °C`)
  assert.deepEqual((await instructor.post(`${at}/cancel`, {})).body, { status: 'cancelled' })
  const none = '/api/composed-exercises/composed-0123456789ab'
  assert.equal((await instructor.post(`${none}/try`, {})).body.code, 'EXERCISE_NOT_FOUND')
  const version = await instructor.post(`${none}/versions`, { composed: COMPOSED, isOffered: true })
  assert.equal(version.body.code, 'EXERCISE_NOT_FOUND')
})

testWorkshopOnBoth('faults come and go as an instructor composes it, where any of them can', async (workshop) => {
  const instructor = await workshop.as('instructor')
  const { faultsComeBy: ways } = (await instructor.get('/api/composed-exercises')).body
  assert.deepEqual(ways, ['vibration', 'heat', 'time'])
  for (const faultsComeBy of ways) {
    const { id } = await compose(instructor, { ...COMPOSED, faultsComeBy }, false)
    const { body } = await instructor.post(`/api/composed-exercises/${id}/try`, {})
    const at = `/api/attempts/${body.id}`
    assert.deepEqual((await instructor.post(`${at}/actions`, { kind: 'power', to: 'on' })).body, { kind: 'done' })
    // Standing and cold: what comes by shaking or by heat is not there yet, so its loop is whole.
    const probe = { instrument: 'voltmeter', red: 'pack.thermistor3', black: 'pack.thermistor3Return' }
    const { reading } = (await instructor.post(`${at}/measurements`, probe)).body
    if (faultsComeBy !== 'time') assert(reading.value < 4, `${faultsComeBy}: ${reading.value} V`)
    assert.deepEqual((await instructor.post(`${at}/cancel`, {})).body, { status: 'cancelled' })
  }
  const { composed } = (await instructor.get('/api/composed-exercises')).body.exercises[0]
  assert.equal(composed.faultsComeBy, 'time')

  const keep = async (change: object) =>
    (await instructor.post('/api/composed-exercises', { composed: { ...COMPOSED, ...change }, isOffered: true })).body
  const worn = ['ev-04-contactor-welded', 'ev-06-imbalance']
  const { code, problems } = await keep({ faults: worn, faultsComeBy: 'heat' })
  assert.equal(code, 'EXERCISE_UNUSABLE')
  assert.match(problems.join(), /none can come and go/)
  assert.equal((await keep({ faults: [...worn, 'ev-01-interlock-open'], faultsComeBy: 'heat' })).version, 1)
  assert.equal((await keep({ faultsComeBy: 'rain' })).code, 'BODY_MALFORMED')
})

testWorkshop(
  'an instructor composes a car whose gateway filters, and it refuses to write until it is unlocked',
  async (workshop) => {
    const instructor = await workshop.as('instructor')
    const { id } = await compose(instructor, { ...COMPOSED, hasFilteringGateway: true }, false)
    const { body } = await instructor.post(`/api/composed-exercises/${id}/try`, {})
    const at = `/api/attempts/${body.id}`
    const ask = async (ecu: string, request: string) =>
      (await instructor.post(`${at}/diagnostics`, { ecu, request })).body.response
    assert.match(await ask('body', '22F190'), /^62F190/)
    assert.equal(await ask('body', '1101'), '7F1134')
    assert.deepEqual((await instructor.post(`${at}/cancel`, {})).body, { status: 'cancelled' })
    const wrong = { composed: { ...COMPOSED, hasFilteringGateway: 'yes' }, isOffered: true }
    assert.equal((await instructor.post('/api/composed-exercises', wrong)).body.code, 'BODY_MALFORMED')
  },
)

async function viewOf({ services }: TestWorkshop, attemptId: string): Promise<{ ambientDegC: number }> {
  const running = services.attempts.find(attemptId)
  assert(running !== undefined)
  return (await running.station.call('glance', undefined)).view as { ambientDegC: number }
}

testWorkshopOnBoth(
  'what cannot be used is refused with every reason and its remedy, and nothing is kept',
  async (workshop) => {
    const instructor = await workshop.as('instructor')
    const refused = async (change: object) => {
      const { status, body } = await instructor.post('/api/composed-exercises', {
        composed: { ...COMPOSED, ...change },
        isOffered: true,
      })
      assert.equal(status, 400)
      return body
    }
    const { code, problems } = await refused({ faults: ['ev-1-interlock-open', 'p-01'], laboratory: 'nowhere' })
    assert.equal(code, 'EXERCISE_UNUSABLE')
    assert.match(problems.join('\n'), /no fault "ev-1-interlock-open"\. Did you mean "ev-01-interlock-open"\?/)
    assert.match(problems.join('\n'), /no "nowhere" among the laboratories/)
    assert.equal((await refused({ station: 'lada' })).code, 'EXERCISE_UNUSABLE')
    assert.equal((await refused({ faults: [] })).code, 'BODY_MALFORMED')
    assert.equal((await refused({ faults: Array(4).fill('ev-01-interlock-open') })).code, 'BODY_MALFORMED')
    assert.equal((await refused({ settings: { ambientDegC: 900 } })).code, 'BODY_MALFORMED')
    assert.equal((await refused({ title: '   ' })).code, 'BODY_MALFORMED')
    assert.equal((await workshop.db.selectFrom('composed_exercise').selectAll().execute()).length, 0)
    const { id } = await compose(instructor)
    await assert.rejects(
      workshop.db
        .updateTable('composed_exercise')
        .set({ version: 9 } as never)
        .execute(),
      /RECORD_IMMUTABLE/,
    )
    const shown = JSON.stringify((await workshop.guest.get('/api/workshops')).body)
    for (const secret of [...COMPOSED.faults, 'startSocPercent', '63.25', 'faultsComeBy'])
      assert(!shown.includes(secret), secret)
    assert(shown.includes(id))
  },
)
