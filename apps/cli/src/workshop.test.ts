/** `luban connect` and `luban replay` with the workshop itself: a tool on a laptop, and its attempt done again. */
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { hex, toHex } from '@luban/stdx'
import { type OpenWorkshop, openWorkshop } from '@luban/workshop'
import { Refusal } from './command.ts'
import { luban, runLuban } from './testing.ts'
import { CONTENT_DIR, inWords } from './workshop.ts'

let folder: string
let workshop: OpenWorkshop
let user: { readonly username: string; readonly password: string }
let cookie: string

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'luban-cli-'))
  const options = { dataDir: folder, contentDir: contentWithSecureCar(), webDir: join(folder, 'no-pages') }
  workshop = await openWorkshop({ ...options, host: '127.0.0.1', port: 0 })
  user = workshop.demoUsers.find(({ role }) => role === 'trainee') as typeof user
  cookie = await signIn(user)
})

/** What is shipped, and one of its exercises again with a car that routes through TLS alone. */
function contentWithSecureCar(): string {
  const dir = join(folder, 'content')
  cpSync(CONTENT_DIR, dir, { recursive: true })
  const text = readFileSync(join(dir, 'exercises', 'car-will-not-enter-ready.yaml'), 'utf8')
  const secure = text
    .replace('id: car-will-not-enter-ready', 'id: secure-car')
    .replace('{ start', '{ requiresTls: true, start')
  assert.match(secure, /settings: \{ requiresTls: true/)
  writeFileSync(join(dir, 'exercises', 'secure-car.yaml'), secure)
  return dir
}

async function signIn({ username, password }: typeof user): Promise<string> {
  const answer = await ask('/api/auth/sign-in/username', { username, password })
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
}

after(async () => {
  try {
    await workshop?.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

async function ask(path: string, body: object, by = cookie): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...(by === undefined ? {} : { cookie: by }) }
  const answer = await fetch(workshop.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  assert.equal(answer.ok, true, `${path}: ${answer.status}`)
  return answer
}

type Address = { readonly host: string; readonly port: number }

/** Says one thing after the other, each when the answer to the one before is there. */
function talk(address: Address, lines: readonly { say: Uint8Array; until: (heard: Buffer) => boolean }[], by = 'tcp') {
  return new Promise<Buffer[]>((resolve, reject) => {
    const heard: Buffer[] = []
    let now = Buffer.alloc(0)
    const socket = by === 'tcp' ? connectTcp(address) : connectTls({ ...address, rejectUnauthorized: false })
    socket.once('error', reject)
    socket.once('close', () => reject(new Error(`closed after ${heard.length} answers`)))
    const next = () => {
      if (heard.length < lines.length) return socket.write(lines[heard.length].say)
      socket.removeAllListeners('close')
      socket.end()
      resolve(heard)
    }
    socket.on('data', (bytes) => {
      now = Buffer.concat([now, bytes])
      if (heard.length === lines.length || !lines[heard.length].until(now)) return
      heard.push(now)
      now = Buffer.alloc(0)
      next()
    })
    socket.once(by === 'tcp' ? 'connect' : 'secureConnect', next)
  })
}

/** The payload of the first whole DoIP message of this type. */
function payloadOf(heard: Buffer, type: number): Buffer | undefined {
  for (let at = 0; at + 8 <= heard.length; at += 8 + heard.readUInt32BE(at + 4)) {
    const end = at + 8 + heard.readUInt32BE(at + 4)
    if (heard.readUInt16BE(at + 2) === type && end <= heard.length) return heard.subarray(at + 8, end)
  }
  return undefined
}

test('a tool on a laptop reads the car of the attempt by ELM327 and DoIP, and the attempt replays bit for bit', async () => {
  const started = await ask('/api/attempts', { exerciseId: 'car-will-not-enter-ready', mode: 'practice' })
  const { id } = (await started.json()) as { id: string }
  await ask(`/api/attempts/${id}/actions`, { kind: 'power', to: 'on' })
  await ask(`/api/attempts/${id}/actions`, { kind: 'start' })

  const words = [
    'connect',
    `${workshop.url}/attempts/${id}`,
    '--user',
    user.username,
    '--json',
    '--elm327',
    '0',
    '--doip',
    '0',
  ]
  const tunnel = runLuban(words, { LUBAN_PASSWORD: user.password })
  try {
    const doors = JSON.parse(await tunnel.firstLine) as { elm327: Address; doip: Address }
    const prompt = (heard: Buffer) => heard.includes('>')
    const typed = (text: string) => ({ say: Buffer.from(`${text}\r`), until: prompt })
    const [, , supported] = await talk(doors.elm327, [typed('ATZ'), typed('ATE0'), typed('0100')])
    assert.match(supported.toString(), /41 00/)

    const has = (type: number) => (heard: Buffer) => payloadOf(heard, type) !== undefined
    // Routing activation by the tester 0E80 (ISO 13400-2), then the battery's control unit 1007 is asked for the VIN.
    const activation = { say: hex('02FD 0005 00000007 0E80 00 00000000'), until: has(0x0006) }
    const reading = { say: hex('02FD 8001 00000007 0E80 1007 22F190'), until: has(0x8001) }
    const [activated, read] = await talk(doors.doip, [activation, reading])
    assert.equal(payloadOf(activated, 0x0006)?.[4], 0x10, 'routing is activated')
    const byDoip = toHex(payloadOf(read, 0x8001) as Buffer)
    assert.match(byDoip, /^10070E8062F190([0-9A-F]{2}){17}$/)
    const asked = await ask(`/api/attempts/${id}/diagnostics`, { ecu: 'bms', request: '22F190' })
    assert.equal(
      byDoip,
      `10070E80${((await asked.json()) as { response: string }).response}`,
      'the bench reads the same',
    )
  } finally {
    tunnel.child.kill('SIGTERM')
    await tunnel.ended
  }
  assert.equal((await tunnel.ended).code, 0)

  const instructor = workshop.demoUsers.find(({ role }) => role === 'instructor') as typeof user
  const theirs = await signIn(instructor)
  await ask(`/api/attempts/${id}/faults`, { faultId: 'ev-08-thermistor-open' }, theirs)
  await ask(`/api/attempts/${id}/faults/1/clear`, {}, theirs)

  const report = 'Sound.\nNothing\u009b2J replaced \u202eyad a .'
  await ask(`/api/attempts/${id}/diagnosis`, { component: null, failureMode: null, report })
  const file = join(folder, 'evidence', readdirSync(join(folder, 'evidence'))[0])
  const replayed = await luban(['replay', file])
  assert.equal(replayed.error, '')
  assert.match(replayed.out, /power on/)
  assert.match(replayed.out, /tunnel 127.0.0.1 connected/)
  assert.match(replayed.out, /states: no fault \(report: "Sound\..*Nothing/)
  assert.doesNotMatch(replayed.out.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u, 'no text of theirs moves the cursor')
  assert.match(replayed.out, /put fault 1 into the car[\s\S]*took fault 1 out of the car/)
  assert.match(replayed.out, /things compared: the same, bit for bit/)
  assert.equal(replayed.code, 0)

  const json = JSON.parse((await luban(['replay', file, '--json'])).out)
  assert.equal(json.isSame, true)
  assert.ok(json.comparedCount > 10)
  await assertDamageShows(file)
})

test('a car that demands TLS refuses a plain tool on a laptop, and serves one that speaks TLS with the station', async () => {
  const started = await ask('/api/attempts', { exerciseId: 'secure-car', mode: 'practice' })
  const { id } = (await started.json()) as { id: string }
  await ask(`/api/attempts/${id}/actions`, { kind: 'power', to: 'on' })
  const at = `${workshop.url}/attempts/${id}`
  const ports = ['--doip', '0', '--doip-tls', '0']
  const tunnel = runLuban(['connect', at, '--user', user.username, '--json', ...ports], {
    LUBAN_PASSWORD: user.password,
  })
  try {
    const doors = JSON.parse(await tunnel.firstLine) as { doip: Address; doipTls: Address }
    const has = (type: number) => (heard: Buffer) => payloadOf(heard, type) !== undefined
    const activation = { say: hex('02FD 0005 00000007 0E80 00 00000000'), until: has(0x0006) }
    const reading = { say: hex('02FD 8001 00000007 0E80 1007 22F190'), until: has(0x8001) }
    const [refused] = await talk(doors.doip, [activation])
    assert.equal(payloadOf(refused, 0x0006)?.[4], 0x07, 'it asks for TLS')
    const [activated, read] = await talk(doors.doipTls, [activation, reading], 'tls')
    assert.equal(payloadOf(activated, 0x0006)?.[4], 0x10, 'routing is activated')
    assert.match(toHex(payloadOf(read, 0x8001) as Buffer), /^10070E8062F190([0-9A-F]{2}){17}$/)
  } finally {
    tunnel.child.kill('SIGTERM')
    await tunnel.ended
  }
  await ask(`/api/attempts/${id}/diagnosis`, { component: null, failureMode: null })
  const replayed = await luban(['replay', join(folder, 'evidence', `${id}.mcap`)])
  assert.match(replayed.out, /things compared: the same, bit for bit/)
  assert.equal(replayed.code, 0)
})

/** A file in which one byte of a recorded action was changed afterwards. */
async function assertDamageShows(file: string): Promise<void> {
  const bytes = readFileSync(file)
  const at = bytes.indexOf('"to":"on"')
  assert.ok(at > 0)
  bytes.write('"to":"of"', at)
  const changed = join(folder, 'changed.mcap')
  writeFileSync(changed, bytes)
  const { code, out } = await luban(['replay', changed])
  assert.equal(code, 1)
  assert.match(out, /The file is damaged/)
}

test('what is no evidence is refused by name', async () => {
  const path = join(folder, 'x.mcap')
  writeFileSync(path, 'hello')
  const { code, error } = await luban(['replay', path])
  assert.equal(code, 1)
  assert.match(error, /x.mcap is not the evidence of an attempt/)
})

test('a running attempt shows its timeline and is not replayed: its fault is not in the file', async () => {
  await ask('/api/attempts', { exerciseId: 'car-will-not-enter-ready', mode: 'practice' })
  const names = readdirSync(join(folder, 'evidence'))
  const results = await Promise.all(names.map((name) => luban(['replay', join(folder, 'evidence', name)])))
  const running = results.filter(({ error }) => error.includes('not sealed'))
  assert.equal(running.length, 1)
  assert.equal(running[0].code, 1)
})

test('a database that is not there is said in one sentence', async () => {
  const words = ['db', 'move', 'postgres://nobody@127.0.0.1:9/x', '--data', join(folder, 'none')]
  const { code, error } = await luban(words)
  assert.equal(code, 1)
  assert.match(error, /^luban: .*holds no embedded database.*\n$/)
})

test('what keeps a workshop from starting becomes a sentence with its remedy; a mistake of ours keeps its stack', async () => {
  const options = { dataDir: join(folder, 'other'), contentDir: CONTENT_DIR, webDir: join(folder, 'no-pages') }
  const again = (more: { host: string; port: number; dataDir?: string }) => openWorkshop({ ...options, ...more })
  const port = Number(new URL(workshop.url).port)
  await assert.rejects(inWords(again({ host: '127.0.0.1', port })), (error: Error) => {
    assert.ok(error instanceof Refusal)
    assert.match(error.message, new RegExp(`:${port} is taken.*--port N`))
    return true
  })
  for (const host of ['300.1.1.1', '192.0.2.1']) {
    const notHere = { message: `${host} is no address of this machine: choose another with --host H.` }
    await assert.rejects(inWords(again({ host, port: 0 })), notHere)
  }
  // A second process, or here a second workshop, on the same data.
  await assert.rejects(inWords(again({ host: '127.0.0.1', port: 0, dataDir: folder })), Refusal)
  await assert.rejects(inWords(Promise.reject(new TypeError('x is undefined'))), TypeError)
})
