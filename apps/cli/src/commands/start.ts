/** `luban start`: the workshop's server, until it is told to stop. */
import { type Command, EXIT, numberOf, textOf } from '../command.ts'
import { untilTold } from '../until-told.ts'
import { inWords } from '../workshop.ts'

export const start: Command = {
  name: 'start',
  operands: '',
  summary: 'Start the workshop: web pages, stations, database.',
  optionLines: [
    '--port N     default LUBAN_PORT, or 8080; 0: any free port',
    '--host H     default LUBAN_HOST, or 127.0.0.1: this machine only',
    '--data DIR   database, keys and evidence; default LUBAN_DATA, or data/ of this installation',
    'DATABASE_URL names a PostgreSQL to use instead of the embedded database.',
  ],
  options: { port: { type: 'string' }, host: { type: 'string' }, data: { type: 'string' } },

  async run({ given }) {
    const port = numberOf(given, 'port', { min: 0, max: 65_535 })
    const host = textOf(given, 'host')
    const dataDir = textOf(given, 'data')
    const { startWorkshop } = await import('@luban/workshop')
    const workshop = await inWords(
      startWorkshop({
        ...(port === undefined ? {} : { port }),
        ...(host === undefined ? {} : { host }),
        ...(dataDir === undefined ? {} : { dataDir }),
      }),
    )
    await untilTold()
    await workshop.close()
    return EXIT.ok
  },
}
