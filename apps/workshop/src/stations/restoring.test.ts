/** A station worker that dies: the stations of the others go on, and its own come back from their evidence. */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { type EvidenceRecord, readEvidence, replay } from '@luban/lab'
import { decodeDoip, encodeDoip } from '@luban/protocols/doip/message'
import type { LiveMessage, RunningAttempt } from './running-attempt.ts'
import { DARK_LAMP } from './testing/dark-lamp.ts'
import { openWorld as openLamp } from './testing/lamp-world.ts'
import { DEADLY } from './testing/mortal-vehicle.ts'
import { testStations, testStationsOnBoth } from './testing/test-stations.ts'
import { openTestWorkshop, type TestWorkshop } from './testing/test-workshop.ts'
import { openWorld as openVehicle } from './vehicle.ts'
import type { OpenWorld } from './world.ts'

type Started = { id: string; at: string; running: RunningAttempt; told: LiveMessage[] }

async function start(workshop: TestWorkshop, who: string, exerciseId = DARK_LAMP.id): Promise<Started> {
  const { status, body } = await workshop.post(who, '/api/attempts', { exerciseId, mode: 'practice' })
  assert.equal(status, 200, JSON.stringify(body))
  const running = workshop.attempts.find(body.id)
  assert(running !== undefined)
  const told: LiveMessage[] = []
  running.watch({ isTrainee: true, send: (message) => told.push(message) })
  return { id: body.id, at: `/api/attempts/${body.id}`, running, told }
}

/** No route lets a trainee break a world: the host is asked past them. */
function doTo({ running }: Started, kind: string) {
  return running.station.call('act', { action: { kind }, by: 'test' })
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10))
}

const comings = ({ told }: Started) => told.filter((message) => message.event === 'restoring' && message.share === 1)

async function plugIn({ running }: Started, door: string): Promise<Socket> {
  const place = running.doors.find(({ kind }) => kind === door)
  assert(place !== undefined)
  const socket = connect(place.port, place.host)
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

async function evidenceOf(workshop: TestWorkshop, { id }: Started) {
  return readEvidence(await readFile(join(workshop.dataDir, 'evidence', `${id}.mcap`)))
}

function replayed(openWorld: OpenWorld, records: readonly EvidenceRecord[], start: Parameters<OpenWorld>[1]) {
  const world = openWorld(records[0].kind === 'opened' ? records[0].model : '', start)
  const senders = new Set(world.model.ecus.map(({ id }) => id))
  const intervene = (event: 'injected' | 'cleared', number: number) =>
    event === 'injected' ? world.inject?.('lamp-02-fuse-gone') : world.clear?.(world.faults[number].id)
  return replay(
    { station: world as never, bus: world.bus, senders, connectDoip: world.connectDoip, intervene: intervene as never },
    records,
  )
}

const POWER_OFF = { kind: 'power', to: 'off' }

testStationsOnBoth(
  'a worker that dies takes nobody with it: its stations come back as they stood',
  async (workshop) => {
    const [mine, other] = [await start(workshop, 'ana'), await start(workshop, 'bo')]
    await workshop.post('ana', `${mine.at}/actions`, POWER_OFF)
    await workshop.post('dana', `${mine.at}/faults`, { faultId: 'lamp-02-fuse-gone' })
    const tool = await plugIn(mine, 'elm327')
    const gone = once(tool, 'close')
    tool.write('A')
    await once(tool, 'data')
    await assert.rejects(doTo(mine, 'die'), { code: 'STATION_RESTARTING' })
    assert.deepEqual((await workshop.post('bo', `${other.at}/actions`, POWER_OFF)).body, { kind: 'done' })
    await gone
    await until(() => comings(mine).length > 0)
    assert.equal(comings(other).length, 0)

    const again = await plugIn(mine, 'elm327')
    again.write('B')
    assert.equal(String((await once(again, 'data'))[0]), '0', 'the lamp is off, as it was')
    assert.equal((await workshop.get('dana', `${mine.at}/faults`)).body.faults.length, 2)
    const { body: refused } = await workshop.post('ana', `${mine.at}/actions`, POWER_OFF)
    assert.deepEqual([refused.kind, refused.reason], ['refused', 'alreadySo'])
    const { body } = await workshop.post('ana', `${mine.at}/diagnosis`, { component: 'bulb', failureMode: 'burnt' })
    assert.equal(body.status, 'submitted', JSON.stringify(body))

    const { records, isIntact, faults } = await evidenceOf(workshop, mine)
    assert.deepEqual([isIntact, faults], [true, []])
    const restored = records.find((record) => record.kind === 'restored')
    assert.deepEqual([restored?.number, restored?.isSame], [1, true])
    const result = replayed(openLamp, records, { seed: records[0].kind === 'opened' ? records[0].seed : 0, ...FAULTS })
    assert.equal(result.difference, undefined)
    const lines = await workshop.db.selectFrom('audit_log').select(['action', 'subject']).execute()
    assert.deepEqual(
      lines.filter(({ action }) => action === 'attempt.restore').map(({ subject }) => subject),
      [`attempt:${mine.id}`],
    )
  },
)

const FAULTS = { faults: DARK_LAMP.faults ?? [], settings: {} }

testStations('the time limit and the clock of the evidence tell what the failure took', async (workshop) => {
  const mine = await start(workshop, 'ana')
  await doTo(mine, 'die').catch(() => {})
  await until(() => comings(mine).length > 0)
  await workshop.post('ana', `${mine.at}/cancel`)
  const { records } = await evidenceOf(workshop, mine)
  const at = records.findIndex(({ kind }) => kind === 'restored')
  const paces = records.filter((record) => record.kind === 'pace')
  assert.deepEqual(
    paces.map(({ pace }) => pace),
    [1, 0, 1],
  )
  assert(records[at].wallMs > paces[1].wallMs)
  assert.equal(records[at].tick, paces[2].tick, 'no step was made meanwhile')
})

for (const deed of ['throwLater', 'dieLater']) {
  testStations(
    `a station that dies of its own evidence (${deed}) is given up, and takes nobody with it`,
    async (workshop) => {
      const [mine, other] = [await start(workshop, 'ana'), await start(workshop, 'bo')]
      await doTo(mine, deed).catch(() => {}) // It may be gone before it has answered.
      assert.deepEqual(await mine.running.settled, { status: 'interrupted', reason: 'stationLost' })
      assert.deepEqual((await workshop.post('bo', `${other.at}/actions`, POWER_OFF)).body, { kind: 'done' })
      const { records, isIntact } = await evidenceOf(workshop, mine)
      assert.equal(isIntact, true)
      assert.equal(records.filter(({ kind }) => kind === 'restored').length <= 3, true)
      assert(
        records.some((record) => record.kind === 'action' && record.action.kind === deed),
        'its evidence is kept',
      )
      const { body } = await workshop.post('ana', '/api/attempts', { exerciseId: DARK_LAMP.id, mode: 'practice' })
      assert.match(body.id, /^[0-9a-f-]{36}$/, 'the trainee can start again')
    },
  )
}

testStations('what ends an attempt while its station is away waits for it', async (workshop) => {
  const mine = await start(workshop, 'ana')
  const dying = doTo(mine, 'die').catch(() => {})
  const { body } = await workshop.post('ana', `${mine.at}/cancel`)
  await dying
  assert.equal(body.status, 'cancelled', JSON.stringify(body))
  assert.equal((await evidenceOf(workshop, mine)).isIntact, true)
})

const CAR_EXERCISE = {
  ...DARK_LAMP,
  id: 'dark-car',
  station: 'byd-atto-3',
  start: { settings: {}, actions: [{ kind: 'power', to: 'on' }] },
  faults: ['ev-03-precharge-open'],
}

const ACTIVATION = encodeDoip({ kind: 'routingActivationRequest', sourceAddress: 0x0e80, activationType: 0 })
const asks = (...data: number[]) =>
  encodeDoip({
    kind: 'diagnosticMessage',
    sourceAddress: 0x0e80,
    targetAddress: 0x1001,
    data: Uint8Array.from(data),
  } as never)

test('a car comes back in the middle of a DoIP request, on the same ports, and its evidence replays bit for bit', async () => {
  const workshop = await openTestWorkshop({
    exercises: [CAR_EXERCISE],
    worldUrl: new URL('./testing/mortal-vehicle.ts', import.meta.url),
    faultsOf: () => [],
  })
  try {
    const [mine, other] = [await start(workshop, 'ana', 'dark-car'), await start(workshop, 'bo', 'dark-car')]
    await workshop.post('ana', `${mine.at}/actions`, { kind: 'start' })
    const tool = await plugIn(mine, 'doip')
    tool.write(ACTIVATION)
    await once(tool, 'data')
    tool.write(asks(0x22, 0xf1, 0x90))
    await once(tool, 'data')
    const views = mine.told.length
    await until(() => mine.told.length > views + 15) // A second and more of the car.
    const gone = once(tool, 'close')
    tool.write(asks(...DEADLY))
    await gone
    await until(() => comings(mine).length > 0)
    assert.equal(comings(other).length, 0)
    const again = await plugIn(mine, 'doip')
    again.write(ACTIVATION)
    const [bytes] = (await once(again, 'data')) as [Buffer]
    assert.notEqual(typeof decodeDoip(bytes), 'string')
    again.write(asks(0x22, 0xf1, 0x90))
    await once(again, 'data')
    const seen = mine.told.length
    await until(() => mine.told.length > seen + 15)
    await workshop.post('ana', `${mine.at}/cancel`)
    const { records, isIntact } = await evidenceOf(workshop, mine)
    assert.equal(isIntact, true)
    const restored = records.find((record) => record.kind === 'restored')
    assert.deepEqual([restored?.number, restored?.isSame], [1, true])
    const seed = records[0].kind === 'opened' ? records[0].seed : 0
    const result = replayed(openVehicle, records, { seed, faults: CAR_EXERCISE.faults, settings: {} })
    assert.deepEqual(result.difference, undefined)
    assert(result.comparedCount > 100)
  } finally {
    await workshop.close()
  }
})

/** Resolves when the thread of the station is gone. */
const KILLERS = {
  async 'a message by TCP'(mine: Started) {
    const tool = await plugIn(mine, 'doip')
    const gone = once(tool, 'close')
    tool.write(ACTIVATION)
    await once(tool, 'data')
    tool.write(asks(...DEADLY))
    await gone
  },
  async 'a datagram by UDP'(mine: Started) {
    const witness = await plugIn(mine, 'elm327')
    const gone = once(witness, 'close')
    const { host, port } = mine.running.doors.find(({ kind }) => kind === 'doip') as { host: string; port: number }
    const socket = createSocket('udp4')
    socket.send(DEADLY, port, host)
    await gone
    socket.close()
  },
}

for (const [what, kill] of Object.entries(KILLERS)) {
  test(`whoever kills a thread through a door (${what}) comes back alone: its neighbour comes back once`, async () => {
    const workshop = await openTestWorkshop({
      exercises: [CAR_EXERCISE],
      worldUrl: new URL('./testing/mortal-vehicle.ts', import.meta.url),
      faultsOf: () => [],
      host: { workerCountMax: 1 },
    })
    try {
      const [mine, other] = [await start(workshop, 'ana', 'dark-car'), await start(workshop, 'bo', 'dark-car')]
      for (const times of [1, 2]) {
        await kill(mine)
        await until(() => comings(mine).length === times && comings(other).length > 0)
      }
      assert.deepEqual((await workshop.post('bo', `${other.at}/cancel`)).body.status, 'cancelled')
      assert.equal(comings(other).length, 1)
    } finally {
      await workshop.close()
    }
  })
}
