/**
 * Which statements the tests of a process had which database run. A test of the server runs on one of the two, by turns, unless
 * it says otherwise: `npm test` counts at its end that every statement has met both.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'

/** Where each test process leaves its statements; without it none is noted. */
const FOLDER = 'LUBAN_STATEMENTS'

/** By what they are for one database only, or the tests' own. */
const OF_ONE = [
  /server_version_num/, // Asked of a server when it is opened.
  /json_populate_recordset|^delete from "migration"$|repeatable read/, // A move goes from the embedded database to a server.
  // What tests of a move put in at its one end and look for at the other, and how one keeps a connection busy.
  /^create table (theirs|nobodys)|to_jsonb\(attempt\)|generate_series|where seed|^select "seed" from "attempt"$|pg_sleep/,
  /^select "bits" from "status_list"$|^select "means", "attempt_id", "passed"|^insert into "status_list" [^)]*\) values \(\$\)$/,
]

export type Kind = 'PGlite' | 'PostgreSQL'
export const KINDS: readonly Kind[] = ['PGlite', 'PostgreSQL']

/** Once a process, before the first test. */
export function noteStatements(): void {
  const folder = process.env[FOLDER]
  if (folder === undefined) return
  const met: Record<Kind, Set<string>> = { PGlite: new Set(), PostgreSQL: new Set() }
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [asked] = args
    const text = typeof asked === 'string' ? asked : (asked as { text?: string } | undefined)?.text
    if (text !== undefined && isWorkshops(this)) met[kindOf(this)].add(formOf(text))
    return Reflect.apply(query, this, args)
  } as typeof query
  process.on('exit', () => {
    const lists = { PGlite: [...met.PGlite], PostgreSQL: [...met.PostgreSQL] }
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(lists))
  })
}

/** Of all test processes: what one of the databases never met. */
export function statementsOfOne(folder: string): { count: number; missed: { kind: Kind; statement: string }[] } {
  const met: Record<Kind, Set<string>> = { PGlite: new Set(), PostgreSQL: new Set() }
  for (const name of readdirSync(folder)) {
    const lists = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<Kind, string[]>
    for (const kind of KINDS) for (const one of lists[kind]) met[kind].add(one)
  }
  const statements = [...new Set([...met.PGlite, ...met.PostgreSQL])]
  const ofBoth = statements.filter((statement) => !OF_ONE.some((form) => form.test(statement)))
  const missed = KINDS.flatMap((kind) =>
    ofBoth.filter((statement) => !met[kind].has(statement)).map((statement) => ({ kind, statement })),
  )
  return { count: ofBoth.length, missed }
}

/** The embedded database is reached through no socket of the machine's. */
const kindOf = (client: pg.Client): Kind =>
  (client as unknown as { connection: { stream: unknown } }).connection.stream instanceof Socket
    ? 'PostgreSQL'
    : 'PGlite'

/** The tests' own connection to a server makes databases of other names. */
const isWorkshops = (client: pg.Client) => kindOf(client) === 'PGlite' || client.database?.startsWith('luban_test_')

/** However many values are in its lists. */
function formOf(statement: string): string {
  return statement
    .replace(/\s+/g, ' ')
    .replace(/\$\d+/g, '$')
    .replace(/\(\$(, ?\$)*\)/g, '($)')
    .replace(/\(\$\)(, ?\(\$\))+/g, '($)')
    .trim()
}
