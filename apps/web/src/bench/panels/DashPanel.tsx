/** The dashboard: what the driver sees, and what the driver can do. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useState } from 'react'
import {
  type CarView,
  type ChargerType,
  DRIVE_MODES,
  type DriveMode,
  type ProfileId,
  type Selector,
} from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { useDriveModeNames } from '../drive-mode-names.ts'
import { useLive } from '../live.ts'
import { useProfileNames } from '../profile-names.ts'
import { useStationTexts } from '../texts.ts'
import { Gauge } from './Gauge.tsx'

export function DashPanel() {
  return (
    <div className="dash">
      <Cluster />
      <DriverControls />
    </div>
  )
}

function Cluster() {
  const { live, attempt } = useBench()
  const view = useLive(live, (state) => state.view)
  const { number } = useFormats()
  const { t } = useLingui()
  const isOn = view?.power === 'on'
  const hasEngineOnly = view?.engine !== undefined && !attempt.model.points.some(({ isHighVoltage }) => isHighVoltage)
  return (
    <div className="cluster" data-on={isOn || undefined} data-testid="cluster">
      <div className="cluster-gauges">
        <Gauge label={t`Speed`} unit="km/h" value={isOn ? view.speedKmh : undefined} max={180} decimals={0} />
        <div className="cluster-middle">
          <div className="ready" data-lit={view?.isReady || undefined} data-testid="dash-ready" role="status">
            {hasEngineOnly ? t`Running` : 'READY'}
            <span className="sr-only">{view?.isReady ? t`lit` : t`not lit`}</span>
          </div>
          <div className="gear" aria-label={t`Selector`} role="img">
            {(['P', 'R', 'N', 'D'] as const).map((gear) => (
              <span key={gear} data-chosen={(isOn && view.selector === gear) || undefined}>
                {isOn && view.selector === gear ? (view.engine?.gear ?? gear) : gear}
              </span>
            ))}
          </div>
          <div className="cluster-volts">
            <span>12 V</span>
            <strong data-testid="dash-volts12">{isOn ? number(view.volts12, 1) : '–'}</strong>
            <span>V</span>
          </div>
        </div>
        {view?.engine && hasEngineOnly ? (
          <Gauge label={t`Engine speed`} unit="rpm" value={view.engine.rpm ?? undefined} max={7000} decimals={0} />
        ) : (
          <Gauge
            label={t`Charge`}
            unit="%"
            value={isOn ? (view.socPercent ?? undefined) : undefined}
            max={100}
            decimals={0}
            isCharge
          />
        )}
      </div>
      {view?.engine && <EngineInstruments engine={view.engine} hasOwnGauge={hasEngineOnly} />}
      <Warnings />
    </div>
  )
}

/** Beside the round gauges, of a car with an engine. */
function EngineInstruments(props: { engine: NonNullable<CarView['engine']>; hasOwnGauge: boolean }) {
  const { number } = useFormats()
  const { t } = useLingui()
  const { rpm, coolantDegC, fuelPercent } = props.engine
  const rows = [
    ...(props.hasOwnGauge ? [] : [{ id: 'rpm', name: t`Engine`, value: rpm, unit: 'rpm' }]),
    { id: 'coolant', name: t`Coolant`, value: coolantDegC, unit: '°C' },
    { id: 'fuel', name: t`Fuel`, value: fuelPercent, unit: '%' },
  ]
  return (
    <dl className="cluster-engine">
      {rows.map(({ id, name, value, unit }) => (
        <div key={id}>
          <dt>{name}</dt>
          <dd data-testid={`dash-${id}`}>{value === null ? '–' : `${number(value)} ${unit}`}</dd>
        </div>
      ))}
    </dl>
  )
}

function Warnings() {
  const { live } = useBench()
  const view = useLive(live, (state) => state.view)
  const { lampText, messageText } = useStationTexts()
  const { t } = useLingui()
  const isOn = view?.power === 'on'
  const lamps = isOn ? view.lamps.filter((lamp) => lamp !== 'ready') : []
  const messages = isOn ? view.messages : []
  const modes = useDriveModeNames()
  const mode = isOn && view.driveMode ? view.driveMode : 'normal'
  return (
    <div className="warnings" role="status" aria-label={t`Warning lamps and messages`}>
      {mode !== 'normal' && (
        <span className="drive-mode" title={t`Drive mode`} data-testid="dash-drive-mode">
          {modes[mode]}
        </span>
      )}
      {lamps.map((lamp) => (
        <span key={lamp} className="lamp" data-testid={`lamp-${lamp}`}>
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path d="M8 1.5 15 14H1z" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" />
            <path d="M8 6v4M8 11.4v1" stroke="currentColor" strokeWidth="1.6" />
          </svg>
          {lampText(lamp)}
        </span>
      ))}
      {messages.map((message) => (
        <span key={message} className="message" data-testid={`message-${message}`}>
          {messageText(message)}
        </span>
      ))}
      {lamps.length + messages.length === 0 && (
        <span className="cluster-quiet">{isOn ? t`No warnings` : t`The car is off`}</span>
      )}
    </div>
  )
}

function DriverControls() {
  const { act, live, attempt } = useBench()
  const isOn = useLive(live, (state) => state.view?.power === 'on')
  const selector = useLive(live, (state) => state.view?.selector)
  const { t } = useLingui()
  return (
    <div className="controls">
      <div className="controls-row">
        <Button
          size="xs"
          variant={isOn ? 'filled' : 'default'}
          aria-pressed={isOn}
          onClick={() => void act({ kind: 'power', to: isOn ? 'off' : 'on' })}
          data-testid={isOn ? 'dash-power-off' : 'dash-power-on'}
        >
          {isOn ? <Trans>Switch off</Trans> : <Trans>Switch on</Trans>}
        </Button>
        <Button
          size="xs"
          onClick={() => void act({ kind: 'start' })}
          data-testid="dash-start"
          title={t`Brake pedal and start button`}
        >
          <Trans>Brake + START</Trans>
        </Button>
        {attempt.model.chargers && <Chargers types={attempt.model.chargers} />}
      </div>
      <div className="controls-row">
        <fieldset className="segments" aria-label={t`Selector`}>
          {(['P', 'R', 'N', 'D'] satisfies Selector[]).map((to) => (
            <button
              key={to}
              type="button"
              aria-pressed={selector === to}
              onClick={() => void act({ kind: 'selector', to })}
              data-testid={`dash-selector-${to}`}
            >
              {to}
            </button>
          ))}
        </fieldset>
        <Pedals />
      </div>
      <div className="controls-row">
        <ProfileChoice />
        <DriveModeDial />
      </div>
    </div>
  )
}

/** One plug at a time: while one is in, the only deed is to take it out. */
function Chargers({ types }: { types: readonly ChargerType[] }) {
  const { act, live } = useBench()
  const isPlugged = useLive(live, (state) => state.view?.chargerPlugged ?? false)
  const ids = { ac: 'dash-charger', dc: 'dash-charger-dc' } as const
  const { t } = useLingui()
  const texts = { ac: types.length > 1 ? t`Plug AC charger in` : t`Plug charger in`, dc: t`Plug DC charger in` }
  /** Of several, each by its own sign: all of the bench has one screen. */
  const isShort = !isPlugged && types.length > 1
  const button = (type: ChargerType) => (
    <Button
      key={type}
      size="xs"
      variant={isPlugged ? 'filled' : 'default'}
      aria-pressed={isPlugged}
      onClick={() =>
        void act(isPlugged ? { kind: 'charger', plugged: false } : { kind: 'charger', plugged: true, type })
      }
      data-testid={ids[type]}
      {...(isShort && {
        ...{ className: 'charger-sign', px: 8, title: texts[type] },
        // What is seen is part of what is said: so it can be called by its sign.
        'aria-label': `${type.toUpperCase()}: ${texts[type]}`,
      })}
    >
      {isPlugged ? <Trans>Unplug charger</Trans> : isShort ? <ChargerSign type={type} /> : texts[type]}
    </Button>
  )
  return isPlugged ? button('ac') : types.map(button)
}

function ChargerSign({ type }: { type: ChargerType }) {
  return (
    <>
      <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
        <path d="M9 1 3.5 9H7l-.5 6L12.5 6.5H9z" fill="currentColor" />
      </svg>
      &nbsp;{type.toUpperCase()}
    </>
  )
}

/** Somebody else's feet: a driving cycle or a steady speed, while the trainee reads the scan tool. */
function ProfileChoice() {
  const { act, live } = useBench()
  const profile = useLive(live, (state) => state.view?.profile ?? null)
  const { t } = useLingui()
  const { number, clock } = useFormats()
  const names = useProfileNames()
  return (
    <label className="profile">
      <span>
        <Trans>Drive by itself</Trans>
      </span>
      <select
        value={profile?.id ?? 'off'}
        onChange={(event) => void act({ kind: 'profile', profile: event.currentTarget.value as ProfileId | 'off' })}
        data-testid="dash-profile"
      >
        <option value="off">{t`no: by the pedals`}</option>
        {names.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      {profile && (
        <output data-testid="dash-profile-target">
          {clock(profile.elapsedS)} · {number(profile.targetKmh, 1)} km/h
        </output>
      )}
    </label>
  )
}

/** Of a hybrid car: what the driver wants, which the car follows while it can. */
function DriveModeDial() {
  const { act, live } = useBench()
  const chosen = useLive(live, (state) => state.view?.driveModeDial)
  const { t } = useLingui()
  const names = useDriveModeNames()
  if (chosen === undefined) return null
  return (
    <label className="profile dial">
      <span className="sr-only">{t`Drive mode`}</span>
      <select
        value={chosen}
        title={t`Drive mode`}
        onChange={(event) => void act({ kind: 'driveMode', to: event.currentTarget.value as DriveMode })}
        data-testid="dash-drive-mode-dial"
      >
        {DRIVE_MODES.map((mode) => (
          <option key={mode} value={mode}>
            {names[mode]}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Two sliders; the car is told at most ten times a second, and always the last position. */
function Pedals() {
  const { act } = useBench()
  const [pedals, setPedals] = useState({ accelerator: 0, brake: 0 })
  const { t } = useLingui()
  const { number } = useFormats()

  function press(pedal: 'accelerator' | 'brake', position: number) {
    const next = { ...pedals, [pedal]: position }
    setPedals(next)
    sendSoon(next, (last) => void act({ kind: 'pedal', ...last }))
  }
  const names = { accelerator: t`Accelerator`, brake: t`Brake` }
  return (
    <div className="pedals">
      {(['accelerator', 'brake'] as const).map((pedal) => (
        <label key={pedal}>
          <span>{names[pedal]}</span>
          <input
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={pedals[pedal]}
            aria-valuetext={`${number(pedals[pedal] * 100)} %`}
            onChange={(event) => press(pedal, Number(event.currentTarget.value))}
            data-testid={`dash-${pedal}`}
          />
        </label>
      ))}
    </div>
  )
}

const SEND_EVERY_MS = 100
let waiting: { accelerator: number; brake: number } | undefined

function sendSoon(position: { accelerator: number; brake: number }, send: (last: typeof position) => void): void {
  const isTimed = waiting !== undefined
  waiting = position
  if (isTimed) return
  setTimeout(() => {
    const last = waiting
    waiting = undefined
    if (last) send(last)
  }, SEND_EVERY_MS)
}
