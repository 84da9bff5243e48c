/** On the wall: the competition that starts next by itself, and those that did not start as it was set. */
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Competition, competitionsQuery } from '../api/competitions.ts'
import { Countdown } from './Countdown.tsx'
import './competitions.css'

const AGAIN_MS = 5000

export function PlannedStarts() {
  const { data } = useQuery({ ...competitionsQuery, refetchInterval: AGAIN_MS })
  if (data === undefined) return null
  const [next] = data.competitions
    .flatMap((one) => (one.startsAt !== null && one.startedAt === null ? [{ ...one, startsAt: one.startsAt }] : []))
    .sort((one, other) => Date.parse(one.startsAt) - Date.parse(other.startsAt))
  const failed = data.competitions.filter(({ startProblem }) => startProblem !== null)
  return (
    <>
      {next && (
        <span className="wall-start" data-testid="wall-next-start">
          <ToCompetition competition={next} /> <Countdown startsAt={next.startsAt} told={data} />
        </span>
      )}
      {failed.map((one) => (
        <span key={one.id} className="wall-start" data-failed data-testid="wall-no-start">
          <ToCompetition competition={one} /> <Trans>did not start as it was set</Trans>
        </span>
      ))}
    </>
  )
}

function ToCompetition({ competition: { id, title } }: { competition: Competition }) {
  return (
    <Link to="/competitions/$competitionId" params={{ competitionId: id }}>
      {title}
    </Link>
  )
}
