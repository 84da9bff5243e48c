/** What happened, in order, with the station's own time: the evidence in words. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Switch } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { PlacedRecord, VehicleModel } from '../api/attempts.ts'
import { Empty } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { useRecordText } from './record-text.ts'

/** The record that somebody asked to see: a new object every time, so that one can be asked for again. */
export type Sought = { readonly index: number }

export function EvidenceTimeline(props: {
  records: readonly PlacedRecord[]
  leftOutCount: number
  model: VehicleModel | null
  sought: Sought | undefined
}) {
  const { records, leftOutCount, model, sought } = props
  const [withBenchTool, setWithBenchTool] = useState(false)
  const lines = useMemo(() => {
    const worth = new Set(worthReading(records, withBenchTool))
    return records.filter((record) => record.index === sought?.index || worth.has(record))
  }, [records, withBenchTool, sought])
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    if (sought === undefined) return
    const line = list.current?.querySelector<HTMLElement>(`[data-index="${sought.index}"]`)
    line?.scrollIntoView({ block: 'center' })
    line?.focus({ preventScroll: true })
  }, [sought])
  const { t } = useLingui()
  const { number } = useFormats()
  if (records.length === 0) return <Empty title={<Trans>No evidence was recorded</Trans>} />
  return (
    <>
      <Switch
        size="sm"
        label={t`With the requests of the bench's scan tool`}
        checked={withBenchTool}
        onChange={(event) => setWithBenchTool(event.currentTarget.checked)}
        mb="sm"
      />
      <ol className="timeline" data-testid="timeline" ref={list}>
        {lines.map((record) => (
          <TimelineLine key={record.index} record={record} model={model} />
        ))}
      </ol>
      {leftOutCount > 0 && (
        <p className="panel-hint">
          <Trans>Requests that only the evidence file tells: {number(leftOutCount)}.</Trans>
        </p>
      )}
    </>
  )
}

/**
 * Leaves out what happens all the time: frames, views, pedals, and the station catching up at the same pace; what an
 * assessment alone cites; and, unless wanted, what the bench's scan tool asked. An own tool is always told.
 */
function worthReading(records: readonly PlacedRecord[], withBenchTool: boolean): PlacedRecord[] {
  let pace = 1
  return records.filter((record) => {
    if (record.kind === 'exchange') return !record.isCited && (withBenchTool || record.door !== 'bench')
    if (record.kind === 'frame' || record.kind === 'view') return false
    if (record.kind === 'action') return record.action.kind !== 'pedal'
    if (record.kind !== 'pace') return true
    const isChange = record.pace !== pace
    pace = record.pace
    return isChange
  })
}

/** One line; its number is what the assessment refers to, and with `show` leads to it in the timeline. */
export function TimelineLine(props: {
  record: PlacedRecord
  model: VehicleModel | null
  show?: ((index: number) => void) | undefined
}) {
  const { record, model, show } = props
  const { clock } = useFormats()
  const { t } = useLingui()
  const recordText = useRecordText(model)
  return (
    <li data-kind={record.kind} data-index={record.index} tabIndex={show ? undefined : -1}>
      <time>{clock(record.stationMs / 1000)}</time>
      <span>
        {recordText(record)}
        {record.kind === 'exchange' && (
          <code>
            {record.request} → {record.response ?? '…'}
          </code>
        )}
      </span>
      <small>
        {show ? (
          <button type="button" title={t`Show it in the evidence`} onClick={() => show(record.index)}>
            #{record.index}
          </button>
        ) : (
          `#${record.index}`
        )}
      </small>
    </li>
  )
}
