/**
 * The report of a scan: every control unit asked anew who it is and which codes it has, on one sheet to print or to keep.
 * It tells of the moment when it was made, so nothing that was read before goes into it.
 */
import { Trans, useLingui } from '@lingui/react/macro'
import type { Dtc } from '@luban/protocols/uds/codec'
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { EcuInfo } from '../../api/attempts.ts'
import { PaperDialog, PaperFacts } from '../../app/PaperDialog.tsx'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { useLive } from '../live.ts'
import { useNotices } from '../notices.tsx'
import { StatusBadges } from './CodesView.tsx'
import { textOf, writeCode } from './codes.ts'
import { type Answer, readRecord, readTroubleCodes } from './tester.ts'
import { FAULT_BITS } from './use-codes.ts'
import { useAnswerText, useScanTool } from './use-scan-tool.ts'

/** ISO 14229-1, Annex C. */
const VIN = 0xf190
const PART_NUMBER = 0xf187
const SOFTWARE = 0xf195

type UnitReport = {
  readonly ecu: EcuInfo
  readonly codes: Answer<readonly Dtc[]>
  readonly partNumber: string
  readonly software: string
}
type Report = {
  readonly madeAt: string
  readonly stationMs: number
  readonly vin: string
  readonly units: readonly UnitReport[]
}

export function ReportButton() {
  const { make, isBusy, report, close } = useReport()
  return (
    <>
      <Button size="xs" variant="default" loading={isBusy} onClick={() => void make()} data-testid="scan-report">
        <Trans>Scan report</Trans>
      </Button>
      <PaperDialog isOpen={report !== undefined} close={close} title={<Trans>Scan report</Trans>}>
        {report && <Sheet report={report} />}
      </PaperDialog>
    </>
  )
}

function useReport() {
  const { attempt, live } = useBench()
  const { askOf } = useScanTool()
  const notices = useNotices()
  const [report, setReport] = useState<Report | undefined>(undefined)
  const [isBusy, setBusy] = useState(false)

  async function unitReport(ecu: EcuInfo): Promise<UnitReport & { vin: string }> {
    const ask = askOf(ecu.id)
    const codes = await readTroubleCodes(ask, FAULT_BITS)
    // Who is silent is not waited for four times.
    if (codes.kind === 'silent') return { ecu, codes, vin: '', partNumber: '', software: '' }
    const text = async (did: number) => {
      const answer = await readRecord(ask, did)
      return answer.kind === 'answer' ? textOf(answer.value) : ''
    }
    return { ecu, codes, vin: await text(VIN), partNumber: await text(PART_NUMBER), software: await text(SOFTWARE) }
  }
  async function make() {
    setBusy(true)
    try {
      const units: Awaited<ReturnType<typeof unitReport>>[] = []
      for (const ecu of attempt.model.ecus) units.push(await unitReport(ecu))
      const vin = units.find((unit) => unit.vin !== '')?.vin ?? ''
      setReport({ madeAt: new Date().toISOString(), stationMs: live.get().stationMs, vin, units })
    } catch (problem) {
      notices.problem(problem)
    }
    setBusy(false)
  }
  return { make, isBusy, report, close: () => setReport(undefined) }
}

function Sheet({ report }: { report: Report }) {
  const { attempt, live } = useBench()
  const { words, dateTime, clock, number, person } = useFormats()
  const odometerKm = useLive(live, ({ view }) => view?.odometerKm)
  const { t } = useLingui()
  const facts: [string, string][] = [
    [t`Car`, words(attempt.model.name)],
    [t`Vehicle identification number`, report.vin || '–'],
    [t`Distance`, odometerKm === undefined ? '–' : `${number(Math.round(odometerKm))} km`],
    [t`Date and station time`, `${dateTime(report.madeAt)} · ${clock(report.stationMs / 1000)}`],
    [t`Trainee`, person(attempt.traineeName, attempt.traineeNames)],
  ]
  return (
    <>
      <PaperFacts facts={facts} />
      {report.units.map((unit) => (
        <UnitSection key={unit.ecu.id} unit={unit} />
      ))}
    </>
  )
}

function UnitSection({ unit: { ecu, codes, partNumber, software } }: { unit: UnitReport }) {
  const { attempt } = useBench()
  const { words } = useFormats()
  const answerText = useAnswerText()
  const textOfCode = (code: number) => attempt.model.dtcs.find(({ code24 }) => code24 === code)?.text
  return (
    <section>
      <h3>
        {words(ecu.name)} <small>{[partNumber, software].filter(Boolean).join(' · ')}</small>
      </h3>
      {codes.kind !== 'answer' && <p>{answerText(codes)}</p>}
      {codes.kind === 'answer' && codes.value.length === 0 && (
        <p>
          <Trans>No trouble codes stored.</Trans>
        </p>
      )}
      {codes.kind === 'answer' && (
        <ul>
          {codes.value.map(({ code, status }) => {
            const text = textOfCode(code)
            return (
              <li key={code}>
                <strong>{writeCode(code)}</strong> {text ? words(text) : <Trans>Not in this car's list</Trans>}
                <StatusBadges status={status} isOld={false} />
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}
