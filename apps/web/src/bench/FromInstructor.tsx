/** What an instructor tells this bench: that the station is paused, and messages, each until it is confirmed. */
import { Trans } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useBench } from './bench.ts'
import { useLive } from './live.ts'
import { useNotices } from './notices.tsx'

export function FromInstructor() {
  const { live, calls } = useBench()
  const notices = useNotices()
  const isPaused = useLive(live, (state) => state.isPaused)
  const messages = useLive(live, (state) => state.messages)
  const unread = messages.filter(({ isRead }) => !isRead)
  if (!isPaused && unread.length === 0) return null
  return (
    <div className="peers" role="alert">
      {isPaused && (
        <div className="peer" data-testid="station-paused">
          <span>
            <Trans>Your instructor has paused the station. Its time and your time limit stand still.</Trans>
          </span>
        </div>
      )}
      {unread.map(({ number, text }) => (
        <div key={number} className="peer" data-testid="instructor-message">
          <span>
            <Trans>
              Your instructor writes: <strong dir="auto">{text}</strong>
            </Trans>
          </span>
          <Button
            size="xs"
            onClick={() => void calls.confirmMessage(number).catch(notices.problem)}
            data-testid="confirm-message"
          >
            <Trans>I have read it</Trans>
          </Button>
        </div>
      ))}
    </div>
  )
}
