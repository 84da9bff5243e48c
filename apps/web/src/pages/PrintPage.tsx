/** A certificate on one A4 sheet, in four languages, with the QR code that leads to its verification. */

import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { renderSVG } from 'uqr'
import { type Certificate, certificateQuery } from '../api/certification.ts'
import { LinkButton } from '../app/LinkButton.tsx'
import { Mark } from '../app/Mark.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Loaded } from '../app/Waiting.tsx'
import { createFormats } from '../language/formats.ts'
import type { Language, Words } from '../language/language.ts'
import './print.css'
import { PRINT, PRINT_STATUS } from './print-words.ts'

/** In the order of official prints. */
const ORDER: readonly Language[] = ['kk', 'ru', 'zh', 'en']

export function PrintPage() {
  const { number } = useParams({ from: '/certificates/$number/print' })
  return <SignedIn>{() => <Print number={number} />}</SignedIn>
}

function Print({ number }: { number: string }) {
  const query = useQuery(certificateQuery(number))
  const { t } = useLingui()
  document.title = `${t`Certificate`} ${number} · Luban`
  return (
    <Loaded query={query}>
      {(certificate) => (
        <>
          <Group className="no-print" mb="lg" justify="center">
            <Button onClick={() => window.print()} data-testid="print-now">
              <Trans>Print, or save as PDF</Trans>
            </Button>
            <LinkButton to="/certificates" variant="default">
              <Trans>To the certificates</Trans>
            </LinkButton>
          </Group>
          <Sheet certificate={certificate} />
        </>
      )}
    </Loaded>
  )
}

function Sheet({ certificate }: { certificate: Certificate }) {
  const qr = useMemo(() => renderSVG(certificate.verifyUrl, { ecc: 'M', border: 0 }), [certificate.verifyUrl])
  const { t } = useLingui()
  const { scheme } = certificate
  return (
    <article className="sheet" lang="kk" data-status={certificate.status} data-testid="sheet">
      <NotInForce certificate={certificate} />
      {scheme?.isDemo && (
        <p className="sheet-demo">
          {ORDER.map((language) => (
            <span key={language} lang={language}>
              {PRINT.demo[language]}
            </span>
          ))}
        </p>
      )}
      <header>
        <Mark size={44} />
        <h1>
          {ORDER.filter((language) => language !== 'ru').map((language) => (
            <span key={language} lang={language}>
              {PRINT.title[language]}
            </span>
          ))}
        </h1>
        <code>{certificate.number}</code>
      </header>
      <Four words={PRINT.certifies} className="sheet-certifies" />
      <p className="sheet-holder">{certificate.holderName}</p>
      <OtherNames certificate={certificate} />
      {scheme && <Four words={scheme.name} className="sheet-scheme" />}
      <div className="sheet-columns">
        {ORDER.map((language) => (
          <Column key={language} certificate={certificate} language={language} />
        ))}
      </div>
      <footer>
        <div
          className="sheet-qr"
          role="img"
          aria-label={t`QR code: ${certificate.verifyUrl}`}
          // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn here from a text of our own server, squares only.
          dangerouslySetInnerHTML={{ __html: qr }}
        />
        <div className="sheet-verify">
          <Four words={PRINT.verify} className="sheet-small" />
          <code>{certificate.verifyUrl}</code>
          <p className="sheet-accreditation">
            {ORDER.map((language) => PRINT.accreditation[language]).join(' / ')}: <span className="sheet-blank">—</span>
          </p>
          <Four words={PRINT.notRecognition} className="sheet-small" />
        </div>
      </footer>
    </article>
  )
}

/** Nobody may mistake the sheet for a certificate in force: a line on top with the day, and the word across the sheet. */
function NotInForce({ certificate }: { certificate: Certificate }) {
  const { status } = certificate
  if (status === 'active') return null
  const words = PRINT_STATUS[status]
  const since = sinceOf(certificate)
  return (
    <>
      <p className="sheet-status" data-testid="sheet-status">
        {ORDER.map((language) => (
          <span key={language} lang={language}>
            <strong>{words[language]}</strong> {createFormats(language).date(since)}
          </span>
        ))}
      </p>
      <div className="sheet-across" aria-hidden="true">
        {ORDER.map((language) => (
          <span key={language} lang={language} data-word={words[language]} />
        ))}
      </div>
    </>
  )
}

/** The day from which the certificate is not in force. */
function sinceOf({ status, events, validUntil }: Certificate): string {
  const kind = status === 'withdrawn' ? 'revoked' : status
  return events.findLast((event) => event.kind === kind)?.at ?? validUntil
}

function Four({ words, className }: { words: Words; className: string }) {
  return (
    <p className={className}>
      {ORDER.map((language) => (
        <span key={language} lang={language}>
          {words[language]}
        </span>
      ))}
    </p>
  )
}

/** The same person in other scripts, where known. */
function OtherNames({ certificate }: { certificate: Certificate }) {
  const others = [...new Set(ORDER.flatMap((language) => certificate.holderNames[language] ?? []))].filter(
    (name) => name !== certificate.holderName,
  )
  if (others.length === 0) return null
  return <p className="sheet-other-names">{others.join(' · ')}</p>
}

function Column({ certificate, language }: { certificate: Certificate; language: Language }) {
  const { date } = useMemo(() => createFormats(language), [language])
  const { scheme } = certificate
  return (
    <dl lang={language}>
      {scheme && (
        <>
          <dt>{PRINT.level[language]}</dt>
          <dd>{scheme.level[language]}</dd>
          <dt>{PRINT.scope[language]}</dt>
          <dd>
            <ul>
              {scheme.scope.map((line) => (
                <li key={line.en}>{line[language]}</li>
              ))}
            </ul>
            <small>{scheme.limits[language]}</small>
          </dd>
        </>
      )}
      <dt>{PRINT.validFrom[language]}</dt>
      <dd>{date(certificate.validFrom)}</dd>
      <dt>{PRINT.validUntil[language]}</dt>
      <dd>{date(certificate.validUntil)}</dd>
      <dt>{PRINT.issuer[language]}</dt>
      <dd>{certificate.issuer.names[language]}</dd>
    </dl>
  )
}
