/** Every component of the car with what can be done to it, its price and its working time. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Button, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { Component } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { Confirm } from '../Confirm.tsx'
import { useLive } from '../live.ts'

export function RepairPanel() {
  const { attempt } = useBench()
  const { words, byName } = useFormats()
  const { t } = useLingui()
  const [search, setSearch] = useState('')
  const sorted = useMemo(
    () => byName(attempt.model.components, ({ name }) => words(name)),
    [attempt.model.components, words, byName],
  )
  const wanted = search.trim().toLocaleLowerCase()
  const shown = sorted.filter(({ name }) => words(name).toLocaleLowerCase().includes(wanted))
  return (
    <div className="repairs">
      <TextInput
        aria-label={t`Search for a component`}
        placeholder={t`Search for a component`}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-testid="repair-search"
      />
      {shown.length === 0 && (
        <p className="panel-hint">
          <Trans>No component of that name in this car.</Trans>
        </p>
      )}
      <ul>
        {shown.map((component) => (
          <ComponentRepairs key={component.id} component={component} />
        ))}
      </ul>
    </div>
  )
}

function ComponentRepairs({ component }: { component: Component }) {
  const { act, live } = useBench()
  const { words, money, minutes } = useFormats()
  const { t } = useLingui()
  const repairs = useLive(live, (state) => state.view?.repairs)
  const isWorkedOn = repairs?.some((repair) => repair.component === component.id)
  return (
    <li>
      <div className="repair-name">
        <strong>{words(component.name)}</strong>
        {component.isHighVoltage && <HighVoltageBadge />}
        {isWorkedOn && (
          <Badge size="sm" color="ink" variant="light" tt="none">
            <Trans>worked on</Trans>
          </Badge>
        )}
      </div>
      {component.repairs.map((repair) => (
        <div key={repair.id} className="repair-line">
          <span>
            {words(repair.name)}
            <small>
              {money(repair.priceKzt)} · {minutes(repair.workMin)}
            </small>
          </span>
          <Confirm
            title={words(repair.name)}
            text={
              <Trans>
                {words(component.name)}: {money(repair.priceKzt)}, {minutes(repair.workMin)} of work in a real workshop.
                What was replaced without need is counted at its price.
              </Trans>
            }
            yes={<Trans>Do it</Trans>}
            onYes={() => act({ kind: 'repair', component: component.id, repair: repair.id })}
          >
            {(open) => (
              <Button
                size="compact-xs"
                variant="light"
                onClick={open}
                aria-label={`${t`Do it`}: ${words(component.name)}, ${words(repair.name)}`}
                data-testid={`repair-${component.id}-${repair.id}`}
              >
                <Trans>Do it</Trans>
              </Button>
            )}
          </Confirm>
        </div>
      ))}
    </li>
  )
}

export function HighVoltageBadge() {
  return (
    <Badge size="sm" color="cable" variant="filled" tt="none">
      <Trans>High voltage</Trans>
    </Badge>
  )
}
