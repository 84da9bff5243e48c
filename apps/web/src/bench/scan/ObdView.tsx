/** Legislated diagnostics of one control unit: what any car tells any tool, known to us or not. */
import { Trans } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { EcuInfo } from '../../api/attempts.ts'
import { useNotices } from '../notices.tsx'
import { useObdText } from '../obd-text.ts'
import { type Asked, surveyObd } from './obd-survey.ts'
import { useAnswerText, useScanTool } from './use-scan-tool.ts'

export function ObdView({ ecu }: { ecu: EcuInfo }) {
  const { askOf } = useScanTool()
  const notices = useNotices()
  const answerText = useAnswerText()
  const [lines, setLines] = useState<readonly Asked[]>([])
  const [isBusy, setBusy] = useState(false)
  const isLeft = useRef(false)
  useEffect(() => {
    isLeft.current = false
    return () => {
      isLeft.current = true
    }
  }, [])

  /** Codes and identification go into the log; values by the dozen only into the evidence. */
  const ask = (request: string) => askOf(ecu.id, !request.startsWith('01'))(request)

  async function read() {
    setBusy(true)
    setLines([])
    try {
      for await (const line of surveyObd(ask)) {
        if (isLeft.current) return
        setLines((known) => [...known, line])
      }
    } catch (problem) {
      notices.problem(problem)
    }
    setBusy(false)
  }
  const isSilent = lines.length === 1 && lines[0].response === null
  return (
    <>
      <div className="scan-actions">
        <Button size="xs" onClick={() => void read()} loading={isBusy} data-testid="scan-obd-read">
          <Trans>Start reading</Trans>
        </Button>
      </div>
      {isSilent && <p className="scan-note">{answerText({ kind: 'silent' })}</p>}
      <dl className="snapshot" data-testid="scan-obd">
        {!isSilent && lines.map((line) => <Line key={line.request} line={line} />)}
      </dl>
    </>
  )
}

/** What was not answered, or refused, is not there: the law leaves it to the car. */
function Line({ line: { request, response } }: { line: Asked }) {
  const { questionText, answerText } = useObdText()
  if (response === null || response.startsWith('7F')) return null
  const bytes = Uint8Array.from(request.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
  return (
    <div>
      <dt>
        {questionText(bytes) ?? ''} <small>{request}</small>
      </dt>
      <dd>{answerText(response) ?? response}</dd>
    </div>
  )
}
