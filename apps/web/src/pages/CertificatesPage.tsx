/** Certificates: a holder's own, or for an officer all of them with suspending, reinstating and revoking. */

import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text, Textarea, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type CertificateSummary, certificatesQuery, changeStatus } from '../api/certification.ts'
import type { Me } from '../api/me.ts'
import { Dialog } from '../app/Dialog.tsx'
import { LinkButton } from '../app/LinkButton.tsx'
import { PageHead } from '../app/PageHead.tsx'
import { Problem } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty, Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { CertificateBadge } from './StatusBadge.tsx'

export function CertificatesPage() {
  return <SignedIn>{(me) => <Certificates me={me} />}</SignedIn>
}

function Certificates({ me }: { me: Me }) {
  const query = useQuery(certificatesQuery)
  return (
    <>
      <PageHead
        title={<Trans>Certificates</Trans>}
        lead={<Trans>The signed file is the certificate. The print leads to its public page by a QR code.</Trans>}
      />
      <Loaded query={query}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={<Trans>No certificate yet</Trans>}>
              <Link to="/certification">
                <Trans>See what a scheme asks for</Trans>
              </Link>
            </Empty>
          ) : (
            <div className="exercises">
              {all.map((certificate) => (
                <CertificateCard key={certificate.number} certificate={certificate} me={me} />
              ))}
            </div>
          )
        }
      </Loaded>
    </>
  )
}

function CertificateCard({ certificate, me }: { certificate: CertificateSummary; me: Me }) {
  const { words, date, person } = useFormats()
  const { number, scheme } = certificate
  return (
    <article className="card certificate-card" data-testid={`certificate-${number}`}>
      <Group justify="space-between">
        <code className="number">{number}</code>
        <CertificateBadge status={certificate.status} />
      </Group>
      <Title order={2} size="h3">
        {person(certificate.holderName ?? '', certificate.holderNames)}
      </Title>
      <Text size="sm">{scheme ? words(scheme.name) : certificate.schemeId}</Text>
      <Text size="sm" c="dimmed">
        <Trans>Valid until {date(certificate.validUntil)}</Trans>
      </Text>
      <Group gap="xs">
        <LinkButton to="/certificates/$number/print" params={{ number }} size="xs" data-testid={`print-${number}`}>
          <Trans>Print</Trans>
        </LinkButton>
        <Button
          component="a"
          href={`/api/certificates/${number}/credential`}
          download={`${number}.json`}
          size="xs"
          variant="default"
          data-testid={`download-${number}`}
        >
          <Trans>Signed file (JSON)</Trans>
        </Button>
        <LinkButton to="/verify/$number" params={{ number }} size="xs" variant="default">
          <Trans>Verify</Trans>
        </LinkButton>
      </Group>
      {me.permissions.includes('certificate:changeStatus') && <StatusChanges certificate={certificate} />}
    </article>
  )
}

type Change = 'suspend' | 'reinstate' | 'revoke'

function StatusChanges({ certificate }: { certificate: CertificateSummary }) {
  const [change, setChange] = useState<Change | undefined>(undefined)
  const [reason, setReason] = useState('')
  const { t } = useLingui()
  const queries = useQueryClient()
  const names: { readonly [change in Change]: string } = {
    suspend: t`Suspend`,
    reinstate: t`Reinstate`,
    revoke: t`Revoke`,
  }
  const offered: readonly Change[] =
    certificate.status === 'active'
      ? ['suspend', 'revoke']
      : certificate.status === 'suspended'
        ? ['reinstate', 'revoke']
        : []
  const changing = useMutation({
    mutationFn: (what: Change) => changeStatus(certificate.number, what, reason),
    onSuccess: async () => {
      setChange(undefined)
      setReason('')
      await queries.invalidateQueries({ queryKey: certificatesQuery.queryKey })
    },
  })
  if (offered.length === 0) return null
  return (
    <>
      <Group gap="xs">
        {offered.map((one) => (
          <Button
            key={one}
            size="compact-xs"
            variant="subtle"
            onClick={() => setChange(one)}
            data-testid={`${one}-${certificate.number}`}
          >
            {names[one]}
          </Button>
        ))}
      </Group>
      <Dialog
        isOpen={change !== undefined}
        close={() => setChange(undefined)}
        title={change ? `${names[change]}: ${certificate.number}` : ''}
      >
        <Stack>
          <Text size="sm">
            {change === 'revoke' ? (
              <Trans>Revoking is for good. Everyone who verifies the certificate sees it at once.</Trans>
            ) : (
              <Trans>Everyone who verifies the certificate sees it at once.</Trans>
            )}
          </Text>
          <Textarea
            label={t`Reason`}
            description={t`Required. It is kept with your name, and is not public.`}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            autosize
            minRows={2}
            data-testid="change-reason"
          />
          {changing.isError && <Problem problem={changing.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setChange(undefined)}>
              <Trans>Back</Trans>
            </Button>
            <Button
              disabled={reason.trim() === '' || change === undefined}
              loading={changing.isPending}
              onClick={() => change && changing.mutate(change)}
              data-testid="confirm"
            >
              {change && names[change]}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  )
}
