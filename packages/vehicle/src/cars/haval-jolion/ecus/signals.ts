/**
 * What the control units of this car tell each other (see ../../../ecus/exchange.ts). What was last said of speeds, torques
 * and wishes counts as nothing when it is overdue; the rest stands. The lever is wired to the transmission control unit,
 * the start button to the body; both tell of them. The gateway listens, and says that it is there.
 *
 * Left out: its frames on the wire, so a tester that silences a unit (CommunicationControl) silences it for tools, not for
 * the other units.
 */
import { type Message, NEVER_HEARD } from '../../../ecus/exchange.ts'
import { GATEWAY_MESSAGE, type GatewaySignals } from '../../../ecus/gateway.ts'
import { ENGINE_MESSAGE, type EngineSignals, firstEngineSignals } from '../../../engine-control/signals.ts'
import { NEUTRAL, SELECTORS, type Selector } from './transmission-sensors.ts'

export { isHeard } from '../../../ecus/exchange.ts'

export type TransmissionSignals = {
  /** The lever as it stands; N when that cannot be told. */
  selector: Selector
  /** What drives: 1 to 7, `REVERSE`, or `NEUTRAL`. */
  gear: number
  /** Torque at the flywheel that it allows, infinite for any. */
  torqueLimitNm: number
  /** A clutch is closed on a gear. */
  isDrivelineClosed: boolean
  /** The driver is to stop: a clutch or the oil is too hot. */
  isTransmissionHot: boolean
  /** Only every other gear, or none. */
  isTransmissionLimp: boolean
  transmissionHeartbeat: number
}

export type BrakeSignals = {
  /** Over the road, whichever way. */
  speedMps: number
  brakePressureKpa: number
  /** A wheel's speed is not known. */
  isBrakeWarning: boolean
  brakesHeartbeat: number
}

export type BodySignals = {
  isIgnitionOn: boolean
  isStarterWanted: boolean
  isAirConditioningWanted: boolean
  ambientTempDegC: number
  fuelPercent: number
  odometerM: number
  bodyHeartbeat: number
}

export type Signals = EngineSignals & TransmissionSignals & BrakeSignals & BodySignals & GatewaySignals
/** What one unit has of them: its own to write, all to read. */
export type SignalsOf<Own> = Readonly<Signals> & Own

/** What the units remember: the body its odometer, the engine's the fuel that it used. */
export function firstSignals({ odometerM, fuelUsedL }: { odometerM: number; fuelUsedL: number }): Signals {
  return {
    ...firstEngineSignals(fuelUsedL),
    selector: 'P',
    gear: NEUTRAL,
    torqueLimitNm: Number.POSITIVE_INFINITY,
    isDrivelineClosed: false,
    isTransmissionHot: false,
    isTransmissionLimp: false,
    transmissionHeartbeat: NEVER_HEARD,
    speedMps: 0,
    brakePressureKpa: 0,
    isBrakeWarning: false,
    brakesHeartbeat: NEVER_HEARD,
    isIgnitionOn: false,
    isStarterWanted: false,
    isAirConditioningWanted: false,
    ambientTempDegC: 20,
    fuelPercent: 0,
    odometerM,
    bodyHeartbeat: NEVER_HEARD,
    gatewayHeartbeat: NEVER_HEARD,
  }
}

export const MESSAGES = {
  engine: ENGINE_MESSAGE as Message<Signals>,
  transmission: {
    take(into, said) {
      into.selector = said.selector
      into.gear = said.gear
      into.torqueLimitNm = said.torqueLimitNm
      into.isDrivelineClosed = said.isDrivelineClosed
      into.isTransmissionHot = said.isTransmissionHot
      into.isTransmissionLimp = said.isTransmissionLimp
      into.transmissionHeartbeat = said.transmissionHeartbeat
    },
    overdue(view) {
      view.torqueLimitNm = Number.POSITIVE_INFINITY
      view.isDrivelineClosed = false
    },
    heartbeat: (view) => view.transmissionHeartbeat,
  },
  brakes: {
    take(into, said) {
      into.speedMps = said.speedMps
      into.brakePressureKpa = said.brakePressureKpa
      into.isBrakeWarning = said.isBrakeWarning
      into.brakesHeartbeat = said.brakesHeartbeat
    },
    overdue(view) {
      view.speedMps = view.brakePressureKpa = 0
    },
    heartbeat: (view) => view.brakesHeartbeat,
  },
  body: {
    take(into, said) {
      into.isIgnitionOn = said.isIgnitionOn
      into.isStarterWanted = said.isStarterWanted
      into.isAirConditioningWanted = said.isAirConditioningWanted
      into.ambientTempDegC = said.ambientTempDegC
      into.fuelPercent = said.fuelPercent
      into.odometerM = said.odometerM
      into.bodyHeartbeat = said.bodyHeartbeat
    },
    overdue(view) {
      view.isStarterWanted = view.isAirConditioningWanted = false
    },
    heartbeat: (view) => view.bodyHeartbeat,
  },
  gateway: GATEWAY_MESSAGE as Message<Signals>,
} as const satisfies Record<string, Message<Signals>>

export const UNIT_IDS = ['engine', 'transmission', 'brakes', 'body', 'gateway'] as const
/** Whom the gateway listens to. */
export type Speaker = Exclude<keyof typeof MESSAGES, 'gateway'>
export type UnitId = (typeof UNIT_IDS)[number]

/** For a state hash. */
export function signalNumbers(signals: Readonly<Signals>): number[] {
  const numbers = [SELECTORS.indexOf(signals.selector)]
  for (const value of Object.values(signals)) if (typeof value !== 'string') numbers.push(Number(value))
  return numbers
}
