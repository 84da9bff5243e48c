/** Every component of the car with what can be done to it, its price and its working time. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Button, TextInput } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import type { Component } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { Confirm } from '../Confirm.tsx'
import { COMPONENT_KINDS, type ComponentKind, componentKind } from '../component-kind.ts'
import { useHands } from '../hands.ts'
import { useLive } from '../live.ts'
import { partnerOf, type Swapped } from '../shown.ts'
import { type Repaired, WorkOrderButton } from '../WorkOrder.tsx'
import { hasWords } from '../words-filter.ts'

const NO_REPAIRS: readonly Repaired[] = []
const NOTHING_SWAPPED: Swapped = []

export function RepairPanel() {
  const { attempt, live } = useBench()
  const { words, byName } = useFormats()
  const { t } = useLingui()
  const { search, setSearch } = useSearch()
  const [kind, setKind] = useState<ComponentKind>('part')
  const repairs = useLive(live, ({ view }) => view?.repairs) ?? NO_REPAIRS
  const sorted = useMemo(
    () => byName(attempt.model.components, ({ name }) => words(name)),
    [attempt.model.components, words, byName],
  )
  const isSearched = search.trim() !== ''
  const shown = sorted.filter(({ id, name }) =>
    isSearched ? hasWords(words(name), search) : componentKind(id) === kind,
  )
  return (
    <div className="repairs">
      <WorkOrderButton attempt={attempt} repairs={repairs} />
      <TextInput
        aria-label={t`Search for a component`}
        placeholder={t`Search for a component`}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-testid="repair-search"
      />
      {!isSearched && <KindSwitch kind={kind} onChange={setKind} />}
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

/** What the wiring diagram sent here is searched by its name. */
function useSearch() {
  const { attempt } = useBench()
  const { workpiece } = useHands()
  const { words } = useFormats()
  const [typed, setTyped] = useState<{ workpiece: string | null; text: string } | undefined>(undefined)
  const found = attempt.model.components.find(({ id }) => id === workpiece)
  const search = typed?.workpiece === workpiece ? typed.text : found ? words(found.name) : ''
  return { search, setSearch: (text: string) => setTyped({ workpiece, text }) }
}

function KindSwitch({ kind, onChange }: { kind: ComponentKind; onChange: (kind: ComponentKind) => void }) {
  const { t } = useLingui()
  const names = { part: t`Parts`, connector: t`Connectors`, wire: t`Wires` }
  return (
    <fieldset className="segments" aria-label={t`Component`}>
      {COMPONENT_KINDS.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === kind}
          data-testid={`repair-kind-${one}`}
          onClick={() => onChange(one)}
        >
          {names[one]}
        </button>
      ))}
    </fieldset>
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
      <Swaps component={component} />
    </li>
  )
}

/** Whether a fault moves with a part tells it from a fault of its wires. */
function Swaps({ component }: { component: Component }) {
  const { attempt, live } = useBench()
  const { words } = useFormats()
  const swapped = useLive(live, ({ view }) => view?.swapped) ?? NOTHING_SWAPPED
  const partner = partnerOf(swapped, component.id)
  const alike = attempt.model.interchangeable?.find((kind) => kind.includes(component.id)) ?? []
  if (alike.length === 0) return null
  const nameOf = (id: string) => {
    const found = attempt.model.components.find((known) => known.id === id)
    return found ? words(found.name) : id
  }
  if (partner !== undefined) {
    const other = nameOf(partner)
    return (
      <div className="repair-line">
        <span>
          <Trans>Swapped for a test with: {other}</Trans>
        </span>
        <SwapButton one={component.id} other={partner} swapped={false}>
          <Trans>Put back</Trans>
        </SwapButton>
      </div>
    )
  }
  return (
    <div className="repair-line swaps">
      <span>
        <Trans>Swap for a test with:</Trans>
      </span>
      {alike
        .filter((id) => id !== component.id && partnerOf(swapped, id) === undefined)
        .map((other) => (
          <SwapButton key={other} one={component.id} other={other} swapped>
            {nameOf(other)}
          </SwapButton>
        ))}
    </div>
  )
}

type SwapButtonProps = {
  readonly one: string
  readonly other: string
  readonly swapped: boolean
  readonly children: ReactNode
}

function SwapButton({ one, other, swapped, children }: SwapButtonProps) {
  const { act } = useBench()
  return (
    <Button
      size="compact-xs"
      variant={swapped ? 'default' : 'filled'}
      onClick={() => void act({ kind: 'swap', one, other, swapped })}
      data-testid={`${swapped ? 'swap' : 'put-back'}-${one}-${other}`}
    >
      {children}
    </Button>
  )
}

export function HighVoltageBadge() {
  return (
    <Badge size="sm" color="cable" variant="filled" tt="none">
      <Trans>High voltage</Trans>
    </Badge>
  )
}
