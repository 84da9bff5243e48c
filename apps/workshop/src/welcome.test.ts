/** What a start prints, line by line. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Opened, welcomeOf } from './welcome.ts'

const PASSWORD = 'k3fm-7xqa-pd2w'
const KEEPING = '/srv/luban/data/issuer-key.json, sealed with the secret in /srv/luban/data/issuer-key-passphrase'
const person = (username: string, name: string, role: Opened['demoUsers'][number]['role']) => ({
  ...{ username, name, role, names: { en: name }, password: PASSWORD },
})

const OPENED: Opened = {
  url: 'http://127.0.0.1:8080',
  database: { kind: 'embedded' },
  issuer: { did: 'did:web:127.0.0.1%3A8080', origin: 'http://127.0.0.1:8080', keeping: KEEPING },
  demoUsers: [
    person('trainee', 'Aigerim Sarsenova', 'trainee'),
    person('officer', 'Gulnara Kasymova', 'certificationOfficer'),
    person('mentor', 'Viktor Lebedev', 'mentor'),
  ],
  services: { about: { isDemo: true } },
  interruptedCount: 2,
}

test('a start prints the address that signs in by a click, and its people, in 80 columns', () => {
  const lines = welcomeOf(OPENED).split('\n')
  assert(lines.includes(`  http://127.0.0.1:8080/sign-in#demo=${PASSWORD}`))
  assert(lines.includes('  officer  Gulnara Kasymova   decides about certificates'))
  assert(lines.includes('2 attempts of the run before were closed as interrupted.'))
  assert.deepEqual(
    lines.filter((line) => line.length > 80),
    [],
  )
})

test('where demo people may not sign in, or there are none, no password and no such address is printed', () => {
  const onNetwork = welcomeOf({ ...OPENED, demoUsers: [] })
  assert.match(onNetwork, /luban user add USERNAME/)
  const real = welcomeOf({ ...OPENED, demoUsers: [], services: { about: { isDemo: false } } })
  assert.doesNotMatch(real, /[Dd]emo|luban user add/)
  for (const text of [onNetwork, real]) assert.doesNotMatch(text, /sign-in|#|k3fm/)
})
