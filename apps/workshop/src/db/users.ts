/** People and their roles. */
import { randomUUID } from 'node:crypto'
import type { Role } from '../policies/permissions.ts'
import { isRole } from '../policies/permissions.ts'
import type { Database, Language, Names } from './schema.ts'

export type NewUser = {
  readonly username: string
  /** As the person writes it. */
  readonly name: string
  readonly names?: Names
  readonly roles: readonly Role[]
  readonly passwordHash: string
  readonly isDemo: boolean
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
  return rows.map(({ role }) => role).filter(isRole)
}

export const findUser = (db: Database, userId: string) =>
  db
    .selectFrom('user')
    .select(['id', 'name', 'names', 'username', 'language', 'is_demo'])
    .where('id', '=', userId)
    .executeTakeFirst()

export const findUserByUsername = (db: Database, username: string) =>
  db.selectFrom('user').select(['id', 'is_demo']).where('username', '=', username.toLowerCase()).executeTakeFirst()

/** Id to name, for lists that show who did something. */
export async function namesOfUsers(db: Database, userIds: readonly string[]): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('user')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(userIds)])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

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

export async function replacePassword(db: Database, username: string, passwordHash: string, now: Date): Promise<void> {
  const user = db.selectFrom('user').select('id').where('username', '=', username)
  await db
    .updateTable('account')
    .set({ password: passwordHash, updated_at: now })
    .where('user_id', 'in', user)
    .execute()
}
