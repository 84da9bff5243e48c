/** The audit log, a page at a time, and whether its chain is whole. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Names } from '../language/language.ts'
import { get, type Reply } from './client.ts'

export type AuditLine = {
  readonly seq: number
  readonly at: string
  readonly actorId: string
  /** Null for what the workshop did by itself; so is the next of everything that is no person. */
  readonly actorName: string | null
  readonly actorNames: Names
  readonly action: string
  readonly subject: string
  readonly subjectName: string | null
  readonly subjectNames: Names
  readonly detail: Readonly<Record<string, unknown>>
  readonly hash: string
}

/** Newest first. `oldest` and `newest` are the ends of the whole log. */
export type AuditPart = { readonly oldest: number; readonly newest: number; readonly lines: readonly AuditLine[] }

export type AuditChain =
  | { readonly isIntact: true; readonly lines: number; readonly head: string }
  | {
      readonly isIntact: false
      readonly lines: number
      readonly brokenAt: number
      readonly problem: 'lineMissing' | 'lineChanged' | 'chainBroken'
    }

/** The lines right below or right above a line; neither: the newest. */
export type AuditPlace = { readonly before?: number; readonly after?: number }

export const auditQuery = ({ before, after }: AuditPlace) =>
  queryOptions({
    queryKey: ['audit', before ?? null, after ?? null],
    queryFn: (): Promise<AuditPart> => get<Reply<'GET /api/audit'>>(`/api/audit${placeOf({ before, after })}`),
    placeholderData: keepPreviousData,
  })

/** Walks the whole log: asked once for a visit, not for every page. */
export const auditChainQuery = queryOptions({
  queryKey: ['audit', 'chain'],
  queryFn: (): Promise<AuditChain> => get<Reply<'GET /api/audit/chain'>>('/api/audit/chain'),
})

function placeOf({ before, after }: { before: number | undefined; after: number | undefined }): string {
  if (before !== undefined) return `?before=${before}`
  return after === undefined ? '' : `?after=${after}`
}
