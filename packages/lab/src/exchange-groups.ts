/**
 * Exchanges of scan tools as people read them: whoever polls asks the same a thousand times, and that is one line.
 *
 * Live data that is asked again is one group whatever its values are; codes are a new group when other codes are told, or
 * after anybody did something to the car. Of any length of evidence there are so many groups at most.
 */
import { MODE } from '@luban/protocols/obd/tables'
import { NEGATIVE_RESPONSE, SERVICE } from '@luban/protocols/uds/tables'
import { toHex } from '@luban/stdx'
import type { EvidenceRecord } from './evidence.ts'
import { createExchangeReader, type Exchange } from './exchanges.ts'
import type { EcuAddress } from './responses.ts'

/** Plain data, its bytes in hexadecimal. The same question to the same unit by the same tool. */
export type ExchangeGroup = Pick<Exchange, 'index' | 'stationMs' | 'door' | 'tool' | 'address' | 'ecu'> & {
  readonly request: string
  /** The first answer, and the last; null where none came. Cut where they are very long. */
  readonly response: string | null
  readonly lastResponse: string | null
  readonly count: number
  readonly lastStationMs: number
}

export type ExchangeSummary = {
  /** In the order in which they began. */
  readonly groups: readonly ExchangeGroup[]
  /** Those at the places asked for, each alone. */
  readonly cited: readonly ExchangeGroup[]
  /** Exchanges beyond the groups that are kept: they are in the evidence file alone. */
  readonly leftOutCount: number
}

const GROUPS_MAX = 1000
/** Longer answers are told by their beginning. */
const BYTES_MAX = 256
/** Asked again after a longer pause, it is something new. */
const PAUSE_MS_MAX = 60_000

const CODES: ReadonlySet<number> = new Set([
  SERVICE.readDtcInformation,
  ...[MODE.confirmedDtcs, MODE.pendingDtcs, MODE.permanentDtcs],
])
const CHANGES: ReadonlySet<number> = new Set([
  ...[SERVICE.ecuReset, SERVICE.clearDiagnosticInformation, SERVICE.writeDataByIdentifier],
  ...[SERVICE.inputOutputControlByIdentifier, SERVICE.routineControl, MODE.clear],
])

type Growing = { -readonly [Field in keyof ExchangeGroup]: ExchangeGroup[Field] } & { lastWallMs: number }

/** Sees every record of an attempt in its order. `places`: where single exchanges are wanted, as an assessment cites them. */
export function createExchangeGroups(ecus: readonly EcuAddress[], places: Iterable<number> = []) {
  const wanted = new Set(places)
  const groups: Growing[] = []
  const cited: ExchangeGroup[] = []
  const openCodes = new Map<string, Growing>()
  const openOthers = new Map<string, Growing>()
  let leftOutCount = 0

  const reader = createExchangeReader(ecus, (exchange) => {
    if (wanted.has(exchange.index)) cited.push(told(begin(exchange)))
    if (exchange.isTwin) return
    if (CHANGES.has(exchange.request[0])) openCodes.clear()
    add(exchange, CODES.has(exchange.request[0]) ? openCodes : openOthers)
  })

  function add(exchange: Exchange, open: Map<string, Growing>): void {
    const key = keyOf(exchange)
    const known = open.get(key)
    if (known !== undefined && exchange.wallMs - known.lastWallMs <= PAUSE_MS_MAX) {
      known.count++
      known.lastResponse = cutHex(exchange.response)
      known.lastStationMs = exchange.stationMs
      known.lastWallMs = exchange.wallMs
    } else if (groups.length >= GROUPS_MAX) {
      leftOutCount++
    } else {
      const group = begin(exchange)
      groups.push(group)
      open.set(key, group)
    }
  }

  let index = 0
  return {
    see(record: EvidenceRecord): void {
      // Whoever did something to the car wants to see what the codes are now.
      if (record.kind === 'action' && record.action.kind !== 'pedal') openCodes.clear()
      reader.see(record, index++)
    },
    /** Ends the reading. */
    summary(): ExchangeSummary {
      reader.end()
      const inOrder = groups.map(told).sort((one, other) => one.index - other.index)
      return { groups: inOrder, cited, leftOutCount }
    },
  }
}

/** Of all records, read at once. */
export function exchangesOf(records: Iterable<EvidenceRecord>, ecus: readonly EcuAddress[]): ExchangeSummary {
  const groups = createExchangeGroups(ecus)
  for (const record of records) groups.see(record)
  return groups.summary()
}

function keyOf({ door, tool, ecu, request, response }: Exchange): string {
  const answer = CODES.has(request[0]) ? cutHex(response) : outcomeOf(response)
  return `${door} ${tool} ${ecu} ${cutHex(request)} ${answer}`
}

/** Values may change from one answer to the next; whether there is one, and why not, makes a difference. */
function outcomeOf(response: Uint8Array | null): string {
  if (response === null) return 'none'
  return response[0] === NEGATIVE_RESPONSE ? `refused ${response[2]}` : 'answered'
}

function begin({ index, stationMs, wallMs, door, tool, address, ecu, request, response }: Exchange): Growing {
  const answer = cutHex(response)
  return {
    ...{ index, stationMs, door, tool, ecu, request: cutHex(request), response: answer, lastResponse: answer },
    ...(address === undefined ? {} : { address }),
    ...{ count: 1, lastStationMs: stationMs, lastWallMs: wallMs },
  }
}

function told({ lastWallMs: _, ...group }: Growing): ExchangeGroup {
  return group
}

function cutHex(bytes: Uint8Array): string
function cutHex(bytes: Uint8Array | null): string | null
function cutHex(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : toHex(bytes.subarray(0, BYTES_MAX))
}
