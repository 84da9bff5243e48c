/** The CAN frames of an attempt in the text format of Linux can-utils. */
import { candumpOf, readEvidence } from '@luban/lab'
import { FILE, FileReply, route } from '../../route.ts'
import { EVIDENCE_ERRORS, evidenceBytes } from './evidence-of.ts'
import { AttemptParams } from './own-attempt.ts'

export const downloadCandump = route({
  method: 'GET',
  path: '/api/attempts/:id/evidence.candump',
  summary: 'The CAN frames of the attempt as a candump log.',
  permission: 'attempt:read',
  params: AttemptParams,
  reply: FILE,
  errors: EVIDENCE_ERRORS,

  async handle(context, { params: { id } }) {
    const { records } = readEvidence(await evidenceBytes(context, id))
    const text = new TextEncoder().encode(candumpOf(records))
    return new FileReply('text/plain; charset=utf-8', text, `attempt-${id}.log`)
  },
})
