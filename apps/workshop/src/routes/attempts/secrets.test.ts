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
import { casesOf, drawnCase, type Exercise } from '@luban/lab'
import { createCar, faultIdsOf } from '@luban/vehicle'
import { WebSocket } from 'ws'
import { loadContent } from '../../content.ts'
import { DATABASES } from '../../db/testing.ts'
import { type Json, openTestWorkshop, type TestWorkshop } from '../../stations/testing/test-workshop.ts'
import { CARS } from '../../worlds.ts'

const ROOT = new URL('../../../../../', import.meta.url)
const content = loadContent(fileURLToPath(new URL('content', ROOT)), CARS.knownStations)
const FAULT_IDS = faultIdsOf('byd-atto-3')
const ECUS = createCar('byd-atto-3', { seed: 1 }).model.ecus

const doipHead = (type: number, payload: Buffer) => {
  const head = Buffer.from('02FD000000000000', 'hex')
  head.writeUInt16BE(type, 2)
  head.writeUInt32BE(payload.length, 4)
  return Buffer.concat([head, payload])
}
const doipMessage = (type: number, hex = '') => doipHead(type, Buffer.from(hex, 'hex'))

/** Identification, serial numbers, codes and the seed of security access, of one control unit. */
const REQUESTS = ['1003', '22F18C', '22F190', '22F187', '19020F', '190A', '2701']

/** Sends each request when the answer to the one before has come, and keeps every byte. */
async function converse(
  say: (bytes: Buffer) => void,
  wait: (isWhole: (bytes: Buffer) => boolean) => Promise<void>,
  exchanges: readonly (readonly [Buffer, (bytes: Buffer) => boolean])[],
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
const ELM327 = [
  ...['ATZ', 'ATE0', 'ATS0', 'ATH1', 'ATSP6', 'ATRV', 'ATI', '0902', '03', '0100'],
  ...ECUS.flatMap(({ requestId, responseId }) => [
    `ATSH${requestId.toString(16)}`,
    `ATCRA${responseId.toString(16)}`,
    ...REQUESTS,
  ]),
].map((command) => [Buffer.from(`${command}\r`), isPrompt] as const)

/** A whole message of this type stands somewhere in the bytes. */
function hasDoip(types: readonly number[]): (bytes: Buffer) => boolean {
  return (bytes) => {
    for (let at = 0; at + 8 <= bytes.length; at += 8 + bytes.readUInt32BE(at + 4)) {
      const isWhole = at + 8 + bytes.readUInt32BE(at + 4) <= bytes.length
      if (isWhole && types.includes(bytes.readUInt16BE(at + 2))) return true
    }
    return false
  }
}

const DOIP = [
  [doipMessage(0x0005, '0E800000000000'), hasDoip([0x0006])] as const,
  ...ECUS.flatMap(({ logicalAddress }) =>
    REQUESTS.map((request) => {
      const to = logicalAddress.toString(16).padStart(4, '0')
      return [doipMessage(0x8001, `0E80${to}${request}`), hasDoip([0x8001, 0x8003])] as const
    }),
  ),
]
const DOIP_DATAGRAMS = [doipMessage(0x0001), doipMessage(0x4001), doipMessage(0x4003)]

async function byTcp({ host, port }: Json, exchanges: typeof ELM327, heard: Buffer[]): Promise<void> {
  const socket = connect(port, host)
  socket.on('error', () => {})
  const { take, wait } = listener(heard)
  socket.on('data', take)
  await once(socket, 'connect')
  await converse((bytes) => socket.write(bytes), wait, exchanges)
  socket.destroy()
}

async function byUdp({ host, port }: Json, heard: Buffer[]): Promise<void> {
  const socket = createSocket('udp4')
  for (const datagram of DOIP_DATAGRAMS) {
    socket.send(datagram, port, host)
    heard.push((await once(socket, 'message'))[0])
  }
  socket.close()
}

async function byTunnel({ url }: TestWorkshop, path: string, exchanges: typeof ELM327, heard: Buffer[]): Promise<void> {
  const socket = new WebSocket(url.replace('http', 'ws') + path, { headers: { authorization: 'ana' } })
  const { take, wait } = listener(heard)
  socket.on('message', take)
  await once(socket, 'open')
  await converse((bytes) => socket.send(bytes), wait, exchanges)
  socket.terminate()
}

async function hearAll(workshop: TestWorkshop, exercise: Exercise) {
  const { url, get, post } = workshop
  const heard: Buffer[] = []
  const keep = async (reply: Promise<{ status: number; body: Json }>) => {
    const { body } = await reply
    heard.push(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)))
    return body
  }
  const { id, doors } = await keep(post('ana', '/api/attempts', { exerciseId: exercise.id, mode: exercise.modes[0] }))
  const at = `/api/attempts/${id}`
  const live = new WebSocket(`${url.replace('http', 'ws')}${at}/live`, { headers: { authorization: 'ana' } })
  live.on('message', (data: Buffer) => heard.push(data))
  const { model } = await keep(get('ana', at))
  const act = (path: string, body: unknown) => keep(post('ana', `${at}/${path}`, body))
  await act('pace', { pace: exercise.paceMax })
  await act('actions', { kind: 'power', to: 'on' })
  await act('actions', { kind: 'start' })
  for (const { id: ecu } of ECUS) for (const request of REQUESTS) await act('diagnostics', { ecu, request })

  const door = (kind: string) => doors.find((one: Json) => one.kind === kind)
  await byUdp(door('doip'), heard)
  await byTcp(door('elm327'), ELM327, heard)
  await byTcp(door('doip'), DOIP, heard)
  await byTunnel(workshop, `${at}/tunnel/elm327`, ELM327.slice(0, 12), heard)
  await byTunnel(workshop, `${at}/tunnel/doip`, DOIP.slice(0, 4), heard)

  await act('measurements', { instrument: 'voltmeter', red: 'battery12V.plus', black: 'battery12V.minus' })
  await act('actions', { kind: 'repair', component: 'nothing', repair: 'of the kind' })
  await act('diagnosis', { component: 'nothing', failureMode: 'of the kind' })
  await act('diagnosis', { component: exercise.id })
  for (const path of ['', '/evidence', '/evidence.mcap', '/evidence.candump']) await keep(get('ana', at + path))
  for (const path of ['/api/attempts', '/openapi.json', '/api/review']) await keep(get('ana', path))
  live.terminate()
  const attempt = workshop.db.selectFrom('attempt').select(['seed', 'draw']).where('id', '=', id)
  const { seed, draw } = await attempt.executeTakeFirstOrThrow()
  await keep(post('ana', `${at}/cancel`))
  for (const path of ['', '/api/attempts']) await keep(get('ana', path || at))
  // Whoever gave up may start again: the evidence is theirs, with its seed, and without what was wrong.
  const evidence = await fetch(`${url}${at}/evidence.mcap`, { headers: { authorization: 'ana' } })
  assert.equal(evidence.status, 200)
  const givenUp = Buffer.from(await evidence.arrayBuffer())
  return { heard: Buffer.concat(heard), givenUp, model, seed, draw }
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

for (const database of DATABASES) {
  test(`no exercise tells its fault, its seed or its draw by any door, reply or view (${database.name})`, async () => {
    const workshop = await openTestWorkshop({
      place: await database.place(),
      exercises: content.exercises,
      worldUrl: CARS.url,
    })
    try {
      assert.equal(content.exercises.length, 6)
      assert(content.exercises.some((exercise) => casesOf(exercise).length > 1))
      for (const exercise of content.exercises) {
        const { heard, givenUp, model, seed, draw } = await hearAll(workshop, exercise)
        assert(heard.includes('49'), 'the adapter has answered')
        assert(givenUp.includes(`"seed":${seed}`), 'the evidence is there')
        const words = ['"faults":[', '"cases"', '"draw"', '"truth"', '"proofs"', 'startSocPercent']
        for (const word of [...FAULT_IDS, ...words]) assert(!heard.includes(word), `${exercise.id}: ${word}`)
        for (const word of [...FAULT_IDS, '"draw"', '"proofs"']) assert(!givenUp.includes(word), `given up: ${word}`)
        for (const number of [seed, draw]) {
          for (const dress of dressesOf(number)) {
            assert(!heard.includes(dress), `${exercise.id}: ${number} as ${dress.toString('hex')}`)
          }
        }
        for (const dress of dressesOf(draw))
          assert(!givenUp.includes(dress), `given up: ${draw} as ${dress.toString('hex')}`)
        // A cause stands in the list of everything that can fail, and nowhere else as one.
        const others = String(heard).replaceAll(JSON.stringify(model), '')
        for (let i = 0; i < casesOf(exercise).length; i++) {
          for (const { component, failureMode } of createCar(exercise.station, { seed: 1, ...drawnCase(exercise, i) })
            .faults) {
            if (component === null) continue
            assert.equal(others.includes(`"component":"${component}"`), false, `${exercise.id}: ${component}`)
            assert.equal(others.includes(`"failureMode":"${failureMode}"`), false, `${exercise.id}: ${failureMode}`)
          }
        }
      }
    } finally {
      await workshop.close()
    }
  })
}

test('the pages, as they are built, name no fault and hold no exercise', () => {
  const pages = fileURLToPath(new URL('apps/web/dist', ROOT))
  assert(existsSync(join(pages, 'assets')), 'the pages are not built: npm test and npm start build them')
  const files = readdirSync(pages, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const texts = files.filter(({ name }) => /\.(js|css|html|svg)$/.test(name))
  assert(texts.length > 2)
  for (const { parentPath, name } of texts) {
    const text = readFileSync(join(parentPath, name))
    for (const word of [...FAULT_IDS, 'startSocPercent']) assert.equal(text.includes(word), false, `${name}: ${word}`)
  }
})
