/** The wiring diagram on the bench: choose a system, a part or a wire; put probes, pull plugs, take a wire in hand. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Select } from '@mantine/core'
import { type MouseEvent, useCallback, useMemo, useState } from 'react'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { type Probe, useHands } from '../hands.ts'
import { useLive } from '../live.ts'
import { wordsFilter } from '../words-filter.ts'
import { ChosenBar } from './ChosenBar.tsx'
import { type Chosen, DrawnDiagram } from './Drawing.tsx'
import './diagram.css'
import { layOut } from './layout.ts'
import { aroundPart, partOfPoint, partShown, type Shown, systemOf, wiresOf } from './shown-part.ts'
import { Viewport } from './Viewport.tsx'

const NOTHING: readonly string[] = []
const NOWHERE = { xPx: 0, yPx: 0, widthPx: 1, heightPx: 1 }

export function DiagramPanel() {
  const { attempt, live } = useBench()
  const hands = useHands()
  const { model } = attempt
  const [shown, setShown] = useState<Shown>(model.harness.systems[0]?.id ?? '')
  const [chosen, setChosen] = useState<Chosen | undefined>(undefined)
  const [probe, setProbe] = useState<Probe>('red')
  const [isLarge, setLarge] = useState(false)
  const pulled = useLive(live, ({ view }) => view?.unplugged) ?? NOTHING
  const unplugged = useMemo(() => new Set(pulled), [pulled])
  const { drawing, whole, hub } = useDrawing(shown, unplugged)
  const { putProbe, takeWire } = hands

  /** A mouse puts the probe at once; a finger only chooses, and finds the probes below. */
  const onChoose = useCallback(
    (next: Chosen, event: MouseEvent) => {
      setChosen(next)
      if (next.kind === 'wire') takeWire(next.id)
      const isTouch = (event.nativeEvent as PointerEvent).pointerType === 'touch'
      if (next.kind === 'point' && !isTouch) putProbe(event.shiftKey ? 'black' : probe, next.id)
    },
    [putProbe, takeWire, probe],
  )
  const show = useCallback((next: Shown, wire?: string) => {
    setShown(next)
    setChosen(wire === undefined ? undefined : { kind: 'wire', id: wire })
  }, [])
  const onShowPart = useCallback((part: string) => show(aroundPart(part)), [show])
  return (
    <div className="wiring" data-large={isLarge || undefined}>
      <div className="wiring-head">
        <ShownSelect shown={shown} onShow={show} />
        <ProbeSwitch probe={probe} onChange={setProbe} />
        <LargeSwitch isLarge={isLarge} onChange={setLarge} />
      </div>
      <Viewport drawing={whole} hub={hub}>
        <DrawnDiagram
          model={model}
          drawing={drawing}
          unplugged={unplugged}
          red={hands.red}
          black={hands.black}
          chosen={chosen}
          onChoose={onChoose}
          onShowPart={onShowPart}
        />
      </Viewport>
      <ChosenBar
        chosen={chosen}
        unplugged={unplugged}
        onShowPoint={(point) => {
          const part = partOfPoint(model.harness, point)
          if (part === undefined) return
          show(aroundPart(part))
          setChosen({ kind: 'point', id: point })
        }}
      />
    </div>
  )
}

/** `whole` and `hub` are one and the same as long as the same is shown: a plug that is pulled moves no picture. */
function useDrawing(shown: Shown, unplugged: ReadonlySet<string>) {
  const { harness } = useBench().attempt.model
  const wires = useMemo(() => wiresOf(harness, shown), [harness, shown])
  const hub = partShown(shown) ?? shown
  const drawing = useMemo(() => layOut(harness, wires, { hub, unplugged }), [harness, wires, hub, unplugged])
  const whole = useMemo(() => layOut(harness, wires, { hub, unplugged: new Set() }), [harness, wires, hub])
  const middle = useMemo(() => whole.boxes.find(({ id }) => id === hub) ?? whole.boxes[0] ?? NOWHERE, [whole, hub])
  return { drawing, whole, hub: middle }
}

function ShownSelect({ shown, onShow }: { shown: Shown; onShow: (shown: Shown, wire?: string) => void }) {
  const { attempt } = useBench()
  const { words, byName } = useFormats()
  const { t } = useLingui()
  const { harness, components } = attempt.model
  const data = useMemo(() => {
    const wired = new Set(harness.wires.flatMap(({ from, to }) => [from.split('.')[0], to.split('.')[0]]))
    const parts = byName(harness.parts, ({ name }) => words(name)).filter(({ id }) => wired.has(id))
    const wireName = (id: string) => components.find((component) => component.id === id)?.name
    const wires = harness.wires.flatMap(({ id, number, colour }) => {
      const name = wireName(id)
      return [{ value: id, label: name ? words(name) : `${number} ${colour}` }]
    })
    return [
      { group: t`Systems`, items: harness.systems.map(({ id, name }) => ({ value: id, label: words(name) })) },
      { group: t`Parts`, items: parts.map(({ id, name }) => ({ value: aroundPart(id), label: words(name) })) },
      { group: t`Wires`, items: wires },
    ]
  }, [harness, components, words, byName, t])
  return (
    <Select
      className="wiring-shown"
      aria-label={t`System, part or wire`}
      placeholder={t`Search for a part or the number of a wire`}
      nothingFoundMessage={t`Nothing of that name in this car.`}
      searchable
      selectFirstOptionOnChange
      filter={wordsFilter}
      onFocus={(event) => event.currentTarget.select()}
      allowDeselect={false}
      data={data}
      value={shown}
      onChange={(value) => {
        if (value === null) return
        const system = systemOf(harness, value)
        if (system === undefined) onShow(value)
        else onShow(system, value)
      }}
      data-testid="wiring-shown"
      maxDropdownHeight={320}
    />
  )
}

function ProbeSwitch({ probe, onChange }: { probe: Probe; onChange: (probe: Probe) => void }) {
  const { t } = useLingui()
  const names = { red: t`Red probe`, black: t`Black probe` }
  return (
    <fieldset className="segments" aria-label={t`A click puts this probe; with shift the black one`}>
      {(['red', 'black'] as const).map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={probe === one}
          aria-label={names[one]}
          title={t`A click puts this probe; with shift the black one`}
          data-testid={`wiring-probe-${one}`}
          onClick={() => onChange(one)}
        >
          <i className={`probe probe-${one}`} aria-hidden="true" />
        </button>
      ))}
    </fieldset>
  )
}

function LargeSwitch({ isLarge, onChange }: { isLarge: boolean; onChange: (isLarge: boolean) => void }) {
  return (
    <div className="segments wiring-large">
      <button type="button" aria-pressed={isLarge} data-testid="wiring-large" onClick={() => onChange(!isLarge)}>
        <Trans>Wide</Trans>
      </button>
    </div>
  )
}
