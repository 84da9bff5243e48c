/** Competitions: those there are, and for an instructor the form that opens a new one. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group, MultiSelect, NativeSelect, NumberInput, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  type Competition,
  competitionsQuery,
  competitorsQuery,
  createCompetition,
  type NewTeam,
  TEAM_MEMBERS_MAX,
} from '../api/competitions.ts'
import { workshopsQuery } from '../api/workshops.ts'
import { PageHead } from '../app/PageHead.tsx'
import { useRemedy } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty, Loaded } from '../app/Waiting.tsx'
import { StartField } from '../competitions/StartControls.tsx'
import { startOf } from '../competitions/workshop-clock.ts'
import { useFormats } from '../language/formats.ts'

export function CompetitionsPage() {
  return (
    <SignedIn>
      {(me) => (
        <>
          <PageHead
            title={<Trans>Competitions</Trans>}
            lead={<Trans>Teams of up to four, each at a car of its own with the same fault, against the clock.</Trans>}
          />
          <CompetitionList />
          {me.permissions.includes('competition:manage') && <NewCompetition />}
        </>
      )}
    </SignedIn>
  )
}

function CompetitionList() {
  const query = useQuery(competitionsQuery)
  return (
    <Loaded query={query}>
      {({ competitions }) =>
        competitions.length === 0 ? (
          <Empty title={<Trans>No competition yet</Trans>}>
            <Trans>An instructor opens one, and names the teams.</Trans>
          </Empty>
        ) : (
          <ul className="competitions" data-testid="competitions">
            {competitions.map((competition) => (
              <li key={competition.id}>
                <Link to="/competitions/$competitionId" params={{ competitionId: competition.id }}>
                  {competition.title}
                </Link>{' '}
                <small>
                  <WhenStarted competition={competition} />
                </small>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}

function WhenStarted({ competition }: { competition: Competition }) {
  const { dateTime } = useFormats()
  const { createdAt, startsAt, startedAt, cancelledAt } = competition
  if (cancelledAt !== null) return <Trans>called off {dateTime(cancelledAt)}</Trans>
  if (startedAt !== null) return <Trans>started {dateTime(startedAt)}</Trans>
  if (startsAt !== null) return <Trans>starts {dateTime(startsAt)}</Trans>
  return <Trans>opened {dateTime(createdAt)}, not started</Trans>
}

const LIMIT_MIN = 60

function NewCompetition() {
  const { words, person, number } = useFormats()
  const { t } = useLingui()
  const teamOf = (count: number): NewTeam => ({ name: t`Team ${number(count)}`, memberIds: [] })
  const navigate = useNavigate()
  const remedyOf = useRemedy()
  const { data: workshops = [] } = useQuery(workshopsQuery)
  const { data: people = [] } = useQuery(competitorsQuery)
  const [title, setTitle] = useState('')
  const [exerciseId, setExerciseId] = useState('')
  const [limitMin, setLimitMin] = useState(LIMIT_MIN)
  const [local, setLocal] = useState('')
  const [teams, setTeams] = useState<readonly NewTeam[]>(() => [teamOf(1), teamOf(2)])
  const { data: told } = useQuery(competitionsQuery)
  const startsAt = told && startOf(local, told)
  const [problem, setProblem] = useState<unknown>(undefined)
  const [isBusy, setBusy] = useState(false)
  const exercises = workshops
    .flatMap(({ laboratories }) => laboratories)
    .flatMap((laboratory) => laboratory.exercises)
    .filter(({ modes }) => modes.includes('practice'))
  const taken = new Set(teams.flatMap(({ memberIds }) => memberIds))
  const change = (at: number, part: Partial<NewTeam>) =>
    setTeams((all) => all.map((team, i) => (i === at ? { ...team, ...part } : team)))
  const isWhole =
    title.trim() !== '' &&
    exerciseId !== '' &&
    (local === '' || startsAt !== undefined) &&
    teams.every((team) => team.name.trim() !== '' && team.memberIds.length > 0)

  async function open() {
    setBusy(true)
    try {
      const { id } = await createCompetition({ title, exerciseId, limitMin, startsAt: startsAt ?? null, teams })
      await navigate({ to: '/competitions/$competitionId', params: { competitionId: id } })
    } catch (failure) {
      setProblem(failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="competition-form"
      onSubmit={(event) => {
        event.preventDefault()
        void open()
      }}
    >
      <h2 className="section-title">
        <Trans>New competition</Trans>
      </h2>
      <Stack gap="sm">
        <TextInput
          label={t`Name of the competition`}
          value={title}
          maxLength={100}
          onChange={(event) => setTitle(event.currentTarget.value)}
          data-testid="competition-title"
        />
        <NativeSelect
          label={t`Exercise`}
          value={exerciseId}
          data={[
            { value: '', label: t`Choose` },
            ...exercises.map(({ id, title }) => ({ value: id, label: words(title) })),
          ]}
          onChange={(event) => setExerciseId(event.currentTarget.value)}
          data-testid="competition-exercise"
        />
        <NumberInput
          label={t`Time limit, minutes`}
          min={1}
          max={240}
          value={limitMin}
          onChange={(value) => setLimitMin(Number(value) || LIMIT_MIN)}
        />
        <StartField
          value={local}
          change={setLocal}
          isRefused={local !== '' && startsAt === undefined}
          description={t`By the clock of the workshop. Empty: you start them by hand.`}
        />
        {teams.map((team, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a team is its number.
          <Group key={i} align="flex-end" gap="sm" wrap="wrap">
            <TextInput
              label={t`Team`}
              value={team.name}
              maxLength={100}
              onChange={(event) => change(i, { name: event.currentTarget.value })}
            />
            <MultiSelect
              label={t`Members, up to four; the attempt is kept under the first`}
              style={{ flex: '1 1 320px' }}
              searchable
              maxValues={TEAM_MEMBERS_MAX}
              data={people
                .filter(({ userId }) => team.memberIds.includes(userId) || !taken.has(userId))
                .map(({ userId, name, names }) => ({ value: userId, label: person(name, names) }))}
              value={[...team.memberIds]}
              onChange={(memberIds) => change(i, { memberIds })}
              data-testid={`competition-members-${i}`}
            />
            {teams.length > 1 && (
              <Button variant="default" onClick={() => setTeams((all) => all.toSpliced(i, 1))}>
                <Trans>Remove the team</Trans>
              </Button>
            )}
          </Group>
        ))}
        {problem !== undefined && (
          <Alert color="red" variant="light">
            {remedyOf(problem)}
          </Alert>
        )}
        <Group>
          <Button
            variant="default"
            onClick={() => setTeams((all) => [...all, teamOf(all.length + 1)])}
            data-testid="competition-add-team"
          >
            <Trans>Another team</Trans>
          </Button>
          <Button type="submit" loading={isBusy} disabled={!isWhole} data-testid="competition-open">
            <Trans>Open the competition</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
