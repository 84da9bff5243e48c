/**
 * The sending half of an ISO-TP endpoint: one message at a time, the next ones in a queue.
 * ISO 15765-2:2016, clause 9. Deaf: ./session.ts passes on the flow control that concerns it.
 */
import type { Frame } from './frame.ts'
import {
  CONSECUTIVE_FRAME_BYTES,
  FIRST_FRAME_BYTES,
  type IsoTpError,
  SINGLE_FRAME_BYTES_MAX,
  TIMEOUT_MS,
} from './tables.ts'

export type Sender = {
  send(message: Uint8Array, nowMs: number): boolean
  onFlowControl(frame: Frame & { kind: 'flowControl' }, nowMs: number): void
  /** A flow control came with a status that the standard does not know. */
  onUnknownFlowStatus(nowMs: number): void
  service(nowMs: number): void
  readonly isBusy: boolean
  reset(): void
}

/** A segmented message on its way. */
type Sending = {
  readonly message: Uint8Array
  offset: number
  sequence: number
  /** Consecutive frames until the next flow control; Infinity when none is asked for. */
  blockLeft: number
  separationMs: number
  state: 'awaitFlowControl' | 'sendBlock'
  /** When N_Bs runs out, or when the next frame may go. */
  dueMs: number
  waits: number
}

const QUEUE_MAX = 16
/** A receiver that only ever says WAIT is given up. */
const WAITS_MAX = 255

export function createSender(
  transmit: (frame: Frame, nowMs: number) => void,
  onError: (error: IsoTpError, nowMs: number) => void,
): Sender {
  const queue: Uint8Array[] = []
  let sending: Sending | undefined

  function start(message: Uint8Array, nowMs: number): void {
    if (message.length <= SINGLE_FRAME_BYTES_MAX) {
      transmit({ kind: 'single', data: message }, nowMs)
      return
    }
    sending = firstState(message, nowMs)
    const data = message.subarray(0, FIRST_FRAME_BYTES)
    transmit({ kind: 'first', messageLength: message.length, data }, nowMs)
  }

  function finish(nowMs: number): void {
    sending = undefined
    while (sending === undefined && queue.length > 0) start(queue.shift() as Uint8Array, nowMs)
  }

  function abort(error: IsoTpError, nowMs: number): void {
    onError(error, nowMs)
    finish(nowMs)
  }

  /** Sends what the separation allows now: with none, the whole block; else one frame. */
  function sendDue(nowMs: number): void {
    while (sending?.state === 'sendBlock' && nowMs >= sending.dueMs) {
      const frame = nextFrame(sending, nowMs)
      const isLast = sending.offset === sending.message.length
      // The state is settled before the frame goes: its answer may arrive inside this call.
      transmit(frame, nowMs)
      if (isLast) finish(nowMs)
    }
  }

  return {
    send(message, nowMs) {
      if (sending === undefined) {
        start(message, nowMs)
        return true
      }
      if (queue.length === QUEUE_MAX) return false
      queue.push(message)
      return true
    },
    onFlowControl({ status, blockSize, separationUs }, nowMs) {
      if (sending?.state !== 'awaitFlowControl') return
      switch (status) {
        case 'continueToSend':
          sending.state = 'sendBlock'
          sending.blockLeft = blockSize === 0 ? Infinity : blockSize
          sending.separationMs = separationUs / 1000
          sending.dueMs = nowMs
          sending.waits = 0
          sendDue(nowMs)
          return
        case 'wait':
          sending.waits++
          sending.dueMs = nowMs + TIMEOUT_MS.bs
          if (sending.waits > WAITS_MAX) abort('waitFrameOverrun', nowMs)
          return
        case 'overflow':
          abort('bufferOverflow', nowMs)
      }
    },
    onUnknownFlowStatus(nowMs) {
      if (sending?.state === 'awaitFlowControl') abort('invalidFlowStatus', nowMs)
    },
    service(nowMs) {
      if (sending === undefined || nowMs < sending.dueMs) return
      if (sending.state === 'awaitFlowControl') abort('timeoutBs', nowMs)
      else sendDue(nowMs)
    },
    get isBusy() {
      return sending !== undefined
    },
    reset() {
      sending = undefined
      queue.length = 0
    },
  }
}

function firstState(message: Uint8Array, nowMs: number): Sending {
  return {
    message,
    offset: FIRST_FRAME_BYTES,
    sequence: 1,
    blockLeft: 0,
    separationMs: 0,
    state: 'awaitFlowControl',
    dueMs: nowMs + TIMEOUT_MS.bs,
    waits: 0,
  }
}

/** Takes the next consecutive frame off a message; at the end of a block it waits for leave again. */
function nextFrame(now: Sending, nowMs: number): Frame {
  const { sequence, offset, message } = now
  const data = message.subarray(offset, offset + CONSECUTIVE_FRAME_BYTES)
  now.offset += data.length
  now.sequence = (sequence + 1) & 0xf
  now.blockLeft--
  now.dueMs = nowMs + now.separationMs
  if (now.offset < message.length && now.blockLeft === 0) {
    now.state = 'awaitFlowControl'
    now.dueMs = nowMs + TIMEOUT_MS.bs
  }
  return { kind: 'consecutive', sequence, data }
}
