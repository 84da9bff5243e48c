/** Short notices over the bench: what the station refused and why, what went wrong on the way to it, what has come. */
import { useLingui } from '@lingui/react/macro'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { useRemedy } from '../app/Problem.tsx'
import { useRefusalText } from './texts.ts'

export type Notices = {
  refused(reason: string): void
  problem(problem: unknown): void
  /** In the shown language already. */
  tell(text: string): void
}

const NoticesContext = createContext<Notices | undefined>(undefined)
const SHOWN_MS = 9000

export function useNotices(): Notices {
  const notices = useContext(NoticesContext)
  if (notices === undefined) throw new Error('useNotices outside of NoticeBoard')
  return notices
}

type Notice = { readonly id: number; readonly refusal?: string; readonly problem?: unknown; readonly text?: string }

export function NoticeBoard({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<Notice | undefined>(undefined)
  const { t } = useLingui()
  const refusalText = useRefusalText()
  const remedyOf = useRemedy()
  const notices = useMemo<Notices>(() => {
    let count = 0
    return {
      refused: (refusal) => setNotice({ id: ++count, refusal }),
      problem: (problem) => setNotice({ id: ++count, problem }),
      tell: (text) => setNotice({ id: ++count, text }),
    }
  }, [])
  const textOf = ({ text, refusal, problem }: Notice) =>
    text ?? (refusal === undefined ? remedyOf(problem) : refusalText(refusal))
  useEffect(() => {
    if (notice === undefined) return
    const timer = setTimeout(() => setNotice(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [notice])

  return (
    <NoticesContext value={notices}>
      {children}
      <div className="notices" role="status" aria-live="polite" data-testid="notice">
        {notice && (
          <div className="notice">
            <span>{textOf(notice)}</span>
            <button type="button" aria-label={t`Close the notice`} onClick={() => setNotice(undefined)}>
              ×
            </button>
          </div>
        )}
      </div>
    </NoticesContext>
  )
}
