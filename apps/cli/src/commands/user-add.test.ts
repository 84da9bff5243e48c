/** `luban user add`: the first person of a real workshop, and that person signing in. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import { type OpenWorkshop, openWorkshop } from '@luban/workshop'
import { luban } from '../testing.ts'
import { CONTENT_DIR } from '../workshop.ts'
import { userAdd } from './user-add.ts'

let dataDir: string
before(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'luban-user-add-'))
  process.env.DATABASE_URL = '' // As below: for the one that is added in this very process.
})
after(() => rmSync(dataDir, { recursive: true, force: true }))

/** The embedded database: a DATABASE_URL of whoever runs the tests is not meant. */
const add = (words: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  luban(['user', 'add', ...words, '--data', dataDir], { DATABASE_URL: '', ...env })

const openOnNetwork = () =>
  openWorkshop({ dataDir, contentDir: CONTENT_DIR, webDir: join(dataDir, 'no-pages'), host: '0.0.0.0', port: 0 })

/** The code of what is answered to the first question after the sign-in; undefined when everything is open. */
async function signIn({ app }: OpenWorkshop, username: string, password: string): Promise<string | undefined> {
  const at = `http://127.0.0.1:${(app.server.address() as { port: number }).port}`
  const entered = await fetch(`${at}/api/auth/sign-in/username`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  assert.equal(entered.status, 200, username)
  const cookie = entered.headers.getSetCookie().map((one) => one.split(';')[0])
  const me = await fetch(`${at}/api/me`, { headers: { cookie: cookie.join('; ') } })
  return ((await me.json()) as { code?: string }).code
}

/** Adds a person who sits at the terminal and types this password each time they are asked. */
async function addTyping(username: string, password: string): Promise<number> {
  const keyboard = new PassThrough()
  const setRawMode = (isRaw: boolean) => void (isRaw && setImmediate(() => keyboard.write(`${password}\r`)))
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor
  Object.defineProperty(process, 'stdin', { ...stdin, get: () => Object.assign(keyboard, { isTTY: true, setRawMode }) })
  try {
    const given = { name: 'Серік Әбенов', role: ['instructor'], 'ask-password': true, data: dataDir }
    return await userAdd.run({ operands: [username], given })
  } finally {
    Object.defineProperty(process, 'stdin', stdin)
  }
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

  assert.equal(await addTyping('serik', 'кім көп жасайды'), 0)

  const workshop = await openOnNetwork()
  try {
    assert.equal(await signIn(workshop, 'zhanar', password), 'PASSWORD_CHANGE_DUE')
    assert.equal(await signIn(workshop, '+77001234567', 'жеті рет өлшеп'), 'PASSWORD_CHANGE_DUE')
    assert.equal(await signIn(workshop, 'liming', 'бір рет кес тоқта'), 'PASSWORD_CHANGE_DUE')
    assert.equal(await signIn(workshop, 'serik', 'кім көп жасайды'), undefined, 'typed by himself')

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
