/**
 * The receiving half of an ISO-TP endpoint: puts messages together, one for each identifier at a time.
 * ISO 15765-2:2016, clause 9.
 */
import type { Frame } from './frame.ts'
import { CONSECUTIVE_FRAME_BYTES, type IsoTpError, TIMEOUT_MS } from './tables.ts'

export type Receiver = {
  receive(rxId: number, frame: Exclude<Frame, { kind: 'flowControl' }>, nowMs: number): void
  service(nowMs: number): void
  reset(): void
}

export type ReceiverOptions = {
  readonly blockSize: number
  readonly messageBytesMax: number
  sendFlowControl(rxId: number, status: 'continueToSend' | 'overflow', nowMs: number): void
  onMessage(message: Uint8Array, nowMs: number, rxId: number): void
  onError(error: IsoTpError, nowMs: number): void
}

/** A segmented message in the making. */
type Receiving = {
  readonly message: Uint8Array
  offset: number
  sequence: number
  /** Consecutive frames until this side gives leave again; Infinity when it never has to. */
  blockLeft: number
  /** When N_Cr runs out. */
  dueMs: number
}

export function createReceiver(options: ReceiverOptions): Receiver {
  const { blockSize, messageBytesMax, sendFlowControl, onMessage, onError } = options
  const framesPerBlock = blockSize === 0 ? Infinity : blockSize
  const receivingById = new Map<number, Receiving>()

  /** A new message takes the place of one that never came to its end. */
  function giveUp(rxId: number, nowMs: number): void {
    if (receivingById.delete(rxId)) onError('unexpectedFrame', nowMs)
  }

  function begin(rxId: number, { messageLength, data }: Frame & { kind: 'first' }, nowMs: number): void {
    if (messageLength > messageBytesMax) {
      sendFlowControl(rxId, 'overflow', nowMs)
      return
    }
    const message = new Uint8Array(messageLength)
    message.set(data)
    const dueMs = nowMs + TIMEOUT_MS.cr
    receivingById.set(rxId, { message, offset: data.length, sequence: 1, blockLeft: framesPerBlock, dueMs })
    sendFlowControl(rxId, 'continueToSend', nowMs)
  }

  function continueWith(rxId: number, { sequence, data }: Frame & { kind: 'consecutive' }, nowMs: number): void {
    const now = receivingById.get(rxId)
    if (now === undefined) return
    const wanted = Math.min(CONSECUTIVE_FRAME_BYTES, now.message.length - now.offset)
    if (data.length < wanted) return // Too short to be the frame awaited: ignored.
    if (sequence !== now.sequence) {
      receivingById.delete(rxId)
      onError('wrongSequenceNumber', nowMs)
      return
    }
    now.message.set(data.subarray(0, wanted), now.offset)
    now.offset += wanted
    now.sequence = (now.sequence + 1) & 0xf
    now.dueMs = nowMs + TIMEOUT_MS.cr
    if (now.offset === now.message.length) {
      receivingById.delete(rxId)
      onMessage(now.message, nowMs, rxId)
    } else if (--now.blockLeft === 0) {
      now.blockLeft = framesPerBlock
      sendFlowControl(rxId, 'continueToSend', nowMs)
    }
  }

  function service(nowMs: number): void {
    for (const [rxId, { dueMs }] of receivingById) {
      if (nowMs < dueMs) continue
      receivingById.delete(rxId)
      onError('timeoutCr', nowMs)
    }
  }

  return {
    receive(rxId, frame, nowMs) {
      if (receivingById.size > 0) service(nowMs) // A frame that comes too late is too late, whoever looked meanwhile.
      switch (frame.kind) {
        case 'single':
          giveUp(rxId, nowMs)
          onMessage(frame.data, nowMs, rxId)
          return
        case 'first':
          giveUp(rxId, nowMs)
          begin(rxId, frame, nowMs)
          return
        case 'consecutive':
          continueWith(rxId, frame, nowMs)
      }
    },
    service,
    reset: () => receivingById.clear(),
  }
}
