/** `luban export CAR`: the descriptions of a car that tools of other people open. */
import { carLines } from '../cars.ts'
import { type Command, EXIT, textOf, UsageError } from '../command.ts'
import { writeNamedFile } from '../files.ts'

export const exportCar: Command = {
  name: 'export',
  operands: 'CAR',
  summary: 'Write what other tools must know of a car: its frames (DBC), its diagnosis (PDX).',
  optionLines: [
    '--dbc FILE      the frames that its control units send, for cantools, SavvyCAN, CANdb++ …',
    '--pdx FILE      control units, identifiers, codes, tests and addresses as ODX 2.2, for odxtools …',
    'A file of that name is written over.',
  ],
  operandLines: carLines,
  options: { dbc: { type: 'string' }, pdx: { type: 'string' } },

  async run({ operands: [modelId], given }) {
    const [dbcPath, pdxPath] = [textOf(given, 'dbc'), textOf(given, 'pdx')]
    if (dbcPath === undefined && pdxPath === undefined)
      throw new UsageError('Say what to write: --dbc FILE, --pdx FILE, or both.')
    const { CARS, pdxOf } = await import('@luban/vehicle')
    const car = Object.hasOwn(CARS, modelId) ? CARS[modelId] : undefined
    if (car === undefined) {
      throw new UsageError(`There is no car "${modelId}". There is ${Object.keys(CARS).join(', ')}.`)
    }
    if (dbcPath !== undefined) {
      if (car.dbc === undefined) throw new UsageError(`The car "${modelId}" sends no frames unasked: leave out --dbc.`)
      await writeNamedFile(dbcPath, new TextEncoder().encode(car.dbc))
    }
    if (pdxPath !== undefined) await writeNamedFile(pdxPath, pdxOf(car.model))
    return EXIT.ok
  },
}
