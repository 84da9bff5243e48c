/**
 * What a vehicle sends in each phase of a charge, and with what content. GB/T 27930-2015, clause 10 and Annex D.
 * Reads the state of ./vehicle-session.ts and changes nothing.
 */
import type { Message, MessageOf } from './message.ts'
import type { Content } from './session.ts'
import { type MessageCode, TIMEOUT_MS, VERSION } from './tables.ts'
import type { BatteryReadings, ChargedVehicle, Vehicle, VehiclePhase, VehicleTimeout } from './vehicle-session.ts'

/** A CST younger than this is answered with BST: the charger has not heard one. */
const STOP_ECHO_MS = 100

type Codes = readonly MessageCode[]

/** Asked a hundred times a second: lists that are there already. */
const SENT_IN: Readonly<Partial<Record<VehiclePhase, Codes>>> = {
  handshake: ['BHM'],
  recognition: ['BRM'],
  parameters: ['BCP'],
  configuration: ['BRO'],
}
const NOTHING: Codes = []
const DEMAND: Codes = ['BCL', 'BCS']
/** The state of the battery follows the charger's first word on its own. */
const DEMAND_AND_STATE: Codes = ['BCL', 'BCS', 'BSM', 'BMV', 'BMT']
const STOP: Codes = ['BST']
const STATISTICS: Codes = ['BSD']
const STOP_AND_STATISTICS: Codes = ['BST', 'BSD']
const ERROR: Codes = ['BEM']

/** What is being sent in this phase. */
export function wanted(vehicle: Vehicle, nowMs: number): Codes {
  const { phase, exchange, missing, enteredMs } = vehicle
  switch (phase) {
    case 'charging':
      return exchange.heard('CCS') === undefined ? DEMAND : DEMAND_AND_STATE
    case 'ending':
      return wantedAtTheEnd(vehicle, nowMs)
    case 'interrupted':
      return missing.size > 0 ? ERROR : NOTHING
    case 'failed':
      return missing.size > 0 && nowMs - enteredMs < TIMEOUT_MS.general ? ERROR : NOTHING
    default:
      return SENT_IN[phase] ?? NOTHING
  }
}

function wantedAtTheEnd({ exchange }: Vehicle, nowMs: number): Codes {
  const cstMs = exchange.heardMs('CST')
  if (cstMs === undefined) return STOP
  return nowMs - cstMs < STOP_ECHO_MS ? STOP_AND_STATISTICS : STATISTICS
}

/** Undefined for what a vehicle does not send, or has nothing to tell. */
export function build(vehicle: Vehicle, code: MessageCode): Message | undefined {
  const { car } = vehicle
  switch (code) {
    case 'BHM':
      return { kind: 'BHM', packVoltsMax: car.limits.packVoltsMax }
    case 'BRM':
      return { kind: 'BRM', ...VERSION, ...car.identity }
    case 'BCP': {
      const { socPercent, packVolts } = car.readings()
      return { kind: 'BCP', ...car.limits, socPercent, packVolts }
    }
    case 'BRO':
      return { kind: 'BRO', readiness: vehicle.readySinceMs === undefined ? 'notReady' : 'ready' }
    case 'BCL':
      return { kind: 'BCL', ...car.demand() }
    case 'BCS':
      return buildStatus(car.readings())
    case 'BSM':
      return buildState(car)
    case 'BMV': {
      const cells = car.cells?.()
      return cells && { kind: 'BMV', cells }
    }
    case 'BMT': {
      const temperaturesDegC = car.temperaturesDegC?.()
      return temperaturesDegC && { kind: 'BMT', temperaturesDegC }
    }
    case 'BST':
      return buildStop(vehicle)
    case 'BSD': {
      const { socPercent, cellVoltsMin, cellVoltsMax, tempDegCMin, tempDegCMax } = car.readings()
      return { kind: 'BSD', socPercent, cellVoltsMin, cellVoltsMax, tempDegCMin, tempDegCMax }
    }
    case 'BEM':
      return buildError(vehicle)
    default:
      return undefined
  }
}

const MINUTES_MAX = 600

function buildStatus(readings: BatteryReadings): MessageOf<'BCS'> {
  const { packVolts, amps, cellVoltsMax, cellVoltsMaxGroup, socPercent } = readings
  const remainingMin = Math.min(MINUTES_MAX, readings.remainingMin)
  return { kind: 'BCS', volts: packVolts, amps, cellVoltsMax, cellVoltsMaxGroup, socPercent, remainingMin }
}

function buildState(car: ChargedVehicle): MessageOf<'BSM'> {
  const { cellVoltsMaxNumber, tempDegCMax, tempDegCMaxNumber, tempDegCMin, tempDegCMinNumber } = car.readings()
  const places = { cellVoltsMaxNumber, tempDegCMax, tempDegCMaxNumber, tempDegCMin, tempDegCMinNumber }
  return { kind: 'BSM', ...places, ...car.states() }
}

function buildStop({ stops }: Vehicle): MessageOf<'BST'> {
  const says = (what: keyof Content<'BST'>) => (stops.has(what) ? 'yes' : 'no')
  return {
    kind: 'BST',
    socReached: says('socReached'),
    packVoltsReached: says('packVoltsReached'),
    cellVoltsReached: says('cellVoltsReached'),
    chargerStopped: says('chargerStopped'),
    insulationFault: says('insulationFault'),
    outletTooHot: says('outletTooHot'),
    componentTooHot: says('componentTooHot'),
    connectorFault: says('connectorFault'),
    batteryTooHot: says('batteryTooHot'),
    relayFault: says('relayFault'),
    cc2Fault: says('cc2Fault'),
    otherFault: says('otherFault'),
    currentTooHigh: says('currentTooHigh'),
    voltsAbnormal: says('voltsAbnormal'),
  }
}

function buildError({ missing }: Vehicle): MessageOf<'BEM'> {
  const says = (what: VehicleTimeout) => (missing.has(what) ? 'timeout' : 'normal')
  return {
    kind: 'BEM',
    crmNotRecognised: says('crmNotRecognised'),
    crmRecognised: says('crmRecognised'),
    cml: says('cml'),
    cro: says('cro'),
    ccs: says('ccs'),
    cst: says('cst'),
    csd: says('csd'),
  }
}
