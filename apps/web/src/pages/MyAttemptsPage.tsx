/** The attempts of the signed-in trainee. */

import { Trans } from '@lingui/react/macro'
import { LinkButton } from '../app/LinkButton.tsx'
import { PageHead } from '../app/PageHead.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty } from '../app/Waiting.tsx'
import { AttemptPages } from './AttemptPages.tsx'

export function MyAttemptsPage() {
  return <SignedIn>{({ userId }) => <MyAttempts userId={userId} />}</SignedIn>
}

function MyAttempts({ userId }: { userId: string }) {
  return (
    <>
      <PageHead
        title={<Trans>My attempts</Trans>}
        lead={<Trans>Each one with its evidence, its assessment and its sign-off.</Trans>}
        actions={
          <LinkButton to="/competitions" variant="default" data-testid="to-competitions">
            <Trans>Competitions</Trans>
          </LinkButton>
        }
      />
      <AttemptPages
        filter={{ traineeId: userId }}
        withNames={false}
        to="/attempts/$attemptId/result"
        empty={<NoneYet />}
      />
    </>
  )
}

function NoneYet() {
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
}
