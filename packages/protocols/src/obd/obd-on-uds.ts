/**
 * OBD on UDS: the same control unit asked by the services of ISO 14229 instead of the modes of J1979. SAE J1979-2.
 *
 * What stands under an identifier is made by ./records.ts, as it is for the modes: so no value exists twice, and whatever
 * tool asks is told the same. Codes need nothing from here: reports 42, 55 and 56 and the group FFFF33 are the code
 * memory's (../uds/services/dtc.ts).
 * Left out: F5xx, the parameters that J1979-2 alone has. See ./coverage.md for what could be checked and what not.
 */
import type { DataIdentifier, Routine } from '../uds/ecu.ts'
import type { ObdEcu, SystemControl } from './ecu.ts'
import {
  bitmapRecord,
  infoItems,
  infoTypes,
  monitorIdentifiers,
  monitorTests,
  parameterIdentifiers,
  parameterRecord,
} from './records.ts'
import { BITMAP_STEP } from './tables.ts'

/** The high byte tells the kind; the low byte is the parameter, monitor, info type or test of J1979. */
export const OBD_ON_UDS = { parameter: 0xf400, monitor: 0xf600, infoType: 0xf800, control: 0xe000 } as const

/** An info type that the modes do not have: by it a tester finds out which of the two this unit speaks. */
export const PROTOCOL_IDENTIFICATION = 0x10
const SPEAKS_OBD_ON_UDS = 0x01

type Records = {
  readonly first: number
  readonly identifiers: readonly number[]
  /** Undefined: nothing stands there. */
  recordOf(identifier: number): Uint8Array | undefined
}

/** What to put among the data identifiers of the unit. Which there are is settled here; their values are read when asked. */
export function obdDataIdentifiers(ecu: ObdEcu): Map<number, DataIdentifier> {
  const dids = new Map<number, DataIdentifier>()
  for (const records of [parameterRecords(ecu), monitorRecords(ecu), infoRecords(ecu)]) {
    const { first, identifiers, recordOf } = records
    if (identifiers.length === 0) continue
    for (const identifier of [...bitmapsOf(identifiers), ...identifiers]) {
      const record = () => bitmapOr(identifier, identifiers, recordOf) ?? NO_BYTES
      dids.set(first + identifier, {
        get byteLength() {
          return record().length
        },
        read: { value: record },
      })
    }
  }
  return dids
}

/** What to put among the routines of the unit: the controls of mode 08, started without options. */
export function obdRoutines({ controls = new Map<number, SystemControl>() }: ObdEcu): Map<number, Routine> {
  const routines = new Map<number, Routine>()
  const tests = [...controls.keys()]
  for (const base of tests.length === 0 ? [] : bitmapsOf(tests)) {
    const status = () => bitmapRecord(base, tests) ?? NO_BYTES
    routines.set(OBD_ON_UDS.control + base, { start: () => ({ kind: 'done', status: status() }) })
  }
  for (const [test, system] of controls) {
    routines.set(OBD_ON_UDS.control + test, {
      start() {
        const answer = system.run(NO_BYTES)
        return typeof answer === 'number' ? { kind: 'refused', nrc: answer } : { kind: 'done', status: answer }
      },
    })
  }
  return routines
}

function parameterRecords(ecu: ObdEcu): Records {
  return {
    first: OBD_ON_UDS.parameter,
    identifiers: parameterIdentifiers(ecu),
    recordOf: (pid) => parameterRecord(ecu, pid),
  }
}

/** Eight bytes a test: the identifier stands before them all already. */
function monitorRecords(ecu: ObdEcu): Records {
  return {
    first: OBD_ON_UDS.monitor,
    identifiers: monitorIdentifiers(ecu),
    recordOf: (monitor) => joined(monitorTests(ecu, monitor)),
  }
}

/** The items alone, without their number before them. */
function infoRecords(ecu: ObdEcu): Records {
  return {
    first: OBD_ON_UDS.infoType,
    identifiers: [...infoTypes(ecu), PROTOCOL_IDENTIFICATION],
    recordOf: (infoType) =>
      infoType === PROTOCOL_IDENTIFICATION ? Uint8Array.of(SPEAKS_OBD_ON_UDS) : joined(infoItems(ecu, infoType)),
  }
}

function bitmapOr(identifier: number, identifiers: readonly number[], recordOf: Records['recordOf']) {
  return identifier % BITMAP_STEP === 0 ? bitmapRecord(identifier, identifiers) : recordOf(identifier)
}

/** The bases of all bitmaps that exist: the first, and each behind which something lies. */
function bitmapsOf(identifiers: readonly number[]): number[] {
  const bases: number[] = []
  const last = Math.max(0, ...identifiers)
  for (let base = 0; base === 0 || base < last; base += BITMAP_STEP) bases.push(base)
  return bases
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

const NO_BYTES = new Uint8Array(0)
