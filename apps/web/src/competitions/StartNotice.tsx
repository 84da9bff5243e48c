/** What everybody sees of a start that is ahead: when, what is left, or why there was none. */
import { Trans } from '@lingui/react/macro'
import { Alert } from '@mantine/core'
import { ApiProblem } from '../api/client.ts'
import type { CompetitionStanding } from '../api/competitions.ts'
import { useRemedy } from '../app/Problem.tsx'
import { useFormats } from '../language/formats.ts'
import { Countdown } from './Countdown.tsx'
import './competitions.css'

export function StartNotice({ competition }: { competition: CompetitionStanding }) {
  const { dateTime } = useFormats()
  const { startsAt, startedAt, cancelledAt, startProblem, teams } = competition
  if (startedAt !== null) return null
  if (cancelledAt !== null) {
    return (
      <Alert color="gray" variant="light" mb="md" data-testid="competition-called-off">
        <Trans>This competition was called off, {dateTime(cancelledAt)}.</Trans>
      </Alert>
    )
  }
  if (startProblem !== null) return <NoStart problem={startProblem} />
  if (startsAt === null) return null
  return (
    <section className="card start-notice" data-testid="competition-planned">
      <p>
        <Trans>All teams start at once, {dateTime(startsAt)}, by the clock of the workshop.</Trans>
      </p>
      <Countdown startsAt={startsAt} told={competition} />
      {teams.some(({ isMine }) => isMine) && (
        <p className="panel-hint">
          <Trans>Stay on this page: it takes you to the car of your team as soon as it is open.</Trans>
        </p>
      )}
    </section>
  )
}

function NoStart({ problem }: { problem: NonNullable<CompetitionStanding['startProblem']> }) {
  const { dateTime } = useFormats()
  const remedyOf = useRemedy()
  const { code, startsAt, person } = problem
  return (
    <Alert color="red" variant="light" mb="md" data-testid="competition-no-start">
      <Trans>Nobody was started as it was set for {dateTime(startsAt)}.</Trans>{' '}
      {remedyOf(new ApiProblem(code, 409, code))}
      {person !== undefined && ` (${person})`}
    </Alert>
  )
}
