/** A failure of ours at this bench: how far the station is made again from its evidence, and that it goes on. */
import { Trans } from '@lingui/react/macro'
import { Button, Progress } from '@mantine/core'
import { useState } from 'react'
import { useBench } from './bench.ts'
import { useLive } from './live.ts'

export function Restored() {
  const { live } = useBench()
  const restored = useLive(live, (state) => state.restored)
  const [isRead, setIsRead] = useState(false)
  if (restored === undefined) return null
  if (restored < 1 && isRead) setIsRead(false) // It failed again.
  if (restored === 1 && isRead) return null
  return (
    <div className="peers" role="alert">
      <div className="peer" data-testid="station-restored">
        {restored < 1 ? (
          <>
            <span>
              <Trans>
                The station had failed and is being restored. Your work is kept; your time limit stands still.
              </Trans>
            </span>
            <Progress value={restored * 100} w={120} aria-hidden />
          </>
        ) : (
          <>
            <span>
              <Trans>The station had failed and is back as it stood. Connect your own tool again.</Trans>
            </span>
            <Button size="xs" onClick={() => setIsRead(true)}>
              <Trans>I have read it</Trans>
            </Button>
          </>
        )}
      </div>
    </div>
  )
}
