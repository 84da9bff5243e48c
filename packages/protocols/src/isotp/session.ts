/**
 * One end of an ISO-TP connection: sends messages of up to 4095 bytes as CAN frames and puts received ones together.
 * ISO 15765-2:2016, clause 9. The owner attaches to the bus and passes every frame on; time is passed in.
 *
 * Sending and receiving go on at the same time, and each identifier that is listened to is received on its own, so one
 * endpoint hears several ECUs answer at once. Functional requests are single frames only.
 * With a separation of zero an exchange is over when the calls return; else `service` sends what is due.
 * Left out: N_As and N_Ar (a bus without wires cannot refuse a frame), sending of WAIT (see ./coverage.md).
 */
import { assert } from '@luban/stdx'
import type { CanPort } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { decodeFrame, encodeFrame, type Frame } from './frame.ts'
import {
  CONSECUTIVE_FRAME_BYTES,
  FIRST_FRAME_BYTES,
  MESSAGE_BYTES_MAX,
  SINGLE_FRAME_BYTES_MAX,
  TIMEOUT_MS,
} from './tables.ts'

export type IsoTpAddress = {
  readonly txId: number
  readonly rxIds: readonly number[]
  /** Listened to for single frames only: 0x7DF, 0x18DB33F1. */
  readonly functionalIds?: readonly number[]
  /** All identifiers above have 29 bits. */
  readonly isExtended: boolean
  /** Where the flow control for a message from `rxId` goes; `txId` when nothing is said. */
  flowControlId?(rxId: number): number
}

/** The N_Result of the standard, failures only. */
export type IsoTpError =
  | 'timeoutBs'
  | 'timeoutCr'
  | 'wrongSequenceNumber'
  | 'invalidFlowStatus'
  | 'unexpectedFrame'
  | 'waitFrameOverrun'
  | 'bufferOverflow'

export type IsoTpOptions = {
  readonly port: CanPort
  readonly address: IsoTpAddress
  /** Fills frames up to eight bytes: 0xAA, 0xCC, 0x00. Undefined: frames stay short. */
  readonly padding?: number | undefined
  /** BS asked of a sender; 0 asks for everything at once. */
  readonly blockSize?: number
  /** STmin asked of a sender. */
  readonly separationUs?: number
  /** Longest message taken; a longer one is answered with overflow. */
  readonly messageBytesMax?: number
  onMessage(message: Uint8Array, nowMs: number, rxId: number): void
  onError?(error: IsoTpError, nowMs: number): void
}

export type IsoTpEndpoint = {
  receive(frame: CanFrame, nowMs: number): void
  /** Queues behind a message still on its way; false when the queue is full and the message is dropped. */
  send(message: Uint8Array, nowMs: number): boolean
  /** Runs the timers: separation, N_Bs, N_Cr. */
  service(nowMs: number): void
  /** A message is still on its way out. */
  readonly isBusy: boolean
  /** Forgets everything half sent or half received. */
  reset(): void
}

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

type Receiving = {
  readonly message: Uint8Array
  offset: number
  sequence: number
  blockLeft: number
  dueMs: number
}

const QUEUE_MAX = 16
/** A receiver that only ever says WAIT is given up. */
const WAITS_MAX = 255

export function createIsoTpEndpoint(options: IsoTpOptions): IsoTpEndpoint {
  const { port, address, padding } = options
  const blockSize = options.blockSize ?? 0
  const separationUs = options.separationUs ?? 0
  const messageBytesMax = options.messageBytesMax ?? MESSAGE_BYTES_MAX
  const receivingById = new Map<number, Receiving>()
  const queue: Uint8Array[] = []
  let sending: Sending | undefined

  const transmit = (id: number, frame: Frame, nowMs: number) =>
    port.send({ id, isExtended: address.isExtended, data: encodeFrame(frame, padding) }, nowMs)
  const fail = (error: IsoTpError, nowMs: number) => options.onError?.(error, nowMs)

  function start(message: Uint8Array, nowMs: number): void {
    if (message.length <= SINGLE_FRAME_BYTES_MAX) {
      transmit(address.txId, { kind: 'single', data: message }, nowMs)
      return
    }
    sending = {
      message,
      offset: FIRST_FRAME_BYTES,
      sequence: 1,
      blockLeft: 0,
      separationMs: 0,
      state: 'awaitFlowControl',
      dueMs: nowMs + TIMEOUT_MS.bs,
      waits: 0,
    }
    const data = message.subarray(0, FIRST_FRAME_BYTES)
    transmit(address.txId, { kind: 'first', messageLength: message.length, data }, nowMs)
  }

  function finishSending(nowMs: number): void {
    sending = undefined
    while (sending === undefined && queue.length > 0) start(queue.shift() as Uint8Array, nowMs)
  }

  function abortSending(error: IsoTpError, nowMs: number): void {
    fail(error, nowMs)
    finishSending(nowMs)
  }

  /** Sends what the separation allows now: with none, the whole block; else one frame. */
  function sendDue(nowMs: number): void {
    while (sending?.state === 'sendBlock' && nowMs >= sending.dueMs) {
      const now = sending
      const data = now.message.subarray(now.offset, now.offset + CONSECUTIVE_FRAME_BYTES)
      const { sequence } = now
      now.offset += data.length
      now.sequence = (sequence + 1) & 0xf
      now.blockLeft--
      now.dueMs = nowMs + now.separationMs
      const isLast = now.offset === now.message.length
      if (!isLast && now.blockLeft === 0) {
        now.state = 'awaitFlowControl'
        now.dueMs = nowMs + TIMEOUT_MS.bs
      }
      // The state is settled before the frame goes: its answer may arrive inside this call.
      transmit(address.txId, { kind: 'consecutive', sequence, data }, nowMs)
      if (isLast) finishSending(nowMs)
    }
  }

  function onFlowControl(frame: Frame & { kind: 'flowControl' }, nowMs: number): void {
    if (sending?.state !== 'awaitFlowControl') return
    switch (frame.status) {
      case 'continueToSend':
        sending.state = 'sendBlock'
        sending.blockLeft = frame.blockSize === 0 ? Infinity : frame.blockSize
        sending.separationMs = frame.separationUs / 1000
        sending.dueMs = nowMs
        sending.waits = 0
        sendDue(nowMs)
        return
      case 'wait':
        sending.waits++
        sending.dueMs = nowMs + TIMEOUT_MS.bs
        if (sending.waits > WAITS_MAX) abortSending('waitFrameOverrun', nowMs)
        return
      case 'overflow':
        abortSending('bufferOverflow', nowMs)
    }
  }

  function sendFlowControl(rxId: number, status: 'continueToSend' | 'overflow', nowMs: number): void {
    const id = address.flowControlId?.(rxId) ?? address.txId
    transmit(id, { kind: 'flowControl', status, blockSize, separationUs }, nowMs)
  }

  function onFirst(rxId: number, frame: Frame & { kind: 'first' }, nowMs: number): void {
    if (receivingById.delete(rxId)) fail('unexpectedFrame', nowMs)
    if (frame.messageLength > messageBytesMax) {
      sendFlowControl(rxId, 'overflow', nowMs)
      return
    }
    const message = new Uint8Array(frame.messageLength)
    message.set(frame.data)
    receivingById.set(rxId, {
      message,
      offset: frame.data.length,
      sequence: 1,
      blockLeft: blockSize === 0 ? Infinity : blockSize,
      dueMs: nowMs + TIMEOUT_MS.cr,
    })
    sendFlowControl(rxId, 'continueToSend', nowMs)
  }

  function onConsecutive(rxId: number, frame: Frame & { kind: 'consecutive' }, nowMs: number): void {
    const now = receivingById.get(rxId)
    if (now === undefined) return
    const wanted = Math.min(CONSECUTIVE_FRAME_BYTES, now.message.length - now.offset)
    if (frame.data.length < wanted) return // Too short to be the frame awaited: ignored, clause 9.6.4.
    if (frame.sequence !== now.sequence) {
      receivingById.delete(rxId)
      fail('wrongSequenceNumber', nowMs)
      return
    }
    now.message.set(frame.data.subarray(0, wanted), now.offset)
    now.offset += wanted
    now.sequence = (now.sequence + 1) & 0xf
    now.dueMs = nowMs + TIMEOUT_MS.cr
    if (now.offset === now.message.length) {
      receivingById.delete(rxId)
      options.onMessage(now.message, nowMs, rxId)
    } else if (--now.blockLeft === 0) {
      now.blockLeft = blockSize
      sendFlowControl(rxId, 'continueToSend', nowMs)
    }
  }

  function onSingle(rxId: number, frame: Frame & { kind: 'single' }, nowMs: number): void {
    if (receivingById.delete(rxId)) fail('unexpectedFrame', nowMs)
    options.onMessage(frame.data, nowMs, rxId)
  }

  return {
    receive({ id, isExtended, data }, nowMs) {
      if (isExtended !== address.isExtended) return
      const isPhysical = address.rxIds.includes(id)
      if (!isPhysical && !address.functionalIds?.includes(id)) return
      const frame = decodeFrame(data)
      if (frame === 'unknownFlowStatus' && isPhysical && sending?.state === 'awaitFlowControl') {
        return abortSending('invalidFlowStatus', nowMs)
      }
      if (typeof frame === 'string') return
      if (frame.kind === 'single') return onSingle(id, frame, nowMs)
      if (!isPhysical) return
      if (frame.kind === 'first') return onFirst(id, frame, nowMs)
      if (frame.kind === 'consecutive') return onConsecutive(id, frame, nowMs)
      onFlowControl(frame, nowMs)
    },
    send(message, nowMs) {
      assert(message.length >= 1 && message.length <= MESSAGE_BYTES_MAX, 'an ISO-TP message has 1 to 4095 bytes')
      if (sending === undefined) {
        start(message, nowMs)
        return true
      }
      if (queue.length === QUEUE_MAX) return false
      queue.push(message)
      return true
    },
    service(nowMs) {
      if (sending !== undefined && nowMs >= sending.dueMs) {
        if (sending.state === 'awaitFlowControl') abortSending('timeoutBs', nowMs)
        else sendDue(nowMs)
      }
      for (const [rxId, receiving] of receivingById) {
        if (nowMs < receiving.dueMs) continue
        receivingById.delete(rxId)
        fail('timeoutCr', nowMs)
      }
    },
    get isBusy() {
      return sending !== undefined
    },
    reset() {
      sending = undefined
      queue.length = 0
      receivingById.clear()
    },
  }
}
