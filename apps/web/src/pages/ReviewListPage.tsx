/** What waits for an instructor's sign-off, and what has been reviewed before. */
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { PageHead } from '../app/PageHead.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty } from '../app/Waiting.tsx'
import { GroupSelect } from '../class/GroupSelect.tsx'
import { AttemptPages } from './AttemptPages.tsx'

export function ReviewListPage() {
  return <SignedIn>{({ permissions }) => <Lists hasGroups={permissions.includes('group:read')} />}</SignedIn>
}

/** An attempt in exam mode waits for an examiner, and one of a competition for nobody. */
const WAITING = { status: 'submitted', mode: 'practice', outsideCompetitions: 'true' } as const

/** Asked apart: what waits is found however much has come after it. */
function Lists({ hasGroups }: { hasGroups: boolean }) {
  const [groupId, setGroupId] = useState('')
  const ofGroup = groupId === '' ? {} : { groupId }
  return (
    <>
      <PageHead
        title={<Trans>Review</Trans>}
        lead={<Trans>Attempts with their evidence beside each criterion.</Trans>}
        actions={hasGroups && <GroupSelect groupId={groupId} choose={setGroupId} />}
      />
      <h2 className="section-title">
        <Trans>Waiting for sign-off</Trans>
      </h2>
      <div data-testid="waiting-attempts">
        <AttemptPages filter={{ ...WAITING, ...ofGroup }} withNames to="/review/$attemptId" empty={<NothingWaits />} />
      </div>
      <h2 className="section-title">
        <Trans>Others</Trans>
      </h2>
      <AttemptPages
        filter={ofGroup}
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
