/**
 * What scan tools asked during an attempt and what they were answered, read back from the recording: of a tool at the
 * ELM327 door or at one for raw CAN from the frames on the bus (ISO 15765-2), at the DoIP door from the bytes there
 * (ISO 13400-2), at the bench from its own records.
 *
 * A sender on the bus that is no control unit and not the bench is a tool, named after its door ("elm327 #2").
 * Left out: what an adapter is told itself (AT commands) never reaches a control unit, nor the evidence.
 */
import { decodePayload } from '@luban/protocols/doip/message'
import { createDoipStream } from '@luban/protocols/doip/stream'
import { decodeFrame } from '@luban/protocols/isotp/frame'
import { createReceiver, type Receiver } from '@luban/protocols/isotp/receiver'
import { MESSAGE_BYTES_MAX, OBD_FUNCTIONAL_ID, OBD_FUNCTIONAL_ID_29, obdIds29 } from '@luban/protocols/isotp/tables'
import { parseHex } from '@luban/stdx'
import type { EvidenceOf, EvidenceRecord } from './evidence.ts'
import { createQuestions, type Place } from './questions.ts'
import { createResponseReader, DOIP_PAYLOAD_BYTES_MAX, type EcuAddress } from './responses.ts'

export type Exchange = Place & {
  readonly door: EvidenceOf<'diagnostic'>['door']
  /** Which tool of the door, in the order in which they were plugged in, from 1; the bench has one. */
  readonly tool: number
  /** Where it was plugged in from, where the evidence says so. */
  readonly address?: string
  /** The unit's id; `all` for a question to everybody that nobody answered; else the address at which nobody is. */
  readonly ecu: string
  readonly request: Uint8Array
  readonly response: Uint8Array | null
  /** Told by another record too: on the bus what a DoIP tool or the bench asked. */
  readonly isTwin: boolean
}

const ALL_UNITS = 'all'
/** The names on the bus of the bench, and of the door for web clients, which is one tool whoever comes. */
const BENCH = 'bench'
const WEB = 'sovd'
/** Adapters of which half a message is kept; and tools whose address is. */
const ADAPTERS_MAX = 64
const ADDRESSES_MAX = 1000

/** Sees every record of an attempt in its order; `end` tells what was still unanswered. */
export type ExchangeReader = { see(record: EvidenceRecord, index: number): void; end(): void }

export function createExchangeReader(
  ecus: readonly EcuAddress[],
  onExchange: (exchange: Exchange) => void,
): ExchangeReader {
  const peers = createPeers()
  const tell = (exchange: Exchange) => onExchange({ ...exchange, ...peers.addressOf(exchange) })
  const bus = createBusReader(ecus, tell)
  const doip = createDoipReader(ecus, tell)
  let current: EvidenceRecord | undefined
  const readAnswers = createResponseReader(ecus, ({ ecu, bytes, index }) => {
    if (current?.kind === 'frame') bus.answer(ecu, bytes, placeOf(current, index))
    else if (current?.kind === 'doorTraffic') doip.answer(current.connection, ecu, bytes, placeOf(current, index))
  })
  return {
    see(record, index) {
      current = record
      if (record.kind === 'frame') {
        if (record.channel === undefined) bus.see(record, index)
      } else if (record.kind === 'doorTraffic') doip.see(record, index)
      else if (record.kind === 'diagnostic') tellOfBench(record, index, tell)
      else if (record.kind === 'peer') peers.see(record)
      readAnswers(record, index)
    },
    end() {
      bus.end()
      doip.end()
    },
  }
}

function placeOf({ stationMs, wallMs }: EvidenceRecord, index: number): Place {
  return { index, stationMs, wallMs }
}

function tellOfBench(record: EvidenceOf<'diagnostic'>, index: number, tell: (exchange: Exchange) => void): void {
  const { door, ecu, response } = record
  const request = parseHex(record.request)
  if (request === undefined) return
  const answer = response === null ? null : (parseHex(response) ?? null)
  tell({ ...placeOf(record, index), door, tool: 1, ecu, request, response: answer, isTwin: false })
}

/** The nth tool that was let in at a door is the nth that the station counts there. */
function createPeers() {
  const addresses: Record<Exchange['door'], string[]> = {
    bench: [],
    elm327: [],
    doip: [],
    socketcand: [],
    slcan: [],
    cannelloni: [],
    gvret: [],
    sovd: [],
  }
  return {
    see({ door, event, address }: EvidenceOf<'peer'>): void {
      const known = addresses[door]
      if (event === 'connected' && known.length < ADDRESSES_MAX) known.push(address)
    },
    addressOf({ door, tool }: Exchange): { address?: string } {
      const address = door === WEB ? onlyOne(addresses[door]) : addresses[door][tool - 1]
      return address === undefined ? {} : { address }
    },
  }
}

/** Web clients share one place on the bus: who asked is known where there was only one. */
const onlyOne = (addresses: readonly string[]) => (new Set(addresses).size === 1 ? addresses[0] : undefined)

type BusAsker = Pick<Exchange, 'door' | 'tool' | 'isTwin'> & { readonly receiver: Receiver }

/** Puts together what testers sent on the bus. Deaf and dumb: the flow control was the units'. */
function createBusReader(ecus: readonly EcuAddress[], tell: (exchange: Exchange) => void) {
  const ids = new Set(ecus.map(({ id }) => id))
  const unitAt = new Map(ecus.map(({ id, requestId }) => [requestId, id]))
  for (const { id, obdAddress } of ecus) if (obdAddress !== undefined) unitAt.set(obdIds29(obdAddress).requestId, id)
  const askers = new Map<string, BusAsker>()
  let place: Place = { index: 0, stationMs: 0, wallMs: 0 }
  const questions = createQuestions<BusAsker>(({ asker: { receiver: _, ...asker }, place: at, ...outcome }) =>
    tell({ ...at, ...asker, ...outcome }),
  )

  function ask(asker: BusAsker, request: Uint8Array, canId: number): void {
    const unit = unitAt.get(canId)
    const isToAll = canId === OBD_FUNCTIONAL_ID || canId === OBD_FUNCTIONAL_ID_29
    const units = isToAll ? [...ids] : unit === undefined ? [] : [unit]
    const asked = isToAll ? ALL_UNITS : (unit ?? canId.toString(16).toUpperCase().padStart(3, '0'))
    questions.ask({ asker, units, asked, request, place })
  }

  function askerOf(sender: string): BusAsker {
    const known = askers.get(sender)
    if (known !== undefined) return known
    const [oldest] = askers
    if (askers.size >= ADAPTERS_MAX && oldest !== undefined) {
      askers.delete(oldest[0])
      questions.end(oldest[1])
    }
    const receiver = createReceiver({
      blockSize: 0,
      messageBytesMax: MESSAGE_BYTES_MAX,
      sendFlowControl: () => true,
      onMessage: (request, _nowMs, canId) => ask(asker, request, canId),
      onError() {},
    })
    const asker: BusAsker = { ...toolNamed(sender), receiver }
    askers.set(sender, asker)
    return asker
  }

  /** A unit that asks another one is the gateway, on behalf of a DoIP tool. */
  function toolNamed(sender: string): Omit<BusAsker, 'receiver'> {
    if (sender === BENCH) return { door: 'bench', tool: 1, isTwin: true }
    if (sender === WEB) return { door: WEB, tool: 1, isTwin: false }
    if (ids.has(sender)) return { door: 'doip', tool: 0, isTwin: true }
    const [, door, tool] = /^(socketcand|slcan|cannelloni|gvret|elm327) #(\d+)$/.exec(sender) ?? [
      undefined,
      'elm327',
      '0',
    ]
    return { door: door as Exchange['door'], tool: Number(tool), isTwin: false }
  }

  return {
    see(record: EvidenceOf<'frame'>, index: number): void {
      const { sender, id, isExtended } = record
      // What a unit sends is an answer or what it says to all the time, unless it asks another unit.
      if (ids.has(sender) && (isExtended || !unitAt.has(id))) return
      const frame = decodeFrame(parseHex(record.data) ?? new Uint8Array(0))
      if (typeof frame === 'string' || frame.kind === 'flowControl') return
      place = placeOf(record, index)
      askerOf(sender).receiver.receive(id, frame, record.wallMs)
    },
    answer: questions.answer,
    end: () => questions.end(),
  }
}

/** Addresses at which functional requests go to all units (ISO 13400-2). */
const isFunctional = (address: number) => address >= 0xe000 && address <= 0xefff

type DoipTool = { push(bytes: Uint8Array, place: Place): void; readonly questions: ReturnType<typeof createQuestions> }

/** Reads the diagnostic messages that each tool sent, wherever TCP cut them. */
function createDoipReader(ecus: readonly EcuAddress[], tell: (exchange: Exchange) => void) {
  const tools = new Map<number, DoipTool>()
  const unitAt = new Map(ecus.map(({ id, logicalAddress }) => [logicalAddress, id]))

  function open(connection: number): DoipTool {
    let place: Place = { index: 0, stationMs: 0, wallMs: 0 }
    const questions = createQuestions<unknown>(({ place: at, ecu, request, response }) =>
      tell({ ...at, door: 'doip', tool: connection + 1, ecu, request, response, isTwin: false }),
    )
    const { push } = createDoipStream(DOIP_PAYLOAD_BYTES_MAX, {
      onPayload(header, payload) {
        const message = decodePayload(header.payloadType, payload)
        if (typeof message === 'string' || message.kind !== 'diagnosticMessage') return
        const { targetAddress } = message
        const isToAll = isFunctional(targetAddress)
        const unit = unitAt.get(targetAddress)
        const units = isToAll ? ecus.map(({ id }) => id) : unit === undefined ? [] : [unit]
        const asked = isToAll ? ALL_UNITS : (unit ?? targetAddress.toString(16).toUpperCase().padStart(4, '0'))
        questions.ask({ asker: connection, units, asked, request: message.data.slice(), place })
      },
      onFault() {},
    })
    return {
      questions,
      push(bytes, at) {
        place = at
        push(bytes)
      },
    }
  }

  return {
    see(record: EvidenceOf<'doorTraffic'>, index: number): void {
      const { door, event, connection, data } = record
      if (door !== 'doip') return
      if (event === 'opened') tools.set(connection, open(connection))
      const tool = tools.get(connection)
      if (event === 'received') tool?.push(parseHex(data) ?? new Uint8Array(0), placeOf(record, index))
      if (event !== 'closed') return
      tool?.questions.end()
      tools.delete(connection)
    },
    answer(connection: number, ecu: string, response: Uint8Array, place: Place): void {
      tools.get(connection)?.questions.answer(ecu, response, place)
    },
    end(): void {
      for (const { questions } of tools.values()) questions.end()
    },
  }
}
