/** `luban start` killed with -9 while a trainee and two tools work on a car: the next start has what was acknowledged. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { hex } from '@luban/stdx'
import { endAll, type Running, type Signed, startWorkshop } from '../testing.ts'

const BMS_REQUEST_ID = 0x7e7
/** What each tool asks: data by identifier (ISO 14229-1), by another one each time, whether there is such data or not. */
const requestOf = (kind: Kind, n: number) =>
  `22${((n % 0x8000) + (kind === 'doip' ? 0x8000 : 0)).toString(16).toUpperCase().padStart(4, '0')}`
type Kind = 'elm327' | 'doip'
const MANY = 12

type Door = { readonly kind: Kind; readonly host: string; readonly port: number }

/** One connection that is asked one thing after the other. Rejects when the connection ends: the server dies under it. */
async function plugIn({ host, port }: Door) {
  const socket = connect(port, host)
  await once(socket, 'connect')
  let heard = Buffer.alloc(0)
  let wake = () => {}
  let isClosed = false
  socket.on('data', (bytes) => {
    heard = Buffer.concat([heard, bytes])
    wake()
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    isClosed = true
    wake()
  })
  return async (say: Uint8Array, isWhole: (heard: Buffer) => boolean): Promise<Buffer> => {
    heard = Buffer.alloc(0)
    socket.write(say)
    while (!isWhole(heard)) {
      if (isClosed) throw new Error('the connection has ended')
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return heard
  }
}

/** Asks the battery's control unit through an adapter. Calls `answered` with what the car has answered to. */
async function workByElm327(door: Door, answered: (n: number) => void): Promise<never> {
  const ask = await plugIn(door)
  const type = (text: string) => ask(Buffer.from(`${text}\r`), (heard) => heard.at(-1) === 0x3e)
  for (const setting of ['ATE0', 'ATS0', 'ATSP6', 'ATSH7E7', 'ATCRA7EF']) await type(setting)
  for (let n = 0; ; ) {
    const said = String(await type(requestOf('elm327', n)))
    assert.match(said, /62|7F22|NO DATA/)
    if (!said.includes('NO DATA')) answered(n++) // Just switched on, the unit is not there yet.
  }
}

const doipMessage = (type: string, payload: string) =>
  hex(`02FD${type}${(payload.length / 2).toString(16).padStart(8, '0')}${payload}`)

const ANSWER = 0x8001
/** A unit that has just been switched on is not there yet. */
const REFUSED = 0x8003

/** A whole message of that payload type stands among the messages (ISO 13400-2). */
function holds(payloadType: number, heard: Buffer): boolean {
  for (let at = 0; at + 8 <= heard.length; at += 8 + heard.readUInt32BE(at + 4)) {
    const isWhole = at + 8 + heard.readUInt32BE(at + 4) <= heard.length
    if (isWhole && heard.readUInt16BE(at + 2) === payloadType) return true
  }
  return false
}

async function workByDoip(door: Door, answered: (n: number) => void): Promise<never> {
  const ask = await plugIn(door)
  await ask(doipMessage('0005', '0E800000000000'), (heard) => heard.length >= 8 + 9)
  for (let n = 0; ; ) {
    const request = doipMessage('8001', `0E801007${requestOf('doip', n)}`)
    const heard = await ask(request, (heard) => holds(ANSWER, heard) || holds(REFUSED, heard))
    if (holds(ANSWER, heard)) answered(n++)
  }
}

/** What was acknowledged: positions of the accelerator to the bench, numbers of requests to each tool. */
type Acknowledged = { readonly accelerators: number[] } & { readonly [kind in Kind]: number[] }

/**
 * Works on the bench, each deed once the one before is acknowledged, while both tools ask. Resolves when the server is
 * dead, to all that anybody was answered.
 */
async function workUntilKilled(
  trainee: Signed,
  at: string,
  doors: readonly Door[],
  kill: () => void,
): Promise<Acknowledged> {
  const acknowledged: Acknowledged = { accelerators: [], elm327: [], doip: [] }
  const doorOf = (kind: Kind) => doors.find((door) => door.kind === kind) as Door
  const tools = [
    workByElm327(doorOf('elm327'), (n) => acknowledged.elm327.push(n)),
    workByDoip(doorOf('doip'), (n) => acknowledged.doip.push(n)),
  ]
  const bench = (async () => {
    for (let n = 1; ; n++) {
      const accelerator = n / 1_000_000
      const reply = await trainee.post(`${at}/actions`, { kind: 'pedal', accelerator, brake: 0 })
      assert.deepEqual(reply, { status: 200, body: { kind: 'done' } })
      acknowledged.accelerators.push(accelerator)
      if (Object.values(acknowledged).every(({ length }) => length >= MANY)) kill()
    }
  })()
  // Whoever fails for a reason of its own is to be heard, and keeps nobody waiting.
  for (const worker of await Promise.allSettled([bench, ...tools].map((one) => one.finally(kill)))) {
    assert(worker.status === 'rejected')
    if (worker.reason instanceof assert.AssertionError) throw worker.reason
  }
  return acknowledged
}

/** Every record of the evidence, by the API. */
async function recordsOf(trainee: Signed, at: string) {
  // biome-ignore lint/suspicious/noExplicitAny: records of every kind.
  const records: any[] = []
  for (let from: number | null = 0; from !== null; ) {
    const { status, body } = await trainee.get(`${at}/evidence?kinds=frame,action,measurement&from=${from}`)
    assert.equal(status, 200, JSON.stringify(body))
    records.push(...body.records)
    from = body.next
  }
  return records
}

test('after kill -9 every acknowledged deed and answer is in the evidence, and the attempt is closed with the reason', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'luban-killed-'))
  const processes: Running[] = []
  try {
    const first = await startWorkshop(dataDir, processes)
    const trainee = await first.signIn('trainee')
    const start = { exerciseId: 'car-will-not-enter-ready', mode: 'practice' }
    const { id, doors } = (await trainee.post('/api/attempts', start)).body
    const at = `/api/attempts/${id}`
    await trainee.post(`${at}/actions`, { kind: 'power', to: 'on' })
    const probes = { instrument: 'voltmeter', red: 'battery12V.plus', black: 'battery12V.minus' }
    const measured = (await trainee.post(`${at}/measurements`, probes)).body
    assert.equal(measured.kind, 'reading')
    const { accelerators, ...answered } = await workUntilKilled(trainee, at, doors, () =>
      first.process.child.kill('SIGKILL'),
    )

    const second = await startWorkshop(dataDir, processes)
    await second.process.printed(/1 attempts of the run before were closed as interrupted/)
    const again = await second.signIn('trainee')
    const { status, endReason } = (await again.get(at)).body
    assert.deepEqual([status, endReason], ['interrupted', 'serverStopped'])

    const records = await recordsOf(again, at)
    const pressed = new Set(records.filter(({ kind }) => kind === 'action').map((one) => one.action.accelerator))
    for (const accelerator of accelerators) assert(pressed.has(accelerator), `deed ${accelerator}`)
    assert.deepEqual(records.find(({ kind }) => kind === 'measurement')?.outcome, measured)
    const asked = records.filter(({ kind, id: canId }) => kind === 'frame' && canId === BMS_REQUEST_ID)
    const questions = new Set(asked.map(({ data }) => data.slice(2, 8)))
    for (const kind of ['elm327', 'doip'] as const) {
      assert(answered[kind].length >= MANY)
      for (const n of answered[kind]) assert(questions.has(requestOf(kind, n)), `${kind}: ${requestOf(kind, n)}`)
    }

    // And nothing of it is in the way of what comes next.
    const next = await again.post('/api/attempts', start)
    assert.equal(next.status, 200, JSON.stringify(next.body))
    assert.equal((await second.stop()).code, 0)
  } finally {
    await endAll(processes)
    rmSync(dataDir, { recursive: true, force: true })
  }
})
