/** Actuator tests and routines of one control unit. A test needs the extended session, which is held while this is open. */
import { Trans, useLingui } from '@lingui/react/macro'
import { parseHex } from '@luban/stdx'
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ControlInfo, EcuInfo, RoutineInfo } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { textOf } from './codes.ts'
import { type Answer, type Ask, control, runRoutine, unlock, unlocked } from './tester.ts'
import { type InSession, useSession } from './use-session.ts'

export function TestsView({ ecu }: { ecu: EcuInfo }) {
  const { attempt } = useBench()
  const controls = attempt.model.controls.filter((one) => one.ecu === ecu.id)
  const routines = attempt.model.routines.filter((one) => one.ecu === ecu.id)
  const { ask, note } = useSession(ecu.id)
  if (controls.length + routines.length === 0)
    return (
      <p className="panel-hint">
        <Trans>This control unit offers no tests.</Trans>
      </p>
    )
  return (
    <>
      <p className="panel-hint">
        <Trans>A test moves real parts of the car. Look first whether it may.</Trans>
      </p>
      <div role="status">{note && <p className="scan-note">{note}</p>}</div>
      <ul className="tests">
        {controls.map((one) => (
          <ControlLine key={one.did} info={one} ask={ask} />
        ))}
        {routines.map((one) => (
          <RoutineLine key={one.routine} info={one} ask={ask} />
        ))}
      </ul>
    </>
  )
}

/** Moves an actuator, and first unlocks its control unit where that is asked for: the tool has the keys of our cars. */
function useMove() {
  const { calls } = useBench()
  return (
    ask: Ask,
    { did, securityLevel }: ControlInfo,
    state: Uint8Array | undefined,
  ): Promise<Answer<Uint8Array>> => {
    const run = () => control(ask, did, state)
    return securityLevel === undefined ? run() : unlocked(run, () => unlock(ask, securityLevel, calls.keyToSeed))
  }
}

function ControlLine({ info, ask }: { info: ControlInfo; ask: InSession }) {
  const { words, number } = useFormats()
  const move = useMove()
  const { t } = useLingui()
  const [state, setState] = useState<string | undefined>(undefined)
  const states = [
    { hex: '01', name: t`On` },
    { hex: '00', name: t`Off` },
  ]
  const id = info.did.toString(16).toUpperCase().padStart(4, '0')
  return (
    <li data-testid={`scan-control-${id}`}>
      <span>
        {words(info.name)}
        <small>
          2F {id}
          {info.securityLevel !== undefined && (
            <>
              {' · '}
              <Trans>security level {number(info.securityLevel)}</Trans>
            </>
          )}
        </small>
      </span>
      <fieldset className="tests-actions" aria-label={words(info.name)}>
        {states.map(({ hex, name }) => (
          <Button
            key={hex}
            size="compact-xs"
            variant={state === hex ? 'filled' : 'light'}
            aria-pressed={state === hex}
            onClick={async () => {
              if (await ask((send) => move(send, info, parseHex(hex)))) setState(hex)
            }}
            data-testid={`scan-control-${id}-${hex}`}
          >
            {name}
          </Button>
        ))}
        <Button
          size="compact-xs"
          variant="default"
          title={t`Gives the actuator back to the control unit`}
          onClick={async () => {
            if (await ask((send) => move(send, info, undefined))) setState(undefined)
          }}
          data-testid={`scan-control-${id}-return`}
        >
          <Trans>Give back</Trans>
        </Button>
      </fieldset>
    </li>
  )
}

function RoutineLine({ info, ask }: { info: RoutineInfo; ask: InSession }) {
  const { words } = useFormats()
  const [result, setResult] = useState<string | undefined>(undefined)
  const id = info.routine.toString(16).toUpperCase().padStart(4, '0')
  const show = (record: Uint8Array | undefined) => record && setResult(record.length === 0 ? '✓' : textOf(record))
  return (
    <li data-testid={`scan-routine-${id}`}>
      <span>
        {words(info.name)}
        <small>31 {id}</small>
      </span>
      <div className="tests-actions">
        <Button
          size="compact-xs"
          variant="light"
          onClick={async () =>
            show(await ask((send) => runRoutine(send, 'startRoutine', info.routine, new Uint8Array())))
          }
          data-testid={`scan-routine-${id}-start`}
        >
          <Trans>Start</Trans>
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          onClick={async () =>
            show(await ask((send) => runRoutine(send, 'requestRoutineResults', info.routine, new Uint8Array())))
          }
        >
          <Trans>Results</Trans>
        </Button>
        {result && <code>{result}</code>}
      </div>
    </li>
  )
}
