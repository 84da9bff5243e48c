/**
 * The receiving half of an ISO-TP endpoint: puts messages together, one for each identifier at a time.
 * ISO 15765-2:2016, clause 9.
 */
import { consecutiveBytesAfter, type Frame } from './frame.ts'
import { type IsoTpError, TIMEOUT_MS, WAIT_EVERY_MS } from './tables.ts'

export type Receiver = {
  receive(rxId: number, frame: Exclude<Frame, { kind: 'flowControl' }>, nowMs: number): void
  service(nowMs: number): void
  /** A message has begun and not ended. */
  isBusy(): boolean
  reset(): void
}

export type ReceiverOptions = {
  readonly blockSize: number
  /** Memory for a message is taken when its first frame comes: so much for each identifier at most. */
  readonly messageBytesMax: number
  /** N_WFTmax: how often in a row a sender is told to wait. Needed where there is `isReady`. */
  readonly waitFramesMax?: number
  /** False: the sender is to wait before its next block. Asked again by every `service`. */
  isReady?(rxId: number, nowMs: number): boolean
  /** False: the bus did not take the frame. */
  sendFlowControl(rxId: number, status: 'continueToSend' | 'wait' | 'overflow', nowMs: number): boolean
  onMessage(message: Uint8Array, nowMs: number, rxId: number): void
  onError(error: IsoTpError, nowMs: number): void
}

/** A segmented message in the making. */
type Receiving = {
  readonly message: Uint8Array
  /** What each consecutive frame but the last holds. */
  readonly frameBytes: number
  offset: number
  sequence: number
  /** Consecutive frames until this side gives leave again; Infinity when it never has to. */
  blockLeft: number
  /** The sender waits for its leave to go on. */
  isLeaveOwed: boolean
  waits: number
  /** When N_Cr runs out; while leave is owed, when to say so again. */
  dueMs: number
  /** When N_Ar runs out, while the bus takes no flow control; else Infinity. */
  expiresMs: number
}

export function createReceiver(options: ReceiverOptions): Receiver {
  const { blockSize, messageBytesMax, waitFramesMax = 0, sendFlowControl, onMessage, onError } = options
  const framesPerBlock = blockSize === 0 ? Infinity : blockSize
  const receivingById = new Map<number, Receiving>()
  const isReady = (rxId: number, nowMs: number) => options.isReady?.(rxId, nowMs) ?? true

  function abort(rxId: number, error: IsoTpError, nowMs: number): void {
    if (receivingById.delete(rxId)) onError(error, nowMs)
  }

  function begin(rxId: number, first: Frame & { kind: 'first' }, nowMs: number): void {
    const { messageLength, data } = first
    if (messageLength > messageBytesMax) {
      sendFlowControl(rxId, 'overflow', nowMs)
      return
    }
    const now: Receiving = {
      message: new Uint8Array(messageLength),
      frameBytes: consecutiveBytesAfter(first),
      offset: data.length,
      sequence: 1,
      blockLeft: framesPerBlock,
      isLeaveOwed: true,
      waits: 0,
      dueMs: nowMs,
      expiresMs: Infinity,
    }
    now.message.set(data)
    receivingById.set(rxId, now)
    giveLeave(rxId, now, nowMs)
  }

  /** Lets the sender go on with its next block, or keeps it waiting while this side is not ready. */
  function giveLeave(rxId: number, now: Receiving, nowMs: number): void {
    const mayGoOn = isReady(rxId, nowMs)
    if (!mayGoOn && now.waits === waitFramesMax) {
      abort(rxId, 'waitFrameOverrun', nowMs)
      return
    }
    const { waits } = now
    // The state is settled before the frame goes: consecutive frames may arrive inside this call.
    now.isLeaveOwed = !mayGoOn
    now.waits = mayGoOn ? 0 : waits + 1
    now.dueMs = nowMs + (mayGoOn ? TIMEOUT_MS.cr : WAIT_EVERY_MS)
    const { expiresMs } = now
    now.expiresMs = Infinity
    if (sendFlowControl(rxId, mayGoOn ? 'continueToSend' : 'wait', nowMs)) return
    now.isLeaveOwed = true
    now.waits = waits
    now.dueMs = nowMs
    now.expiresMs = Math.min(expiresMs, nowMs + TIMEOUT_MS.ar)
  }

  function continueWith(rxId: number, { sequence, data }: Frame & { kind: 'consecutive' }, nowMs: number): void {
    const now = receivingById.get(rxId)
    if (now === undefined || now.isLeaveOwed) return
    const wanted = Math.min(now.frameBytes, now.message.length - now.offset)
    if (data.length < wanted || data.length > now.frameBytes) return // Not as long as the frame awaited: ignored.
    if (sequence !== now.sequence) {
      abort(rxId, 'wrongSequenceNumber', nowMs)
      return
    }
    for (let i = 0; i < wanted; i++) now.message[now.offset + i] = data[i]
    now.offset += wanted
    now.sequence = (now.sequence + 1) & 0xf
    now.dueMs = nowMs + TIMEOUT_MS.cr
    if (now.offset === now.message.length) {
      receivingById.delete(rxId)
      onMessage(now.message, nowMs, rxId)
    } else if (--now.blockLeft === 0) {
      now.blockLeft = framesPerBlock
      giveLeave(rxId, now, nowMs)
    }
  }

  function service(nowMs: number): void {
    if (receivingById.size === 0) return
    for (const [rxId, now] of receivingById) {
      if (nowMs >= now.expiresMs) abort(rxId, 'timeoutA', nowMs)
      else if (now.isLeaveOwed) {
        if (nowMs >= now.dueMs || isReady(rxId, nowMs)) giveLeave(rxId, now, nowMs)
      } else if (nowMs >= now.dueMs) abort(rxId, 'timeoutCr', nowMs)
    }
  }

  return {
    receive(rxId, frame, nowMs) {
      if (receivingById.size > 0) service(nowMs) // A frame that comes too late is too late, whoever looked meanwhile.
      // A new message takes the place of one that never came to its end.
      if (frame.kind !== 'consecutive') abort(rxId, 'unexpectedFrame', nowMs)
      switch (frame.kind) {
        case 'single':
          onMessage(frame.data, nowMs, rxId)
          return
        case 'first':
          begin(rxId, frame, nowMs)
          return
        case 'consecutive':
          continueWith(rxId, frame, nowMs)
      }
    },
    service,
    isBusy: () => receivingById.size > 0,
    reset: () => receivingById.clear(),
  }
}
