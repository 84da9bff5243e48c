/** What is broken in the laboratories, or was. */
import { Type } from 'typebox'
import { listDefects as list } from '../../db/rig-defects.ts'
import { route } from '../../route.ts'
import { DefectSchema, defectReply } from './schemas.ts'

const ROWS_MAX = 200

export const listDefects = route({
  method: 'GET',
  path: '/api/defects',
  summary: 'The open defects of all rigs, the newest first; or the last ones that were closed.',
  permission: 'rig:manage',
  query: Type.Object({ closed: Type.Optional(Type.Literal('true')) }, { additionalProperties: false }),
  reply: Type.Object({ defects: Type.Array(DefectSchema) }),
  errors: [],

  async handle({ db }, { query: { closed } }) {
    const rows = await list(db, { isOpen: closed !== 'true', limit: ROWS_MAX })
    return { defects: rows.map(defectReply) }
  },
})
