/** People of a real workshop, over HTTP, on both databases: how they come in, what they may do, how passwords change. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { verifyAuditChain } from '../../audit/log.ts'
import { makePassword } from '../../auth/password.ts'
import { freshPostgresqlUrl, KINDS } from '../../db/testing.ts'
import { addPerson } from '../../people/add-person.ts'
import { isUsername } from '../../people/rules.ts'
import type { AnyRoute } from '../../route.ts'
import {
  type Client,
  clientOf,
  cookiesOf,
  openTestWorkshop,
  type TestWorkshop,
  testWorkshop,
  testWorkshopOnBoth,
} from '../../testing.ts'
import { routes } from '../index.ts'

const SIGN_IN = '/api/auth/sign-in/username'
const ZHANAR = { username: 'Zhanar.T', name: 'Жанар Төлегенова', roles: ['instructor'], password: 'қар жауды бүгін' }

const addressOf = ({ app }: TestWorkshop) => `http://127.0.0.1:${(app.server.address() as { port: number }).port}`

/** With a password that the person may have from somebody else. */
async function signInFirst(workshop: TestWorkshop, username: string, password: string): Promise<Client> {
  const { status, headers, body } = await workshop.guest.post(SIGN_IN, { username, password })
  assert.equal(status, 200, JSON.stringify(body))
  return clientOf(addressOf(workshop), cookiesOf(headers))
}

/** With one's own, chosen now where that is due. */
async function signIn(workshop: TestWorkshop, username: string, password: string): Promise<Client> {
  const client = await signInFirst(workshop, username, password)
  if ((await client.get('/api/me')).body.code !== 'PASSWORD_CHANGE_DUE') return client
  const { status, body } = await client.post('/api/me/password', { current: password, next: own(password) })
  assert.equal(status, 200, JSON.stringify(body))
  return client
}

/** The password that a person takes in place of the one they were given. */
const own = (given: string) => `${given}, my own`

async function add(client: Client, person: object): Promise<string> {
  const { status, body } = await client.post('/api/people', person)
  assert.equal(status, 200, JSON.stringify(body))
  return body.userId
}

testWorkshop('a person whom an administrator added signs in, in whatever script they are named', async (workshop) => {
  const administrator = await workshop.as('administrator')
  const names = { kk: 'Жанар Төлегенова', zh: '扎娜尔·托列格诺娃' }
  const userId = await add(administrator, { ...ZHANAR, names })
  const me = await signIn(workshop, 'zhanar.t', ZHANAR.password)
  const { body } = await me.get('/api/me')
  assert.deepEqual([body.userId, body.name, body.names, body.roles], [userId, ZHANAR.name, names, ['instructor']])

  await add(administrator, { ...ZHANAR, username: '+77001234567', roles: ['trainee', 'mentor'] })
  await signIn(workshop, '+77001234567', ZHANAR.password)
  const { people } = (await administrator.get('/api/people')).body
  assert.equal(people.length, 10)
  const listed = people.find((one: { username: string }) => one.username === 'Zhanar.T')
  assert.deepEqual([listed.roles, listed.isDemo, listed.names], [['instructor'], false, names])
})

testWorkshop('what cannot be a user name, a name or a password is refused by its own code', async (workshop) => {
  const administrator = await workshop.as('administrator')
  await add(administrator, ZHANAR)
  const cases: [object, string][] = [
    [{ username: 'zhanar.t' }, 'USERNAME_TAKEN'],
    [{ username: 'ZHANAR.T' }, 'USERNAME_TAKEN'],
    [{ username: 'жанар' }, 'USERNAME_MALFORMED'],
    [{ username: 'a b c' }, 'USERNAME_MALFORMED'],
    [{ username: '+7 700 123 45 67' }, 'USERNAME_MALFORMED'],
    [{ username: 'b', name: ' ' }, 'USERNAME_MALFORMED'],
    [{ username: 'bolat', name: ' ' }, 'NAME_MALFORMED'],
    [{ username: 'bolat', name: 'Бо\u0007лат' }, 'NAME_MALFORMED'],
    [{ username: 'bolat', names: { zh: ' 李明' } }, 'NAME_MALFORMED'],
    [{ username: 'bolat', password: 'nine-char' }, 'PASSWORD_LENGTH'],
    [{ username: 'bolat', password: 'x'.repeat(129) }, 'PASSWORD_LENGTH'],
    [{ username: 'bolat.serikov', password: 'Bolat Serikov' }, 'PASSWORD_IS_USERNAME'],
    [{ username: '+77001234567', password: '7 700 123-45-67' }, 'PASSWORD_IS_USERNAME'],
    [{ username: 'bolat', roles: [] }, 'BODY_MALFORMED'],
    [{ username: 'bolat', roles: ['headmaster'] }, 'BODY_MALFORMED'],
    [{ username: 'bolat', isDemo: true }, 'BODY_MALFORMED'],
  ]
  for (const [change, code] of cases) {
    const { body } = await administrator.post('/api/people', { ...ZHANAR, ...change })
    assert.equal(body.code, code, JSON.stringify(change))
  }
  assert.equal((await administrator.get('/api/people')).body.people.length, 9)
})

testWorkshop('roles hold from the next request, and the last real administrator keeps theirs', async (workshop) => {
  const demo = await workshop.as('administrator')
  const userId = await add(demo, ZHANAR)
  const zhanar = await signIn(workshop, 'Zhanar.T', ZHANAR.password)
  assert.equal((await zhanar.get('/api/people')).status, 403)
  assert.equal((await demo.put(`/api/people/${userId}/roles`, { roles: ['administrator', 'trainee'] })).status, 200)
  assert.equal((await zhanar.get('/api/people')).status, 200)

  const withdraw = { roles: ['trainee'] }
  assert.equal((await zhanar.put(`/api/people/${userId}/roles`, withdraw)).body.code, 'LAST_ADMINISTRATOR')
  const secondId = await add(demo, { ...ZHANAR, username: 'bolat', roles: ['administrator'] })
  const bolat = await signIn(workshop, 'bolat', ZHANAR.password)
  // Each takes it from the other at the same moment: one is left.
  const answers = await Promise.all([
    bolat.put(`/api/people/${userId}/roles`, withdraw),
    zhanar.put(`/api/people/${secondId}/roles`, withdraw),
  ])
  const refused = answers.filter(({ status }) => status !== 200).map(({ body }) => body.code)
  assert.equal(refused.length, 1)
  assert(['LAST_ADMINISTRATOR', 'NOT_ALLOWED'].includes(refused[0]), refused[0])

  assert.equal((await demo.put('/api/people/nobody/roles', withdraw)).body.code, 'PERSON_NOT_FOUND')
  const traineeId = await workshop.idOf('trainee')
  assert.equal((await demo.put(`/api/people/${traineeId}/roles`, withdraw)).body.code, 'DEMO_USER_FIXED')
})

testWorkshop('a password that an administrator replaced ends every session of the person', async (workshop) => {
  const administrator = await workshop.as('administrator')
  const path = `/api/people/${await add(administrator, ZHANAR)}/password`
  const sessions = [
    await signIn(workshop, 'zhanar.t', ZHANAR.password),
    await signIn(workshop, 'zhanar.t', own(ZHANAR.password)),
  ]
  const password = makePassword()
  assert.equal((await administrator.post(path, { password: 'short' })).body.code, 'PASSWORD_LENGTH')
  for (const one of sessions) assert.equal((await one.get('/api/me')).status, 200)
  assert.equal((await administrator.post(path, { password })).status, 200)
  for (const one of sessions) assert.equal((await one.get('/api/me')).status, 401)
  for (const old of [ZHANAR.password, own(ZHANAR.password)]) {
    assert.equal((await workshop.guest.post(SIGN_IN, { username: 'zhanar.t', password: old })).status, 401)
  }
  await signIn(workshop, 'zhanar.t', password)

  const demo = `/api/people/${await workshop.idOf('trainee')}/password`
  assert.equal((await administrator.post(demo, { password })).body.code, 'DEMO_USER_FIXED')
  assert.equal((await administrator.post('/api/people/nobody/password', { password })).body.code, 'PERSON_NOT_FOUND')
})

testWorkshop('a password that somebody else chose opens nothing but its own change', async (workshop) => {
  const administrator = await workshop.as('administrator')
  const userId = await add(administrator, ZHANAR)
  const isDue = async () => {
    const { people } = (await administrator.get('/api/people')).body
    return people.find((one: { userId: string }) => one.userId === userId).mustChangePassword
  }
  for (const given of [ZHANAR.password, 'reset by an administrator']) {
    assert.equal(await isDue(), true)
    const zhanar = await signInFirst(workshop, 'zhanar.t', given)
    for (const { method, path, permission, isOpenBeforePasswordChange } of routes as readonly AnyRoute[]) {
      if (permission === 'public' || isOpenBeforePasswordChange) continue
      const address = path.replaceAll(/:\w+/g, '6f1c1c9e-8f0b-4a53-9c55-0a4a52f5b111')
      const { status, body } = await (method === 'GET'
        ? zhanar.get(address)
        : method === 'PUT'
          ? zhanar.put(address, {})
          : zhanar.post(address, {}))
      assert.deepEqual([path, status, body.code], [path, 403, 'PASSWORD_CHANGE_DUE'])
    }
    const change = (next: string) => zhanar.post('/api/me/password', { current: given, next })
    assert.equal((await change(given)).body.code, 'PASSWORD_UNCHANGED')
    assert.equal((await zhanar.get('/api/me')).body.code, 'PASSWORD_CHANGE_DUE')
    const leaving = await signInFirst(workshop, 'zhanar.t', given)
    assert.equal((await leaving.post('/api/auth/sign-out')).status, 200)

    assert.equal((await change('Жанар таңдаған құпиясөз')).status, 200)
    assert.equal((await zhanar.get('/api/me')).status, 200)
    assert.equal(await isDue(), false)
    await administrator.post(`/api/people/${userId}/password`, { password: 'reset by an administrator' })
  }
})

testWorkshopOnBoth(
  'an administrator corrects a name in every language, and the audit log keeps the one before',
  async (workshop) => {
    const administrator = await workshop.as('administrator')
    const userId = await add(administrator, { ...ZHANAR, names: { kk: 'Жанар Төлегенова', zh: '扎娜尔' } })
    const zhanar = await signIn(workshop, 'zhanar.t', ZHANAR.password)
    const path = `/api/people/${userId}/name`
    const after = { name: 'Жанар Сәкенова', names: { kk: 'Жанар Сәкенова', en: 'Zhanar Sakenova' } }
    assert.equal((await administrator.put(path, after)).status, 200)
    const me = (await zhanar.get('/api/me')).body
    assert.deepEqual([me.name, me.names], [after.name, after.names])
    const [line] = (await administrator.get('/api/audit')).body.lines
    const before = { name: ZHANAR.name, names: { kk: 'Жанар Төлегенова', zh: '扎娜尔' } }
    assert.deepEqual([line.action, line.subject, line.detail], ['user.rename', `user:${userId}`, { before, after }])

    assert.deepEqual(
      [
        (await administrator.put(path, { ...after, names: { zh: ' ' } })).body.code,
        (await zhanar.get('/api/me')).body.name,
      ],
      ['NAME_MALFORMED', after.name],
    )
    const demo = `/api/people/${await workshop.idOf('trainee')}/name`
    assert.equal((await administrator.put(demo, after)).body.code, 'DEMO_USER_FIXED')
    assert.equal((await administrator.put('/api/people/nobody/name', after)).body.code, 'PERSON_NOT_FOUND')
  },
)

testWorkshopOnBoth('who is shut out is signed out everywhere and stays out until let in again', async (workshop) => {
  const administrator = await workshop.as('administrator')
  const userId = await add(administrator, ZHANAR)
  const at = `/api/people/${userId}`
  const sessions = [
    await signIn(workshop, 'zhanar.t', ZHANAR.password),
    await signIn(workshop, 'zhanar.t', own(ZHANAR.password)),
  ]
  assert.equal((await administrator.post(`${at}/let-in`)).body.code, 'PERSON_NOT_SHUT_OUT')
  assert.equal((await administrator.post(`${at}/shut-out`)).status, 200)
  assert.equal((await administrator.post(`${at}/shut-out`)).body.code, 'PERSON_SHUT_OUT_ALREADY')
  for (const one of sessions) assert.equal((await one.get('/api/me')).status, 401)
  const tryToSignIn = (password: string) => workshop.guest.post(SIGN_IN, { username: 'zhanar.t', password })
  const refused = await tryToSignIn(own(ZHANAR.password))
  assert.deepEqual([refused.body.code, refused.headers.getSetCookie()], ['PERSON_SHUT_OUT', []])
  assert.equal((await tryToSignIn('not the password')).body.code, 'SIGN_IN_REFUSED')
  const listed = (await administrator.get('/api/people')).body.people
  assert.notEqual(listed.find((one: { userId: string }) => one.userId === userId).shutOutAt, null)

  assert.equal((await administrator.post(`${at}/let-in`)).status, 200)
  for (const one of sessions) assert.equal((await one.get('/api/me')).status, 401)
  assert.deepEqual(await workshop.db.selectFrom('session').select('id').where('user_id', '=', userId).execute(), [])
  await signIn(workshop, 'zhanar.t', own(ZHANAR.password))
  const { lines } = (await administrator.get('/api/audit')).body
  const actions = lines.map(({ action }: { action: string }) => action).reverse()
  assert.deepEqual(
    actions.filter((action: string) => /shutOut|letIn/.test(action)),
    ['user.shutOut', 'user.letIn'],
  )
  assert.equal((await verifyAuditChain(workshop.db)).isIntact, true)
})

testWorkshop('nobody is shut out who is a demo user, or the last administrator who can sign in', async (workshop) => {
  const demo = await workshop.as('administrator')
  const shutOut = (by: Client, userId: string) => by.post(`/api/people/${userId}/shut-out`)
  assert.equal((await shutOut(demo, await workshop.idOf('trainee'))).body.code, 'DEMO_USER_FIXED')
  assert.equal((await shutOut(demo, 'nobody')).body.code, 'PERSON_NOT_FOUND')

  const ids = []
  for (const username of ['zhanar', 'bolat', 'serik'])
    ids.push(await add(demo, { ...ZHANAR, username, roles: ['administrator'] }))
  const [zhanarId, bolatId, serikId] = ids
  const zhanar = await signIn(workshop, 'zhanar', ZHANAR.password)
  const bolat = await signIn(workshop, 'bolat', ZHANAR.password)
  assert.equal((await shutOut(zhanar, serikId)).status, 200)
  // Each shuts the other out at the same moment: one is left, whoever was first.
  const answers = await Promise.all([shutOut(zhanar, bolatId), shutOut(bolat, zhanarId)])
  const refused = answers.filter(({ status }) => status !== 200).map(({ body }) => body.code)
  assert.equal(refused.length, 1)
  assert(['LAST_ADMINISTRATOR', 'NOT_SIGNED_IN'].includes(refused[0]), refused[0])
  // Serik is no help: an administrator who is shut out opens no door.
  const leftId = answers[0].status === 200 ? zhanarId : bolatId
  assert.equal((await shutOut(demo, leftId)).body.code, 'LAST_ADMINISTRATOR')
  const withdrawn = await demo.put(`/api/people/${leftId}/roles`, { roles: ['trainee'] })
  assert.equal(withdrawn.body.code, 'LAST_ADMINISTRATOR')
})

testWorkshop('whoever changes their password stays signed in here and is signed out elsewhere', async (workshop) => {
  await add(await workshop.as('administrator'), ZHANAR)
  const [here, there] = [
    await signIn(workshop, 'zhanar.t', ZHANAR.password),
    await signIn(workshop, 'zhanar.t', own(ZHANAR.password)),
  ]
  const change = (current: string, next: string) => here.post('/api/me/password', { current, next })
  assert.equal((await change('not my password', 'a new long one')).body.code, 'PASSWORD_WRONG')
  const mine = own(ZHANAR.password)
  assert.equal((await change(mine, 'too short')).body.code, 'PASSWORD_LENGTH')
  assert.equal((await change(mine, mine)).body.code, 'PASSWORD_UNCHANGED')
  assert.equal((await there.get('/api/me')).status, 200)
  assert.equal((await change(mine, 'a new long one')).status, 200)
  assert.equal((await here.get('/api/me')).status, 200)
  assert.equal((await there.get('/api/me')).status, 401)
  await signIn(workshop, 'zhanar.t', 'a new long one')

  for (let failure = 0; failure < 5; failure++) await change('guess number one', 'a new long one')
  assert.equal((await change('a new long one', 'another long one')).body.code, 'TOO_MANY_SIGN_INS')

  const trainee = await workshop.as('trainee')
  const demo = await trainee.post('/api/me/password', { current: 'whatever it is', next: 'a new long one' })
  assert.equal(demo.body.code, 'DEMO_USER_FIXED')
})

testWorkshop('every change is in the audit log, and no password or hash in it or in any answer', async (workshop) => {
  const administrator = await workshop.as('administrator')
  const passwords = [makePassword(), makePassword(), makePassword()]
  const added = await administrator.post('/api/people', { ...ZHANAR, password: passwords[0] })
  const { userId } = added.body
  const reset = await administrator.post(`/api/people/${userId}/password`, { password: passwords[1] })
  const zhanar = await signInFirst(workshop, 'zhanar.t', passwords[1])
  const changed = await zhanar.post('/api/me/password', { current: passwords[1], next: passwords[2] })
  const roles = await administrator.put(`/api/people/${userId}/roles`, { roles: ['examiner', 'instructor'] })

  const audit = await administrator.get('/api/audit')
  const lines = audit.body.lines.filter((line: { subject: string }) => line.subject === `user:${userId}`).reverse()
  assert.deepEqual(
    lines
      .map(({ action, detail }: { action: string; detail: object }) => [action, detail])
      .filter(([action]: [string]) => action !== 'session.open'),
    [
      ['user.add', { username: 'Zhanar.T', roles: ['instructor'] }],
      ['user.resetPassword', {}],
      ['user.changePassword', {}],
      ['user.roles', { before: ['instructor'], after: ['examiner', 'instructor'] }],
    ],
  )
  assert.equal((await verifyAuditChain(workshop.db)).isIntact, true)
  const answers = [
    added,
    reset,
    changed,
    roles,
    audit,
    await administrator.get('/api/people'),
    await zhanar.get('/api/me'),
  ]
  for (const { bytes } of answers) {
    for (const secret of [...passwords, '$argon2']) assert(!bytes.includes(secret))
  }
})

for (const kind of KINDS) {
  test(`an administrator added from the command line opens a workshop that is bound to a network (${kind})`, async () => {
    const person = { ...ZHANAR, roles: ['administrator'] as const }
    const first = await openTestWorkshop(kind)
    const { dataDir } = first
    const databaseUrl = kind === 'PostgreSQL' ? databaseUrlOf(first) : undefined
    if (kind === 'PGlite') {
      await assert.rejects(addPerson({ dataDir, ...person }), { code: 'FOLDER_LOCKED' })
      await first.close()
    }
    const added = await addPerson({ dataDir, databaseUrl, ...person })
    assert.equal(added.database, kind === 'PGlite' ? 'embedded' : 'postgresql')
    await assert.rejects(addPerson({ dataDir, databaseUrl, ...person }), { code: 'USERNAME_TAKEN' })
    await assert.rejects(addPerson({ dataDir, databaseUrl, ...person, password: 'short' }), { code: 'PASSWORD_LENGTH' })

    await addPerson({ dataDir, databaseUrl, ...person, username: 'serik', isOwnPassword: true })

    const onNetwork = await first.reopen({ host: '0.0.0.0' })
    try {
      const serik = await signInFirst(onNetwork, 'serik', ZHANAR.password)
      assert.equal((await serik.get('/api/me')).status, 200, 'nobody else knows this password')
      const administrator = await signIn(onNetwork, 'zhanar.t', ZHANAR.password)
      await add(administrator, { ...ZHANAR, username: 'bolat', roles: ['trainee'] })
      await signIn(onNetwork, 'bolat', ZHANAR.password)
      const { lines } = (await administrator.get('/api/audit')).body
      const additions = lines.filter(
        ({ action, detail }: { action: string; detail: { isDemo?: boolean } }) =>
          action === 'user.add' && !detail.isDemo,
      )
      assert.deepEqual(
        additions.map(({ actorId }: { actorId: string }) => actorId),
        [added.userId, 'system', 'system'], // Newest first.
      )
      assert.equal((await verifyAuditChain(onNetwork.db)).isIntact, true)
    } finally {
      await onNetwork.close()
      rmSync(dataDir, { recursive: true, force: true })
    }
  })
}

/** The address of the database that a test workshop on PostgreSQL was opened with. */
function databaseUrlOf({ database: { pool } }: TestWorkshop): string {
  const { connectionString } = pool.options
  assert.ok(connectionString)
  return connectionString
}

test('people entered before the first start are the only ones: no demo users are made beside them', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'luban-people-'))
  const databaseUrl = await freshPostgresqlUrl()
  await addPerson({ dataDir, databaseUrl, ...ZHANAR, roles: ['administrator'] })
  const workshop = await openTestWorkshop('PostgreSQL', { dataDir, databaseUrl })
  try {
    assert.deepEqual([workshop.demoUsers, workshop.services.about.isDemo], [[], false])
    await signIn(workshop, ZHANAR.username, ZHANAR.password)
  } finally {
    await workshop.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
})

test('a user name is letters, digits and . _ -, or a phone number', () => {
  for (const good of ['abc', 'A.b-c_9', '+77001234567', '77001234567']) assert.equal(isUsername(good), true, good)
  for (const bad of ['', 'ab', '.abc', 'a@b.kz', '+7700a', '+', 'a/b/c', 'x'.repeat(31), 'abc\n']) {
    assert.equal(isUsername(bad), false, bad)
  }
})
