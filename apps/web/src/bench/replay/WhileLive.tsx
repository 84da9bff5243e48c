/** Controls of a bench: in a replay they show, and cannot be pressed. */
import type { ReactNode } from 'react'
import { useBench } from '../bench.ts'

export function WhileLive({ children }: { children: ReactNode }) {
  const { replayed } = useBench()
  if (replayed === undefined) return children
  return (
    <fieldset disabled className="replay-fixed">
      {children}
    </fieldset>
  )
}
