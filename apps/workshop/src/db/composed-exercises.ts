/** Exercises that instructors composed: who, what, and since when; only ever added to. */
import type { ComposedExercise } from '@luban/lab'
import type { Database, DatabaseTransaction, Row } from './schema.ts'

export type ComposedVersion = Row<'composed_exercise'>

export async function insertComposedVersion(
  db: DatabaseTransaction,
  version: Omit<ComposedVersion, 'composed'> & { readonly composed: ComposedExercise },
): Promise<boolean> {
  const inserted = await db
    .insertInto('composed_exercise')
    .values({ ...version, composed: JSON.stringify(version.composed) })
    .onConflict((conflict) => conflict.columns(['id', 'version']).doNothing())
    .executeTakeFirst()
  return inserted.numInsertedOrUpdatedRows === 1n
}

/** The oldest first, so that the newest version is the last of its exercise. */
export const listComposedVersions = (db: Database): Promise<ComposedVersion[]> =>
  db.selectFrom('composed_exercise').selectAll().orderBy('at').orderBy('version').execute()

/** The newest version of each, with its author's names; the newest first. */
export async function listNewestComposed(db: Database) {
  return await db
    .selectFrom('composed_exercise')
    .innerJoin('user', 'user.id', 'composed_exercise.author_id')
    .selectAll('composed_exercise')
    .select(['user.name as author_name', 'user.names as author_names'])
    .distinctOn('composed_exercise.id')
    .orderBy('composed_exercise.id')
    .orderBy('composed_exercise.version', 'desc')
    .execute()
}

/** 0 when there is none of this id. */
export async function findNewestVersion(db: Database, id: string): Promise<number> {
  const { version } = await db
    .selectFrom('composed_exercise')
    .select(({ fn }) => fn.max('version').as('version'))
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return version ?? 0
}
