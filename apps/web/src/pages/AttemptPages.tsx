/** Attempts page by page: what has come, and the way to what is older. A list never ends in silence. */
import { Trans } from '@lingui/react/macro'
import { Button, Stack } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type AttemptFilter, type AttemptSummary, attemptPagesQuery } from '../api/attempts.ts'
import { Problem } from '../app/Problem.tsx'
import { Loaded } from '../app/Waiting.tsx'
import { AttemptTable } from './AttemptTable.tsx'

type AttemptPagesProps = {
  filter: AttemptFilter
  /** Of those that came, the ones to show. */
  isShown?: (attempt: AttemptSummary) => boolean
  withNames: boolean
  to: Parameters<typeof AttemptTable>[0]['to']
  /** Stands there when there is none at all. */
  empty: ReactNode
}

export function AttemptPages({ filter, isShown = () => true, withNames, to, empty }: AttemptPagesProps) {
  const query = useInfiniteQuery(attemptPagesQuery(filter))
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const shown = pages.flatMap(({ attempts }) => attempts).filter(isShown)
        return (
          <Stack gap="sm">
            {shown.length > 0 && <AttemptTable attempts={shown} withNames={withNames} to={to} />}
            {shown.length === 0 && !query.hasNextPage && empty}
            {query.isFetchNextPageError && <Problem problem={query.error} />}
            {query.hasNextPage && (
              <Button
                variant="default"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
                data-testid="older-attempts"
              >
                <Trans>Show older attempts</Trans>
              </Button>
            )}
          </Stack>
        )
      }}
    </Loaded>
  )
}
