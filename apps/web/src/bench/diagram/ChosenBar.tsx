/** What was chosen in the diagram and what can be done with it; and where the two probes are. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { Confirm } from '../Confirm.tsx'
import { type PanelId, useHands } from '../hands.ts'
import type { Chosen } from './Drawing.tsx'

type Props = {
  readonly chosen: Chosen | undefined
  readonly unplugged: ReadonlySet<string>
  readonly onShowPoint: (point: string) => void
}

export function ChosenBar({ chosen, unplugged, onShowPoint }: Props) {
  return (
    <div className="wiring-foot">
      <div className="wiring-chosen" data-testid="wiring-chosen" aria-live="polite">
        {chosen?.kind === 'point' && <ChosenPoint id={chosen.id} />}
        {chosen?.kind === 'wire' && <ChosenWire id={chosen.id} />}
        {chosen?.kind === 'connector' && <ChosenConnector id={chosen.id} isPulled={unplugged.has(chosen.id)} />}
        {chosen === undefined && (
          <p>
            <Trans>
              A press on a terminal puts a probe there, on a wire or a connector shows what can be done with it. Drag
              and turn the wheel to move.
            </Trans>
          </p>
        )}
      </div>
      <Probes onShowPoint={onShowPoint} />
    </div>
  )
}

const SMALL = { size: 'compact-sm', variant: 'default' } as const

function ChosenPoint({ id }: { id: string }) {
  const { attempt } = useBench()
  const { putProbe } = useHands()
  const { words } = useFormats()
  const name = attempt.model.points.find((point) => point.id === id)?.name
  return (
    <>
      <strong>{name ? words(name) : id}</strong>
      <Button {...SMALL} onClick={() => putProbe('red', id)} data-testid="wiring-put-red">
        <i className="probe probe-red" aria-hidden="true" /> <Trans>Red probe</Trans>
      </Button>
      <Button {...SMALL} onClick={() => putProbe('black', id)} data-testid="wiring-put-black">
        <i className="probe probe-black" aria-hidden="true" /> <Trans>Black probe</Trans>
      </Button>
    </>
  )
}

function ChosenWire({ id }: { id: string }) {
  const { attempt } = useBench()
  const { suspect, workOn, turnTo } = useHands()
  const { words, number } = useFormats()
  const { t } = useLingui()
  const wire = attempt.model.harness.wires.find((one) => one.id === id)
  const component = attempt.model.components.find((one) => one.id === id)
  const size = wire ? `${number(wire.mm2)} ${t`mm²`}` : ''
  function goTo(panel: PanelId, take: (component: string) => void) {
    take(id)
    turnTo(panel)
  }
  return (
    <>
      <strong>
        {component ? words(component.name) : id} · {size}
      </strong>
      {component && (
        <>
          <Button {...SMALL} onClick={() => goTo('repair', workOn)} data-testid="wiring-mend">
            <Trans>To its repair</Trans>
          </Button>
          <Button {...SMALL} onClick={() => goTo('cause', suspect)} data-testid="wiring-suspect">
            <Trans>State it as the cause</Trans>
          </Button>
        </>
      )}
    </>
  )
}

function ChosenConnector({ id, isPulled }: { id: string; isPulled: boolean }) {
  const { attempt, act } = useBench()
  const { words } = useFormats()
  const connector = attempt.model.harness.connectors.find((one) => one.id === id)
  if (connector === undefined) return null
  const move = () => act({ kind: 'connector', connector: id, plugged: isPulled })
  const label = isPulled ? <Trans>Plug it in</Trans> : <Trans>Pull it</Trans>
  if (!connector.isHighVoltage)
    return (
      <>
        <strong>{words(connector.name)}</strong>
        <Button {...SMALL} onClick={move} data-testid="wiring-move-connector">
          {label}
        </Button>
      </>
    )
  return (
    <>
      <strong>{words(connector.name)}</strong>
      <Confirm
        title={words(connector.name)}
        text={<Trans>This is work on high voltage: the car must be isolated, and proven to be.</Trans>}
        yes={label}
        onYes={move}
      >
        {(open) => (
          <Button {...SMALL} color="cable" onClick={open} data-testid="wiring-move-connector">
            {label}
          </Button>
        )}
      </Confirm>
    </>
  )
}

function Probes({ onShowPoint }: { onShowPoint: (point: string) => void }) {
  const { attempt } = useBench()
  const hands = useHands()
  const { words } = useFormats()
  const { t } = useLingui()
  const nameOf = (id: string | null) => {
    const point = attempt.model.points.find((one) => one.id === id)
    return point ? words(point.name) : t`nowhere`
  }
  return (
    <div className="wiring-probes">
      {(['red', 'black'] as const).map((probe) => {
        const point = hands[probe]
        const label = probe === 'red' ? t`Red probe` : t`Black probe`
        return (
          <button
            key={probe}
            type="button"
            disabled={point === null || point === 'chassis'}
            aria-label={`${label}: ${nameOf(point)}`}
            title={nameOf(point)}
            data-testid={`wiring-at-${probe}`}
            onClick={() => point !== null && onShowPoint(point)}
          >
            <i className={`probe probe-${probe}`} aria-hidden="true" />
            <span>{nameOf(point)}</span>
          </button>
        )
      })}
      <Button {...SMALL} onClick={() => hands.putProbe('black', 'chassis')} data-testid="wiring-chassis">
        <Trans>Black on the chassis</Trans>
      </Button>
      <Button size="compact-sm" onClick={() => hands.turnTo('meter')} data-testid="wiring-to-meter">
        <Trans>To the meter</Trans>
      </Button>
    </div>
  )
}
