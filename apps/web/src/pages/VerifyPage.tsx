/** Verifying a certificate without an account: by its number, or by its signed file. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { type Verdict, verifyFile } from '../api/certification.ts'
import { PageHead } from '../app/PageHead.tsx'
import { Problem } from '../app/Problem.tsx'
import { useFormats } from '../language/formats.ts'
import type { Language } from '../language/language.ts'
import { Facts, type ShownFacts, VerdictCard } from './VerdictCard.tsx'

export function VerifyPage() {
  const checking = useMutation({ mutationFn: async (file: File) => verifyFile(await file.text()) })
  return (
    <>
      <PageHead
        title={<Trans>Verify a certificate</Trans>}
        lead={<Trans>No account is needed. The answer shows the minimum: name, scheme, scope, dates and status.</Trans>}
      />
      <div className="verify-ways">
        <ByNumber />
        <ByFile check={checking.mutate} isChecking={checking.isPending} />
      </div>
      <div className="verify-answer">
        {checking.isError && <Problem problem={checking.error} />}
        {checking.data && <FileVerdict verdict={checking.data} />}
      </div>
    </>
  )
}

function ByNumber() {
  const [number, setNumber] = useState('')
  const { t } = useLingui()
  const navigate = useNavigate()
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault()
        const typed = number.replaceAll(/\s/g, '').toUpperCase()
        if (typed !== '') void navigate({ to: '/verify/$number', params: { number: typed } })
      }}
    >
      <Title order={2} size="h4">
        <Trans>By its number</Trans>
      </Title>
      <TextInput
        label={t`Certificate number`}
        description={t`As on the print, under the title`}
        placeholder="LBN-2026-…"
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
        data-testid="verify-number"
      />
      <Button type="submit" mt="md" data-testid="verify-number-submit">
        <Trans>Verify</Trans>
      </Button>
    </form>
  )
}

function ByFile({ check, isChecking }: { check: (file: File) => void; isChecking: boolean }) {
  const [isOver, setOver] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const { t } = useLingui()

  function checkFirst(files: FileList | null) {
    const file = files?.[0]
    if (file) check(file)
  }
  return (
    <div className="card">
      <Title order={2} size="h4">
        <Trans>By its signed file</Trans>
      </Title>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an addition; the button inside does the same by keyboard. */}
      <div
        className="drop"
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          checkFirst(event.dataTransfer.files)
        }}
      >
        <p>
          <Trans>Drop the JSON file here</Trans>
        </p>
        <Button variant="default" loading={isChecking} onClick={() => picker.current?.click()}>
          <Trans>Choose a file</Trans>
        </Button>
        <input
          ref={picker}
          type="file"
          accept=".json,.vc,application/json,application/vc"
          className="sr-only"
          tabIndex={-1}
          aria-label={t`File of the certificate`}
          onChange={(event) => {
            checkFirst(event.currentTarget.files)
            event.currentTarget.value = ''
          }}
          data-testid="verify-file"
        />
      </div>
    </div>
  )
}

function FileVerdict({ verdict }: { verdict: Verdict }) {
  const { language } = useFormats()
  const { certificate, status } = verdict
  return (
    <VerdictCard kind={verdict.kind} since={status?.since} asOf={status?.asOf}>
      {verdict.reason && (
        <p className="verdict-detail" lang="en">
          {verdict.at ? `${verdict.at}: ` : ''}
          {verdict.reason}
        </p>
      )}
      {verdict.issuerDid && (
        <p className="verdict-detail">
          <code>{verdict.issuerDid}</code>
        </p>
      )}
      {certificate && <Facts facts={factsIn(language, certificate)} />}
    </VerdictCard>
  )
}

/** The file's own words in the shown language, as far as they were signed; a file of another kind has English only. */
function factsIn(language: Language, certificate: NonNullable<Verdict['certificate']>): ShownFacts {
  const { words, issuer } = certificate
  const signed = words?.[language]
  return {
    holder: certificate.holderName,
    number: certificate.number,
    name: signed?.name ?? certificate.achievement,
    scheme: certificate.scheme,
    schemeVersion: certificate.schemeVersion,
    level: signed?.level ?? certificate.level,
    scope: signed?.scope ?? certificate.scope,
    limits: signed?.limits ?? certificate.limits,
    nameLanguage: signed ? language : 'en',
    wordsLanguage: signed?.scope ? language : 'en',
    isDemo: certificate.isDemo,
    validFrom: certificate.validFrom,
    validUntil: certificate.validUntil,
    issuer: issuer.names?.[language] ?? issuer.name ?? issuer.did,
  }
}
