/** The safety steps, each an action on the car or the place. What has been done is shown; whether it is enough is not. */
import { Trans, useLingui } from '@lingui/react/macro'
import type { CarAction, CarView } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { useLive } from '../live.ts'

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

export function SafetyPanel() {
  const { live, act } = useBench()
  const safety = useLive(live, (state) => state.view?.safety)
  const steps = useSteps(safety)
  const provings = safety?.testerProvings ?? 0
  const { t } = useLingui()
  return (
    <div className="safety">
      <h2 className="panel-title">
        <Trans>Safety steps</Trans>
      </h2>
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
        <StepButton
          id="proveTester"
          name={t`Voltage tester`}
          isDone={provings > 0}
          state={provings > 0 ? t`proven: ${provings}×` : t`not proven yet`}
          next={t`Prove`}
          onClick={() => void act({ kind: 'proveTester' })}
        />
        <WaitingClock />
      </div>
    </div>
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
  return (
    <p className="waiting-clock" data-testid="waiting-clock">
      <span>
        <Trans>Since isolation</Trans>
        <small>
          <Trans>waiting time {clock(attempt.model.hvWaitingTimeS)}</Trans>
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
