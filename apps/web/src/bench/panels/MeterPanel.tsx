/** The meters: choose the instrument, put its probes, clamp or hose where one wants to measure, or aim it, read the display. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Instrument, Measurement, Reading } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { type Measured, useBench } from '../bench.ts'
import { placesText } from '../deed-text.ts'
import { useHands } from '../hands.ts'
import { useLive } from '../live.ts'
import { readingParts } from '../reading.ts'
import { Digits } from './Digits.tsx'
import { GaugeSelect, PartSelect, PointSelect, SurfaceSelect, WireSelect } from './PointSelect.tsx'

const INSTRUMENTS: readonly Instrument[] = [
  'voltmeter',
  'ohmmeter',
  'continuity',
  'diode',
  'clamp',
  'insulationTester',
  'gauge',
  'thermometer',
]

type Place = 'red' | 'black' | 'wire' | 'point' | 'surface'
const PLACES: { readonly [instrument in Instrument]?: readonly Place[] } = {
  clamp: ['wire'],
  gauge: ['point'],
  thermometer: ['surface'],
}
/** What each instrument must be put on before it can be read. */
const placesOf = (instrument: Instrument): readonly Place[] => PLACES[instrument] ?? ['red', 'black']
type Chosen = { readonly [place in Place]: string | null }

function measurementOf(instrument: Instrument, { red, black, wire, point, surface }: Chosen): Measurement | undefined {
  if (instrument === 'clamp') return wire === null ? undefined : { instrument, wire }
  if (instrument === 'gauge') return point === null ? undefined : { instrument, point }
  if (instrument === 'thermometer') return surface === null ? undefined : { instrument, surface }
  return red === null || black === null ? undefined : { instrument, red, black }
}

export function MeterPanel() {
  const { measure, replayed } = useBench()
  const [instrument, setInstrument] = useState<Instrument>('voltmeter')
  const { chosen, put } = useChosen()
  const [reading, setReading] = useState<Reading | undefined>(undefined)
  const [isBusy, setBusy] = useState(false)
  /** Asked for a reading before everything was in its place: the fields say so. */
  const [isTooEarly, setTooEarly] = useState(false)
  const [part, setPart] = useState<string | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const { t } = useLingui()
  const places = placesOf(instrument)

  const measured = replayed?.last?.kind === 'measurement' ? replayed.last : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was measured moves the meter, and nothing else does.
  useEffect(() => {
    if (measured === undefined) return
    setInstrument(measured.instrument)
    put(placesIn(measured))
    setReading(measured.reading)
  }, [measured])

  async function take() {
    if (isBusy) return
    const what = measurementOf(instrument, chosen)
    setTooEarly(what === undefined)
    const missing = places.findIndex((place) => chosen[place] === null)
    if (what === undefined)
      return form.current
        ?.querySelectorAll<HTMLInputElement>('.probes-field input:not([type=hidden])')
        [missing]?.focus()
    setBusy(true)
    try {
      setReading(await measure(what))
    } finally {
      setBusy(false)
    }
  }
  function putThereAgain(deed: Measured) {
    setInstrument(deed.instrument)
    put(placesIn(deed))
    setReading(undefined)
    setTooEarly(false)
    button.current?.focus()
  }
  return (
    <div className="meter-panel">
      <div className="meter">
        <div className="meter-case">
          <Display reading={reading} instrument={instrument} isBusy={isBusy} />
          <Dial
            value={instrument}
            onChange={(id) => {
              setInstrument(id)
              setReading(undefined)
            }}
          />
        </div>
        <form
          className="probes"
          ref={form}
          onSubmit={(event) => {
            event.preventDefault()
            void take()
          }}
        >
          {places.length === 2 && <PartSelect value={part} onChange={setPart} testId="meter-part" />}
          {places.map((place) => (
            <PlaceSelect
              key={place}
              place={place}
              part={part}
              value={chosen[place]}
              onChange={(id) => put({ [place]: id })}
              error={isTooEarly && chosen[place] === null ? t`Choose where to put it first.` : null}
            />
          ))}
          <div className="probes-actions">
            <Button ref={button} type="submit" loading={isBusy} data-testid="meter-measure">
              <Trans>Measure</Trans>
            </Button>
            {places.length === 2 && (
              <Button variant="default" onClick={() => put({ red: chosen.black, black: chosen.red })}>
                <Trans>Swap probes</Trans>
              </Button>
            )}
          </div>
          {instrument === 'gauge' && <Hoses />}
        </form>
      </div>
      <History putThereAgain={putThereAgain} />
    </div>
  )
}

/** Probes and clamp are in the hands of the trainee, who puts them in the wiring diagram as well. */
function useChosen() {
  const { red, black, wire, putProbe, takeWire } = useHands()
  const [point, setPoint] = useState<string | null>(null)
  const [surface, setSurface] = useState<string | null>(null)
  const chosen: Chosen = { red, black, wire, point, surface }
  function put(places: Partial<Chosen>) {
    if (places.red !== undefined) putProbe('red', places.red)
    if (places.black !== undefined) putProbe('black', places.black)
    if (places.wire !== undefined) takeWire(places.wire)
    if (places.point !== undefined) setPoint(places.point)
    if (places.surface !== undefined) setSurface(places.surface)
  }
  return { chosen, put }
}

function placesIn(deed: Measured): Partial<Chosen> {
  if (deed.instrument === 'clamp') return { wire: deed.wire }
  if (deed.instrument === 'gauge') return { point: deed.point }
  if (deed.instrument === 'thermometer') return { surface: deed.surface }
  return { red: deed.red, black: deed.black }
}

/** What can be pinched off while a gauge or the scan tool is watched. */
function Hoses() {
  const { act, attempt, live } = useBench()
  const pinched = useLive(live, ({ view }) => view?.pinched) ?? []
  const { words } = useFormats()
  const { hoses = [] } = attempt.model
  if (hoses.length === 0) return null
  return (
    <div className="probes-actions hoses">
      <span>
        <Trans>Pinch off</Trans>
      </span>
      {hoses.map(({ id, name }) => {
        const isPinched = pinched.includes(id)
        return (
          <Button
            key={id}
            size="xs"
            variant={isPinched ? 'filled' : 'default'}
            aria-pressed={isPinched}
            onClick={() => void act({ kind: 'hose', hose: id, pinched: !isPinched })}
            data-testid={`meter-${id}`}
          >
            {words(name)}
          </Button>
        )
      })}
    </div>
  )
}

function Dial({ value, onChange }: { value: Instrument; onChange: (id: Instrument) => void }) {
  const names = useInstrumentNames()
  const { gauges = [], surfaces = [] } = useBench().attempt.model
  const { t } = useLingui()
  const isThere = (id: Instrument) => (id === 'gauge' ? gauges.length > 0 : id !== 'thermometer' || surfaces.length > 0)
  return (
    <fieldset className="segments meter-dial" aria-label={t`Instrument`}>
      {INSTRUMENTS.filter(isThere).map((id) => (
        <button
          key={id}
          type="button"
          aria-pressed={value === id}
          data-testid={`meter-instrument-${id}`}
          onClick={() => onChange(id)}
        >
          {names[id]}
        </button>
      ))}
    </fieldset>
  )
}

export function useInstrumentNames(): { readonly [instrument in Instrument]: string } {
  const { t } = useLingui()
  return {
    voltmeter: t`Voltmeter`,
    ohmmeter: t`Ohmmeter`,
    continuity: t`Continuity`,
    diode: t`Diode test`,
    clamp: t`Current clamp`,
    insulationTester: t`Insulation tester`,
    gauge: t`Pressure gauge`,
    thermometer: t`Thermometer`,
  }
}

const MODES: { readonly [instrument in Instrument]: string } = {
  voltmeter: 'DC',
  ohmmeter: 'AUTO',
  continuity: '< 30 Ω',
  diode: '▷|',
  clamp: 'DC',
  insulationTester: '500 V',
  gauge: '',
  thermometer: 'IR',
}
const IDLE_UNITS: { readonly [instrument in Instrument]: string } = {
  voltmeter: 'V',
  ohmmeter: 'Ω',
  continuity: 'Ω',
  diode: 'V',
  clamp: 'A',
  insulationTester: 'MΩ',
  gauge: 'bar',
  thermometer: '°C',
}

function Display(props: { reading: Reading | undefined; instrument: Instrument; isBusy: boolean }) {
  const { t } = useLingui()
  const parts = props.reading ? readingParts(props.reading) : undefined
  const isBeeping = props.reading?.isBeeping === true
  return (
    <div className="lcd" role="status" aria-live="polite">
      <span className="lcd-mode" aria-hidden="true">
        {isBeeping ? '♪' : MODES[props.instrument]}
      </span>
      <Digits text={props.isBusy ? '----' : (parts?.digits ?? '----')} />
      <span className="lcd-unit" aria-hidden="true">
        {parts?.unit ?? IDLE_UNITS[props.instrument]}
      </span>
      <span className="sr-only" data-testid="meter-reading">
        {parts ? `${parts.digits} ${parts.unit}` : t`no reading`}
        {isBeeping && ` ${t`(it beeps)`}`}
      </span>
    </div>
  )
}

function PlaceSelect(props: {
  place: Place
  part: string | null
  value: string | null
  onChange: (id: string | null) => void
  error: string | null
}) {
  const { t } = useLingui()
  const { place, part, ...field } = props
  const testId = `meter-${place}`
  if (place === 'wire') return <WireSelect {...field} label={t`Clamp around the wire`} testId={testId} />
  if (place === 'surface') return <SurfaceSelect {...field} label={t`Aim at`} testId={testId} />
  if (place === 'point') return <GaugeSelect {...field} label={t`Gauge at`} testId={testId} />
  const label = (
    <>
      <i className={`probe probe-${place}`} aria-hidden="true" /> {place === 'red' ? t`Red probe` : t`Black probe`}
    </>
  )
  return <PointSelect {...field} part={part} label={label} testId={testId} />
}

function History({ putThereAgain }: { putThereAgain: (deed: Measured) => void }) {
  const { deeds, attempt } = useBench()
  const { words, clock } = useFormats()
  const { t } = useLingui()
  const names = useInstrumentNames()
  const taken = deeds.filter((deed) => deed.kind === 'measurement').toReversed()
  const nameOf = (list: 'points' | 'components' | 'gauges' | 'surfaces', id: string) => {
    const named = attempt.model[list]?.find((one) => one.id === id)
    return named ? words(named.name) : id
  }
  if (taken.length === 0)
    return (
      <p className="panel-hint">
        <Trans>
          Readings stay listed here; a press on one puts the probes there again. Red on the measured point, black on the
          reference.
        </Trans>
      </p>
    )
  return (
    <ol className="readings" data-testid="meter-history">
      {taken.map((deed, i) => {
        const parts = deed.reading ? readingParts(deed.reading) : undefined
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a log line has its place and nothing else.
          <li key={taken.length - i}>
            <button type="button" title={t`Put the probes there again`} onClick={() => putThereAgain(deed)}>
              <time>{clock(deed.stationMs / 1000)}</time>
              <span>
                {placesText(deed, nameOf)}
                <small>{names[deed.instrument]}</small>
              </span>
              <strong>{parts ? `${parts.digits} ${parts.unit}` : '–'}</strong>
            </button>
          </li>
        )
      })}
    </ol>
  )
}
