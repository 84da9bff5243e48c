/** People and their roles. */
import { randomUUID } from 'node:crypto'
import type { Role } from '../policies/permissions.ts'
import { ROLES } from '../policies/permissions.ts'
import type { Database, DatabaseTransaction, Language, Names } from './schema.ts'

export type NewUser = {
  readonly username: string
  /** As the person writes it. */
  readonly name: string
  readonly names?: Names
  readonly roles: readonly Role[]
  readonly passwordHash: string
  readonly isDemo: boolean
  /** Somebody else chose it. */
  readonly mustChangePassword?: boolean
}

/** Returns the new user's id. The address that better-auth wants is a placeholder: nobody needs e-mail here. */
export async function createUser(db: Database, user: NewUser, now: Date): Promise<string> {
  const id = randomUUID()
  const stamps = { created_at: now, updated_at: now }
  await db
    .insertInto('user')
    .values({
      ...stamps,
      id,
      name: user.name,
      names: JSON.stringify(user.names ?? {}),
      email: `${id}@user.invalid`,
      email_verified: false,
      image: null,
      username: user.username.toLowerCase(),
      display_username: user.username,
      language: null,
      is_demo: user.isDemo,
      must_change_password: user.mustChangePassword ?? false,
    })
    .execute()
  await db
    .insertInto('account')
    .values({
      ...stamps,
      ...NO_TOKENS,
      id: randomUUID(),
      account_id: id,
      provider_id: 'credential',
      user_id: id,
      password: user.passwordHash,
    })
    .execute()
  if (user.roles.length > 0) {
    await db
      .insertInto('user_role')
      .values(user.roles.map((role) => ({ user_id: id, role })))
      .execute()
  }
  return id
}

const NO_TOKENS = {
  access_token: null,
  refresh_token: null,
  id_token: null,
  access_token_expires_at: null,
  refresh_token_expires_at: null,
  scope: null,
}

export async function rolesOf(db: Database, userId: string): Promise<Role[]> {
  const rows = await db.selectFrom('user_role').select('role').where('user_id', '=', userId).execute()
  return inOrder(rows.map(({ role }) => role))
}

const inOrder = (roles: readonly Role[]): Role[] => ROLES.filter((role) => roles.includes(role))

export const findUser = (db: Database, userId: string) =>
  db
    .selectFrom('user')
    .select(['id', 'name', 'names', 'username', 'language', 'is_demo'])
    .where('id', '=', userId)
    .executeTakeFirst()

export const findUserByUsername = (db: Database, username: string) =>
  db
    .selectFrom('user')
    .select(['id', 'is_demo', 'shut_out_at'])
    .where('username', '=', username.toLowerCase())
    .executeTakeFirst()

export async function rememberLanguage(db: Database, userId: string, language: Language, now: Date): Promise<void> {
  await db.updateTable('user').set({ language, updated_at: now }).where('id', '=', userId).execute()
}

export async function countUsers(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('user')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

export const listDemoUsernames = async (db: Database): Promise<string[]> =>
  (await db.selectFrom('user').select('username').where('is_demo', '=', true).execute()).flatMap(
    ({ username }) => username ?? [],
  )

/** Everyone, by name. */
export async function listPeople(db: Database) {
  const people = await db
    .selectFrom('user')
    .select(['id', 'name', 'names', 'display_username', 'is_demo', 'created_at', 'shut_out_at', 'must_change_password'])
    .orderBy('name')
    .orderBy('id')
    .execute()
  const rolesOfAll = new Map<string, Role[]>(people.map(({ id }) => [id, []]))
  for (const { user_id, role } of await db.selectFrom('user_role').selectAll().execute()) {
    rolesOfAll.get(user_id)?.push(role)
  }
  return people.map((person) => ({ ...person, roles: inOrder(rolesOfAll.get(person.id) ?? []) }))
}

/** The person as they are; until the end of the transaction nobody else changes them. */
export const takeUser = (db: DatabaseTransaction, userId: string) =>
  db
    .selectFrom('user')
    .select(['is_demo', 'name', 'names', 'shut_out_at'])
    .where('id', '=', userId)
    .forUpdate()
    .executeTakeFirst()

/**
 * The administrators who can sign in and are no demo users. Two of them who take the role from each other, or shut each
 * other out, come one after the other. Taken before any one person: in another order two such changes would wait for
 * each other for good.
 */
export async function lockAdministrators(db: DatabaseTransaction): Promise<string[]> {
  const rows = await db
    .selectFrom('user_role')
    .innerJoin('user', 'user.id', 'user_role.user_id')
    .select('user_role.user_id')
    .where('user_role.role', '=', 'administrator')
    .where('user.is_demo', '=', false)
    .where('user.shut_out_at', 'is', null)
    .orderBy('user_role.user_id')
    .forNoKeyUpdate(['user_role', 'user'])
    .execute()
  return rows.map(({ user_id }) => user_id)
}

export async function isShutOut(db: Database, userId: string): Promise<boolean> {
  const user = await db.selectFrom('user').select('shut_out_at').where('id', '=', userId).executeTakeFirst()
  return user?.shut_out_at != null
}

/** `null`: let in again. */
export async function setShutOut(
  db: DatabaseTransaction,
  userId: string,
  shutOutAt: Date | null,
  now: Date,
): Promise<void> {
  await db.updateTable('user').set({ shut_out_at: shutOutAt, updated_at: now }).where('id', '=', userId).execute()
}

export async function rename(
  db: DatabaseTransaction,
  { userId, name, names }: { userId: string; name: string; names: Names },
  now: Date,
): Promise<void> {
  await db
    .updateTable('user')
    .set({ name, names: JSON.stringify(names), updated_at: now })
    .where('id', '=', userId)
    .execute()
}

/** Returns the roles before. */
export async function replaceRoles(db: DatabaseTransaction, userId: string, roles: readonly Role[]): Promise<Role[]> {
  const before = await db.deleteFrom('user_role').where('user_id', '=', userId).returning('role').execute()
  await db
    .insertInto('user_role')
    .values(roles.map((role) => ({ user_id: userId, role })))
    .execute()
  return inOrder(before.map(({ role }) => role))
}

export async function findPasswordHash(db: Database, userId: string): Promise<string | undefined> {
  const account = await db
    .selectFrom('account')
    .select('password')
    .where('user_id', '=', userId)
    .where('provider_id', '=', 'credential')
    .executeTakeFirst()
  return account?.password ?? undefined
}

type NewPassword = {
  readonly userId: string
  readonly passwordHash: string
  readonly currentHash?: string
  readonly mustChange: boolean
}

/** With `currentHash`: false when that is no longer the password. */
export async function setPassword(
  db: DatabaseTransaction,
  { userId, passwordHash, currentHash, mustChange }: NewPassword,
  now: Date,
): Promise<boolean> {
  let update = db
    .updateTable('account')
    .set({ password: passwordHash, updated_at: now })
    .where('user_id', '=', userId)
    .where('provider_id', '=', 'credential')
  if (currentHash !== undefined) update = update.where('password', '=', currentHash)
  if ((await update.executeTakeFirst()).numUpdatedRows !== 1n) return false
  await db
    .updateTable('user')
    .set({ must_change_password: mustChange, updated_at: now })
    .where('id', '=', userId)
    .execute()
  return true
}

/** Signs a person out everywhere, or everywhere else. */
export async function endSessions(
  db: DatabaseTransaction,
  userId: string,
  { except }: { except?: string } = {},
): Promise<void> {
  let sessions = db.deleteFrom('session').where('user_id', '=', userId)
  if (except !== undefined) sessions = sessions.where('id', '!=', except)
  await sessions.execute()
}

export type LiveSession = {
  readonly id: string
  readonly isDemo: boolean
  readonly roles: readonly Role[]
}

/** Which of these sessions still stand, and what their people may do now: one question for all of them. */
export async function findLiveSessions(db: Database, ids: readonly string[], now: Date): Promise<LiveSession[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.user_id')
    .leftJoin('user_role', 'user_role.user_id', 'user.id')
    .select(['session.id', 'user.is_demo', 'user_role.role'])
    .where('session.id', 'in', [...ids])
    .where('session.expires_at', '>', now)
    .where('user.shut_out_at', 'is', null)
    .execute()
  const sessions = new Map<string, LiveSession & { roles: Role[] }>()
  for (const { id, is_demo: isDemo, role } of rows) {
    const session = sessions.get(id) ?? { id, isDemo, roles: [] }
    if (role !== null) session.roles.push(role)
    sessions.set(id, session)
  }
  return [...sessions.values()]
}
