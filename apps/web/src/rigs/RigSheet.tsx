/** The sheet that hangs on a rig: its name and its QR code, in the four languages, on A4. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { renderSVG } from 'uqr'
import { type RigDetail, rigQuery } from '../api/rigs.ts'
import { LinkButton } from '../app/LinkButton.tsx'
import { Mark } from '../app/Mark.tsx'
import { NotFoundPage } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Loaded } from '../app/Waiting.tsx'
import type { Language, Words } from '../language/language.ts'
import '../pages/print.css'
import './rigs.css'

/** In the order of official prints. */
const ORDER: readonly Language[] = ['kk', 'ru', 'zh', 'en']

const SCAN: Words = {
  kk: 'Кодты сканерлеңіз: бастау, брондау, ақау туралы хабарлау',
  ru: 'Отсканируйте код: начать, забронировать, сообщить о дефекте',
  zh: '扫码：开始练习、预约、报告故障',
  en: 'Scan the code: start, book, report a defect',
}

export function RigSheetPage() {
  const { rigCode } = useParams({ from: '/rigs/$rigCode/sheet' })
  return (
    <SignedIn>
      {({ permissions }) => (permissions.includes('rig:manage') ? <Sheet code={rigCode} /> : <NotFoundPage />)}
    </SignedIn>
  )
}

function Sheet({ code }: { code: string }) {
  const query = useQuery(rigQuery(code))
  const { t } = useLingui()
  document.title = `${t`Rig`} ${code} · Luban`
  return (
    <Loaded query={query}>
      {(rig) => (
        <>
          <Group className="no-print" mb="lg" justify="center">
            <Button onClick={() => window.print()} data-testid="print-now">
              <Trans>Print, or save as PDF</Trans>
            </Button>
            <LinkButton to="/rigs" variant="default">
              <Trans>To the rigs</Trans>
            </LinkButton>
          </Group>
          {isOfThisMachine(rig.address) && (
            <Alert className="no-print" color="brass" variant="light" mb="lg">
              <Trans>
                A phone cannot open this address, which belongs to this computer alone. Let the workshop be reached from
                the network first, and print then.
              </Trans>
            </Alert>
          )}
          <Paper rig={rig} />
        </>
      )}
    </Loaded>
  )
}

const isOfThisMachine = (address: string) => /^(127\.|localhost$|\[::1\]$)/.test(new URL(address).hostname)

function Paper({ rig }: { rig: RigDetail }) {
  const { t } = useLingui()
  const qr = useMemo(() => renderSVG(rig.address, { ecc: 'M', border: 0 }), [rig.address])
  const others = ORDER.flatMap((language) => {
    const name = rig.names[language]
    return name === undefined || name === rig.name ? [] : [{ language, name }]
  })
  return (
    <article className="rig-sheet" data-testid="rig-sheet">
      <Mark size={44} />
      <h1>{rig.name}</h1>
      {others.length > 0 && (
        <p>
          {others.map(({ language, name }) => (
            <span key={language} lang={language}>
              {name}
            </span>
          ))}
        </p>
      )}
      <div
        className="rig-qr"
        role="img"
        aria-label={t`QR code: ${rig.address}`}
        // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn here from a text of our own server, squares only.
        dangerouslySetInnerHTML={{ __html: qr }}
      />
      <code className="rig-code">{rig.code}</code>
      <p>
        {ORDER.map((language) => (
          <span key={language} lang={language}>
            {SCAN[language]}
          </span>
        ))}
      </p>
      <code>{rig.address}</code>
    </article>
  )
}
