import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { createCar } from '@luban/vehicle'
import { listenSovd } from './sovd-listener.ts'

const car = createCar('byd-atto-3', { seed: 1, faults: ['ev-01-interlock-open'] })
const steps = (seconds: number) => {
  for (let due = (seconds * 1000) / car.model.stepMs; due > 0; due--) car.step()
}
car.act({ kind: 'power', to: 'on' })
steps(2)
car.act({ kind: 'start' })
steps(4)

const frames: string[] = []
car.bus.record((_, sender) => frames.push(sender))
const now = () => performance.now()
const door = await listenSovd({
  host: '127.0.0.1',
  port: 0,
  model: car.model,
  vendorVersion: '0.1.0',
  openTester: () => car.openTester('sovd'),
  onFault: assert.ifError,
  now,
  startedAtMs: performance.timeOrigin,
})
const timer = setInterval(() => car.service(now()), 5)
after(async () => {
  clearInterval(timer)
  await door.close()
})

const base = `http://127.0.0.1:${door.port}/vehicle/v15`
const bms = `${base}/components/bms`

/** What came, as it was sent. */
async function ask(url: string, options?: RequestInit) {
  const response = await fetch(url, options)
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

type Items = { items: { id: string; href?: string }[] }

test('every control unit of the car is a component, and each says who it is', async () => {
  const { body } = await ask(`${base}/components`)
  const { items } = body as Items
  assert.deepEqual(
    items.map(({ id }) => id),
    car.model.ecus.map(({ id }) => id),
  )
  for (const { href } of items) {
    const component = (await ask(`http://127.0.0.1:${door.port}${href}`)).body as Record<string, string>
    assert.equal(component.faults, `${href}/faults`)
  }
})

test('every data identifier of the model can be read through the bus', async () => {
  const { items } = (await ask(`${bms}/data`)).body as Items
  assert.equal(items.length, car.model.dids.filter(({ ecu }) => ecu === 'bms').length)
  assert.equal(new Set(items.map(({ id }) => id)).size, items.length, 'each has an identifier of its own')
  frames.length = 0
  for (const { id } of items) {
    const { status, body } = await ask(`${bms}/data/${id}`)
    assert.equal(status, 200, `${id}: ${JSON.stringify(body)}`)
    assert.notEqual((body as { data: { value: unknown } }).data.value, undefined)
  }
  assert(frames.filter((sender) => sender === 'sovd').length >= items.length, 'each was asked on the bus')
})

test('the planted fault is found, in the language that was asked for, and cleared', async () => {
  const headers = { 'accept-language': 'de, ru;q=0.8, en;q=0.5' }
  const found = (await ask(`${bms}/faults?status[confirmedDTC]=1`, { headers })).body as {
    items: { display_code: string; fault_name: string }[]
  }
  assert.deepEqual(
    found.items.map(({ display_code }) => display_code),
    ['P0A0A'],
  )
  const words = car.model.dtcs.find(({ code24 }) => code24 === 0x0a0a00)?.text
  assert.equal(found.items[0].fault_name, words?.ru)
  const detail = (await ask(`${bms}/faults/P0A0A`)).body as { environment_data: { snapshots: unknown } }
  assert.notEqual(detail.environment_data.snapshots, undefined)
  assert.equal((await ask(`${bms}/faults`, { method: 'DELETE' })).status, 204)
  assert.deepEqual((await ask(`${bms}/faults?status[confirmedDTC]=1`)).body, { items: [] })
})

test('a body is JSON; a session and a lock are taken by it', async () => {
  const put = (value: string) => ask(`${bms}/modes/session`, { method: 'PUT', body: JSON.stringify({ value }) })
  assert.deepEqual((await put('extended')).body, { id: 'session', value: 'extended' })
  assert.deepEqual((await put('default')).body, { id: 'session', value: 'default' })
  const lock = await ask(`${bms}/locks`, { method: 'POST', body: '{"lock_expiration":60}' })
  assert.equal(lock.status, 201)
  const { id } = lock.body as { id: string }
  const headers = { authorization: 'Bearer another' }
  assert.equal((await ask(`${bms}/faults`, { method: 'DELETE', headers })).status, 423)
  assert.equal((await ask(`${bms}/locks/${id}`, { method: 'DELETE' })).status, 204)
  assert.equal((await ask(`${bms}/faults`, { method: 'DELETE', headers })).status, 204)
})

test('what is not there, cannot be done or is too long is told so', async () => {
  assert.equal((await ask(`${bms}/bulk-data`)).status, 404)
  const patched = await ask(`${bms}/faults`, { method: 'PATCH' })
  assert.deepEqual([patched.status, patched.headers.get('allow')], [405, 'GET, DELETE'])
  const long = await ask(`${bms}/locks`, { method: 'POST', body: 'x'.repeat(100_000) })
  assert.equal(long.status, 413)
  assert.equal((await ask(`${bms}/locks`, { method: 'POST', body: '{' })).status, 400)
})

test('a page of another site is refused, whatever it asks', async () => {
  const headers = { origin: 'http://elsewhere.example' }
  const { status, body } = await ask(`${bms}/faults`, { method: 'DELETE', headers })
  assert.deepEqual([status, (body as { error_code: string }).error_code], [403, 'insufficient-access-rights'])
  assert.equal((await ask(`${bms}/faults`, { headers: { origin: 'null' } })).status, 403)
})

test('a client that breaks off in the middle of its request disturbs nobody', async () => {
  const socket = connect(door.port, '127.0.0.1')
  await new Promise<void>((resolve) => socket.once('connect', resolve))
  const request = 'POST /vehicle/v15/locks HTTP/1.1\r\nHost: car\r\nContent-Length: 100\r\n\r\n{'
  await new Promise<void>((resolve) => socket.write(request, () => resolve()))
  socket.resetAndDestroy()
  assert.equal((await ask(`${base}/components`)).status, 200)
})
