/** The diagnosis of a car as ODX tools open it. */
import { FILE, FileReply, route } from '../../route.ts'
import { CarParams, exportsOf } from './exports-of.ts'

export const downloadPdx = route({
  method: 'GET',
  path: '/api/cars/:model/pdx',
  summary: 'What a diagnostic tool must know of the car: a PDX file (ODX 2.2).',
  permission: 'car:export',
  params: CarParams,
  reply: FILE,
  errors: ['CAR_NOT_FOUND'],

  async handle(context, { params: { model } }) {
    return new FileReply('application/zip', exportsOf(context, model).pdx, `${model}.pdx`)
  },
})
