/** `luban db move POSTGRES_URL`: everything from the embedded database to PostgreSQL. */
import { type Command, EXIT, Refusal, textOf, UsageError } from '../command.ts'
import { dataDirOf, inWords } from '../workshop.ts'

export const dbMove: Command = {
  name: 'db move',
  operands: 'POSTGRES_URL',
  summary: 'Copy everything from the embedded database to PostgreSQL.',
  optionLines: [
    '--data DIR   where the embedded database lies; default LUBAN_DATA, or data/ of this installation',
    'The workshop must not be running, and the new database must be empty. Then start with DATABASE_URL set to it.',
  ],
  options: { data: { type: 'string' } },

  async run({ operands: [url], given }) {
    if (!/^postgres(ql)?:\/\//.test(url)) {
      throw new UsageError(`"${url.slice(0, 20)}" is no PostgreSQL address, such as postgres://user@host:5432/luban.`)
    }
    const { moveDatabase } = await import('@luban/workshop')
    const moved = await inWords(moveDatabase(dataDirOf(textOf(given, 'data')), url))
    if (moved.length === 0) throw new Refusal('Nothing was moved: the embedded database holds no table.')
    for (const { table, rows } of moved) console.log(`${String(rows).padStart(8)}  ${table}`)
    console.log('Moved. Start the workshop with DATABASE_URL set to the new database.')
    return EXIT.ok
  },
}
