/** ReadMemoryByAddress and WriteMemoryByAddress: memory by its addresses. ISO 14229-1:2020. */
import { locationAt, locationByteLengths } from '../numbers.ts'
import { accessRefusal, DATA_BYTES_MAX, negative, positive, type Service } from '../server.ts'
import { NRC, type Nrc } from '../tables.ts'
import { memoryBytes, regionOf } from './record.ts'

/** Longer numbers no ECU of ours has; and none of no bytes. */
const NUMBER_BYTES_MAX = 5

export const readMemoryByAddress: Service = {
  byteLengthMin: 4,
  run(state, request) {
    const refusal = formatRefusal(request, 1)
    if (refusal !== undefined) return negative(refusal)
    const location = locationAt(request, 2, request[1])
    if (regionOf(state, location, 'read') === undefined) return negative(NRC.requestOutOfRange)
    if (location.byteLength > DATA_BYTES_MAX) return negative(NRC.responseTooLong)
    const bytes = memoryBytes(state, location)
    return bytes instanceof Uint8Array ? { kind: 'positive', data: bytes } : negative(bytes)
  },
}

export const writeMemoryByAddress: Service = {
  byteLengthMin: 5,
  run(state, request) {
    const format = request[1]
    if (!isFormat(format)) return negative(NRC.requestOutOfRange)
    const at = 2 + numbersByteLength(format)
    if (request.length < at + 1) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    const location = locationAt(request, 2, format)
    if (request.length !== at + location.byteLength) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    const region = regionOf(state, location, 'write')
    if (region?.write === undefined) return negative(NRC.requestOutOfRange)
    const refusal =
      accessRefusal(region.write, state) ??
      region.write.condition?.() ??
      region.write.store(location.address - region.address, request.slice(at))
    return refusal === undefined ? positive(...request.subarray(1, at)) : negative(refusal)
  },
}

/** Of a message that ends with one location; `at` is the place of its format. */
export function formatRefusal(request: Uint8Array, at: number): Nrc | undefined {
  if (!isFormat(request[at])) return NRC.requestOutOfRange
  const isWhole = request.length === at + 1 + numbersByteLength(request[at])
  return isWhole ? undefined : NRC.incorrectMessageLengthOrInvalidFormat
}

export function isFormat(format: number): boolean {
  const { address, byteLength } = locationByteLengths(format)
  return address > 0 && address <= NUMBER_BYTES_MAX && byteLength > 0 && byteLength <= NUMBER_BYTES_MAX
}

export function numbersByteLength(format: number): number {
  const { address, byteLength } = locationByteLengths(format)
  return address + byteLength
}
