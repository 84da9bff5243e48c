/** Rigs: what stands in the laboratories, and who works there now. */
import type { Database, DatabaseTransaction, Names, NewRow } from './schema.ts'

export type Rig = Awaited<ReturnType<typeof listRigs>>[number]

/** What may be changed of one. */
export type RigFields = {
  readonly name: string
  readonly names: Names
  readonly laboratoryId: string
  readonly modelId: string | null
  readonly adapterId: string | null
}

/** Those that are offered, in no order: names are sorted where they are shown. */
export const listRigs = async (db: Database) => await selectRigs(db).execute()

export const findRig = async (db: Database, code: string): Promise<Rig | undefined> =>
  await selectRigs(db).where('rig.code', '=', code).executeTakeFirst()

export const findRigOfAdapter = async (db: Database, adapterId: string): Promise<Rig | undefined> =>
  await selectRigs(db).where('rig.adapter_id', '=', adapterId).executeTakeFirst()

const selectRigs = (db: Database) =>
  db
    .selectFrom('rig')
    // An adapter that was taken out is offered at no rig either.
    .leftJoin('adapter', (join) =>
      join.onRef('adapter.id', '=', 'rig.adapter_id').on('adapter.withdrawn_at', 'is', null),
    )
    .select(['rig.code', 'rig.name', 'rig.names', 'rig.laboratory_id', 'rig.model_id'])
    .select(['adapter.id as adapter_id', 'adapter.name as adapter_name', 'adapter.kind as adapter_kind'])
    .where('rig.withdrawn_at', 'is', null)

/** False: there is none, or it is withdrawn. Until the end of the transaction nothing else happens at it. */
export async function takeRig(db: DatabaseTransaction, code: string): Promise<boolean> {
  const query = db.selectFrom('rig').select('code').where('code', '=', code).where('withdrawn_at', 'is', null)
  return (await query.forNoKeyUpdate().executeTakeFirst()) !== undefined
}

type NewRig = RigFields & { readonly code: string; readonly addedBy: string; readonly addedAt: Date }

export async function insertRig(db: DatabaseTransaction, { code, addedBy, addedAt, ...fields }: NewRig): Promise<void> {
  await db
    .insertInto('rig')
    .values({ code, ...columnsOf(fields), added_by: addedBy, added_at: addedAt })
    .execute()
}

/** Of one that was taken before. */
export async function changeRig(db: DatabaseTransaction, code: string, fields: RigFields): Promise<void> {
  await db.updateTable('rig').set(columnsOf(fields)).where('code', '=', code).execute()
}

const columnsOf = ({ name, names, laboratoryId, modelId, adapterId }: RigFields) =>
  ({
    ...{ name, names: JSON.stringify(names), laboratory_id: laboratoryId },
    ...{ model_id: modelId, adapter_id: adapterId },
  }) satisfies Partial<NewRow<'rig'>>

export async function markRigWithdrawn(db: DatabaseTransaction, code: string, at: Date): Promise<void> {
  await db.updateTable('rig').set({ withdrawn_at: at }).where('code', '=', code).execute()
}

export async function insertRigAttempt(
  db: DatabaseTransaction,
  { attemptId, rigCode }: { attemptId: string; rigCode: string },
): Promise<void> {
  await db.insertInto('rig_attempt').values({ attempt_id: attemptId, rig_code: rigCode }).execute()
}

/** Who works at rigs now. */
const selectRunning = (db: Database) =>
  db
    .selectFrom('rig_attempt')
    .innerJoin('attempt', 'attempt.id', 'rig_attempt.attempt_id')
    .innerJoin('user', 'user.id', 'attempt.trainee_id')
    .select(['rig_attempt.rig_code', 'user.id as user_id', 'user.name', 'user.names'])
    .where('attempt.status', '=', 'running')

export const listRunningAtRigs = async (db: Database) => await selectRunning(db).execute()

export const findRunningAtRig = async (db: Database, code: string) =>
  await selectRunning(db).where('rig_attempt.rig_code', '=', code).executeTakeFirst()
