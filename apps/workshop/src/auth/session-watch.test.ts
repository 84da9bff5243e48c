/** Live connections and tunnels end with their session, over real WebSockets, on both databases. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { type RawData, WebSocket } from 'ws'
import { type Client, clientOf, cookiesOf, type TestWorkshop, testWorkshop, testWorkshopOnBoth } from '../testing.ts'

const EXERCISE = { exerciseId: 'weak-regeneration', mode: 'practice' }
const GIVEN = 'given by the administrator'
const OWN = 'chosen by the person'
const ENDED = [4401, 'SESSION_ENDED: Your session has ended: sign in again.']

type Person = { readonly userId: string; readonly client: Client; readonly cookie: string }

const addressOf = ({ app }: TestWorkshop) => `127.0.0.1:${(app.server.address() as { port: number }).port}`

async function enter(workshop: TestWorkshop, username: string, password: string) {
  const { headers, body } = await workshop.guest.post('/api/auth/sign-in/username', { username, password })
  const cookie = cookiesOf(headers)
  return { userId: body.userId as string, cookie, client: clientOf(`http://${addressOf(workshop)}`, cookie) }
}

async function addPerson(workshop: TestWorkshop, username: string, roles: readonly string[]): Promise<Person> {
  const administrator = await workshop.as('administrator')
  await administrator.post('/api/people', { username, name: username, roles, password: GIVEN })
  const person = await enter(workshop, username, GIVEN)
  assert.equal((await person.client.post('/api/me/password', { current: GIVEN, next: OWN })).status, 200)
  return person
}

/** Open, and told something when it is a live connection. */
async function open(workshop: TestWorkshop, { cookie }: { cookie: string }, path: string) {
  const socket = new WebSocket(`ws://${addressOf(workshop)}${path}`, { headers: { cookie } })
  const closed = once(socket, 'close').then(([code, text]) => [code, String(text)])
  await once(socket, path.endsWith('/live') ? 'message' : 'open')
  return { socket, closed }
}

async function startAttempt({ client }: Person): Promise<string> {
  const { status, body } = await client.post('/api/attempts', EXERCISE)
  assert.equal(status, 200, JSON.stringify(body))
  return `/api/attempts/${body.id}`
}

testWorkshopOnBoth('a live connection and a tunnel end when their session does, however it ends', async (workshop) => {
  const administrator = await workshop.as('administrator')
  const ana = await addPerson(workshop, 'ana', ['trainee'])
  const at = await startAttempt(ana)
  const person = `/api/people/${ana.userId}`
  const ways: { [way: string]: (session: Person) => Promise<unknown> } = {
    'signed out': ({ client }) => client.post('/api/auth/sign-out'),
    'run out': ({ userId }) =>
      workshop.db
        .updateTable('session')
        .set({ expires_at: new Date(Date.now() - 1000) })
        .where('user_id', '=', userId)
        .execute(),
    'password reset': () => administrator.post(`${person}/password`, { password: GIVEN }),
  }
  for (const [way, end] of Object.entries(ways)) {
    const session = await enter(workshop, 'ana', OWN)
    const sockets = [await open(workshop, session, `${at}/live`), await open(workshop, session, `${at}/tunnel/elm327`)]
    await end(session)
    for (const { closed } of sockets) assert.deepEqual([way, await closed], [way, ENDED])
  }
  // The attempt itself goes on: whoever comes back finds it.
  const again = await enter(workshop, 'ana', GIVEN)
  await again.client.post('/api/me/password', { current: GIVEN, next: OWN })
  assert.equal((await again.client.get(at)).body.status, 'running')
})

testWorkshop('another session of the same person, and other people, keep their connections', async (workshop) => {
  const ana = await addPerson(workshop, 'ana', ['trainee'])
  const at = await startAttempt(ana)
  const elsewhere = await open(workshop, await enter(workshop, 'ana', OWN), `${at}/live`)
  const dana = await open(workshop, await addPerson(workshop, 'dana', ['instructor']), `${at}/live`)
  const here = await open(workshop, ana, `${at}/live`)
  await ana.client.post('/api/auth/sign-out')
  assert.deepEqual(await here.closed, ENDED)
  for (const { socket } of [elsewhere, dana]) {
    await once(socket, 'message') // A view, told after the end of the other.
    assert.equal(socket.readyState, WebSocket.OPEN)
    socket.close()
  }
})

testWorkshop(
  'a role that is taken away ends what was opened with it, another that is given does not',
  async (workshop) => {
    const administrator = await workshop.as('administrator')
    const ana = await addPerson(workshop, 'ana', ['trainee'])
    const at = await startAttempt(ana)
    // Still a trainee, so still allowed to watch something: but no longer this.
    const dana = await addPerson(workshop, 'dana', ['instructor', 'trainee'])
    const { closed } = await open(workshop, dana, `${at}/live`)
    const setRoles = ({ userId }: Person, roles: readonly string[]) =>
      administrator.put(`/api/people/${userId}/roles`, { roles })
    const own = await open(workshop, ana, `${at}/live`)
    await setRoles(ana, ['trainee', 'mentor'])
    await setRoles(dana, ['trainee'])
    assert.equal((await closed)[0], 4403)
    assert.match(String((await closed)[1]), /^ROLE_WITHDRAWN: /)
    assert.equal(own.socket.readyState, WebSocket.OPEN)
    assert.equal((await ana.client.get(at)).body.status, 'running')
    own.socket.close()
  },
)

testWorkshopOnBoth(
  'who is shut out loses the connections, and the running attempt ends with the reason',
  async (workshop) => {
    const administrator = await workshop.as('administrator')
    const ana = await addPerson(workshop, 'ana', ['trainee'])
    const at = await startAttempt(ana)
    const heard: string[] = []
    const live = await open(workshop, ana, `${at}/live`)
    live.socket.on('message', (message: RawData) => heard.push(String(message)))
    const tunnel = await open(workshop, ana, `${at}/tunnel/doip`)
    assert.equal((await administrator.post(`/api/people/${ana.userId}/shut-out`)).status, 200)
    // Ended before the answer: by the attempt's own end or by the session's, whichever is told first.
    for (const { closed } of [live, tunnel]) assert([1000, 4401].includes(Number((await closed)[0])))
    const row = await workshop.db.selectFrom('attempt').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual([row.status, row.end_reason], ['interrupted', 'traineeShutOut'])
    assert.notEqual(row.evidence_sha256, null)
    const dana = await workshop.as('instructor')
    assert.equal((await dana.get(at)).body.status, 'interrupted') // The history stays.

    await administrator.post(`/api/people/${ana.userId}/let-in`)
    const back = await enter(workshop, 'ana', OWN)
    assert.equal((await back.client.get(at)).body.endReason, 'traineeShutOut')
    await startAttempt({ ...back, userId: ana.userId })
  },
)

testWorkshop('who is no trainee any more loses the running attempt and the tool at its door', async (workshop) => {
  const administrator = await workshop.as('administrator')
  const ana = await addPerson(workshop, 'ana', ['trainee', 'examiner'])
  const at = await startAttempt(ana)
  const { doors } = (await ana.client.get(at)).body
  const door = doors.find(({ kind }: { kind: string }) => kind === 'elm327')
  const tool = connect(door.port, door.host)
  tool.write('ATI\r')
  assert.match(String(await once(tool, 'data')), /ELM327|ATI/)
  const unplugged = once(tool.resume(), 'close')
  assert.equal((await administrator.put(`/api/people/${ana.userId}/roles`, { roles: ['examiner'] })).status, 200)
  await unplugged
  const { body } = await (await workshop.as('instructor')).get(at)
  assert.deepEqual([body.status, body.endReason], ['interrupted', 'roleWithdrawn'])
  assert.equal((await ana.client.post('/api/attempts', EXERCISE)).body.code, 'NOT_ALLOWED')
})
