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
import { Facts, VerdictCard } from './VerdictCard.tsx'

export function VerifyPage() {
  return (
    <>
      <PageHead
        title={<Trans>Verify a certificate</Trans>}
        lead={<Trans>No account is needed. The answer shows the minimum: name, scheme, scope, dates and status.</Trans>}
      />
      <div className="verify-ways">
        <ByNumber />
        <ByFile />
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

function ByFile() {
  const [isOver, setOver] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const checking = useMutation({ mutationFn: async (file: File) => verifyFile(await file.text()) })
  const { t } = useLingui()

  function check(files: FileList | null) {
    const file = files?.[0]
    if (file) checking.mutate(file)
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
          check(event.dataTransfer.files)
        }}
      >
        <p>
          <Trans>Drop the JSON file here</Trans>
        </p>
        <Button variant="default" loading={checking.isPending} onClick={() => picker.current?.click()}>
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
            check(event.currentTarget.files)
            event.currentTarget.value = ''
          }}
          data-testid="verify-file"
        />
      </div>
      {checking.isError && <Problem problem={checking.error} />}
      {checking.data && <FileVerdict verdict={checking.data} />}
    </div>
  )
}

function FileVerdict({ verdict }: { verdict: Verdict }) {
  const { t } = useLingui()
  const { date, language } = useFormats()
  const { certificate } = verdict
  return (
    <VerdictCard kind={verdict.kind} asOf={verdict.status?.asOf}>
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
      {certificate && (
        <Facts
          isDemo={false}
          facts={[
            [t`Holder`, certificate.holderName],
            [t`Number`, certificate.number],
            [t`Certificate`, nameIn(language, certificate)],
            [t`Level`, certificate.level],
            [t`Scope`, certificate.scope],
            [t`Valid from`, date(certificate.validFrom)],
            [t`Valid until`, certificate.validUntil && date(certificate.validUntil)],
            [t`Issuer`, certificate.issuer.names?.[language] ?? certificate.issuer.name ?? certificate.issuer.did],
          ]}
        />
      )}
    </VerdictCard>
  )
}

/** The file holds the name in four languages, a line each ("ru: …"); one of another kind has its own name only. */
function nameIn(language: string, { achievement, description }: NonNullable<Verdict['certificate']>): string {
  const line = description.split('\n').find((one) => one.startsWith(`${language}: `))
  return line?.slice(language.length + 2) ?? achievement
}
