/**
 * The faults of a station where somebody practises: what is in the car, and what an instructor puts in or takes out. Shown
 * only when it is asked for: a wall may hang where trainees see it.
 */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { clearFault, type FaultList, faultsQuery, injectFault } from '../api/class.ts'
import { Problem } from '../app/Problem.tsx'
import { Loaded } from '../app/Waiting.tsx'
import { wordsFilter } from '../bench/words-filter.ts'
import { useFaultText } from '../compose/fault-text.ts'
import { useFormats } from '../language/formats.ts'
import './station-faults.css'

export function StationFaults({ attemptId }: { attemptId: string }) {
  const [isShown, setShown] = useState(false)
  if (isShown) return <Faults attemptId={attemptId} />
  return (
    <Button
      size="xs"
      variant="default"
      onClick={() => setShown(true)}
      style={{ alignSelf: 'start' }}
      data-testid="show-faults"
    >
      <Trans>Show and change the faults of this car</Trans>
    </Button>
  )
}

function Faults({ attemptId }: { attemptId: string }) {
  const query = useQuery(faultsQuery(attemptId))
  return (
    <Loaded query={query}>
      {(list) => (
        <Stack gap="xs" data-testid="station-faults">
          <ol className="station-faults">
            {list.faults.map((fault) => (
              <FaultLine key={fault.number} attemptId={attemptId} fault={fault} />
            ))}
          </ol>
          {list.possible.length > 0 && <InjectForm attemptId={attemptId} list={list} />}
        </Stack>
      )}
    </Loaded>
  )
}

function FaultLine({ attemptId, fault }: { attemptId: string; fault: FaultList['faults'][number] }) {
  const faultText = useFaultText()
  const { t } = useLingui()
  const queries = useQueryClient()
  const clearing = useMutation({
    mutationFn: () => clearFault(attemptId, fault.number),
    onSettled: () => queries.invalidateQueries({ queryKey: faultsQuery(attemptId).queryKey }),
  })
  const states = {
    present: fault.isInjected ? t`in the car, put in later` : t`in the car from the start`,
    repaired: t`repaired by the trainee`,
    cleared: t`taken out by an instructor`,
  }
  return (
    <li data-state={fault.state} data-testid={`fault-${fault.number}`}>
      <span>
        {faultText(fault)}
        {fault.component !== null && <small>{states[fault.state]}</small>}
      </span>
      {fault.isClearable && (
        <Button size="xs" variant="subtle" loading={clearing.isPending} onClick={() => clearing.mutate()}>
          <Trans>Take it out</Trans>
        </Button>
      )}
      {clearing.error && <Problem problem={clearing.error} />}
    </li>
  )
}

function InjectForm({ attemptId, list }: { attemptId: string; list: FaultList }) {
  const { t } = useLingui()
  const { byName } = useFormats()
  const faultText = useFaultText()
  const queries = useQueryClient()
  const [faultId, setFaultId] = useState<string | null>(null)
  const injecting = useMutation({
    mutationFn: (id: string) => injectFault(attemptId, id),
    onSuccess: () => setFaultId(null),
    onSettled: () => queries.invalidateQueries({ queryKey: faultsQuery(attemptId).queryKey }),
  })
  const isThere = (id: string) => list.faults.some((fault) => fault.id === id && fault.state === 'present')
  const options = list.possible
    .filter(({ id }) => !isThere(id))
    .map((fault) => ({ value: fault.id, label: faultText(fault) }))
  return (
    <>
      <Group align="end" gap="xs" wrap="nowrap">
        <Select
          style={{ flex: 1 }}
          size="xs"
          label={t`Put a fault into the car`}
          placeholder={t`Choose`}
          searchable
          filter={wordsFilter}
          data={byName(options, ({ label }) => label)}
          value={faultId}
          onChange={setFaultId}
          data-testid="fault-to-inject"
        />
        <Button
          size="xs"
          disabled={faultId === null}
          loading={injecting.isPending}
          onClick={() => faultId !== null && injecting.mutate(faultId)}
          data-testid="inject-fault"
        >
          <Trans>Put it in</Trans>
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        <Trans>The trainee is not told. From then on it must be found, proved and repaired like the first.</Trans>
      </Text>
      {injecting.error && <Problem problem={injecting.error} />}
    </>
  )
}
