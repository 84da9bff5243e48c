/** What every page asks first: a guest is nobody without an error, and everyone else is who `GET /api/me` says. */
import assert from 'node:assert/strict'
import { cookiesOf, testWorkshop } from '../../testing.ts'

testWorkshop('a guest is nobody, and that is no error', async ({ guest }) => {
  const { status, body } = await guest.get('/api/session')
  assert.deepEqual([status, body], [200, { me: null }])
  const forged = await guest.get('/api/session', { cookie: 'luban.session_token=somebody.else' })
  assert.deepEqual([forged.status, forged.body], [200, { me: null }])
})

testWorkshop('whoever is signed in is told who they are, until they sign out', async (workshop) => {
  for (const username of ['trainee', 'officer', 'administrator']) {
    const client = await workshop.as(username)
    const [session, me] = [await client.get('/api/session'), await client.get('/api/me')]
    assert.deepEqual([session.status, session.body], [200, { me: me.body }])
    assert.equal(session.body.me.username, username)
  }
  const leaving = await workshop.as('trainee')
  await leaving.post('/api/auth/sign-out')
  assert.deepEqual((await leaving.get('/api/session')).body, { me: null })
})

testWorkshop('a password that somebody else chose comes first here too', async (workshop) => {
  const given = { username: 'serik.a', password: 'chosen by another' }
  const person = { ...given, name: 'Серік Ахметов', roles: ['trainee'] }
  assert.equal((await (await workshop.as('administrator')).post('/api/people', person)).status, 200)
  const { headers } = await workshop.guest.post('/api/auth/sign-in/username', given)
  const { status, body } = await workshop.guest.get('/api/session', { cookie: cookiesOf(headers) })
  assert.deepEqual([status, body.code], [403, 'PASSWORD_CHANGE_DUE'])
})
