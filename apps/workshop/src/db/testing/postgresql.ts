/**
 * Debian's PostgreSQL for tests: in a temporary folder, on a free loopback port, as another user when we are root (it
 * refuses root), and ended with the process that started it, however that ends. Nothing of it is worth keeping.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chownSync, globSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { freshFolder, guardServer } from './guard.ts'

/** The address of a new server, which ends with this process. */
export async function startPostgresql(): Promise<string> {
  const bin = globSync('/usr/lib/postgresql/*/bin').sort().at(-1)
  if (bin === undefined) throw new Error('PostgreSQL is missing: apt-get install postgresql, or set DATABASE_TEST_URL')
  const folder = freshFolder('luban-postgresql-')
  const user = otherUser()
  if (user) chownSync(folder, user.uid, user.gid)
  const options = { ...user, cwd: folder }
  const data = join(folder, 'data')
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'luban', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C'],
    options,
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`)
  const settings = [
    'fsync=off',
    'full_page_writes=off',
    'max_connections=400',
    // A checkpoint would write what is thrown away soon.
    'checkpoint_timeout=1h',
    'max_wal_size=16GB',
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
  ]
  const port = await findFreePort() // As late as can be: nobody keeps it for us.
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
  const child = spawn(join(bin, 'postgres'), args, { ...options, stdio: 'ignore' })
  if (child.pid !== undefined) guardServer(child.pid)
  const url = `postgresql://luban@127.0.0.1:${port}/postgres`
  await waitUntilReady(url, child)
  child.unref()
  return url
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended with code ${child.exitCode} before it was ready`)
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return await client.end()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** `postgres`, which Debian's package makes, when we are root; nobody else otherwise. */
function otherUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: idOf('-u'), gid: idOf('-g') }
}

async function findFreePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}
