/** The statement that ends the attempt, and what led to it. */
import { Trans } from '@lingui/react/macro'
import { Log } from './Log.tsx'
import { Statement } from './Statement.tsx'

export function CausePanel() {
  return (
    <div className="cause">
      <Statement />
      <h2 className="panel-title">
        <Trans>What I did</Trans>
      </h2>
      <Log />
    </div>
  )
}
