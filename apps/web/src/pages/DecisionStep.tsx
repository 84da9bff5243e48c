/** The decision on an application: what the officer decided and why, or the form to decide with. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type Application, type Decision, decide } from '../api/certification.ts'
import { Problem } from '../app/Problem.tsx'
import { useFormats } from '../language/formats.ts'
import type { StepProps } from './ExamStep.tsx'
import { Missing } from './Missing.tsx'

export function DecisionStep({ application, me, refresh }: StepProps) {
  const { decision } = application
  if (decision) return <DecisionRecord decision={decision} certificateNumber={application.certificateNumber} />
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

function DecisionRecord(props: { decision: Decision; certificateNumber: string | null }) {
  const { decision, certificateNumber } = props
  const { dateTime, person } = useFormats()
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
      {certificateNumber && (
        <Link
          to="/certificates/$number/print"
          params={{ number: certificateNumber }}
          data-testid={`certificate-${certificateNumber}`}
        >
          {certificateNumber}
        </Link>
      )}
    </div>
  )
}

function DecisionForm({ application, refresh }: Omit<StepProps, 'me'>) {
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState<'granted' | 'refused' | null>(null)
  const { t } = useLingui()
  const missingFor = useMissing(application, reason)
  const deciding = useMutation({
    mutationFn: (granted: boolean) => decide(application.id, { granted, reason }),
    onSuccess: refresh,
  })
  const ask = (verdict: 'granted' | 'refused') => {
    setAsked(verdict)
    if (missingFor(verdict).length === 0) deciding.mutate(verdict === 'granted')
  }
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
      {asked && <Missing sentences={missingFor(asked)} testId="decision-missing" />}
      <Group>
        <Button loading={deciding.isPending} onClick={() => ask('granted')} data-testid="decision-grant">
          <Trans>Grant the certificate</Trans>
        </Button>
        <Button
          variant="default"
          loading={deciding.isPending}
          onClick={() => ask('refused')}
          data-testid="decision-refuse"
        >
          <Trans>Refuse</Trans>
        </Button>
      </Group>
    </Stack>
  )
}

/** What keeps a decision from being made, in words; empty when nothing does. */
function useMissing({ exam }: Application, reason: string): (verdict: 'granted' | 'refused') => string[] {
  const { t } = useLingui()
  return (verdict) => [
    ...(reason.trim() === '' ? [t`Write the reason of your decision.`] : []),
    ...(verdict === 'granted' && exam?.passed !== true
      ? [t`The exam is not passed: the certificate cannot be granted.`]
      : []),
  ]
}
