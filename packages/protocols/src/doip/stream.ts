/**
 * Cuts a TCP byte stream into DoIP messages, in whatever pieces the bytes arrive. ISO 13400-2, header handler.
 *
 * Memory is bounded: a payload above `payloadBytesMax` is reported once and its bytes are passed over unseen.
 * Invariant: how the bytes were cut into pieces never changes what is reported.
 */
import { type DoipHeader, decodeHeader, HEADER_BYTES, judgeHeader } from './message.ts'

export type DoipStreamEvents = {
  /** `payload` is a view that is valid only during the call. */
  onPayload(header: DoipHeader, payload: Uint8Array): void
  /** After `incorrectPatternFormat` and `invalidPayloadLength` the stream has no beginning any more: nothing further is read. */
  onFault(
    fault: 'incorrectPatternFormat' | 'unknownPayloadType' | 'messageTooLarge' | 'invalidPayloadLength',
    header: DoipHeader | undefined,
  ): void
}

export type DoipStream = { push(bytes: Uint8Array): void }

export function createDoipStream(payloadBytesMax: number, events: DoipStreamEvents): DoipStream {
  let held = new Uint8Array(64)
  let heldLength = 0
  let bytesToSkip = 0
  let isBroken = false

  /** Reads one message at `offset`; returns the bytes used, 0 when more must come first. */
  function readOne(bytes: Uint8Array, offset: number, end: number): number {
    if (end - offset < HEADER_BYTES) return 0
    const header = decodeHeader(bytes, offset)
    if (header === 'incorrectPatternFormat') return breakOff(header, undefined)
    const fault = judgeHeader(header)
    if (fault === 'invalidPayloadLength') return breakOff(fault, header)
    if (fault === 'unknownPayloadType' || header.payloadLength > payloadBytesMax) {
      bytesToSkip = header.payloadLength
      events.onFault(fault ?? 'messageTooLarge', header)
      return HEADER_BYTES
    }
    const start = offset + HEADER_BYTES
    if (end - start < header.payloadLength) return 0
    events.onPayload(header, bytes.subarray(start, start + header.payloadLength))
    return HEADER_BYTES + header.payloadLength
  }

  function breakOff(fault: 'incorrectPatternFormat' | 'invalidPayloadLength', header: DoipHeader | undefined): number {
    isBroken = true
    events.onFault(fault, header)
    return 0
  }

  /** Reads all whole messages of `bytes` and returns where the unread rest begins. */
  function readAll(bytes: Uint8Array, end: number): number {
    let offset = 0
    while (!isBroken) {
      if (bytesToSkip > 0) {
        const skipped = Math.min(bytesToSkip, end - offset)
        bytesToSkip -= skipped
        offset += skipped
        if (bytesToSkip > 0) return offset
      }
      const used = readOne(bytes, offset, end)
      if (used === 0) return offset
      offset += used
    }
    return end
  }

  function hold(bytes: Uint8Array): void {
    const length = heldLength + bytes.length
    if (length > held.length) {
      const larger = new Uint8Array(Math.max(length, 2 * held.length))
      larger.set(held.subarray(0, heldLength))
      held = larger
    }
    held.set(bytes, heldLength)
    heldLength = length
  }

  return {
    push(bytes) {
      if (isBroken) return
      if (heldLength === 0) {
        // The usual case: whole messages in one piece, read where they lie.
        const rest = readAll(bytes, bytes.length)
        if (rest < bytes.length) hold(bytes.subarray(rest))
        return
      }
      hold(bytes)
      const rest = readAll(held, heldLength)
      held.copyWithin(0, rest, heldLength)
      heldLength -= rest
    },
  }
}
