/** How people are called, for every reply that shows who did something. */
import type { Database, Names } from './schema.ts'

/** As the person writes it, and in other languages as far as that is known. */
export type PersonName = { readonly name: string; readonly names: Names }

/** By the person's id. */
export async function namesOfPeople(db: Database, userIds: readonly string[]): Promise<Map<string, PersonName>> {
  if (userIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('user')
    .select(['id', 'name', 'names'])
    .where('id', 'in', [...new Set(userIds)])
    .execute()
  return new Map(rows.map(({ id, name, names }) => [id, { name, names }]))
}
