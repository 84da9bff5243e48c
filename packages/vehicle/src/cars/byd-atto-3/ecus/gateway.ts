/**
 * The gateway: joins the diagnosis connector with the bus behind it, and listens who speaks there. It boots when it gets
 * supply, stays up while the body says that the ignition is on and a little longer, and then stands by, so that only its
 * doors wait for a tester. While it is up, a unit that ought to speak and does not is lost.
 *
 * It decides by its supply and the other units' messages alone; its wires are in ../wiring/gateway.ts.
 * Left out: that a tester wakes it (a car with a tester at it would draw 0.1 A more).
 */
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import { isHeard, type Signals } from './signals.ts'

/** It looks ten times a second; only a lost supply is felt at once. */
const STEPS_PER_LOOK = 10
const SUPPLY_VOLTS_MIN = 6.5
/** Below it units may fall silent for want of supply, and that is no fault of theirs. */
const JUDGING_VOLTS_MIN = 9
const AFTER_RUN_STEPS = 500
/** After booting, and after the ignition comes on, the others have so long to be heard. */
const LISTENING_STEPS = 100
/** What the body last said of the ignition stands so long after it was heard: who else is lost can then be told. */
const IGNITION_KEPT_STEPS = 250

export const GATEWAY_STATES = ['off', 'standby', 'up', 'afterRun'] as const
export type GatewayState = (typeof GATEWAY_STATES)[number]

export type GatewayMonitors = { readonly lostDrive: Monitor; readonly lostBms: Monitor; readonly lostBody: Monitor }
/** Which of the others it hears. */
export type Heard = { drive: boolean; bms: boolean; body: boolean }

export type GatewaySensors = { supplyVolts(): number }
/** Its own consumption, up. */
export type GatewayOutputs = { setOwnLoad(isOn: boolean): void }

export type Gateway = {
  readonly state: GatewayState
  /** It has supply, so its doors answer. */
  readonly hasSupply: boolean
  /** It takes part in the traffic of the bus. */
  readonly isUp: boolean
  supplyVolts(): number
  readonly heard: Readonly<Heard>
  hearsAll(): boolean
  step(tick: number): void
  stateNumbers(): readonly number[]
}

type Surroundings = {
  readonly sensors: GatewaySensors
  readonly outputs: GatewayOutputs
  readonly signals: Readonly<Signals>
  readonly monitors: GatewayMonitors
}

export function createGateway({ sensors, outputs, signals, monitors }: Surroundings): Gateway {
  const heard: Heard = { drive: false, bms: false, body: false }
  let state: GatewayState = 'off'
  let stateSteps = 0
  let upSteps = 0
  let ignitionSteps = 0
  let bodyLostSteps = 0

  function enter(next: GatewayState): void {
    state = next
    stateSteps = 0
  }

  function listen(tick: number): void {
    heard.drive = isHeard(signals.driveHeartbeat, tick)
    heard.bms = isHeard(signals.bmsHeartbeat, tick)
    heard.body = isHeard(signals.bodyHeartbeat, tick)
  }

  function decide(isWanted: boolean): void {
    stateSteps += STEPS_PER_LOOK
    switch (state) {
      case 'off':
        enter('afterRun') // It boots, sees who is there, and may stand by.
        return
      case 'standby':
        if (isWanted) enter('up')
        return
      case 'up':
        if (!isWanted) enter('afterRun')
        return
      case 'afterRun':
        if (isWanted) enter('up')
        else if (stateSteps >= AFTER_RUN_STEPS) enter('standby')
    }
  }

  /** Battery and drive unit speak while the ignition is on; the body always. */
  function watch(): void {
    if (sensors.supplyVolts() < JUDGING_VOLTS_MIN) return
    if (upSteps > LISTENING_STEPS) monitors.lostBody.report(!heard.body)
    if (ignitionSteps <= LISTENING_STEPS) return
    monitors.lostDrive.report(!heard.drive)
    monitors.lostBms.report(!heard.bms)
  }

  function switchOff(): void {
    if (state === 'off') return
    enter('off')
    upSteps = ignitionSteps = 0
    heard.drive = heard.bms = heard.body = false
    outputs.setOwnLoad(false)
  }

  function look(tick: number): void {
    listen(tick)
    bodyLostSteps = heard.body ? 0 : bodyLostSteps + STEPS_PER_LOOK
    const isWanted = signals.isIgnitionOn && bodyLostSteps < IGNITION_KEPT_STEPS
    decide(isWanted)
    outputs.setOwnLoad(isUp())
    upSteps = isUp() ? upSteps + STEPS_PER_LOOK : 0
    ignitionSteps = isWanted && isUp() ? ignitionSteps + STEPS_PER_LOOK : 0
    if (isUp()) watch()
  }

  const isUp = () => state === 'up' || state === 'afterRun'

  return {
    get state() {
      return state
    },
    get hasSupply() {
      return state !== 'off'
    },
    get isUp() {
      return isUp()
    },
    supplyVolts: sensors.supplyVolts,
    heard,
    hearsAll: () => heard.drive && heard.bms && heard.body,
    step(tick) {
      if (!(sensors.supplyVolts() > SUPPLY_VOLTS_MIN)) switchOff()
      else if (tick % STEPS_PER_LOOK === 0) look(tick)
    },
    stateNumbers: () => [
      GATEWAY_STATES.indexOf(state),
      stateSteps,
      upSteps,
      ignitionSteps,
      bodyLostSteps,
      ...Object.values(heard).map(Number),
    ],
  }
}
