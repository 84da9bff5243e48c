/**
 * What the control units of this car tell each other, once a step: the content of their messages on the vehicle bus.
 * A unit that falls silent is known by its heartbeat. What it last said of high voltage, power and speed then counts as
 * nothing, as with every receiver whose message is overdue; the rest stands.
 *
 * Left out: its frames on the wire (the broadcast frames that foreign tools know are in ../broadcast.ts), so a tester that
 * silences a unit (CommunicationControl) silences it for tools, not for the other units.
 */

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
  socPercent: number
  bmsHeartbeat: number
}

export type Signals = PersonSignals & BodySignals & DriveSignals & BmsSignals
/** What one unit has of them: its own to write, all to read. */
export type SignalsOf<Own> = Readonly<Signals> & Own

const SELECTORS = ['P', 'R', 'N', 'D'] as const
const BMS_STATES = ['asleep', 'standby', 'weldTest', 'precharge', 'handOver', 'closed', 'opening', 'locked'] as const
export type BmsState = (typeof BMS_STATES)[number]

/** Without a message for so long, the other unit is lost. */
const LOST_STEPS = 50
/** A heartbeat that never was. */
const NEVER = -1e6

/** Heartbeats are ticks: of the last step in which the unit sent. */
export const isHeard = (heartbeat: number, tick: number): boolean => tick - heartbeat <= LOST_STEPS

/** What the instruments remember of the drive unit is its odometer. */
export function firstSignals(odometerM: number): Signals {
  return {
    startPresses: 0,
    selector: 'P',
    isPowerOn: false,
    isIgnitionOn: false,
    isPlugged: false,
    ambientTempDegC: 20,
    bodyHeartbeat: NEVER,
    isHighVoltageWanted: false,
    isReady: false,
    isCharging: false,
    isDischargeWanted: false,
    speedMps: 0,
    odometerM,
    driveHeartbeat: NEVER,
    bmsState: 'asleep',
    isHighVoltageOn: false,
    isOpeningAnnounced: false,
    dischargeWMax: 0,
    chargeWMax: 0,
    packW: 0,
    socPercent: 0,
    bmsHeartbeat: NEVER,
  }
}

/** For a state hash. */
export function signalNumbers({ selector, bmsState, ...others }: Readonly<Signals>): number[] {
  return [SELECTORS.indexOf(selector), BMS_STATES.indexOf(bmsState), ...Object.values(others).map(Number)]
}
