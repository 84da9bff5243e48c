/** `faults` of a component: trouble codes with status and environment, services 19 and 14. ISO 17978-3. */

import { toHex } from '@luban/stdx'
import { type Dtc, decodeResponse, decodeSnapshots } from '../uds/codec.ts'
import { dtcText } from '../uds/dtc.ts'
import { codeBytes } from '../uds/numbers.ts'
import { DTC_STATUS, REPORT, SERVICE } from '../uds/tables.ts'
import { tellRecord } from './data.ts'
import {
  badRequest,
  componentFault,
  isPositive,
  methodNotAllowed,
  noContent,
  notFound,
  ok,
  type SovdAnswer,
} from './message.ts'
import type { Context } from './session.ts'
import { FAULT_MASK, FAULT_STATUS } from './tables.ts'

const ALL_GROUPS = 0xffffff
const ALL_RECORDS = 0xff

export function answerFaults(context: Context): SovdAnswer | Promise<SovdAnswer> {
  const { request, rest } = context
  if (rest.length > 1) return notFound(`"${request.path}"`)
  if (request.method === 'GET') return rest.length === 0 ? list(context) : detail(context, rest[0])
  if (request.method === 'DELETE') return rest.length === 0 ? clear(context, ALL_GROUPS) : clearOne(context, rest[0])
  return methodNotAllowed(['GET', 'DELETE'])
}

async function list(context: Context): Promise<SovdAnswer> {
  const filter = filterOf(context.request.query)
  if (typeof filter === 'string') return badRequest(filter)
  const dtcs = await readCodes(context, filter.mask)
  if (!Array.isArray(dtcs)) return dtcs
  return ok({ items: dtcs.filter(filter.isShown).map((dtc) => describe(context, dtc)) })
}

type Filter = { readonly mask: number; isShown(dtc: Dtc): boolean }

/** `status[confirmedDTC]=1`, once or more: a code is shown that fits one of them. Or a text that says what is wrong. */
function filterOf(query: URLSearchParams | undefined): Filter | string {
  const conditions: ((dtc: Dtc) => boolean)[] = []
  for (const [name, value] of query ?? []) {
    const key = /^status\[(\w+)\]$/i.exec(name)?.[1].toLowerCase()
    if (key === undefined) continue
    const condition = conditionOf(key, value.toLowerCase())
    if (condition === undefined) return `"${name}=${value}" is no status to look for.`
    conditions.push(condition)
  }
  if (conditions.length === 0) return { mask: FAULT_MASK, isShown: () => true }
  return { mask: 0xff, isShown: (dtc) => conditions.some((isMet) => isMet(dtc)) }
}

function conditionOf(key: string, value: string): ((dtc: Dtc) => boolean) | undefined {
  if (key === 'mask') {
    const mask = /^(0x)?[0-9a-f]{1,2}$/.test(value) ? Number.parseInt(value.replace('0x', ''), 16) : undefined
    return mask === undefined ? undefined : ({ status }) => (status & mask) !== 0
  }
  if (key === 'aggregatedstatus') return (dtc) => aggregatedStatus(dtc) === value
  const bit = Object.entries(FAULT_STATUS).find(([name]) => name.toLowerCase() === key)?.[1]
  const wanted = ['1', 'true'].includes(value) ? true : ['0', 'false'].includes(value) ? false : undefined
  if (bit === undefined || wanted === undefined) return undefined
  return ({ status }) => ((status & bit) !== 0) === wanted
}

const aggregatedStatus = ({ status }: Dtc): string => {
  if ((status & DTC_STATUS.testFailed) !== 0) return 'active'
  return (status & (DTC_STATUS.confirmedDtc | DTC_STATUS.pendingDtc)) !== 0 ? 'passive' : 'cleared'
}

async function readCodes({ ask }: Context, mask: number): Promise<Dtc[] | SovdAnswer> {
  const parameters = Uint8Array.of(mask)
  const response = await ask({ kind: 'readDtcInformation', report: REPORT.dtcByStatusMask, parameters, isQuiet: false })
  if (!isPositive(response, SERVICE.readDtcInformation)) return componentFault(response)
  const decoded = decodeResponse(response)
  return typeof decoded === 'object' && decoded.kind === 'dtcList' ? [...decoded.dtcs] : componentFault(response)
}

/** The native code is its 24 bits; people know it by its display code. */
const nativeCode = (code: number) => code.toString(16).toUpperCase().padStart(6, '0')

function describe({ component, request }: Context, dtc: Dtc): Readonly<Record<string, unknown>> {
  const bits = Object.entries(FAULT_STATUS).map(([name, bit]) => [name, (dtc.status & bit) === 0 ? '0' : '1'])
  return {
    code: nativeCode(dtc.code),
    scope: 'Default',
    display_code: dtcText(dtc.code),
    fault_name: component.faultName(dtc.code)?.[request.language ?? 'en'] ?? dtcText(dtc.code),
    status: {
      ...Object.fromEntries(bits),
      mask: dtc.status.toString(16).toUpperCase().padStart(2, '0'),
      aggregatedStatus: aggregatedStatus(dtc),
    },
  }
}

async function findCode(context: Context, wanted: string): Promise<Dtc | SovdAnswer> {
  const dtcs = await readCodes(context, 0xff)
  if (!Array.isArray(dtcs)) return dtcs
  const isWanted = ({ code }: Dtc) => [nativeCode(code), dtcText(code)].includes(wanted.toUpperCase())
  return dtcs.find(isWanted) ?? notFound(`fault "${wanted}" of "${context.component.id}"`)
}

async function detail(context: Context, wanted: string): Promise<SovdAnswer> {
  const found = await findCode(context, wanted)
  if (!('code' in found)) return found
  const { query } = context.request
  const snapshots = query?.get('include-snapshot-data') === 'false' ? {} : await readSnapshots(context, found)
  const extended = query?.get('include-extended-data') === 'false' ? {} : await readExtended(context, found)
  return ok({ item: describe(context, found), environment_data: { ...snapshots, ...extended } })
}

const ask = ({ ask }: Context, report: number, { code }: Dtc) =>
  ask({
    kind: 'readDtcInformation',
    report,
    parameters: Uint8Array.of(...codeBytes(code), ALL_RECORDS),
    isQuiet: false,
  })

/** Under the number of each record, what was when the fault came. A component without snapshots has none to tell. */
async function readSnapshots(context: Context, dtc: Dtc): Promise<Readonly<Record<string, unknown>>> {
  const response = await ask(context, REPORT.dtcSnapshotRecordByDtcNumber, dtc)
  if (!isPositive(response, SERVICE.readDtcInformation)) return {}
  const { component, request } = context
  const records = response.subarray(6)
  const snapshots = decodeSnapshots(records, component.recordByteLength)
  if (typeof snapshots === 'string') return { snapshots: { data: { raw: toHex(records) } } }
  const data = snapshots.map(({ record, values }) => {
    const known = values.map(({ did, bytes }) => {
      const resource = component.data.find((one) => one.did === did)
      const value = resource ? tellRecord(resource, bytes, request.language ?? 'en') : { value: toHex(bytes) }
      return { id: resource?.id ?? did.toString(16).padStart(4, '0'), ...value }
    })
    return [record, { DTCSnapshotRecordNumberOfIdentifiers: values.length, DTCSnapshotRecord: known }]
  })
  return { snapshots: { data: Object.fromEntries(data) } }
}

/** Only the maker knows how long each is: the bytes as they came. */
async function readExtended(context: Context, dtc: Dtc): Promise<Readonly<Record<string, unknown>>> {
  const response = await ask(context, REPORT.dtcExtDataRecordByDtcNumber, dtc)
  if (!isPositive(response, SERVICE.readDtcInformation) || response.length <= 6) return {}
  return { extended_data_records: { data: { raw: toHex(response.subarray(6)) } } }
}

async function clear({ ask }: Context, group: number): Promise<SovdAnswer> {
  const response = await ask({ kind: 'clearDiagnosticInformation', group })
  return isPositive(response, SERVICE.clearDiagnosticInformation) ? noContent : componentFault(response)
}

async function clearOne(context: Context, wanted: string): Promise<SovdAnswer> {
  const found = await findCode(context, wanted)
  return 'code' in found ? clear(context, found.code) : found
}
