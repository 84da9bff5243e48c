/** `luban user add USERNAME`: a person who can sign in, entered where nobody can sign in yet to do it on the pages. */
import type { Role } from '@luban/workshop'
import { type Command, EXIT, type Given, Refusal, textOf, textsOf, UsageError } from '../command.ts'
import { askPassword, readPassword } from '../password.ts'
import { dataDirOf, inWords } from '../workshop.ts'

export const userAdd: Command = {
  name: 'user add',
  operands: 'USERNAME',
  summary: 'Add a person who can sign in, such as the first administrator.',
  optionLines: [
    '--name "NAME"          as the person writes it, in any script; certificates show it',
    '--role ROLE            trainee, instructor, labMaster, examiner, certificationOfficer, mentor or administrator;',
    '                       may be repeated',
    '--ask-password         the person is here and types their own password, which is not shown; it stays theirs',
    '--password-file FILE   take it from there; otherwise from LUBAN_PASSWORD; otherwise one is made and printed once;',
    '                       whoever is given a password so must change it at the first sign-in',
    '--data DIR             where the embedded database lies; default LUBAN_DATA, or data/ of this installation',
    'DATABASE_URL names a PostgreSQL to use instead: the workshop may run then. On the embedded database stop it first.',
    'USERNAME has 3 to 30 letters a-z, digits and . _ -, or is a phone number such as +77001234567.',
  ],
  options: {
    name: { type: 'string' },
    role: { type: 'string', multiple: true },
    'ask-password': { type: 'boolean' },
    'password-file': { type: 'string' },
    data: { type: 'string' },
  },

  async run({ operands: [username], given }) {
    const name = textOf(given, 'name')
    if (name === undefined) throw new UsageError('--name is missing: give the name that certificates shall show.')
    const { addPerson, isRole, makePassword, ROLES } = await import('@luban/workshop')
    const roles = rolesOf(textsOf(given, 'role'), ROLES, isRole)
    const chosen = await chosenPassword(given, username)
    const password = chosen ?? makePassword()

    const databaseUrl = process.env.DATABASE_URL || undefined
    const dataDir = dataDirOf(textOf(given, 'data'))
    // Whoever adds somebody else does it without --ask-password: then nobody keeps a password that two people know.
    const isOwnPassword = given['ask-password'] === true
    const person = { username, name, roles, password, isOwnPassword }
    const { database } = await inWords(addPerson({ dataDir, databaseUrl, ...person }))
    const where = database === 'embedded' ? `the embedded database in ${dataDir}` : 'PostgreSQL'
    console.log(`Added ${username} (${name}; ${roles.join(', ')}) to ${where}.`)
    if (chosen === undefined) console.log(`Password, shown only now: ${password}`)
    return EXIT.ok
  },
}

function rolesOf(words: readonly string[], known: readonly Role[], isRole: (text: string) => text is Role): Role[] {
  if (words.length === 0) throw new UsageError(`--role is missing: give one or more of ${known.join(', ')}.`)
  for (const word of words) {
    if (!isRole(word)) throw new UsageError(`"${word}" is no role: give one or more of ${known.join(', ')}.`)
  }
  return [...new Set(words.filter(isRole))]
}

/** `undefined`: nobody chose one. */
async function chosenPassword(given: Given, username: string): Promise<string | undefined> {
  const file = textOf(given, 'password-file')
  if (given['ask-password'] !== true) {
    return file === undefined && !process.env.LUBAN_PASSWORD ? undefined : readPassword(file, '')
  }
  if (file !== undefined) throw new UsageError('Give either --ask-password or --password-file FILE.')
  const password = await askPassword(`Password for ${username}: `)
  if ((await askPassword('The same once more: ')) !== password) throw new Refusal('The two differ: try again.')
  return password
}
