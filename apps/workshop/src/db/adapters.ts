/** Adapters of real cars on the workshop's network. */
import type { Database, DatabaseTransaction, NewRow, Row } from './schema.ts'

export type Adapter = Row<'adapter'>

/** Those that are offered, in no order: names are sorted where they are shown. */
export async function listOfferedAdapters(db: Database): Promise<Adapter[]> {
  return await db.selectFrom('adapter').selectAll().where('withdrawn_at', 'is', null).execute()
}

export async function findOfferedAdapter(db: Database, id: string): Promise<Adapter | undefined> {
  const query = db.selectFrom('adapter').selectAll().where('id', '=', id).where('withdrawn_at', 'is', null)
  return await query.executeTakeFirst()
}

export async function insertAdapter(db: DatabaseTransaction, adapter: NewRow<'adapter'>): Promise<void> {
  await db.insertInto('adapter').values(adapter).execute()
}

/** False: there is none, or it is withdrawn already. */
export async function markWithdrawn(db: DatabaseTransaction, id: string, at: Date): Promise<boolean> {
  const query = db
    .updateTable('adapter')
    .set({ withdrawn_at: at })
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
  return (await query.executeTakeFirst()).numUpdatedRows > 0n
}
