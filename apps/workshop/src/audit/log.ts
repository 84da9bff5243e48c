/**
 * The audit log: one line per change, each bound to the line before by SHA-256, so that a later edit shows.
 * Written in the transaction of the change itself. The database refuses UPDATE, DELETE and TRUNCATE on it.
 *
 * What the chain cannot show by itself: that the last lines were cut off. Whoever noted an earlier head can check it.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { LOCK, LOCK_SPACE } from '../db/migrate.ts'
import type { Database, DatabaseTransaction, Row } from '../db/schema.ts'
import { canonicalJson, type Json } from './canonical.ts'

export type AuditEntry = {
  readonly at: Date
  /** A user's id, or `system`. */
  readonly actorId: string
  /** What was done, `noun.verb`. */
  readonly action: string
  /** What it was done to, `noun:id`. */
  readonly subject: string
  readonly detail?: { readonly [key: string]: Json | undefined }
}

export const GENESIS_HASH = '0'.repeat(64)

/** The last thing to do in a transaction: from here to the commit other changes wait. */
export async function writeAudit(
  db: DatabaseTransaction,
  { at, actorId, action, subject, detail = {} }: AuditEntry,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK_SPACE}::int, ${LOCK.audit}::int)`.execute(db)
  const last = await db
    .selectFrom('audit_log')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  const text = canonicalJson(detail)
  const line = {
    seq: (last?.seq ?? 0) + 1,
    at,
    actor_id: actorId,
    action,
    subject,
    previous_hash: last?.hash ?? GENESIS_HASH,
  }
  const hash = hashOf({ ...line, detail: JSON.parse(text) })
  await db
    .insertInto('audit_log')
    .values({ ...line, detail: text, hash })
    .execute()
}

export type AuditVerdict =
  | { readonly isIntact: true; readonly lines: number; readonly head: string }
  | { readonly isIntact: false; readonly lines: number; readonly brokenAt: number; readonly problem: AuditProblem }

export type AuditProblem = 'lineMissing' | 'lineChanged' | 'chainBroken'

const PAGE_LINES = 1000

/** Walks the whole log from its first line; names the first line that does not fit. */
export async function verifyAuditChain(db: Database): Promise<AuditVerdict> {
  let lines = 0
  let head = GENESIS_HASH
  for (;;) {
    const page = await db
      .selectFrom('audit_log')
      .selectAll()
      .where('seq', '>', lines)
      .orderBy('seq')
      .limit(PAGE_LINES)
      .execute()
    for (const line of page) {
      const problem = problemOf(line, lines + 1, head)
      if (problem) return { isIntact: false, lines, brokenAt: lines + 1, problem }
      lines++
      head = line.hash
    }
    if (page.length < PAGE_LINES) return { isIntact: true, lines, head }
  }
}

function problemOf(line: Row<'audit_log'>, seq: number, head: string): AuditProblem | undefined {
  if (line.seq !== seq) return 'lineMissing'
  if (hashOf(line) !== line.hash) return 'lineChanged'
  return line.previous_hash === head ? undefined : 'chainBroken'
}

function hashOf(line: Omit<Row<'audit_log'>, 'hash'>): string {
  const content = canonicalJson({
    seq: line.seq,
    at: line.at.toISOString(),
    actor: line.actor_id,
    action: line.action,
    subject: line.subject,
    detail: line.detail as Json,
  })
  return createHash('sha256').update(line.previous_hash).update('\n').update(content).digest('hex')
}

export type AuditPage = { readonly limit: number } & (
  | { readonly before?: number; readonly after?: undefined }
  | { readonly after: number; readonly before?: undefined }
)

/** The newest lines first: those right below `before`, those right above `after`, or the newest of all. */
export async function listAudit(db: Database, { before, after, limit }: AuditPage) {
  const lines = db.selectFrom('audit_log').selectAll().limit(limit)
  if (after !== undefined) return (await lines.where('seq', '>', after).orderBy('seq').execute()).reverse()
  const newest = lines.orderBy('seq', 'desc')
  return await (before === undefined ? newest : newest.where('seq', '<', before)).execute()
}

/** The numbers of the first and the last line; both 0 in an empty log. */
export async function boundsOfAudit(db: Database): Promise<{ oldest: number; newest: number }> {
  const { oldest, newest } = await db
    .selectFrom('audit_log')
    .select(({ fn }) => [fn.min('seq').as('oldest'), fn.max('seq').as('newest')])
    .executeTakeFirstOrThrow()
  return { oldest: oldest ?? 0, newest: newest ?? 0 }
}
