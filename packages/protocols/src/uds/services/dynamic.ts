/** DynamicallyDefineDataIdentifier: a record put together by the tester, from others or memory. ISO 14229-1:2020. */
import { identifierAt, locationAt } from '../numbers.ts'
import {
  type Answer,
  accessRefusal,
  type DynamicPart,
  negative,
  positive,
  type ServerState,
  type Service,
} from '../server.ts'
import { DEFINITION, DYNAMIC_DIDS, NRC, type Nrc, PERIODIC_DIDS } from '../tables.ts'
import { isFormat, numbersByteLength } from './memory.ts'
import { recordByteLength, regionOf } from './record.ts'

const PART_BY_IDENTIFIER_BYTES = 4
/** Of one record, so that a chain of definitions cannot grow beyond what a response carries. */
const RECORD_BYTES_MAX = 255

export const dynamicallyDefineDataIdentifier: Service = {
  byteLengthMin: 2,
  subFunction: (state, type) => (offers(state, type) ? {} : undefined),
  run(state, request) {
    const type = request[1]
    if (type === DEFINITION.clear) return clear(state, request)
    const parts = type === DEFINITION.byIdentifier ? partsByIdentifier(request) : partsByMemory(request)
    if (typeof parts === 'number') return negative(parts)
    const did = identifierAt(request, 2)
    const refusal = rangeRefusal(state, did, parts) ?? partsRefusal(state, parts)
    if (refusal !== undefined) return negative(refusal)
    state.dynamicDids.set(did, [...(state.dynamicDids.get(did) ?? []), ...parts])
    return positive(type, ...request.subarray(2, 4))
  },
}

function offers({ ecu }: ServerState, type: number): boolean {
  if (type === DEFINITION.byMemoryAddress) return ecu.memory !== undefined
  return type === DEFINITION.byIdentifier || type === DEFINITION.clear
}

function partsByIdentifier(request: Uint8Array): DynamicPart[] | Nrc {
  const byteLength = request.length - 4
  if (byteLength <= 0 || byteLength % PART_BY_IDENTIFIER_BYTES !== 0) return NRC.incorrectMessageLengthOrInvalidFormat
  const parts: DynamicPart[] = []
  for (let at = 4; at < request.length; at += PART_BY_IDENTIFIER_BYTES) {
    const [position, partByteLength] = request.subarray(at + 2)
    parts.push({ kind: 'did', did: identifierAt(request, at), position, byteLength: partByteLength })
  }
  return parts
}

function partsByMemory(request: Uint8Array): DynamicPart[] | Nrc {
  if (request.length < 7) return NRC.incorrectMessageLengthOrInvalidFormat
  const format = request[4]
  if (!isFormat(format)) return NRC.requestOutOfRange
  const step = numbersByteLength(format)
  if ((request.length - 5) % step !== 0) return NRC.incorrectMessageLengthOrInvalidFormat
  const parts: DynamicPart[] = []
  for (let at = 5; at < request.length; at += step) parts.push({ kind: 'memory', ...locationAt(request, at, format) })
  return parts
}

function rangeRefusal(state: ServerState, did: number, parts: readonly DynamicPart[]): Nrc | undefined {
  const { ecu, dynamicDids } = state
  const isDynamic = did >= DYNAMIC_DIDS.first && did <= DYNAMIC_DIDS.last && !ecu.dids.has(did)
  const hasRoom = dynamicDids.has(did) || dynamicDids.size < (ecu.dynamicDidsMax ?? 0)
  const byteLength = [...(dynamicDids.get(did) ?? []), ...parts].reduce((sum, part) => sum + part.byteLength, 0)
  return isDynamic && hasRoom && byteLength <= RECORD_BYTES_MAX ? undefined : NRC.requestOutOfRange
}

/** All sources must exist before any is judged for access. A source is none that was itself put together. */
function partsRefusal(state: ServerState, parts: readonly DynamicPart[]): Nrc | undefined {
  if (!parts.every((part) => exists(state, part))) return NRC.requestOutOfRange
  for (const part of parts) {
    const guard = part.kind === 'did' ? state.ecu.dids.get(part.did)?.read : regionOf(state, part, 'read')?.read
    const refusal = guard && (accessRefusal(guard, state) ?? guard.condition?.())
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function exists(state: ServerState, part: DynamicPart): boolean {
  if (part.kind === 'memory') return regionOf(state, part, 'read') !== undefined
  const { did, position, byteLength } = part
  if (state.dynamicDids.has(did) || position === 0 || byteLength === 0) return false
  return position - 1 + byteLength <= (recordByteLength(state, did) ?? 0)
}

/** All of them, or one; one that is being sent periodically is sent no more. */
function clear(state: ServerState, request: Uint8Array): Answer {
  if (request.length !== 2 && request.length !== 4) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
  const dids = request.length === 2 ? [...state.dynamicDids.keys()] : [identifierAt(request, 2)]
  if (request.length === 4 && !state.dynamicDids.has(dids[0])) return negative(NRC.requestOutOfRange)
  for (const did of dids) {
    state.dynamicDids.delete(did)
    state.scheduled.delete(did - PERIODIC_DIDS.first)
  }
  return positive(...request.subarray(1))
}
