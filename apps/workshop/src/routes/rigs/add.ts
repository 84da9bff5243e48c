/** Whoever runs the laboratories makes a rig known: it gets its short code, for the sheet with the QR code. */
import { Type } from 'typebox'
import { insertRig } from '../../db/rigs.ts'
import { makeRigCode } from '../../rigs/code.ts'
import { route } from '../../route.ts'
import { assertRigFields, RigFieldsSchema } from './schemas.ts'

export const addRig = route({
  method: 'POST',
  path: '/api/rigs',
  summary: 'Make a car or a training rig of a laboratory known.',
  permission: 'rig:manage',
  body: RigFieldsSchema,
  reply: Type.Object({ code: Type.String() }),
  errors: ['BODY_MALFORMED', 'NAME_MALFORMED', 'ADAPTER_NOT_FOUND', 'RIG_ADAPTER_TAKEN'],

  async handle(context, { body }) {
    const fields = await assertRigFields(context, body)
    const code = makeRigCode()
    return await context.change(async (db) => {
      await insertRig(db, { code, ...fields, addedBy: context.actor.userId, addedAt: context.now() })
      return { result: { code }, audit: { action: 'rig.add', subject: `rig:${code}`, detail: { ...fields } } }
    })
  },
})
