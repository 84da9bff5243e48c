/**
 * The gateway: joins the diagnosis connector with the bus behind it, and listens who speaks there. It boots with its
 * supply, is up while the body says that the ignition is on and a little longer, and then stands by. While it is up it says
 * so, and a unit that ought to speak and does not is lost; when its own controller can bring no frame onto the wires any more, the
 * bus itself is what is wrong, and nobody is blamed.
 *
 * It decides by its supply, its bus controller and the other units' messages alone; its wires are in
 * ../harness/gateway-wires.ts. Left out: that a tester wakes it (a car with a tester at it would draw 0.1 A more).
 */
import type { Monitor } from './dtc-engine.ts'
import { isHeard, type Message } from './exchange.ts'

/** What it says, while it is up: that it is there. */
export type GatewaySignals = { gatewayHeartbeat: number }

export const GATEWAY_MESSAGE: Message<GatewaySignals> = {
  take(into, said) {
    into.gatewayHeartbeat = said.gatewayHeartbeat
  },
  overdue() {},
  heartbeat: (view) => view.gatewayHeartbeat,
}

/** It looks ten times a second; only a lost supply is felt at once. */
const STEPS_PER_LOOK = 10
const SUPPLY_VOLTS_MIN = 6.5
/** Below it units may fall silent for want of supply, and that is no fault of theirs. */
const JUDGING_VOLTS_MIN = 9
const AFTER_RUN_STEPS = 500
/** After booting, and after the ignition comes on, the others have so long to be heard. */
const LISTENING_STEPS = 120
/** What the body last said of the ignition stands so long after it was heard: who else is lost can then be told. */
const IGNITION_KEPT_STEPS = 300

export const GATEWAY_STATES = ['off', 'standby', 'up', 'afterRun'] as const
export type GatewayState = (typeof GATEWAY_STATES)[number]

/** Whose silence it tells of; without `bus`, what is wrong with the bus itself shows as everybody's silence. */
export type GatewayMonitors<Speaker extends string> = Readonly<Record<Speaker | 'body', Monitor>> & {
  readonly bus?: Monitor
}

export type GatewaySensors = {
  supplyVolts(): number
  /** Its own frames fail so often that the controller has switched itself off the bus. */
  isBusOff(): boolean
}
/** Its own consumption, up. */
export type GatewayOutputs = { setOwnLoad(isOn: boolean): void }

export type Gateway<Speaker extends string> = {
  state(): GatewayState
  /** It has supply, so its doors answer. */
  hasSupply(): boolean
  /** It takes part in the traffic of the bus. */
  isUp(): boolean
  supplyVolts(): number
  readonly heard: Readonly<Record<Speaker, boolean>>
  hearsAll(): boolean
  step(tick: number): void
  stateNumbers(): readonly number[]
}

/** All but itself. */
type Others<Speaker extends string> = Exclude<Speaker, 'gateway'>

type Surroundings<Speaker extends string, Signals extends GatewaySignals> = {
  readonly sensors: GatewaySensors
  readonly outputs: GatewayOutputs
  readonly signals: Readonly<Signals> & GatewaySignals
  /** Of those who speak on the bus, its own among them; the body always, the others while the ignition is on. */
  readonly messages: Readonly<Record<Speaker | 'body', Message<Signals>>>
  readonly monitors: GatewayMonitors<Others<NoInfer<Speaker>>>
  /** By what the body says. */
  isIgnitionOn(signals: Readonly<Signals>): boolean
}

export function createGateway<Speaker extends string, Signals extends GatewaySignals>({
  sensors,
  outputs,
  signals,
  messages,
  monitors,
  isIgnitionOn,
}: Surroundings<Speaker, Signals>): Gateway<Others<Speaker | 'body'>> {
  const speakers = Object.keys(messages).filter((id) => id !== 'gateway') as Others<Speaker | 'body'>[]
  const heard = Object.fromEntries(speakers.map((id) => [id, false])) as Record<Others<Speaker | 'body'>, boolean>
  let state: GatewayState = 'off'
  let stateSteps = 0
  let upSteps = 0
  let ignitionSteps = 0
  let bodyLostSteps = 0

  const isUp = () => state === 'up' || state === 'afterRun'

  function enter(next: GatewayState): void {
    state = next
    stateSteps = 0
  }

  function decide(isWanted: boolean): void {
    stateSteps += STEPS_PER_LOOK
    if (state === 'off') enter('afterRun')
    else if (isWanted && state !== 'up') enter('up')
    else if (!isWanted && state === 'up') enter('afterRun')
    else if (state === 'afterRun' && stateSteps >= AFTER_RUN_STEPS) enter('standby')
  }

  function watch(): void {
    if (sensors.supplyVolts() < JUDGING_VOLTS_MIN || upSteps <= LISTENING_STEPS) return
    if (monitors.bus !== undefined) {
      const isBusOff = sensors.isBusOff()
      monitors.bus.report(isBusOff)
      if (isBusOff) return
    }
    monitors.body.report(!heard.body)
    if (ignitionSteps <= LISTENING_STEPS) return
    for (const id of speakers) if (id !== 'body') monitors[id].report(!heard[id])
  }

  function switchOff(): void {
    if (state === 'off') return
    enter('off')
    upSteps = ignitionSteps = bodyLostSteps = 0
    for (const id of speakers) heard[id] = false
    outputs.setOwnLoad(false)
  }

  function look(tick: number): void {
    for (const id of speakers) heard[id] = isHeard(messages[id].heartbeat(signals), tick)
    bodyLostSteps = heard.body ? 0 : bodyLostSteps + STEPS_PER_LOOK
    const isWanted = isIgnitionOn(signals) && bodyLostSteps < IGNITION_KEPT_STEPS
    decide(isWanted)
    outputs.setOwnLoad(isUp())
    upSteps = isUp() ? upSteps + STEPS_PER_LOOK : 0
    ignitionSteps = isWanted && isUp() ? ignitionSteps + STEPS_PER_LOOK : 0
    if (isUp()) watch()
  }

  return {
    state: () => state,
    hasSupply: () => state !== 'off',
    isUp,
    supplyVolts: sensors.supplyVolts,
    heard,
    hearsAll: () => speakers.every((id) => heard[id]),
    step(tick) {
      if (!(sensors.supplyVolts() > SUPPLY_VOLTS_MIN)) switchOff()
      else if (tick % STEPS_PER_LOOK === 0) look(tick)
      if (isUp()) signals.gatewayHeartbeat = tick
    },
    stateNumbers: () => [
      GATEWAY_STATES.indexOf(state),
      ...[stateSteps, upSteps, ignitionSteps, bodyLostSteps],
      ...Object.values(heard).map(Number),
    ],
  }
}
