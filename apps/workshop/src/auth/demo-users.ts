/**
 * One demo user per role (two trainees), so that a new installation can be tried at once.
 *
 * They share one password, random per installation: whoever tries a workshop is all of them in turn, and with one word
 * the page changes between them by a click. The database has only hashes; the word itself is kept in the data folder,
 * for its owner alone, so that a later start can print it again. Never beyond loopback: see auth.ts.
 */
import { join } from 'node:path'
import { writeAudit } from '../audit/log.ts'
import type { Database, DatabaseTransaction, Names } from '../db/schema.ts'
import {
  countUsers,
  createUser,
  findPasswordHash,
  findUserByUsername,
  listDemoUsernames,
  setPassword,
} from '../db/users.ts'
import type { Role } from '../policies/permissions.ts'
import { hashPassword, isPassword, makePassword } from './password.ts'
import { keep, readSecret } from './secret-file.ts'

export type DemoUser = {
  readonly username: string
  readonly name: string
  readonly names: Names
  readonly role: Role
  readonly password: string
}

/** Invented people. */
const DEMO_PEOPLE: readonly { username: string; role: Role; name: string; names: Names }[] = [
  person('trainee', 'trainee', 'Aigerim Sarsenova', 'Айгерім Сәрсенова', 'Айгерим Сарсенова', '艾格琳·萨尔谢诺娃'),
  person('trainee2', 'trainee', 'Daniyar Omarov', 'Данияр Омаров', 'Данияр Омаров', '达尼亚尔·奥马罗夫'),
  person('instructor', 'instructor', 'Serik Abenov', 'Серік Әбенов', 'Серик Абенов', '谢里克·阿别诺夫'),
  person('labmaster', 'labMaster', 'Bolat Iskakov', 'Болат Ысқақов', 'Болат Искаков', '博拉特·伊斯卡科夫'),
  person('examiner', 'examiner', 'Marat Zhunusov', 'Марат Жүнісов', 'Марат Жунусов', '马拉特·朱努索夫'),
  person(
    'officer',
    'certificationOfficer',
    'Gulnara Kasymova',
    'Гүлнара Қасымова',
    'Гульнара Касымова',
    '古丽娜拉·卡瑟莫娃',
  ),
  person('mentor', 'mentor', 'Viktor Lebedev', 'Виктор Лебедев', 'Виктор Лебедев', '维克托·列别杰夫'),
  person('administrator', 'administrator', 'Asel Nurlanova', 'Әсел Нұрланова', 'Асель Нурланова', '阿塞尔·努尔兰诺娃'),
]

function person(username: string, role: Role, en: string, kk: string, ru: string, zh: string) {
  return { username, role, name: en, names: { kk, ru, zh, en } }
}

/**
 * Makes the demo users in a database that has no user yet; in one that has them, returns them again.
 * Empty when this installation has no demo users. A password that is lost, does not open, or is not the same for all
 * (as it was once) is replaced by a new one for all of them.
 */
export async function prepareDemoUsers(db: Database, dataDir: string, now: Date): Promise<DemoUser[]> {
  const path = join(dataDir, 'demo-passwords')
  const isFirstStart = (await countUsers(db)) === 0
  const there = new Set(isFirstStart ? DEMO_PEOPLE.map(({ username }) => username) : await listDemoUsernames(db))
  const people = DEMO_PEOPLE.filter(({ username }) => there.has(username))
  if (people.length === 0) return []

  const kept = isFirstStart ? undefined : await findSharedPassword(db, people, readSecret(path) ?? '')
  if (kept !== undefined) return people.map((person) => ({ ...person, password: kept }))

  const password = makePassword()
  // The file first: a password that nobody can read would lock the demo users out until the next start.
  keep(path, people.map(({ username }) => `${username} ${password}\n`).join(''))
  const withHashes = await Promise.all(
    people.map(async (person) => ({ ...person, passwordHash: await hashPassword(password) })),
  )
  await db.transaction().execute(async (transaction) => {
    for (const person of withHashes) {
      if (isFirstStart) await add(transaction, person, now)
      else await givePassword(transaction, person, now)
    }
  })
  return people.map((person) => ({ ...person, password }))
}

/** What the file tells for every one of them, when it opens this database too and not only another of this folder. */
async function findSharedPassword(
  db: Database,
  people: readonly { username: string }[],
  text: string,
): Promise<string | undefined> {
  const kept = parsePasswords(text)
  const [password, ...others] = new Set(people.map(({ username }) => kept.get(username)))
  if (password === undefined || others.length > 0) return undefined
  // All got it in one transaction, and nobody can change it: the first tells for all.
  const user = await findUserByUsername(db, people[0].username)
  const hash = user && (await findPasswordHash(db, user.id))
  return hash !== undefined && (await isPassword(password, hash)) ? password : undefined
}

type NewDemoUser = (typeof DEMO_PEOPLE)[number] & { readonly passwordHash: string }

/** With the line in the audit log that adding anybody else writes: it tells on its own who could ever sign in. */
async function add(db: DatabaseTransaction, { role, ...person }: NewDemoUser, at: Date): Promise<void> {
  const userId = await createUser(db, { ...person, roles: [role], isDemo: true }, at)
  const detail = { username: person.username, roles: [role], isDemo: true }
  await writeAudit(db, { at, actorId: 'system', action: 'user.add', subject: `user:${userId}`, detail })
}

async function givePassword(db: DatabaseTransaction, { username, passwordHash }: NewDemoUser, at: Date): Promise<void> {
  const user = await findUserByUsername(db, username)
  if (user === undefined) return // Listed as there a moment ago, and nobody is ever deleted.
  await setPassword(db, { userId: user.id, passwordHash, mustChange: false }, at)
  await writeAudit(db, { at, actorId: 'system', action: 'user.resetPassword', subject: `user:${user.id}` })
}

function parsePasswords(text: string): Map<string, string> {
  const lines = text.split('\n').map((line) => line.split(' '))
  return new Map(lines.flatMap(([username, password]) => (username && password ? [[username, password] as const] : [])))
}
