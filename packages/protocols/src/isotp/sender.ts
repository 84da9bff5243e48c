/**
 * The sending half of an ISO-TP endpoint: one message at a time, the next ones in a queue.
 * ISO 15765-2:2016, clause 9. Deaf: ./session.ts passes on the flow control that concerns it.
 */
import type { Frame, FrameCapacity } from './frame.ts'
import { type IsoTpError, MESSAGE_BYTES_MAX, TIMEOUT_MS } from './tables.ts'

export type Sender = {
  send(message: Uint8Array, nowMs: number): boolean
  onFlowControl(frame: Frame & { kind: 'flowControl' }, nowMs: number): void
  /** A flow control came with a status that the standard does not know. */
  onUnknownFlowStatus(nowMs: number): void
  service(nowMs: number): void
  isBusy(): boolean
  reset(): void
}

export type SenderOptions = {
  readonly capacity: FrameCapacity
  /** False: the bus did not take the frame. */
  transmit(frame: Frame, nowMs: number): boolean
  onError(error: IsoTpError, nowMs: number): void
}

/** A message on its way. `refused`: the bus has not even taken its first frame. */
type Sending = {
  readonly message: Uint8Array
  offset: number
  sequence: number
  /** Consecutive frames until the next flow control; Infinity when none is asked for. */
  blockLeft: number
  separationMs: number
  state: 'refused' | 'awaitFlowControl' | 'sendBlock'
  /** When N_Bs runs out, or when the next frame may go. */
  dueMs: number
  /** When N_As runs out, while the bus takes no frame; else Infinity. */
  expiresMs: number
  /** When the last consecutive frame went. */
  sentMs: number
  waits: number
}

const QUEUE_MAX = 16
/** A receiver that only ever says WAIT is given up. */
const WAITS_MAX = 255

export function createSender({ capacity, transmit, onError }: SenderOptions): Sender {
  const queue: Uint8Array[] = []
  let sending: Sending | undefined

  function start(message: Uint8Array, nowMs: number, expiresMs = nowMs + TIMEOUT_MS.as): void {
    const frame = firstOf(message, capacity)
    // The state is settled before the frame goes: its answer may arrive inside this call.
    sending = frame.kind === 'single' ? undefined : awaitingFirst(message, frame.data.length, nowMs)
    if (transmit(frame, nowMs)) return
    sending = { ...awaitingFirst(message, 0, nowMs), state: 'refused', expiresMs }
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
      const now = sending
      const frame = nextFrame(now, capacity.consecutiveBytes, nowMs)
      const isLast = now.offset === now.message.length
      if (!transmit(frame, nowMs)) {
        takeBack(now, frame, nowMs)
        return
      }
      now.expiresMs = Infinity
      if (isLast) finish(nowMs)
    }
  }

  function startAgain({ message, expiresMs }: Sending, nowMs: number): void {
    start(message, nowMs, expiresMs)
    if (sending === undefined) finish(nowMs)
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
          sending.dueMs = Math.max(nowMs, sending.sentMs + sending.separationMs)
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
      if (sending === undefined) return
      if (nowMs >= sending.expiresMs) abort('timeoutA', nowMs)
      else if (sending.state === 'refused') startAgain(sending, nowMs)
      else if (nowMs < sending.dueMs) return
      else if (sending.state === 'awaitFlowControl') abort('timeoutBs', nowMs)
      else sendDue(nowMs)
    },
    isBusy: () => sending !== undefined,
    reset() {
      sending = undefined
      queue.length = 0
    },
  }
}

/** The whole message, or its beginning. No view: of an array so short it first costs V8 a buffer of its own, outside the heap. */
function firstOf(message: Uint8Array, capacity: FrameCapacity): Frame & { kind: 'single' | 'first' } {
  if (message.length <= capacity.singleBytes) return { kind: 'single', data: message }
  const isEscaped = message.length > MESSAGE_BYTES_MAX
  const data = message.slice(0, isEscaped ? capacity.firstBytesEscaped : capacity.firstBytes)
  return { kind: 'first', messageLength: message.length, data }
}

function awaitingFirst(message: Uint8Array, offset: number, nowMs: number): Sending {
  return {
    message,
    offset,
    sequence: 1,
    blockLeft: 0,
    separationMs: 0,
    state: 'awaitFlowControl',
    dueMs: nowMs + TIMEOUT_MS.bs,
    expiresMs: Infinity,
    sentMs: -Infinity,
    waits: 0,
  }
}

type Consecutive = Frame & { kind: 'consecutive' }

/** Takes the next consecutive frame off a message; at the end of a block it waits for leave again. */
function nextFrame(now: Sending, frameBytes: number, nowMs: number): Consecutive {
  const { sequence, offset, message } = now
  const data = message.slice(offset, offset + frameBytes)
  now.offset += data.length
  now.sequence = (sequence + 1) & 0xf
  now.blockLeft--
  now.sentMs = nowMs
  now.dueMs = nowMs + now.separationMs
  if (now.offset < message.length && now.blockLeft === 0) {
    now.state = 'awaitFlowControl'
    now.dueMs = nowMs + TIMEOUT_MS.bs
  }
  return { kind: 'consecutive', sequence, data }
}

/** The bus did not take it: it is due at the next opportunity, until N_As is over. */
function takeBack(now: Sending, { sequence, data }: Consecutive, nowMs: number): void {
  now.offset -= data.length
  now.sequence = sequence
  now.blockLeft++
  now.state = 'sendBlock'
  now.dueMs = nowMs
  now.expiresMs = Math.min(now.expiresMs, nowMs + TIMEOUT_MS.as)
}
