/** What went over the bus in an attempt, in one of the formats of other people's tools, while its evidence is read. */
import { Readable } from 'node:stream'
import { createTraceExport, type TraceFormat } from '@luban/lab'
import type { Context } from '../../context.ts'
import { readParts } from '../../evidence/parts.ts'
import { evidencePath } from './evidence-of.ts'

export async function traceOf(context: Context, attemptId: string, format: TraceFormat): Promise<Readable> {
  return Readable.from(pieces(await evidencePath(context, attemptId), format))
}

async function* pieces(path: string, format: TraceFormat): AsyncGenerator<Uint8Array> {
  const file = createTraceExport(format)
  for await (const { records } of readParts(path)) {
    const piece = file.part(records)
    if (piece.length > 0) yield piece // An empty one would end the stream.
  }
  yield file.end()
}
