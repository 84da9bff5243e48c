/** Where an instructor composes exercises without code: those there are, and the form for another or a newer one. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Button, Group, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { type ComposedEntry, type ComposedList, composedQuery, keepComposed, tryComposed } from '../api/composed.ts'
import { workshopsQuery } from '../api/workshops.ts'
import { PageHead } from '../app/PageHead.tsx'
import { NotFoundPage, Problem } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty, Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { ComposeForm } from './ComposeForm.tsx'
import './compose.css'
import { useComingTexts, useFaultText } from './fault-text.ts'

export function ComposePage() {
  return <SignedIn>{(me) => (me.permissions.includes('exercise:compose') ? <Compose /> : <NotFoundPage />)}</SignedIn>
}

function Compose() {
  const query = useQuery(composedQuery)
  const { t } = useLingui()
  /** Nothing: the list; `new`: another one; else a newer version of this one. */
  const [edited, setEdited] = useState<ComposedEntry | 'new' | undefined>(undefined)
  useEffect(() => {
    document.title = `${t`Own exercises`} · Luban`
  })
  return (
    <>
      <PageHead
        title={<Trans>Own exercises</Trans>}
        lead={
          <Trans>
            Compose an exercise from a car, its faults, limits and your own words. Try it yourself, then offer it.
          </Trans>
        }
        actions={
          edited === undefined && (
            <Button onClick={() => setEdited('new')} data-testid="compose-new">
              <Trans>Compose an exercise</Trans>
            </Button>
          )
        }
      />
      <Loaded query={query}>
        {(list) =>
          edited === undefined ? (
            <ComposedExercises list={list} edit={setEdited} />
          ) : (
            <ComposeForm
              stations={list.stations}
              settings={list.settings}
              entry={edited === 'new' ? undefined : edited}
              close={() => setEdited(undefined)}
            />
          )
        }
      </Loaded>
    </>
  )
}

function ComposedExercises({ list, edit }: { list: ComposedList; edit: (entry: ComposedEntry) => void }) {
  if (list.exercises.length === 0) {
    return (
      <Empty title={<Trans>Nothing was composed yet</Trans>}>
        <Trans>What you compose stands here, and in its laboratory once it is offered.</Trans>
      </Empty>
    )
  }
  return (
    <ul className="composed">
      {list.exercises.map((entry) => (
        <ComposedCard key={entry.id} entry={entry} list={list} edit={() => edit(entry)} />
      ))}
    </ul>
  )
}

function ComposedCard({ entry, list, edit }: { entry: ComposedEntry; list: ComposedList; edit: () => void }) {
  const { composed, isOffered, isUsable } = entry
  const { words, minutes, person, number, dateTime } = useFormats()
  const faultText = useFaultText()
  const comingTexts = useComingTexts()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const station = list.stations.find(({ id }) => id === composed.station)
  const faults = composed.faults.map((id) => {
    const known = station?.faults.find((fault) => fault.id === id)
    return known ? faultText(known) : id
  })
  const offering = useMutation({
    mutationFn: () => keepComposed(entry.id, { composed, isOffered: !isOffered }),
    onSettled: () =>
      Promise.all([composedQuery, workshopsQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey }))),
  })
  const trying = useMutation({
    mutationFn: () => tryComposed(entry.id),
    onSuccess: ({ id }) => navigate({ to: '/attempts/$attemptId', params: { attemptId: id } }),
  })
  return (
    <li className="card composed-card" data-testid={`composed-${entry.id}`}>
      <div>
        <Group gap="xs">
          <h2 lang={composed.language}>{composed.title}</h2>
          {isOffered ? (
            <Badge color="brass" variant="light" tt="none">
              <Trans>offered</Trans>
            </Badge>
          ) : (
            <Badge color="gray" variant="light" tt="none">
              <Trans>not offered</Trans>
            </Badge>
          )}
        </Group>
        <Text size="sm">
          {faults.join('; ')}
          {composed.faultsComeBy && ` (${comingTexts[composed.faultsComeBy]})`}
        </Text>
        <Text size="xs" c="dimmed">
          {station?.name ? words(station.name) : composed.station} · {minutes(composed.timeLimitMin)} ·{' '}
          <Trans>
            version {number(entry.version)}, {person(entry.authorName, entry.authorNames)}
          </Trans>{' '}
          · {dateTime(entry.at)}
        </Text>
        {!isUsable && (
          <Text size="sm" c="red">
            <Trans>This installation no longer has everything that it names: change it.</Trans>
          </Text>
        )}
      </div>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={edit} data-testid="compose-edit">
          <Trans>Change</Trans>
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={!isUsable}
          loading={trying.isPending}
          onClick={() => trying.mutate()}
          data-testid="compose-try"
        >
          <Trans>Try it</Trans>
        </Button>
        <Button
          size="xs"
          variant={isOffered ? 'subtle' : 'filled'}
          disabled={!isUsable}
          loading={offering.isPending}
          onClick={() => offering.mutate()}
          data-testid="compose-offer"
        >
          {isOffered ? <Trans>Take from the list</Trans> : <Trans>Offer to trainees</Trans>}
        </Button>
      </Group>
      {trying.error && <Problem problem={trying.error} />}
      {offering.error && <Problem problem={offering.error} />}
    </li>
  )
}
