/** Whoever runs the laboratories closes a defect, and says what was done: the last unusable one gives the rig back. */
import { Type } from 'typebox'
import { findDefect, markClosed } from '../../db/rig-defects.ts'
import { takeRig } from '../../db/rigs.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { ReasonSchema } from '../schemas.ts'

export const closeDefect = route({
  method: 'POST',
  path: '/api/defects/:defectId/close',
  summary: 'Close a defect with a note of what was done.',
  permission: 'rig:manage',
  params: Type.Object({ defectId: Type.String({ format: 'uuid' }) }),
  body: Type.Object({ note: ReasonSchema }, { additionalProperties: false }),
  reply: Type.Object({}),
  errors: ['DEFECT_NOT_FOUND', 'DEFECT_CLOSED_ALREADY', 'BODY_MALFORMED'],

  async handle({ actor, now, change }, { params: { defectId }, body }) {
    return await change(async (db) => {
      const defect = await findDefect(db, defectId)
      if (defect === undefined) throw new ApiError('DEFECT_NOT_FOUND')
      await takeRig(db, defect.rig_code) // Nobody starts meanwhile, nor reports another.
      const note = body.note.trim()
      if (!(await markClosed(db, { id: defectId, by: actor.userId, at: now(), note }))) {
        throw new ApiError('DEFECT_CLOSED_ALREADY')
      }
      const detail = { rig: defect.rig_code, note }
      return { result: {}, audit: { action: 'defect.close', subject: `defect:${defectId}`, detail } }
    })
  },
})
