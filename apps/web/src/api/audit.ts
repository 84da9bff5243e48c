/** The audit log with the verdict on its chain. */
import { queryOptions } from '@tanstack/react-query'
import { get, type Reply } from './client.ts'

export type Audit = {
  readonly chain:
    | { readonly isIntact: true; readonly lines: number; readonly head: string }
    | {
        readonly isIntact: false
        readonly lines: number
        readonly brokenAt: number
        readonly problem: 'lineMissing' | 'lineChanged' | 'chainBroken'
      }
  readonly lines: readonly {
    readonly seq: number
    readonly at: string
    readonly actorId: string
    readonly actorName: string | null
    readonly action: string
    readonly subject: string
    readonly detail: Readonly<Record<string, unknown>>
    readonly hash: string
  }[]
}

export const auditQuery = queryOptions({
  queryKey: ['audit'],
  queryFn: (): Promise<Audit> => get<Reply<'GET /api/audit'>>('/api/audit'),
})
