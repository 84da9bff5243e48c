/** A real station through HTTP and WebSocket, on both databases: our own car stands for a foreign one. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { readEvidence } from '@luban/lab'
import { hex } from '@luban/stdx'
import { WebSocket } from 'ws'
import { SERIAL_KINDS } from '../../real/adapter.ts'
import { keepServing, openForeignCar, plugAdapter, switchedOn } from '../../real/testing/foreign-car.ts'
import { type Client, cookiesOf, type TestWorkshop, testWorkshop, testWorkshopOnBoth } from '../../testing.ts'

const HOST = '127.31.9.6'
const EXERCISE = 'a-real-atto-3'

async function register(client: Client, adapter: object): Promise<string> {
  const { status, body } = await client.post('/api/adapters', adapter)
  assert.equal(status, 200, JSON.stringify(body))
  return body.id
}

async function start(client: Client, adapter: object): Promise<string> {
  const { status, body } = await client.post('/api/attempts', { exerciseId: EXERCISE, mode: 'practice', adapter })
  assert.deepEqual([status, body.doors], [200, []], JSON.stringify(body))
  return `/api/attempts/${body.id}`
}

/** Asked until the link is there. */
async function answerOf(client: Client, at: string, ask: object): Promise<string> {
  for (;;) {
    const { status, body } = await client.post(`${at}/diagnostics`, ask)
    assert.equal(status, 200, JSON.stringify(body))
    if (body.response !== null) return body.response
    await pause(20)
  }
}

const CLEAR = { ecu: 'bms', request: '14FFFFFF' }

testWorkshop('a real car on the network is read, released, acted on, and judged by an instructor', async (workshop) => {
  const [trainee, instructor] = [await workshop.as('trainee'), await workshop.as('instructor')]
  const car = await openForeignCar('doip', HOST)
  try {
    const adapter = { name: 'Atto 3, bay 1', kind: 'doip', host: HOST, port: car.port }
    const id = await register(instructor, adapter)
    assert.deepEqual((await trainee.get('/api/adapters')).body.adapters, [{ id, ...adapter, isInUse: false }])
    const at = await start(trainee, { id })
    assert.equal((await trainee.get('/api/adapters')).body.adapters[0].isInUse, true)
    const vin = await answerOf(trainee, at, { ecu: 'bms', request: '22F190' })
    assert.equal(Buffer.from(hex(vin).subarray(3)).toString(), car.car.vin)

    const clear = async (body: object) => await trainee.post(`${at}/diagnostics`, { ...CLEAR, ...body })
    assert.equal((await clear({ isConfirmed: true })).body.code, 'RELEASE_NEEDED')
    assert.equal((await instructor.post(`${at}/release`, { isReleased: true })).status, 200)
    assert.equal((await clear({})).body.code, 'CONFIRMATION_NEEDED')
    assert.equal((await clear({ isConfirmed: true })).body.response, '54')
    const download = await clear({ request: '3400', isConfirmed: true })
    assert.equal(download.body.code, 'NEVER_ON_REAL_CAR')
    assert.equal((await instructor.post(`${at}/release`, { isReleased: false })).status, 200)
    assert.equal((await clear({ isConfirmed: true })).body.code, 'RELEASE_NEEDED')

    await judge(workshop, at)
    assert.equal((await trainee.get('/api/adapters')).body.adapters[0].isInUse, false)
  } finally {
    await car.close()
  }
})

/** States that nothing is wrong, and has it signed off; the evidence tells what was asked and who let it. */
async function judge({ as }: TestWorkshop, at: string): Promise<void> {
  const [trainee, instructor] = [await as('trainee'), await as('instructor')]
  const stated = { component: null, failureMode: null, report: 'All control units answer.' }
  assert.equal((await trainee.post(`${at}/diagnosis`, stated)).status, 200)
  const { assessment } = (await trainee.get(at)).body
  assert.deepEqual([assessment.automaticPoints, assessment.isPassed], [0, null])
  const ids = assessment.criteria.map(({ id }: { id: string }) => id)
  const criteria = assessment.criteria.map(({ id, pointsMax: points }: { id: string; pointsMax: number }) => ({
    ...{ id, points },
  }))
  assert.deepEqual(ids, ['reading', 'proof', 'record'])
  const signed = await instructor.post(`${at}/sign-off`, { criteria, passed: true, comment: '' })
  assert.equal(signed.status, 200, JSON.stringify(signed.body))

  const { records, isIntact } = readEvidence(new Uint8Array((await trainee.get(`${at}/evidence.mcap`)).bytes))
  assert(isIntact)
  const asked = records.flatMap((record) => (record.kind === 'diagnostic' ? [record] : []))
  assert(asked.some(({ request, isOnBus, response }) => request === '22F190' && !isOnBus && response !== null))
  assert.equal(asked.filter(({ request }) => request === '14FFFFFF').length, 1)
  assert.equal((await trainee.get(`${at}/replay`)).body.code, 'REPLAY_IMPOSSIBLE')
  const acts = records.flatMap((record) => (record.kind === 'action' ? [record.action.kind] : []))
  assert.deepEqual(acts, ['release', 'withhold'])
}

testWorkshop('a trainee brings an adapter at the serial port of the own computer, of either kind', async (workshop) => {
  const trainee = await workshop.as('trainee')
  const headers = { cookie: await cookieOf(workshop, 'trainee') }
  for (const kind of SERIAL_KINDS) {
    const at = await start(trainee, { serial: kind })
    assert.equal((await trainee.post(`${at}/diagnostics`, { ecu: 'bms', request: '22F190' })).body.response, null)
    const car = switchedOn()
    const socket = new WebSocket(`${workshop.url.replace('http', 'ws')}${at}/adapter`, { headers })
    await once(socket, 'open')
    const adapter = plugAdapter(car, kind, { send: (bytes) => socket.send(bytes.slice()), close() {} })
    const stop = keepServing(car, adapter)
    try {
      socket.on('message', (bytes: Buffer) => adapter.receive(new Uint8Array(bytes), performance.now()))
      const vin = await answerOf(trainee, at, { ecu: 'bms', request: '22F190' })
      assert.equal(Buffer.from(hex(vin).subarray(3)).toString(), car.vin, kind)
      const told = await trainee.get(`${at}/exchanges`)
      assert(JSON.stringify(told.body).includes('22F190'), 'what was asked is told, as at every station')
    } finally {
      stop()
      socket.close()
    }
    assert.equal((await trainee.post(`${at}/cancel`)).status, 200)
  }
})

async function cookieOf({ demoUsers, guest }: TestWorkshop, username: string): Promise<string> {
  const password = demoUsers.find((user) => user.username === username)?.password
  return cookiesOf((await guest.post('/api/auth/sign-in/username', { username, password })).headers)
}

testWorkshopOnBoth('an adapter is chosen for a real car, and for no other', async ({ as }) => {
  const [trainee, instructor] = [await as('trainee'), await as('instructor')]
  const begin = async (exerciseId: string, adapter?: object) =>
    (await trainee.post('/api/attempts', { exerciseId, mode: 'practice', adapter })).body
  assert.deepEqual([(await begin(EXERCISE)).code, (await begin(EXERCISE)).at], ['BODY_MALFORMED', 'adapter'])
  assert.equal((await begin('weak-regeneration', { serial: 'elm327' })).code, 'BODY_MALFORMED')
  const nowhere = { id: '6f1c1c9e-8f0b-4a53-9c55-0a4a52f5b111' }
  assert.equal((await begin(EXERCISE, nowhere)).code, 'ADAPTER_NOT_FOUND')
  const gateway = await register(instructor, { name: 'Gateway', kind: 'doip', host: HOST, port: 1 })
  assert.equal((await begin('a-real-car', { id: gateway })).code, 'BODY_MALFORMED')
  assert.equal((await instructor.post(`/api/adapters/${gateway}/withdraw`)).status, 200)
  assert.equal((await instructor.post(`/api/adapters/${gateway}/withdraw`)).body.code, 'ADAPTER_NOT_FOUND')
  assert.equal((await begin(EXERCISE, { id: gateway })).code, 'ADAPTER_NOT_FOUND')
  const named = { name: 'Far away', kind: 'elm327', host: 'example.kz', port: 35000 }
  for (const host of ['example.kz', '8.8.8.8', '::'])
    assert.equal((await instructor.post('/api/adapters', { ...named, host })).body.code, 'ADAPTER_ADDRESS_FOREIGN')
  const simulated = await begin('weak-regeneration')
  const at = `/api/attempts/${simulated.id}`
  assert.equal((await instructor.post(`${at}/release`, { isReleased: true })).body.code, 'NOT_A_REAL_CAR')
})
