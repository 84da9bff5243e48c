/** Who a control unit says it is: the identification records that the standard names. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { EcuInfo } from '../../api/attempts.ts'
import { useNotices } from '../notices.tsx'
import { textOf } from './codes.ts'
import { readRecord } from './tester.ts'
import { useScanTool } from './use-scan-tool.ts'

/** ISO 14229-1, Annex C: the vehicle's own range of identification. */
const RECORDS = [0xf190, 0xf187, 0xf18a, 0xf18b, 0xf18c, 0xf191, 0xf193, 0xf195, 0xf197, 0xf1a0] as const

export function IdentityView({ ecu }: { ecu: EcuInfo }) {
  const { askOf } = useScanTool()
  const notices = useNotices()
  const [lines, setLines] = useState<readonly { did: number; text: string }[] | undefined>(undefined)
  const [isBusy, setBusy] = useState(false)
  const names = useRecordNames()

  async function read() {
    setBusy(true)
    const found: { did: number; text: string }[] = []
    try {
      for (const did of RECORDS) {
        const answer = await readRecord(askOf(ecu.id), did)
        if (answer.kind === 'answer') found.push({ did, text: textOf(answer.value) })
      }
    } catch (problem) {
      notices.problem(problem)
    }
    setLines(found)
    setBusy(false)
  }
  return (
    <>
      <div className="scan-actions">
        <Button size="xs" onClick={() => void read()} loading={isBusy} data-testid="scan-identify">
          <Trans>Read the identity</Trans>
        </Button>
      </div>
      {lines?.length === 0 && (
        <p className="scan-note">
          <Trans>The control unit told nothing about itself. Is the car switched on?</Trans>
        </p>
      )}
      <dl className="snapshot" data-testid="scan-identity">
        {lines?.map(({ did, text }) => (
          <div key={did}>
            <dt>
              {names[did] ?? ''} <small>{did.toString(16).toUpperCase()}</small>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function useRecordNames(): { readonly [did: number]: string } {
  const { t } = useLingui()
  return {
    61831: t`Part number`,
    61834: t`Supplier`,
    61835: t`Made on`,
    61836: t`Serial number`,
    61840: t`Vehicle identification number`,
    61841: t`Hardware number`,
    61843: t`Hardware version`,
    61845: t`Software version`,
    61847: t`Name of the control unit`,
  }
}
