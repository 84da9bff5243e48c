/** `luban start`: the pages built, the workshop opened, and on the screen where to go and whom to sign in as. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type OpenWorkshop, openWorkshop, type WorkshopOptions } from './open.ts'
import { prepareWebBundle } from './web-bundle.ts'
import { welcomeOf } from './welcome.ts'

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
  say(welcomeOf(workshop))
  return workshop
}

function portOf(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`"${text}" is not a port: give 0 to 65535`)
  return port
}
