/** The evidence file of an attempt, byte for byte: it opens in any MCAP reader. */
import { FILE, FileReply, route } from '../../route.ts'
import { evidenceBytes } from './evidence-of.ts'
import { AttemptParams } from './own-attempt.ts'

export const downloadEvidence = route({
  method: 'GET',
  path: '/api/attempts/:id/evidence.mcap',
  summary: 'The evidence file, as it was sealed.',
  permission: 'attempt:read',
  params: AttemptParams,
  reply: FILE,
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_RUNNING', 'EVIDENCE_NOT_FOUND'],

  async handle(context, { params: { id } }) {
    return new FileReply('application/octet-stream', await evidenceBytes(context, id), `attempt-${id}.mcap`)
  },
})
