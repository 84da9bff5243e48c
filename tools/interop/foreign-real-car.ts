/**
 * A whole workshop at a real car that nobody here wrote: ELM327-emulator's port is registered as an adapter, and a trainee reads the
 * "car" behind it from the bench, loses the link, has it again, states a cause and is judged; the evidence tells all of it. Then
 * the trainee brings the emulator's terminal as an own adapter: its bytes go the way of the browser's serial port.
 *
 * What the car says was asked of the emulator by a plain socket before.
 */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readEvidence } from '@luban/lab'
import { type OpenWorkshop, openWorkshop } from '@luban/workshop'
import { WebSocket } from 'ws'
import { atTerminal, freePort, type Line, start, stop } from './foreign-adapter.ts'
import type { Report } from './report.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const HOST = '127.0.0.1'
const EXERCISE = 'a-real-car'
const ENGINE = '7e0'
const PATIENCE_MS = 60_000
/** Which parameters there are, the fuel, the identification number: the emulator's other values move by themselves. */
const PARAMETERS = '0100'
const IDENTIFICATION = '0902'
const STEADY = [PARAMETERS, '0120', '0151', IDENTIFICATION]
/** It has more than one identification number and draws among them. */
const TIMES = 30
const CODES = '03'

export async function checkForeignRealCar(emulator: string, report: Report): Promise<void> {
  const name = 'a workshop at a real car behind ELM327-emulator'
  const port = await freePort()
  let child: ChildProcess | undefined
  let workshop: OpenWorkshop | undefined
  const dataDir = mkdtempSync(join(tmpdir(), 'luban-interop-'))
  const check = async (what: string, work: () => Promise<void>) => {
    try {
      await work()
      report.passed(`${name}: ${what}`)
    } catch (error) {
      report.failed(`${name}: ${what}`, error instanceof Error ? error.message : String(error))
    }
  }
  try {
    child = await startEmulator(emulator, port)
    const told = await askPlainly(port)
    workshop = await openWorkshop({ dataDir, host: HOST, port: 0, contentDir: join(ROOT, 'content'), webDir: dataDir })
    const [trainee, instructor] = [await signIn(workshop, 'trainee'), await signIn(workshop, 'instructor')]
    const asked: [request: string, answer: string][] = []
    let at = ''
    const ask = async (request: string) => {
      const answer = await answerOf(trainee, at, request)
      asked.push([request, answer])
      return answer
    }

    await check('an instructor registers its port, and a trainee starts at it', async () => {
      const adapter = { name: 'The car of others', kind: 'elm327', host: HOST, port }
      const { id } = await posted(instructor, '/api/adapters', adapter)
      const started = await posted(trainee, '/api/attempts', {
        exerciseId: EXERCISE,
        mode: 'practice',
        adapter: { id },
      })
      at = `/api/attempts/${started.id}`
    })
    await check('the bench reads what a plain socket had read', async () => {
      for (const request of STEADY) among(await ask(request), told[request], request)
    })
    await check('the bench reads its trouble codes', async () => {
      const answer = await ask(CODES)
      if (!/^43([0-9A-F]{2})*$/.test(answer)) throw new Error(`it answered ${answer}`)
    })
    await check('nobody acts on it without an instructor’s word', async () => {
      const { body } = await trainee.post(`${at}/diagnostics`, { ecu: ENGINE, request: '04', isConfirmed: true })
      same(body.code, 'RELEASE_NEEDED', 'the refusal')
    })
    await check('the link is lost with the emulator, and comes back with it', async () => {
      if (child !== undefined) await stop(child)
      await until(async () => (await diagnose(trainee, at, PARAMETERS)) === null, 'the link is lost')
      child = await startEmulator(emulator, port)
      among(await ask(IDENTIFICATION), told[IDENTIFICATION], 'the identification number behind the new link')
    })
    await check('a cause is stated, and an instructor judges it by criteria for people', () =>
      judge(trainee, instructor, at),
    )
    await check(
      'the evidence is whole and tells each question with its answer; nobody can replay such a car',
      async () => {
        await assertTold(trainee, at, asked)
        same((await trainee.get(`${at}/replay`)).body.code, 'REPLAY_IMPOSSIBLE', 'the answer to a replay')
      },
    )
    if (child !== undefined) await stop(child)
    const atSerialPort = await atTerminal(emulator, dataDir)
    child = atSerialPort.child
    await check(
      'a trainee brings its terminal as the serial port of the own computer: read, lost, there again, told',
      () => readThroughPage(trainee, addressOf(workshop as OpenWorkshop), atSerialPort.line),
    )
  } catch (error) {
    report.failed(name, error instanceof Error ? error.message : String(error))
  } finally {
    await workshop?.close()
    rmSync(dataDir, { recursive: true, force: true })
    if (child !== undefined) await stop(child)
  }
}

async function assertTold(client: Client, at: string, asked: readonly (readonly [string, string])[]): Promise<void> {
  const { records, isIntact } = readEvidence((await client.get(`${at}/evidence.mcap`)).bytes)
  same(isIntact, true, 'whether the evidence is intact')
  const kept = records.flatMap((record) => (record.kind === 'diagnostic' ? [record] : []))
  for (const [request, answer] of asked) {
    const isKept = kept.some((one) => one.request === request && one.response === answer)
    if (!isKept) throw new Error(`${request} with ${answer} is missing`)
  }
}

/** As the page does with Web Serial: what the port says goes into the socket, what comes out of it to the port. */
async function readThroughPage(trainee: Client, host: string, line: Line): Promise<void> {
  const order = { exerciseId: EXERCISE, mode: 'practice', adapter: { serial: 'elm327' } }
  const at = `/api/attempts/${(await posted(trainee, '/api/attempts', order)).id}`
  same(await diagnose(trainee, at, PARAMETERS), null, 'an answer before there is an adapter')
  let page: WebSocket | undefined
  line.onBytes((bytes) => {
    if (page?.readyState === WebSocket.OPEN) page.send(bytes)
  })
  const plugIn = async () => {
    const socket = new WebSocket(`ws://${host}${at}/adapter`, { headers: { cookie: trainee.cookie() } })
    socket.on('message', (bytes: Buffer) => line.send(bytes))
    await once(socket, 'open')
    page = socket
  }
  await plugIn()
  const asked: [string, string][] = []
  const ask = async (request: string, form: RegExp) => {
    const answer = await answerOf(trainee, at, request)
    if (!form.test(answer)) throw new Error(`${request} is answered ${answer}`)
    asked.push([request, answer])
  }
  await ask(PARAMETERS, /^4100[0-9A-F]{8}$/)
  await ask(IDENTIFICATION, /^490201([0-9A-F]{2}){17}$/)
  page?.close()
  await until(async () => (await diagnose(trainee, at, PARAMETERS)) === null, 'the link is lost with the page')
  await plugIn()
  await ask(CODES, /^43([0-9A-F]{2})*$/)
  await posted(trainee, `${at}/diagnosis`, {
    component: null,
    failureMode: null,
    report: 'It answers at the terminal.',
  })
  await assertTold(trainee, at, asked)
  page?.close()
  line.close()
}

/** Resolves when it listens. */
async function startEmulator(emulator: string, port: number): Promise<ChildProcess> {
  const child = start(emulator, ['-s', 'car', '-n', `${port}`, '-b', '/dev/null'])
  await until(async () => {
    const socket = await open(port)
    socket?.destroy()
    return socket !== undefined
  }, 'the emulator listens')
  return child
}

function open(port: number): Promise<Socket | undefined> {
  const socket = connect({ host: HOST, port, noDelay: true })
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket))
    socket.on('error', () => resolve(undefined))
  })
}

// biome-ignore lint/suspicious/noExplicitAny: replies of every shape.
type Reply = { readonly status: number; readonly body: any; readonly bytes: Uint8Array }
type Client = {
  get(path: string): Promise<Reply>
  post(path: string, body: object): Promise<Reply>
  cookie(): string
}

const addressOf = ({ app }: OpenWorkshop) => `${HOST}:${(app.server.address() as { port: number }).port}`

async function signIn(workshop: OpenWorkshop, username: string): Promise<Client> {
  let cookie = ''
  const call = async (path: string, body?: object): Promise<Reply> => {
    const headers = { cookie, ...(body && { 'content-type': 'application/json' }) }
    const question = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const reply = await fetch(`http://${addressOf(workshop)}${path}`, { headers, ...question })
    const set = reply.headers.getSetCookie().map((one) => one.split(';')[0])
    if (set.length > 0) cookie = set.join('; ')
    const bytes = new Uint8Array(await reply.arrayBuffer())
    const isJson = reply.headers.get('content-type')?.startsWith('application/json') === true
    return { status: reply.status, bytes, body: isJson ? JSON.parse(Buffer.from(bytes).toString()) : undefined }
  }
  const client: Client = { get: (path) => call(path), post: call, cookie: () => cookie }
  const password = workshop.demoUsers.find((user) => user.username === username)?.password
  await posted(client, '/api/auth/sign-in/username', { username, password })
  return client
}

/** Commands and answers as anybody types them; of an answer the digits, without what numbers its lines. */
async function askPlainly(port: number): Promise<Readonly<Record<string, ReadonlySet<string>>>> {
  const socket = await open(port)
  if (socket === undefined) throw new Error('the emulator does not listen')
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
  })
  const type = async (line: string) => {
    text = ''
    socket.write(`${line}\r`)
    await until(async () => text.includes('>'), `an answer to ${line}`)
    return text.replace('>', '')
  }
  try {
    for (const line of ['ATZ', 'ATE0', 'ATH0', 'ATSP6', 'ATSH7E0', '0100']) await type(line)
    const told: Record<string, ReadonlySet<string>> = {}
    for (const request of STEADY) {
      const answers = new Set<string>()
      for (let time = 0; time < TIMES; time++) answers.add(messageOf(await type(request)))
      told[request] = answers
    }
    return told
  } finally {
    socket.destroy()
  }
}

/** Of several lines the first says how many bytes there are. */
function messageOf(text: string): string {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '')
  const count = /^[0-9A-F]{3}$/.test(lines[0]?.trim() ?? '') ? Number.parseInt(lines[0], 16) : undefined
  const digits = lines
    .filter((line) => count === undefined || line.includes(':'))
    .map((line) => line.replace(/^.*:/, '').replaceAll(/\s/g, ''))
    .join('')
  return count === undefined ? digits : digits.slice(0, 2 * count)
}

// biome-ignore lint/suspicious/noExplicitAny: replies of every shape.
async function posted(client: Client, path: string, body: object): Promise<any> {
  const reply = await client.post(path, body)
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`)
  return reply.body
}

/** Null: no answer came. */
async function diagnose(client: Client, at: string, request: string): Promise<string | null> {
  return (await posted(client, `${at}/diagnostics`, { ecu: ENGINE, request })).response
}

/** Asked until the link is there. */
async function answerOf(client: Client, at: string, request: string): Promise<string> {
  let answer: string | null = null
  await until(async () => {
    answer = await diagnose(client, at, request)
    return answer !== null
  }, `an answer to ${request}`)
  return answer ?? ''
}

async function judge(trainee: Client, instructor: Client, at: string): Promise<void> {
  await posted(trainee, `${at}/diagnosis`, { component: null, failureMode: null, report: 'It answers, and has codes.' })
  const { assessment } = (await trainee.get(at)).body
  same(assessment.automaticPoints, 0, 'the points that a machine gives')
  same(assessment.isPassed, null, 'whether it is passed before anybody judged')
  const criteria = assessment.criteria.map(({ id, pointsMax }: { id: string; pointsMax: number }) => ({
    ...{ id, points: pointsMax },
  }))
  await posted(instructor, `${at}/sign-off`, { criteria, passed: true, comment: '' })
  same((await trainee.get(at)).body.status, 'signedOff', 'the attempt')
}

function same(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`)
}

function among(actual: string, expected: ReadonlySet<string>, what: string): void {
  if (!expected.has(actual)) throw new Error(`${what} is ${actual}, not ${[...expected].join(' or ')}`)
}

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await pause(20))
    if (await isSo()) return
  throw new Error(`in vain: ${what}`)
}
