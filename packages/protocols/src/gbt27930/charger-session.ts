/**
 * The charger's side of a DC charge: finds a vehicle, agrees on what is possible, gives what it asks for, ends.
 * GB/T 27930-2015, clauses 8 to 10 and Annexes A, C and D.
 *
 * Power is given in the phase `charging` alone, with the contactors K1 and K2 closed and as long as the vehicle speaks; in
 * every other phase nothing is asked of the power stage but a voltage, to meet the battery's before the contactors close.
 * Owned by nobody's clock: call `service` at least every 10 ms of station time.
 * Ours: the pause before a connection is made anew, and a fault that the stage itself must tell (./coverage.md).
 */
import type { CanPort } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { build, wanted } from './charger-messages.ts'
import type { ChargerTime, MessageOf } from './message.ts'
import { type Content, createExchange, type Exchange, isOverdue } from './session.ts'
import {
  type MessageCode,
  PACK_VOLTS_TOLERANCE,
  PRECHARGE_VOLTS,
  RECONNECTIONS_MAX,
  SAFE_OPENING_AMPS,
  TIMEOUT_MS,
} from './tables.ts'

export type ChargerStop = Exclude<keyof Content<'CST'>, 'stoppedByFault' | 'vehicleStopped'>
export type ChargerTimeout = keyof Content<'CEM'>

/** Everything of the charger that is no message: modules, contactors, plug, insulation monitor. */
export type PowerStage = {
  readonly chargerNumber: number
  /** Three characters at most. */
  readonly region: string
  readonly limits: {
    readonly voltsMax: number
    readonly voltsMin: number
    readonly ampsMax: number
    readonly ampsMin: number
  }
  /** Check point 1 (CC1) reads 4 V: the plug is in the vehicle. */
  isConnected(): boolean
  /** 12 V for the vehicle on A+ and A- (K3, K4). */
  setAuxiliary(isOn: boolean): void
  /** Starts the test of the cable's insulation, with the vehicle's contactors open. */
  testInsulation(volts: number): void
  insulation(): 'untested' | 'testing' | 'good' | 'bad'
  /** What the modules shall hold: this voltage, and no more than this current. */
  setOutput(volts: number, amps: number): void
  /** `volts` and `amps` of the modules, and the voltage on the vehicle's side of K1 and K2. */
  readings(): { readonly volts: number; readonly amps: number; readonly inletVolts: number }
  /** K1 and K2. */
  setContactors(areClosed: boolean): void
  areContactorsClosed(): boolean
  /** Given since the plug was put in. */
  energyKwh(): number
  /** A reason to end, for as long as there is one. */
  stopReason(): ChargerStop | undefined
  /** Undefined when it has no clock. */
  time(): ChargerTime | undefined
}

export type ChargerPhase =
  | 'idle'
  | 'handshake'
  | 'recognition'
  | 'parameters'
  | 'configuration'
  | 'precharge'
  | 'ready'
  | 'charging'
  | 'ending'
  /** A time-out: power is off, and the connection will be made anew. */
  | 'interrupted'
  | 'finished'
  /** Ended without the other side's word: the plug has to be pulled. */
  | 'failed'

export type ChargerSession = {
  receive(frame: CanFrame, nowMs: number): void
  service(nowMs: number): void
  phase(): ChargerPhase
  /** What the vehicle did not send in time, since the plug was put in. */
  timeouts(): readonly ChargerTimeout[]
  /** What our CST says, empty while nothing stopped. */
  stops(): readonly (keyof Content<'CST'>)[]
  reconnections(): number
  /** The vehicle's last word of this kind. */
  heard: Exchange['heard']
}

export type Charger = {
  readonly stage: PowerStage
  readonly exchange: Exchange
  phase: ChargerPhase
  enteredMs: number
  reconnections: number
  readonly timeouts: Set<ChargerTimeout>
  /** Since the last connection: what CEM says. */
  readonly missing: Set<ChargerTimeout>
  readonly stops: Set<keyof Content<'CST'>>
  isAllowed: boolean
  pausedMs: number
  chargingSinceMs: number | undefined
  endedMs: number
}

/** Ours: so long CEM is sent before CRM begins anew. */
const RECONNECTION_PAUSE_MS = 3000
/** So long CSD is sent after BSD came: some frames, should one be lost. */
const STATISTICS_MS = 1250

export function createChargerSession({ port, stage }: { port: CanPort; stage: PowerStage }): ChargerSession {
  const exchange = createExchange({ side: 'charger', port, onMessage: () => {} })
  const charger: Charger = {
    stage,
    exchange,
    phase: 'idle',
    enteredMs: 0,
    reconnections: 0,
    timeouts: new Set(),
    missing: new Set(),
    stops: new Set(),
    isAllowed: true,
    pausedMs: 0,
    chargingSinceMs: undefined,
    endedMs: 0,
  }
  return {
    receive: exchange.receive,
    service(nowMs) {
      exchange.service(nowMs)
      step(charger, nowMs)
      exchange.send(wanted(charger, nowMs), (code) => build(charger, code, nowMs), nowMs)
    },
    phase: () => charger.phase,
    timeouts: () => [...charger.timeouts],
    stops: () => [...charger.stops],
    reconnections: () => charger.reconnections,
    heard: exchange.heard,
  }
}

function enter(charger: Charger, phase: ChargerPhase, nowMs: number): void {
  charger.phase = phase
  charger.enteredMs = nowMs
}

function step(charger: Charger, nowMs: number): void {
  if (charger.phase !== 'idle' && !charger.stage.isConnected()) unplug(charger, nowMs)
  else if (IS_TALKING[charger.phase] && vehicleReportsTimeout(charger)) interrupt(charger, nowMs)
  else STEPS[charger.phase](charger, nowMs)
}

/** Phases that a time-out of the vehicle throws back to the beginning; in `recognition` we are there. */
const IS_TALKING: Readonly<Partial<Record<ChargerPhase, true>>> = {
  parameters: true,
  configuration: true,
  precharge: true,
  ready: true,
  charging: true,
}

const STEPS: Readonly<Record<ChargerPhase, (charger: Charger, nowMs: number) => void>> = {
  idle: stepIdle,
  handshake: stepHandshake,
  recognition: stepRecognition,
  parameters: stepParameters,
  configuration: stepConfiguration,
  precharge: stepPrecharge,
  ready: stepReady,
  charging: stepCharging,
  ending: stepEnding,
  interrupted: stepInterrupted,
  finished: powerDown,
  failed: stepFailed,
}

function stepIdle(charger: Charger, nowMs: number): void {
  if (!charger.stage.isConnected()) return
  charger.exchange.reset()
  for (const kept of [charger.timeouts, charger.missing, charger.stops]) kept.clear()
  charger.reconnections = 0
  charger.chargingSinceMs = undefined
  charger.stage.setAuxiliary(true)
  enter(charger, 'handshake', nowMs)
}

/** Without a BHM the vehicle is one of the edition of 2011, and the insulation is tested as far as we can. */
function stepHandshake(charger: Charger, nowMs: number): void {
  const { stage, exchange, enteredMs } = charger
  const insulation = stage.insulation()
  const isTooLong = nowMs - enteredMs >= TIMEOUT_MS.general + TIMEOUT_MS.insulationTest
  if (stopIfAsked(charger, nowMs)) return
  if (insulation === 'good') connect(charger, nowMs)
  else if (insulation === 'bad' || isTooLong) stop(charger, ['otherFault'], nowMs)
  else if (insulation === 'untested') {
    const bhm = exchange.heard('BHM')
    if (bhm !== undefined || nowMs - enteredMs >= TIMEOUT_MS.general)
      stage.testInsulation(Math.min(bhm?.packVoltsMax ?? stage.limits.voltsMax, stage.limits.voltsMax))
  }
}

function connect(charger: Charger, nowMs: number): void {
  charger.exchange.forget()
  charger.missing.clear()
  charger.isAllowed = true
  enter(charger, 'recognition', nowMs)
}

/** An error that the vehicle still tells from before is over once it says who it is. */
function stepRecognition(charger: Charger, nowMs: number): void {
  if (stopIfAsked(charger, nowMs)) return
  if (charger.exchange.heard('BRM') !== undefined) {
    charger.exchange.forget(['BEM'])
    charger.exchange.renew('CRM')
    enter(charger, 'parameters', nowMs)
  } else if (nowMs - charger.enteredMs >= TIMEOUT_MS.general) miss(charger, 'brm', nowMs)
}

function stepParameters(charger: Charger, nowMs: number): void {
  const { limits } = charger.stage
  const bcp = charger.exchange.heard('BCP')
  if (stopIfAsked(charger, nowMs)) return
  if (bcp === undefined) {
    if (nowMs - charger.enteredMs >= TIMEOUT_MS.general) miss(charger, 'bcp', nowMs)
    return
  }
  const isTooHigh = bcp.packVolts > bcp.packVoltsMax || bcp.packVolts > limits.voltsMax
  if (isTooHigh || bcp.packVoltsMax < limits.voltsMin) stop(charger, ['otherFault', 'voltsAbnormal'], nowMs)
  else enter(charger, 'configuration', nowMs)
}

function stepConfiguration(charger: Charger, nowMs: number): void {
  const { exchange, enteredMs } = charger
  if (stopIfAsked(charger, nowMs)) return
  if (exchange.heard('BRO')?.readiness === 'ready') enter(charger, 'precharge', nowMs)
  else if (isSilent(charger, 'BRO', TIMEOUT_MS.general, nowMs)) miss(charger, 'bro', nowMs)
  else if (nowMs - enteredMs >= TIMEOUT_MS.readiness) miss(charger, 'bro', nowMs)
}

function isSilent({ exchange, enteredMs }: Charger, code: MessageCode, limitMs: number, nowMs: number): boolean {
  return isOverdue(nowMs, limitMs, enteredMs, exchange.heardMs(code))
}

/** The vehicle has closed its contactors: bring our voltage near the battery's, then close ours. */
function stepPrecharge(charger: Charger, nowMs: number): void {
  const { stage, exchange, enteredMs } = charger
  if (stopIfAsked(charger, nowMs)) return
  if (exchange.heard('BRO')?.readiness === 'notReady') stop(charger, ['otherFault'], nowMs)
  else if (isSilent(charger, 'BRO', TIMEOUT_MS.general, nowMs)) miss(charger, 'bro', nowMs)
  else if (nowMs - enteredMs >= TIMEOUT_MS.readiness) stop(charger, ['otherFault', 'voltsAbnormal'], nowMs)
  else if (stage.areContactorsClosed()) {
    exchange.forget(['BCL', 'BCS', 'BSM'])
    exchange.renew('CRO')
    enter(charger, 'ready', nowMs)
  } else meetBattery(charger)
}

function meetBattery(charger: Charger): void {
  const { stage } = charger
  const { volts, inletVolts } = stage.readings()
  const isExpected = isAsTold(charger, inletVolts)
  stage.setOutput(isExpected ? inletVolts - PRECHARGE_VOLTS / 2 : 0, 0)
  if (isExpected && Math.abs(volts - inletVolts) < PRECHARGE_VOLTS) stage.setContactors(true)
}

/** The voltage at the inlet is what the vehicle said its battery has, and one that we can give. */
function isAsTold({ stage, exchange }: Charger, inletVolts: number): boolean {
  const packVolts = exchange.heard('BCP')?.packVolts ?? 0
  const isNear = Math.abs(inletVolts - packVolts) <= packVolts * PACK_VOLTS_TOLERANCE
  return isNear && inletVolts >= stage.limits.voltsMin && inletVolts <= stage.limits.voltsMax
}

function stepReady(charger: Charger, nowMs: number): void {
  const { exchange, enteredMs } = charger
  if (stopIfAsked(charger, nowMs)) return
  if (exchange.heard('BCL') !== undefined && exchange.heard('BCS') !== undefined) {
    charger.chargingSinceMs ??= nowMs
    enter(charger, 'charging', nowMs)
    return
  }
  if (nowMs - enteredMs < TIMEOUT_MS.general) return
  if (exchange.heard('BCL') === undefined) miss(charger, 'bcl', nowMs)
  else miss(charger, 'bcs', nowMs)
}

function stepCharging(charger: Charger, nowMs: number): void {
  const { stage, exchange } = charger
  const bsm = exchange.heard('BSM')
  if (stopIfAsked(charger, nowMs)) return
  if (isSilent(charger, 'BCL', TIMEOUT_MS.bcl, nowMs)) miss(charger, 'bcl', nowMs)
  else if (isSilent(charger, 'BCS', TIMEOUT_MS.general, nowMs)) miss(charger, 'bcs', nowMs)
  else if (!stage.areContactorsClosed() || (bsm !== undefined && isAbnormal(bsm))) stop(charger, ['otherFault'], nowMs)
  else {
    followPermission(charger, bsm, nowMs)
    if (isPausedTooLong(charger, nowMs)) stop(charger, ['otherFault'], nowMs)
    else give(charger)
  }
}

const isPausedTooLong = ({ isAllowed, pausedMs }: Charger, nowMs: number) =>
  !isAllowed && nowMs - pausedMs >= TIMEOUT_MS.pause

const isAbnormal = (bsm: MessageOf<'BSM'>): boolean =>
  [bsm.cellVolts, bsm.soc, bsm.current, bsm.temperature, bsm.insulation, bsm.connector].some(
    (state) => state === 'tooHigh' || state === 'tooLow' || state === 'abnormal',
  )

/** What the vehicle itself does not trust leaves things as they are (Annex C.3). */
function followPermission(charger: Charger, bsm: MessageOf<'BSM'> | undefined, nowMs: number): void {
  if (bsm?.permission === 'forbidden' && charger.isAllowed) {
    charger.isAllowed = false
    charger.pausedMs = nowMs
  } else if (bsm?.permission === 'allowed') charger.isAllowed = true
}

function give({ stage, exchange, isAllowed }: Charger): void {
  const bcl = exchange.heard('BCL')
  const bcp = exchange.heard('BCP')
  if (bcl === undefined || bcp === undefined) return
  const amps = Math.min(bcl.amps, bcp.ampsMax, stage.limits.ampsMax)
  stage.setOutput(Math.min(bcl.volts, bcp.packVoltsMax, stage.limits.voltsMax), isAllowed ? Math.max(0, amps) : 0)
}

/** The vehicle ends, or we have a reason to. */
function stopIfAsked(charger: Charger, nowMs: number): boolean {
  const reason = charger.stage.stopReason()
  if (charger.exchange.heard('BST') !== undefined) stop(charger, ['vehicleStopped'], nowMs)
  else if (reason !== undefined) stop(charger, [reason], nowMs)
  else return false
  return true
}

const NO_FAULT: readonly string[] = ['conditionReached', 'stoppedByPerson', 'vehicleStopped']

function stop(charger: Charger, reasons: readonly (keyof Content<'CST'>)[], nowMs: number): void {
  for (const reason of reasons) charger.stops.add(reason)
  if (reasons.some((reason) => !NO_FAULT.includes(reason))) charger.stops.add('stoppedByFault')
  charger.exchange.forget(['BSD'])
  charger.endedMs = nowMs
  enter(charger, 'ending', nowMs)
  powerDown(charger, nowMs)
}

function stepEnding(charger: Charger, nowMs: number): void {
  const { exchange, stage } = charger
  const elapsedMs = nowMs - charger.enteredMs
  powerDown(charger, nowMs)
  const bsdMs = exchange.heardMs('BSD')
  if (exchange.heard('BST') === undefined) {
    if (elapsedMs >= TIMEOUT_MS.general) missLast(charger, 'bst', nowMs)
  } else if (bsdMs === undefined) {
    if (elapsedMs >= TIMEOUT_MS.statistics) missLast(charger, 'bsd', nowMs)
  } else if (nowMs - bsdMs >= STATISTICS_MS && !stage.areContactorsClosed()) leave(charger, 'finished', nowMs)
  else if (nowMs - bsdMs >= TIMEOUT_MS.statistics) leave(charger, 'failed', nowMs) // The contactors are welded.
}

function stepFailed(charger: Charger, nowMs: number): void {
  powerDown(charger, nowMs)
  if (nowMs - charger.enteredMs >= TIMEOUT_MS.general) charger.stage.setAuxiliary(false)
}

/** Power off at once; the contactors open when the current has fallen, or when it had its time to. */
function powerDown(charger: Charger, nowMs: number): void {
  const { stage, enteredMs } = charger
  stage.setOutput(0, 0)
  if (!stage.areContactorsClosed()) return
  const hasFallen = Math.abs(stage.readings().amps) <= SAFE_OPENING_AMPS
  if (hasFallen || nowMs - enteredMs >= TIMEOUT_MS.chargerCurrentFall) stage.setContactors(false)
}

function miss(charger: Charger, what: ChargerTimeout, nowMs: number): void {
  charger.missing.add(what)
  charger.timeouts.add(what)
  interrupt(charger, nowMs)
}

/** At the end nothing is begun anew. */
function missLast(charger: Charger, what: ChargerTimeout, nowMs: number): void {
  charger.missing.add(what)
  charger.timeouts.add(what)
  leave(charger, 'failed', nowMs)
}

function interrupt(charger: Charger, nowMs: number): void {
  enter(charger, 'interrupted', nowMs)
  powerDown(charger, nowMs)
}

function vehicleReportsTimeout({ exchange }: Charger): boolean {
  const bem = exchange.heard('BEM')
  return bem !== undefined && Object.values(bem).includes('timeout')
}

function stepInterrupted(charger: Charger, nowMs: number): void {
  const { stage, enteredMs } = charger
  powerDown(charger, nowMs)
  if (stopIfAsked(charger, nowMs) || nowMs - enteredMs < RECONNECTION_PAUSE_MS) return
  const isWelded = stage.areContactorsClosed()
  if (isWelded || charger.reconnections >= RECONNECTIONS_MAX) leave(charger, 'failed', nowMs)
  else {
    charger.reconnections++
    connect(charger, nowMs)
  }
}

/** After a failure the vehicle's 12 V stay on for a while: it may still listen to CEM. */
function leave(charger: Charger, phase: 'finished' | 'failed', nowMs: number): void {
  enter(charger, phase, nowMs)
  if (phase === 'finished') charger.stage.setAuxiliary(false)
}

function unplug(charger: Charger, nowMs: number): void {
  charger.stage.setOutput(0, 0)
  charger.stage.setContactors(false)
  charger.stage.setAuxiliary(false)
  charger.exchange.reset()
  enter(charger, 'idle', nowMs)
}
