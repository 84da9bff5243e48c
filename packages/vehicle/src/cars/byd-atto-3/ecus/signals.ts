/**
 * What the control units of this car tell each other, once a step: the content of their messages on the vehicle bus.
 *
 * Left out: its frames on the wire (the broadcast frames that foreign tools know are in ../broadcast.ts).
 */
export type Signals = {
  // From the person.
  isPowerOn: boolean
  startPresses: number
  selector: 'P' | 'R' | 'N' | 'D'
  isPlugged: boolean
  // From the body.
  isIgnitionOn: boolean
  // From the drive unit.
  isHighVoltageWanted: boolean
  isReady: boolean
  isCharging: boolean
  isDischargeWanted: boolean
  driveHeartbeat: number
  // From the battery management system.
  bmsState: BmsState
  isHighVoltageOn: boolean
  /** Torque to zero: the contactors are about to open. */
  isOpeningAnnounced: boolean
  dischargeWMax: number
  chargeWMax: number
  socPercent: number
  bmsHeartbeat: number
}

export type BmsState = 'asleep' | 'standby' | 'weldTest' | 'precharge' | 'handOver' | 'closed' | 'opening' | 'locked'

export function firstSignals(): Signals {
  return {
    isPowerOn: false,
    startPresses: 0,
    selector: 'P',
    isPlugged: false,
    isIgnitionOn: false,
    isHighVoltageWanted: false,
    isReady: false,
    isCharging: false,
    isDischargeWanted: false,
    driveHeartbeat: 0,
    bmsState: 'asleep',
    isHighVoltageOn: false,
    isOpeningAnnounced: false,
    dischargeWMax: 0,
    chargeWMax: 0,
    socPercent: 0,
    bmsHeartbeat: 0,
  }
}
