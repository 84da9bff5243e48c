/** What the QR code on a rig opens, on a phone: start an exercise there, book it, report a defect. */
import { Trans } from '@lingui/react/macro'
import { Alert, Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Me } from '../api/me.ts'
import { type RigDetail, rigQuery } from '../api/rigs.ts'
import { findLaboratory, workshopsQuery } from '../api/workshops.ts'
import { PageHead } from '../app/PageHead.tsx'
import { NotFoundPage } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { Bookings } from './Bookings.tsx'
import { DefectText } from './Defects.tsx'
import { ReportDefect } from './ReportDefect.tsx'
import { StartAtRig } from './StartAtRig.tsx'
import './rigs.css'

export function RigPage() {
  const { rigCode } = useParams({ from: '/rig/$rigCode' })
  return (
    <SignedIn>
      {(me) => (me.permissions.includes('rig:read') ? <Rig code={rigCode.toUpperCase()} me={me} /> : <NotFoundPage />)}
    </SignedIn>
  )
}

function Rig({ code, me }: { code: string; me: Me }) {
  const query = useQuery(rigQuery(code))
  return (
    <Loaded query={query}>
      {(rig) => (
        <div className="rig-page" data-testid="rig-page">
          <Head rig={rig} />
          {me.permissions.includes('attempt:start') && <StartAtRig rig={rig} />}
          <Bookings rig={rig} />
          <section className="card">
            <h2 className="section-title">
              <Trans>Report a defect</Trans>
            </h2>
            {rig.defects.length > 0 && (
              <ul className="rig-defects" data-testid="rig-defects">
                {rig.defects.map((one) => (
                  <li key={one.id}>
                    <DefectText defect={one} />
                  </li>
                ))}
              </ul>
            )}
            <ReportDefect code={code} />
          </section>
        </div>
      )}
    </Loaded>
  )
}

function Head({ rig }: { rig: RigDetail }) {
  const { words, person } = useFormats()
  const { data: workshops = [] } = useQuery(workshopsQuery)
  const place = findLaboratory(workshops, rig.laboratoryId)
  const userName = rig.usedBy ? person(rig.usedBy.name, rig.usedBy.names) : ''
  return (
    <>
      <PageHead above={place && words(place.laboratory.name)} title={person(rig.name, rig.names)} />
      {rig.isOutOfOrder ? (
        <Alert color="red" variant="light" data-testid="rig-out-of-order">
          <Trans>This rig is out of order until its defects are closed. Do not start it.</Trans>
        </Alert>
      ) : (
        <Badge color="green" variant="light" tt="none" data-testid="rig-usable">
          <Trans>usable</Trans>
        </Badge>
      )}
      {rig.usedBy && !rig.usedBy.isMe && (
        <p>
          <Trans>{userName} works here now.</Trans>
        </p>
      )}
    </>
  )
}
