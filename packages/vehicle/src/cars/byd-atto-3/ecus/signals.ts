/**
 * What the control units of this car tell each other (see ../../../ecus/exchange.ts). What was last said of high voltage,
 * power and speed counts as nothing when it is overdue; the rest stands. Levers and buttons are wired to the body, which
 * tells of them. The gateway says that it is there.
 *
 * Left out: its frames on the wire (the broadcast frames that foreign tools know are in ../broadcast.ts), so a tester that
 * silences a unit (CommunicationControl) silences it for tools, not for the other units.
 */
import { type Message, NEVER_HEARD } from '../../../ecus/exchange.ts'
import { GATEWAY_MESSAGE, type GatewaySignals } from '../../../ecus/gateway.ts'

export { isHeard } from '../../../ecus/exchange.ts'

/** Levers and buttons that the units look at. */
export type PersonSignals = {
  startPresses: number
  selector: (typeof SELECTORS)[number]
}

export type BodySignals = {
  /** The button is the person's, the state is the body's. */
  isPowerOn: boolean
  isIgnitionOn: boolean
  isPlugged: boolean
  /** What the charging cable carries. */
  cableAmpsMax: number
  ambientTempDegC: number
  bodyHeartbeat: number
}

export type DriveSignals = {
  isHighVoltageWanted: boolean
  isReady: boolean
  isCharging: boolean
  isDischargeWanted: boolean
  /** Backwards negative. */
  speedMps: number
  odometerM: number
  driveHeartbeat: number
}

export type BmsSignals = {
  bmsState: BmsState
  isHighVoltageOn: boolean
  /** Torque to zero: the contactors are about to open. */
  isOpeningAnnounced: boolean
  dischargeWMax: number
  chargeWMax: number
  /** Positive while the pack gives. */
  packW: number
  isPackCoolingWanted: boolean
  isPackHeatingWanted: boolean
  /** The plug of a DC station is in and feeds A+. */
  isDcPlugged: boolean
  /** DC may flow. */
  isDcCharging: boolean
  socPercent: number
  bmsHeartbeat: number
}

export type Signals = PersonSignals & BodySignals & DriveSignals & BmsSignals & GatewaySignals
/** What one unit has of them: its own to write, all to read. */
export type SignalsOf<Own> = Readonly<Signals> & Own

const SELECTORS = ['P', 'R', 'N', 'D'] as const
const BMS_STATES = ['asleep', 'standby', 'weldTest', 'precharge', 'handOver', 'closed', 'opening', 'locked'] as const
export type BmsState = (typeof BMS_STATES)[number]

/** What the instruments remember of the drive unit is its odometer. */
export function firstSignals(odometerM: number): Signals {
  return {
    startPresses: 0,
    selector: 'P',
    isPowerOn: false,
    isIgnitionOn: false,
    isPlugged: false,
    cableAmpsMax: 0,
    ambientTempDegC: 20,
    bodyHeartbeat: NEVER_HEARD,
    isHighVoltageWanted: false,
    isReady: false,
    isCharging: false,
    isDischargeWanted: false,
    speedMps: 0,
    odometerM,
    driveHeartbeat: NEVER_HEARD,
    bmsState: 'asleep',
    isHighVoltageOn: false,
    isOpeningAnnounced: false,
    dischargeWMax: 0,
    chargeWMax: 0,
    packW: 0,
    isPackCoolingWanted: false,
    isPackHeatingWanted: false,
    isDcPlugged: false,
    isDcCharging: false,
    socPercent: 0,
    bmsHeartbeat: NEVER_HEARD,
    gatewayHeartbeat: NEVER_HEARD,
  }
}

export const MESSAGES = {
  body: {
    take(into, said) {
      into.startPresses = said.startPresses
      into.selector = said.selector
      into.isPowerOn = said.isPowerOn
      into.isIgnitionOn = said.isIgnitionOn
      into.isPlugged = said.isPlugged
      into.cableAmpsMax = said.cableAmpsMax
      into.ambientTempDegC = said.ambientTempDegC
      into.bodyHeartbeat = said.bodyHeartbeat
    },
    overdue() {},
    heartbeat: (view) => view.bodyHeartbeat,
  },
  drive: {
    take(into, said) {
      into.isHighVoltageWanted = said.isHighVoltageWanted
      into.isReady = said.isReady
      into.isCharging = said.isCharging
      into.isDischargeWanted = said.isDischargeWanted
      into.speedMps = said.speedMps
      into.odometerM = said.odometerM
      into.driveHeartbeat = said.driveHeartbeat
    },
    overdue(view) {
      view.isHighVoltageWanted = view.isReady = view.isCharging = view.isDischargeWanted = false
      view.speedMps = 0
    },
    heartbeat: (view) => view.driveHeartbeat,
  },
  bms: {
    take(into, said) {
      into.bmsState = said.bmsState
      into.isHighVoltageOn = said.isHighVoltageOn
      into.isOpeningAnnounced = said.isOpeningAnnounced
      into.dischargeWMax = said.dischargeWMax
      into.chargeWMax = said.chargeWMax
      into.packW = said.packW
      into.isPackCoolingWanted = said.isPackCoolingWanted
      into.isPackHeatingWanted = said.isPackHeatingWanted
      into.isDcPlugged = said.isDcPlugged
      into.isDcCharging = said.isDcCharging
      into.socPercent = said.socPercent
      into.bmsHeartbeat = said.bmsHeartbeat
    },
    overdue(view) {
      view.isHighVoltageOn = view.isOpeningAnnounced = view.isPackCoolingWanted = view.isPackHeatingWanted = false
      view.isDcPlugged = view.isDcCharging = false
      view.dischargeWMax = view.chargeWMax = view.packW = 0
    },
    heartbeat: (view) => view.bmsHeartbeat,
  },
  gateway: GATEWAY_MESSAGE as Message<Signals>,
} as const satisfies Record<string, Message<Signals>>

/** Whom the gateway listens to. */
export type Speaker = Exclude<keyof typeof MESSAGES, 'gateway'>

/** For a state hash. */
export function signalNumbers({ selector, bmsState, ...others }: Readonly<Signals>): number[] {
  return [SELECTORS.indexOf(selector), BMS_STATES.indexOf(bmsState), ...Object.values(others).map(Number)]
}
