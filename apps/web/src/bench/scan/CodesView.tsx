/** The trouble codes of one control unit, with status and snapshot, and clearing them. */
import { Trans } from '@lingui/react/macro'
import type { DataRecord, Dtc } from '@luban/protocols/uds/codec'
import { DTC_STATUS } from '@luban/protocols/uds/tables'
import { Badge, Button } from '@mantine/core'
import { useState } from 'react'
import type { DidInfo, EcuInfo } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { Confirm } from '../Confirm.tsx'
import { useNotices } from '../notices.tsx'
import { writeCode } from './codes.ts'
import { useDataText } from './data-text.ts'
import { readSnapshot } from './tester.ts'
import type { Codes, UnitCodes } from './use-codes.ts'
import { useAnswerText, useScanTool } from './use-scan-tool.ts'

export function CodesView({ ecu, codes }: { ecu: EcuInfo; codes: Codes }) {
  const unit = codes.of(ecu.id)
  return (
    <>
      <div className="scan-actions">
        <Button
          size="xs"
          onClick={() => void codes.read(ecu.id)}
          loading={codes.busy === 'read'}
          data-testid="scan-read-codes"
        >
          <Trans>Read codes</Trans>
        </Button>
        <Confirm
          title={<Trans>Clear the codes of this control unit?</Trans>}
          text={<Trans>Their snapshots are lost too. Note first what you still need.</Trans>}
          yes={<Trans>Clear</Trans>}
          onYes={() => codes.clear(ecu.id)}
        >
          {(open) => (
            <Button size="xs" variant="default" onClick={open} data-testid="scan-clear-codes">
              <Trans>Clear codes</Trans>
            </Button>
          )}
        </Confirm>
      </div>
      <div role="status" aria-live="polite">
        {unit && <UnitState unit={unit} />}
      </div>
      {unit === undefined && codes.busy === undefined && (
        <p className="panel-hint">
          <Trans>Read the codes of this control unit, or scan all of them at once.</Trans>
        </p>
      )}
      {unit?.answer.kind === 'answer' && (
        <ul className="codes" data-testid="scan-codes">
          {unit.answer.value.map((code) => (
            <CodeLine key={code.code} ecu={ecu} code={code} isOld={unit.isOld} />
          ))}
        </ul>
      )}
    </>
  )
}

/** What came of the last reading, when it was, and whether it still tells of this car. */
function UnitState({ unit: { answer, cleared, isOld, readAtMs } }: { unit: UnitCodes }) {
  const { clock } = useFormats()
  const answerText = useAnswerText()
  return (
    <>
      {cleared && cleared.kind !== 'silent' && !isOld && (
        <p className="scan-note">
          {cleared.kind === 'answer' ? (
            <Trans>Codes cleared. Codes whose cause is still there come back.</Trans>
          ) : (
            answerText(cleared)
          )}
        </p>
      )}
      {answer.kind !== 'answer' && <p className="scan-note">{answerText(answer)}</p>}
      {answer.kind === 'answer' && answer.value.length === 0 && (
        <p className="scan-note" data-testid="scan-no-codes">
          <Trans>No trouble codes stored.</Trans>
        </p>
      )}
      <p className="scan-age" data-old={isOld || undefined} data-testid="scan-age">
        {isOld ? (
          <Trans>Read at {clock(readAtMs / 1000)} station time, before the car was changed: read again.</Trans>
        ) : (
          <Trans>Read at {clock(readAtMs / 1000)} station time.</Trans>
        )}
      </p>
    </>
  )
}

function CodeLine({ ecu, code, isOld }: { ecu: EcuInfo; code: Dtc; isOld: boolean }) {
  const { attempt } = useBench()
  const { words } = useFormats()
  const { askOf } = useScanTool()
  const answerText = useAnswerText()
  const notices = useNotices()
  const [snapshot, setSnapshot] = useState<readonly DataRecord[] | string | undefined>(undefined)
  const known = attempt.model.dtcs.find(({ code24 }) => code24 === code.code)
  const dids = attempt.model.dids.filter((did) => did.ecu === ecu.id)

  async function look() {
    try {
      const lengths = new Map(dids.map(({ did, bytes }) => [did, bytes]))
      const answer = await readSnapshot(askOf(ecu.id), code.code, lengths)
      setSnapshot(answer.kind === 'answer' ? answer.value : answerText(answer))
    } catch (problem) {
      notices.problem(problem)
    }
  }
  const written = writeCode(code.code)
  return (
    <li data-testid={`code-${written}`}>
      <div className="code-line">
        <strong>{written}</strong>
        <span>{known ? words(known.text) : <Trans>Not in this car's list</Trans>}</span>
        <Button size="compact-xs" variant="subtle" onClick={() => void look()} data-testid={`freeze-frame-${written}`}>
          <Trans>Freeze frame</Trans>
          <span className="sr-only"> {written}</span>
        </Button>
      </div>
      <StatusBadges status={code.status} isOld={isOld} />
      {typeof snapshot === 'string' && <p className="scan-note">{snapshot}</p>}
      {Array.isArray(snapshot) && <Snapshot values={snapshot} dids={dids} />}
    </li>
  )
}

export function StatusBadges({ status, isOld }: { status: number; isOld: boolean }) {
  const has = (bit: number) => (status & bit) !== 0
  return (
    <div className="code-status">
      {has(DTC_STATUS.testFailed) && (
        <Badge size="sm" color={isOld ? 'gray' : 'red'} variant="light" tt="none">
          {isOld ? <Trans>was present</Trans> : <Trans>present now</Trans>}
        </Badge>
      )}
      {has(DTC_STATUS.confirmedDtc) && (
        <Badge size="sm" color="brass" variant="light" tt="none">
          <Trans>confirmed</Trans>
        </Badge>
      )}
      {has(DTC_STATUS.pendingDtc) && (
        <Badge size="sm" color="gray" variant="light" tt="none">
          <Trans>pending</Trans>
        </Badge>
      )}
      <code>{status.toString(16).toUpperCase().padStart(2, '0')}</code>
    </div>
  )
}

function Snapshot({ values, dids }: { values: readonly DataRecord[]; dids: readonly DidInfo[] }) {
  const { words } = useFormats()
  const dataText = useDataText()
  if (values.length === 0)
    return (
      <p className="scan-note">
        <Trans>No freeze frame was stored with this code.</Trans>
      </p>
    )
  return (
    <dl className="snapshot">
      {values.map(({ did, bytes }, i) => {
        const info = dids.find((one) => one.did === did)
        if (info === undefined) return null
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: one identifier may stand in several records.
          <div key={i}>
            <dt>{words(info.name)}</dt>
            <dd>{dataText(info, bytes)}</dd>
          </div>
        )
      })}
    </dl>
  )
}
