/** The meters: choose the instrument, put the red and the black probe on named points, read the display. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Select } from '@mantine/core'
import { type RefObject, useMemo, useRef, useState } from 'react'
import type { Instrument, MeasuringPoint, Reading } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { type Measured, useBench } from '../bench.ts'
import { readingParts } from '../reading.ts'
import { wordsFilter } from '../words-filter.ts'
import { Digits } from './Digits.tsx'

const INSTRUMENTS: readonly Instrument[] = ['voltmeter', 'ohmmeter', 'insulationTester']

export function MeterPanel() {
  const { measure } = useBench()
  const [instrument, setInstrument] = useState<Instrument>('voltmeter')
  const [red, setRed] = useState<string | null>(null)
  const [black, setBlack] = useState<string | null>(null)
  const [reading, setReading] = useState<Reading | undefined>(undefined)
  const [isBusy, setBusy] = useState(false)
  /** Asked for a reading before both probes were on a point: the fields say so. */
  const [isTooEarly, setTooEarly] = useState(false)
  const fields = { red: useRef<HTMLInputElement>(null), black: useRef<HTMLInputElement>(null) }
  const button = useRef<HTMLButtonElement>(null)
  const { t } = useLingui()

  async function take() {
    if (isBusy) return
    setTooEarly(red === null || black === null)
    if (red === null) return fields.red.current?.focus()
    if (black === null) return fields.black.current?.focus()
    setBusy(true)
    try {
      setReading(await measure({ instrument, red, black }))
    } finally {
      setBusy(false)
    }
  }
  function putThereAgain(deed: Measured) {
    setInstrument(deed.instrument)
    setRed(deed.red)
    setBlack(deed.black)
    setReading(undefined)
    setTooEarly(false)
    button.current?.focus()
  }
  const tooEarly = (point: string | null) => (isTooEarly && point === null ? t`Put this probe on a point first.` : null)
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
          onSubmit={(event) => {
            event.preventDefault()
            void take()
          }}
        >
          <PointSelect
            label={t`Red probe`}
            colour="red"
            value={red}
            onChange={setRed}
            error={tooEarly(red)}
            field={fields.red}
          />
          <PointSelect
            label={t`Black probe`}
            colour="black"
            value={black}
            onChange={setBlack}
            error={tooEarly(black)}
            field={fields.black}
          />
          <div className="probes-actions">
            <Button ref={button} type="submit" loading={isBusy} data-testid="meter-measure">
              <Trans>Measure</Trans>
            </Button>
            <Button
              variant="default"
              onClick={() => {
                setRed(black)
                setBlack(red)
              }}
            >
              <Trans>Swap probes</Trans>
            </Button>
          </div>
        </form>
      </div>
      <History putThereAgain={putThereAgain} />
    </div>
  )
}

function Dial({ value, onChange }: { value: Instrument; onChange: (id: Instrument) => void }) {
  const names = useInstrumentNames()
  const { t } = useLingui()
  return (
    <fieldset className="segments meter-dial" aria-label={t`Instrument`}>
      {INSTRUMENTS.map((id) => (
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
  return { voltmeter: t`Voltmeter`, ohmmeter: t`Ohmmeter`, insulationTester: t`Insulation tester` }
}

function Display(props: { reading: Reading | undefined; instrument: Instrument; isBusy: boolean }) {
  const { t } = useLingui()
  const parts = props.reading ? readingParts(props.reading) : undefined
  const idleUnit = props.instrument === 'voltmeter' ? 'V' : props.instrument === 'ohmmeter' ? 'Ω' : 'MΩ'
  const mode = { voltmeter: 'DC', ohmmeter: 'AUTO', insulationTester: '500 V' }[props.instrument]
  return (
    <div className="lcd" role="status" aria-live="polite">
      <span className="lcd-mode" aria-hidden="true">
        {mode}
      </span>
      <Digits text={props.isBusy ? '----' : (parts?.digits ?? '----')} />
      <span className="lcd-unit" aria-hidden="true">
        {parts?.unit ?? idleUnit}
      </span>
      <span className="sr-only" data-testid="meter-reading">
        {parts ? `${parts.digits} ${parts.unit}` : t`no reading`}
      </span>
    </div>
  )
}

function PointSelect(props: {
  label: string
  colour: 'red' | 'black'
  value: string | null
  onChange: (id: string | null) => void
  error: string | null
  field: RefObject<HTMLInputElement | null>
}) {
  const { attempt } = useBench()
  const { words, byName } = useFormats()
  const { t } = useLingui()
  const data = useMemo(() => {
    const option = (point: MeasuringPoint) => ({ value: point.id, label: words(point.name) })
    const sorted = byName(attempt.model.points, ({ name }) => words(name))
    return [
      { group: t`High voltage`, items: sorted.filter(({ isHighVoltage }) => isHighVoltage).map(option) },
      { group: t`Low voltage`, items: sorted.filter(({ isHighVoltage }) => !isHighVoltage).map(option) },
    ]
  }, [attempt.model.points, words, byName, t])
  return (
    <Select
      label={
        <>
          <i className={`probe probe-${props.colour}`} aria-hidden="true" /> {props.label}
        </>
      }
      placeholder={t`Search for a point`}
      nothingFoundMessage={t`No such point`}
      searchable
      selectFirstOptionOnChange
      filter={wordsFilter}
      // What is typed takes the place of the point that is there.
      onFocus={(event) => event.currentTarget.select()}
      allowDeselect={false}
      data={data}
      value={props.value}
      onChange={props.onChange}
      error={props.error}
      ref={props.field}
      data-testid={`meter-${props.colour}`}
      maxDropdownHeight={260}
    />
  )
}

function History({ putThereAgain }: { putThereAgain: (deed: Measured) => void }) {
  const { deeds, attempt } = useBench()
  const { words, clock } = useFormats()
  const { t } = useLingui()
  const names = useInstrumentNames()
  const taken = deeds.filter((deed) => deed.kind === 'measurement').toReversed()
  const nameOf = (id: string) => {
    const point = attempt.model.points.find((one) => one.id === id)
    return point ? words(point.name) : id
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
                {nameOf(deed.red)} ↔ {nameOf(deed.black)}
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
