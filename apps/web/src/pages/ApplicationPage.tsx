/** One application on its way: conditions, the examiner's record, the officer's decision, and who did which. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Checkbox, Group, Radio, Select, Stack, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { attemptQuery } from '../api/attempts.ts'
import {
  type Application,
  applicationQuery,
  applicationsQuery,
  certificatesQuery,
  decide,
  type Exam,
  recordExam,
} from '../api/certification.ts'
import type { Me } from '../api/me.ts'
import { PageHead } from '../app/PageHead.tsx'
import { Problem } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { Conditions } from './CertificationPage.tsx'
import { ApplicationBadge } from './StatusBadge.tsx'

export function ApplicationPage() {
  const { applicationId } = useParams({ from: '/certification/$applicationId' })
  return <SignedIn>{(me) => <OneApplication id={applicationId} me={me} />}</SignedIn>
}

function OneApplication({ id, me }: { id: string; me: Me }) {
  const query = useQuery(applicationQuery(id))
  const { words, dateTime, person } = useFormats()
  const queries = useQueryClient()
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['application', id] }),
      queries.invalidateQueries({ queryKey: applicationsQuery.queryKey }),
      queries.invalidateQueries({ queryKey: certificatesQuery.queryKey }),
    ])
  return (
    <Loaded query={query}>
      {(application) => (
        <>
          <PageHead
            above={`${person(application.candidateName, application.candidateNames)} · ${dateTime(application.appliedAt)}`}
            title={application.scheme ? words(application.scheme.name) : application.schemeId}
            actions={<ApplicationBadge status={application.status} />}
          />
          <div className="steps">
            <Step title={<Trans>1. Conditions</Trans>}>
              <Conditions conditions={application.conditions} isPersonal />
              <p className="panel-hint">
                <Trans>The certificate will show the name {application.holderName}.</Trans>
              </p>
            </Step>
            <Step title={<Trans>2. Exam</Trans>}>
              <ExamStep application={application} me={me} refresh={refresh} />
            </Step>
            <Step title={<Trans>3. Decision</Trans>}>
              <DecisionStep application={application} me={me} refresh={refresh} />
            </Step>
          </div>
        </>
      )}
    </Loaded>
  )
}

function Step({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className="card step">
      <h2>{title}</h2>
      {children}
    </section>
  )
}

type StepProps = { application: Application; me: Me; refresh: () => Promise<unknown> }

function ExamStep({ application, me, refresh }: StepProps) {
  if (application.exam) return <ExamRecord exam={application.exam} />
  if (!me.permissions.includes('exam:record'))
    return (
      <p className="panel-hint">
        <Trans>An examiner who did not train the candidate records the exam here.</Trans>
      </p>
    )
  return <ExamForm application={application} refresh={refresh} />
}

function ExamRecord({ exam }: { exam: Exam }) {
  const { dateTime, person } = useFormats()
  const examiner = person(exam.examinerName, exam.examinerNames)
  return (
    <div className="record" data-testid="exam-record">
      <strong>
        <span aria-hidden="true">{exam.passed ? '✓' : '✕'}</span>{' '}
        {exam.passed ? <Trans>Exam passed</Trans> : <Trans>Exam not passed</Trans>}
      </strong>
      <span>
        <Trans>
          Examiner: {examiner}, {dateTime(exam.at)}
        </Trans>
      </span>
      {exam.comment && <q>{exam.comment}</q>}
    </div>
  )
}

function ExamForm({ application, refresh }: Omit<StepProps, 'me'>) {
  const { dateTime, number } = useFormats()
  const { t } = useLingui()
  const [attemptId, setAttemptId] = useState<string | null>(application.examAttempts[0]?.id ?? null)
  const [met, setMet] = useState<ReadonlySet<string>>(new Set())
  const [verdict, setVerdict] = useState<string | null>(null)
  const [comment, setComment] = useState('')
  const attempt = useQuery({ ...attemptQuery(attemptId ?? ''), enabled: attemptId !== null })
  const criteria = attempt.data?.exercise?.rubric.criteria ?? []
  const { words } = useFormats()
  const recording = useMutation({
    mutationFn: (body: Parameters<typeof recordExam>[1]) => recordExam(application.id, body),
    onSuccess: refresh,
  })
  if (application.examAttempts.length === 0)
    return (
      <p className="panel-hint">
        <Trans>The candidate has not finished an attempt in exam mode yet.</Trans>
      </p>
    )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (attemptId === null) return
        const judged = criteria.map(({ id }) => ({ id, isMet: met.has(id) }))
        recording.mutate({ attemptId, criteria: judged, passed: verdict === 'passed', comment })
      }}
    >
      <Stack gap="md">
        <Select
          label={t`Exam attempt`}
          data={application.examAttempts.map(({ id, startedAt, score }) => ({
            value: id,
            label: `${dateTime(startedAt)}${score === null ? '' : ` · ${number(Math.round(score))}`}`,
          }))}
          value={attemptId}
          onChange={setAttemptId}
          allowDeselect={false}
          data-testid="exam-attempt"
        />
        {attemptId && (
          <Link to="/review/$attemptId" params={{ attemptId }} target="_blank">
            <Trans>Look at its evidence</Trans>
          </Link>
        )}
        <fieldset className="judged">
          <legend>
            <Trans>Criteria that are met</Trans>
          </legend>
          {criteria.map(({ id, name }) => (
            <Checkbox
              key={id}
              label={words(name)}
              checked={met.has(id)}
              onChange={() => setMet((all) => toggled(all, id))}
              data-testid={`exam-criterion-${id}`}
            />
          ))}
        </fieldset>
        <Radio.Group label={t`Result of the exam`} value={verdict} onChange={setVerdict}>
          <Stack gap={6} mt={6}>
            <Radio value="passed" label={t`Passed`} data-testid="exam-passed" />
            <Radio value="failed" label={t`Not passed`} data-testid="exam-failed" />
          </Stack>
        </Radio.Group>
        <Textarea
          label={t`Record of the examiner`}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
          autosize
          minRows={2}
          data-testid="exam-comment"
        />
        {recording.isError && <Problem problem={recording.error} />}
        <Button
          type="submit"
          disabled={verdict === null || attemptId === null}
          loading={recording.isPending}
          data-testid="exam-submit"
        >
          <Trans>Record the exam</Trans>
        </Button>
      </Stack>
    </form>
  )
}

function DecisionStep({ application, me, refresh }: StepProps) {
  const { dateTime, person } = useFormats()
  const { decision } = application
  if (decision)
    return (
      <div className="record" data-testid="decision-record">
        <strong>
          <span aria-hidden="true">{decision.granted ? '✓' : '✕'}</span>{' '}
          {decision.granted ? <Trans>Certificate granted</Trans> : <Trans>Certificate refused</Trans>}
        </strong>
        <span>
          <Trans>
            Officer: {person(decision.officerName, decision.officerNames)}, {dateTime(decision.at)}
          </Trans>
        </span>
        <q>{decision.reason}</q>
        {application.certificateNumber && (
          <Link
            to="/certificates/$number/print"
            params={{ number: application.certificateNumber }}
            data-testid={`certificate-${application.certificateNumber}`}
          >
            {application.certificateNumber}
          </Link>
        )}
      </div>
    )
  if (!me.permissions.includes('decision:make'))
    return (
      <p className="panel-hint">
        <Trans>A certification officer who neither trained nor examined the candidate decides.</Trans>
      </p>
    )
  if (application.exam === null)
    return (
      <p className="panel-hint">
        <Trans>The exam comes first.</Trans>
      </p>
    )
  return <DecisionForm application={application} refresh={refresh} />
}

function DecisionForm({ application, refresh }: Omit<StepProps, 'me'>) {
  const [reason, setReason] = useState('')
  const { t } = useLingui()
  const deciding = useMutation({
    mutationFn: (granted: boolean) => decide(application.id, { granted, reason }),
    onSuccess: refresh,
  })
  const hasReason = reason.trim() !== ''
  return (
    <Stack gap="md">
      <Textarea
        label={t`Reason of the decision`}
        description={t`It is kept for good, with your name.`}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        autosize
        minRows={2}
        data-testid="decision-reason"
      />
      {deciding.isError && <Problem problem={deciding.error} />}
      <Group>
        <Button
          disabled={!hasReason}
          loading={deciding.isPending}
          onClick={() => deciding.mutate(true)}
          data-testid="decision-grant"
        >
          <Trans>Grant the certificate</Trans>
        </Button>
        <Button
          variant="default"
          disabled={!hasReason}
          loading={deciding.isPending}
          onClick={() => deciding.mutate(false)}
          data-testid="decision-refuse"
        >
          <Trans>Refuse</Trans>
        </Button>
      </Group>
    </Stack>
  )
}

function toggled(all: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return all.has(id) ? new Set([...all].filter((one) => one !== id)) : new Set([...all, id])
}
