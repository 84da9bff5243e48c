/** The wiring diagram itself: wires beneath, boxes with their terminals above; every terminal and wire is a button. */
import { useLingui } from '@lingui/react/macro'
import { type MouseEvent, memo, useMemo } from 'react'
import type { Harness, HarnessTerminal, VehicleModel } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { CircuitSymbol } from './CircuitSymbol.tsx'
import { colourOf } from './colours.ts'
import { type Box, type Drawing, type Group, type Line, PIN_PX, PULLED_PX, SLOT_PX } from './layout.ts'
import { type Mark, marksOf } from './symbols.ts'

export type Chosen = { readonly kind: 'point' | 'wire' | 'connector'; readonly id: string }

type Props = {
  readonly model: VehicleModel
  readonly drawing: Drawing
  readonly unplugged: ReadonlySet<string>
  readonly red: string | null
  readonly black: string | null
  readonly chosen: Chosen | undefined
  readonly onChoose: (chosen: Chosen, event: MouseEvent) => void
  readonly onShowPart: (part: string) => void
}

export const DrawnDiagram = memo(function DrawnDiagram(props: Props) {
  const { drawing } = props
  const look = useLook(props)
  return (
    <div className="wd" style={{ width: drawing.widthPx, height: drawing.heightPx }}>
      <svg width={drawing.widthPx} height={drawing.heightPx} aria-hidden="true">
        {drawing.lines.map((line) => (
          <Wire key={line.wire.id} line={line} look={look} />
        ))}
      </svg>
      {drawing.lines.map((line) => (
        <WireNumbers key={line.wire.id} line={line} look={look} />
      ))}
      {drawing.boxes.map((box) => (
        <PartBox key={box.id} box={box} look={look} />
      ))}
    </div>
  )
})

type Look = Props & {
  readonly pointName: (id: string) => string
  readonly wireName: (id: string) => string
  readonly terminals: ReadonlyMap<string, HarnessTerminal>
  readonly connectors: ReadonlyMap<string, Harness['connectors'][number]>
  readonly marks: ReadonlyMap<string, readonly Mark[]>
}

function useLook(props: Props): Look {
  const { model } = props
  const { words } = useFormats()
  const named = useMemo(() => {
    const { harness } = model
    const points = new Map(model.points.map(({ id, name }) => [id, name]))
    const wires = new Map(model.components.map(({ id, name }) => [id, name]))
    return {
      points,
      wires,
      terminals: new Map(harness.connectors.flatMap(({ terminals }) => terminals.map((one) => [one.id, one] as const))),
      connectors: new Map(harness.connectors.map((connector) => [connector.id, connector])),
      marks: new Map(harness.parts.flatMap((part) => [...marksOf(part, harness.connectors)])),
    }
  }, [model])
  const nameIn = (names: typeof named.points) => (id: string) => {
    const name = names.get(id)
    return name ? words(name) : id
  }
  return { ...props, ...named, pointName: nameIn(named.points), wireName: nameIn(named.wires) }
}

function Wire({ line: { wire, points }, look }: { line: Line; look: Look }) {
  const path = `M${points.map(([x, y]) => `${x} ${y}`).join('L')}`
  const { base, tracer } = colourOf(wire.colour)
  const isChosen = look.chosen?.kind === 'wire' && look.chosen.id === wire.id
  const widthPx = 2.3 + Math.sqrt(wire.mm2) / 2.5 // Thick as its copper, and still a line.
  return (
    <g className="wd-wire" data-chosen={isChosen || undefined} data-hv={wire.isHighVoltage || undefined}>
      <path className="wd-halo" d={path} strokeWidth={widthPx + 7} />
      <path className="wd-casing" d={path} strokeWidth={widthPx + 1.4} />
      <path d={path} stroke={base} strokeWidth={widthPx} />
      {tracer && <path d={path} stroke={tracer} strokeWidth={widthPx / 2} strokeDasharray="9 7" />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its numbers are buttons. */}
      <path
        className="wd-touch"
        d={path}
        strokeWidth={11}
        data-testid={`wiring-line-${wire.number}`}
        onClick={(event) => look.onChoose({ kind: 'wire', id: wire.id }, event)}
      />
    </g>
  )
}

/** At both ends; the keyboard meets the first alone. */
function WireNumbers({ line: { wire, labels }, look }: { line: Line; look: Look }) {
  return labels.map(([xPx, yPx], i) => (
    <button
      key={i === 0 ? 'from' : 'to'}
      type="button"
      className="wd-number"
      style={{ left: xPx, top: yPx }}
      tabIndex={i === 0 ? 0 : -1}
      aria-pressed={look.chosen?.kind === 'wire' && look.chosen.id === wire.id}
      title={look.wireName(wire.id)}
      {...(i === 0 && { 'data-testid': `wiring-wire-${wire.number}` })}
      onClick={(event) => look.onChoose({ kind: 'wire', id: wire.id }, event)}
    >
      <span className="sr-only">{look.wireName(wire.id)}</span>
      <span aria-hidden="true">
        {wire.number} {wire.colour}
      </span>
    </button>
  ))
}

function PartBox({ box, look }: { box: Box; look: Look }) {
  const { words } = useFormats()
  const { t } = useLingui()
  const { harness } = look.model
  const isHighVoltage = box.groups.some(({ connector }) => look.connectors.get(connector ?? '')?.isHighVoltage)
  const part = harness.parts.find(({ id }) => id === box.part)
  const splice = harness.splices.find(({ id }) => id === box.id)
  const name = splice ? words(splice.name) : part ? words(part.name) : box.id
  return (
    <fieldset
      className="wd-box"
      data-kind={box.kind}
      data-hv={isHighVoltage || undefined}
      aria-label={name}
      style={{ left: box.xPx, top: box.yPx, width: box.widthPx, height: box.heightPx }}
    >
      {(box.kind === 'part' || box.kind === 'unit') && (
        <button
          type="button"
          className="wd-name"
          title={t`Show everything that is wired to it: ${name}`}
          aria-label={t`Show everything that is wired to it: ${name}`}
          onClick={() => look.onShowPart(box.id)}
        >
          {isHighVoltage && <HighVoltageSign />}
          <span>{name}</span>
        </button>
      )}
      {box.kind === 'splice' && <span className="wd-splice">{name}</span>}
      {box.groups.map((group) => (
        <ConnectorGroup key={`${group.connector} ${group.side}`} box={box} group={group} look={look} />
      ))}
    </fieldset>
  )
}

function HighVoltageSign() {
  const { t } = useLingui()
  return (
    <svg className="wd-hv-sign" viewBox="0 0 20 18" role="img" aria-label={t`High voltage`}>
      <path d="M10 1 19 17H1Z" fill="#ffd400" stroke="#1c1c1c" strokeWidth="1.4" strokeLinejoin="round" />
      <path d="M10.6 5 7.6 11h2.2l-.6 4.2 3.6-6.2h-2.3z" fill="#1c1c1c" />
    </svg>
  )
}

function ConnectorGroup({ box, group, look }: { box: Box; group: Group; look: Look }) {
  const { words } = useFormats()
  const { t } = useLingui()
  const connector = look.connectors.get(group.connector ?? '')
  const isPulled = look.unplugged.has(group.connector ?? '')
  const letter = group.connector?.slice(box.id.length + 1).toUpperCase()
  const heightPx = group.rows.reduce((sum, row) => sum + row.heightPx, 0)
  return (
    <div className="wd-group" data-side={group.side} data-pulled={isPulled || undefined}>
      {connector?.isPlug && (box.kind === 'part' || box.kind === 'unit') && (
        <button
          type="button"
          className="wd-connector"
          style={{ top: group.yPx }}
          aria-label={isPulled ? t`${words(connector.name)} (pulled)` : words(connector.name)}
          aria-pressed={look.chosen?.kind === 'connector' && look.chosen.id === connector.id}
          data-testid={`wiring-connector-${connector.id}-${group.side}`}
          onClick={(event) => look.onChoose({ kind: 'connector', id: connector.id }, event)}
        >
          {letter} {isPulled ? '⊣ ⊢' : ''}
        </button>
      )}
      {connector?.isPlug && (
        <i className="wd-plug" style={{ top: group.yPx + SLOT_PX, height: heightPx }} aria-hidden="true" />
      )}
      {group.rows.map((row) => {
        const terminal = look.terminals.get(row.end)
        if (!terminal) return <i key={row.end} className="wd-dot" style={{ top: row.yPx, height: row.heightPx }} />
        return <TerminalRow key={row.end} terminal={terminal} row={row} isPulled={isPulled} box={box} look={look} />
      })}
    </div>
  )
}

function TerminalRow(props: {
  terminal: HarnessTerminal
  row: Group['rows'][number]
  isPulled: boolean
  box: Box
  look: Look
}) {
  const { terminal, row, isPulled, box, look } = props
  const { words } = useFormats()
  const style = { top: row.yPx, height: row.heightPx }
  return (
    <>
      <PointButton id={terminal.id} className="wd-terminal" style={style} look={look}>
        {terminal.cavity && <b aria-hidden="true">{terminal.cavity}</b>}
        <span aria-hidden="true">{words(terminal.name)}</span>
        {box.kind === 'ground' ? (
          <CircuitSymbol kind="ground" />
        ) : (
          (look.marks.get(terminal.id) ?? []).map((mark, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: marks have their order and nothing else.
            <MarkText key={i} mark={mark} look={look} />
          ))
        )}
      </PointButton>
      {terminal.hasWireSide && (
        <PointButton
          id={`${terminal.id}.wire`}
          className="wd-pin"
          style={{ ...style, '--off': `${-PIN_PX - (isPulled ? PULLED_PX : 0)}px` } as typeof style}
          look={look}
        />
      )}
    </>
  )
}

function MarkText({ mark, look }: { mark: Mark; look: Look }) {
  const { number } = useFormats()
  const other = mark.other === undefined ? undefined : look.terminals.get(mark.other)
  return (
    <small className="wd-mark" aria-hidden="true">
      <CircuitSymbol kind={mark.kind} />
      {mark.amps === null ? other?.cavity : `${number(mark.amps)} A`}
    </small>
  )
}

function PointButton(props: {
  id: string
  className: string
  style: { top: number; height: number }
  look: Look
  children?: React.ReactNode
}) {
  const { id, look } = props
  const { t } = useLingui()
  const name = look.pointName(id)
  const probes = [look.red === id && t`red probe`, look.black === id && t`black probe`].filter(Boolean).join(', ')
  return (
    <button
      type="button"
      className={props.className}
      style={props.style}
      title={name}
      aria-pressed={look.chosen?.kind === 'point' && look.chosen.id === id}
      data-testid={`wiring-point-${id}`}
      onClick={(event) => look.onChoose({ kind: 'point', id }, event)}
    >
      <span className="sr-only">{probes ? `${name} (${probes})` : name}</span>
      {props.children}
      {look.red === id && <i className="probe probe-red wd-probe" aria-hidden="true" />}
      {look.black === id && <i className="probe probe-black wd-probe" aria-hidden="true" />}
    </button>
  )
}
