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
  evidenceQuery,
  type PlacedRecord,
  signOffAttempt,
} from '../api/attempts.ts'
import type { Me } from '../api/me.ts'
import { PageHead } from '../app/PageHead.tsx'
import { Problem } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty, Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { AssessmentView, Score } from './AssessmentView.tsx'
import { EvidenceTimeline, type Sought } from './EvidenceTimeline.tsx'
import { Downloads, SignOffNote } from './ResultPage.tsx'
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
            actions={<AttemptBadge status={attempt.status} />}
          />
          <div className="result">
            <section>
              <h2 className="section-title">
                <Trans>Criteria and their evidence</Trans>
              </h2>
              {attempt.assessment === null ? (
                <Empty title={<Trans>Nothing was assessed</Trans>} />
              ) : attempt.status === 'submitted' && me.permissions.includes('attempt:signOff') ? (
                <SignOffForm
                  attempt={attempt}
                  assessment={attempt.assessment}
                  records={evidence.data ?? []}
                  show={show}
                />
              ) : (
                <>
                  <Score assessment={attempt.assessment} />
                  <AssessmentView
                    attempt={attempt}
                    assessment={attempt.assessment}
                    records={evidence.data ?? []}
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
              <Downloads attemptId={attempt.id} />
              <Loaded query={evidence}>
                {(records) => <EvidenceTimeline records={records} model={attempt.model} sought={sought} />}
              </Loaded>
            </section>
          </div>
        </>
      )}
    </Loaded>
  )
}

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
  const isComplete =
    mine.every(({ id }) => id in points) &&
    (verdict === 'failed' || (verdict === 'passed' && total >= assessment.passMark))

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
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
            <div className="points-input">
              <Slider
                min={0}
                max={pointsMax}
                step={1}
                value={points[id] ?? 0}
                onChange={(value) => setPoints((all) => ({ ...all, [id]: value }))}
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
                value={points[id] ?? ''}
                onChange={(event) => {
                  const value = Math.min(pointsMax, Math.max(0, Math.round(event.currentTarget.valueAsNumber)))
                  if (Number.isFinite(value)) setPoints((all) => ({ ...all, [id]: value }))
                }}
                data-testid={`points-${id}`}
              />
            </div>
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
            data-testid="sign-off-comment"
          />
          {signing.isError && <Problem problem={signing.error} />}
          <Button type="submit" loading={signing.isPending} disabled={!isComplete} data-testid="sign-off-submit">
            <Trans>Sign off</Trans>
          </Button>
        </Stack>
      </div>
    </form>
  )
}
