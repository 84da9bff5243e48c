/** How an attempt ended: the assessment with its reasons, the sign-off, the evidence, and the files to take away. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Attempt, attemptQuery, evidenceQuery, type PlacedRecord } from '../api/attempts.ts'
import { LinkButton } from '../app/LinkButton.tsx'
import { PageHead } from '../app/PageHead.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty, Loaded } from '../app/Waiting.tsx'
import { repairsIn, WorkOrderButton } from '../bench/WorkOrder.tsx'
import { useFormats } from '../language/formats.ts'
import { AssessmentView, CustomerReport, Score } from './AssessmentView.tsx'
import { EvidenceTimeline, type Sought } from './EvidenceTimeline.tsx'
import { GuidedBadge, GuideSummary } from './GuideSummary.tsx'
import { useEndText } from './record-text.ts'
import { AttemptBadge } from './StatusBadge.tsx'

/** An assessment is made right after the end: ask again for as long. */
const ASK_AGAIN_MS = 1000

export function ResultPage() {
  const { attemptId } = useParams({ from: '/attempts/$attemptId/result' })
  return <SignedIn>{() => <Result attemptId={attemptId} />}</SignedIn>
}

function Result({ attemptId }: { attemptId: string }) {
  const query = useQuery({
    ...attemptQuery(attemptId),
    refetchInterval: ({ state: { data } }) =>
      data?.status === 'submitted' && data.assessment === null ? ASK_AGAIN_MS : false,
  })
  return <Loaded query={query}>{(attempt) => <Ended attempt={attempt} />}</Loaded>
}

function Ended({ attempt }: { attempt: Attempt }) {
  const { words, dateTime, person } = useFormats()
  const evidence = useQuery({ ...evidenceQuery(attempt.id, attempt.assessment), enabled: attempt.status !== 'running' })
  const [sought, setSought] = useState<Sought | undefined>(undefined)
  const when = attempt.endedAt ?? attempt.startedAt
  return (
    <>
      <PageHead
        above={`${person(attempt.traineeName, attempt.traineeNames)} · ${dateTime(when)}`}
        title={attempt.exercise ? words(attempt.exercise.title) : attempt.id}
        actions={
          <>
            {attempt.isGuided && <GuidedBadge />} <AttemptBadge of={attempt} />
          </>
        }
      />
      {attempt.status === 'running' && <StillRunning attempt={attempt} />}
      <div className="result">
        <section>
          <h2 className="section-title">
            <Trans>Assessment</Trans>
          </h2>
          {attempt.assessment ? (
            <>
              <Score assessment={attempt.assessment} mode={attempt.mode} />
              <AssessmentView
                attempt={attempt}
                assessment={attempt.assessment}
                records={evidence.data?.records ?? []}
                show={(index) => setSought({ index })}
              />
            </>
          ) : (
            <>
              <NoAssessment attempt={attempt} />
              {attempt.diagnosis?.report && <CustomerReport attempt={attempt} />}
            </>
          )}
          <SignOffNote attempt={attempt} />
          <GuideSummary attempt={attempt} />
        </section>
        <section>
          <h2 className="section-title">
            <Trans>Evidence</Trans>
          </h2>
          {attempt.status !== 'running' && <LookBack attempt={attempt} records={evidence.data?.records} />}
          <Downloads attemptId={attempt.id} />
          {attempt.status !== 'running' && (
            <Loaded query={evidence}>
              {(read) => <EvidenceTimeline {...read} model={attempt.model} sought={sought} />}
            </Loaded>
          )}
        </section>
      </div>
    </>
  )
}

function StillRunning({ attempt }: { attempt: Attempt }) {
  return (
    <Alert color="brass" variant="light" mb="lg">
      <Trans>This attempt is still running.</Trans>{' '}
      <Link to="/attempts/$attemptId" params={{ attemptId: attempt.id }}>
        <Trans>To the bench</Trans>
      </Link>
    </Alert>
  )
}

function NoAssessment({ attempt }: { attempt: Attempt }) {
  const { t } = useLingui()
  const endText = useEndText()
  const why = endText(attempt.endReason ?? 'stationLost')
  const texts: { readonly [status in Attempt['status']]: string } = {
    running: t`It is assessed as soon as the cause is stated.`,
    submitted: t`The assessment is being made.`,
    signedOff: t`There is no assessment in this attempt.`,
    stopped: t`Stopped for safety: nothing else counts.`,
    interrupted: t`The attempt was interrupted: ${why}.`,
    cancelled: t`Ended without a diagnosis, so there is nothing to assess.`,
  }
  return (
    <Empty title={texts[attempt.status]}>
      {attempt.mode === 'exam' && attempt.endedAt !== null && <ExamAttempt isTaken={attempt.takesExamAttempt} />}
    </Empty>
  )
}

function ExamAttempt({ isTaken }: { isTaken: boolean }) {
  if (isTaken) return <Trans>It counts as one of the attempts that the exam allows.</Trans>
  return <Trans>It takes none of the attempts that the exam allows.</Trans>
}

export function SignOffNote({ attempt }: { attempt: Attempt }) {
  const { dateTime, person } = useFormats()
  const { signOff } = attempt
  if (signOff)
    return (
      <div className="sign-off-note" data-testid="sign-off-note">
        <strong>
          <span aria-hidden="true">{signOff.passed ? '✓' : '✕'}</span>{' '}
          {signOff.passed ? <Trans>Passed</Trans> : <Trans>Not passed</Trans>}
        </strong>
        <span>
          {person(signOff.instructorName, signOff.instructorNames)}, {dateTime(signOff.at)}
        </span>
        {signOff.comment && <q>{signOff.comment}</q>}
      </div>
    )
  if (attempt.status !== 'submitted') return null
  if (attempt.mode === 'exam')
    return (
      <p className="panel-hint">
        {attempt.isExamRecorded ? (
          <Trans>An examiner has recorded this attempt as an exam.</Trans>
        ) : (
          <Trans>An examiner judges it as soon as there is an application for the certificate.</Trans>
        )}
      </p>
    )
  return (
    <p className="panel-hint">
      <Trans>An instructor reads the evidence and signs off; then the attempt counts.</Trans>
    </p>
  )
}

/** What is made of the evidence: the attempt on the bench again, and its work order. */
export function LookBack(props: { attempt: Attempt; records: readonly PlacedRecord[] | undefined }) {
  return (
    <Group mb="sm" gap="xs">
      <WatchAgain attempt={props.attempt} />
      {props.records && <WorkOrderButton attempt={props.attempt} repairs={repairsIn(props.records)} />}
    </Group>
  )
}

/** The attempt on the bench again; there is none where its exercise or its car is gone, nor of a real car. */
function WatchAgain({ attempt }: { attempt: Attempt }) {
  if (attempt.exercise === null || attempt.model === null || attempt.model.isReal) return null
  return (
    <LinkButton to="/attempts/$attemptId/replay" params={{ attemptId: attempt.id }} size="xs" data-testid="watch-again">
      <Trans>Watch it on the bench</Trans>
    </LinkButton>
  )
}

export function Downloads({ attemptId }: { attemptId: string }) {
  return (
    <Group gap="xs" mb="md">
      <Button component="a" href={`/api/attempts/${attemptId}/evidence.mcap`} download size="xs" variant="default">
        <Trans>Evidence file (MCAP)</Trans>
      </Button>
      <Button component="a" href={`/api/attempts/${attemptId}/evidence.candump`} download size="xs" variant="default">
        <Trans>Bus frames (candump)</Trans>
      </Button>
      <Button component="a" href={`/api/attempts/${attemptId}/evidence.asc`} download size="xs" variant="default">
        <Trans>Bus frames (ASC)</Trans>
      </Button>
      <Button component="a" href={`/api/attempts/${attemptId}/evidence.pcapng`} download size="xs" variant="default">
        <Trans>Bus frames (pcapng)</Trans>
      </Button>
    </Group>
  )
}
