/** The attempts of the signed-in trainee. */

import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { attemptsQuery } from '../api/attempts.ts'
import { LinkButton } from '../app/LinkButton.tsx'
import { PageHead } from '../app/PageHead.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty, Loaded } from '../app/Waiting.tsx'
import { AttemptTable } from './AttemptTable.tsx'

export function MyAttemptsPage() {
  return <SignedIn>{() => <MyAttempts />}</SignedIn>
}

function MyAttempts() {
  const query = useQuery(attemptsQuery)
  return (
    <>
      <PageHead
        title={<Trans>My attempts</Trans>}
        lead={<Trans>Each one with its evidence, its assessment and its sign-off.</Trans>}
      />
      <Loaded query={query}>
        {(all) => {
          const mine = all.filter(({ isMine }) => isMine)
          if (mine.length === 0)
            return (
              <Empty title={<Trans>No attempt yet</Trans>}>
                <p>
                  <Trans>Choose a laboratory, read a brief, and start.</Trans>
                </p>
                <LinkButton to="/">
                  <Trans>To the workshops</Trans>
                </LinkButton>
              </Empty>
            )
          return <AttemptTable attempts={mine} withNames={false} to="/attempts/$attemptId/result" />
        }}
      </Loaded>
    </>
  )
}
