/** The state of an attempt, an application or a certificate: a word and a sign, never colour alone. */
import { useLingui } from '@lingui/react/macro'
import { Badge } from '@mantine/core'
import type { AttemptStatus, AttemptSummary } from '../api/attempts.ts'
import type { ApplicationStatus, CertificateStatus } from '../api/certification.ts'

/** An attempt in exam mode waits for an examiner, not for an instructor. */
export function AttemptBadge({ of }: { of: Pick<AttemptSummary, 'status' | 'mode' | 'isExamRecorded'> }) {
  const { t } = useLingui()
  const { status, mode, isExamRecorded } = of
  const examined = isExamRecorded
    ? ([t`exam recorded`, 'ink', '✓'] as const)
    : ([t`waits for an examiner`, 'brass', '…'] as const)
  const looks: { readonly [status in AttemptStatus]: readonly [text: string, colour: string, sign: string] } = {
    running: [t`running`, 'ink', '▸'],
    submitted: mode === 'exam' ? examined : [t`waits for sign-off`, 'brass', '…'],
    signedOff: [t`signed off`, 'green', '✓'],
    stopped: [t`stopped for safety`, 'red', '⚠'],
    interrupted: [t`interrupted`, 'gray', '⏸'],
    cancelled: [t`ended without diagnosis`, 'gray', '–'],
  }
  return <Look look={looks[status]} testId={`status-${status}`} />
}

export function ApplicationBadge({ status }: { status: ApplicationStatus }) {
  const { t } = useLingui()
  const looks: { readonly [status in ApplicationStatus]: readonly [string, string, string] } = {
    submitted: [t`waits for the exam`, 'brass', '…'],
    examined: [t`waits for the decision`, 'brass', '…'],
    granted: [t`granted`, 'green', '✓'],
    refused: [t`refused`, 'red', '✕'],
  }
  return <Look look={looks[status]} testId={`status-${status}`} />
}

export function CertificateBadge({ status }: { status: CertificateStatus }) {
  const { t } = useLingui()
  const looks: { readonly [status in CertificateStatus]: readonly [string, string, string] } = {
    active: [t`active`, 'green', '✓'],
    suspended: [t`suspended`, 'brass', '⏸'],
    withdrawn: [t`revoked`, 'red', '✕'],
    expired: [t`expired`, 'gray', '⌛'],
  }
  return <Look look={looks[status]} testId={`status-${status}`} />
}

function Look({ look: [text, colour, sign], testId }: { look: readonly [string, string, string]; testId: string }) {
  return (
    <Badge
      color={colour}
      variant="light"
      tt="none"
      leftSection={<span aria-hidden="true">{sign}</span>}
      data-testid={testId}
    >
      {text}
    </Badge>
  )
}
