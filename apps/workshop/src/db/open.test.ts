import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { DatabaseError } from './errors.ts'
import { takeFolderLock } from './folder-lock.ts'
import { migrate } from './migrate.ts'
import { type OpenDatabase, openDatabase } from './open.ts'
import { freshPgliteFolder, testOnBoth } from './testing.ts'

const isCode = (code: DatabaseError['code']) => (error: unknown) =>
  error instanceof DatabaseError && error.code === code

async function inFolder(run: (dataDir: string) => Promise<void>): Promise<void> {
  await run(await freshPgliteFolder())
}

const keep = ({ db }: OpenDatabase, key: string, value: string) =>
  db.insertInto('installation').values({ key, value }).execute()

testOnBoth('values of every kind come back as they went', async ({ db }) => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  const at = new Date('2026-11-22T10:11:12.345Z')
  const text = 'Өскемен 乌斯季 «"\'\\ 😀'
  const { rows } = await sql<{ bytes: Buffer; at: Date; text: string; json: unknown; number: number; none: null }>`
    select ${bytes}::bytea as bytes, ${at}::timestamptz as at, ${text}::text as text,
      ${JSON.stringify({ b: [1, null, text], a: 0.1 })}::jsonb as json, ${0.1 + 0.2}::float8 as number, ${null}::text as none`.execute(
    db,
  )
  assert.deepEqual(rows[0], { bytes, at, text, json: { a: 0.1, b: [1, null, text] }, number: 0.1 + 0.2, none: null })
})

testOnBoth('a large value passes whole', async ({ db }) => {
  const value = 'ж'.repeat(3_000_000)
  const { rows } = await sql<{ value: string }>`select ${value}::text as value`.execute(db)
  assert.equal(rows[0].value, value)
})

testOnBoth('an error in one question leaves the next one unharmed', async ({ db }) => {
  await assert.rejects(sql`select 1 / ${0}::int`.execute(db), /division by zero/)
  await assert.rejects(sql`select nothing`.execute(db), /nothing/)
  assert.equal((await sql`select ${1}::int as one`.execute(db)).rows.length, 1)
})

testOnBoth('a transaction that throws keeps nothing', async (opened) => {
  await assert.rejects(
    opened.db.transaction().execute(async (transaction) => {
      await transaction.insertInto('installation').values({ key: 'a', value: '1' }).execute()
      throw new Error('changed my mind')
    }),
    /changed my mind/,
  )
  assert.equal((await opened.db.selectFrom('installation').selectAll().execute()).length, 0)
})

testOnBoth('transactions at once do not mix', async ({ db }) => {
  await keep({ db } as OpenDatabase, 'count', '0')
  const addOne = () =>
    db.transaction().execute(async (transaction) => {
      const { value } = await transaction
        .selectFrom('installation')
        .select('value')
        .where('key', '=', 'count')
        .forUpdate()
        .executeTakeFirstOrThrow()
      await transaction
        .updateTable('installation')
        .set({ value: String(Number(value) + 1) })
        .where('key', '=', 'count')
        .execute()
    })
  await Promise.all(Array.from({ length: 20 }, addOne))
  const { value } = await db.selectFrom('installation').select('value').executeTakeFirstOrThrow()
  assert.equal(value, '20')
})

test('an embedded database keeps its rows from one start to the next', () =>
  inFolder(async (dataDir) => {
    const first = await openDatabase({ kind: 'folder', dataDir })
    await migrate(first.db)
    await keep(first, 'a', '1')
    await first.close()
    const second = await openDatabase({ kind: 'folder', dataDir })
    assert.deepEqual(await second.db.selectFrom('installation').selectAll().execute(), [{ key: 'a', value: '1' }])
    await second.close()
  }))

test('a second process on the same folder is told who has it and what to do', () =>
  inFolder(async (dataDir) => {
    const first = await openDatabase({ kind: 'folder', dataDir })
    const script = `import { openDatabase } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)}
      await openDatabase({ kind: 'folder', dataDir: process.argv[1] }).catch((error) => console.log(error.code, error.message))`
    const second = spawnSync(process.execPath, ['--input-type=module', '-e', script, dataDir], { encoding: 'utf8' })
    assert.match(second.stdout, new RegExp(`^FOLDER_LOCKED .* process ${process.pid} .*kill ${process.pid}`))
    await first.close()
    const third = await openDatabase({ kind: 'folder', dataDir })
    await third.close()
  }))

test('the lock of a killed process is taken over, and what it had acknowledged is there', () =>
  inFolder(async (dataDir) => {
    const script = `import { openDatabase } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)}
      import { migrate } from ${JSON.stringify(new URL('./migrate.ts', import.meta.url).href)}
      const { db } = await openDatabase({ kind: 'folder', dataDir: process.argv[1] })
      await migrate(db)
      await db.insertInto('installation').values({ key: 'a', value: 'acknowledged' }).execute()
      console.log('kept')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    assert.equal(JSON.parse(readFileSync(join(dataDir, 'database.lock'), 'utf8')).pid, child.pid)

    const next = await openDatabase({ kind: 'folder', dataDir })
    assert.equal(
      (await next.db.selectFrom('installation').select('value').executeTakeFirstOrThrow()).value,
      'acknowledged',
    )
    await next.close()
  }))

test('a lock is stale when its process id is now somebody else’s, and living when it is of another machine', () =>
  inFolder(async (dataDir) => {
    const path = join(dataDir, 'database.lock')
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname(), started: 'another start' }))
    takeFolderLock(path).release()
    writeFileSync(path, '{"pid":') // Torn while it was written.
    takeFolderLock(path).release()
    writeFileSync(path, JSON.stringify({ pid: 1, host: 'another-machine', started: '' }))
    assert.throws(() => takeFolderLock(path), /process 1 on another-machine/)
  }))

test('when the embedded database crashes, every question is answered with an error that says so', () =>
  inFolder(async (dataDir) => {
    const opened = await openDatabase({ kind: 'folder', dataDir })
    const asked = sql`select pg_sleep(5)`.execute(opened.db)
    const refused = assert.rejects(asked, isCode('EMBEDDED_STOPPED'))
    setTimeout(() => void opened.embedded?.worker.terminate(), 200)
    await refused
    await assert.rejects(sql`select 1`.execute(opened.db), isCode('EMBEDDED_STOPPED'))
    await opened.close()
  }))

test('a folder that cannot be written is said so', async () => {
  await assert.rejects(openDatabase({ kind: 'folder', dataDir: '/dev/null/nothing' }), (error) =>
    String(error).includes('/dev/null/nothing'),
  )
})

test('a damaged embedded database is said so, with what to do about it', () =>
  inFolder(async (dataDir) => {
    await (await openDatabase({ kind: 'folder', dataDir })).close()
    writeFileSync(join(dataDir, 'database/global/pg_control'), 'no control file')
    await assert.rejects(openDatabase({ kind: 'folder', dataDir }), (error: Error) => {
      assert(isCode('FOLDER_UNUSABLE')(error))
      assert.match(error.message, /restore the data folder from its backup/)
      assert.doesNotMatch(error.message, /restart|acknowledged/)
      return true
    })
  }))

test('an address of something else than PostgreSQL is refused as such', async () => {
  for (const url of ['junk', 'https://luban.example.kz/luban', 'mysql://u:secret-word@h/x']) {
    await assert.rejects(openDatabase({ kind: 'url', url }), /^DatabaseError: DATABASE_URL is no PostgreSQL address/)
  }
})

test('an unreachable server is said so, without its password', async () => {
  const url = 'postgresql://luban:secret-word@127.0.0.1:1/luban'
  await assert.rejects(openDatabase({ kind: 'url', url }), (error) => {
    assert(error instanceof DatabaseError && error.code === 'SERVER_UNREACHABLE')
    return !error.message.includes('secret-word')
  })
})
