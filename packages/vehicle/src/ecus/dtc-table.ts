/**
 * Tables of trouble codes, as a car's `dtcs.ts` is written: a monitor's name, its code, and how long it must see the fault.
 * Numbers and meanings are SAE J2012's.
 */
import { parseDtc } from '@luban/protocols/uds/dtc'
import { DTC_SEVERITY } from '@luban/protocols/uds/tables'
import { assert } from '@luban/stdx'
import type { DtcInfo, Words } from '../car.ts'
import type { DtcEngine, DtcSpec, Monitor } from './dtc-engine.ts'

/** Monitors look ten times a second. */
export const MONITOR_STEP_MS = 100

export type DtcRow = {
  readonly code: string
  readonly failAfterMs: number
  readonly passAfterMs: number
  readonly isObd: boolean
  /** Trips until it is confirmed: see `twoTripRow`. */
  readonly confirmAfterCycles: 1 | 2
  /** Goes before other codes in the freeze frame. */
  readonly isFrozenFirst?: true
}

/** A code of one unit for each of its monitors. */
export type DtcTable<Key extends string = string> = Readonly<Record<Key, DtcRow>>

type RowOptions = { readonly passAfterMs?: number; readonly isObd?: boolean; readonly confirmAfterCycles?: 1 | 2 }

export function dtcRow(code: string, failAfterMs: number, options: RowOptions = {}): DtcRow {
  const { passAfterMs = 1000, isObd = true, confirmAfterCycles = 1 } = options
  return { code, failAfterMs, passAfterMs, isObd, confirmAfterCycles }
}

/**
 * Of the law's codes the usual: pending at the first trip that fails, confirmed with the lamp at the second (13 CCR
 * 1968.2 (d)(2.2.1) and (2.2.2)). Confirmed at once is what brings the car to a limp-home mode (2.2.3), and what no law
 * of emissions asks for.
 */
export const twoTripRow = (code: string, failAfterMs: number, options: RowOptions = {}): DtcRow =>
  dtcRow(code, failAfterMs, { ...options, confirmAfterCycles: 2 })

/** Units that the law does not ask look for a second, and forget after one. */
export function dtcTable<Key extends string>(
  codes: Readonly<Record<Key, string>>,
  options: { isObd: boolean },
): DtcTable<Key> {
  const entries = Object.entries(codes) as [Key, string][]
  return Object.fromEntries(entries.map(([key, code]) => [key, dtcRow(code, 1000, options)])) as DtcTable<Key>
}

/** Judged once per attempt to do something: the first result counts. */
export const dtcOnce = (code: string): DtcRow => dtcRow(code, 0, { passAfterMs: 0 })
export const twoTripOnce = (code: string): DtcRow => twoTripRow(code, 0, { passAfterMs: 0 })

/** The 24 bits on the wire of `P0A0A` or `P0A0A-16`. */
export function code24Of(code: string): number {
  const code24 = parseDtc(code)
  assert(code24 !== undefined, `"${code}" is not a trouble code`)
  return code24
}

/** What may hurt or stop the car at once; what can wait for the next service; and all between at the next halt. */
export type Severities = { readonly checkImmediately: readonly string[]; readonly maintenanceOnly: readonly string[] }

/** The lower five bits: unclassified, or of the highest class that reports 42 ask for. */
const DTC_CLASS = { none: 0x01, emissions: 0x02 } as const

export function dtcSpecs(table: DtcTable, severities: Severities): DtcSpec[] {
  return Object.values(table).map(({ code, isObd, failAfterMs, passAfterMs, confirmAfterCycles, isFrozenFirst }) => ({
    code: code24Of(code),
    failAfterMs,
    passAfterMs,
    confirmAfterCycles,
    isObd,
    requestsWarning: true,
    ...(isFrozenFirst && { isFrozenFirst }),
    severity: severityOf(code, severities) | (isObd ? DTC_CLASS.emissions : DTC_CLASS.none),
  }))
}

function severityOf(code: string, { checkImmediately, maintenanceOnly }: Severities): number {
  if (checkImmediately.includes(code)) return DTC_SEVERITY.checkImmediately
  return maintenanceOnly.includes(code) ? DTC_SEVERITY.maintenanceOnly : DTC_SEVERITY.checkAtNextHalt
}

/** Each code once, with every unit that has it. */
export function dtcInfos(
  tables: Readonly<Record<string, DtcTable>>,
  texts: Readonly<Record<string, Words>>,
): DtcInfo[] {
  const ecusOf = new Map<string, string[]>()
  for (const [ecu, table] of Object.entries(tables)) {
    for (const { code } of Object.values(table)) ecusOf.set(code, [...(ecusOf.get(code) ?? []), ecu])
  }
  return [...ecusOf].map(([code, ecus]) => ({ code24: code24Of(code), code: `${code}-00`, ecus, text: texts[code] }))
}

/** What each monitor of a table reports to. */
export function monitorsOf<Key extends string>(table: DtcTable<Key>, engine: DtcEngine): Record<Key, Monitor> {
  const entries = Object.entries(table) as [Key, DtcRow][]
  return Object.fromEntries(
    entries.map(([key, { code }]) => {
      const index = engine.indexOf(code24Of(code))
      return [key, { report: (isFailing: boolean) => engine.report(index, isFailing) }]
    }),
  ) as Record<Key, Monitor>
}
