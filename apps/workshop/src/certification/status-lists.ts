/** The two Bitstring Status Lists: bits in the database, beside them the signed bytes that are served. */
import { createStatusBits, issueStatusList, withStatus } from '@luban/credentials'
import { sql } from 'kysely'
import { LOCK, LOCK_SPACE } from '../db/migrate.ts'
import type { Database, DatabaseTransaction, StatusPurpose } from '../db/schema.ts'
import { type Issuer, statusListUrl } from './issuer.ts'

export const STATUS_PURPOSES = ['revocation', 'suspension'] as const satisfies readonly StatusPurpose[]

/** How long a copy may be believed offline; signed anew long before. */
const VALID_MS = 7 * 24 * 3_600_000
const RENEWED_AFTER_MS = 12 * 3_600_000

/** Both lists with every bit clear, when there are none yet. */
export async function prepareStatusLists(db: Database, issuer: Issuer, now: Date): Promise<void> {
  for (const purpose of STATUS_PURPOSES) {
    const there = await db.selectFrom('status_list').select('purpose').where('purpose', '=', purpose).executeTakeFirst()
    if (there) continue
    const bits = createStatusBits()
    const row = {
      purpose,
      bits: Buffer.from(bits),
      credential: await sign(issuer, purpose, bits, now),
      updated_at: now,
    }
    await db
      .insertInto('status_list')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** The signed bytes, to serve or to verify with. Signed anew when they have grown old. */
export async function readStatusCredential(
  db: Database,
  issuer: Issuer,
  purpose: StatusPurpose,
  now: Date,
): Promise<Buffer> {
  const row = await db
    .selectFrom('status_list')
    .select(['credential', 'updated_at'])
    .where('purpose', '=', purpose)
    .executeTakeFirstOrThrow()
  if (now.getTime() - row.updated_at.getTime() < RENEWED_AFTER_MS) return row.credential
  return await db
    .transaction()
    .execute((transaction) => rewrite(transaction, { issuer, purpose, now, change: (bits) => bits }))
}

/** Sets or clears one place and signs the list. In the transaction of the change that it shows. */
export async function changeStatus(
  db: DatabaseTransaction,
  {
    issuer,
    purpose,
    index,
    isSet,
    now,
  }: { issuer: Issuer; purpose: StatusPurpose; index: number; isSet: boolean; now: Date },
): Promise<void> {
  await rewrite(db, { issuer, purpose, now, change: (bits) => withStatus(bits, index, isSet) })
}

type Rewrite = { issuer: Issuer; purpose: StatusPurpose; now: Date; change: (bits: Uint8Array) => Uint8Array }

/** One at a time: two changes at once would each sign a list without the other. */
async function rewrite(db: DatabaseTransaction, { issuer, purpose, now, change }: Rewrite): Promise<Buffer> {
  await sql`select pg_advisory_xact_lock(${LOCK_SPACE}::int, ${LOCK.statusList}::int)`.execute(db)
  const row = await db.selectFrom('status_list').select('bits').where('purpose', '=', purpose).executeTakeFirstOrThrow()
  const bits = change(new Uint8Array(row.bits))
  const credential = await sign(issuer, purpose, bits, now)
  await db
    .updateTable('status_list')
    .set({ bits: Buffer.from(bits), credential, updated_at: now })
    .where('purpose', '=', purpose)
    .execute()
  return credential
}

async function sign(issuer: Issuer, purpose: StatusPurpose, bits: Uint8Array, now: Date): Promise<Buffer> {
  const url = statusListUrl(issuer, purpose)
  const validUntil = new Date(now.getTime() + VALID_MS)
  return Buffer.from(
    await issueStatusList({ url, purpose, bits, issuerDid: issuer.did, validFrom: now, validUntil }, issuer.key),
  )
}
