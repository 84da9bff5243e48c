/** Groups of trainees: a class, a team, whoever is taught together. */
import type { Database, DatabaseTransaction, Names } from './schema.ts'

export type GroupFields = { readonly name: string; readonly memberIds: readonly string[] }
type NewGroup = GroupFields & { readonly id: string; readonly instructorId: string; readonly madeAt: Date }

export async function insertGroup(db: DatabaseTransaction, group: NewGroup): Promise<void> {
  await db
    .insertInto('class_group')
    .values({ id: group.id, name: group.name, instructor_id: group.instructorId, made_at: group.madeAt })
    .execute()
  await insertMembers(db, group.id, group.memberIds)
}

/** Of one that was taken before. */
export async function changeGroup(
  db: DatabaseTransaction,
  id: string,
  { name, memberIds }: GroupFields,
): Promise<void> {
  await db.updateTable('class_group').set({ name }).where('id', '=', id).execute()
  await db.deleteFrom('class_group_member').where('group_id', '=', id).execute()
  await insertMembers(db, id, memberIds)
}

async function insertMembers(db: DatabaseTransaction, groupId: string, memberIds: readonly string[]): Promise<void> {
  if (memberIds.length === 0) return
  await db
    .insertInto('class_group_member')
    .values(memberIds.map((userId) => ({ group_id: groupId, user_id: userId })))
    .execute()
}

export async function markDissolved(db: DatabaseTransaction, id: string, at: Date): Promise<void> {
  await db.updateTable('class_group').set({ dissolved_at: at }).where('id', '=', id).execute()
}

/** Until the end of the transaction nobody else changes it. */
export const takeGroup = async (db: DatabaseTransaction, id: string) =>
  await selectGroups(db).where('class_group.id', '=', id).forNoKeyUpdate().executeTakeFirst()

export const findGroup = async (db: Database, id: string) =>
  await selectGroups(db).where('class_group.id', '=', id).executeTakeFirst()

const selectGroups = (db: Database) =>
  db.selectFrom('class_group').select(['id', 'name', 'instructor_id']).where('dissolved_at', 'is', null)

export type Group = {
  readonly id: string
  readonly name: string
  readonly instructor: Member
  readonly members: readonly Member[]
}
type Member = { readonly userId: string; readonly name: string; readonly names: Names }

/** All that there are, each with its people, in no order. */
export async function listGroups(db: Database): Promise<Group[]> {
  const groups = await db
    .selectFrom('class_group')
    .innerJoin('user', 'user.id', 'class_group.instructor_id')
    .select(['class_group.id', 'class_group.name as group_name', 'user.id as userId', 'user.name', 'user.names'])
    .where('class_group.dissolved_at', 'is', null)
    .execute()
  const members = await db
    .selectFrom('class_group_member')
    .innerJoin('user', 'user.id', 'class_group_member.user_id')
    .innerJoin('class_group', 'class_group.id', 'class_group_member.group_id')
    .select(['class_group_member.group_id', 'user.id as userId', 'user.name', 'user.names'])
    .where('class_group.dissolved_at', 'is', null)
    .execute()
  const membersOf = Map.groupBy(members, ({ group_id }) => group_id)
  return groups.map(({ id, group_name, ...instructor }) => ({
    ...{ id, name: group_name, instructor },
    members: (membersOf.get(id) ?? []).map(({ group_id: _, ...member }) => member),
  }))
}

/** For whom a person may book: the groups that they belong to; every group for whoever runs the laboratories. */
export async function listGroupsOf(db: Database, userId: string | undefined) {
  let query = selectGroups(db)
  if (userId !== undefined) {
    query = query.where('id', 'in', (eb) =>
      eb.selectFrom('class_group_member').select('group_id').where('user_id', '=', userId),
    )
  }
  return await query.execute()
}

export const listMemberIds = async (db: Database, groupId: string): Promise<string[]> =>
  (await db.selectFrom('class_group_member').select('user_id').where('group_id', '=', groupId).execute()).map(
    ({ user_id }) => user_id,
  )

/** The attempts that members of a group have running now. */
export async function listRunningOfGroup(db: Database, groupId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('attempt')
    .innerJoin('class_group_member', 'class_group_member.user_id', 'attempt.trainee_id')
    .select('attempt.id')
    .where('class_group_member.group_id', '=', groupId)
    .where('attempt.status', '=', 'running')
    .execute()
  return rows.map(({ id }) => id)
}
