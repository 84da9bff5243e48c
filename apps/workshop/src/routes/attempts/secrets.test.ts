/**
 * Nothing that leaves the workshop while an attempt runs names the fault, holds the seed, or tells what was drawn: every
 * exercise, every door, every reply, the live connection, and the pages themselves.
 */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { casesOf, drawnCase, type Exercise, GUIDE_STEPS, type Proof } from '@luban/lab'
import { encodeFrame as encodeCannelloni } from '@luban/protocols/cannelloni/codec'
import { GREETING } from '@luban/protocols/cannelloni/tables'
import { encodeCommand as encodeGvret, encodeReply as encodeGvretReply } from '@luban/protocols/gvret/codec'
import { encodeCommand as encodeSlcan } from '@luban/protocols/slcan/codec'
import { encodeCommand as encodeSocketcand } from '@luban/protocols/socketcand/codec'
import { hex } from '@luban/stdx'
import { CAR_IDS, CARS, createCar, type EcuInfo, faultIdsOf } from '@luban/vehicle'
import { WebSocket } from 'ws'
import { doipMessage, doipPayload } from '../../doors/testing/tool.ts'
import { permissionsOf } from '../../policies/permissions.ts'
import {
  addPastAttempt,
  addSignOff,
  clientOf,
  cookiesOf,
  type Reply,
  type TestWorkshop,
  testWorkshop,
} from '../../testing.ts'
import { socketRoutes } from '../index.ts'
import { type Asked, askEverything, sendEverything } from '../testing/every-reply.ts'

const ROOT = new URL('../../../../../', import.meta.url)
const NO_ADAPTER = '6f1c1c9e-8f0b-4a53-9c55-0a4a52f5b111'
const FAULT_IDS = CAR_IDS.flatMap(faultIdsOf)
/** A setting with its value: what an instructor may set stands in the API's own description. */
const START_STATE = /(startSocPercent|battery12VPercent|engineDegC)\\?":-?\d|faultsComeBy\\?":\\?"/
/** Of the other cars so many exercises are listened to: their doors differ from the first one's, their exercises do not. */
const HEARD_OF_OTHERS = 2

/** Identification, serial numbers, codes and the seed of security access, of one control unit. */
const REQUESTS = ['1003', '22F18C', '22F190', '22F187', '19020F', '190A', '2701']

/** Sends each request when the answer to the one before has come, and keeps every byte. */
async function converse(
  say: (bytes: Buffer) => void,
  wait: (isWhole: (bytes: Buffer) => boolean) => Promise<void>,
  exchanges: readonly Exchange[],
): Promise<void> {
  for (const [request, isWhole] of exchanges) {
    const answered = wait(isWhole)
    say(request)
    await answered
  }
}

/** Collects bytes; `wait` looks at those since it was called. */
function listener(heard: Buffer[]) {
  let all = Buffer.alloc(0)
  let wake = () => {}
  return {
    take(bytes: Buffer) {
      heard.push(bytes)
      all = Buffer.concat([all, bytes])
      wake()
    },
    async wait(isWhole: (bytes: Buffer) => boolean) {
      all = Buffer.alloc(0)
      while (!isWhole(all)) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}

const isPrompt = (bytes: Buffer) => bytes.at(-1) === 0x3e
/** A whole message of this type stands somewhere in the bytes. */
const hasDoip =
  (types: readonly number[]) =>
  (bytes: Buffer): boolean =>
    doipPayload(bytes, ...types) !== undefined

type Exchange = readonly [Buffer, (bytes: Buffer) => boolean]

const elm327 = (ecus: readonly EcuInfo[]): Exchange[] =>
  [
    ...['ATZ', 'ATE0', 'ATS0', 'ATH1', 'ATSP6', 'ATRV', 'ATI', '0902', '03', '0100'],
    ...ecus.flatMap(({ requestId, responseId }) => [
      `ATSH${requestId.toString(16)}`,
      `ATCRA${responseId.toString(16)}`,
      ...REQUESTS,
    ]),
  ].map((command) => [Buffer.from(`${command}\r`), isPrompt])

const doip = (ecus: readonly EcuInfo[]): Exchange[] => [
  [doipMessage(0x0005, '0E800000000000'), hasDoip([0x0006])],
  ...ecus.flatMap(({ logicalAddress }) =>
    REQUESTS.map((request): Exchange => {
      const to = logicalAddress.toString(16).padStart(4, '0')
      return [doipMessage(0x8001, `0E80${to}${request}`), hasDoip([0x8001, 0x8003])]
    }),
  ),
]

/** The same questions as raw frames, each with the flow control that lets a long answer go on. */
const framesTo = (ecus: readonly EcuInfo[]) =>
  ecus.flatMap(({ requestId: id }) =>
    REQUESTS.map((request) =>
      [`0${request.length / 2}${request}`, '300000'].map((data) => ({ id, isExtended: false, data: hex(data) })),
    ),
  )

/** What the interface itself says to a command; what the car broadcasts may come before and behind it. */
const says = (text: string) => (bytes: Buffer) => bytes.includes(text)

const socketcand = (ecus: readonly EcuInfo[]): Exchange[] => [
  ...['< open can0 >', '< rawmode >'].map((command): Exchange => [Buffer.from(command), says('< ok >')]),
  ...framesTo(ecus)
    .flat()
    .map((frame): Exchange => {
      const question = encodeSocketcand({ kind: 'send', frame })
      return [Buffer.from(`${question}< echo >`), says('< echo >')]
    }),
]

const slcan = (ecus: readonly EcuInfo[]): Exchange[] => [
  [Buffer.from('S6\rO\r'), says('\r\r')],
  ...framesTo(ecus)
    .flat()
    .map((frame): Exchange => [Buffer.from(encodeSlcan({ kind: 'send', frame })), says('z\r')]),
]

/** It says nothing to a frame of ours, and a unit without supply does not either: what another tool sends then is heard. */
const cannelloni = (ecus: readonly EcuInfo[]): Exchange[] => [
  [Buffer.from(GREETING), (bytes) => bytes.length >= GREETING.length],
  ...framesTo(ecus).map(
    (frames): Exchange => [Buffer.concat(frames.map(encodeCannelloni)), (bytes) => bytes.includes(HEARD_MARK)],
  ),
]
/** Nobody's number. */
const MARK = { id: 0x7ff, isExtended: false, data: hex('4C7562616E') }
const HEARD_MARK = Buffer.from(encodeCannelloni(MARK))

/** It says nothing to a frame either, so that it is asked whether it lives. */
const gvret = (ecus: readonly EcuInfo[]): Exchange[] => [
  [Buffer.from(encodeGvret({ kind: 'binary' })), () => true],
  ...(['busCount', 'busParameters', 'deviceInfo', 'extendedBuses'] as const).map(
    (kind): Exchange => [Buffer.from(encodeGvret({ kind })), (bytes) => bytes.length > 0],
  ),
  ...framesTo(ecus).map((frames): Exchange => {
    const questions = frames.map((frame) => encodeGvret({ kind: 'frame', bus: 0, frame }))
    return [Buffer.concat([...questions, encodeGvret({ kind: 'keepAlive' })]), (bytes) => bytes.includes(ALIVE)]
  }),
]
const ALIVE = Buffer.from(encodeGvretReply({ kind: 'keepAlive' }))

/** Every unit's codes, data, operations and modes; one request a connection, so that its end is the answer's. */
const sovd = (ecus: readonly EcuInfo[]): string[] =>
  ecus.flatMap(({ id }) =>
    ['faults', 'data', 'data/vin', 'configurations', 'operations', 'modes/security'].map(
      (what) => `components/${id}/${what}`,
    ),
  )

const DOIP_DATAGRAMS = [doipMessage(0x0001), doipMessage(0x4001), doipMessage(0x4003)]

type Door = { readonly kind: string; readonly host: string; readonly port: number }

async function byTcp(
  { host, port }: Door,
  exchanges: readonly Exchange[],
  heard: Buffer[],
  afterEach = () => {},
): Promise<void> {
  const socket = connect(port, host)
  socket.on('error', () => {})
  const { take, wait } = listener(heard)
  socket.on('data', take)
  await once(socket, 'connect')
  const write = (bytes: Buffer) => {
    socket.write(bytes)
    afterEach()
  }
  await converse(write, wait, exchanges)
  socket.destroy()
}

/** With a second tool on the same bus, which says something after each of our frames. */
async function byCannelloni(doors: { ours: Door; others: Door }, ecus: readonly EcuInfo[], heard: Buffer[]) {
  const other = connect(doors.others.port, doors.others.host)
  const { take, wait } = listener([])
  other.on('data', take)
  await once(other, 'connect')
  const opening = socketcand([])
  await converse((bytes) => other.write(bytes), wait, opening)
  const mark = encodeSocketcand({ kind: 'send', frame: MARK })
  await byTcp(doors.ours, cannelloni(ecus), heard, () => other.write(mark))
  other.destroy()
}

async function byUdp({ host, port }: Door, heard: Buffer[]): Promise<void> {
  const socket = createSocket('udp4')
  for (const datagram of DOIP_DATAGRAMS) {
    socket.send(datagram, port, host)
    heard.push((await once(socket, 'message'))[0])
  }
  socket.close()
}

async function byHttp({ host, port }: Door, paths: readonly string[], heard: Buffer[]): Promise<void> {
  for (const path of paths) {
    const reply = await fetch(`http://${host}:${port}/vehicle/v15/${path}`, { headers: { connection: 'close' } })
    heard.push(Buffer.from(JSON.stringify([...reply.headers])), Buffer.from(await reply.arrayBuffer()))
    assert([200, 404, 502, 504].includes(reply.status), `${path}: ${reply.status}`)
  }
}

async function byTunnel(
  { socketOf }: Trainee,
  path: string,
  exchanges: readonly Exchange[],
  heard: Buffer[],
): Promise<void> {
  const socket = socketOf(path)
  const { take, wait } = listener(heard)
  socket.on('message', take)
  await once(socket, 'open')
  await converse((bytes) => socket.send(bytes), wait, exchanges)
  socket.terminate()
}

type Trainee = Awaited<ReturnType<typeof signIn>>

/** In a session of its own: the walk signs out at its end. */
async function signIn({ url, guest, demoUsers }: TestWorkshop, username = 'trainee') {
  const password = demoUsers.find((user) => user.username === username)?.password
  const { status, headers } = await guest.post('/api/auth/sign-in/username', { username, password })
  assert.equal(status, 200)
  const cookie = cookiesOf(headers)
  const socketOf = (path: string) => new WebSocket(url.replace('http', 'ws') + path, { headers: { cookie } })
  return { client: clientOf(url, cookie), permissions: permissionsOf(['trainee']), socketOf }
}

const SCHEME = 'electric-vehicle-diagnostics-technician'
const ORAL_SCHEME = 'electric-vehicle-diagnosis-foundation'

/** A certificate and all that led to it, of another year: the trainee has something to read on every page. */
async function certify(workshop: TestWorkshop) {
  const { db, idOf, as } = workshop
  const [traineeId, instructorId] = [await idOf('trainee'), await idOf('instructor')]
  const at = new Date(Date.now() - 864_000_000)
  const trained = await addPastAttempt(db, { traineeId, exerciseId: 'car-will-not-enter-ready', at })
  await addSignOff(db, { attemptId: trained, instructorId, at })
  const attemptId = await addPastAttempt(db, { traineeId, exerciseId: 'not-as-usual', mode: 'exam', at })
  const said = async (username: string, path: string, body: object) => {
    const reply = await (await as(username)).post(path, body)
    assert.equal(reply.status, 200, JSON.stringify(reply.body))
    return reply.body
  }
  const team = { name: '1', memberIds: [traineeId] }
  const cup = { title: 'Cup', exerciseId: 'car-will-not-enter-ready', limitMin: 60, teams: [team] }
  const { id: competitionId } = await said('instructor', '/api/competitions', cup)
  const names = { name: 'Bay 1', names: {} }
  const ofCar = { laboratoryId: 'ust-kamenogorsk-electric', modelId: 'byd-atto-3', adapterId: null }
  const { code: rigCode } = await said('labmaster', '/api/rigs', { ...names, ...ofCar })
  const { id: applicationId } = await said('trainee', '/api/applications', { schemeId: SCHEME })
  const criteria = ['cause', 'method'].map((id) => ({ id, isMet: true }))
  await said('examiner', `/api/applications/${applicationId}/exam`, { attemptId, criteria, passed: true, comment: '' })
  const decision = { granted: true, reason: 'All conditions are met.' }
  const { certificateNumber } = await said('officer', `/api/applications/${applicationId}/decision`, decision)
  const { bytes } = await (await as('trainee')).get(`/api/certificates/${certificateNumber}/credential`)
  const { id: oralId } = await said('trainee', '/api/applications', { schemeId: ORAL_SCHEME })
  const explained = ['isolation', 'proof', 'customer'].map((id) => ({ id, isMet: true }))
  await said('examiner', `/api/applications/${oralId}/exam`, { criteria: explained, passed: true, comment: '' })
  const applicationIds = [applicationId, oralId]
  return { trained, applicationIds, certificateNumber, credential: String(bytes), traineeId, competitionId, rigCode }
}

type Certified = Awaited<ReturnType<typeof certify>>

/** What each route is asked while the attempt `id` runs. */
function askedOf(certified: Certified, id: string): Asked {
  const { trained, applicationIds, certificateNumber, credential, traineeId, competitionId, rigCode } = certified
  return {
    params: {
      id: [id, trained],
      ...{ applicationId: applicationIds, number: [certificateNumber, '1'], userId: [traineeId] },
      schemeId: [SCHEME, ORAL_SCHEME],
      step: [...GUIDE_STEPS, 'answer'],
      competitionId: [competitionId],
      ...{
        purpose: ['revocation', 'suspension'],
        peerId: ['p1'],
        exerciseId: ['composed-0123456789ab'],
        adapterId: [NO_ADAPTER],
        ...{ rigCode: [rigCode], bookingId: [NO_ADAPTER], defectId: [NO_ADAPTER], groupId: [NO_ADAPTER] },
        model: ['byd-atto-3', 'lada'],
        door: ['elm327', 'doip', 'socketcand', 'none'],
      },
    },
    query: {
      ...{ kinds: 'opened,action,exchange,closed', at: '0,1,2', look: '0', from: '0', limit: '5', language: 'kk' },
      ...{ exerciseId: 'not-as-usual', status: 'submitted', mode: 'exam', traineeId, outsideCompetitions: 'true' },
      ...{ below: `${new Date().toISOString()} ${id}`, before: '9', after: '1' },
      ...{ groupId: NO_ADAPTER, closed: 'true' },
    },
    bodies: {
      'POST /api/auth/sign-in/username': [{ username: 'nobody', password: 'not the password' }],
      'PUT /api/me/language': [{ language: 'kk' }],
      'POST /api/me/password': [{ current: 'not the password', next: 'another password' }],
      'POST /api/attempts': [
        { exerciseId: 'not-as-usual', mode: 'exam' },
        { exerciseId: 'not-as-usual', mode: 'practice' },
        { exerciseId: 'not-as-usual', mode: 'exam', isGuided: true },
        { exerciseId: 'nothing', mode: 'exam' },
        { exerciseId: 'car-will-not-enter-ready', mode: 'practice', rigCode },
      ],
      'POST /api/attempts/:id/actions': [
        { kind: 'power', to: 'on' },
        { kind: 'start' },
        { kind: 'selector', to: 'D' },
        { kind: 'pedal', accelerator: 0.2, brake: 0 },
        { kind: 'charger', plugged: true },
        { kind: 'proveTester' },
        { kind: 'repair', component: 'nothing', repair: 'of the kind' },
      ],
      'POST /api/attempts/:id/measurements': [
        { instrument: 'voltmeter', red: 'battery12V.plus', black: 'battery12V.minus' },
        { instrument: 'ohmmeter', red: 'battery12V.plus', black: 'nowhere' },
        { instrument: 'clamp', wire: 'wire.101' },
        { instrument: 'gauge', point: 'nowhere' },
        { instrument: 'thermometer', surface: 'nowhere' },
      ],
      'POST /api/attempts/:id/scope': [
        {
          channels: [{ red: 'diagnosis.6', black: 'chassis' }],
          secondsPerDivision: 1e-3,
          trigger: { channel: 0, edge: 'rising', volts: 3, mode: 'auto' },
        },
      ],
      'POST /api/attempts/:id/diagnostics': [{ ecu: 'nothing', request: '22F190' }],
      'POST /api/attempts/:id/security-key': [{ seed: '01020304' }],
      'POST /api/attempts/:id/pace': [{ pace: 1 }, { pace: 0 }, { pace: 1000 }],
      'POST /api/attempts/:id/peers/:peerId': [{ allow: true }],
      'POST /api/attempts/:id/messages/:number/read': [],
      'POST /api/attempts/:id/hints/:step': [],
      'POST /api/attempts/:id/diagnosis': [
        { component: 'nothing', failureMode: 'of the kind' },
        { component: 'prechargeResistor', failureMode: 'nothing' },
      ],
      'POST /api/rigs/:rigCode/bookings': [{ startsAt: soon(60), endsAt: soon(120) }],
      'POST /api/bookings/:bookingId/cancel': [],
      'POST /api/rigs/:rigCode/defects': [{ text: 'The lid is bent.', severity: 'minor', isUnusable: false }],
      'POST /api/applications': [{ schemeId: SCHEME }, { schemeId: 'nothing' }],
      'POST /api/verify': [{ credential }, { credential: credential.slice(1) }, { credential: '{}' }],
    },
  }
}

const soon = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()

/** They end the attempt, or the session that hears: done last, by hand. */
const ENDINGS = ['POST /api/attempts/:id/cancel', 'POST /api/auth/sign-out']
/** A running attempt's trainee is refused its evidence; afterwards they read it. */
const REFUSED_WHILE_RUNNING = [
  ...['', '.asc', '.candump', '.mcap', '.pcapng'].map((end) => `GET /api/attempts/:id/evidence${end}`),
  'GET /api/attempts/:id/replay',
]

/**
 * What one attempt tells. `isWhole`: by every door, to whoever asks and sends whatever they may, and all of it again after
 * the end; else what the trainee's own tools, pages and files tell.
 */
async function hearAll(workshop: TestWorkshop, certified: Certified, exercise: Exercise, isWhole: boolean) {
  const heard: Buffer[] = []
  const trainee = await signIn(workshop)
  const keep = async (reply: Promise<Reply>) => {
    const { body, bytes } = await reply
    heard.push(bytes)
    return body
  }
  const isGuided = exercise.modes[0] === 'practice'
  const start = { exerciseId: exercise.id, mode: exercise.modes[0], isGuided }
  /** All that leads the trainee. */
  const guidance: string[] = []
  const { id, doors } = await keep(trainee.client.post('/api/attempts', start))
  const at = `/api/attempts/${id}`
  const live = trainee.socketOf(`${at}/live`)
  const isSeen = new Promise<void>((resolve) => {
    live.on('message', (data: Buffer) => {
      heard.push(data)
      if (data.includes('"event":"guide"')) guidance.push(String(data))
      if (data.includes('"event":"view"')) resolve()
    })
  })
  const { model } = await keep(trainee.client.get(at))
  const act = (path: string, body: unknown) => keep(trainee.client.post(`${at}/${path}`, body))
  if (isWhole) await act('pace', { pace: exercise.paceMax })
  await act('actions', { kind: 'power', to: 'on' })
  await act('actions', { kind: 'start' })
  const { ecus } = CARS[exercise.station].model
  for (const { id: ecu } of ecus) for (const request of REQUESTS) await act('diagnostics', { ecu, request })

  for (const step of isGuided ? GUIDE_STEPS : []) {
    guidance.push(JSON.stringify((await trainee.client.post(`${at}/hints/${step}`)).body))
  }
  const intervention = exercise.modes[0] === 'practice' ? await intervene(workshop, at, exercise.station) : undefined

  if (isWhole) await hearDoors(trainee, doors, ecus, at, heard)
  await isSeen

  const asked = askedOf(certified, id)
  if (isWhole) await sendEverything(trainee, asked, heard, ENDINGS)
  const ofThisOne = { ...asked, params: { ...asked.params, id: [id] } }
  const { unanswered } = await askEverything(trainee, isWhole ? asked : ofThisOne, heard)
  if (isWhole) assert.deepEqual(unanswered.toSorted(), REFUSED_WHILE_RUNNING)
  const others = [await signIn(workshop, 'trainee2'), { client: workshop.guest, permissions: permissionsOf([]) }]
  for (const other of isWhole ? others : []) await askEverything(other, asked, heard)

  const attempt = workshop.db.selectFrom('attempt').select(['seed', 'status']).where('id', '=', id)
  const { seed, status } = await attempt.executeTakeFirstOrThrow()
  assert.equal(status, 'running', 'what was heard was heard while it ran')
  assert.deepEqual((await trainee.client.post(`${at}/cancel`, {})).body, { status: 'cancelled' })
  live.terminate()
  // Whoever gave up may start again: the evidence is theirs, with its seed, and without what was wrong.
  const afterwards: Buffer[] = []
  if (isWhole) assert.deepEqual((await askEverything(trainee, asked, afterwards)).unanswered, [])
  else await readOwn(trainee, id, afterwards)
  assert.equal((await trainee.client.post('/api/auth/sign-out', {})).status, 200)
  const told = { heard: Buffer.concat(heard), givenUp: Buffer.concat(afterwards), guidance, isGuided }
  return { ...told, model, seed, doors, intervention }
}

async function hearDoors(
  trainee: Trainee,
  doors: readonly Door[],
  ecus: readonly EcuInfo[],
  at: string,
  heard: Buffer[],
): Promise<void> {
  const door = (kind: string): Door => {
    const found = doors.find((one) => one.kind === kind)
    assert(found !== undefined, `there is no door ${kind}`)
    return found
  }
  await byUdp(door('doip'), heard)
  await byTcp(door('elm327'), elm327(ecus), heard)
  await byTcp(door('doip'), doip(ecus), heard)
  await byTcp(door('socketcand'), socketcand(ecus), heard)
  await byTcp(door('slcan'), slcan(ecus), heard)
  await byCannelloni({ ours: door('cannelloni'), others: door('socketcand') }, ecus, heard)
  await byTcp(door('gvret'), gvret(ecus), heard)
  await byHttp(door('sovd'), sovd(ecus), heard)
  await byTunnel(trainee, `${at}/tunnel/elm327`, elm327(ecus).slice(0, 12), heard)
  await byTunnel(trainee, `${at}/tunnel/doip`, doip(ecus).slice(0, 4), heard)
  const answers = Buffer.concat(heard)
  assert(answers.includes('49'), 'the adapter has answered')
  assert(answers.includes('"items":['), 'the web interface has answered')
}

/** The evidence, which was refused to them while it ran; its other forms are made of this one. */
async function readOwn({ client }: Trainee, id: string, heard: Buffer[]): Promise<void> {
  for (const form of ['', '.mcap']) {
    const { status, bytes } = await client.get(`/api/attempts/${id}/evidence${form}`)
    assert.equal(status, 200, form)
    heard.push(bytes)
  }
}

/** An instructor puts a fault in and takes one away, and reads of it more than the trainee ever may. */
async function intervene(workshop: TestWorkshop, at: string, model: string) {
  const { client } = await signIn(workshop, 'instructor')
  const { possible, faults } = (await client.get(`${at}/faults`)).body
  const absent = possible.findLast(({ id }: { id: string }) => !faults.some((one: { id: string }) => one.id === id))
  const { number } = (await client.post(`${at}/faults`, { faultId: absent.id })).body
  await client.post(`${at}/faults/${number}/clear`)
  const again = (await client.post(`${at}/faults`, { faultId: absent.id })).body
  const told = (await client.get(`${at}/faults`)).body.faults.at(-1)
  assert.deepEqual([again.number, told.id, told.state], [number + 1, absent.id, 'present'])
  return CARS[model].faults.filter(({ id }) => id === told.id)
}

/** A number in every dress: decimal, hexadecimal, its bytes, and either as an adapter or a tunnel would write it. */
function dressesOf(number: number): Buffer[] {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  const hex = bytes.toString('hex')
  const decimal = String(number).padStart(9, '0')
  const texts = [hex, hex.toUpperCase(), String(number), decimal.slice(-9)]
  const written = [decimal, decimal.slice(-9)].map((text) => Buffer.from(text).toString('hex').toUpperCase())
  return [bytes, Buffer.from(bytes).reverse(), ...[...texts, ...written].map((text) => Buffer.from(text))]
}

/** All of the first car's exercises on one database; what is told does not depend on it, so a few on the other. */
for (const [kind, count] of [
  ['PGlite', Number.POSITIVE_INFINITY],
  ['PostgreSQL', 1],
] as const) {
  const search = (workshop: TestWorkshop) => searchExercises(workshop, count)
  testWorkshop('no exercise tells its fault or its seed by any door, reply or view', search, {}, [kind])
}

async function searchExercises(workshop: TestWorkshop, count: number): Promise<void> {
  const exercises = [...listenedTo(workshop.services.content.exercises, count), await composed(workshop)]
  const certified = await certify(workshop)
  const whole = heardWhole(exercises, count)
  for (const exercise of exercises) {
    const { heard, givenUp, guidance, isGuided, model, seed, doors, intervention } = await hearAll(
      workshop,
      certified,
      exercise,
      whole.has(exercise),
    )
    assert.equal(heard.includes('"event":"guide"'), isGuided, 'listen to the guidance')
    searchGuidance(exercise, guidance.join('\n'))
    const kinds = ['cannelloni', 'doip', 'elm327', 'gvret', 'slcan', 'socketcand', 'sovd']
    assert.deepEqual(doors.map(({ kind }: Door) => kind).sort(), kinds, 'listen to every door')
    assert(givenUp.includes(`"seed":${seed}`), 'the evidence is there')
    assert.equal(givenUp.includes('"event":"injected"'), intervention !== undefined, 'it tells that something came')
    const words = ['"faults":[', '"cases"', '"truth"', '"proofs"']
    assert(!START_STATE.test(String(heard)), `${exercise.id}: ${START_STATE.exec(String(heard))?.[0]}`)
    for (const word of [...FAULT_IDS, ...words]) assert(!heard.includes(word), `${exercise.id}: ${word}`)
    for (const word of [...FAULT_IDS, '"proofs"']) assert(!givenUp.includes(word), `given up: ${word}`)
    for (const dress of dressesOf(seed)) {
      assert(!heard.includes(dress), `${exercise.id}: ${seed} as ${dress.toString('hex')}`)
    }
    // A cause stands in the list of everything that can fail, and nowhere else as one.
    const list = JSON.stringify(model)
    assert(heard.includes(list))
    const others = [heard, givenUp].map((bytes) => String(bytes).replaceAll(list, '')).join('\n')
    for (const { component, failureMode } of [...causesOf(exercise), ...(intervention ?? [])]) {
      assert.equal(others.includes(`"component":"${component}"`), false, `${exercise.id}: ${component}`)
      assert.equal(others.includes(`"failureMode":"${failureMode}"`), false, `${exercise.id}: ${failureMode}`)
    }
  }
}

/** What leads a trainee names neither what may be wrong nor where that shows, by its id or in any language. */
function searchGuidance(exercise: Exercise, guidance: string): void {
  const { components, points, dids } = CARS[exercise.station].model
  for (const { component, failureMode, proofs } of causesOf(exercise)) {
    const part = components.find(({ id }) => id === component)
    assert(part !== undefined && failureMode !== null)
    const places = points.filter(({ id }) => proofs.flatMap(placesOf).includes(id))
    const values = dids.filter(({ ecu, did }) => proofs.flatMap(placesOf).includes(`${ecu} ${did}`))
    const names = [part, ...places, ...values].flatMap(({ name }) => Object.values(name))
    for (const word of [part.id, ...places.map(({ id }) => id), ...names]) {
      assert(!guidance.toLowerCase().includes(word.toLowerCase()), `${exercise.id}: the guidance tells ${word}`)
    }
  }
}

function placesOf(proof: Proof): string[] {
  if (proof.kind === 'all') return proof.proofs.flatMap(placesOf)
  if (proof.kind === 'measurement') return 'points' in proof ? [...proof.points] : []
  if (proof.kind === 'didDifference') return [`${proof.ecu} ${proof.did}`, `${proof.ecu} ${proof.minus}`]
  return proof.kind === 'did' ? [`${proof.ecu} ${proof.did}`] : []
}

/**
 * Doors and other people's pages are the same for all exercises: they are heard at the first of each car, the first that
 * draws its case, and the last, which an instructor composed; where only a few are listened to, at that one.
 */
function heardWhole(exercises: readonly Exercise[], count: number): ReadonlySet<Exercise> {
  const last = exercises.slice(-1)
  if (count === 1) return new Set(last)
  const first = (is: (exercise: Exercise) => boolean) => exercises.filter(is).slice(0, 1)
  const ofCars = CAR_IDS.flatMap((model) => first(({ station }) => station === model))
  return new Set([...ofCars, ...first((exercise) => casesOf(exercise).length > 1), ...last])
}

/** All of the first car, some of the others; a real car has no fault of ours to tell. */
function listenedTo(all: readonly Exercise[], count: number): Exercise[] {
  const heard = CAR_IDS.flatMap((model, i) =>
    all.filter(({ station }) => station === model).slice(0, i === 0 ? count : Math.min(count, HEARD_OF_OTHERS)),
  )
  assert(heard.length >= Math.min(count, 12) + CAR_IDS.length - 1)
  assert(count < 12 || heard.some((exercise) => casesOf(exercise).length > 1))
  return heard
}

/** What an instructor put together, of two faults, is kept as secret as what the content holds. */
async function composed(workshop: TestWorkshop): Promise<Exercise> {
  const { client } = await signIn(workshop, 'instructor')
  const texts = { language: 'kk', title: 'Екі ақау', complaint: 'Көлік жүрмейді.', task: 'Себептерін табыңыз.' }
  const car = { laboratory: 'ust-kamenogorsk-electric', station: 'byd-atto-3', settings: { startSocPercent: 61 } }
  const faults = ['ev-08-thermistor-open', 'ev-05-cell-resistance']
  const body = { composed: { ...car, ...texts, faults, timeLimitMin: 60 }, isOffered: true }
  const { id } = (await client.post('/api/composed-exercises', body)).body
  const exercise = workshop.services.attempts.exercise(id)
  assert(exercise !== undefined)
  return exercise
}

/** Of every case that may be drawn; the car that has nothing has none. */
function causesOf(exercise: Exercise) {
  const cars = casesOf(exercise).map((_, i) => createCar(exercise.station, { seed: 1, ...drawnCase(exercise, i) }))
  return cars.flatMap(({ faults }) => faults).filter(({ component }) => component !== null)
}

test('no live connection that a trainee may open is left out of the search', () => {
  const permissions = permissionsOf(['trainee'])
  const paths = socketRoutes.filter(({ permission }) => permissions.has(permission as never)).map(({ path }) => path)
  // The last carries bytes to the adapter of a real car, of which nobody knows what is wrong.
  const real = ['/api/attempts/:id/adapter']
  assert.deepEqual(paths, ['/api/attempts/:id/live', '/api/attempts/:id/tunnel/:door', ...real])
})

test('the pages, as they are built, name no fault and hold no exercise', () => {
  const pages = fileURLToPath(new URL('apps/web/dist', ROOT))
  assert(existsSync(join(pages, 'assets')), 'the pages are not built: npm test and npm start build them')
  const files = readdirSync(pages, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const texts = files.filter(({ name }) => /\.(js|css|html|svg)$/.test(name))
  assert(texts.length > 2)
  for (const { parentPath, name } of texts) {
    const text = readFileSync(join(parentPath, name))
    for (const word of FAULT_IDS) assert.equal(text.includes(word), false, `${name}: ${word}`)
    // Whoever composes an exercise is asked for it: a value is nobody's.
    assert(!/startSocPercent[`'"]?:-?\d/.test(String(text)), name)
  }
})
