/** An instructor's page: the evidence beside each criterion, the instructor's own criteria, and the sign-off. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Radio, Slider, Stack, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  type Assessment,
  ATTEMPTS_KEY,
  type Attempt,
  attemptQuery,
  type CriterionResult,
  evidenceQuery,
  type PlacedRecord,
  signOffAttempt,
} from '../api/attempts.ts'
import type { Me } from '../api/me.ts'
import { PageHead } from '../app/PageHead.tsx'
import { Problem } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty, Loaded } from '../app/Waiting.tsx'
import { StationFaults } from '../class/StationFaults.tsx'
import { useFormats } from '../language/formats.ts'
import { AssessmentView, Score } from './AssessmentView.tsx'
import { EvidenceTimeline, type Sought } from './EvidenceTimeline.tsx'
import { GuidedBadge, GuideSummary } from './GuideSummary.tsx'
import { Missing } from './Missing.tsx'
import { Downloads, LookBack, SignOffNote } from './ResultPage.tsx'
import { AttemptBadge } from './StatusBadge.tsx'

export function ReviewPage() {
  const { attemptId } = useParams({ from: '/review/$attemptId' })
  return <SignedIn>{(me) => <Review attemptId={attemptId} me={me} />}</SignedIn>
}

function Review({ attemptId, me }: { attemptId: string; me: Me }) {
  const query = useQuery(attemptQuery(attemptId))
  const evidence = useQuery({
    ...evidenceQuery(attemptId, query.data?.assessment ?? null),
    enabled: query.data !== undefined,
  })
  const { words, dateTime, person } = useFormats()
  const [sought, setSought] = useState<Sought | undefined>(undefined)
  const show = (index: number) => setSought({ index })
  return (
    <Loaded query={query}>
      {(attempt) => (
        <>
          <PageHead
            above={`${person(attempt.traineeName, attempt.traineeNames)} · ${dateTime(attempt.endedAt ?? attempt.startedAt)}`}
            title={attempt.exercise ? words(attempt.exercise.title) : attempt.id}
            actions={
              <>
                {attempt.isGuided && <GuidedBadge />} <AttemptBadge of={attempt} />
              </>
            }
          />
          <div className="result">
            <section>
              {mayGuide(attempt, me) && <StationFaults attemptId={attempt.id} />}
              <GuideSummary attempt={attempt} />
              <h2 className="section-title">
                <Trans>Criteria and their evidence</Trans>
              </h2>
              {attempt.assessment === null ? (
                <Empty title={<Trans>Nothing was assessed</Trans>} />
              ) : waitsForSignOff(attempt) && me.permissions.includes('attempt:signOff') ? (
                <SignOffForm
                  attempt={attempt}
                  assessment={attempt.assessment}
                  records={evidence.data?.records ?? []}
                  show={show}
                />
              ) : (
                <>
                  <Score assessment={attempt.assessment} mode={attempt.mode} />
                  <AssessmentView
                    attempt={attempt}
                    assessment={attempt.assessment}
                    records={evidence.data?.records ?? []}
                    show={show}
                  />
                  <SignOffNote attempt={attempt} />
                </>
              )}
            </section>
            <section>
              <h2 className="section-title">
                <Trans>Evidence</Trans>
              </h2>
              <LookBack attempt={attempt} records={evidence.data?.records} />
              <Downloads attemptId={attempt.id} />
              <Loaded query={evidence}>
                {(read) => <EvidenceTimeline {...read} model={attempt.model} sought={sought} />}
              </Loaded>
            </section>
          </div>
        </>
      )}
    </Loaded>
  )
}

/** Somebody else's, while it runs, and never an exam. */
const mayGuide = ({ status, mode, isMine }: Attempt, me: Me) =>
  status === 'running' && mode === 'practice' && !isMine && me.permissions.includes('class:guide')

/** An attempt in exam mode is an examiner's to judge: a sign-off would make a trainer of whoever signs, and count for nothing. */
const waitsForSignOff = ({ status, mode }: Attempt) => status === 'submitted' && mode === 'practice'

function SignOffForm(props: {
  attempt: Attempt
  assessment: Assessment
  records: readonly PlacedRecord[]
  show: (index: number) => void
}) {
  const { attempt, assessment, records, show } = props
  const mine = assessment.criteria.filter(({ kind }) => kind === 'instructor')
  const [points, setPoints] = useState<Readonly<Record<string, number>>>({})
  const [verdict, setVerdict] = useState<string | null>(null)
  const [comment, setComment] = useState('')
  const { t } = useLingui()
  const { number } = useFormats()
  const queries = useQueryClient()
  const signing = useMutation({
    mutationFn: (body: Parameters<typeof signOffAttempt>[1]) => signOffAttempt(attempt.id, body),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['attempt', attempt.id] }),
        queries.invalidateQueries({ queryKey: ATTEMPTS_KEY }),
      ]),
  })
  const added = mine.reduce((sum, { id }) => sum + (points[id] ?? 0), 0)
  const total = assessment.automaticPoints + added
  const [isAsked, setAsked] = useState(false)
  const missing = useMissing(attempt, {
    unjudged: mine.filter(({ id }) => !(id in points)),
    verdict,
    total,
    assessment,
  })

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setAsked(true)
        if (missing.length > 0) return
        const criteria = mine.map(({ id }) => ({ id, points: points[id] }))
        signing.mutate({ criteria, passed: verdict === 'passed', comment })
      }}
    >
      <AssessmentView
        attempt={attempt}
        assessment={assessment}
        records={records}
        show={show}
        inputFor={({ id, kind, pointsMax }) =>
          kind === 'instructor' && (
            <PointsInput
              id={id}
              pointsMax={pointsMax}
              points={points[id]}
              onChange={(value) => setPoints((all) => ({ ...all, [id]: value }))}
            />
          )
        }
      />
      <div className="card sign-off">
        <Stack gap="md">
          <p className="score-line">
            <Trans>
              In all {number(Math.round(total))} of {number(assessment.pointsMax)}; pass mark{' '}
              {number(assessment.passMark)}.
            </Trans>
          </p>
          <Radio.Group label={t`Your decision`} value={verdict} onChange={setVerdict} required withAsterisk={false}>
            <Stack gap={6} mt={6}>
              <Radio
                value="passed"
                label={t`Passed`}
                disabled={total < assessment.passMark}
                data-testid="sign-off-passed"
              />
              <Radio value="failed" label={t`Not passed`} data-testid="sign-off-failed" />
            </Stack>
          </Radio.Group>
          <Textarea
            label={t`A word to the trainee`}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
            autosize
            minRows={2}
            maxLength={2000}
            data-testid="sign-off-comment"
          />
          {signing.isError && <Problem problem={signing.error} />}
          {isAsked && missing.length > 0 && <Missing sentences={missing} testId="sign-off-missing" />}
          <Button type="submit" loading={signing.isPending} data-testid="sign-off-submit">
            <Trans>Sign off</Trans>
          </Button>
        </Stack>
      </div>
    </form>
  )
}

/** By a slider or by typing; what was typed outside the range goes to its end. */
function PointsInput(props: {
  id: string
  pointsMax: number
  points: number | undefined
  onChange: (points: number) => void
}) {
  const { id, pointsMax, points, onChange } = props
  const { t } = useLingui()
  const { number } = useFormats()
  return (
    <div className="points-input">
      <Slider
        min={0}
        max={pointsMax}
        step={1}
        value={points ?? 0}
        onChange={onChange}
        thumbLabel={t`Points`}
        label={(value) => number(value)}
        marks={[{ value: 0 }, { value: Math.round(pointsMax / 2) }, { value: pointsMax }]}
      />
      <input
        type="number"
        min={0}
        max={pointsMax}
        required
        aria-label={t`Points`}
        value={points ?? ''}
        onChange={(event) => {
          const value = Math.min(pointsMax, Math.max(0, Math.round(event.currentTarget.valueAsNumber)))
          if (Number.isFinite(value)) onChange(value)
        }}
        data-testid={`points-${id}`}
      />
    </div>
  )
}

type Judging = {
  unjudged: readonly CriterionResult[]
  verdict: string | null
  total: number
  assessment: Assessment
}

/** What keeps a sign-off from being made, in words; empty when nothing does. */
function useMissing(attempt: Attempt, { unjudged, verdict, total, assessment }: Judging): string[] {
  const { t } = useLingui()
  const { words, number } = useFormats()
  const missing = unjudged.map(({ id }) => {
    const text = attempt.exercise?.rubric.criteria.find((criterion) => criterion.id === id)
    const name = text ? words(text.name) : id
    return t`Give points for “${name}”.`
  })
  if (verdict === null) missing.push(t`Choose your decision.`)
  if (verdict === 'passed' && total < assessment.passMark) {
    missing.push(t`The points are below the pass mark of ${number(assessment.passMark)}: it cannot be passed.`)
  }
  return missing
}
