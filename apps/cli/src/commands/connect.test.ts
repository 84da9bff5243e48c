/** `luban connect` against a server that keeps the contract of the tunnel and echoes what comes through it. */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { WebSocketServer } from 'ws'
import { luban, type Running, runLuban } from '../testing.ts'

const ATTEMPT = '6f1c1c9e-8f0b-4a53-9c55-0a4a52f5b111'
const OVER = '00000000-8f0b-4a53-9c55-0a4a52f5b111'
const COOKIE = 'luban.session_token=secret'
let server: Server
let origin: string
const opened: string[] = []
const running: Running[] = []

before(async () => {
  const tunnels = new WebSocketServer({ noServer: true })
  server = createServer((request, reply) => {
    const answer = (status: number, body: object, headers = {}) => {
      reply.writeHead(status, { 'content-type': 'application/json', ...headers })
      reply.end(JSON.stringify(body))
    }
    if (request.url === '/api/auth/sign-in/username') {
      let text = ''
      request.on('data', (part) => {
        text += part
      })
      request.on('end', () => {
        const isRight = text === JSON.stringify({ username: 'ana', password: 'right one' })
        if (!isRight)
          return answer(401, { code: 'SIGN_IN_REFUSED', message: 'The user name or the password is wrong.' })
        answer(200, { userId: 'u1' }, { 'set-cookie': [`${COOKIE}; Path=/; HttpOnly`] })
      })
    } else if (request.headers.cookie !== COOKIE) answer(401, { message: 'Sign in first.' })
    else if (request.url === `/api/attempts/${ATTEMPT}`) answer(200, { status: 'running', isMine: true })
    else if (request.url === `/api/attempts/${OVER}`) answer(200, { status: 'submitted', isMine: true })
    else answer(404, { message: 'There is no such attempt.' })
  })
  server.on('upgrade', (request, socket, head) => {
    opened.push(`${request.url} ${request.headers.cookie}`)
    if (request.url?.endsWith('/doip')) return socket.end('HTTP/1.1 409 Conflict\r\ncontent-length: 0\r\n\r\n')
    tunnels.handleUpgrade(request, socket, head, (web) => {
      web.on('message', (bytes: Buffer) => {
        if (bytes.toString() === 'BYE\r') {
          web.send(Buffer.from('last words'))
          web.close(1000)
        } else web.send(bytes)
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

after(async () => {
  for (const { child, ended } of running) {
    child.kill('SIGTERM')
    await ended
  }
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

type Addresses = { readonly [door in 'elm327' | 'doip']: { readonly host: string; readonly port: number } }

async function connected(...more: string[]): Promise<Addresses & { readonly process: Running }> {
  const words = ['connect', ATTEMPT, '--server', origin, '--user', 'ana', '--json', ...more]
  const started = runLuban(words, { LUBAN_PASSWORD: 'right one' })
  running.push(started)
  return { ...JSON.parse(await started.firstLine), process: started }
}

const anyPorts = ['elm327', 'doip', 'doip-tls', 'socketcand', 'slcan', 'cannelloni', 'gvret', 'sovd'].flatMap(
  (door) => [`--${door}`, '127.0.0.1:0'],
)

async function dial({ host, port }: { host: string; port: number }): Promise<Socket> {
  const socket = connectTcp({ host, port, allowHalfOpen: true })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  return socket
}

function readAll(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = []
  socket.on('data', (part) => parts.push(part))
  return new Promise((resolve) => socket.once('end', () => resolve(Buffer.concat(parts))))
}

async function readCount(socket: Socket, count: number): Promise<Buffer> {
  let read = Buffer.alloc(0)
  return new Promise((resolve) =>
    socket.on('data', (part) => {
      read = Buffer.concat([read, part])
      if (read.length >= count) resolve(read)
    }),
  )
}

test('each connection of a tool is a tunnel of its own, with the session, bytes unchanged both ways', async () => {
  const { elm327 } = await connected(...anyPorts)
  const tools = await Promise.all([dial(elm327), dial(elm327)])
  const messages = tools.map((_, index) =>
    Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * (index + 3)) & 0xff)),
  )
  await Promise.all(
    tools.map(async (tool, index) => {
      const echoed = readCount(tool, messages[index].length)
      tool.write(messages[index])
      assert.ok((await echoed).equals(messages[index]))
      tool.destroy()
    }),
  )
  const expected = `/api/attempts/${ATTEMPT}/tunnel/elm327 ${COOKIE}`
  assert.deepEqual(
    opened.filter((one) => one.includes('elm327')),
    [expected, expected],
  )
})

test('what was said before the tunnel stood is not lost, and the last words arrive before the end', async () => {
  const { elm327 } = await connected(...anyPorts)
  const tool = await dial(elm327)
  tool.write('BYE\r')
  assert.equal((await readAll(tool)).toString(), 'last words')
  tool.destroy()
})

test('a door that the server refuses ends the connection and says why; the other goes on', async () => {
  const { doip, elm327, process } = await connected(...anyPorts)
  assert.equal((await readAll(await dial(doip))).length, 0)
  const tool = await dial(elm327)
  const echoed = readCount(tool, 3)
  tool.write('ATZ')
  assert.equal((await echoed).toString(), 'ATZ')
  tool.destroy()
  process.child.kill('SIGTERM')
  const { code, error } = await process.ended
  assert.equal(code, 0)
  assert.match(error, /doip: 127.0.0.1:\d+ refused: the server answered 409/)
})

test('when the usual port is taken another is opened; one that was asked for is refused', async () => {
  const holder = createTcpServer()
  const isFree = await new Promise<boolean>((resolve) => {
    holder.once('error', () => resolve(false))
    holder.listen(35_000, '127.0.0.1', () => resolve(true))
  })
  // Held by us or by somebody else: taken in both cases.
  const { elm327 } = await connected('--doip', '127.0.0.1:0')
  assert.notEqual(elm327.port, 35_000)
  const words = ['connect', ATTEMPT, '--server', origin, '--user', 'ana', '--elm327', '35000']
  const { code, error } = await luban(words, { LUBAN_PASSWORD: 'right one' })
  assert.equal(code, 1)
  assert.match(error, /127.0.0.1:35000 is taken/)
  if (isFree) await new Promise((resolve) => holder.close(resolve))
})

test('a wrong password, an attempt that is over or not there, and a silent server each say so', async () => {
  const at = (id: string, where = origin) => ['connect', id, '--server', where, '--user', 'ana']
  const cases: [string[], string, RegExp][] = [
    [at(ATTEMPT), 'wrong', /refuses to sign in ana: The user name or the password is wrong/],
    [at(OVER), 'right one', /The attempt is over/],
    [at('11111111-8f0b-4a53-9c55-0a4a52f5b111'), 'right one', /There is no such attempt/],
    [at(ATTEMPT, 'http://127.0.0.1:9'), 'right one', /does not answer/],
    [at(ATTEMPT), '', /no terminal to ask for the password/],
  ]
  for (const [words, password, sentence] of cases) {
    const { code, error } = await luban(words, { LUBAN_PASSWORD: password })
    assert.equal(code, 1)
    assert.match(error, sentence)
    assert.doesNotMatch(error, /at .*\.ts:/, 'no stack')
  }
})
