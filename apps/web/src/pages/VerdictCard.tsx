/** The answer of a verification: a word, a sign and a colour; the moment it speaks for; and the little that is public. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Verdict } from '../api/certification.ts'
import { useFormats } from '../language/formats.ts'
import type { Language } from '../language/language.ts'

export type VerdictKind = Verdict['kind'] | 'notFound'

type Look = {
  readonly title: string
  readonly text: string
  readonly sign: string
  readonly tone: 'good' | 'caution' | 'bad'
}

/** `asOf`: the moment it speaks for; `since`: when it was suspended or revoked. */
export function VerdictCard({
  kind,
  asOf,
  since,
  children,
}: {
  kind: VerdictKind
  asOf?: string | undefined
  since?: string | undefined
  children?: ReactNode
}) {
  const look = useLooks()[kind]
  const { date, dateTime } = useFormats()
  return (
    <section className="verdict" data-tone={look.tone} data-kind={kind} data-testid="verify-result" aria-live="polite">
      <div className="verdict-head">
        <span className="verdict-sign" aria-hidden="true">
          {look.sign}
        </span>
        <div>
          <h2>{look.title}</h2>
          <p>{look.text}</p>
          {since && (
            <p data-testid="status-since">
              {kind === 'suspended' ? (
                <Trans>Suspended since {date(since)}. The reason is not public.</Trans>
              ) : (
                <Trans>Revoked on {date(since)}. The reason is not public.</Trans>
              )}
            </p>
          )}
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

/** What a certificate says, the same whether it was found by its number or read from its file. */
export type ShownFacts = {
  readonly holder: string | undefined
  readonly number: string | undefined
  readonly name: string
  readonly scheme: string | undefined
  readonly schemeVersion: string | undefined
  readonly level: string | undefined
  readonly scope: readonly string[] | undefined
  readonly limits: string | undefined
  /** What a file of before, or of another issuer, has is English. */
  readonly nameLanguage: Language
  /** Of level, scope and limits. */
  readonly wordsLanguage: Language
  readonly isDemo: boolean
  readonly validFrom: string
  readonly validUntil: string | undefined
  readonly issuer: string
}

export function Facts({ facts }: { facts: ShownFacts }) {
  const { t } = useLingui()
  const { date } = useFormats()
  const { holder, number, name, level, scope, limits, wordsLanguage: lang, validUntil } = facts
  return (
    <>
      <dl className="facts" data-testid="facts">
        <Fact label={t`Holder`}>{holder}</Fact>
        <Fact label={t`Number`}>{number}</Fact>
        <Fact label={t`Certificate`} lang={facts.nameLanguage}>
          {name}
        </Fact>
        <Fact label={t`Scheme`}>{facts.scheme && <SchemeId {...facts} />}</Fact>
        <Fact label={t`Level`} lang={lang}>
          {level}
        </Fact>
        <Fact label={t`Scope`} lang={lang}>
          {scope && (
            <ul>
              {scope.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact label={t`Limits`} lang={lang}>
          {limits}
        </Fact>
        <Fact label={t`Valid from`}>{date(facts.validFrom)}</Fact>
        <Fact label={t`Valid until`}>{validUntil && date(validUntil)}</Fact>
        <Fact label={t`Issuer`}>{facts.issuer}</Fact>
        <Fact label={t`Accreditation number`}>
          <Trans>none stated</Trans>
        </Fact>
      </dl>
      {facts.isDemo && (
        <p data-testid="demo-mark">
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

/** One line; none for what is not known. */
function Fact({ label, lang, children }: { label: string; lang?: Language; children: ReactNode }) {
  if (!children) return null
  return (
    <div>
      <dt>{label}</dt>
      <dd lang={lang}>{children}</dd>
    </div>
  )
}

function SchemeId({ scheme, schemeVersion }: Pick<ShownFacts, 'scheme' | 'schemeVersion'>) {
  return (
    <>
      <code>{scheme}</code>{' '}
      {schemeVersion && (
        <span className="unbroken">
          <Trans>version {schemeVersion}</Trans>
        </span>
      )}
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
