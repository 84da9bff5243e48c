/** What happened, in order, with the station's own time: the evidence in words. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Switch } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { PlacedRecord, VehicleModel } from '../api/attempts.ts'
import { Empty } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { useRecordText } from './record-text.ts'

export function EvidenceTimeline({ records, model }: { records: readonly PlacedRecord[]; model: VehicleModel | null }) {
  const [withDiagnostics, setWithDiagnostics] = useState(false)
  const lines = useMemo(
    () => worthReading(records).filter(({ kind }) => withDiagnostics || kind !== 'diagnostic'),
    [records, withDiagnostics],
  )
  const { t } = useLingui()
  if (records.length === 0) return <Empty title={<Trans>No evidence was recorded</Trans>} />
  return (
    <>
      <Switch
        size="sm"
        label={t`With the requests of the scan tool`}
        checked={withDiagnostics}
        onChange={(event) => setWithDiagnostics(event.currentTarget.checked)}
        mb="sm"
      />
      <ol className="timeline" data-testid="timeline">
        {lines.map((record) => (
          <TimelineLine key={record.index} record={record} model={model} />
        ))}
      </ol>
    </>
  )
}

/** Leaves out what happens all the time: frames, views, pedals, and the station catching up at the same pace. */
function worthReading(records: readonly PlacedRecord[]): PlacedRecord[] {
  let pace = 1
  return records.filter((record) => {
    if (record.kind === 'frame' || record.kind === 'view') return false
    if (record.kind === 'action') return record.action.kind !== 'pedal'
    if (record.kind !== 'pace') return true
    const isChange = record.pace !== pace
    pace = record.pace
    return isChange
  })
}

/** One line; its number is what the assessment refers to. */
export function TimelineLine({ record, model }: { record: PlacedRecord; model: VehicleModel | null }) {
  const { clock } = useFormats()
  const recordText = useRecordText(model)
  return (
    <li data-kind={record.kind}>
      <time>{clock(record.stationMs / 1000)}</time>
      <span>
        {recordText(record)}
        {record.kind === 'diagnostic' && (
          <code>
            {record.request} → {record.response ?? '…'}
          </code>
        )}
      </span>
      <small>#{record.index}</small>
    </li>
  )
}
