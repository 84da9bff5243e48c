/** What stands in a place until its data has come, and what stands there when there is none. */
import { useLingui } from '@lingui/react/macro'
import { Loader } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Problem } from './Problem.tsx'

export function Waiting() {
  const { t } = useLingui()
  return (
    <div className="waiting" role="status" aria-label={t`Loading`}>
      <Loader size="sm" />
    </div>
  )
}

/** Shows `children` once the query has data. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <Problem problem={query.error} retry={() => void query.refetch()} />
  return <Waiting />
}

/** An empty list that says what will appear here and how to make it so. */
export function Empty({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="empty">
      <svg viewBox="0 0 48 48" width="40" height="40" aria-hidden="true">
        <path d="M8 6v34h34v-8H16V6z" fill="none" stroke="currentColor" strokeWidth="2" />
        <path d="M16 12h4M16 18h7M16 24h4M28 32v-4M34 32v-6" stroke="currentColor" strokeWidth="2" />
      </svg>
      <p className="empty-title">{title}</p>
      {children && <div>{children}</div>}
    </div>
  )
}
