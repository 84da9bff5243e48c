/** The frames of a car as CAN tools read them. */
import { ApiError } from '../../errors.ts'
import { FILE, FileReply, route } from '../../route.ts'
import { CarParams, exportsOf } from './exports-of.ts'

export const downloadDbc = route({
  method: 'GET',
  path: '/api/cars/:model/dbc',
  summary: 'The frames that the control units of the car send unasked: a DBC file.',
  permission: 'car:export',
  params: CarParams,
  reply: FILE,
  errors: ['CAR_NOT_FOUND', 'DBC_NOT_FOUND'],

  async handle(context, { params: { model } }) {
    const { dbc } = exportsOf(context, model)
    if (dbc === undefined) throw new ApiError('DBC_NOT_FOUND')
    return new FileReply('text/plain; charset=utf-8', new TextEncoder().encode(dbc), `${model}.dbc`)
  },
})
