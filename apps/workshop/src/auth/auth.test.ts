/** Signing in, over HTTP, on both databases: who gets in, who does not, and what is kept of it. */
import assert from 'node:assert/strict'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { verifyAuditChain } from '../audit/log.ts'
import { clientOf, cookiesOf, type TestWorkshop, testWorkshop, testWorkshopOnBoth } from '../testing.ts'
import { isForeign } from './origin.ts'
import { createSignInLimit, FAILURES_MAX } from './sign-in-limit.ts'

const SIGN_IN = '/api/auth/sign-in/username'
const credentialsOf = ({ demoUsers }: TestWorkshop, username = 'trainee') => ({
  username,
  password: demoUsers.find((user) => user.username === username)?.password,
})
/** However slow the machine, no wait is over while the test still tries. */
const moment = new Date()
const AT_ONE_MOMENT = { now: () => moment }
const addressOf = ({ app }: TestWorkshop) => `http://127.0.0.1:${(app.server.address() as { port: number }).port}`

testWorkshop(
  'the right password opens a session by a cookie that scripts and other sites do not get',
  async (workshop) => {
    const { status, headers } = await workshop.guest.post(SIGN_IN, credentialsOf(workshop))
    assert.equal(status, 200)
    const [cookie] = headers.getSetCookie()
    assert.match(cookie, /HttpOnly/)
    assert.match(cookie, /SameSite=Lax/)
    assert.doesNotMatch(cookie, /Secure/) // Plain HTTP on this machine.
    const me = clientOf(addressOf(workshop), cookiesOf(headers))
    assert.deepEqual((await me.get('/api/me')).body.roles, ['trainee'])
    assert.equal((await me.post('/api/auth/sign-out')).status, 200)
    assert.equal((await me.get('/api/me')).status, 401) // The very same cookie.
    const [account] = await workshop.db.selectFrom('account').select('password').execute()
    assert.match(account.password ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  },
)

testWorkshop(
  'a wrong password and a wrong name are told alike, and after five the next has to wait',
  async (workshop) => {
    const wrong = { username: 'trainee', password: 'not-the-password' }
    const nobody = await workshop.guest.post(SIGN_IN, { ...wrong, username: 'nobody' })
    for (let failure = 0; failure < FAILURES_MAX; failure++) {
      assert.deepEqual((await workshop.guest.post(SIGN_IN, wrong)).body, nobody.body)
    }
    const limited = await workshop.guest.post(SIGN_IN, credentialsOf(workshop))
    assert.deepEqual([limited.status, limited.body.code], [429, 'TOO_MANY_SIGN_INS'])
    assert.match(limited.body.message, /wait the seconds of "retryAfterS", then try again/)
    assert.equal(limited.body.retryAfterS, 60)
    assert.equal(limited.headers.get('retry-after'), '60')
    assert.equal((await workshop.guest.post(SIGN_IN, credentialsOf(workshop, 'trainee2'))).status, 200)
  },
  AT_ONE_MOMENT,
)

testWorkshop(
  'passwords tried all at once are no more than those tried in a row',
  async ({ guest }) => {
    const tries = Array.from({ length: 20 }, (_, n) =>
      guest.post(SIGN_IN, { username: 'trainee', password: `wrong ${n}` }),
    )
    const refused = (await Promise.all(tries)).filter(({ body }) => body.code === 'SIGN_IN_REFUSED')
    assert.equal(refused.length, FAILURES_MAX)
  },
  AT_ONE_MOMENT,
)

testWorkshop('nobody makes an account for themselves', async ({ guest }) => {
  for (const path of ['/api/auth/sign-up/email', '/api/auth/sign-in/email', '/api/auth/is-username-available']) {
    assert.equal(
      (await guest.post(path, { email: 'a@b.kz', username: 'eve', password: 'long-enough-word' })).status,
      404,
      path,
    )
  }
})

testWorkshop(
  'demo users keep their passwords from start to start, and are shut out beyond loopback with their sessions',
  async (workshop) => {
    const before = credentialsOf(workshop)
    const { headers } = await workshop.guest.post(SIGN_IN, before)
    assert.equal(statSync(join(workshop.dataDir, 'demo-passwords')).mode & 0o777, 0o600)
    assert(readFileSync(join(workshop.dataDir, 'demo-passwords'), 'utf8').includes(before.password ?? '?'))

    const onNetwork = await workshop.reopen({ host: '0.0.0.0' })
    assert.deepEqual(onNetwork.demoUsers, [])
    assert.equal((await onNetwork.guest.post(SIGN_IN, before)).body.code, 'DEMO_USER_NOT_ALLOWED')
    assert.equal((await clientOf(addressOf(onNetwork), cookiesOf(headers)).get('/api/me')).status, 401)

    assert.deepEqual((await onNetwork.guest.get('/api/about')).body.demoPeople, [])

    const again = await onNetwork.reopen({ host: '127.0.0.1' })
    assert.deepEqual(credentialsOf(again), before)
    assert.equal((await clientOf(addressOf(again), cookiesOf(headers)).get('/api/me')).status, 200)
    const behindProxy = await again.reopen({ publicUrl: 'https://luban.example.kz' })
    assert.equal((await behindProxy.guest.post(SIGN_IN, before)).body.code, 'DEMO_USER_NOT_ALLOWED')
    await behindProxy.close()
  },
)

testWorkshopOnBoth(
  'the audit log tells of demo users too: when they were made, and given new passwords',
  async (workshop) => {
    const linesIn = ({ db }: TestWorkshop) =>
      db
        .selectFrom('audit_log')
        .innerJoin('user', (join) => join.on(sql`'user:' || "user".id`, '=', sql.ref('audit_log.subject')))
        .select(['audit_log.action', 'audit_log.actor_id', 'user.username'])
        .where('audit_log.action', 'in', ['user.add', 'user.resetPassword'])
        .orderBy('audit_log.seq')
        .execute()
    const told = (action: string) =>
      workshop.demoUsers.map(({ username }) => ({ action, actor_id: 'system', username }))
    assert.equal(workshop.demoUsers.length, 8)
    assert.deepEqual(await linesIn(workshop), told('user.add'))

    rmSync(join(workshop.dataDir, 'demo-passwords'))
    const again = await workshop.reopen()
    assert.deepEqual(await linesIn(again), [...told('user.add'), ...told('user.resetPassword')])
    assert.equal((await again.guest.post(SIGN_IN, credentialsOf(again))).status, 200)
    assert.equal((await again.guest.post(SIGN_IN, credentialsOf(workshop))).status, 401)
    assert.equal((await verifyAuditChain(again.db)).isIntact, true)
    await again.close()
  },
)

testWorkshop(
  'one password opens every demo user, and whoever goes from one to the next never has to wait',
  async (workshop) => {
    const { demoPeople } = (await workshop.guest.get('/api/about')).body
    assert.deepEqual(
      demoPeople,
      workshop.demoUsers.map(({ password: _, ...person }) => person),
    )
    const { password } = credentialsOf(workshop)
    const wrong = { username: 'officer', password: 'not-the-password' }
    for (let failure = 1; failure < FAILURES_MAX; failure++) await workshop.guest.post(SIGN_IN, wrong)
    for (let round = 0; round < 2; round++) {
      for (const { username } of demoPeople) {
        const { status, headers, body } = await workshop.guest.post(SIGN_IN, { username, password })
        assert.equal(status, 200, JSON.stringify(body))
        const visitor = clientOf(addressOf(workshop), cookiesOf(headers))
        assert.equal((await visitor.post('/api/auth/sign-out')).status, 200)
      }
    }
    const accounts = await workshop.db.selectFrom('account').select('password').execute()
    const hashes = new Set(accounts.map((account) => account.password))
    assert.equal(hashes.size, demoPeople.length) // A salt each: nobody sees that they are the same.
  },
  AT_ONE_MOMENT,
)

testWorkshopOnBoth(
  'demo users with a password each, or with one that does not open, get a new one together',
  async (workshop) => {
    const file = join(workshop.dataDir, 'demo-passwords')
    const usernames = workshop.demoUsers.map(({ username }) => username)
    const resets = async ({ db }: TestWorkshop) =>
      (await db.selectFrom('audit_log').select('seq').where('action', '=', 'user.resetPassword').execute()).length

    writeFileSync(file, usernames.map((username, n) => `${username} from-before-${n}\n`).join(''))
    const united = await workshop.reopen()
    assert.equal(new Set(united.demoUsers.map(({ password }) => password)).size, 1)
    assert.equal((await united.guest.post(SIGN_IN, credentialsOf(united))).status, 200)
    assert.equal(await resets(united), usernames.length)

    // As when this folder's other database was opened in between.
    writeFileSync(file, usernames.map((username) => `${username} of-another-database\n`).join(''))
    const renewed = await united.reopen()
    assert.notEqual(credentialsOf(renewed).password, 'of-another-database')
    assert.equal((await renewed.guest.post(SIGN_IN, credentialsOf(renewed, 'officer'))).status, 200)
    assert.equal(await resets(renewed), 2 * usernames.length)
    await renewed.close()
  },
)

testWorkshop('a page of another site changes nothing', async (workshop) => {
  const trainee = await workshop.as('trainee')
  const put = async (headers: Record<string, string>) =>
    (await trainee.put('/api/me/language', { language: 'kk' }, headers)).status
  assert.equal(await put({ origin: 'https://evil.example' }), 403)
  assert.equal(await put({ origin: 'null' }), 403)
  assert.equal(await put({ 'sec-fetch-site': 'cross-site' }), 403)
  assert.equal(await put({ origin: addressOf(workshop) }), 200)
  assert.equal(await put({}), 200) // Not a browser.
})

test('an origin is ours by the address that was asked, whatever the letters', () => {
  const host = '192.168.1.7:8080'
  assert.equal(isForeign({ host, origin: 'http://192.168.1.7:8080' }, undefined), false)
  assert.equal(isForeign({ host, origin: 'http://192.168.1.7' }, undefined), true)
  assert.equal(isForeign({ host, origin: 'https://luban.example.kz' }, 'https://luban.example.kz'), false)
  assert.equal(isForeign({ host, origin: 'https://luban.example.kz.evil.example' }, 'https://luban.example.kz'), true)
})

test('tries are counted per name and address, and forgotten after a minute or a success', () => {
  const limit = createSignInLimit()
  const who = { username: 'Ana', address: '10.0.0.1' }
  for (let tries = 0; tries < FAILURES_MAX; tries++) assert.equal(limit.begin(who, 1000), 0)
  assert.equal(limit.begin({ ...who, username: 'ana' }, 31_000), 30_000)
  assert.equal(limit.begin({ ...who, address: '10.0.0.2' }, 31_000), 0)
  assert.equal(limit.begin({ ...who, username: 'bo' }, 31_000), 0)
  assert.equal(limit.begin(who, 61_000), 0)
  limit.succeeded(who)
  for (let tries = 0; tries < FAILURES_MAX; tries++) assert.equal(limit.begin(who, 61_000), 0)
})

test('many names failing from one address have to wait too; a class signing in does not', () => {
  const limit = createSignInLimit()
  const address = '10.0.0.1'
  for (let name = 0; name < 40; name++) assert.equal(limit.begin({ username: `u${name}`, address }, 0), 0)
  for (let name = 0; name < 30; name++) limit.failed({ username: `u${name}`, address }, 0)
  assert.equal(limit.begin({ username: 'fresh', address }, 0), 60_000)
})
