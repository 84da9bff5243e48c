/** A workshop that outgrows its embedded database: `luban db move`, and everything is there when it starts on PostgreSQL. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { endAll, luban, type Running, type Signed, startPostgresql, startWorkshop } from '../testing.ts'

/** One attempt, given up: a row, a file, and lines of the audit log. */
async function tryOnce(trainee: Signed): Promise<string> {
  const started = await trainee.post('/api/attempts', { exerciseId: 'twelve-volt-warning', mode: 'practice' })
  assert.equal(started.status, 200, JSON.stringify(started.body))
  const at = `/api/attempts/${started.body.id}`
  assert.deepEqual((await trainee.post(`${at}/actions`, { kind: 'power', to: 'on' })).body, { kind: 'done' })
  assert.deepEqual((await trainee.post(`${at}/cancel`, {})).body, { status: 'cancelled' })
  return at
}

/** What a person and the public see of the workshop, whatever database is behind it. */
async function seen(trainee: Signed, officer: Signed, at: string) {
  const paths = [at, `${at}/evidence`, '/api/attempts', '/api/me']
  const own = await Promise.all(paths.map(async (path) => (await trainee.get(path)).body))
  const keys = (await trainee.get('/.well-known/did.json')).body
  const { isIntact } = (await officer.get('/api/audit/chain')).body
  return { own, keys, isIntact }
}

test('a workshop moves to PostgreSQL as a whole, starts there, and the embedded database stays as it was', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'luban-move-'))
  const processes: Running[] = []
  try {
    const embedded = await startWorkshop(dataDir, processes)
    const at = await tryOnce(await embedded.signIn('trainee'))
    const before = await seen(await embedded.signIn('trainee'), await embedded.signIn('officer'), at)
    const about = async (url: string) => (await (await fetch(`${url}/api/about`)).json()) as { database: string }
    assert.equal((await about(embedded.url)).database, 'embedded')

    const url = await startPostgresql(processes)
    const move = () => luban(['db', 'move', url, '--data', dataDir])
    const busy = await move()
    assert.deepEqual([busy.code, busy.out], [1, ''])
    assert.match(busy.error, /^luban: the database folder is in use by process \d+ .*stop it first/)
    assert.equal((await embedded.stop()).code, 0)

    const moved = await move()
    assert.deepEqual([moved.code, moved.error], [0, ''])
    assert.match(moved.out, /^ +1 {2}attempt$/m)
    assert.match(moved.out, /Start the workshop with DATABASE_URL set to the new database\.\n$/)
    const twice = await move()
    assert.equal(twice.code, 1)
    assert.match(twice.error, /^luban: .*empty.*\n$/)

    const onPostgresql = await startWorkshop(dataDir, processes, { DATABASE_URL: url })
    assert.equal((await about(onPostgresql.url)).database, 'postgresql')
    const trainee = await onPostgresql.signIn('trainee')
    assert.deepEqual(await seen(trainee, await onPostgresql.signIn('officer'), at), before)
    const later = await tryOnce(trainee)
    assert.equal((await onPostgresql.stop()).code, 0)

    const back = await startWorkshop(dataDir, processes)
    const again = await back.signIn('trainee')
    assert.deepEqual(await seen(again, await back.signIn('officer'), at), before)
    assert.equal((await again.get(later)).status, 404, 'made after the move')
    assert.equal((await back.stop()).code, 0)
    await assertDamagedKeyIsNamed(dataDir)
  } finally {
    await endAll(processes)
    rmSync(dataDir, { recursive: true, force: true })
  }
})

async function assertDamagedKeyIsNamed(dataDir: string): Promise<void> {
  const path = join(dataDir, 'issuer-key.json')
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, -20))
  const { code, error } = await luban(['start', '--port', '0', '--data', dataDir], { DATABASE_URL: '' })
  assert.equal(code, 1)
  assert.equal(error.trim().split('\n').length, 1, 'a sentence, no stack')
  assert(error.startsWith(`luban: ${path}: The key file is damaged: `), error)
  assert.match(error, /Restore it from a backup/)
}
