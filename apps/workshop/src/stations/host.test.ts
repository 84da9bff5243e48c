import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readEvidence } from '@luban/lab'
import { createDoorPool, DOOR_SETTINGS } from '../doors/pool.ts'
import { recoverEvidence } from '../evidence/recover.ts'
import { createStationHost, type HostedStation, StationFault } from './host.ts'
import type { Ended, StationEvent, StationOrder } from './messages.ts'
import { COOLING_S } from './testing/lamp-world.ts'

const folder = await mkdtemp(join(tmpdir(), 'luban-host-'))
const problems: string[] = []
const worldUrl = new URL('./testing/lamp-world.ts', import.meta.url)
const host = createStationHost({
  worldUrl,
  workerCountMax: 2,
  stationsPerWorkerMax: 3,
  log: (problem) => problems.push(problem),
})
const pool = createDoorPool(DOOR_SETTINGS)
after(async () => {
  await host.close()
  await rm(folder, { recursive: true })
})

let attemptCount = 0

function order(more: Partial<StationOrder> = {}): StationOrder {
  attemptCount++
  return {
    attemptId: `attempt-${attemptCount}`,
    exerciseId: 'dark-lamp',
    exerciseVersion: 1,
    modelId: 'lamp',
    mode: 'practice',
    start: { seed: 7, faults: ['burnt-bulb'], settings: {} },
    startActions: [],
    paceMax: 10,
    startedAtMs: 0,
    versions: { luban: 'test' },
    evidencePath: join(folder, `attempt-${attemptCount}.mcap`),
    evidenceBytesMax: 1e8,
    doors: pool.take()?.doors ?? [],
    peerTimeoutMs: 1000,
    ...more,
  }
}

type Opened = HostedStation & {
  order: StationOrder
  events: StationEvent[]
  lost: Promise<void>
  ended: Promise<Ended>
}

async function open(given = order()): Promise<Opened> {
  const events: StationEvent[] = []
  const lost = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<Ended>()
  const station = await host.open(given, {
    onEvent(event) {
      events.push(event)
      if (event.event === 'ended') ended.resolve(event.ended)
    },
    onLost: () => lost.resolve(),
  })
  return { ...station, order: given, events, lost: lost.promise, ended: ended.promise }
}

async function plugIn({ order }: Opened): Promise<Socket> {
  const door = order.doors.find(({ kind }) => kind === 'elm327')
  assert(door !== undefined)
  const socket = connect(door.port, door.host)
  await once(socket, 'connect')
  return socket
}

const recordsOf = async ({ order }: Opened) => readEvidence(await readFile(order.evidencePath)).records
const CANCEL = { status: 'cancelled', reason: 'cancelledByTrainee' } as const

test('what is done at a station is answered, and is on the disk before the answer', async () => {
  const station = await open()
  assert.deepEqual(await station.call('act', { action: { kind: 'power', to: 'on' }, by: 'ana' }), { kind: 'done' })
  const measurement = { instrument: 'voltmeter', red: 'socket', black: 'socket' } as const
  assert.deepEqual(await station.call('measure', { measurement, by: 'ana' }), {
    kind: 'reading',
    reading: { value: 230, unit: 'V' },
  })
  const kinds = (await recordsOf(station)).map(({ kind }) => kind)
  for (const kind of ['opened', 'pace', 'action', 'measurement'] as const) assert(kinds.includes(kind), kind)
  await station.call('end', CANCEL)
})

test('a tool on TCP and the scan tool of the bench meet the same lamp, and both are in the evidence', async () => {
  const station = await open()
  const socket = await plugIn(station)
  socket.write('A')
  assert.equal(String((await once(socket, 'data'))[0]), '0')
  await station.call('act', { action: { kind: 'power', to: 'on' }, by: 'ana' })
  socket.write('BC')
  assert.equal(String((await once(socket, 'data'))[0]), '11')
  const answer = await station.call('diagnose', { ecu: 'dimmer', request: Uint8Array.of(0x22), by: 'ana' })
  assert.deepEqual(answer, Uint8Array.of(0x62, 1))
  const late = await station.call('diagnose', { ecu: 'dimmer', request: Uint8Array.of(0x78), by: 'ana' })
  assert.deepEqual(late, Uint8Array.of(0xb8, 1), 'a pending answer is waited for')
  await assert.rejects(station.call('diagnose', { ecu: 'nobody', request: Uint8Array.of(1), by: 'ana' }), {
    code: 'ECU_NOT_FOUND',
  })
  const closed = once(socket, 'close')
  const ended = await station.call('end', CANCEL)
  await closed
  const records = await recordsOf(station)
  const frames = records.filter((record) => record.kind === 'frame')
  assert.deepEqual(
    frames.map(({ sender, data }) => `${sender} ${data}`),
    ['tool 41', 'tool 4243', 'dimmer 22', 'dimmer 78'],
  )
  const peers = records.filter((record) => record.kind === 'peer').map(({ event, address }) => `${event} ${address}`)
  assert.deepEqual(peers, ['connected 127.0.0.1', 'closed 127.0.0.1'])
  assert.equal(
    ended.evidenceSha256,
    createHash('sha256')
      .update(await readFile(station.order.evidencePath))
      .digest('hex'),
  )
})

test('a request that no ECU answers is answered with nothing, after a while', async () => {
  const station = await open()
  assert.equal(await station.call('diagnose', { ecu: 'dimmer', request: Uint8Array.of(0xff), by: 'ana' }), null)
  await station.call('end', CANCEL)
})

test('station time follows the pace, which never goes above what the exercise allows', async () => {
  const station = await open()
  assert.equal(await station.call('setPace', { pace: 1000 }), 10)
  await station.call('watch', { isWatched: true })
  const views = () => station.events.filter((event) => event.event === 'view')
  while (!views().some(({ pace, stationMs }) => pace === 10 && stationMs >= 3000)) await soon()
  await station.call('end', CANCEL)
  const paces = (await recordsOf(station)).filter((record) => record.kind === 'pace').map(({ pace }) => pace)
  assert.deepEqual(paces.slice(0, 2), [1, 10])
})

test('the pace falls back by itself when the waiting time is over, with nobody watching, and the evidence has it', async () => {
  const station = await open()
  const act = (to: string) => station.call('act', { action: { kind: 'power', to }, by: 'ana' })
  assert.equal(await station.call('setPace', { pace: 10 }), 10)
  await act('on')
  await act('off')
  const views = () => station.events.filter((event) => event.event === 'view')
  while (!views().some(({ pace }) => pace === 1)) await soon()
  // Over once is over: whoever goes fast again has other reasons.
  assert.equal(await station.call('setPace', { pace: 10 }), 10)
  await station.call('watch', { isWatched: true })
  const fromMs = views().at(-1)?.stationMs ?? 0
  while (!views().some(({ stationMs }) => stationMs > fromMs + COOLING_S * 1000)) await soon()
  assert.equal(views().at(-1)?.pace, 10)
  await station.call('end', CANCEL)
  const records = await recordsOf(station)
  const off = records.findLast((record) => record.kind === 'action')
  const back = records.findLast((record) => record.kind === 'pace' && record.pace === 1)
  assert(off !== undefined && back !== undefined)
  assert(back.stationMs >= off.stationMs + COOLING_S * 1000, 'not before the waiting time is over')
})

test('a critical error ends the attempt at once: doors closed, evidence sealed, the truth only now in it', async () => {
  const station = await open()
  const socket = await plugIn(station)
  const isTold = (bytes: Buffer) => bytes.includes('burnt-bulb')
  await station.call('flush', undefined)
  assert.equal(isTold(await readFile(station.order.evidencePath)), false)
  socket.on('error', () => {}) // A reset closes it too, where a byte was under way.
  const closed = new Promise((resolve) => socket.on('close', resolve))
  const bare = { instrument: 'voltmeter', red: 'bareWire', black: 'socket' } as const
  const outcome = await station.call('measure', { measurement: bare, by: 'ana' })
  assert.equal(outcome.kind, 'hazard')
  const ended = await station.ended
  assert.deepEqual([ended.status, ended.reason], ['stopped', 'liveContact'])
  await closed
  await assert.rejects(station.call('measure', { measurement: bare, by: 'ana' }), { code: 'ATTEMPT_CLOSED' })
  const bytes = await readFile(station.order.evidencePath)
  const reading = readEvidence(bytes)
  assert.equal(reading.isSealed, true)
  assert.deepEqual(reading.faults, [])
  assert(isTold(bytes))
  await assert.rejects(plugIn(station))
})

test('a world that throws ends its own attempt, not its neighbours in the same thread', async () => {
  const stations = await Promise.all([open(), open(), open(), open()])
  const [broken, ...others] = stations
  await assert.rejects(broken.call('act', { action: { kind: 'throw' }, by: 'ana' }), StationFault)
  await broken.lost
  const [later] = others
  await later.call('act', { action: { kind: 'throwLater' }, by: 'ana' })
  await later.lost
  for (const other of others.slice(1)) {
    assert.deepEqual(await other.call('act', { action: { kind: 'power', to: 'on' }, by: 'ana' }), { kind: 'done' })
    await other.call('end', CANCEL)
  }
  assert(problems.some((problem) => problem.includes('told to throw')))
})

test('a worker that dies takes only its own stations, their evidence is kept, and a new one is started', async () => {
  const [first, second] = await Promise.all([open(), open()])
  await first.call('act', { action: { kind: 'power', to: 'on' }, by: 'ana' })
  await assert.rejects(first.call('act', { action: { kind: 'die' }, by: 'ana' }), { code: 'STATION_UNAVAILABLE' })
  await first.lost
  assert.deepEqual(await second.call('act', { action: { kind: 'power', to: 'on' }, by: 'bo' }), { kind: 'done' })

  const recovered = await recoverEvidence(first.order.evidencePath, { reason: 'stationLost', truth: [] })
  assert(recovered !== undefined && recovered.sealedReason === undefined)
  const reading = readEvidence(await readFile(first.order.evidencePath))
  assert.equal(reading.isSealed, true)
  assert.equal(reading.records.filter(({ kind }) => kind === 'action').length, 1)
  assert.equal(
    recovered.sha256,
    createHash('sha256')
      .update(await readFile(first.order.evidencePath))
      .digest('hex'),
  )

  const third = await open()
  assert.deepEqual(await third.call('act', { action: { kind: 'power', to: 'on' }, by: 'ana' }), { kind: 'done' })
  await Promise.all([second.call('end', CANCEL), third.call('end', CANCEL)])
})

test('stations of two models share no thread; who comes when every processor has one shares that of its own', async () => {
  const modelIds = ['lamp', 'lamp', 'lamp', 'torch', 'torch']
  const stations = []
  for (const modelId of modelIds) stations.push(await open(order({ modelId })))
  const [dyingLamp, secondLamp, thirdLamp, dyingTorch, otherTorch] = stations
  const kill = (station: Opened) =>
    assert.rejects(station.call('act', { action: { kind: 'die' }, by: 'ana' }), { code: 'STATION_UNAVAILABLE' })
  await kill(dyingLamp)
  await kill(dyingTorch)
  const answers = await Promise.allSettled([secondLamp, thirdLamp].map((lamp) => lamp.call('end', CANCEL)))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'], 'lamps had two threads')
  await assert.rejects(otherTorch.call('end', CANCEL), { code: 'STATION_UNAVAILABLE' }, 'torches had one')
})

test('when every worker is full the next station is told so', async () => {
  const stations = await Promise.all(Array.from({ length: 6 }, () => open()))
  await assert.rejects(open(), { code: 'STATIONS_FULL' })
  await Promise.all(stations.map((station) => station.call('end', CANCEL)))
  const next = await open()
  await next.call('end', CANCEL)
})

test('an address that is taken is said to be, and nothing stays open or on the disk', async () => {
  const station = await open()
  const taken = order({ doors: station.order.doors })
  await assert.rejects(open(taken), (error) => error instanceof StationFault && error.fault === 'addressInUse')
  await assert.rejects(readFile(taken.evidencePath), { code: 'ENOENT' })
  await station.call('end', CANCEL)
  const again = await open(order({ doors: station.order.doors }))
  await again.call('end', CANCEL)
})

test('a tunnel is a tool like any other', async () => {
  const station = await open()
  const bytes: number[] = []
  const closed = Promise.withResolvers<void>()
  const tunnel = station.openTunnel('elm327', 'tunnel of ana', {
    onBytes: (more) => bytes.push(...more),
    onTook() {},
    onClosed: () => closed.resolve(),
  })
  tunnel.send(Uint8Array.of(1, 2, 3))
  while (bytes.length < 3) await soon()
  await station.call('end', CANCEL)
  await closed.promise
  assert.deepEqual(bytes, [0x30, 0x30, 0x30])
})

test('evidence that grows beyond its bound ends the attempt', async () => {
  const station = await open(order({ evidenceBytesMax: 50_000 }))
  const socket = await plugIn(station)
  socket.on('error', () => {})
  const flood = setInterval(() => socket.write(Buffer.alloc(64_000)), 5)
  const ended = await station.ended
  clearInterval(flood)
  assert.deepEqual([ended.status, ended.reason], ['interrupted', 'evidenceFull'])
})

const soon = () => new Promise((resolve) => setTimeout(resolve, 10))
