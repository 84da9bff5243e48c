/** What waits for an instructor's sign-off, and what has been reviewed before. */
import { Trans } from '@lingui/react/macro'
import { PageHead } from '../app/PageHead.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty } from '../app/Waiting.tsx'
import { AttemptPages } from './AttemptPages.tsx'

export function ReviewListPage() {
  return <SignedIn>{() => <Lists />}</SignedIn>
}

/** An attempt in exam mode waits for an examiner, and one of a competition for nobody. */
const WAITING = { status: 'submitted', mode: 'practice', outsideCompetitions: 'true' } as const
const ALL = {}

/** Asked apart: what waits is found however much has come after it. */
function Lists() {
  return (
    <>
      <PageHead
        title={<Trans>Review</Trans>}
        lead={<Trans>Attempts with their evidence beside each criterion.</Trans>}
      />
      <h2 className="section-title">
        <Trans>Waiting for sign-off</Trans>
      </h2>
      <div data-testid="waiting-attempts">
        <AttemptPages filter={WAITING} withNames to="/review/$attemptId" empty={<NothingWaits />} />
      </div>
      <h2 className="section-title">
        <Trans>Others</Trans>
      </h2>
      <AttemptPages
        filter={ALL}
        isShown={({ status, mode }) => status !== WAITING.status || mode !== WAITING.mode}
        withNames
        to="/review/$attemptId"
        empty={<Empty title={<Trans>No other attempt yet</Trans>} />}
      />
    </>
  )
}

function NothingWaits() {
  return (
    <Empty title={<Trans>Nothing waits</Trans>}>
      <Trans>An attempt appears here as soon as a trainee has stated the cause.</Trans>
    </Empty>
  )
}
