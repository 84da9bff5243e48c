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
import { createReceiver } from './receiver.ts'
import { createSender } from './sender.ts'
import { type IsoTpError, MESSAGE_BYTES_MAX } from './tables.ts'

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
  /**
   * Queues behind a message still on its way; false when the queue is full and the message is dropped.
   * The array must stay as it is until it is out.
   */
  send(message: Uint8Array, nowMs: number): boolean
  /** Runs the timers: separation, N_Bs, N_Cr. */
  service(nowMs: number): void
  /** A message is still on its way out. */
  readonly isBusy: boolean
  /** Forgets everything half sent or half received. */
  reset(): void
}

export function createIsoTpEndpoint(options: IsoTpOptions): IsoTpEndpoint {
  const { port, address, padding, blockSize = 0, separationUs = 0, messageBytesMax = MESSAGE_BYTES_MAX } = options
  const { txId, rxIds, functionalIds = [], isExtended } = address

  const transmit = (id: number, frame: Frame, nowMs: number) =>
    port.send({ id, isExtended, data: encodeFrame(frame, padding) }, nowMs)
  const onError = (error: IsoTpError, nowMs: number) => options.onError?.(error, nowMs)
  const sender = createSender((frame, nowMs) => transmit(txId, frame, nowMs), onError)
  const receiver = createReceiver({
    blockSize,
    messageBytesMax,
    sendFlowControl(rxId, status, nowMs) {
      const id = address.flowControlId?.(rxId) ?? txId
      transmit(id, { kind: 'flowControl', status, blockSize, separationUs }, nowMs)
    },
    onMessage: options.onMessage,
    onError,
  })

  return {
    receive(frame, nowMs) {
      if (frame.isExtended !== isExtended) return
      const isPhysical = rxIds.includes(frame.id)
      if (!isPhysical && !functionalIds.includes(frame.id)) return
      const decoded = decodeFrame(frame.data)
      if (decoded === 'unknownFlowStatus' && isPhysical) sender.onUnknownFlowStatus(nowMs)
      if (typeof decoded === 'string') return
      if (!isPhysical && decoded.kind !== 'single') return
      if (decoded.kind === 'flowControl') sender.onFlowControl(decoded, nowMs)
      else receiver.receive(frame.id, decoded, nowMs)
    },
    send(message, nowMs) {
      assert(message.length >= 1 && message.length <= MESSAGE_BYTES_MAX, 'an ISO-TP message has 1 to 4095 bytes')
      return sender.send(message, nowMs)
    },
    service(nowMs) {
      sender.service(nowMs)
      receiver.service(nowMs)
    },
    get isBusy() {
      return sender.isBusy
    },
    reset() {
      sender.reset()
      receiver.reset()
    },
  }
}
