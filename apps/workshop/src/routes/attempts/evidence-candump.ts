/** The CAN frames of an attempt in the text format of Linux can-utils. */
import { Readable } from 'node:stream'
import { candumpOf, type EvidenceRecord } from '@luban/lab'
import { readParts } from '../../evidence/parts.ts'
import { FILE, FileReply, route } from '../../route.ts'
import { EVIDENCE_ERRORS, evidencePath } from './evidence-of.ts'
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
    const text = Readable.from(candumpParts(await evidencePath(context, id)))
    return new FileReply('text/plain; charset=utf-8', text, `attempt-${id}.log`)
  },
})

async function* candumpParts(path: string): AsyncGenerator<string> {
  let opened: EvidenceRecord | undefined
  for await (const { records } of readParts(path)) {
    opened ??= records.find(({ kind }) => kind === 'opened')
    // Each part is told when the attempt started: its frames have dates.
    yield candumpOf(opened === undefined ? records : [opened, ...records])
  }
}
