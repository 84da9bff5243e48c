/** The walk over every route: nothing is open by omission, and nobody is let in whom the table does not name. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { PERMISSIONS, type Permission, ROLES } from './policies/permissions.ts'
import type { AnyRoute } from './route.ts'
import { routes, socketRoutes } from './routes/index.ts'
import { type Client, type TestWorkshop, testWorkshop, testWorkshopOnBoth } from './testing.ts'

const USER_OF_ROLE = {
  ...Object.fromEntries(ROLES.map((role) => [role, role])),
  certificationOfficer: 'officer',
  labMaster: 'labmaster',
} as Record<string, string>

const addressOf = (path: string) => path.replaceAll(/:\w+/g, '6f1c1c9e-8f0b-4a53-9c55-0a4a52f5b111')
const isNamed = (permission: Permission, role: string) => (PERMISSIONS[permission] as readonly string[]).includes(role)

async function call(client: Client, { method, path }: AnyRoute): Promise<number> {
  const address = addressOf(path)
  const reply =
    method === 'GET' ? client.get(address) : method === 'PUT' ? client.put(address, {}) : client.post(address, {})
  return (await reply).status
}

testWorkshopOnBoth(
  'every route answers 401 to a guest and 403 to each role that it does not name',
  async (workshop) => {
    const closed = (routes as readonly AnyRoute[]).filter(
      ({ permission, path }) => permission !== 'public' && !path.includes('sign-out'),
    )
    for (const r of closed) {
      assert.equal(await call(workshop.guest, r), 401, `${r.method} ${r.path} for a guest`)
      for (const role of ROLES) {
        const status = await call(await workshop.as(USER_OF_ROLE[role]), r)
        if (isNamed(r.permission, role))
          assert(status !== 401 && status !== 403, `${r.method} ${r.path} for ${role}: ${status}`)
        else assert.equal(status, 403, `${r.method} ${r.path} for ${role}`)
      }
    }
  },
)

testWorkshop('every live connection is refused to a guest and to each role that it does not name', async (workshop) => {
  for (const { path, permission } of socketRoutes) {
    assert.equal(await upgrade(workshop, path, undefined), 401, `${path} for a guest`)
    for (const role of ROLES.filter((one) => !isNamed(permission, one))) {
      assert.equal(await upgrade(workshop, path, USER_OF_ROLE[role]), 403, `${path} for ${role}`)
    }
  }
})

/** The status that an upgrade was answered with, 101 when it was accepted. */
async function upgrade(workshop: TestWorkshop, path: string, username: string | undefined): Promise<number> {
  const user = workshop.demoUsers.find((one) => one.username === username)
  const signedIn =
    user && (await workshop.guest.post('/api/auth/sign-in/username', { username, password: user.password }))
  const cookie = signedIn?.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  return await new Promise((resolve) => {
    const socket = new WebSocket(workshop.url.replace('http', 'ws') + addressOf(path), {
      headers: cookie ? { cookie } : {},
    })
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('open', () => resolve(101))
    socket.on('error', () => {})
  })
}

test('public routes are these and no others', () => {
  const open = (routes as readonly AnyRoute[]).filter(({ permission }) => permission === 'public')
  assert.deepEqual(open.map(({ method, path }) => `${method} ${path}`).sort(), [
    'GET /.well-known/did.json',
    'GET /api/about',
    'GET /api/health',
    'GET /api/register/:number',
    'GET /api/schemes/:schemeId',
    'GET /api/session',
    'GET /api/workshops',
    'GET /status/:purpose',
    'POST /api/auth/sign-in/username',
    'POST /api/verify',
  ])
})

test('every permission is asked for by a route, and every route has an address of its own', () => {
  const asked = new Set([...(routes as readonly AnyRoute[]), ...socketRoutes].map(({ permission }) => permission))
  assert.deepEqual(
    Object.keys(PERMISSIONS).filter((permission) => !asked.has(permission)),
    [],
  )
  const addresses = (routes as readonly AnyRoute[]).map(({ method, path }) => `${method} ${path}`)
  assert.equal(new Set(addresses).size, addresses.length)
})
