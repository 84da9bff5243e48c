/** The safety steps, each an action on the car or the place. What has been done is shown; whether it is enough is not. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { CarAction, CarView } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { useLive } from '../live.ts'
import { useNotices } from '../notices.tsx'
import { putBackActions, putBackObstacle } from '../put-back.ts'
import { waitingOf } from '../waiting.ts'
import { Precautions } from './Precautions.tsx'

type Step = {
  readonly id: string
  readonly name: string
  readonly isDone: boolean
  readonly doneText: string
  readonly undoneText: string
  readonly doText: string
  readonly undoText: string
  action(isDone: boolean): CarAction
}

/** A car without high voltage has no service disconnect to lock away, and no voltage to wear gloves for. */
const ONLY_HIGH_VOLTAGE: ReadonlySet<string> = new Set(['gloves', 'serviceDisconnect', 'lockout'])

export function SafetyPanel() {
  const { live, act, attempt } = useBench()
  const safety = useLive(live, (state) => state.view?.safety)
  const hasHighVoltage = attempt.model.points.some(({ isHighVoltage }) => isHighVoltage)
  const steps = useSteps(safety).filter(({ id }) => hasHighVoltage || !ONLY_HIGH_VOLTAGE.has(id))
  return (
    <div className="safety">
      <div className="safety-head">
        <h2 className="panel-title">
          <Trans>Safety steps</Trans>
        </h2>
        {hasHighVoltage && <Precautions />}
        <PutBack />
      </div>
      <div className="safety-steps">
        {steps.map((step) => (
          <StepButton
            key={step.id}
            id={step.id}
            name={step.name}
            isDone={step.isDone}
            state={step.isDone ? step.doneText : step.undoneText}
            next={step.isDone ? step.undoText : step.doText}
            onClick={() => void act(step.action(!step.isDone))}
          />
        ))}
        {hasHighVoltage && <TesterButton safety={safety} />}
        {hasHighVoltage && <WaitingClock />}
      </div>
    </div>
  )
}

/** Only what was proven since the car was isolated counts for this isolation: the rest is told, and looks undone. */
function TesterButton({ safety }: { safety: CarView['safety'] | undefined }) {
  const { act } = useBench()
  const { t } = useLingui()
  const { number } = useFormats()
  const provings = number(safety?.testerProvingsSinceIsolation ?? 0)
  const isProven = safety !== undefined && safety.testerProvingsSinceIsolation > 0
  const isForAnother = safety !== undefined && safety.testerProvings > 0
  return (
    <StepButton
      id="proveTester"
      name={t`Voltage tester`}
      isDone={isProven}
      state={isProven ? t`proven: ${provings}×` : isForAnother ? t`to be proven again` : t`not proven yet`}
      next={t`Prove`}
      onClick={() => void act({ kind: 'proveTester' })}
    />
  )
}

/** Undoes what was done, each step as its own action, up to the first that the car refuses. */
function PutBack() {
  const { live, act, look } = useBench()
  const notices = useNotices()
  const { t } = useLingui()
  const [isBusy, setBusy] = useState(false)
  const isAnyDone = useLive(live, ({ view }) => view !== undefined && putBackActions(view.safety).length > 0)
  if (!isAnyDone && !isBusy) return null

  async function putBack() {
    setBusy(true)
    const view = await look()
    const obstacle = view && putBackObstacle(view)
    if (obstacle === 'glovesOff')
      notices.tell(t`Put the insulating gloves on first: the service disconnect goes in by hand.`)
    else if (obstacle === 'powerOn')
      notices.tell(t`Switch the car off first: the service disconnect never goes into a car that is on.`)
    else if (view) for (const action of putBackActions(view.safety)) if ((await act(action))?.kind !== 'done') break
    setBusy(false)
  }
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={isBusy}
      title={t`Lock, service disconnect, 12 V, gloves, key, barrier: each in its turn, as far as each was done.`}
      onClick={() => void putBack()}
      data-testid="safety-putBack"
    >
      <Trans>Put everything back</Trans>
    </Button>
  )
}

/** What it is, how it stands, and what pressing it does. */
function StepButton(props: {
  id: string
  name: string
  isDone: boolean
  state: string
  next: string
  onClick: () => void
}) {
  return (
    <button
      type="button"
      data-done={props.isDone || undefined}
      onClick={props.onClick}
      data-testid={`safety-${props.id}`}
    >
      {props.name}
      <span>
        {props.state} <em>{props.next}</em>
      </span>
    </button>
  )
}

/** How long the car has been isolated, beside the time that its maker asks for: both from the car, neither a verdict. */
function WaitingClock() {
  const { attempt, live } = useBench()
  const { clock } = useFormats()
  const seconds = useLive(live, ({ view }) => {
    const since = view?.safety.secondsSinceIsolation
    return typeof since === 'number' ? Math.floor(since) : undefined
  })
  const waiting = useLive(live, ({ view }) => waitingOf(view, attempt.model.hvWaitingTimeS))
  return (
    <p className="waiting-clock" data-testid="waiting-clock" data-waiting={waiting}>
      <span>
        <Trans>Since isolation</Trans>
        <small>
          {waiting === 'over' ? (
            <Trans>waiting time over</Trans>
          ) : (
            <Trans>waiting time {clock(attempt.model.hvWaitingTimeS)}</Trans>
          )}
        </small>
      </span>{' '}
      <strong>{seconds === undefined ? '–' : clock(seconds)}</strong>
    </p>
  )
}

function useSteps(safety: CarView['safety'] | undefined): readonly Step[] {
  const { t } = useLingui()
  const on = { doneText: t`on`, undoneText: t`off`, doText: t`Put on`, undoText: t`Take off` }
  const setUp = { doneText: t`set up`, undoneText: t`not set up`, doText: t`Set up`, undoText: t`Take away` }
  const disconnected = {
    doneText: t`disconnected`,
    undoneText: t`connected`,
    doText: t`Disconnect`,
    undoText: t`Connect`,
  }
  const takenOut = { doneText: t`taken out`, undoneText: t`inserted`, doText: t`Take out`, undoText: t`Insert` }
  const locked = { doneText: t`locked and tagged`, undoneText: t`not locked`, doText: t`Lock out`, undoText: t`Unlock` }
  const away = { doneText: t`taken away`, undoneText: t`in the car`, doText: t`Take away`, undoText: t`Bring back` }
  return [
    {
      id: 'barrier',
      name: t`Barrier and sign`,
      ...setUp,
      isDone: safety?.barrier ?? false,
      action: (isDone) => ({ kind: 'barrier', on: isDone }),
    },
    {
      id: 'key',
      name: t`Key`,
      ...away,
      isDone: safety?.keyAway ?? false,
      action: (isDone) => ({ kind: isDone ? 'takeKeyAway' : 'bringKeyBack' }),
    },
    {
      id: 'gloves',
      name: t`Insulating gloves`,
      ...on,
      isDone: safety?.gloves ?? false,
      action: (isDone) => ({ kind: 'gloves', on: isDone }),
    },
    {
      id: 'battery12V',
      name: t`12 V battery`,
      ...disconnected,
      isDone: safety ? !safety.battery12VConnected : false,
      action: (isDone) => ({ kind: 'battery12V', connected: !isDone }),
    },
    {
      id: 'serviceDisconnect',
      name: t`Service disconnect`,
      ...takenOut,
      isDone: safety ? !safety.serviceDisconnectInserted : false,
      action: (isDone) => ({ kind: 'serviceDisconnect', inserted: !isDone }),
    },
    {
      id: 'lockout',
      name: t`Lockout and tag`,
      ...locked,
      isDone: safety?.lockout ?? false,
      action: (isDone) => ({ kind: 'lockout', on: isDone }),
    },
  ]
}
