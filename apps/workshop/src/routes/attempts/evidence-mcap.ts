/**
 * The evidence file of an attempt, byte for byte: it opens in any MCAP reader.
 *
 * Its last part says what was wrong. A trainee who gave up or was stopped gets the file cut before that part, since the
 * exercise can be started again; so does one after an exam, until an examiner has recorded it. What is kept, and its
 * SHA-256, stays whole: staff always get that.
 */
import { FILE, FileReply, route } from '../../route.ts'
import { EVIDENCE_ERRORS, evidenceToTake } from './evidence-of.ts'
import { AttemptParams } from './own-attempt.ts'

export const downloadEvidence = route({
  method: 'GET',
  path: '/api/attempts/:id/evidence.mcap',
  summary:
    'The evidence file, as it was sealed; cut before the truth for a trainee who stated no cause, or whose exam is not recorded yet.',
  permission: 'attempt:read',
  params: AttemptParams,
  reply: FILE,
  errors: EVIDENCE_ERRORS,

  async handle(context, { params: { id } }) {
    return new FileReply('application/octet-stream', await evidenceToTake(context, id), `attempt-${id}.mcap`)
  },
})
