/** What the register says of one certificate number: where the QR code of a print leads. */

import { Trans, useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type CertificateStatus, type RegisterEntry, registerQuery } from '../api/certification.ts'
import { ApiProblem } from '../api/client.ts'
import { LinkButton } from '../app/LinkButton.tsx'
import { PageHead } from '../app/PageHead.tsx'
import { Problem } from '../app/Problem.tsx'
import { Waiting } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { Facts, VerdictCard, type VerdictKind } from './VerdictCard.tsx'

const VERDICTS: { readonly [status in CertificateStatus]: VerdictKind } = {
  active: 'valid',
  suspended: 'suspended',
  withdrawn: 'revoked',
  expired: 'expired',
}

export function VerifyNumberPage() {
  const { number } = useParams({ from: '/verify/$number' })
  const query = useQuery({ ...registerQuery(number), retry: false })
  return (
    <Stack gap="lg" maw={820}>
      <PageHead above={<Trans>Register of certificates</Trans>} title={number} />
      {query.isPending && <Waiting />}
      {query.isError && <Refused problem={query.error} retry={() => void query.refetch()} />}
      {query.data && <Entry entry={query.data} asOf={new Date(query.dataUpdatedAt).toISOString()} />}
      <LinkButton to="/verify" variant="default" style={{ alignSelf: 'flex-start' }}>
        <Trans>Verify another one</Trans>
      </LinkButton>
    </Stack>
  )
}

function Refused({ problem, retry }: { problem: unknown; retry: () => void }) {
  if (problem instanceof ApiProblem && problem.status === 404) return <VerdictCard kind="notFound" />
  return <Problem problem={problem} retry={retry} />
}

function Entry({ entry, asOf }: { entry: RegisterEntry; asOf: string }) {
  const { t } = useLingui()
  const { words, date, person } = useFormats()
  const { scheme } = entry
  const name = entry.holderName === null ? null : person(entry.holderName, entry.holderNames)
  return (
    <VerdictCard kind={VERDICTS[entry.status]} asOf={asOf}>
      <Facts
        isDemo={scheme?.isDemo ?? false}
        facts={[
          [t`Holder`, name ?? t`The person asked not to be shown.`],
          [t`Number`, entry.number],
          [t`Certificate`, scheme ? words(scheme.name) : entry.schemeId],
          [t`Level`, scheme && words(scheme.level)],
          [
            t`Scope`,
            scheme && (
              <ul>
                {scheme.scope.map((line) => (
                  <li key={line.en}>{words(line)}</li>
                ))}
              </ul>
            ),
          ],
          [t`Limits`, scheme && words(scheme.limits)],
          [t`Valid from`, date(entry.validFrom)],
          [t`Valid until`, date(entry.validUntil)],
        ]}
      />
    </VerdictCard>
  )
}
