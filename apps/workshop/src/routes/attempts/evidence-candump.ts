/** The CAN frames of an attempt in the text format of Linux can-utils. */
import { FILE, FileReply, route } from '../../route.ts'
import { EVIDENCE_ERRORS } from './evidence-of.ts'
import { AttemptParams } from './own-attempt.ts'
import { traceOf } from './trace-of.ts'

export const downloadCandump = route({
  method: 'GET',
  path: '/api/attempts/:id/evidence.candump',
  summary: 'The CAN frames of the attempt as a candump log.',
  permission: 'attempt:read',
  params: AttemptParams,
  reply: FILE,
  errors: EVIDENCE_ERRORS,

  async handle(context, { params: { id } }) {
    return new FileReply('text/plain; charset=utf-8', await traceOf(context, id, 'candump'), `attempt-${id}.log`)
  },
})
