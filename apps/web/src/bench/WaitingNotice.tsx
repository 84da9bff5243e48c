/** Says once, on whatever panel one is, that the car's waiting time is over. */
import { useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'
import { useFormats } from '../language/formats.ts'
import { useBench } from './bench.ts'
import { useNotices } from './notices.tsx'
import { waitingOf } from './waiting.ts'

export function WaitingNotice() {
  const { attempt, live } = useBench()
  const { tell } = useNotices()
  const { clock } = useFormats()
  const { t } = useLingui()
  const waitingTimeS = attempt.model.hvWaitingTimeS
  useEffect(() => {
    let before = live.get()
    return live.subscribe(() => {
      const now = live.get()
      const isOver = waitingOf(before.view, waitingTimeS) === 'running' && waitingOf(now.view, waitingTimeS) === 'over'
      const time = clock(waitingTimeS)
      if (isOver && before.pace > now.pace) tell(t`The waiting time of ${time} is over. The time runs normally again.`)
      else if (isOver) tell(t`The waiting time of ${time} is over.`)
      before = now
    })
  }, [live, waitingTimeS, tell, clock, t])
  return null
}
