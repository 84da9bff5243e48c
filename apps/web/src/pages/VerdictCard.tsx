/** The answer of a verification: a word, a sign and a colour; the moment it speaks for; and the little that is public. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Verdict } from '../api/certification.ts'
import { useFormats } from '../language/formats.ts'

export type VerdictKind = Verdict['kind'] | 'notFound'

type Look = {
  readonly title: string
  readonly text: string
  readonly sign: string
  readonly tone: 'good' | 'caution' | 'bad'
}

export function VerdictCard({
  kind,
  asOf,
  children,
}: {
  kind: VerdictKind
  asOf?: string | undefined
  children?: ReactNode
}) {
  const look = useLooks()[kind]
  const { dateTime } = useFormats()
  return (
    <section className="verdict" data-tone={look.tone} data-kind={kind} data-testid="verify-result" aria-live="polite">
      <div className="verdict-head">
        <span className="verdict-sign" aria-hidden="true">
          {look.sign}
        </span>
        <div>
          <h2>{look.title}</h2>
          <p>{look.text}</p>
          {asOf && (
            <p className="verdict-as-of">
              <Trans>Status as of {dateTime(asOf)}</Trans>
            </p>
          )}
        </div>
      </div>
      {children}
    </section>
  )
}

export function Facts({
  facts,
  isDemo,
}: {
  facts: readonly (readonly [label: string, value: ReactNode])[]
  isDemo: boolean
}) {
  return (
    <>
      <dl className="facts">
        {facts.map(([label, value]) =>
          value ? (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {isDemo && (
        <p>
          <Badge color="gray" variant="light" tt="none">
            <Trans>demo</Trans>
          </Badge>{' '}
          <Trans>The scheme is an example: nobody official has approved it.</Trans>
        </p>
      )}
      <p className="panel-hint">
        <Trans>A certificate of the centre is not by itself a state recognition of a qualification.</Trans>
      </p>
    </>
  )
}

function useLooks(): { readonly [kind in VerdictKind]: Look } {
  const { t } = useLingui()
  return {
    valid: { tone: 'good', sign: '✓', title: t`Valid`, text: t`The certificate is genuine and in force.` },
    statusNotChecked: {
      tone: 'caution',
      sign: '?',
      title: t`Genuine, status not checked`,
      text: t`The signature is right and the dates hold, but it may have been suspended or revoked since.`,
    },
    expired: {
      tone: 'caution',
      sign: '⌛',
      title: t`Expired`,
      text: t`The certificate is genuine, but its time is over.`,
    },
    notYetValid: {
      tone: 'caution',
      sign: '⌛',
      title: t`Not valid yet`,
      text: t`The certificate is genuine, but its time has not begun.`,
    },
    suspended: {
      tone: 'bad',
      sign: '⏸',
      title: t`Suspended`,
      text: t`The certificate is genuine, but suspended: it does not hold now.`,
    },
    revoked: {
      tone: 'bad',
      sign: '✕',
      title: t`Revoked`,
      text: t`The certificate was revoked: it does not hold any more.`,
    },
    unknownIssuer: {
      tone: 'bad',
      sign: '?',
      title: t`Unknown issuer`,
      text: t`It was signed by someone whom this workshop does not know. Anyone can sign anything: ask the issuer.`,
    },
    invalidSignature: {
      tone: 'bad',
      sign: '✕',
      title: t`Not genuine`,
      text: t`The signature does not fit the content: it was changed, or never signed by this issuer.`,
    },
    malformed: {
      tone: 'bad',
      sign: '✕',
      title: t`Not a certificate`,
      text: t`This file cannot be read as a certificate.`,
    },
    notFound: {
      tone: 'bad',
      sign: '✕',
      title: t`Not in the register`,
      text: t`There is no certificate of this number. Compare it letter by letter with the print.`,
    },
  }
}
