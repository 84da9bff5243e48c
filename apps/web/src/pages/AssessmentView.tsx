/** An assessment: the safety gate first, then each criterion with its points, its reasons and its evidence. */
import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { Assessment, Attempt, CriterionResult, PlacedRecord } from '../api/attempts.ts'
import type { Mode } from '../api/workshops.ts'
import { useStationTexts } from '../bench/texts.ts'
import { useFormats } from '../language/formats.ts'
import { TimelineLine } from './EvidenceTimeline.tsx'
import { useReasonText } from './reasons.ts'

type Props = {
  attempt: Attempt
  assessment: Assessment
  records: readonly PlacedRecord[]
  /** Leads to a record in the whole evidence. */
  show: (index: number) => void
  /** What an instructor may enter beside a criterion that waits. */
  inputFor?: (criterion: CriterionResult) => ReactNode
}

export function AssessmentView({ attempt, assessment, records, show, inputFor }: Props) {
  const isRead = attempt.exercise?.rubric.criteria.some(({ readsReport }) => readsReport) ?? false
  return (
    <div className="assessment">
      <Gate assessment={assessment} />
      <ul className="criteria">
        {assessment.criteria.map((criterion) => (
          <CriterionLine key={criterion.id} attempt={attempt} criterion={criterion} records={records} show={show}>
            {inputFor?.(criterion)}
          </CriterionLine>
        ))}
      </ul>
      {!isRead && attempt.diagnosis?.report && <CustomerReport attempt={attempt} />}
    </div>
  )
}

/** What the trainee wrote to the customer, as they wrote it. */
export function CustomerReport({ attempt }: { attempt: Attempt }) {
  const report = attempt.diagnosis?.report
  return (
    <div className="customer-report" data-testid="customer-report">
      <strong>
        <Trans>Report to the customer</Trans>
      </strong>
      {report ? (
        <blockquote>{report}</blockquote>
      ) : (
        <p>
          <Trans>The trainee wrote none.</Trans>
        </p>
      )}
    </div>
  )
}

export function Score({ assessment, mode }: { assessment: Assessment; mode: Mode }) {
  const { number } = useFormats()
  const points = assessment.points ?? assessment.automaticPoints
  return (
    <div className="score" data-testid="score">
      <strong>{number(Math.round(points))}</strong>
      <span>
        <Trans>of {number(assessment.pointsMax)} points</Trans>
        <small>
          {assessment.points === null ? (
            mode === 'exam' ? (
              <Trans>without what the examiner adds; pass mark {number(assessment.passMark)}</Trans>
            ) : (
              <Trans>without what the instructor adds; pass mark {number(assessment.passMark)}</Trans>
            )
          ) : (
            <Trans>pass mark {number(assessment.passMark)}</Trans>
          )}
        </small>
      </span>
    </div>
  )
}

function Gate({ assessment }: { assessment: Assessment }) {
  const { hazardText, stepText, remarkText } = useStationTexts()
  const { t } = useLingui()
  const remarks = assessment.gate.remarks ?? []
  if (assessment.gate.isPassed)
    return (
      <div className="gate" data-passed data-testid="gate">
        <p>
          <span aria-hidden="true">✓</span> {t`Safety gate: no critical error.`}
        </p>
        {remarks.length > 0 && (
          <ul>
            {remarks.map(({ remark }) => (
              <li key={remark}>
                <Trans>Remark: {remarkText(remark)}</Trans>
              </li>
            ))}
          </ul>
        )}
      </div>
    )
  return (
    <div className="gate" data-testid="gate">
      <p>
        <span aria-hidden="true">⚠</span> {t`Safety gate: a critical error.`}
      </p>
      {assessment.gate.hazards.map(({ hazard, index }) => (
        <div key={index}>
          <p>{hazardText(hazard.kind)}</p>
          <ul>
            {hazard.missing.map((step) => (
              <li key={step}>
                <Trans>missing: {stepText(step)}</Trans>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}

function CriterionLine(props: {
  attempt: Attempt
  criterion: CriterionResult
  records: readonly PlacedRecord[]
  show: (index: number) => void
  children: ReactNode
}) {
  const { attempt, criterion, records, show } = props
  const { words, number } = useFormats()
  const reasonText = useReasonText(attempt)
  const text = attempt.exercise?.rubric.criteria.find(({ id }) => id === criterion.id)
  // A closed gate shows its evidence once, above.
  const isGated = criterion.reasons.some(({ code }) => code === 'safetyGate')
  const shown = isGated ? [] : records.filter(({ index }) => criterion.evidence.includes(index))
  return (
    <li className="criterion" data-testid={`criterion-${criterion.id}`}>
      <div className="criterion-head">
        <h3>{text ? words(text.name) : criterion.id}</h3>
        <span className="points">
          {criterion.points === null ? '–' : number(Math.round(criterion.points * 10) / 10)} /{' '}
          {number(criterion.pointsMax)}
        </span>
      </div>
      <div className="meter-bar" aria-hidden="true">
        <i style={{ width: `${(100 * (criterion.points ?? 0)) / criterion.pointsMax}%` }} />
      </div>
      {criterion.reasons.map((reason) => (
        <p key={`${reason.code}${JSON.stringify(reason.parameters)}`}>{reasonText(reason)}</p>
      ))}
      {text?.guidance && props.children && <p className="guidance">{words(text.guidance)}</p>}
      {text?.readsReport && <CustomerReport attempt={attempt} />}
      {props.children}
      {shown.length > 0 && (
        <ol className="timeline" data-small>
          {shown.map((record) => (
            <TimelineLine key={record.index} record={record} model={attempt.model} show={show} />
          ))}
        </ol>
      )}
    </li>
  )
}
