/** Whoever stands before a rig reports what is broken; one that is unusable is out of order from this moment on. */
import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { insertDefect, listDefects } from '../../db/rig-defects.ts'
import { takeRig } from '../../db/rigs.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { RigParams, SEVERITIES } from './schemas.ts'

/** Of one rig at a time: whoever reports the next one goes to the lab master. */
export const OPEN_DEFECTS_MAX = 50

export const reportDefect = route({
  method: 'POST',
  path: '/api/rigs/:rigCode/defects',
  summary: 'Report a defect of a rig. What is dangerous, or called unusable, takes it out of order until it is closed.',
  permission: 'rig:use',
  params: RigParams,
  body: Type.Object(
    {
      text: Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' }),
      severity: Type.Enum([...SEVERITIES]),
      isUnusable: Type.Boolean(),
    },
    { additionalProperties: false },
  ),
  reply: Type.Object({ id: Type.String() }),
  errors: ['RIG_NOT_FOUND', 'DEFECTS_FULL', 'BODY_MALFORMED'],

  async handle({ actor, now, change }, { params: { rigCode }, body: { text, severity, ...body } }) {
    const id = randomUUID()
    const isUnusable = body.isUnusable || severity === 'dangerous'
    return await change(async (db) => {
      if (!(await takeRig(db, rigCode))) throw new ApiError('RIG_NOT_FOUND')
      const open = await listDefects(db, { rigCode, isOpen: true, limit: OPEN_DEFECTS_MAX })
      if (open.length >= OPEN_DEFECTS_MAX) throw new ApiError('DEFECTS_FULL')
      const by = { reportedBy: actor.userId, reportedAt: now() }
      await insertDefect(db, { id, rigCode, severity, isUnusable, text: text.trim(), ...by })
      const detail = { rig: rigCode, severity, isUnusable }
      return { result: { id }, audit: { action: 'defect.report', subject: `defect:${id}`, detail } }
    })
  },
})
