/** What happened, in order, with the station's own time: the evidence in words. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Switch } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { EvidenceRecord, PlacedRecord, VehicleModel } from '../api/attempts.ts'
import { Empty } from '../app/Waiting.tsx'
import { useDeedText } from '../bench/deed-text.ts'
import { useStationTexts } from '../bench/texts.ts'
import { deedOf } from '../bench/use-deeds.ts'
import { useFormats } from '../language/formats.ts'

const NO_NAMES = { points: [], components: [], ecus: [] }

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
      <span>{recordText(record)}</span>
      <small>#{record.index}</small>
    </li>
  )
}

function useRecordText(model: VehicleModel | null): (record: EvidenceRecord) => string {
  const deedText = useDeedText(model ?? NO_NAMES)
  const { hazardText } = useStationTexts()
  const { words, number, pair } = useFormats()
  const { t } = useLingui()
  return (record) => {
    const [deed] = deedOf(record)
    if (deed) return deedText(deed)
    switch (record.kind) {
      case 'opened':
        return t`The attempt began`
      case 'action':
        return t`The exercise prepared the car`
      case 'pace':
        return t`Station time ×${number(record.pace)}`
      case 'peer':
        return t`Tool at ${record.address} (${record.door}): ${record.event}`
      case 'hazard':
        return hazardText(record.hazard.kind)
      case 'diagnosis': {
        const component = model?.components.find(({ id }) => id === record.component)
        const mode = component?.failureModes.find(({ id }) => id === record.failureMode)
        if (record.component === null) return t`Stated: the car has no fault`
        const cause = pair(
          component ? words(component.name) : record.component,
          mode ? words(mode.name) : String(record.failureMode),
        )
        return t`Stated cause: ${cause}`
      }
      case 'frame':
        return `${record.sender}: ${record.id.toString(16).toUpperCase()} ${record.data}`
      case 'closed':
        return t`The attempt ended`
      default:
        return record.kind
    }
  }
}
