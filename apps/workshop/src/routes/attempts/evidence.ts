/** The evidence of an attempt as records, page by page, each with its place: assessments point at these places. */
import { EVIDENCE_SCHEMAS, type EvidenceKind, type EvidenceRecord } from '@luban/lab'
import { Type } from 'typebox'
import { readParts } from '../../evidence/parts.ts'
import { route } from '../../route.ts'
import { or } from '../schemas.ts'
import { EVIDENCE_ERRORS, evidencePath } from './evidence-of.ts'
import { AttemptParams } from './own-attempt.ts'

const PAGE_RECORDS = 5000
const Digits = Type.String({ pattern: '^\\d{1,9}$' })

export const readEvidenceRecords = route({
  method: 'GET',
  path: '/api/attempts/:id/evidence',
  summary: 'The evidence as records; its trainee reads it after the end.',
  permission: 'attempt:read',
  params: AttemptParams,
  query: Type.Object(
    {
      kinds: Type.Optional(
        Type.String({
          pattern: '^[a-z]+(,[a-z]+)*$',
          maxLength: 200,
          description: 'e.g. "action,measurement"; all when absent.',
        }),
      ),
      at: Type.Optional(
        Type.String({ pattern: '^\\d{1,9}(,\\d{1,9})*$', maxLength: 2000, description: 'Only these places.' }),
      ),
      from: Type.Optional(Digits),
      limit: Type.Optional(Digits),
    },
    { additionalProperties: false },
  ),
  reply: Type.Object({
    records: Type.Array(
      Type.Unsafe<EvidenceRecord & { readonly index: number }>({ type: 'object', additionalProperties: true }),
    ),
    recordCount: Type.Integer(),
    /** `from` of the next page; null on the last. */
    next: or(Type.Integer()),
    isSealed: Type.Boolean(),
  }),
  errors: EVIDENCE_ERRORS,

  async handle(context, { params, query: { kinds, at, from, limit } }) {
    const path = await evidencePath(context, params.id)
    const wantedKinds = kinds === undefined ? undefined : new Set(kinds.split(',').filter(isKind))
    const wantedPlaces = at === undefined ? undefined : new Set(at.split(',').map(Number))
    const isWanted = (record: EvidenceRecord, index: number) =>
      (wantedKinds?.has(record.kind) ?? true) && (wantedPlaces?.has(index) ?? true)
    const limitRecords = Math.min(Number(limit ?? PAGE_RECORDS), PAGE_RECORDS)
    const page: (EvidenceRecord & { readonly index: number })[] = []
    let next = Number(from ?? 0)
    let recordCount = 0
    let isSealed = false
    for await (const { records, firstIndex, isEnd } of readParts(path)) {
      recordCount = firstIndex + records.length
      isSealed = isEnd
      for (; next < recordCount && page.length < limitRecords; next++) {
        const record = records[next - firstIndex]
        if (isWanted(record, next)) page.push({ ...record, index: next })
      }
    }
    return { records: page, recordCount, next: next < recordCount ? next : null, isSealed }
  },
})

const isKind = (text: string): text is EvidenceKind => Object.hasOwn(EVIDENCE_SCHEMAS, text)
