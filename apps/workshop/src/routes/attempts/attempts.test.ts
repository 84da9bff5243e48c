/** Attempts through HTTP, WebSocket and TCP, on both databases, with the lamp world behind them. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { type Assessment, readEvidence } from '@luban/lab'
import { WebSocket } from 'ws'
import { verifyAuditChain } from '../../audit/log.ts'
import { findAttempt } from '../../db/attempts.ts'
import { DATABASES } from '../../db/testing.ts'
import { gvretPort } from '../../doors/testing/gvret-port.ts'
import { ERRORS } from '../../errors.ts'
import type { LiveMessage } from '../../stations/running-attempt.ts'
import { DARK_LAMP, FAULT_ID } from '../../stations/testing/dark-lamp.ts'
import { testStations, testStationsOnBoth } from '../../stations/testing/test-stations.ts'
import { type Json, openTestWorkshop, type TestWorkshop } from '../../stations/testing/test-workshop.ts'
import { addPastAttempt } from '../../testing.ts'
import { routes, socketRoutes } from '../index.ts'

const START = { exerciseId: 'dark-lamp', mode: 'practice' }
const MEASUREMENT = { instrument: 'voltmeter', red: 'socket', black: 'socket' }
const BARE = { ...MEASUREMENT, red: 'bareWire' }
const CAUSE = { component: 'bulb', failureMode: 'burnt' }
const networkAddress = networkAddressOf()
const OVER = { status: 'cancelled' }

async function start(
  { post }: TestWorkshop,
  who = 'ana',
  mode = 'practice',
): Promise<{ at: string; id: string; doors: Json[] }> {
  const { status, body } = await post(who, '/api/attempts', { ...START, mode })
  assert.equal(status, 200, JSON.stringify(body))
  return { id: body.id, at: `/api/attempts/${body.id}`, doors: body.doors }
}

async function plugIn(doors: readonly Json[], kind = 'elm327'): Promise<Socket> {
  const { host, port } = doors.find((door) => door.kind === kind)
  const socket = connect(port, host)
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Ended or reset, as a door that closes before it has let the tool in does: either way the tool is gone. */
function goneOf(tool: Socket): Promise<void> {
  return new Promise((resolve) => tool.once('close', () => resolve()))
}

/** A live connection with everything it was told, and a way to wait for what comes. */
function watch({ url }: TestWorkshop, who: string, path: string) {
  const socket = new WebSocket(url.replace('http', 'ws') + path, { headers: { authorization: who } })
  const messages: LiveMessage[] = []
  const chunks: Buffer[] = []
  let wake = () => {}
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) chunks.push(data)
    else messages.push(JSON.parse(String(data)))
    wake()
  })
  socket.on('error', () => {})
  async function until<E extends LiveMessage['event']>(
    event: E,
    isIt: (message: LiveMessage & { event: E }) => boolean = () => true,
  ) {
    for (;;) {
      const found = messages.find((message) => message.event === event && isIt(message as LiveMessage & { event: E }))
      if (found !== undefined) return found as LiveMessage & { event: E }
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  async function bytes(count: number): Promise<string> {
    while (Buffer.concat(chunks).length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return String(Buffer.concat(chunks))
  }
  return { socket, messages, until, bytes, opened: once(socket, 'open'), closed: once(socket, 'close') }
}

testStationsOnBoth(
  'a trainee works at a station, states the cause and is assessed; an instructor signs off',
  async (workshop) => {
    const { get, post, db } = workshop
    const { at, id, doors } = await start(workshop)
    assert.deepEqual(
      doors.map(({ kind, port }) => [kind, port]),
      [
        ['elm327', 35_000],
        ['doip', 13_400],
        ['socketcand', 29_536],
        ['slcan', 29_537],
        ['cannelloni', 20_000],
        ['gvret', await gvretPort()],
        ['sovd', 20_002],
      ],
    )
    assert.deepEqual(
      doors.flatMap(({ tlsPort }) => tlsPort ?? []),
      [3_496],
    )

    assert.deepEqual((await post('ana', `${at}/actions`, { kind: 'power', to: 'on' })).body, {
      kind: 'refused',
      reason: 'alreadySo',
    })
    assert.deepEqual((await post('ana', `${at}/actions`, { kind: 'power', to: 'off' })).body, { kind: 'done' })
    assert.deepEqual((await post('ana', `${at}/measurements`, MEASUREMENT)).body, {
      kind: 'reading',
      reading: { value: 0, unit: 'V' },
    })
    assert.deepEqual((await post('ana', `${at}/diagnostics`, { ecu: 'dimmer', request: '22' })).body, {
      response: '6200',
    })
    assert.deepEqual((await post('ana', `${at}/pace`, { pace: 500 })).body, { pace: 10 })

    const running = (await get('ana', at)).body
    assert.equal(running.status, 'running')
    assert.equal(running.exercise.title.en, 'The lamp stays dark')
    assert.deepEqual(running.model.components[0].id, 'bulb')
    assert.deepEqual(running.doors, doors)

    assert.deepEqual((await post('ana', `${at}/diagnosis`, CAUSE)).body, { status: 'submitted' })
    const submitted = (await get('ana', at)).body
    assert.deepEqual([submitted.status, submitted.endReason, submitted.doors], ['submitted', 'diagnosisStated', []])
    assert.deepEqual(
      submitted.assessment.criteria.map(({ points }: Json) => points),
      [40, 30, null],
    )
    assert.deepEqual(submitted.diagnosis, CAUSE)

    const mcap = await fetch(`${workshop.url}${at}/evidence.mcap`, { headers: { authorization: 'ana' } })
    const bytes = new Uint8Array(await mcap.arrayBuffer())
    assert.equal(createHash('sha256').update(bytes).digest('hex'), submitted.evidenceSha256)
    const reading = readEvidence(bytes)
    assert.deepEqual([reading.isSealed, reading.faults], [true, []])
    const places = submitted.assessment.criteria.flatMap(({ evidence }: Json) => evidence)
    const shown = (await get('dana', `${at}/evidence?at=${places.join(',')}`)).body.records
    assert.deepEqual(
      shown.map(({ kind, index }: Json) => [kind, places.includes(index)]),
      [
        ['measurement', true],
        ['diagnosis', true],
      ],
    )
    assert.match((await get('ana', `${at}/evidence.candump`)).body, /^\(\d+\.\d{6}\) can0 7E0#22$/m)
    assert.match((await get('ana', `${at}/evidence.asc`)).body, /^ +\d+\.\d{6} 1 {2}7E0 +Rx +d 1 22$/m)
    const pcapng = await fetch(`${workshop.url}${at}/evidence.pcapng`, { headers: { authorization: 'ana' } })
    assert.equal(Buffer.from(await pcapng.arrayBuffer()).readUInt32LE(), 0x0a0d0d0a)

    const signOff = { criteria: [{ id: 'order', points: 10 }], passed: true, comment: 'tidy enough' }
    assert.deepEqual(
      (await get('dana', '/api/review')).body.attempts.map((attempt: Json) => attempt.id),
      [id],
    )
    assert.equal((await post('dana', `${at}/sign-off`, { ...signOff, criteria: [] })).body.code, 'SIGN_OFF_INCOMPLETE')
    const twice = { ...signOff, criteria: [...signOff.criteria, { id: 'order', points: 0 }] }
    assert.match((await post('dana', `${at}/sign-off`, twice)).body.problem, /judged twice/)
    assert.equal(
      (await post('dana', `${at}/sign-off`, { ...signOff, criteria: [{ id: 'cause', points: 40 }] })).status,
      400,
    )
    const signed = await post('dana', `${at}/sign-off`, signOff)
    assert.deepEqual([signed.status, signed.body.assessment.points], [200, 80])
    assert.equal((await post('dana', `${at}/sign-off`, signOff)).body.code, 'ATTEMPT_SIGNED_OFF')
    const done = (await get('ana', at)).body
    assert.deepEqual(
      [done.status, done.score, done.signOff.passed, done.signOff.instructorName],
      ['signedOff', 80, true, 'dana'],
    )

    const log = await db.selectFrom('audit_log').select(['action', 'subject', 'detail']).orderBy('seq').execute()
    assert.deepEqual(
      log.map(({ action }) => action),
      ['attempt.start', 'attempt.submit', 'attempt.signOff'],
    )
    assert(log.every(({ subject }) => subject === `attempt:${id}`))
    assert.equal(log[1].detail.evidenceSha256, submitted.evidenceSha256)
    assert.equal((await verifyAuditChain(db)).isIntact, true)
  },
)

testStationsOnBoth('another trainee’s attempt does not exist, by whatever way it is asked for', async (workshop) => {
  const { get, post } = workshop
  const { at } = await start(workshop)
  for (const [path, body] of Object.entries({
    actions: { kind: 'power', to: 'off' },
    measurements: MEASUREMENT,
    diagnostics: { ecu: 'dimmer', request: '22' },
    pace: { pace: 2 },
    'peers/p1': { allow: true },
    diagnosis: CAUSE,
    cancel: {},
  })) {
    assert.deepEqual([path, (await post('bo', `${at}/${path}`, body)).body.code], [path, 'ATTEMPT_NOT_FOUND'])
    // An instructor watches, and never acts for a trainee.
    assert.deepEqual([path, (await post('dana', `${at}/${path}`, body)).body.code], [path, 'ATTEMPT_NOT_FOUND'])
    assert.deepEqual([path, (await post('erlan', `${at}/${path}`, body)).body.code], [path, 'NOT_ALLOWED'])
    assert.deepEqual([path, (await post('guest', `${at}/${path}`, body)).body.code], [path, 'NOT_SIGNED_IN'])
  }
  for (const path of ['', '/evidence', '/evidence.mcap', '/evidence.candump', '/evidence.asc', '/evidence.pcapng']) {
    assert.deepEqual([path, (await get('bo', at + path)).body.code], [path, 'ATTEMPT_NOT_FOUND'])
  }
  for (const path of [`${at}/live`, `${at}/tunnel/elm327`]) {
    const { closed } = watch(workshop, 'bo', path)
    assert.deepEqual([path, (await closed)[0]], [path, 4404])
  }
  assert.deepEqual((await get('bo', '/api/attempts')).body.attempts, [])
  assert.equal((await get('dana', '/api/attempts?status=running')).body.attempts.length, 1)
  assert.equal((await get('dana', '/api/attempts?mode=exam')).body.attempts.length, 0)
  assert.equal((await get('erlan', at)).body.doors.length, 0, 'the doors are shown to the trainee only')
})

testStationsOnBoth(
  'attempts are listed page by page, each once, also of people who started at once',
  async (workshop) => {
    const { db, get, actors } = workshop
    const past = Array.from({ length: 230 }, (_, index) => ({
      traineeId: actors.get(index % 2 === 0 ? 'ana' : 'bo')?.userId ?? '',
      exerciseId: DARK_LAMP.id,
      at: new Date(Date.UTC(2026, 0, 1, 0, 0, Math.floor(index / 60))), // Sixty at one moment.
    }))
    const ids: string[] = []
    for (const attempt of past) ids.push(await addPastAttempt(db, attempt))
    const walk = async (who: string, filter: string): Promise<Json[]> => {
      const found: Json[] = []
      for (let below = ''; ; ) {
        const { attempts, older } = (await get(who, `/api/attempts?${filter}${below}`)).body
        assert(attempts.length <= 100 && (older === null || attempts.length === 100))
        found.push(...attempts)
        if (older === null) return found
        below = `&below=${encodeURIComponent(older)}`
      }
    }
    const all = await walk('dana', 'status=submitted')
    assert.deepEqual(all.map(({ id }) => id).sort(), [...ids].sort())
    assert.deepEqual(
      all.map(({ startedAt }) => startedAt),
      all
        .map(({ startedAt }) => startedAt)
        .sort()
        .reverse(),
    )
    assert.equal((await walk('ana', '')).length, 115)
    for (const below of ['x', '2026-13-01T00:00:00.000Z 6f1c1c9e-8f0b-4a53-9c55-0a4a52f5b111']) {
      const { body } = await get('ana', `/api/attempts?below=${encodeURIComponent(below)}`)
      assert.equal(body.code, 'REQUEST_MALFORMED')
    }
  },
)

testStations('a trainee has one attempt running, and is told which', async (workshop) => {
  const { post } = workshop
  const starts = await Promise.all([1, 2, 3, 4].map(() => post('ana', '/api/attempts', START)))
  const opened = starts.filter(({ status }) => status === 200)
  assert.equal(opened.length, 1)
  for (const { body } of starts.filter(({ status }) => status !== 200)) {
    assert.deepEqual([body.code, body.attempt], ['ATTEMPT_OPEN_ALREADY', opened[0].body.id])
  }
  assert.deepEqual((await post('ana', `/api/attempts/${opened[0].body.id}/cancel`)).body, OVER)
  await start(workshop)
})

testStations('a closed attempt takes nothing more, and its doors are gone', async (workshop) => {
  const { post } = workshop
  const { at, doors } = await start(workshop)
  const tool = await plugIn(doors)
  const gone = goneOf(tool)
  await post('ana', `${at}/cancel`)
  await gone
  await assert.rejects(plugIn(doors))
  for (const [path, body] of [
    ['actions', { kind: 'start' }],
    ['diagnosis', CAUSE],
    ['cancel', {}],
  ] as const) {
    assert.equal((await post('ana', `${at}/${path}`, body)).body.code, 'ATTEMPT_CLOSED')
  }
  const { until, closed } = watch(workshop, 'ana', `${at}/live`)
  assert.deepEqual((await until('ended')).ended, { status: 'cancelled', reason: 'cancelledByTrainee' })
  assert.equal((await closed)[0], 1000)
})

testStations(
  'live contact stops the attempt at once, says why, and closes the gate of its assessment',
  async (workshop) => {
    const { get, post } = workshop
    const { at, doors } = await start(workshop)
    const tool = await plugIn(doors)
    const gone = goneOf(tool)
    const live = watch(workshop, 'ana', `${at}/live`)
    await live.until('view')
    const { body } = await post('ana', `${at}/measurements`, BARE)
    assert.equal(body.hazard.kind, 'liveContact')
    assert.deepEqual((await live.until('hazard')).hazard, body.hazard)
    assert.deepEqual((await live.until('ended')).ended, { status: 'stopped', reason: 'liveContact' })
    await gone
    const stopped = (await get('ana', at)).body
    assert.deepEqual([stopped.status, stopped.assessment.gate.isPassed, stopped.score], ['stopped', false, 0])
    assert.equal(
      (await post('dana', `${at}/sign-off`, { criteria: [], passed: false, comment: '' })).body.code,
      'ATTEMPT_NOT_SUBMITTED',
    )
  },
)

testStations('the live connection comes back where it was, and an instructor may watch too', async (workshop) => {
  const { post } = workshop
  const { at, doors } = await start(workshop)
  const first = watch(workshop, 'ana', `${at}/live`)
  await first.until('view')
  first.socket.terminate()
  await post('ana', `${at}/actions`, { kind: 'power', to: 'off' })
  const tool = await plugIn(doors)
  tool.write('A')
  await once(tool, 'data')
  const second = watch(workshop, 'ana', `${at}/live`)
  assert.equal((await second.until('status')).status, 'running')
  assert.deepEqual(((await second.until('view')).view as Json).isOn, false)
  await second.until('peers', ({ toolCount }) => toolCount === 1)
  const instructor = watch(workshop, 'dana', `${at}/live`)
  await instructor.until('view')
  await post('ana', `${at}/cancel`)
  await Promise.all([second.until('ended'), instructor.until('ended')])
})

testStations('a tunnel is a door for a tool at the trainee’s own machine', async (workshop) => {
  const { post, get } = workshop
  const { at } = await start(workshop)
  const tunnel = watch(workshop, 'ana', `${at}/tunnel/elm327`)
  await tunnel.opened
  tunnel.socket.send(Buffer.from('AB'))
  assert.equal(await tunnel.bytes(2), '11')
  const other = watch(workshop, 'ana', `${at}/tunnel/elm327`)
  await other.opened
  other.socket.send('text is not for tools')
  assert.equal((await other.closed)[0], 1003)
  assert.equal((await watch(workshop, 'ana', `${at}/tunnel/window`).closed)[0], 4404)
  await post('ana', `${at}/cancel`)
  await tunnel.closed
  const peers = (await get('ana', `${at}/evidence?kinds=peer`)).body.records
  assert.deepEqual(peers.map(({ door, address, event }: Json) => `${door} ${address} ${event}`).slice(0, 1), [
    'elm327 tunnel 127.0.0.1 connected',
  ])
})

testStations('in an exam the station runs at the pace of the world', async (workshop) => {
  const { at } = await start(workshop, 'ana', 'exam')
  assert.equal((await workshop.post('ana', `${at}/pace`, { pace: 2 })).body.code, 'PACE_FIXED')
  assert.deepEqual((await workshop.post('ana', `${at}/pace`, { pace: 1 })).body, { pace: 1 })
  assert.equal((await workshop.get('ana', at)).body.paceMax, 1)
})

testStations('nobody signs off their own attempt, and nobody below the pass mark has passed', async (workshop) => {
  const { post, get } = workshop
  const { at } = await start(workshop, 'dana')
  const signOff = { criteria: [{ id: 'order', points: 30 }], passed: true, comment: '' }
  assert.equal((await post('dana', `${at}/sign-off`, signOff)).body.code, 'INSTRUCTOR_IS_TRAINEE')
  await post('dana', `${at}/diagnosis`, { component: null, failureMode: null })
  assert.equal((await post('dana', `${at}/sign-off`, signOff)).body.code, 'INSTRUCTOR_IS_TRAINEE')
  assert.deepEqual((await get('dana', '/api/review')).body.attempts, [])

  const second = await start(workshop, 'ana')
  await post('ana', `${second.at}/diagnosis`, { component: null, failureMode: null })
  const tooGood = await post('dana', `${second.at}/sign-off`, signOff)
  assert.deepEqual([tooGood.status, tooGood.body.at], [400, 'passed'])
  assert.equal((await post('dana', `${second.at}/sign-off`, { ...signOff, passed: false })).status, 200)
})

testStations('of two diagnoses at once one is taken, and the other is told so', async (workshop) => {
  const { get, post } = workshop
  const { at } = await start(workshop)
  const stated = [CAUSE, { component: null, failureMode: null }]
  const answers = await Promise.all(stated.map((diagnosis) => post('ana', `${at}/diagnosis`, diagnosis)))
  const taken = answers.findIndex(({ status }) => status === 200)
  assert.deepEqual((await get('ana', at)).body.diagnosis, stated[taken])
  const { status, body } = answers[1 - taken]
  assert.deepEqual([status, body.code, body.reason], [409, 'ATTEMPT_CLOSED', 'diagnosisStated'])
})

testStations('a malformed action is told what is wrong with it, not with another', async (workshop) => {
  const { at } = await start(workshop)
  for (const [action, place, problem] of [
    [{ kind: 'pedal', accelerator: -1, brake: 0 }, 'body/accelerator', /must be >= 0/],
    [{ kind: 'pedal', accelerator: 0 }, 'body', /brake/],
    [{ kind: 'start', also: 1 }, 'body/also', /not known/],
    [{ kind: 'fly' }, 'body', /kind/],
    [{}, 'body', /kind/],
  ] as const) {
    const { body } = await workshop.post('ana', `${at}/actions`, action)
    assert.deepEqual([body.code, body.at], ['BODY_MALFORMED', place], JSON.stringify(action))
    assert.match(body.problem, problem)
  }
})

testStations('a malformed request is told where, and changes nothing', async (workshop) => {
  const { post } = workshop
  const { at } = await start(workshop)
  for (const [path, body] of [
    ['actions', { kind: 'fly' }],
    ['actions', { kind: 'power', to: 'on', also: 1 }],
    ['actions', { kind: 'pedal', accelerator: 2, brake: 0 }],
    ['measurements', { ...MEASUREMENT, instrument: 'finger' }],
    ['diagnostics', { ecu: 'dimmer', request: '2' }],
    ['diagnostics', { ecu: 'dimmer', request: '22'.repeat(300) }],
    ['pace', { pace: 0 }],
    ['diagnosis', { component: 'bulb', failureMode: 'melted' }],
    ['diagnosis', { component: 'wire', failureMode: 'burnt' }],
    ['diagnosis', { component: 'bulb', failureMode: null }],
  ] as const) {
    const { status, body: answer } = await post('ana', `${at}/${path}`, body)
    assert.deepEqual([path, status, answer.code], [path, 400, 'BODY_MALFORMED'])
  }
  assert.equal((await post('ana', `${at}/diagnostics`, { ecu: 'window', request: '22' })).body.code, 'ECU_NOT_FOUND')
  assert.equal((await post('ana', `${at}/peers/p7`, { allow: true })).body.code, 'PEER_NOT_FOUND')
  assert.equal(
    (await post('ana', '/api/attempts', { exerciseId: 'nothing', mode: 'exam' })).body.code,
    'EXERCISE_NOT_FOUND',
  )
  assert.equal((await post('ana', '/api/attempts/not-an-id/cancel')).status, 400)
  assert.deepEqual((await post('ana', `${at}/actions`, { kind: 'power', to: 'off' })).body, { kind: 'done' })
})

testStations(
  'the time limit ends the attempt, and what is there is assessed',
  async (workshop) => {
    const { at, id } = await start(workshop)
    const live = watch(workshop, 'ana', `${at}/live`)
    assert.deepEqual((await live.until('ended')).ended, { status: 'submitted', reason: 'timeIsUp' })
    const row = await findAttempt(workshop.db, id)
    assert(row !== undefined)
    const { automaticPoints } = row.assessment as Assessment
    assert.deepEqual([row.status, automaticPoints, row.diagnosis], ['submitted', 0, null])
  },
  { exercises: [{ ...DARK_LAMP, timeLimitMin: 0.02 }] },
)

testStations(
  'a trainee who has gone leaves the station to others',
  async (workshop) => {
    const { at } = await start(workshop)
    const live = watch(workshop, 'dana', `${at}/live`)
    assert.deepEqual((await live.until('ended')).ended, { status: 'interrupted', reason: 'traineeGone' })
  },
  { settings: { idleMsMax: 300 } },
)

for (const database of DATABASES) {
  test(`a trainee with a page open or a tool plugged in is there (${database.name})`, async () => {
    let awayMs = 0
    const workshop = await openTestWorkshop({
      place: await database.place(),
      exercises: [DARK_LAMP],
      settings: { idleMsMax: 100, idleClockMs: () => awayMs },
    })
    try {
      const { at, doors } = await start(workshop)
      const page = watch(workshop, 'ana', `${at}/live`)
      await page.opened
      const tool = await plugIn(doors)
      await page.until('peers', ({ toolCount }) => toolCount === 1)
      page.socket.close()
      await page.closed
      awayMs = 1000
      await new Promise((resolve) => setTimeout(resolve, 500)) // Time to look a few times.
      const live = watch(workshop, 'dana', `${at}/live`)
      await live.until('peers') // Else the end might come before anybody listens.
      assert.equal((await workshop.get('dana', at)).body.status, 'running')
      tool.destroy()
      await live.until('peers', ({ toolCount }) => toolCount === 0)
      awayMs = 2000
      assert.equal((await live.until('ended')).ended.reason, 'traineeGone')
    } finally {
      await workshop.close()
    }
  })
}

testStations('a server that closes ends its attempts cleanly', async (workshop) => {
  const { at } = await start(workshop)
  await workshop.post('ana', `${at}/actions`, { kind: 'power', to: 'off' })
  await workshop.attempts.close()
  const { status, endReason, evidenceSha256 } = (await workshop.get('ana', at)).body
  assert.deepEqual([status, endReason], ['interrupted', 'serverStopped'])
  assert.match(evidenceSha256, /^[0-9a-f]{64}$/)
  assert.equal((await workshop.post('ana', '/api/attempts', START)).body.code, 'STATION_UNAVAILABLE')
})

testStations(
  'a station that breaks again and again closes its attempt with the reason, and its evidence is kept',
  async (workshop) => {
    const { at, id } = await start(workshop)
    await workshop.post('ana', `${at}/actions`, { kind: 'power', to: 'off' })
    const live = watch(workshop, 'ana', `${at}/live`)
    await live.until('view')
    // No route lets a trainee break a world: the host is asked past them.
    await workshop.attempts
      .find(id)
      ?.station.call('act', { action: { kind: 'dieLater' }, by: 'test' })
      .catch(() => {})
    assert.deepEqual((await live.until('ended')).ended, { status: 'interrupted', reason: 'stationLost' })
    const { status, endReason } = (await workshop.get('ana', at)).body
    assert.deepEqual([status, endReason], ['interrupted', 'stationLost'])
    const { records, isSealed } = (await workshop.get('ana', `${at}/evidence?kinds=action,closed`)).body
    assert.equal(isSealed, true)
    assert.deepEqual(
      records.map(({ kind }: Json) => kind),
      ['action', 'action', 'action', 'closed'],
    )
  },
)

testStations(
  'bound to a network, a tool of another machine waits for the trainee',
  async (workshop) => {
    const { at, doors } = await start(workshop)
    const live = watch(workshop, 'ana', `${at}/live`)
    const tool = await plugIn(doors)
    tool.write('A')
    const { waiting } = await live.until('peers', (message) => message.waiting.length > 0)
    assert.equal(waiting[0].address, networkAddress)
    const answered = once(tool, 'data')
    assert.equal((await workshop.post('ana', `${at}/peers/${waiting[0].id}`, { allow: true })).status, 200)
    assert.equal(String((await answered)[0]), '1')
    assert.equal(
      (await workshop.post('ana', `${at}/peers/${waiting[0].id}`, { allow: true })).body.code,
      'PEER_NOT_FOUND',
    )
    await workshop.post('ana', `${at}/cancel`)
    const peers = (await workshop.get('ana', `${at}/evidence?kinds=peer`)).body.records
    assert.deepEqual(
      peers.map(({ event }: Json) => event),
      ['waiting', 'allowed', 'connected', 'closed'],
    )
  },
  { doors: { host: networkAddress, portFrom: 45_100, portCount: 200 } },
)

/** To a GVRET adapter, which says nothing to text. */
const WHAT_ARE_YOU = Buffer.from('e7e7f107', 'hex')

test('nothing sent to a trainee of a running attempt tells what is wrong', async () => {
  const workshop = await openTestWorkshop({ exercises: [DARK_LAMP] })
  const heard: string[] = []
  const hear = async (method: 'get' | 'post', path: string, body?: unknown) => {
    const reply = await (method === 'get' ? workshop.get('ana', path) : workshop.post('ana', path, body))
    heard.push(JSON.stringify(reply))
    return reply
  }
  const { id } = (await hear('post', '/api/attempts', START)).body
  const at = `/api/attempts/${id}`
  const { doors } = (await hear('get', at)).body
  const live = watch(workshop, 'ana', `${at}/live`)
  const tunnel = watch(workshop, 'ana', `${at}/tunnel/elm327`)
  await tunnel.opened
  for (const door of doors) {
    const tool = await plugIn([door], door.kind)
    tool.on('data', (bytes) => heard.push(bytes.toString('latin1')))
    tool.write(door.kind === 'gvret' ? WHAT_ARE_YOU : 'what is wrong?\r')
    await once(tool, 'data')
  }
  tunnel.socket.send(Buffer.from('?'))
  heard.push(await tunnel.bytes(1))
  await hear('post', '/api/attempts', START)
  for (const [path, body] of [
    ['actions', { kind: 'power', to: 'off' }],
    ['actions', { kind: 'fly' }],
    ['measurements', MEASUREMENT],
    ['diagnostics', { ecu: 'dimmer', request: '22F190' }],
    ['diagnostics', { ecu: 'nobody', request: '22F190' }],
    ['pace', { pace: 3 }],
    ['peers/p1', { allow: true }],
    ['diagnosis', { component: 'bulb', failureMode: 'melted' }],
    ['sign-off', { criteria: [], passed: true, comment: '' }],
  ] as const) {
    await hear('post', `${at}/${path}`, body)
  }
  for (const path of ['', '/evidence', '/evidence.mcap', '/evidence.candump', '/live']) await hear('get', at + path)
  for (const path of ['/api/attempts', '/openapi.json', '/api/review', '/nothing']) await hear('get', path)
  await live.until('view')
  heard.push(...live.messages.map((message) => JSON.stringify(message)))

  const { seed } = await workshop.db.selectFrom('attempt').select('seed').executeTakeFirstOrThrow()
  const all = heard.join('\n')
  assert(all.includes('"burnt"'), 'the failure mode is among those offered')
  for (const secret of [
    FAULT_ID,
    String(seed),
    seed.toString(16),
    '12.345',
    '"faults":[',
    '"truth"',
    '"proofs"',
    'evidence_path',
  ]) {
    assert.equal(all.includes(secret), false, secret)
  }
  assert.doesNotMatch(all, /\\?"seed\\?":\d/) // As a value: the API's own description names the seed of a control unit.
  // The component and its failure mode stand together only in the list of all: nowhere as the cause.
  const withoutModel = all.replaceAll(JSON.stringify((await workshop.get('ana', at)).body.model), '')
  assert.equal(withoutModel.includes('"burnt"'), false)
  await workshop.close()
})

test('every route of attempts names a permission and errors of the catalogue', () => {
  const ofAttempts = [...routes, ...socketRoutes].filter(({ path }) => path.startsWith('/api/attempts'))
  assert(ofAttempts.length > 2)
  for (const { path, permission, errors } of ofAttempts) {
    assert.match(permission, /^(attempt|class):/, path)
    for (const code of errors) assert(code in ERRORS, `${path} ${code}`)
  }
})

/** An address of this machine that is not loopback, to be "another machine" to ourselves. */
function networkAddressOf(): string {
  const cards = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return cards.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1'
}
