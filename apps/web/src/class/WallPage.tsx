/** The instructor's wall: every station of the class on one screen, whoever needs help first. */
import { Trans, useLingui } from '@lingui/react/macro'
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { groupsQuery } from '../api/groups.ts'
import { NotFoundPage, Problem } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty, Waiting } from '../app/Waiting.tsx'
import { PlannedStarts } from '../competitions/PlannedStarts.tsx'
import { useFormats } from '../language/formats.ts'
import './class.css'
import { GroupMessage } from './GroupMessage.tsx'
import { GroupSelect } from './GroupSelect.tsx'
import { StationDialog } from './StationDialog.tsx'
import { StationTile } from './StationTile.tsx'
import { inOrder, isOfGroup, needOf } from './tiles.ts'
import { useTileName } from './use-tile-name.ts'
import { useWall } from './use-wall.ts'

export function WallPage() {
  return (
    <SignedIn>
      {(me) =>
        me.permissions.includes('class:watch') ? (
          <Wall canGuide={me.permissions.includes('class:guide')} userId={me.userId} />
        ) : (
          <NotFoundPage />
        )
      }
    </SignedIn>
  )
}

function Wall({ canGuide, userId }: { canGuide: boolean; userId: string }) {
  const { tiles, isOpen, refusal } = useWall()
  const nowMs = useNowMs()
  const { words, number } = useFormats()
  const nameOf = useTileName()
  const { t } = useLingui()
  const [exerciseId, setExerciseId] = useState('')
  const { data: groups = [] } = useQuery(groupsQuery)
  const [groupId, setGroupId] = useState('')
  const [chosenId, setChosenId] = useState<string | undefined>(undefined)
  useEffect(() => {
    document.title = `${t`Class`} · Luban`
  })
  if (refusal) return <Problem problem={refusal} />
  if (tiles === undefined) return <Waiting />
  const group = groups.find(({ id }) => id === groupId)
  const all = [...tiles.values()].filter((tile) => group === undefined || isOfGroup(tile, group))
  const shown = all.filter((tile) => exerciseId === '' || tile.exerciseId === exerciseId)
  const ordered = inOrder(shown, nowMs, nameOf)
  const over = ordered.filter((tile) => needOf(tile, nowMs) === 'ended')
  const atWork = ordered.filter((tile) => !over.includes(tile))
  const chosen = chosenId === undefined ? undefined : tiles.get(chosenId)
  const exercises = new Map(all.map((tile) => [tile.exerciseId, words(tile.exerciseTitle)]))

  return (
    <div className="wall" data-testid="wall">
      <header className="wall-head">
        <h1>
          <Trans>Class</Trans>
        </h1>
        <span>
          <Trans>Stations: {number(all.filter(({ ended }) => ended === null).length)}</Trans>
        </span>
        <Link to="/competitions" data-testid="to-competitions">
          <Trans>Competitions</Trans>
        </Link>
        <PlannedStarts />
        {canGuide && (
          <>
            <Link to="/compose">
              <Trans>Own exercises</Trans>
            </Link>
            <Link to="/groups" data-testid="to-groups">
              <Trans>Groups</Trans>
            </Link>
          </>
        )}
        {canGuide && group && <GroupMessage group={group} />}
        <span className="wall-link" role="status" data-open={isOpen || undefined}>
          {isOpen ? t`connected` : t`connection lost, trying again`}
        </span>
        <GroupSelect groupId={groupId} choose={setGroupId} />
        <NativeSelect
          size="xs"
          aria-label={t`Exercise`}
          value={exerciseId}
          onChange={(event) => setExerciseId(event.currentTarget.value)}
          data={[{ value: '', label: t`All exercises` }, ...[...exercises].map(([value, label]) => ({ value, label }))]}
        />
      </header>
      {shown.length === 0 ? (
        <Empty title={<Trans>No station is running</Trans>}>
          <Trans>A station appears here as soon as a trainee starts an exercise.</Trans>
        </Empty>
      ) : (
        [atWork, over].map(
          (list) =>
            list.length > 0 && (
              <ul key={list === over ? 'over' : 'at work'} className="wall-tiles">
                {list.map((tile) => (
                  <li key={tile.attemptId}>
                    <StationTile tile={tile} nowMs={nowMs} open={() => setChosenId(tile.attemptId)} />
                  </li>
                ))}
              </ul>
            ),
        )
      )}
      {chosen && (
        <StationDialog
          tile={chosen}
          canGuide={canGuide && chosen.traineeId !== userId}
          close={() => setChosenId(undefined)}
        />
      )}
    </div>
  )
}

function useNowMs(): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return nowMs
}
