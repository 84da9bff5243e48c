/** Starting an exercise at a rig: on its simulated car, or on the real one through its adapter. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, NativeSelect, Stack } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { runningAttemptsQuery, startAttempt } from '../api/attempts.ts'
import { RIGS_KEY, type RigDetail } from '../api/rigs.ts'
import { findExercise, workshopsQuery } from '../api/workshops.ts'
import { Problem } from '../app/Problem.tsx'
import { useFormats } from '../language/formats.ts'

export function StartAtRig({ rig }: { rig: RigDetail }) {
  const { t } = useLingui()
  const { words, pair } = useFormats()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { data: workshops = [] } = useQuery(workshopsQuery)
  const { data: running = [] } = useQuery(runningAttemptsQuery)
  const [exerciseId, setExerciseId] = useState('')
  const starting = useMutation({
    mutationFn: () => startAttempt({ exerciseId, mode: 'practice', rigCode: rig.code }),
    onSuccess: ({ id }) => navigate({ to: '/attempts/$attemptId', params: { attemptId: id } }),
    onError: () => queries.invalidateQueries({ queryKey: RIGS_KEY }),
  })
  const open = running.find(({ isMine }) => isMine)
  const exercises = rig.exerciseIds.flatMap((id) => findExercise(workshops, id)?.exercise ?? [])
  return (
    <section className="card">
      <h2 className="section-title">
        <Trans>Start here</Trans>
      </h2>
      {rig.exerciseIds.length === 0 ? (
        <p>
          <Trans>No exercise belongs to this rig; it can be booked, and its defects reported.</Trans>
        </p>
      ) : (
        <Stack gap="sm">
          {open && (
            <Alert color="brass" variant="light">
              <Trans>You have an attempt running.</Trans>{' '}
              <Link to="/attempts/$attemptId" params={{ attemptId: open.id }}>
                <Trans>Go on with it</Trans>
              </Link>
            </Alert>
          )}
          <NativeSelect
            label={t`Exercise`}
            value={exerciseId}
            onChange={(event) => setExerciseId(event.currentTarget.value)}
            data={[
              { value: '', label: t`Choose` },
              ...exercises.map(({ id, title, stationName }) => ({
                value: id,
                label: stationName ? pair(words(stationName), words(title)) : words(title),
              })),
            ]}
            data-testid="rig-exercise"
          />
          {starting.error && <Problem problem={starting.error} />}
          <Button
            size="md"
            loading={starting.isPending}
            disabled={exerciseId === '' || rig.isOutOfOrder || open !== undefined}
            onClick={() => starting.mutate()}
            data-testid="start-at-rig"
          >
            <Trans>Start</Trans>
          </Button>
          {exerciseId !== '' && (
            <Link to="/exercises/$exerciseId" params={{ exerciseId }}>
              <Trans>Read the brief</Trans>
            </Link>
          )}
        </Stack>
      )}
    </section>
  )
}
