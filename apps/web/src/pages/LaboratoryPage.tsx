/** One laboratory: its purpose, its stations and the exercises that can be done there. */

import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Group, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { findLaboratory, type ListedExercise, workshopsQuery } from '../api/workshops.ts'
import { LinkButton } from '../app/LinkButton.tsx'
import { PageHead } from '../app/PageHead.tsx'
import { NotFoundPage } from '../app/Problem.tsx'
import { Empty, Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'

export function LaboratoryPage() {
  const { laboratoryId } = useParams({ from: '/laboratories/$laboratoryId' })
  const workshops = useQuery(workshopsQuery)
  const { words } = useFormats()
  return (
    <Loaded query={workshops}>
      {(all) => {
        const place = findLaboratory(all, laboratoryId)
        if (!place) return <NotFoundPage />
        const { workshop, laboratory } = place
        return (
          <>
            <PageHead
              above={`${words(workshop.city)} · ${words(workshop.host.shortName)}`}
              title={words(laboratory.name)}
              lead={words(laboratory.purpose)}
            />
            {laboratory.exercises.length === 0 ? (
              <Empty title={<Trans>No exercise here yet</Trans>}>
                <Trans>Exercises appear as soon as this laboratory has a station. Other laboratories are open.</Trans>{' '}
                <Link to="/">
                  <Trans>To the workshops</Trans>
                </Link>
              </Empty>
            ) : (
              <div className="exercises">
                {laboratory.exercises.map((exercise) => (
                  <ExerciseCard key={exercise.id} exercise={exercise} />
                ))}
              </div>
            )}
          </>
        )
      }}
    </Loaded>
  )
}

function ExerciseCard({ exercise }: { exercise: ListedExercise }) {
  const { words, minutes, pair } = useFormats()
  const { t } = useLingui()
  return (
    <article className="card exercise-card">
      <Group gap="xs">
        <Badge color="ink" variant="light" tt="none">
          {exercise.stationName ? words(exercise.stationName) : exercise.station}
        </Badge>
        <Badge color="gray" variant="light" tt="none">
          {minutes(exercise.timeLimitMin)}
        </Badge>
      </Group>
      <Title order={2} size="h3">
        <Link to="/exercises/$exerciseId" params={{ exerciseId: exercise.id }} className="exercise-title">
          {words(exercise.title)}
        </Link>
      </Title>
      <Text c="dimmed" size="sm" style={{ flex: 1 }}>
        {words(exercise.complaint)}
      </Text>
      <LinkButton
        to="/exercises/$exerciseId"
        params={{ exerciseId: exercise.id }}
        variant="light"
        aria-label={pair(t`Read the brief`, words(exercise.title))}
        data-testid={`exercise-${exercise.id}`}
        style={{ alignSelf: 'flex-start' }}
      >
        <Trans>Read the brief</Trans>
      </LinkButton>
    </article>
  )
}
