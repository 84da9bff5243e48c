/** The oscilloscope: two channels on points of the car, time base, trigger, run or a single look, cursors. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, NativeSelect, NumberInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { ScopeTrace } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { PartSelect, PointSelect } from '../panels/PointSelect.tsx'
import {
  type ChannelKnobs,
  cursorReading,
  FIRST_KNOBS,
  knobsOf,
  type ScopeKnobs,
  secondsText,
  settingsOf,
  TIME_BASES_S,
  VOLTS_PER_DIVISION,
} from './knobs.ts'
import { ScopeScreen } from './ScopeScreen.tsx'

/** Between two looks while it runs on by itself. */
const AGAIN_MS = 400

export function ScopePanel() {
  const [knobs, setKnobs] = useState<ScopeKnobs>(FIRST_KNOBS)
  const [part, setPart] = useState<string | null>(null)
  const panel = useRef<HTMLDivElement>(null)
  const { trace, isRunning, isBusy, setRunning, lookOnce } = useTraces(knobs, panel)
  const looked = useBench().replayed?.look?.settings
  useEffect(() => {
    if (looked) setKnobs((before) => knobsOf(looked, before))
  }, [looked])
  const change = (part: Partial<ScopeKnobs>) => setKnobs((before) => ({ ...before, ...part }))
  const isReady = settingsOf(knobs) !== undefined
  return (
    <div className="scope" ref={panel}>
      <div className="scope-top">
        <ScopeScreen trace={trace} knobs={knobs} />
        <Readout trace={trace} knobs={knobs} />
      </div>
      <div className="scope-actions">
        <Button
          size="compact-sm"
          disabled={!isReady}
          variant={isRunning ? 'filled' : 'default'}
          onClick={() => setRunning(!isRunning)}
          data-testid="scope-run"
        >
          {isRunning ? <Trans>Stop</Trans> : <Trans>Run</Trans>}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={!isReady || isRunning}
          loading={isBusy && !isRunning}
          onClick={lookOnce}
          data-testid="scope-single"
        >
          <Trans>Single</Trans>
        </Button>
        <TimeBase knobs={knobs} change={change} />
        <PartSelect value={part} onChange={setPart} testId="scope-part" />
      </div>
      <div className="scope-channels">
        {knobs.channels.map((channel, i) => (
          <Channel
            // biome-ignore lint/suspicious/noArrayIndexKey: a channel is its number.
            key={i}
            index={i}
            part={part}
            channel={channel}
            onChange={(changed) =>
              change({ channels: i === 0 ? [changed, knobs.channels[1]] : [knobs.channels[0], changed] })
            }
          />
        ))}
      </div>
      <Trigger knobs={knobs} change={change} />
      <Cursors knobs={knobs} change={change} />
    </div>
  )
}

/** Looks once, or again and again while it runs and the panel is in sight. */
function useTraces(knobs: ScopeKnobs, panel: { readonly current: HTMLDivElement | null }) {
  const { lookThroughScope, replayed } = useBench()
  const [taken, setTrace] = useState<ScopeTrace | undefined>(undefined)
  const trace = replayed === undefined ? taken : replayed.look?.trace
  const [isRunning, setRunning] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const latest = useRef({ knobs, lookThroughScope })
  latest.current = { knobs, lookThroughScope }

  async function look(isNoted: boolean): Promise<boolean> {
    const settings = settingsOf(latest.current.knobs)
    if (settings === undefined) return false
    setBusy(true)
    try {
      const taken = await latest.current.lookThroughScope(settings, isNoted)
      // In normal mode the last curve stays until an edge comes.
      if (taken?.isTriggered || settings.trigger.mode === 'auto') setTrace(taken)
      return taken !== undefined
    } finally {
      setBusy(false)
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: `look` reads the latest knobs itself.
  useEffect(() => {
    if (!isRunning) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let isOver = false
    let isFirst = true
    async function again() {
      const isShown = panel.current?.offsetParent !== null
      const goesOn = isShown ? await look(isFirst) : true
      isFirst = false
      if (isOver) return
      if (goesOn) timer = setTimeout(again, AGAIN_MS)
      else setRunning(false)
    }
    void again()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [isRunning])

  return { trace, isRunning, isBusy, setRunning, lookOnce: () => void look(true) }
}

type Change = { knobs: ScopeKnobs; change: (part: Partial<ScopeKnobs>) => void }

function TimeBase({ knobs, change }: Change) {
  const { number } = useFormats()
  const { t } = useLingui()
  return (
    <NativeSelect
      aria-label={t`Time for each division`}
      size="xs"
      data-testid="scope-time"
      value={String(knobs.secondsPerDivision)}
      data={TIME_BASES_S.map((seconds) => ({ value: String(seconds), label: `${secondsText(seconds, number)}/div` }))}
      onChange={(event) => change({ secondsPerDivision: Number(event.currentTarget.value), cursorsS: null })}
    />
  )
}

function Channel(props: {
  index: number
  part: string | null
  channel: ChannelKnobs
  onChange: (channel: ChannelKnobs) => void
}) {
  const { index, part, channel, onChange } = props
  const { number } = useFormats()
  const { t } = useLingui()
  const title = t`Channel ${index + 1}`
  const probe = (colour: 'red' | 'black', name: string) => (
    <>
      <i className={`probe probe-${colour}`} aria-hidden="true" /> {name}
    </>
  )
  return (
    <fieldset className={`scope-channel scope-channel-${index + 1}`} aria-label={title}>
      <PointSelect
        size="xs"
        part={part}
        label={probe('red', title)}
        value={channel.red}
        onChange={(red) => onChange({ ...channel, red })}
        testId={`scope-red-${index + 1}`}
      />
      <PointSelect
        size="xs"
        part={part}
        label={probe('black', t`against`)}
        value={channel.black}
        onChange={(black) => onChange({ ...channel, black })}
        testId={`scope-black-${index + 1}`}
      />
      <div className="scope-row">
        <NativeSelect
          aria-label={t`Volts for each division`}
          size="xs"
          value={String(channel.voltsPerDivision)}
          data={VOLTS_PER_DIVISION.map((volts) => ({
            value: String(volts),
            label: `${number(volts, volts < 0.1 ? 2 : volts < 1 ? 1 : 0)}\u00a0V/div`,
          }))}
          onChange={(event) => onChange({ ...channel, voltsPerDivision: Number(event.currentTarget.value) })}
        />
        <NumberInput
          aria-label={t`Where 0 V is, in divisions`}
          size="xs"
          min={-4}
          max={4}
          step={1}
          value={channel.position}
          onChange={(value) => onChange({ ...channel, position: Number(value) || 0 })}
        />
      </div>
    </fieldset>
  )
}

function Trigger({ knobs, change }: Change) {
  const { trigger } = knobs
  const { t } = useLingui()
  const set = (part: Partial<ScopeKnobs['trigger']>) => change({ trigger: { ...trigger, ...part } })
  return (
    <fieldset className="scope-row" aria-label={t`Trigger`}>
      <NativeSelect
        size="xs"
        aria-label={t`Trigger channel`}
        value={String(trigger.channel)}
        data={[0, 1].map((i) => ({ value: String(i), label: t`Trigger ${i + 1}` }))}
        onChange={(event) => set({ channel: Number(event.currentTarget.value) })}
      />
      <NativeSelect
        size="xs"
        aria-label={t`Trigger edge`}
        value={trigger.edge}
        data={[
          { value: 'rising', label: t`↗ rising` },
          { value: 'falling', label: t`↘ falling` },
        ]}
        onChange={(event) => set({ edge: event.currentTarget.value === 'falling' ? 'falling' : 'rising' })}
      />
      <NumberInput
        size="xs"
        aria-label={t`Trigger level in volts`}
        suffix=" V"
        min={-1000}
        max={1000}
        step={0.5}
        value={trigger.volts}
        onChange={(value) => set({ volts: Number(value) || 0 })}
        data-testid="scope-level"
      />
      <NativeSelect
        size="xs"
        aria-label={t`Trigger mode`}
        value={trigger.mode}
        data={[
          { value: 'auto', label: t`auto` },
          { value: 'normal', label: t`wait for the edge` },
        ]}
        onChange={(event) => set({ mode: event.currentTarget.value === 'normal' ? 'normal' : 'auto' })}
      />
    </fieldset>
  )
}

/** Two sliders, so that keys and fingers move them. */
function Cursors({ knobs, change }: Change) {
  const { t } = useLingui()
  const { secondsPerDivision, cursorsS } = knobs
  if (cursorsS === null) {
    return (
      <Button
        size="compact-sm"
        variant="default"
        className="scope-cursors-on"
        onClick={() => change({ cursorsS: [0, secondsPerDivision] })}
        data-testid="scope-cursors"
      >
        <Trans>Cursors</Trans>
      </Button>
    )
  }
  const slider = (which: 0 | 1, name: string) => (
    <input
      type="range"
      aria-label={name}
      min={-2 * secondsPerDivision}
      max={8 * secondsPerDivision}
      step={secondsPerDivision / 50}
      value={cursorsS[which]}
      onChange={(event) => {
        const timeS = Number(event.currentTarget.value)
        change({ cursorsS: which === 0 ? [timeS, cursorsS[1]] : [cursorsS[0], timeS] })
      }}
    />
  )
  return (
    <div className="scope-cursors">
      {slider(0, t`Cursor A`)}
      {slider(1, t`Cursor B`)}
      <Button size="compact-sm" variant="default" onClick={() => change({ cursorsS: null })}>
        <Trans>Put the cursors away</Trans>
      </Button>
    </div>
  )
}

/** What the curves are in numbers, for eyes and for screen readers. */
function Readout({ trace, knobs }: { trace: ScopeTrace | undefined; knobs: ScopeKnobs }) {
  const { number } = useFormats()
  const { t } = useLingui()
  const volts = (value: number) => `${number(value, 2)}\u00a0V`
  if (trace === undefined)
    return (
      <p className="panel-hint">
        <Trans>Put channel 1 on a point, then run. Each input is 1 MΩ and 15 pF.</Trans>
      </p>
    )
  const between = knobs.cursorsS && cursorReading(trace, knobs.cursorsS)
  return (
    <div className="scope-readout" role="status" data-testid="scope-readout">
      {trace.channels.map(({ voltsMin, voltsMax, voltsMean }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a channel is its number.
        <span key={i} className={`scope-reading-${i + 1}`}>
          {i + 1}: {t`min ${volts(voltsMin)} · max ${volts(voltsMax)} · mean ${volts(voltsMean)}`}
        </span>
      ))}
      {!trace.isTriggered && (
        <span>
          <Trans>no edge found</Trans>
        </span>
      )}
      {between && (
        <strong>
          Δt {secondsText(between.seconds, number)}
          {between.volts.map((value, i) => (value === null ? '' : ` · ΔV${i + 1} ${volts(value)}`)).join('')}
        </strong>
      )}
    </div>
  )
}
