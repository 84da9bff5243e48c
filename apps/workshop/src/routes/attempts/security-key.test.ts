/** The bench's scan tool unlocks a control unit of the real car, and both tests that ask for it then work. */
import assert from 'node:assert/strict'
import { type Client, testWorkshop } from '../../testing.ts'

/** A sound high-voltage system, so that nothing but the lock is in the way. */
const EXERCISE = 'weak-regeneration'

async function start(trainee: Client): Promise<string> {
  const { status, body } = await trainee.post('/api/attempts', { exerciseId: EXERCISE, mode: 'practice' })
  assert.equal(status, 200, JSON.stringify(body))
  return `/api/attempts/${body.id}`
}

/** What the scan tool of the page does: a question over the bus, its answer or none. */
const scanTool = (trainee: Client, at: string) => async (ecu: string, request: string) =>
  (await trainee.post(`${at}/diagnostics`, { ecu, request })).body.response as string | null

/** The contactors move step by step: asks until the answer begins so, and leaves the time limit to the test runner. */
async function until(ask: () => Promise<string | null>, beginning: string): Promise<void> {
  while (!(await ask())?.startsWith(beginning)) await new Promise((resolve) => setTimeout(resolve, 100))
}

testWorkshop('the scan tool unlocks level 1, and the two tests that need it work', async (workshop) => {
  const trainee = await workshop.as('trainee')
  const at = await start(trainee)
  const ask = scanTool(trainee, at)
  const unlock = async (ecu: string) => {
    const seed = (await ask(ecu, '2701'))?.slice('6701'.length)
    const { status, body } = await trainee.post(`${at}/security-key`, { seed })
    assert.equal(status, 200, JSON.stringify(body))
    return await ask(ecu, `2702${body.key}`)
  }

  await trainee.post(`${at}/actions`, { kind: 'power', to: 'on' })
  await until(() => ask('bms', '1003'), '5003')
  assert.equal(await ask('bms', '2F20100301'), '7F2F33')
  assert.equal(await unlock('bms'), '6702')
  await until(() => ask('bms', '2F20100301'), '6F201003')
  assert.match((await ask('bms', '2F201000')) ?? '', /^6F201000/)
  assert.equal(await ask('bms', '2701'), '670100000000', 'a seed of zeros: it is open')

  await trainee.post(`${at}/actions`, { kind: 'start' })
  await until(() => ask('drive', '1003'), '5003')
  assert.equal(await ask('drive', '2F01120301'), '7F2F33')
  assert.equal(await unlock('drive'), '6702')
  await until(() => ask('drive', '2F01120301'), '6F011203')

  await trainee.post(`${at}/cancel`)
  const { body } = await trainee.get(`${at}/evidence?kinds=diagnostic`)
  const asked = body.records.map((record: { ecu: string; request: string }) => `${record.ecu} ${record.request}`)
  for (const ecu of ['bms', 'drive']) {
    assert(asked.includes(`${ecu} 2701`), ecu)
    assert(asked.some((one: string) => new RegExp(`^${ecu} 2702[0-9A-F]{8}$`).test(one)))
  }
  assert.equal((await trainee.post(`${at}/security-key`, { seed: '01020304' })).body.code, 'ATTEMPT_CLOSED')
})

testWorkshop("another's attempt and a seed that is none get no key", async (workshop) => {
  const at = await start(await workshop.as('trainee'))
  const other = await workshop.as('trainee2')
  assert.equal((await other.post(`${at}/security-key`, { seed: '01020304' })).body.code, 'ATTEMPT_NOT_FOUND')
  const own = await workshop.as('trainee')
  for (const seed of ['', '1', 'xyz0', '00'.repeat(65)])
    assert.equal((await own.post(`${at}/security-key`, { seed })).status, 400, seed)
})
