/** Defects of rigs: reported once, closed once. */
import type { Database, DatabaseTransaction, DefectSeverity } from './schema.ts'

export type NewDefect = {
  readonly id: string
  readonly rigCode: string
  readonly severity: DefectSeverity
  readonly isUnusable: boolean
  readonly text: string
  readonly reportedBy: string
  readonly reportedAt: Date
}

export async function insertDefect(db: DatabaseTransaction, defect: NewDefect): Promise<void> {
  await db
    .insertInto('rig_defect')
    .values({
      ...{ id: defect.id, rig_code: defect.rigCode, severity: defect.severity },
      ...{ is_unusable: defect.isUnusable, text: defect.text },
      ...{ reported_by: defect.reportedBy, reported_at: defect.reportedAt },
    })
    .execute()
}

type DefectFilter = { readonly rigCode?: string; readonly isOpen: boolean; readonly limit: number }

/** The newest first, with who reported and who closed each. */
export async function listDefects(db: Database, { rigCode, isOpen, limit }: DefectFilter) {
  let query = db
    .selectFrom('rig_defect')
    .innerJoin('rig', 'rig.code', 'rig_defect.rig_code')
    .innerJoin('user as reporter', 'reporter.id', 'rig_defect.reported_by')
    .leftJoin('user as closer', 'closer.id', 'rig_defect.closed_by')
    .select(['rig_defect.id', 'rig_defect.rig_code', 'rig_defect.severity', 'rig_defect.is_unusable'])
    .select(['rig_defect.text', 'rig_defect.reported_at', 'rig_defect.closed_at', 'rig_defect.note'])
    .select(['rig.name as rig_name', 'rig.names as rig_names'])
    .select(['reporter.name as reporter_name', 'reporter.names as reporter_names'])
    .select(['closer.name as closer_name', 'closer.names as closer_names'])
    .where('rig_defect.closed_at', isOpen ? 'is' : 'is not', null)
    .where('rig.withdrawn_at', 'is', null)
    .orderBy(isOpen ? 'rig_defect.reported_at' : 'rig_defect.closed_at', 'desc')
    .orderBy('rig_defect.id')
    .limit(limit)
  if (rigCode !== undefined) query = query.where('rig_defect.rig_code', '=', rigCode)
  return await query.execute()
}

export type OpenDefects = { readonly count: number; readonly isOutOfOrder: boolean }

/** By the code of the rig; one without an open defect is not there. */
export async function countOpenDefects(db: Database): Promise<ReadonlyMap<string, OpenDefects>> {
  const rows = await db
    .selectFrom('rig_defect')
    .select(['rig_code'])
    .select(({ fn }) => [
      fn.countAll<string>().as('count'),
      fn.agg<boolean>('bool_or', ['is_unusable']).as('isOutOfOrder'),
    ])
    .where('closed_at', 'is', null)
    .groupBy('rig_code')
    .execute()
  return new Map(rows.map(({ rig_code, count, isOutOfOrder }) => [rig_code, { count: Number(count), isOutOfOrder }]))
}

export async function isOutOfOrder(db: Database, rigCode: string): Promise<boolean> {
  const found = await db
    .selectFrom('rig_defect')
    .select('id')
    .where('rig_code', '=', rigCode)
    .where('closed_at', 'is', null)
    .where('is_unusable', '=', true)
    .executeTakeFirst()
  return found !== undefined
}

export const findDefect = async (db: Database, id: string) =>
  await db.selectFrom('rig_defect').select(['id', 'rig_code', 'closed_at']).where('id', '=', id).executeTakeFirst()

/** False when it was closed already. */
export async function markClosed(
  db: DatabaseTransaction,
  { id, by, at, note }: { id: string; by: string; at: Date; note: string },
): Promise<boolean> {
  const query = db
    .updateTable('rig_defect')
    .set({ closed_by: by, closed_at: at, note })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
  return (await query.executeTakeFirst()).numUpdatedRows === 1n
}
