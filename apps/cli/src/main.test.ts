import assert from 'node:assert/strict'
import { test } from 'node:test'
import { luban } from './testing.ts'

const COMMANDS = ['start', 'verify', 'station', 'connect', 'replay', 'user add', 'db move']

test('help lists every command, and tells the options of each', async () => {
  const overview = await luban(['help'])
  assert.equal(overview.code, 0)
  for (const command of COMMANDS) assert.match(overview.out, new RegExp(`luban ${command}`))
  const [one, same] = await Promise.all([luban(['help', 'verify']), luban(['verify', '--help'])])
  assert.match(one.out, /--issuer FILE/)
  assert.deepEqual(same, one)
  assert.match((await luban(['help', 'db', 'move'])).out, /POSTGRES_URL/)
})

test('the help of a command that takes a car names every car', async () => {
  const { CAR_IDS } = await import('@luban/vehicle')
  for (const command of ['station', 'export']) {
    const { out } = await luban(['help', command])
    for (const id of CAR_IDS) assert(out.includes(`\n    ${id} `), `${command}: ${id}`)
  }
})

test('nothing, an unknown command, option or operand is bad usage, said in one sentence without a stack', async () => {
  const cases: [string[], RegExp][] = [
    [['mend'], /no command "mend"/],
    [['help', 'mend'], /no command "mend"/],
    [['db'], /no command "db"/],
    [['verify'], /FILE is missing/],
    [['verify', 'a', 'b'], /"b" is one too many/],
    [['verify', 'a', '--isuer', 'b'], /no option --isuer. It has --issuer, --status, --json/],
    [['verify', 'a', '--issuer'], /--issuer needs a value/],
    [['verify', 'a', '--json=yes'], /--json takes no value/],
    [['verify', '-x', 'a'], /no option -x/],
    [['start', '--port', '70000'], /whole number from 0 to 65535, not "70000"/],
    [['station', 'byd-atto-3', '--seed', 'x'], /whole number/],
    [['station', 'byd-atto-3', '--adapter-delay', 'long'], /none or real, not "long"/],
    [['station', 'byd-atto-3', '--elm327', 'here:now'], /HOST:PORT/],
    [['db', 'move', 'mysql://x'], /no PostgreSQL address/],
    [['user', 'add', 'zhanar', '--role', 'administrator'], /--name is missing/],
    [['user', 'add', 'zhanar', '--name', 'Жанар'], /--role is missing: give one or more of trainee, /],
    [['user', 'add', 'zhanar', '--name', 'Жанар', '--role', 'boss'], /"boss" is no role/],
    [['connect', 'mine'], /no attempt/],
    [
      ['connect', '6f1c1c9e-8f0b-4a53-9c55-0a4a52f5b111', '--server', 'ftp://x', '--user', 'a'],
      /--server takes a web address/,
    ],
    [['connect', '6f1c1c9e-8f0b-4a53-9c55-0a4a52f5b111'], /--user is missing/],
  ]
  for (const [words, sentence] of cases) {
    const { code, out, error } = await luban(words)
    assert.equal(code, 2, `luban ${words.join(' ')}: ${error}`)
    assert.match(error, sentence)
    assert.equal(error.trim().split('\n').length, 1, error)
    assert.equal(out, '')
  }
  const { code, error } = await luban([])
  assert.equal(code, 2)
  assert.match(error, /Usage:/)
})
