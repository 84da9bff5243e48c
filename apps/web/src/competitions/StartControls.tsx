/** The instructor's hand on a competition that has not begun: start it now, set its time, call it off. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type CompetitionStanding,
  cancelCompetition,
  competitionQuery,
  competitionsQuery,
  planCompetition,
  startCompetition,
} from '../api/competitions.ts'
import { Dialog } from '../app/Dialog.tsx'
import { Problem } from '../app/Problem.tsx'
import { startOf } from './workshop-clock.ts'

type Props = { competition: CompetitionStanding }

export function StartControls({ competition }: Props) {
  const { startsAt, startedAt, cancelledAt } = competition
  const [isAsked, setAsked] = useState(false)
  const starting = useChange(competition.id, () => startCompetition(competition.id))
  const cancelling = useChange(competition.id, () => cancelCompetition(competition.id))
  if (startedAt !== null || cancelledAt !== null) return null
  return (
    <section className="card start-controls">
      {starting.error && <Problem problem={starting.error} />}
      {startsAt === null && (
        <Button onClick={() => starting.mutate()} loading={starting.isPending} data-testid="competition-start">
          <Trans>Start all teams now</Trans>
        </Button>
      )}
      <StartTime competition={competition} />
      <Button variant="subtle" color="red" onClick={() => setAsked(true)} data-testid="competition-call-off">
        <Trans>Call the competition off</Trans>
      </Button>
      <Dialog
        isOpen={isAsked}
        close={() => setAsked(false)}
        title={<Trans>Call this competition off? It stays on record, and can never be started.</Trans>}
      >
        {cancelling.error && <Problem problem={cancelling.error} />}
        <Group gap="sm">
          <Button
            color="red"
            loading={cancelling.isPending}
            onClick={() => cancelling.mutate()}
            data-testid="competition-call-off-yes"
          >
            <Trans>Call the competition off</Trans>
          </Button>
          <Button variant="default" onClick={() => setAsked(false)}>
            <Trans>Leave it as it is</Trans>
          </Button>
        </Group>
      </Dialog>
    </section>
  )
}

function StartTime({ competition }: Props) {
  const { id, startsAt } = competition
  const [local, setLocal] = useState('')
  const planning = useChange(id, (at: string | null) => planCompetition(id, at))
  const chosen = startOf(local, competition)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen !== undefined) planning.mutate(chosen, { onSuccess: () => setLocal('') })
      }}
    >
      {planning.error && <Problem problem={planning.error} />}
      <Group align="flex-end" gap="sm">
        <StartField value={local} change={setLocal} isRefused={local !== '' && chosen === undefined} />
        <Button
          type="submit"
          variant={startsAt === null ? 'default' : 'filled'}
          disabled={chosen === undefined}
          loading={planning.isPending}
          data-testid="competition-plan"
        >
          {startsAt === null ? <Trans>Set this start</Trans> : <Trans>Change the start to this</Trans>}
        </Button>
        {startsAt !== null && (
          <Button variant="subtle" onClick={() => planning.mutate(null)} data-testid="competition-unplan">
            <Trans>Take the time away, and start by hand</Trans>
          </Button>
        )}
      </Group>
    </form>
  )
}

type FieldProps = { value: string; change: (local: string) => void; isRefused: boolean; description?: string }

export function StartField({ value, change, isRefused, description }: FieldProps) {
  const { t } = useLingui()
  return (
    <TextInput
      type="datetime-local"
      label={t`All teams start at`}
      description={description}
      value={value}
      error={isRefused && t`A start lies ahead, within the next 30 days.`}
      onChange={(event) => change(event.currentTarget.value)}
      data-testid="competition-starts-at"
    />
  )
}

/** What the server answers is how the competition stands now. */
function useChange<Asked = void>(id: string, change: (asked: Asked) => Promise<CompetitionStanding>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: (standing) => queries.setQueryData(competitionQuery(id).queryKey, standing),
    onSettled: () => queries.invalidateQueries({ queryKey: competitionsQuery.queryKey }),
  })
}
