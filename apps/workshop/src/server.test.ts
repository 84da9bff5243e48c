/** What every answer has in common, over HTTP: errors that name the place, headers, pages, the OpenAPI page. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { casesOf } from '@luban/lab'
import type { AnyRoute } from './route.ts'
import { routes } from './routes/index.ts'
import { type Reply, testWorkshop } from './testing.ts'

testWorkshop('a malformed request is answered with the place and the problem', async ({ guest }) => {
  const verify = async (body: unknown, headers = {}) => (await guest.post('/api/verify', body, headers)).body
  assert.deepEqual(Object.keys(await verify({})).sort(), ['at', 'code', 'message', 'problem'])
  assert.equal((await verify({})).code, 'BODY_MALFORMED')
  assert.equal((await verify({ credential: 7 })).at, 'body/credential') // Never "7" for 7.
  assert.deepEqual([(await verify({ credential: 'x', more: 1 })).at, (await verify([])).at], ['body/more', 'body'])
  assert.match((await verify('{"credential": nonsense}')).problem, /"ential": nonsense/)
  assert.equal((await verify('<x/>', { 'content-type': 'text/xml' })).code, 'MEDIA_TYPE_UNSUPPORTED')
  assert.equal((await verify({ credential: 'x'.repeat(300_000) })).code, 'BODY_TOO_LARGE')
  assert.equal((await guest.get('/api/register/%E0%A4%A')).body.code, 'REQUEST_MALFORMED')
  assert.equal((await guest.get('/api/about?more=1')).body.code, 'REQUEST_MALFORMED')
  assert.equal((await guest.get('/api/nothing')).body.code, 'NOT_FOUND')
})

testWorkshop('a text that no database keeps is refused with its place, wherever it stands', async ({ as }) => {
  const trainee = await as('trainee')
  const apply = (holderName: string) => trainee.post('/api/applications', { schemeId: 'x', holderName })
  const whereOf = ({ status, body }: Reply) => [status, body.code, body.at]
  assert.deepEqual(whereOf(await apply('Aigerim\u0000')), [400, 'BODY_MALFORMED', 'body/holderName'])
  assert.deepEqual(whereOf(await apply('Aigerim\ud83d')), [400, 'BODY_MALFORMED', 'body/holderName'])
  assert.deepEqual(whereOf(await apply('Aigerim \u202evil')), [400, 'NAME_MALFORMED', 'holderName'])
  assert.equal((await apply('Айгерім 🚗')).body.code, 'SCHEME_NOT_FOUND')
  const query = await trainee.get('/api/attempts?exerciseId=%00')
  assert.deepEqual(whereOf(query), [400, 'REQUEST_MALFORMED', 'querystring/exerciseId'])
  const params = await trainee.get('/api/applications/%00')
  assert.deepEqual(whereOf(params), [400, 'REQUEST_MALFORMED', 'params/applicationId'])
  // The file of a certificate gets its verdict, whatever is in it.
  assert.equal((await trainee.post('/api/verify', { credential: '\u0000' })).body.kind, 'malformed')
})

testWorkshop(
  'what is no HTTP, or no JSON by its own word, is refused in the shape of every error',
  async (workshop) => {
    const text = await workshop.guest.post('/api/verify', '{}', { 'content-type': 'text/plain' })
    assert.equal(text.body.code, 'MEDIA_TYPE_UNSUPPORTED')
    for (const said of ['hello\r\n\r\n', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`]) {
      const answer = await sayTo(workshop.url, said)
      assert.match(answer, /^HTTP\/1.1 4[03][01] .*\r\nConnection: close\r\n/s)
      assert.match(answer, /\r\n\r\n\{"code":"REQUEST_MALFORMED","message":".*"at":"request"/)
    }
  },
)

/** What a server says to bytes of any kind until it closes. */
function sayTo(url: string, text: string): Promise<string> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname, () => socket.end(text))
    let heard = ''
    socket.on('data', (bytes) => {
      heard += bytes
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(heard))
  })
}

testWorkshop('nothing sent to the public names a fault or a start state', async ({ guest, services }) => {
  const text = String((await guest.get('/api/workshops')).bytes) + String((await guest.get('/openapi.json')).bytes)
  const faults = services.content.exercises.flatMap(casesOf).flatMap((one) => one.faults)
  assert(faults.length >= 5)
  for (const fault of faults) assert(!text.includes(fault), fault)
  assert(!/startSocPercent\\?":-?\d/.test(text)) // With its value: its name stands in the API's own description.
})

testWorkshop('the OpenAPI page lists every route with its permission', async ({ guest }) => {
  const { paths } = (await guest.get('/openapi.json')).body
  for (const { method, path, permission } of routes as readonly AnyRoute[]) {
    const operation = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    assert.match(operation?.description ?? '', new RegExp(`\`${permission}\``), `${method} ${path}`)
  }
})

testWorkshop('pages work over plain HTTP, are cached by name, and any address is a page', async (workshop) => {
  const webDir = join(workshop.dataDir, 'pages')
  mkdirSync(join(webDir, 'assets'), { recursive: true })
  writeFileSync(join(webDir, 'index.html'), '<!doctype html><title>Luban</title>')
  writeFileSync(join(webDir, 'assets/app-1a2b.js'), 'start()')
  assert.equal((await workshop.guest.get('/')).body.code, 'WEB_BUNDLE_MISSING')
  const { guest, close } = await workshop.reopen({ webDir })
  for (const path of ['/', '/verify/LBN-2026-K7QX3MB', '/attempts/1?x=2']) {
    const page = await guest.get(path, { accept: 'text/html' })
    assert.match(page.body, /<title>Luban/, path)
    const policy = page.headers.get('content-security-policy')?.split(';') ?? []
    assert(policy.includes("connect-src 'self'"), 'a page speaks to nobody but us, over WebSockets neither')
    assert(!policy.includes('upgrade-insecure-requests'))
    assert.equal(page.headers.get('strict-transport-security'), null)
    assert.equal(page.headers.get('cache-control'), 'no-cache')
  }
  assert.match((await guest.get('/assets/app-1a2b.js')).headers.get('cache-control') ?? '', /immutable/)
  assert.equal((await guest.get('/assets/gone.js')).status, 404)
  assert.equal((await guest.get('/..%2f..%2fetc/passwd')).body.includes('root:'), false)
  for (const path of ['//etc/passwd', '//evil.example/%2f..']) {
    assert.deepEqual([path, (await guest.get(path)).status], [path, 404])
  }
  await close()
})

testWorkshop('a restart keeps the issuer, and a lost passphrase is refused with the remedy', async (workshop) => {
  const { did } = workshop.issuer
  const again = await workshop.reopen()
  assert.equal(again.issuer.did, did)
  assert.equal(again.issuer.key.id, workshop.issuer.key.id)
  await assert.rejects(again.reopen({ keyPassphrase: 'another' }), /passphrase does not open this key file/)
})

testWorkshop(
  'a damaged key file keeps the workshop shut, with its name and the remedy, and stays as it is',
  async (workshop) => {
    const { did } = workshop.issuer
    const path = join(workshop.dataDir, 'issuer-key.json')
    const whole = readFileSync(path, 'utf8')
    const at = whole.length - 40 // One letter, somewhere.
    const damaged = [
      '',
      '{}',
      'x',
      whole.slice(0, -20),
      whole.slice(0, at) + (whole[at] === 'A' ? 'B' : 'A') + whole.slice(at + 1),
    ]
    for (const text of damaged) {
      writeFileSync(path, text)
      await assert.rejects(workshop.reopen(), (error: Error) => {
        assert(error.message.startsWith(`${path}: `), error.message)
        assert.match(error.message, /[Rr]estore/)
        return true
      })
      assert.equal(readFileSync(path, 'utf8'), text)
    }
    writeFileSync(path, whole)
    const again = await workshop.reopen()
    assert.equal(again.issuer.did, did)
    await again.close()
  },
)
