/** A new person, entered on the page for it or, where nobody can sign in yet, from the command line. */
import { writeAudit } from '../audit/log.ts'
import { hashPassword } from '../auth/password.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../db/open.ts'
import type { DatabaseTransaction, Names } from '../db/schema.ts'
import { createUser } from '../db/users.ts'
import { refusalOf } from '../error-answer.ts'
import type { Role } from '../policies/permissions.ts'
import { assertPassword, assertPerson } from './rules.ts'

export type NewPerson = {
  readonly username: string
  /** As the person writes it; a certificate shows it. */
  readonly name: string
  /** The same in other languages, as far as it is known. */
  readonly names?: Names | undefined
  readonly roles: readonly Role[]
  readonly password: string
  /** The person typed it themselves; any other password they must change at the first sign-in. */
  readonly isOwnPassword?: boolean
}

export type Installation = { readonly dataDir: string; readonly databaseUrl?: string | undefined }
export type AddedPerson = { readonly userId: string; readonly database: 'embedded' | 'postgresql' }

/**
 * Adds a person to an installation from outside. The embedded database takes one process at a time: while the workshop
 * runs on it, this throws its lock's error. On PostgreSQL the workshop may run.
 */
export async function addPerson({ dataDir, databaseUrl, ...person }: NewPerson & Installation): Promise<AddedPerson> {
  const enter = await prepareEntry(person) // Before anything is opened or made.
  const opened = await openDatabase(databaseUrl ? { kind: 'url', url: databaseUrl } : { kind: 'folder', dataDir })
  try {
    await migrate(opened.db)
    const userId = await opened.db.transaction().execute(async (transaction) => {
      const now = new Date()
      const { result, audit } = await enter(transaction, now)
      await writeAudit(transaction, { ...audit, actorId: 'system', at: now })
      return result.userId
    })
    return { userId, database: opened.kind }
  } catch (error) {
    throw refusalOf(error) ?? error
  } finally {
    await opened.close()
  }
}

/** Refuses what is wrong and hashes the password, both before a transaction is open; what comes back enters the person. */
export async function prepareEntry(person: NewPerson) {
  assertPerson(person)
  assertPassword(person.password, person.username)
  const { username, name, names = {}, roles, isOwnPassword = false } = person
  const passwordHash = await hashPassword(person.password)
  return async (db: DatabaseTransaction, now: Date) => {
    const user = { username, name, names, roles, passwordHash, isDemo: false, mustChangePassword: !isOwnPassword }
    const userId = await createUser(db, user, now)
    const detail = { username, roles: [...roles] }
    return { result: { userId }, audit: { action: 'user.add', subject: `user:${userId}`, detail } }
  }
}
