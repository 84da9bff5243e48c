/**
 * What a charger sends in each phase of a charge, and with what content. GB/T 27930-2015, clause 10 and Annex D.
 * Reads the state of ./charger-session.ts and changes nothing.
 */
import type { Charger, ChargerPhase, ChargerTimeout } from './charger-session.ts'
import type { Message, MessageOf } from './message.ts'
import type { Content } from './session.ts'
import { type MessageCode, TIMEOUT_MS, VERSION } from './tables.ts'

/** A BST younger than this is answered with CST: the vehicle has not heard one. */
const STOP_ECHO_MS = 100

type Codes = readonly MessageCode[]

/** Asked a hundred times a second: lists that are there already. */
const SENT_IN: Readonly<Partial<Record<ChargerPhase, Codes>>> = {
  handshake: ['CHM'],
  recognition: ['CRM'],
  parameters: ['CRM'],
  precharge: ['CRO'],
  ready: ['CRO'],
  charging: ['CCS'],
}
const NOTHING: Codes = []
const LIMITS: Codes = ['CTS', 'CML']
const STOP: Codes = ['CST']
const STATISTICS: Codes = ['CSD']
const STOP_AND_STATISTICS: Codes = ['CST', 'CSD']
const ERROR: Codes = ['CEM']

/** What is being sent in this phase. */
export function wanted(charger: Charger, nowMs: number): Codes {
  const { phase, exchange, missing, enteredMs } = charger
  switch (phase) {
    case 'configuration':
      return exchange.heard('BRO') === undefined ? LIMITS : NOTHING
    case 'ending':
      return wantedAtTheEnd(charger, nowMs)
    case 'interrupted':
      return missing.size > 0 ? ERROR : NOTHING
    case 'failed':
      return missing.size > 0 && nowMs - enteredMs < TIMEOUT_MS.general ? ERROR : NOTHING
    default:
      return SENT_IN[phase] ?? NOTHING
  }
}

function wantedAtTheEnd({ exchange }: Charger, nowMs: number): Codes {
  const bstMs = exchange.heardMs('BST')
  const hasStatistics = exchange.heard('BSD') !== undefined
  if (bstMs === undefined || nowMs - bstMs < STOP_ECHO_MS) return hasStatistics ? STOP_AND_STATISTICS : STOP
  return hasStatistics ? STATISTICS : NOTHING
}

/** Undefined for what a charger does not send. */
export function build(charger: Charger, code: MessageCode, nowMs: number): Message | undefined {
  const { stage, phase, chargingSinceMs } = charger
  switch (code) {
    case 'CHM':
      return { kind: 'CHM', ...VERSION }
    case 'CRM': {
      const result = phase === 'recognition' ? 'notRecognised' : 'recognised'
      return { kind: 'CRM', result, chargerNumber: stage.chargerNumber, region: stage.region }
    }
    case 'CTS':
      return { kind: 'CTS', time: stage.time() }
    case 'CML':
      return { kind: 'CML', ...stage.limits }
    case 'CRO':
      return { kind: 'CRO', readiness: phase === 'ready' ? 'ready' : 'notReady' }
    case 'CCS': {
      const { volts, amps } = stage.readings()
      const chargingMin = minutes(chargingSinceMs, nowMs)
      return { kind: 'CCS', volts, amps, chargingMin, permission: charger.isAllowed ? 'allowed' : 'paused' }
    }
    case 'CST':
      return buildStop(charger)
    case 'CSD': {
      const chargingMin = minutes(chargingSinceMs, charger.endedMs)
      return { kind: 'CSD', chargingMin, energyKwh: stage.energyKwh(), chargerNumber: stage.chargerNumber }
    }
    case 'CEM':
      return buildError(charger)
    default:
      return undefined
  }
}

const MINUTES_MAX = 600
const minutes = (sinceMs: number | undefined, nowMs: number) =>
  sinceMs === undefined ? 0 : Math.min(MINUTES_MAX, Math.floor((nowMs - sinceMs) / 60_000))

function buildStop({ stops }: Charger): MessageOf<'CST'> {
  const says = (what: keyof Content<'CST'>) => (stops.has(what) ? 'yes' : 'no')
  return {
    kind: 'CST',
    conditionReached: says('conditionReached'),
    stoppedByPerson: says('stoppedByPerson'),
    stoppedByFault: says('stoppedByFault'),
    vehicleStopped: says('vehicleStopped'),
    chargerTooHot: says('chargerTooHot'),
    connectorFault: says('connectorFault'),
    insideTooHot: says('insideTooHot'),
    energyNotTransferable: says('energyNotTransferable'),
    emergencyStop: says('emergencyStop'),
    otherFault: says('otherFault'),
    currentMismatch: says('currentMismatch'),
    voltsAbnormal: says('voltsAbnormal'),
  }
}

function buildError({ missing }: Charger): MessageOf<'CEM'> {
  const says = (what: ChargerTimeout) => (missing.has(what) ? 'timeout' : 'normal')
  return {
    kind: 'CEM',
    brm: says('brm'),
    bcp: says('bcp'),
    bro: says('bro'),
    bcs: says('bcs'),
    bcl: says('bcl'),
    bst: says('bst'),
    bsd: says('bsd'),
  }
}
