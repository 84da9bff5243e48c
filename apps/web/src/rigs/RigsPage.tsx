/** The rigs of the laboratories; for whoever runs them also what is broken, adding, changing and the sheets to print. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Button, Group } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { RIGS_KEY, type Rig, rigsQuery, withdrawRig } from '../api/rigs.ts'
import { findLaboratory, workshopsQuery } from '../api/workshops.ts'
import { Dialog } from '../app/Dialog.tsx'
import { LinkButton } from '../app/LinkButton.tsx'
import { PageHead } from '../app/PageHead.tsx'
import { NotFoundPage, Problem } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty, Loaded } from '../app/Waiting.tsx'
import { Confirm } from '../bench/Confirm.tsx'
import { useFormats } from '../language/formats.ts'
import { Defects } from './Defects.tsx'
import { RigForm } from './RigForm.tsx'
import './rigs.css'

export function RigsPage() {
  return (
    <SignedIn>
      {({ permissions }) =>
        permissions.includes('rig:read') ? <Rigs canManage={permissions.includes('rig:manage')} /> : <NotFoundPage />
      }
    </SignedIn>
  )
}

function Rigs({ canManage }: { canManage: boolean }) {
  const query = useQuery(rigsQuery)
  const { person, byName } = useFormats()
  return (
    <>
      <PageHead
        title={<Trans>Rigs</Trans>}
        lead={<Trans>Cars and training rigs of the laboratories: scan the code on one, or open it here.</Trans>}
        actions={
          canManage && (
            <Group gap="xs">
              <LinkButton to="/adapters" variant="default" data-testid="to-adapters">
                <Trans>Real cars</Trans>
              </LinkButton>
              <AddRig />
            </Group>
          )
        }
      />
      {canManage && <Defects />}
      <Loaded query={query}>
        {(rigs) =>
          rigs.length === 0 ? (
            <Empty title={<Trans>No rig yet</Trans>}>
              <Trans>Whoever runs the laboratories adds them here, and prints a sheet with a QR code for each.</Trans>
            </Empty>
          ) : (
            <ul className="rigs" data-testid="rigs">
              {byName(rigs, ({ name, names }) => person(name, names)).map((rig) => (
                <RigRow key={rig.code} rig={rig} canManage={canManage} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}

function RigRow({ rig, canManage }: { rig: Rig; canManage: boolean }) {
  const { person, words, number } = useFormats()
  const { data: workshops = [] } = useQuery(workshopsQuery)
  const laboratory = findLaboratory(workshops, rig.laboratoryId)?.laboratory
  const userName = rig.usedBy ? person(rig.usedBy.name, rig.usedBy.names) : ''
  return (
    <li className="card" data-testid={`rig-${rig.code}`}>
      <div className="rig-what">
        <Link to="/rig/$rigCode" params={{ rigCode: rig.code }}>
          <strong>{person(rig.name, rig.names)}</strong>
        </Link>
        <small>
          {laboratory && `${words(laboratory.name)} · `}
          <code>{rig.code}</code>
        </small>
      </div>
      <Group gap="xs">
        {rig.isOutOfOrder ? (
          <Badge color="red" variant="light" tt="none">
            <Trans>out of order</Trans>
          </Badge>
        ) : (
          <Badge color="green" variant="light" tt="none">
            <Trans>usable</Trans>
          </Badge>
        )}
        {rig.openDefects > 0 && (
          <Badge color="gray" variant="light" tt="none">
            <Trans>Open defects: {number(rig.openDefects)}</Trans>
          </Badge>
        )}
        {rig.usedBy && (
          <Badge variant="light" tt="none">
            <Trans>in use by {userName}</Trans>
          </Badge>
        )}
      </Group>
      {canManage && <RigButtons rig={rig} />}
    </li>
  )
}

function RigButtons({ rig }: { rig: Rig }) {
  const queries = useQueryClient()
  const { person } = useFormats()
  const name = person(rig.name, rig.names)
  const [isOpen, setOpen] = useState(false)
  const withdrawing = useMutation({
    mutationFn: () => withdrawRig(rig.code),
    onSettled: () => queries.invalidateQueries({ queryKey: RIGS_KEY }),
  })
  return (
    <Group gap="xs">
      <LinkButton size="xs" variant="default" to="/rigs/$rigCode/sheet" params={{ rigCode: rig.code }}>
        <Trans>Sheet with QR code</Trans>
        <span className="sr-only"> {name}</span>
      </LinkButton>
      <Button size="xs" variant="default" onClick={() => setOpen(true)} data-testid={`change-${rig.code}`}>
        <Trans>Change the rig</Trans>
        <span className="sr-only"> {name}</span>
      </Button>
      <Dialog isOpen={isOpen} close={() => setOpen(false)} title={name}>
        <RigForm rig={rig} close={() => setOpen(false)} />
      </Dialog>
      <Confirm
        title={<Trans>Take this rig out?</Trans>}
        text={<Trans>Its code leads nowhere from then on. What was booked and reported stays on record.</Trans>}
        yes={<Trans>Take it out</Trans>}
        onYes={() => withdrawing.mutateAsync().catch(() => undefined)}
      >
        {(open) => (
          <Button size="xs" variant="subtle" onClick={open}>
            <Trans>Take it out</Trans>
            <span className="sr-only"> {name}</span>
          </Button>
        )}
      </Confirm>
      {withdrawing.error && <Problem problem={withdrawing.error} />}
    </Group>
  )
}

function AddRig() {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)} data-testid="add-rig">
        {t`Add a rig`}
      </Button>
      <Dialog isOpen={isOpen} close={() => setOpen(false)} title={t`Add a rig`}>
        <RigForm close={() => setOpen(false)} />
      </Dialog>
    </>
  )
}
