import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex } from '@luban/stdx'
import fc from 'fast-check'
import { ERROR_CODES } from './tables.ts'
import { createTrialVehicle, type TrialVehicle } from './trial-vehicle.ts'

const COMPONENT = '/vehicle/v15/components/bms'
const absolute = (path: string) => (path.startsWith('/') ? path : `${COMPONENT}/${path}`)

/** What is no request: switches of the trial, and time. */
function turn(vehicle: TrialVehicle, step: string): boolean {
  if (step === '@moving') vehicle.trial.isMoving = true
  else if (step === '@ready') vehicle.trial.isRoutineReady = true
  else if (step === '@silent' || step === '@busy') vehicle.fate = step === '@busy' ? 'busy' : 'silent'
  else if (step.startsWith('+')) vehicle.pass(Number(step.slice(1)))
  else return false
  return true
}

async function say(vehicle: TrialVehicle, request: string): Promise<string> {
  const [method, path, body] = request.split(' ')
  vehicle.asked.length = 0
  const { status, body: answer } = await vehicle.handle(method, absolute(path), body)
  return [status, vehicle.asked.join(',') || '-', JSON.stringify(answer) ?? ''].join(' ').trim()
}

for (const line of readFileSync(new URL('./vectors/dialogues.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  test(line.slice(0, 120), async () => {
    const vehicle = createTrialVehicle()
    for (const step of line.split(' ; ')) {
      if (turn(vehicle, step)) continue
      const [request, expected] = step.split(' > ')
      assert.equal(await say(vehicle, request), expected, request)
    }
  })
}

test('names are in the language of the client', async () => {
  const { handle } = createTrialVehicle()
  const { body } = await handle('GET', `${COMPONENT}/data/secret`, undefined, { language: 'zh' })
  assert.equal((body as { error_code: string }).error_code, 'error-response')
  for (const language of ['kk', 'ru', 'zh'] as const) {
    const component = await handle('GET', COMPONENT, undefined, { language })
    assert.equal((component.body as { name: string }).name, `Battery management (${language})`)
    const faults = await handle('GET', `${COMPONENT}/faults/P0A0A`, undefined, { language })
    assert.equal((faults.body as { item: { fault_name: string } }).item.fault_name, `Interlock open (${language})`)
  }
})

test('what is told with an answer: the methods there are, and where an execution is', async () => {
  const { handle, trial } = createTrialVehicle()
  assert.equal((await handle('PATCH', `${COMPONENT}/faults`)).headers?.allow, 'GET, DELETE')
  trial.isRoutineReady = true
  const started = await handle('POST', `${COMPONENT}/operations/check/executions`)
  assert.equal(started.headers?.location, `${COMPONENT}/operations/check/executions/id-1`)
})

test('a lock keeps other clients from changing the component, not from reading it', async () => {
  const { handle, asked, pass } = createTrialVehicle()
  const other = { client: 'boris' }
  await handle('POST', `${COMPONENT}/locks`, '{"lock_expiration":60}')
  assert.equal((await handle('GET', `${COMPONENT}/faults`, undefined, other)).status, 200)
  asked.length = 0
  assert.equal((await handle('DELETE', `${COMPONENT}/faults`, undefined, other)).status, 423)
  assert.equal((await handle('PUT', `${COMPONENT}/modes/session`, '{"value":"extended"}', other)).status, 423)
  assert.equal((await handle('POST', `${COMPONENT}/locks`, '{"lock_expiration":60}', other)).status, 423)
  assert.equal((await handle('POST', '/vehicle/v15/locks', '{"lock_expiration":60}', other)).status, 423)
  assert.equal((await handle('DELETE', `${COMPONENT}/locks/id-1`, undefined, other)).status, 423)
  const { body } = await handle('GET', `${COMPONENT}/locks`, undefined, other)
  assert.deepEqual(body, { items: [{ id: 'id-1', owned: false }] })
  assert.deepEqual(asked, [], 'nothing reached the bus')
  assert.equal((await handle('DELETE', `${COMPONENT}/faults`)).status, 204)
  pass(61_000)
  assert.equal((await handle('DELETE', `${COMPONENT}/faults`, undefined, other)).status, 204)
})

test('a lock of the vehicle covers its components', async () => {
  const { handle } = createTrialVehicle()
  await handle('POST', '/vehicle/v15/locks', '{"lock_expiration":60}')
  assert.equal((await handle('DELETE', `${COMPONENT}/faults`, undefined, { client: 'boris' })).status, 423)
  assert.equal((await handle('DELETE', `${COMPONENT}/faults`)).status, 204)
})

test('the oldest of very many executions are forgotten', async () => {
  const { handle } = createTrialVehicle()
  for (let i = 0; i < 201; i++) await handle('POST', `${COMPONENT}/operations/check/executions`)
  const { body } = await handle('GET', `${COMPONENT}/operations/check/executions`)
  const ids = (body as { items: { id: string }[] }).items.map(({ id }) => id)
  assert.deepEqual([ids.length, ids[0], ids.at(-1)], [200, 'id-2', 'id-201'])
})

test('a control unit that answers something else is not believed', async () => {
  const vehicle = createTrialVehicle()
  const requests = [
    ['GET', 'data/state-of-charge'],
    ['GET', 'faults'],
    ['DELETE', 'faults'],
    ['POST', 'operations/check/executions'],
    ['POST', 'operations/reset/executions'],
    ['PUT', 'modes/session', '{"value":"extended"}'],
    ['PUT', 'modes/security', '{"value":"Level_1_RequestSeed"}'],
  ] as const
  for (const bytes of ['', '7F', '7F22', '62', '620005', '6200066400', '59', '5902', '5902FF01', '7E00', 'FFFFFFFF']) {
    vehicle.fate = hex(bytes)
    for (const [method, path, body] of requests) {
      const { status, body: error } = await vehicle.handle(method, absolute(path), body)
      assert.equal(status, 502, `${method} ${path}: ${bytes}`)
      assert.equal((error as { error_code: string }).error_code, 'invalid-response-content')
    }
  }
})

test('whatever anyone asks there is an answer, and every refusal is a generic error', async () => {
  const part = fc.oneof(
    fc.constantFrom('vehicle', 'v15', 'components', 'bms', 'data', 'faults', 'operations', 'modes', 'locks'),
    fc.constantFrom('session', 'check', 'executions', 'secret', 'P0A0A', '%', '%00', '..', '', 'ж'),
    fc.string({ maxLength: 6 }),
  )
  const path = fc.array(part, { maxLength: 7 }).map((parts) => `/vehicle/v15/components/bms/${parts.join('/')}`)
  const body = fc.oneof(fc.string(), fc.json(), fc.constant('{"value":"extended"}'), fc.constant('{"__proto__":{}}'))
  const method = fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'BREW')
  await fc.assert(
    fc.asyncProperty(method, fc.oneof(path, fc.string()), body, fc.string(), async (how, where, what, query) => {
      const { server } = createTrialVehicle()
      const request = { method: how, path: where, body: what, client: 'anna', query: new URLSearchParams(query) }
      const answer = await server.handle(request, 0)
      assert(answer.status >= 200 && answer.status <= 504)
      if (answer.status < 400) return
      const { error_code, message } = answer.body as { error_code: (typeof ERROR_CODES)[number]; message: string }
      assert(ERROR_CODES.includes(error_code) && message !== '')
    }),
    { numRuns: 500 },
  )
})
