import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { OpenDatabase } from '../db/open.ts'
import { testOnBoth } from '../db/testing.ts'
import { canonicalJson, type Json } from './canonical.ts'
import { type AuditEntry, listAudit, verifyAuditChain, writeAudit } from './log.ts'

const entry = (n: number): AuditEntry => ({
  at: new Date(Date.UTC(2026, 10, 22, 10, 0, n, 7)),
  actorId: 'ana',
  action: 'test.line',
  subject: `line:${n}`,
  detail: { n, third: 1 / 3, text: 'Өскемен "\\', list: [1, null, { b: true, a: false }] },
})

async function write({ db }: OpenDatabase, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) await db.transaction().execute((transaction) => writeAudit(transaction, entry(n)))
}

testOnBoth('an untouched log is intact, line by line', async (opened) => {
  await write(opened, 12)
  const verdict = await verifyAuditChain(opened.db)
  assert(verdict.isIntact)
  assert.equal(verdict.lines, 12)
  const newest = await listAudit(opened.db, { limit: 3, before: 12 })
  assert.deepEqual(
    newest.map(({ seq }) => seq),
    [11, 10, 9],
  )
})

testOnBoth('an empty log is intact', async ({ db }) => {
  assert.deepEqual(await verifyAuditChain(db), { isIntact: true, lines: 0, head: '0'.repeat(64) })
})

testOnBoth('the log takes no change, not even from its owner', async (opened) => {
  await write(opened, 2)
  for (const attack of [sql`update audit_log set action = 'x'`, sql`delete from audit_log`, sql`truncate audit_log`]) {
    await assert.rejects(attack.execute(opened.db), /RECORD_IMMUTABLE/)
  }
})

/** What somebody with full power over the database could do. */
const TAMPERINGS = [
  ['a changed detail', sql`update audit_log set detail = '{}' where seq = 3`, 3, 'lineChanged'],
  ['a changed time', sql`update audit_log set at = at + interval '1 second' where seq = 3`, 3, 'lineChanged'],
  ['another actor', sql`update audit_log set actor_id = 'bo' where seq = 3`, 3, 'lineChanged'],
  ['a removed line', sql`delete from audit_log where seq = 3`, 3, 'lineMissing'],
  ['a removed first line', sql`delete from audit_log where seq = 1`, 1, 'lineMissing'],
  ['a removed last line but one', sql`delete from audit_log where seq = 4`, 4, 'lineMissing'],
] as const

for (const [name, attack, brokenAt, problem] of TAMPERINGS) {
  testOnBoth(`${name} shows`, async (opened) => {
    await write(opened, 5)
    await sql`alter table audit_log disable trigger all`.execute(opened.db)
    await attack.execute(opened.db)
    assert.deepEqual(await verifyAuditChain(opened.db), { isIntact: false, lines: brokenAt - 1, brokenAt, problem })
  })
}

testOnBoth('lines written at the same moment stand in one chain', async (opened) => {
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      opened.db.transaction().execute((transaction) => writeAudit(transaction, entry(n))),
    ),
  )
  const verdict = await verifyAuditChain(opened.db)
  assert(verdict.isIntact && verdict.lines === 20)
})

testOnBoth('a change that fails leaves no line', async (opened) => {
  const change = opened.db.transaction().execute(async (transaction) => {
    await writeAudit(transaction, entry(1))
    throw new Error('after all not')
  })
  await assert.rejects(change, /after all not/)
  assert.equal((await listAudit(opened.db, { limit: 10 })).length, 0)
})

test('canonical text does not depend on the order of keys, and is the same value', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse())
      assert.equal(canonicalJson(value as Json), canonicalJson(reversed as Json))
      assert.deepEqual(JSON.parse(canonicalJson(value as Json)), JSON.parse(JSON.stringify(value)))
    }),
  )
})
