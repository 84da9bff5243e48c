/** Whoever runs the laboratories changes what is known of a rig. Its code stays: it hangs on the rig. */
import { Type } from 'typebox'
import { changeRig as change, takeRig } from '../../db/rigs.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { assertRigFields, RigFieldsSchema, RigParams } from './schemas.ts'

export const changeRig = route({
  method: 'PUT',
  path: '/api/rigs/:rigCode',
  summary: 'Change the names, the laboratory, the car or the adapter of a rig.',
  permission: 'rig:manage',
  params: RigParams,
  body: RigFieldsSchema,
  reply: Type.Object({}),
  errors: ['RIG_NOT_FOUND', 'BODY_MALFORMED', 'NAME_MALFORMED', 'ADAPTER_NOT_FOUND', 'RIG_ADAPTER_TAKEN'],

  async handle(context, { params: { rigCode }, body }) {
    const fields = await assertRigFields(context, body)
    return await context.change(async (db) => {
      if (!(await takeRig(db, rigCode))) throw new ApiError('RIG_NOT_FOUND')
      await change(db, rigCode, fields)
      return { result: {}, audit: { action: 'rig.change', subject: `rig:${rigCode}`, detail: { ...fields } } }
    })
  },
})
