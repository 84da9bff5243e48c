/**
 * What ECUs answered during an attempt, read back from the recording, whichever tool had asked.
 *
 * A real scan tool on a door leaves nothing but frames, so ISO-TP messages are put together again here
 * (ISO 15765-2). Only frames of an ECU count, or of a gateway that refuses in its name: a tool that writes on an ECU's
 * identifier proves nothing. A DoIP tool's exchanges are not on the bus: they are read from what the station sent to it (ISO 13400-2).
 */
import { decodePayload } from '@luban/protocols/doip/message'
import { createDoipStream } from '@luban/protocols/doip/stream'
import { decodeFrame } from '@luban/protocols/isotp/frame'
import { createReceiver, type Receiver } from '@luban/protocols/isotp/receiver'
import { MESSAGE_BYTES_MAX, obdIds29 } from '@luban/protocols/isotp/tables'
import {
  decodeMonitorTests,
  decodeObdResponse,
  decodeParameter,
  type MonitorTestReading,
} from '@luban/protocols/obd/codec'
import { OBD_ON_UDS } from '@luban/protocols/obd/obd-on-uds'
import { MODE, PARAMETERS } from '@luban/protocols/obd/tables'
import { decodeResponse } from '@luban/protocols/uds/codec'
import { decodeScaled, type Scaling } from '@luban/protocols/uds/scaled'
import { POSITIVE_RESPONSE, SERVICE } from '@luban/protocols/uds/tables'
import { parseHex } from '@luban/stdx'
import type { EvidenceOf, EvidenceRecord } from './evidence.ts'

/** An ECU attaches to the bus under its `id`: that is the sender's name in the recording. */
export type EcuAddress = {
  readonly id: string
  readonly requestId?: number
  readonly responseId: number
  readonly logicalAddress?: number
  /** Where legislated diagnostics have 29 bits. */
  readonly obdAddress?: number
}

export type EcuResponse = {
  /** Where in the evidence: the record that completes the message. */
  readonly index: number
  readonly ecu: string
  readonly bytes: Uint8Array
  readonly stationMs: number
}

/** Reads the records of an attempt, all of them in their order: a message may take many. */
export function createResponseReader(
  ecus: readonly EcuAddress[],
  onResponse: (response: EcuResponse) => void,
): (record: EvidenceRecord, index: number) => void {
  const readFrame = createFrameReader(ecus)
  const readDoip = createDoipReader(ecus)
  let place = { index: 0, stationMs: 0 }
  const add: Add = (ecu, bytes) => onResponse({ ...place, ecu, bytes })
  return (record, index) => {
    if (record.kind !== 'frame' && record.kind !== 'doorTraffic' && record.kind !== 'diagnostic') return
    place = { index, stationMs: record.stationMs }
    if (record.kind === 'frame') {
      if (record.channel === undefined) readFrame(record, add) // Nobody diagnoses on the other line.
    } else if (record.kind === 'doorTraffic') readDoip(record, add)
    else readOffBus(record, add)
  }
}

type Add = (ecu: string, bytes: Uint8Array) => void

function readOffBus({ isOnBus, response, ecu }: EvidenceOf<'diagnostic'>, add: Add): void {
  const bytes = isOnBus || response === null ? undefined : parseHex(response)
  if (bytes !== undefined) add(ecu, bytes)
}

/** Puts together what each ECU sent on its own identifier. Deaf and dumb: the flow control was the tool's. */
function createFrameReader(ecus: readonly EcuAddress[]) {
  const found: { ecu: string; bytes: Uint8Array }[] = []
  const senders = new Set(ecus.map(({ id }) => id))
  const ears = new Map(
    ecus.flatMap(({ id, responseId, obdAddress }) => {
      const receiver = createEar(id)
      const ids = obdAddress === undefined ? [responseId] : [responseId, obdIds29(obdAddress).responseId]
      return ids.map((at): [number, Receiver] => [at, receiver])
    }),
  )

  function createEar(ecu: string): Receiver {
    return createReceiver({
      blockSize: 0,
      messageBytesMax: MESSAGE_BYTES_MAX,
      sendFlowControl: () => true,
      onMessage: (bytes) => found.push({ ecu, bytes }),
      onError() {},
    })
  }

  return (record: EvidenceOf<'frame'>, add: Add): void => {
    const ear = senders.has(record.sender) ? ears.get(record.id) : undefined
    if (ear === undefined) return
    const frame = decodeFrame(parseHex(record.data) ?? new Uint8Array(0))
    if (typeof frame === 'string' || frame.kind === 'flowControl') return
    ear.receive(record.id, frame, record.wallMs)
    for (const { ecu, bytes } of found.splice(0)) add(ecu, bytes)
  }
}

export const DOIP_PAYLOAD_BYTES_MAX = 0x1_0000

/** Reads the diagnostic messages that the station sent, connection by connection, wherever TCP cut them. */
function createDoipReader(ecus: readonly EcuAddress[]) {
  type Stream = { push(bytes: Uint8Array): void; found: { ecu: string; bytes: Uint8Array }[] }
  const streams = new Map<number, Stream>()

  function open(): Stream {
    const found: Stream['found'] = []
    const { push } = createDoipStream(DOIP_PAYLOAD_BYTES_MAX, {
      onPayload(header, payload) {
        const message = decodePayload(header.payloadType, payload)
        if (typeof message === 'string' || message.kind !== 'diagnosticMessage') return
        const ecu = ecus.find(({ logicalAddress }) => logicalAddress === message.sourceAddress)
        if (ecu !== undefined) found.push({ ecu: ecu.id, bytes: message.data.slice() })
      },
      onFault() {},
    })
    return { push, found }
  }

  return (record: EvidenceOf<'doorTraffic'>, add: Add): void => {
    if (record.door !== 'doip') return
    if (record.event === 'opened') streams.set(record.connection, open())
    if (record.event === 'closed') streams.delete(record.connection)
    const stream = streams.get(record.connection)
    if (record.event !== 'sent' || stream === undefined) return
    stream.push(parseHex(record.data) ?? new Uint8Array(0))
    for (const { ecu, bytes } of stream.found.splice(0)) add(ecu, bytes)
  }
}

/** Where a DID's record stands, how long it is, and how its bytes become a value. */
export type DidLayout = Scaling & { readonly ecu: string; readonly did: number; readonly bytes: number }

/** The value of `did` in a positive response of ReadDataByIdentifier (one or several DIDs), if it is there. */
export function didValue(response: EcuResponse, did: number, layouts: readonly DidLayout[]): number | undefined {
  const layout = layouts.find((candidate) => candidate.ecu === response.ecu && candidate.did === did)
  const record = layout && didRecord(response, did, layouts)
  return record && decodeScaled(record, layout)
}

function didRecord({ bytes, ecu }: EcuResponse, did: number, layouts: readonly DidLayout[]): Uint8Array | undefined {
  if (bytes[0] !== POSITIVE_RESPONSE + SERVICE.readDataByIdentifier) return undefined
  for (let at = 1; at + 2 <= bytes.length; ) {
    const found = (bytes[at] << 8) | bytes[at + 1]
    const byteLength =
      layouts.find((candidate) => candidate.ecu === ecu && candidate.did === found)?.bytes ?? parameterBytes(found)
    if (byteLength === undefined || at + 2 + byteLength > bytes.length) return undefined
    if (found === did) return bytes.subarray(at + 2, at + 2 + byteLength)
    at += 2 + byteLength
  }
  return undefined
}

/** Of the parameters that SAE J1979-2 has among the data identifiers. */
function parameterBytes(did: number): number | undefined {
  return (did & 0xff00) === OBD_ON_UDS.parameter ? PARAMETERS.get(did & 0xff)?.byteLength : undefined
}

/** A parameter of SAE J1979: `field` tells which of its values. */
export type ParameterPlace = { readonly pid: number; readonly field?: number; readonly isFrozen?: boolean }

/** Its value in an answer of mode 01 (frozen: of mode 02) or, under F4xx, of ReadDataByIdentifier, if it is there. */
export function parameterValueOf(
  response: EcuResponse,
  { pid, field = 0, isFrozen }: ParameterPlace,
  layouts: readonly DidLayout[],
): number | undefined {
  const told = decodeObdResponse(response.bytes)
  let record: Uint8Array | undefined
  if (typeof told === 'string') record = isFrozen ? undefined : didRecord(response, OBD_ON_UDS.parameter + pid, layouts)
  else if (told.kind === (isFrozen ? 'freezeFrame' : 'parameters')) {
    record = told.parameters.find((one) => one.pid === pid)?.bytes
  }
  return record && decodeParameter(pid, record)?.[field]
}

/** What an answer of mode 06 tells of tests, or one that reads a single F6xx. */
export function monitorResultsOf({ bytes }: EcuResponse): readonly MonitorTestReading[] {
  const told = decodeObdResponse(bytes)
  if (typeof told !== 'string') return told.kind === 'monitorTests' ? told.tests : []
  const isMonitor =
    bytes[0] === POSITIVE_RESPONSE + SERVICE.readDataByIdentifier && bytes[1] === OBD_ON_UDS.monitor >> 8
  return isMonitor ? (decodeMonitorTests(bytes[2], bytes.subarray(3)) ?? []) : []
}

/** Codes that a ReadDTCInformation answer lists with their status, or of which it tells the record. */
export function codesOf({ bytes }: EcuResponse): number[] {
  const response = decodeResponse(bytes)
  if (typeof response === 'string') return []
  if (response.kind === 'dtcList' || response.kind === 'dtcSeverityList') return response.dtcs.map(({ code }) => code)
  return response.kind === 'dtcRecords' ? [response.dtc.code] : []
}

const CLEARED = answersTo(SERVICE.clearDiagnosticInformation, MODE.clear)
const CODES_READ = answersTo(SERVICE.readDtcInformation, MODE.confirmedDtcs, MODE.pendingDtcs, MODE.permanentDtcs)
const VALUES_READ = answersTo(
  SERVICE.readDataByIdentifier,
  ...[MODE.currentData, MODE.freezeFrame, MODE.monitorResults],
)

/** First bytes of the positive responses to these services of UDS and modes of SAE J1979. */
function answersTo(...services: readonly number[]): ReadonlySet<number> {
  return new Set(services.map((service) => service + POSITIVE_RESPONSE))
}

export function isCodesCleared({ bytes }: EcuResponse): boolean {
  return CLEARED.has(bytes[0])
}

export function isCodesRead({ bytes }: EcuResponse): boolean {
  return CODES_READ.has(bytes[0])
}

/** Any value or list of codes was read. */
export function isReading(response: EcuResponse): boolean {
  return isCodesRead(response) || VALUES_READ.has(response.bytes[0])
}
