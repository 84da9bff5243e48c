/**
 * What the control units of this car tell each other (see ../../../ecus/exchange.ts). What was last said of speeds, torques,
 * power and wishes counts as nothing when it is overdue; the rest stands. Pedal and brake switch are wired to the engine
 * control unit, the lever to the hybrid's, the button and the dial for the drive mode to the body; each tells of them. The gateway listens, and says
 * that it is there.
 *
 * The hybrid control unit is to the engine what a transmission is in other cars, so it speaks in that one's name.
 * Left out: its frames on the wire (those that tools read are in ../broadcast.ts), so a tester that silences a unit
 * (CommunicationControl) silences it for tools, not for the other units.
 */
import { DRIVE_MODES, type DriveMode } from '../../../car.ts'
import { CONTACTOR_STATES, type ContactorState } from '../../../ecus/contactors.ts'
import { type Message, NEVER_HEARD } from '../../../ecus/exchange.ts'
import { GATEWAY_MESSAGE, type GatewaySignals } from '../../../ecus/gateway.ts'
import { ENGINE_MESSAGE, type EngineSignals, firstEngineSignals } from '../../../engine-control/signals.ts'

export { isHeard } from '../../../ecus/exchange.ts'

export const SELECTORS = ['P', 'R', 'N', 'D'] as const
export type Selector = (typeof SELECTORS)[number]
export const MODES = ['off', 'electric', 'starting', 'series', 'meeting', 'parallel', 'leaving', 'stopping'] as const
/** Of the engine, as the hybrid control unit runs it. */
export type Mode = (typeof MODES)[number]

export type HcuSignals = {
  /** The lever as it stands; N when that cannot be told. */
  selector: Selector
  isReady: boolean
  isHighVoltageWanted: boolean
  isDischargeWanted: boolean
  mode: Mode
  /** What it follows of the driver's choice: EV only while the pack can. */
  driveMode: DriveMode
  isEngineWanted: boolean
  engineRequestNm: number
  /** At each machine's own shaft. */
  generatorRequestNm: number
  tractionRequestNm: number
  isGeneratorWanted: boolean
  isTractionWanted: boolean
  /** What recuperation took of the brake's torque at the wheels. */
  recuperatedNm: number
  /** The 12 V are short of the converter. */
  isChargeShort: boolean
  transmissionHeartbeat: number
}

export type BmsSignals = {
  bmsState: ContactorState
  isHighVoltageOn: boolean
  /** Torque to zero: the contactors are about to open. */
  isOpeningAnnounced: boolean
  /** Insulation or interlock: drive on, have it seen to, and no restart. */
  isBatteryWarning: boolean
  dischargeWMax: number
  chargeWMax: number
  /** Positive while the pack gives. */
  packW: number
  packVolts: number
  /** Positive while the pack gives. */
  packA: number
  socPercent: number
  sohPercent: number
  bmsHeartbeat: number
}

export type InverterSignals = {
  generatorRpm: number
  /** Backwards negative. */
  tractionRpm: number
  /** As its current sensors say. */
  generatorNm: number
  tractionNm: number
  /** Position known, bridge whole: it follows its request. */
  isGeneratorAble: boolean
  isTractionAble: boolean
  busVolts: number
  inverterHeartbeat: number
}

export type BrakeSignals = {
  /** Over the road, whichever way. */
  speedMps: number
  /** What the driver's foot asks at the wheels. */
  brakeRequestNm: number
  isBrakeWarning: boolean
  brakesHeartbeat: number
}

export type BodySignals = {
  /** What the driver switched; the ignition stays on until high voltage is off. */
  isPowerOn: boolean
  isIgnitionOn: boolean
  /** Presses with the foot on the brake, counted. */
  readyPresses: number
  isCoolingWanted: boolean
  /** By the dial beside the lever. */
  driveModeWanted: DriveMode
  ambientTempDegC: number
  fuelPercent: number
  odometerM: number
  bodyHeartbeat: number
}

/**
 * What the engine control unit of other cars listens to, and what nobody has to say here: there is neither starter nor
 * belt-driven compressor, no gear is shifted under torque, and the generator always turns with the crank.
 */
type AlwaysSo = {
  readonly isStarterWanted: false
  readonly isAirConditioningWanted: false
  readonly torqueLimitNm: number
  readonly isDrivelineClosed: true
}

export type Signals = EngineSignals &
  HcuSignals &
  BmsSignals &
  InverterSignals &
  BrakeSignals &
  BodySignals &
  GatewaySignals &
  AlwaysSo
/** What one unit has of them: its own to write, all to read. */
export type SignalsOf<Own> = Readonly<Signals> & Own

/** What the units remember: the body its odometer, the engine's the fuel that it used. */
export function firstSignals({ odometerM, fuelUsedL }: { odometerM: number; fuelUsedL: number }): Signals {
  return {
    ...firstEngineSignals(fuelUsedL),
    selector: 'P',
    isReady: false,
    isHighVoltageWanted: false,
    isDischargeWanted: false,
    mode: 'off',
    driveMode: 'normal',
    isEngineWanted: false,
    engineRequestNm: 0,
    generatorRequestNm: 0,
    tractionRequestNm: 0,
    isGeneratorWanted: false,
    isTractionWanted: false,
    recuperatedNm: 0,
    isChargeShort: false,
    transmissionHeartbeat: NEVER_HEARD,
    bmsState: 'asleep',
    isHighVoltageOn: false,
    isOpeningAnnounced: false,
    isBatteryWarning: false,
    dischargeWMax: 0,
    chargeWMax: 0,
    packW: 0,
    packVolts: 0,
    packA: 0,
    socPercent: 50,
    sohPercent: 100,
    bmsHeartbeat: NEVER_HEARD,
    generatorRpm: 0,
    tractionRpm: 0,
    generatorNm: 0,
    tractionNm: 0,
    isGeneratorAble: false,
    isTractionAble: false,
    busVolts: 0,
    inverterHeartbeat: NEVER_HEARD,
    speedMps: 0,
    brakeRequestNm: 0,
    isBrakeWarning: false,
    brakesHeartbeat: NEVER_HEARD,
    isPowerOn: false,
    isIgnitionOn: false,
    readyPresses: 0,
    isCoolingWanted: false,
    driveModeWanted: 'normal',
    ambientTempDegC: 20,
    fuelPercent: 0,
    odometerM,
    bodyHeartbeat: NEVER_HEARD,
    gatewayHeartbeat: NEVER_HEARD,
    isStarterWanted: false,
    isAirConditioningWanted: false,
    torqueLimitNm: Number.POSITIVE_INFINITY,
    isDrivelineClosed: true,
  }
}

export const MESSAGES = {
  engine: ENGINE_MESSAGE as Message<Signals>,
  hcu: {
    take(into, said) {
      into.selector = said.selector
      into.isReady = said.isReady
      into.isHighVoltageWanted = said.isHighVoltageWanted
      into.isDischargeWanted = said.isDischargeWanted
      into.mode = said.mode
      into.driveMode = said.driveMode
      into.isEngineWanted = said.isEngineWanted
      into.engineRequestNm = said.engineRequestNm
      into.generatorRequestNm = said.generatorRequestNm
      into.tractionRequestNm = said.tractionRequestNm
      into.isGeneratorWanted = said.isGeneratorWanted
      into.isTractionWanted = said.isTractionWanted
      into.recuperatedNm = said.recuperatedNm
      into.isChargeShort = said.isChargeShort
      into.transmissionHeartbeat = said.transmissionHeartbeat
    },
    overdue(view) {
      view.isReady = view.isHighVoltageWanted = view.isEngineWanted = false
      view.isGeneratorWanted = view.isTractionWanted = false
      view.engineRequestNm = view.generatorRequestNm = view.tractionRequestNm = view.recuperatedNm = 0
    },
    heartbeat: (view) => view.transmissionHeartbeat,
  },
  bms: {
    take(into, said) {
      into.bmsState = said.bmsState
      into.isHighVoltageOn = said.isHighVoltageOn
      into.isOpeningAnnounced = said.isOpeningAnnounced
      into.isBatteryWarning = said.isBatteryWarning
      into.dischargeWMax = said.dischargeWMax
      into.chargeWMax = said.chargeWMax
      into.packW = said.packW
      into.packVolts = said.packVolts
      into.packA = said.packA
      into.socPercent = said.socPercent
      into.sohPercent = said.sohPercent
      into.bmsHeartbeat = said.bmsHeartbeat
    },
    overdue(view) {
      view.isHighVoltageOn = false
      view.dischargeWMax = view.chargeWMax = view.packW = view.packVolts = view.packA = 0
    },
    heartbeat: (view) => view.bmsHeartbeat,
  },
  inverter: {
    take(into, said) {
      into.generatorRpm = said.generatorRpm
      into.tractionRpm = said.tractionRpm
      into.generatorNm = said.generatorNm
      into.tractionNm = said.tractionNm
      into.isGeneratorAble = said.isGeneratorAble
      into.isTractionAble = said.isTractionAble
      into.busVolts = said.busVolts
      into.inverterHeartbeat = said.inverterHeartbeat
    },
    overdue(view) {
      view.generatorRpm = view.tractionRpm = view.generatorNm = view.tractionNm = 0
      view.isGeneratorAble = view.isTractionAble = false
    },
    heartbeat: (view) => view.inverterHeartbeat,
  },
  brakes: {
    take(into, said) {
      into.speedMps = said.speedMps
      into.brakeRequestNm = said.brakeRequestNm
      into.isBrakeWarning = said.isBrakeWarning
      into.brakesHeartbeat = said.brakesHeartbeat
    },
    overdue(view) {
      view.speedMps = view.brakeRequestNm = 0
    },
    heartbeat: (view) => view.brakesHeartbeat,
  },
  body: {
    take(into, said) {
      into.isPowerOn = said.isPowerOn
      into.isIgnitionOn = said.isIgnitionOn
      into.readyPresses = said.readyPresses
      into.isCoolingWanted = said.isCoolingWanted
      into.driveModeWanted = said.driveModeWanted
      into.ambientTempDegC = said.ambientTempDegC
      into.fuelPercent = said.fuelPercent
      into.odometerM = said.odometerM
      into.bodyHeartbeat = said.bodyHeartbeat
    },
    overdue(view) {
      view.isCoolingWanted = false
    },
    heartbeat: (view) => view.bodyHeartbeat,
  },
  gateway: GATEWAY_MESSAGE as Message<Signals>,
} as const satisfies Record<string, Message<Signals>>

export const UNIT_IDS = ['engine', 'hcu', 'bms', 'inverter', 'brakes', 'body', 'gateway'] as const
/** Whom the gateway listens to. */
export type Speaker = Exclude<keyof typeof MESSAGES, 'gateway'>
export type UnitId = (typeof UNIT_IDS)[number]

/** For a state hash. */
export function signalNumbers(signals: Readonly<Signals>): number[] {
  const { selector, mode, bmsState, driveMode, driveModeWanted } = signals
  const numbers = [SELECTORS.indexOf(selector), MODES.indexOf(mode), CONTACTOR_STATES.indexOf(bmsState)]
  numbers.push(DRIVE_MODES.indexOf(driveMode), DRIVE_MODES.indexOf(driveModeWanted))
  for (const value of Object.values(signals)) if (typeof value !== 'string') numbers.push(Number(value))
  return numbers
}
