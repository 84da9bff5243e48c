/**
 * The answers of control units that a witness keeps, one array per quantity: a fast tool asks millions of times.
 * 18 bytes and the answer's own each, a tenth of what they take as objects (computed).
 */
import { assert } from '@luban/stdx'
import type { EcuResponse } from './responses.ts'

export type SeenResponses = Iterable<EcuResponse> & {
  readonly length: number
  /** The first that is so, in the order of the evidence. */
  find(isIt: (response: EcuResponse) => boolean): EcuResponse | undefined
}

const FIRST_COUNT = 64
const FIRST_BYTES = 1024

export function createSeenResponses(ecus: readonly string[]): SeenResponses & { add(response: EcuResponse): void } {
  let length = 0
  let indexes = new Uint32Array(FIRST_COUNT)
  let ecuNumbers = new Uint16Array(FIRST_COUNT)
  let stationMs = new Float64Array(FIRST_COUNT)
  /** Where each answer ends; it begins where the one before ends. */
  let ends = new Uint32Array(FIRST_COUNT)
  let bytes = new Uint8Array(FIRST_BYTES)
  const numberOfEcu = new Map(ecus.map((ecu, i) => [ecu, i]))

  function numberOf(ecu: string): number {
    const known = numberOfEcu.get(ecu)
    if (known !== undefined) return known
    // Named by a record of the bench, and not of this station.
    const next = numberOfEcu.size
    assert(next <= 0xffff, 'no car has so many control units')
    numberOfEcu.set(ecu, next)
    return next
  }

  function grow(byteCount: number): void {
    if (length === indexes.length) {
      indexes = copied(indexes, new Uint32Array(length * 2))
      ecuNumbers = copied(ecuNumbers, new Uint16Array(length * 2))
      stationMs = copied(stationMs, new Float64Array(length * 2))
      ends = copied(ends, new Uint32Array(length * 2))
    }
    if (byteCount > bytes.length) bytes = copied(bytes, new Uint8Array(Math.max(byteCount, bytes.length * 2)))
  }

  function at(i: number, names: readonly string[]): EcuResponse {
    const start = i === 0 ? 0 : ends[i - 1]
    return {
      index: indexes[i],
      ecu: names[ecuNumbers[i]],
      bytes: bytes.subarray(start, ends[i]),
      stationMs: stationMs[i],
    }
  }

  function* all(): Generator<EcuResponse> {
    const names = [...numberOfEcu.keys()]
    for (let i = 0; i < length; i++) yield at(i, names)
  }

  return {
    get length() {
      return length
    },
    add(response) {
      const start = length === 0 ? 0 : ends[length - 1]
      const end = start + response.bytes.length
      grow(end)
      indexes[length] = response.index
      ecuNumbers[length] = numberOf(response.ecu)
      stationMs[length] = response.stationMs
      ends[length] = end
      bytes.set(response.bytes, start)
      length++
    },
    find(isIt) {
      for (const response of all()) if (isIt(response)) return response
      return undefined
    },
    [Symbol.iterator]: all,
  }
}

function copied<A extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(from: A, to: A): A {
  to.set(from)
  return to
}
