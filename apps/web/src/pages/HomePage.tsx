/** The first page: what Luban is for, and the workshops of the network with their laboratories. */

import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Group, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { meQuery } from '../api/me.ts'
import { type Laboratory, type Workshop, workshopsQuery } from '../api/workshops.ts'
import { LinkButton } from '../app/LinkButton.tsx'
import { Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { Figures } from './Figures.tsx'
import { InkLine } from './InkLine.tsx'

export function HomePage() {
  const workshops = useQuery(workshopsQuery)
  const { data: me } = useQuery(meQuery)
  const { t } = useLingui()
  document.title = `${t`Workshops`} · Luban`
  return (
    <>
      <section className="hero">
        <div className="hero-text">
          <Title order={1}>
            <Trans>Find the fault. Prove it. Show it to anyone.</Trans>
          </Title>
          <p>
            <Trans>
              Stations that speak the trade's real protocols, safe practice on high voltage, and certificates that
              anyone can verify without an account.
            </Trans>
          </p>
          <Group gap="sm">
            {me === null && (
              <LinkButton to="/sign-in" color="brass.3" size="md">
                <Trans>Sign in to practise</Trans>
              </LinkButton>
            )}
            <LinkButton to="/verify" variant="outline" color="gray.1" size="md">
              <Trans>Verify a certificate</Trans>
            </LinkButton>
          </Group>
        </div>
        <InkLine />
      </section>
      <section aria-labelledby="workshops-title">
        <h2 className="section-title" id="workshops-title">
          <Trans>Workshops</Trans>
        </h2>
        <Loaded query={workshops}>
          {(found) => (
            <div className="workshops">
              {found
                .toSorted((a, b) => a.opening.date.localeCompare(b.opening.date))
                .map((workshop) => (
                  <WorkshopCard key={workshop.id} workshop={workshop} />
                ))}
            </div>
          )}
        </Loaded>
      </section>
    </>
  )
}

function WorkshopCard({ workshop }: { workshop: Workshop }) {
  const { words } = useFormats()
  return (
    <article className="card workshop-card" data-testid={`workshop-${workshop.id}`}>
      <div>
        <p className="eyebrow">{words(workshop.city)}</p>
        <Title order={3}>{words(workshop.field)}</Title>
        <Text size="sm" c="dimmed" mt={4}>
          {words(workshop.host.name)}
        </Text>
      </div>
      <Text size="sm">{words(workshop.about)}</Text>
      <ul className="laboratories">
        {workshop.laboratories.map((laboratory) => (
          <LaboratoryLine key={laboratory.id} laboratory={laboratory} />
        ))}
      </ul>
      <Figures workshop={workshop} />
    </article>
  )
}

function LaboratoryLine({ laboratory }: { laboratory: Laboratory }) {
  const { words, number } = useFormats()
  const count = laboratory.exercises.length
  return (
    <li>
      <Link
        to="/laboratories/$laboratoryId"
        params={{ laboratoryId: laboratory.id }}
        className="laboratory-line"
        data-testid={`laboratory-${laboratory.id}`}
      >
        <span>{words(laboratory.name)}</span>
        {count > 0 ? (
          <Badge color="brass" variant="light" size="sm" tt="none">
            <Trans>Exercises: {number(count)}</Trans>
          </Badge>
        ) : (
          <Badge color="gray" variant="light" size="sm" tt="none">
            <Trans>being prepared</Trans>
          </Badge>
        )}
      </Link>
    </li>
  )
}
