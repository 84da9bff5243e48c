/** The extended session of one control unit, for what a tester may not do in the default one. */
import { NRC } from '@luban/protocols/uds/tables'
import { useEffect, useRef, useState } from 'react'
import { useBench } from '../bench.ts'
import { useNotices } from '../notices.tsx'
import { type Answer, type Ask, enterSession, keepSession, unlocked, unlockGateway } from './tester.ts'
import { useAnswerText, useScanTool } from './use-scan-tool.ts'

/** Of every car that has one, and behind it all other units. */
const GATEWAY = 'gateway'
/** Well within S3 (5 s). */
const KEEP_EVERY_MS = 2000

/** Enters the extended session before what is first asked in it, and keeps it until the view is left. */
export function useSession(ecu: string) {
  const { askOf } = useScanTool()
  const { calls } = useBench()
  const answerText = useAnswerText()
  const notices = useNotices()
  const [note, setNote] = useState<string | undefined>(undefined)
  const session = useRef<{ timer: ReturnType<typeof setInterval> } | undefined>(undefined)
  const latest = useRef(askOf)
  latest.current = askOf
  useEffect(
    () => () => {
      if (session.current === undefined) return
      clearInterval(session.current.timer)
      void enterSession(latest.current(ecu, false), 'default').catch(() => undefined)
    },
    [ecu],
  )

  /** Runs one function of the tester in the session; its refusal is shown, its value handed back. */
  async function ask<T>(run: (ask: Ask) => Promise<Answer<T>>): Promise<T | undefined> {
    try {
      if (session.current === undefined) {
        const entered = await enterSession(askOf(ecu), 'extended')
        if (entered.kind !== 'answer') {
          setNote(answerText(entered))
          return undefined
        }
        const keep = () => void keepSession(latest.current(ecu, false)).catch(() => undefined)
        session.current = { timer: setInterval(keep, KEEP_EVERY_MS) }
      }
      const answer = await unlocked(
        () => run(askOf(ecu)),
        () => unlockGateway(askOf(GATEWAY), calls.keyToSeed),
        NRC.authenticationRequired,
      )
      setNote(answer.kind === 'answer' ? undefined : answerText(answer))
      return answer.kind === 'answer' ? answer.value : undefined
    } catch (problem) {
      notices.problem(problem)
      return undefined
    }
  }
  return { ask, note }
}

export type InSession = ReturnType<typeof useSession>['ask']
