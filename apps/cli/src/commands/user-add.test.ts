/** `luban user add`: the first person of a real workshop, and that person signing in. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type OpenWorkshop, openWorkshop } from '@luban/workshop'
import { luban } from '../testing.ts'
import { CONTENT_DIR } from '../workshop.ts'

let dataDir: string
before(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'luban-user-add-'))
})
after(() => rmSync(dataDir, { recursive: true, force: true }))

/** The embedded database: a DATABASE_URL of whoever runs the tests is not meant. */
const add = (words: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  luban(['user', 'add', ...words, '--data', dataDir], { DATABASE_URL: '', ...env })

const openOnNetwork = () =>
  openWorkshop({ dataDir, contentDir: CONTENT_DIR, webDir: join(dataDir, 'no-pages'), host: '0.0.0.0', port: 0 })

async function signIn({ app }: OpenWorkshop, username: string, password: string): Promise<number> {
  const { port } = app.server.address() as { port: number }
  const answer = await fetch(`http://127.0.0.1:${port}/api/auth/sign-in/username`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  return answer.status
}

test('the first administrator, with the password that was printed once, opens a workshop on a network', async () => {
  const made = await add(['zhanar', '--name', 'Жанар Төлегенова', '--role', 'administrator', '--role', 'examiner'])
  assert.equal(made.error, '')
  assert.equal(made.code, 0)
  assert.match(made.out, /^Added zhanar \(Жанар Төлегенова; administrator, examiner\) to the embedded database in /)
  const password = /^Password, shown only now: (\S+)$/m.exec(made.out)?.[1]
  assert.ok(password)

  // Chosen: from a file, and from the environment. Neither is printed.
  const file = join(dataDir, 'password')
  writeFileSync(file, 'жеті рет өлшеп\n')
  const trainee = ['--name', '李明', '--role', 'trainee']
  const fromFile = await add(['+77001234567', ...trainee, '--password-file', file])
  const fromEnvironment = await add(['liming', ...trainee], { LUBAN_PASSWORD: 'бір рет кес тоқта' })
  for (const { code, out, error } of [fromFile, fromEnvironment]) {
    assert.equal(code, 0, error)
    assert.doesNotMatch(out, /жеті|бір рет|Password/)
  }

  const workshop = await openOnNetwork()
  try {
    assert.equal(await signIn(workshop, 'zhanar', password), 200)
    assert.equal(await signIn(workshop, '+77001234567', 'жеті рет өлшеп'), 200)
    assert.equal(await signIn(workshop, 'liming', 'бір рет кес тоқта'), 200)

    const busy = await add(['late', ...trainee])
    assert.equal(busy.code, 1)
    assert.match(busy.error, /^luban: the database folder is in use by process \d+ .*stop it first/)
  } finally {
    await workshop.close()
  }
})

test('what cannot be added is refused in one sentence, and nothing is made of it', async () => {
  const trainee = ['--name', '李明', '--role', 'trainee']
  const cases: [string[], NodeJS.ProcessEnv, RegExp][] = [
    [['zhanar', ...trainee], {}, /Another person has this user name/],
    [['жанар', ...trainee], {}, /A user name has 3 to 30 letters a-z/],
    [['liming2', ...trainee], { LUBAN_PASSWORD: 'short' }, /A password has 10 to 128 characters/],
    [['liming-2000', ...trainee], { LUBAN_PASSWORD: 'Liming 2000' }, /The user name cannot be the password/],
    [['liming2', '--name', ' ', '--role', 'trainee'], {}, /A name has 1 to 100 characters/],
    [['liming2', ...trainee, '--ask-password'], {}, /no terminal to ask for the password/],
    [['liming2', ...trainee, '--password-file', join(dataDir, 'none')], {}, /there is no such file/],
  ]
  for (const [words, env, sentence] of cases) {
    const { code, out, error } = await add(words, env)
    assert.equal(code, 1, words.join(' '))
    assert.match(error, sentence)
    assert.equal(error.trim().split('\n').length, 1, error)
    assert.equal(out, '')
  }
})
