/** What waits for an instructor's sign-off, and what has been reviewed before. */
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { attemptsQuery } from '../api/attempts.ts'
import { PageHead } from '../app/PageHead.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty, Loaded } from '../app/Waiting.tsx'
import { AttemptTable } from './AttemptTable.tsx'

export function ReviewListPage() {
  return <SignedIn>{() => <Lists />}</SignedIn>
}

function Lists() {
  const query = useQuery(attemptsQuery)
  return (
    <>
      <PageHead
        title={<Trans>Review</Trans>}
        lead={<Trans>Attempts with their evidence beside each criterion.</Trans>}
      />
      <Loaded query={query}>
        {(all) => {
          const waiting = all.filter(({ status }) => status === 'submitted')
          const others = all.filter(({ status }) => status !== 'submitted')
          return (
            <>
              <h2 className="section-title">
                <Trans>Waiting for sign-off</Trans>
              </h2>
              {waiting.length === 0 ? (
                <Empty title={<Trans>Nothing waits</Trans>}>
                  <Trans>An attempt appears here as soon as a trainee has stated the cause.</Trans>
                </Empty>
              ) : (
                <AttemptTable attempts={waiting} withNames to="/review/$attemptId" />
              )}
              {others.length > 0 && (
                <>
                  <h2 className="section-title">
                    <Trans>Others</Trans>
                  </h2>
                  <AttemptTable attempts={others} withNames to="/review/$attemptId" />
                </>
              )}
            </>
          )
        }}
      </Loaded>
    </>
  )
}
