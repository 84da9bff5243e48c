/**
 * What ECUs answered during an attempt, read back from the recording, whichever tool had asked.
 *
 * A real scan tool on a door leaves nothing but frames, so ISO-TP messages are put together again here
 * (ISO 15765-2). Only frames whose sender is the ECU itself count: a tool that writes on an ECU's identifier proves
 * nothing. A DoIP tool's exchanges are not on the bus: they are read from what the station sent to it (ISO 13400-2).
 */
import { decodePayload } from '@luban/protocols/doip/message'
import { createDoipStream } from '@luban/protocols/doip/stream'
import { decodeFrame } from '@luban/protocols/isotp/frame'
import { parseHex } from '@luban/stdx'
import type { EvidenceOf, EvidenceRecord } from './evidence.ts'

/** An ECU attaches to the bus under its `id`: that is the sender's name in the recording. */
export type EcuAddress = { readonly id: string; readonly responseId: number; readonly logicalAddress?: number }

export type EcuResponse = {
  /** Where in the evidence: the record that completes the message. */
  readonly index: number
  readonly ecu: string
  readonly bytes: Uint8Array
  readonly stationMs: number
}

type Assembly = { bytes: Uint8Array; filled: number; nextSequence: number }

export function responsesOf(records: readonly EvidenceRecord[], ecus: readonly EcuAddress[]): EcuResponse[] {
  const idOf = new Map(ecus.map(({ id, responseId }) => [id, responseId]))
  const assemblies = new Map<string, Assembly>()
  const readDoip = createDoipReader(ecus)
  const responses: EcuResponse[] = []
  for (const [index, record] of records.entries()) {
    const { stationMs } = record
    const add = (ecu: string, bytes: Uint8Array | undefined) => {
      if (bytes !== undefined) responses.push({ index, ecu, bytes, stationMs })
    }
    if (record.kind === 'doorTraffic') readDoip(record, add)
    else if (record.kind === 'diagnostic') add(record.ecu, offBusResponse(record))
    else if (record.kind === 'frame' && idOf.get(record.sender) === record.id) {
      add(record.sender, assemble(parseHex(record.data) ?? new Uint8Array(0), record.sender, assemblies))
    }
  }
  return responses
}

function offBusResponse({ isOnBus, response }: EvidenceOf<'diagnostic'>): Uint8Array | undefined {
  return isOnBus || response === null ? undefined : parseHex(response)
}

const DOIP_PAYLOAD_BYTES_MAX = 0x1_0000

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

  return (record: EvidenceOf<'doorTraffic'>, add: (ecu: string, bytes: Uint8Array) => void): void => {
    if (record.door !== 'doip') return
    if (record.event === 'opened') streams.set(record.connection, open())
    const stream = streams.get(record.connection)
    if (record.event !== 'sent' || stream === undefined) return
    stream.push(parseHex(record.data) ?? new Uint8Array(0))
    for (const { ecu, bytes } of stream.found.splice(0)) add(ecu, bytes)
  }
}

/** The whole message, when this frame completes one. */
function assemble(data: Uint8Array, sender: string, assemblies: Map<string, Assembly>): Uint8Array | undefined {
  const frame = decodeFrame(data)
  if (typeof frame === 'string' || frame.kind === 'flowControl') return undefined
  if (frame.kind === 'single') {
    assemblies.delete(sender)
    return frame.data
  }
  if (frame.kind === 'first') {
    const bytes = new Uint8Array(frame.messageLength)
    bytes.set(frame.data)
    assemblies.set(sender, { bytes, filled: frame.data.length, nextSequence: 1 })
    return undefined
  }
  const assembly = assemblies.get(sender)
  if (assembly === undefined || frame.sequence !== assembly.nextSequence) {
    assemblies.delete(sender)
    return undefined
  }
  const part = frame.data.subarray(0, assembly.bytes.length - assembly.filled)
  assembly.bytes.set(part, assembly.filled)
  assembly.filled += part.length
  assembly.nextSequence = (assembly.nextSequence + 1) & 0xf
  if (assembly.filled < assembly.bytes.length) return undefined
  assemblies.delete(sender)
  return assembly.bytes
}

/** How a DID's bytes become its value: `raw * scale + offset`, raw big-endian. */
export type DidLayout = {
  readonly ecu: string
  readonly did: number
  readonly bytes: number
  readonly scale: number
  readonly offset: number
  readonly signed: boolean
}

/** The value of `did` in a positive response of ReadDataByIdentifier (one or several DIDs), if it is there. */
export function didValue(response: EcuResponse, did: number, layouts: readonly DidLayout[]): number | undefined {
  const { bytes, ecu } = response
  if (bytes[0] !== 0x62) return undefined
  for (let at = 1; at + 2 <= bytes.length; ) {
    const found = (bytes[at] << 8) | bytes[at + 1]
    const layout = layouts.find((candidate) => candidate.ecu === ecu && candidate.did === found)
    if (layout === undefined || at + 2 + layout.bytes > bytes.length) return undefined
    if (found === did)
      return rawOf(bytes.subarray(at + 2, at + 2 + layout.bytes), layout) * layout.scale + layout.offset
    at += 2 + layout.bytes
  }
  return undefined
}

function rawOf(bytes: Uint8Array, { signed }: DidLayout): number {
  const unsigned = bytes.reduce((value, byte) => value * 256 + byte, 0)
  const isNegative = signed && bytes.length > 0 && bytes[0] >= 0x80
  return isNegative ? unsigned - 256 ** bytes.length : unsigned
}

/** Codes in a ReadDTCInformation answer of the kinds that list codes with status (02, 0A, 15) or snapshots (04, 06). */
export function codesOf({ bytes }: EcuResponse): number[] {
  if (bytes[0] !== 0x59) return []
  const isList = bytes[1] === 0x02 || bytes[1] === 0x0a || bytes[1] === 0x15
  const at = isList ? 3 : 2
  const codes: number[] = []
  for (let i = at; i + 4 <= bytes.length; i += 4) {
    codes.push((bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2])
    if (!isList) break
  }
  return codes
}

/** ClearDiagnosticInformation (UDS) or service 04 (SAE J1979) was done. */
export function isCodesCleared({ bytes }: EcuResponse): boolean {
  return bytes[0] === 0x54 || bytes[0] === 0x44
}

/** Codes were read, by UDS or by SAE J1979 services 03, 07 or 0A. */
export function isCodesRead({ bytes }: EcuResponse): boolean {
  return bytes[0] === 0x59 || bytes[0] === 0x43 || bytes[0] === 0x47 || bytes[0] === 0x4a
}

/** Any value or list of codes was read. */
export function isReading(response: EcuResponse): boolean {
  return isCodesRead(response) || response.bytes[0] === 0x62 || response.bytes[0] === 0x41
}
