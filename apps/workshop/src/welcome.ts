/**
 * What `luban start` prints once the workshop is open, for a terminal of 80 columns: where to go, and whom to try it as.
 *
 * The address of the demo people carries their password behind the `#`: a browser sends that part to no server, and no
 * log on the way has it.
 */
import type { OpenWorkshop } from './open.ts'

export type Opened = Pick<OpenWorkshop, 'url' | 'demoUsers' | 'interruptedCount'> & {
  readonly database: Pick<OpenWorkshop['database'], 'kind'>
  readonly issuer: Pick<OpenWorkshop['issuer'], 'did' | 'origin' | 'keeping'>
  readonly services: { readonly about: Pick<OpenWorkshop['services']['about'], 'isDemo'> }
}

export function welcomeOf(workshop: Opened): string {
  const { url, database, issuer, interruptedCount } = workshop
  const facts = [
    database.kind === 'embedded'
      ? 'Database: embedded. Not for a production register: set DATABASE_URL to a PostgreSQL for that.'
      : 'Database: PostgreSQL.',
    `Certificates are issued as ${issuer.did}.`,
    `Their key: ${issuer.keeping}.`,
    ...(issuer.origin === url ? [] : [`They point to ${issuer.origin}, the address of the first start.`]),
    ...(interruptedCount > 0 ? [`${interruptedCount} attempts of the run before were closed as interrupted.`] : []),
  ]
  return ['', `Luban is open: ${url}`, '', ...facts.flatMap(wrap), ...demoLines(workshop), ''].join('\n')
}

const COLUMNS = 80

/** What goes on in the next line stands a little to the right. A path is never broken. */
function wrap(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= COLUMNS) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(last === undefined ? word : `  ${word}`)
  }
  return lines
}

/** Last, next to where the eye is; the address alone on its line, so that a terminal opens the whole of it. */
function demoLines({ url, demoUsers, services }: Opened): string[] {
  const [first] = demoUsers
  if (first !== undefined) {
    return [
      '',
      'To try it, open this address: there you sign in as any of its people by a click.',
      '',
      `  ${url}/sign-in#demo=${first.password}`,
      '',
      ...tableOf(demoUsers),
      '',
      `The password of them all, on this machine only: ${first.password}`,
    ]
  }
  if (!services.about.isDemo) return []
  return [
    '',
    'Demo users cannot sign in here: the workshop is reachable from other machines.',
    'Nobody to sign in as yet? Stop it, and add an administrator:',
    '',
    '  luban user add USERNAME --name "NAME" --role administrator',
  ]
}

const JOBS: { readonly [role in Opened['demoUsers'][number]['role']]: string } = {
  trainee: 'practises, passes, applies',
  instructor: 'reviews attempts, signs them off',
  labMaster: 'keeps the laboratories and their rigs',
  examiner: 'examines whom others have trained',
  certificationOfficer: 'decides about certificates',
  mentor: 'follows a trainee in an enterprise',
  administrator: 'runs the installation',
}

function tableOf(users: Opened['demoUsers']): string[] {
  const widthOf = (key: 'username' | 'name') => Math.max(...users.map((user) => user[key].length))
  const [usernameWidth, nameWidth] = [widthOf('username'), widthOf('name')]
  return users.map(
    ({ username, name, role }) => `  ${username.padEnd(usernameWidth)}  ${name.padEnd(nameWidth)}  ${JOBS[role]}`,
  )
}
