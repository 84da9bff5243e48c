/** The CAN frames of an attempt and the bytes at its DoIP door, for Wireshark. */
import { FILE, FileReply, route } from '../../route.ts'
import { EVIDENCE_ERRORS } from './evidence-of.ts'
import { AttemptParams } from './own-attempt.ts'
import { traceOf } from './trace-of.ts'

export const downloadPcapng = route({
  method: 'GET',
  path: '/api/attempts/:id/evidence.pcapng',
  summary: 'The CAN frames of the attempt and the bytes at its DoIP door as a pcapng file.',
  permission: 'attempt:read',
  params: AttemptParams,
  reply: FILE,
  errors: EVIDENCE_ERRORS,

  async handle(context, { params: { id } }) {
    return new FileReply('application/x-pcapng', await traceOf(context, id, 'pcapng'), `attempt-${id}.pcapng`)
  },
})
