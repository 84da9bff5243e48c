/** `luban start`: the pages built, the workshop opened, and on the screen where to go and whom to sign in as. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type OpenWorkshop, openWorkshop, type WorkshopOptions } from './open.ts'
import { prepareWebBundle } from './web-bundle.ts'

const ROOT_DIR = fileURLToPath(new URL('../../..', import.meta.url))

/** What is left out is read from the environment, or has the default of a first try on one's own machine. */
export type StartOptions = Partial<WorkshopOptions> & { readonly say?: (text: string) => void }

export const DEFAULT_PORT = 8080

/** Throws what cannot be mended here, in words for a person. */
export async function startWorkshop(options: StartOptions = {}): Promise<OpenWorkshop> {
  const { say = console.log, ...given } = options
  const env = process.env
  await prepareWebBundle(ROOT_DIR, say)
  const workshop = await openWorkshop({
    dataDir: env.LUBAN_DATA || join(ROOT_DIR, 'data'),
    databaseUrl: env.DATABASE_URL || undefined,
    host: env.LUBAN_HOST || '127.0.0.1',
    port: portOf(env.LUBAN_PORT ?? env.PORT),
    publicUrl: env.LUBAN_PUBLIC_URL || undefined,
    contentDir: join(ROOT_DIR, 'content'),
    webDir: join(ROOT_DIR, 'apps/web/dist'),
    keyPassphrase: env.LUBAN_KEY_PASSPHRASE || undefined,
    issuerName: env.LUBAN_ISSUER_NAME || undefined,
    log: (problem) => console.error(problem),
    ...(env.LUBAN_DOOR_HOST ? { doors: { host: env.LUBAN_DOOR_HOST } } : {}),
    ...given,
  })
  say(welcome(workshop))
  return workshop
}

function portOf(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`"${text}" is not a port: give 0 to 65535`)
  return port
}

function welcome({ url, database, issuer, demoUsers, services, interruptedCount }: OpenWorkshop): string {
  const lines = ['', `Luban is open: ${url}`, '']
  if (database.kind === 'embedded') {
    lines.push('Database: embedded. Not for a production register: set DATABASE_URL to a PostgreSQL for that.')
  } else lines.push('Database: PostgreSQL.')
  lines.push(`Certificates are issued as ${issuer.did}.`, `Their key: ${issuer.keeping}.`)
  if (issuer.origin !== url) lines.push(`They point to ${issuer.origin}, the address of the first start.`)
  if (interruptedCount > 0) lines.push(`${interruptedCount} attempts of the run before were closed as interrupted.`)
  if (demoUsers.length > 0)
    lines.push('', 'Sign in as (demo users of this installation, on this machine only):', '', ...tableOf(demoUsers))
  else if (services.about.isDemo)
    lines.push(
      '',
      'Demo users cannot sign in here: the workshop is reachable from other machines. Nobody to sign in as yet?',
      'Stop it, and add an administrator: luban user add USERNAME --name "NAME" --role administrator',
    )
  return [...lines, ''].join('\n')
}

function tableOf(users: OpenWorkshop['demoUsers']): string[] {
  const width = Math.max(...users.map(({ username }) => username.length))
  return users.map(({ username, password, role }) => `  ${username.padEnd(width)}  ${password}  ${role}`)
}
