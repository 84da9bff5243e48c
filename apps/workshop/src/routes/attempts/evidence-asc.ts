/** The CAN frames of an attempt in the text format of Vector's tools. */
import { FILE, FileReply, route } from '../../route.ts'
import { EVIDENCE_ERRORS } from './evidence-of.ts'
import { AttemptParams } from './own-attempt.ts'
import { traceOf } from './trace-of.ts'

export const downloadAsc = route({
  method: 'GET',
  path: '/api/attempts/:id/evidence.asc',
  summary: 'The CAN frames of the attempt as a Vector ASC log.',
  permission: 'attempt:read',
  params: AttemptParams,
  reply: FILE,
  errors: EVIDENCE_ERRORS,

  async handle(context, { params: { id } }) {
    return new FileReply('text/plain; charset=utf-8', await traceOf(context, id, 'asc'), `attempt-${id}.asc`)
  },
})
