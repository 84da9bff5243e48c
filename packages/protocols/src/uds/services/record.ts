/**
 * Records that several services read: data identifiers, those put together by a tester among them, and memory.
 * Each answer is the bytes, or why they are refused, or undefined where the session knows of no such thing.
 */
import type { MemoryRegion } from '../ecu.ts'
import type { MemoryLocation } from '../numbers.ts'
import { encodeScaling } from '../scaling.ts'
import { accessRefusal, isInSession, type ServerState } from '../server.ts'
import { ACTIVE_SESSION_DID, NRC, type Nrc } from '../tables.ts'

/** Of the active session's number: what each value means, the standard says. */
export const ACTIVE_SESSION_SCALING = encodeScaling([
  { kind: 'parameter', type: 'stateEncodedVariable', byteLength: 1 },
])

export function recordOf(state: ServerState, did: number): Uint8Array | Nrc | undefined {
  const parts = state.dynamicDids.get(did)
  if (parts !== undefined) return dynamicRecord(state, parts)
  const read = state.ecu.dids.get(did)?.read
  if (read === undefined && did === ACTIVE_SESSION_DID) return Uint8Array.of(state.session)
  if (read === undefined || !isInSession(read, state.session)) return undefined
  return accessRefusal(read, state) ?? read.condition?.() ?? read.value()
}

/** Bytes of the record under an identifier that can be read in this session. */
export function recordByteLength(state: ServerState, did: number): number | undefined {
  const parts = state.dynamicDids.get(did)
  if (parts !== undefined) return parts.reduce((sum, part) => sum + part.byteLength, 0)
  const entry = state.ecu.dids.get(did)
  if (entry?.read === undefined && did === ACTIVE_SESSION_DID) return 1
  return entry?.read !== undefined && isInSession(entry.read, state.session) ? entry.byteLength : undefined
}

/** What each part is refused for is judged anew: it may have been defined in another session. */
function dynamicRecord(
  state: ServerState,
  parts: NonNullable<ReturnType<ServerState['dynamicDids']['get']>>,
): Uint8Array | Nrc | undefined {
  const record: number[] = []
  for (const part of parts) {
    const source = part.kind === 'did' ? recordOf(state, part.did) : memoryBytes(state, part)
    if (!(source instanceof Uint8Array)) return source
    const from = part.kind === 'did' ? part.position - 1 : 0
    for (let i = from; i < from + part.byteLength; i++) record.push(source[i])
  }
  return Uint8Array.from(record)
}

/** The region that holds all of it. */
export function regionOf(
  { ecu, session }: ServerState,
  { address, byteLength }: MemoryLocation,
  use: 'read' | 'write',
): MemoryRegion | undefined {
  if (byteLength === 0) return undefined
  return ecu.memory?.find((region) => {
    const guard = region[use]
    const isInside = address >= region.address && address + byteLength <= region.address + region.byteLength
    return isInside && guard !== undefined && isInSession(guard, session)
  })
}

export function memoryBytes(state: ServerState, location: MemoryLocation): Uint8Array | Nrc {
  const region = regionOf(state, location, 'read')
  if (region?.read === undefined) return NRC.requestOutOfRange
  const refusal = accessRefusal(region.read, state) ?? region.read.condition?.()
  return refusal ?? region.read.bytes(location.address - region.address, location.byteLength)
}
