/**
 * Trouble codes of this car: which control unit has which, how long its monitor must see the fault, and their texts.
 * Numbers and meanings: SAE J2012, checked by title against public lists; P1A34 is the maker's (a published BYD case).
 */
import { parseDtc } from '@luban/protocols/uds/dtc'
import { DTC_SEVERITY } from '@luban/protocols/uds/tables'
import { assert } from '@luban/stdx'
import type { DtcInfo, Words } from '../../car.ts'
import type { DtcSpec } from '../../ecus/dtc-engine.ts'
import type { BmsMonitors } from './ecus/bms.ts'
import type { BodyMonitors } from './ecus/body.ts'
import type { DriveMonitors } from './ecus/drive-unit.ts'
import type { GatewayMonitors } from './ecus/gateway.ts'
import { DTC_WORDS } from './words.ts'

/** Monitors look ten times a second. */
export const MONITOR_STEP_MS = 100

type Row = {
  readonly code: string
  readonly failAfterMs: number
  readonly passAfterMs: number
  readonly isObd: boolean
}

const row = (code: string, failAfterMs: number, passAfterMs = 1000, isObd = true): Row => ({
  code,
  failAfterMs,
  passAfterMs,
  isObd,
})

/** Judged once per attempt to close or open: the first result counts. */
const once = (code: string): Row => row(code, 0, 0)

export const BMS_DTCS: Readonly<Record<keyof BmsMonitors, Row>> = {
  interlock: row('P0A0A', 300),
  insulation: row('P0AA6', 2000),
  precharge: once('P0C78'),
  positiveWelded: once('P0AA1'),
  negativeWelded: once('P0AA4'),
  positiveOpen: row('P0AA2', 200),
  deterioration: row('P0A7F', 1500, 60_000),
  temperatureSensor: row('P0A9B', 2000),
  overTemperature: row('P0A7E', 5000),
  currentSensor: row('P0AC0', 2000),
}

export const DRIVE_DTCS: Readonly<Record<keyof DriveMonitors, Row>> = {
  prechargeFailed: once('P1A34'),
  dcdcPerformance: row('P0A94', 3000),
  lowVoltage: row('P0A8D', 5000),
  resolver: row('P0A3F', 500),
  phaseCurrents: row('P0A78', 500),
  motorTemperatureSensor: row('P0A2B', 2000),
  inverterOverTemperature: row('P0A3C', 3000),
  dischargeTime: once('P0C76'),
  lostBms: row('U0111', 1000),
  pedal: row('P2138', 300),
  pilotSwitch: row('P0CF9', 2000),
}

export const BODY_DTCS: Readonly<Record<keyof BodyMonitors, Row>> = {
  lowSupply: row('P0562', 5000, 1000, false),
  lostDrive: row('U0110', 1000, 1000, false),
}

export const GATEWAY_DTCS: Readonly<Record<keyof GatewayMonitors, Row>> = {
  lostDrive: row('U0110', 1000, 1000, false),
  lostBms: row('U0111', 1000, 1000, false),
  lostBody: row('U0140', 1000, 1000, false),
}

const TABLES: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  bms: BMS_DTCS,
  drive: DRIVE_DTCS,
  body: BODY_DTCS,
  gateway: GATEWAY_DTCS,
}

/** The 24 bits on the wire of `P0A0A` or `P0A0A-16`. */
export function code24Of(code: string): number {
  const code24 = parseDtc(code)
  assert(code24 !== undefined, `"${code}" is not a trouble code`)
  return code24
}

/** What may hurt or stop the car at once; what can wait for the next service; and all between at the next halt. */
const CHECK_IMMEDIATELY: readonly string[] = ['P0A0A', 'P0AA6', 'P0AA1', 'P0AA4', 'P0A3F', 'P2138']
const MAINTENANCE_ONLY: readonly string[] = ['P0A9B', 'P0A2B', 'P0562']
/** The lower five bits: unclassified, or of the highest class that reports 42 ask for. */
const DTC_CLASS = { none: 0x01, emissions: 0x02 } as const

function severityOf(code: string): number {
  if (CHECK_IMMEDIATELY.includes(code)) return DTC_SEVERITY.checkImmediately
  return MAINTENANCE_ONLY.includes(code) ? DTC_SEVERITY.maintenanceOnly : DTC_SEVERITY.checkAtNextHalt
}

export function dtcSpecs(table: Readonly<Record<string, Row>>): DtcSpec[] {
  return Object.values(table).map(({ code, failAfterMs, passAfterMs, isObd }) => ({
    code: code24Of(code),
    failAfterMs,
    passAfterMs,
    confirmAfterCycles: 1,
    isObd,
    requestsWarning: true,
    severity: severityOf(code) | (isObd ? DTC_CLASS.emissions : DTC_CLASS.none),
  }))
}

export function dtcInfos(): DtcInfo[] {
  const ecusOf = new Map<string, string[]>()
  for (const [ecu, table] of Object.entries(TABLES)) {
    for (const { code } of Object.values(table)) ecusOf.set(code, [...(ecusOf.get(code) ?? []), ecu])
  }
  return [...ecusOf].map(([code, ecus]) => ({ code24: code24Of(code), code: `${code}-00`, ecus, text: textOf(code) }))
}

function textOf(code: string): Words {
  return DTC_WORDS[code as keyof typeof DTC_WORDS]
}
