/** What the register says of one certificate number: where the QR code of a print leads. */

import { Trans, useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type CertificateStatus, type PublicEntry, registerQuery } from '../api/certification.ts'
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

function Entry({ entry, asOf }: { entry: PublicEntry; asOf: string }) {
  const { t } = useLingui()
  const { language, words, person } = useFormats()
  const { scheme } = entry
  const holder = entry.holderName === null ? t`The person asked not to be shown.` : entry.holderName
  const shown = person(holder, entry.holderNames)
  return (
    <VerdictCard kind={VERDICTS[entry.status]} since={entry.statusSince ?? undefined} asOf={asOf}>
      <Facts
        facts={{
          holder: shown === holder ? holder : `${holder} · ${shown}`, // As it was signed, first: to compare with the file.
          number: entry.number,
          name: scheme ? words(scheme.name) : entry.schemeId,
          scheme: entry.schemeId,
          schemeVersion: String(entry.schemeVersion),
          level: scheme ? words(scheme.level) : undefined,
          scope: scheme?.scope.map(words),
          limits: scheme ? words(scheme.limits) : undefined,
          nameLanguage: language,
          wordsLanguage: language,
          isDemo: scheme?.isDemo ?? false,
          validFrom: entry.validFrom,
          validUntil: entry.validUntil,
          issuer: entry.issuer.names[language],
        }}
      />
    </VerdictCard>
  )
}
