/**
 * The vehicle's side of a DC charge: what the battery management does on the charger's CAN channel.
 * GB/T 27930-2015, clauses 8 to 10 and Annexes A, C and D.
 *
 * The contactors K5 and K6 close when both sides have told their limits, and open when the charge ends for whatever
 * reason, but never on more than a few amperes unless the current had ten seconds to fall.
 * Owned by nobody's clock: call `service` at least every 10 ms of station time.
 */
import type { CanPort } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import type { MessageOf } from './message.ts'
import { type Content, createExchange, type Exchange, isOverdue } from './session.ts'
import { RECONNECTIONS_MAX, SAFE_OPENING_AMPS, TIMEOUT_MS, type VERSION } from './tables.ts'
import { build, wanted } from './vehicle-messages.ts'

export type VehicleStop = Exclude<keyof Content<'BST'>, 'chargerStopped'>
export type VehicleTimeout = keyof Content<'BEM'>

export type BatteryReadings = {
  readonly packVolts: number
  /** Positive while the battery charges. */
  readonly amps: number
  readonly socPercent: number
  readonly cellVoltsMin: number
  readonly cellVoltsMax: number
  readonly cellVoltsMaxGroup: number
  /** Cells and places are counted from 1. */
  readonly cellVoltsMaxNumber: number
  readonly tempDegCMin: number
  readonly tempDegCMinNumber: number
  readonly tempDegCMax: number
  readonly tempDegCMaxNumber: number
  /** 600 at most are told. */
  readonly remainingMin: number
}

/** Everything of the vehicle that is no message: battery, contactors, plug, insulation monitor. */
export type ChargedVehicle = {
  readonly identity: Omit<Content<'BRM'>, keyof typeof VERSION>
  readonly limits: Omit<Content<'BCP'>, 'socPercent' | 'packVolts'>
  /** Check point 2 (CC2) reads 6 V, and the charger's 12 V are there. */
  isConnected(): boolean
  /** K5 and K6. */
  setContactors(areClosed: boolean): void
  areContactorsClosed(): boolean
  /** Its own checks are done, so that its contactors may close: insulation, interlock, standstill. */
  isReady(): boolean
  readings(): BatteryReadings
  demand(): Content<'BCL'>
  /** How it is, and whether the charger may give current now. */
  states(): Pick<
    Content<'BSM'>,
    'cellVolts' | 'soc' | 'current' | 'temperature' | 'insulation' | 'connector' | 'permission'
  >
  /** A reason to end, for as long as there is one. */
  stopReason(): VehicleStop | undefined
  /** Undefined when it does not tell: the charger does not wait for them. */
  cells?(): MessageOf<'BMV'>['cells']
  temperaturesDegC?(): readonly number[]
}

export type VehiclePhase =
  | 'idle'
  /** Plugged in, and nothing heard yet. */
  | 'waiting'
  | 'handshake'
  | 'recognition'
  | 'parameters'
  | 'configuration'
  | 'charging'
  | 'ending'
  /** A time-out on either side: the contactors open, and the charger may begin anew. */
  | 'interrupted'
  | 'finished'
  /** Ended without the other side's word: the plug has to be pulled. */
  | 'failed'

export type VehicleSession = {
  receive(frame: CanFrame, nowMs: number): void
  service(nowMs: number): void
  phase(): VehiclePhase
  /** What the charger did not send in time, since the plug was put in. */
  timeouts(): readonly VehicleTimeout[]
  /** What our BST says, empty while nothing stopped. */
  stops(): readonly (keyof Content<'BST'>)[]
  reconnections(): number
  /** The charger's last word of this kind. */
  heard: Exchange['heard']
}

export type Vehicle = {
  readonly car: ChargedVehicle
  readonly exchange: Exchange
  phase: VehiclePhase
  enteredMs: number
  reconnections: number
  readonly timeouts: Set<VehicleTimeout>
  /** Since the last connection: what BEM says. */
  readonly missing: Set<VehicleTimeout>
  readonly stops: Set<keyof Content<'BST'>>
  /** Since when BRO says "ready". */
  readySinceMs: number | undefined
}

export function createVehicleSession({ port, car }: { port: CanPort; car: ChargedVehicle }): VehicleSession {
  const exchange = createExchange({ side: 'vehicle', port, onMessage: () => {} })
  const vehicle: Vehicle = {
    car,
    exchange,
    phase: 'idle',
    enteredMs: 0,
    reconnections: 0,
    timeouts: new Set(),
    missing: new Set(),
    stops: new Set(),
    readySinceMs: undefined,
  }
  return {
    receive: exchange.receive,
    service(nowMs) {
      exchange.service(nowMs)
      step(vehicle, nowMs)
      exchange.send(wanted(vehicle, nowMs), (code) => build(vehicle, code), nowMs)
    },
    phase: () => vehicle.phase,
    timeouts: () => [...vehicle.timeouts],
    stops: () => [...vehicle.stops],
    reconnections: () => vehicle.reconnections,
    heard: exchange.heard,
  }
}

function enter(vehicle: Vehicle, phase: VehiclePhase, nowMs: number): void {
  vehicle.phase = phase
  vehicle.enteredMs = nowMs
}

function step(vehicle: Vehicle, nowMs: number): void {
  if (vehicle.phase !== 'idle' && !vehicle.car.isConnected()) unplug(vehicle, nowMs)
  else if (IS_AGREEING[vehicle.phase] && isThrownBack(vehicle)) interrupt(vehicle, nowMs)
  else STEPS[vehicle.phase](vehicle, nowMs)
}

/** Phases that the charger may throw back to the beginning. */
const IS_AGREEING: Readonly<Partial<Record<VehiclePhase, true>>> = {
  recognition: true,
  parameters: true,
  configuration: true,
  charging: true,
}

/** It missed something of ours, or it has begun anew without our having heard why. */
function isThrownBack({ phase, exchange }: Vehicle): boolean {
  const cem = exchange.heard('CEM')
  if (cem !== undefined && Object.values(cem).includes('timeout')) return true
  return phase !== 'recognition' && exchange.heard('CRM')?.result === 'notRecognised'
}

const STEPS: Readonly<Record<VehiclePhase, (vehicle: Vehicle, nowMs: number) => void>> = {
  idle: stepIdle,
  waiting: stepWaiting,
  handshake: stepHandshake,
  recognition: stepRecognition,
  parameters: stepParameters,
  configuration: stepConfiguration,
  charging: stepCharging,
  ending: stepEnding,
  interrupted: stepInterrupted,
  finished: openContactors,
  failed: openContactors,
}

function stepIdle(vehicle: Vehicle, nowMs: number): void {
  if (!vehicle.car.isConnected()) return
  vehicle.exchange.reset()
  for (const kept of [vehicle.timeouts, vehicle.missing, vehicle.stops]) kept.clear()
  vehicle.reconnections = 0
  enter(vehicle, 'waiting', nowMs)
}

/** A charger of the edition of 2011 begins with CRM. */
function stepWaiting(vehicle: Vehicle, nowMs: number): void {
  if (stopIfAsked(vehicle, nowMs)) return
  if (vehicle.exchange.heard('CRM')?.result === 'notRecognised') connect(vehicle, nowMs)
  else if (vehicle.exchange.heard('CHM') !== undefined) enter(vehicle, 'handshake', nowMs)
}

function stepHandshake(vehicle: Vehicle, nowMs: number): void {
  if (stopIfAsked(vehicle, nowMs)) return
  if (vehicle.exchange.heard('CRM')?.result === 'notRecognised') connect(vehicle, nowMs)
  else if (nowMs - vehicle.enteredMs >= TIMEOUT_MS.insulationTest) miss(vehicle, 'crmNotRecognised', nowMs)
}

function connect(vehicle: Vehicle, nowMs: number): void {
  vehicle.exchange.forget()
  vehicle.missing.clear()
  vehicle.readySinceMs = undefined
  enter(vehicle, 'recognition', nowMs)
}

function stepRecognition(vehicle: Vehicle, nowMs: number): void {
  if (stopIfAsked(vehicle, nowMs)) return
  if (vehicle.exchange.heard('CRM')?.result === 'recognised') enter(vehicle, 'parameters', nowMs)
  else if (nowMs - vehicle.enteredMs >= TIMEOUT_MS.general) miss(vehicle, 'crmRecognised', nowMs)
}

/** CTS is the charger's choice: only CML is waited for. */
function stepParameters(vehicle: Vehicle, nowMs: number): void {
  if (stopIfAsked(vehicle, nowMs)) return
  const cml = vehicle.exchange.heard('CML')
  if (cml === undefined) {
    if (nowMs - vehicle.enteredMs >= TIMEOUT_MS.general) miss(vehicle, 'cml', nowMs)
    return
  }
  const { packVolts } = vehicle.car.readings()
  if (cml.voltsMax < packVolts || cml.voltsMin > vehicle.car.limits.packVoltsMax)
    stop(vehicle, ['voltsAbnormal', 'otherFault'], nowMs)
  else enter(vehicle, 'configuration', nowMs)
}

function stepConfiguration(vehicle: Vehicle, nowMs: number): void {
  const { car, exchange, readySinceMs } = vehicle
  if (stopIfAsked(vehicle, nowMs)) return
  if (readySinceMs === undefined) closeContactors(vehicle, nowMs)
  else if (!car.areContactorsClosed()) stop(vehicle, ['relayFault'], nowMs)
  else if (exchange.heard('CRO')?.readiness === 'ready') enter(vehicle, 'charging', nowMs)
  else {
    const isSilent = isOverdue(nowMs, TIMEOUT_MS.general, readySinceMs, exchange.heardMs('CRO'))
    if (isSilent || nowMs - readySinceMs >= TIMEOUT_MS.readiness) miss(vehicle, 'cro', nowMs)
  }
}

function closeContactors(vehicle: Vehicle, nowMs: number): void {
  const { car } = vehicle
  if (!car.isReady()) return
  car.setContactors(true)
  if (!car.areContactorsClosed()) return
  vehicle.readySinceMs = nowMs
  vehicle.exchange.renew('BRO')
}

function stepCharging(vehicle: Vehicle, nowMs: number): void {
  const { car, exchange, enteredMs } = vehicle
  const ccsMs = exchange.heardMs('CCS')
  const limitMs = ccsMs === undefined ? TIMEOUT_MS.general : TIMEOUT_MS.ccs
  if (stopIfAsked(vehicle, nowMs)) return
  if (isOverdue(nowMs, limitMs, enteredMs, ccsMs)) miss(vehicle, 'ccs', nowMs)
  else if (!car.areContactorsClosed()) stop(vehicle, ['relayFault'], nowMs)
}

/** The charger ends, or we have a reason to. */
function stopIfAsked(vehicle: Vehicle, nowMs: number): boolean {
  const reason = vehicle.car.stopReason()
  if (vehicle.exchange.heard('CST') !== undefined) stop(vehicle, ['chargerStopped'], nowMs)
  else if (reason !== undefined) stop(vehicle, [reason], nowMs)
  else return false
  return true
}

function stop(vehicle: Vehicle, reasons: readonly (keyof Content<'BST'>)[], nowMs: number): void {
  for (const reason of reasons) vehicle.stops.add(reason)
  enter(vehicle, 'ending', nowMs)
  openContactors(vehicle, nowMs)
}

function stepEnding(vehicle: Vehicle, nowMs: number): void {
  const { car, exchange } = vehicle
  const elapsedMs = nowMs - vehicle.enteredMs
  openContactors(vehicle, nowMs)
  if (exchange.heard('CST') === undefined) {
    if (elapsedMs >= TIMEOUT_MS.general) missLast(vehicle, 'cst', nowMs)
  } else if (exchange.heard('CSD') === undefined) {
    if (elapsedMs >= TIMEOUT_MS.statistics) missLast(vehicle, 'csd', nowMs)
  } else if (!car.areContactorsClosed()) enter(vehicle, 'finished', nowMs)
  else if (elapsedMs >= 2 * TIMEOUT_MS.statistics) enter(vehicle, 'failed', nowMs) // The contactors are welded.
}

function openContactors(vehicle: Vehicle, nowMs: number): void {
  const { car, enteredMs } = vehicle
  const hasFallen = Math.abs(car.readings().amps) <= SAFE_OPENING_AMPS
  if (hasFallen || nowMs - enteredMs >= TIMEOUT_MS.vehicleCurrentFall) car.setContactors(false)
}

function miss(vehicle: Vehicle, what: VehicleTimeout, nowMs: number): void {
  vehicle.missing.add(what)
  vehicle.timeouts.add(what)
  interrupt(vehicle, nowMs)
}

/** At the end nothing is begun anew. */
function missLast(vehicle: Vehicle, what: VehicleTimeout, nowMs: number): void {
  vehicle.missing.add(what)
  vehicle.timeouts.add(what)
  enter(vehicle, 'failed', nowMs)
}

function interrupt(vehicle: Vehicle, nowMs: number): void {
  vehicle.exchange.forget(['CRM'])
  enter(vehicle, 'interrupted', nowMs)
  openContactors(vehicle, nowMs)
}

function stepInterrupted(vehicle: Vehicle, nowMs: number): void {
  const { car, exchange, enteredMs } = vehicle
  openContactors(vehicle, nowMs)
  if (stopIfAsked(vehicle, nowMs)) return
  const isBegunAnew = exchange.heard('CRM')?.result === 'notRecognised' && !car.areContactorsClosed()
  if (isBegunAnew && vehicle.reconnections < RECONNECTIONS_MAX) {
    vehicle.reconnections++
    connect(vehicle, nowMs)
  } else if (isBegunAnew || nowMs - enteredMs >= TIMEOUT_MS.reconnection) enter(vehicle, 'failed', nowMs)
}

function unplug(vehicle: Vehicle, nowMs: number): void {
  vehicle.car.setContactors(false)
  vehicle.exchange.reset()
  enter(vehicle, 'idle', nowMs)
}
