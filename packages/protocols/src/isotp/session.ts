/**
 * One end of an ISO-TP connection: sends messages as CAN frames and puts received ones together.
 * ISO 15765-2:2016, clause 9. The owner attaches to the bus (for CAN FD as one that hears it) and passes every frame on;
 * time is passed in.
 *
 * Sending and receiving go on at the same time, and each identifier that is listened to is received on its own, so one
 * endpoint hears several ECUs answer at once. Functional requests are single frames only.
 * With a separation of zero an exchange is over when the calls return; else `service` sends what is due. The separation
 * is kept on wall time: frames go no closer than it, and no faster than one for each `service`.
 */
import { assert } from '@luban/stdx'
import type { CanPort } from '../can/bus.ts'
import type { CanFdFlags, CanFrame } from '../can/frame.ts'
import type { IsoTpAddress } from './address.ts'
import { decodeFrame, encodeFrame, type Frame, type FrameLayout, frameCapacity } from './frame.ts'
import { createReceiver } from './receiver.ts'
import { createSender } from './sender.ts'
import { type IsoTpError, MESSAGE_BYTES_MAX, MESSAGE_BYTES_MAX_ESCAPED, type TargetType, type TxDl } from './tables.ts'

export type IsoTpOptions = {
  readonly port: CanPort
  readonly address: IsoTpAddress
  /** Sends CAN FD frames and hears them beside classical ones. Undefined: classical frames only. */
  readonly fd?: { readonly txDl: TxDl; readonly isBitRateSwitched?: boolean } | undefined
  /** Fills frames up to eight bytes: 0xAA, 0xCC, 0x00. Undefined: frames stay short. */
  readonly padding?: number | undefined
  /** BS asked of a sender; 0 asks for everything at once. */
  readonly blockSize?: number
  /** STmin asked of a sender. */
  readonly separationUs?: number
  /** Longest message taken; a longer one is answered with overflow. 4095 when nothing is said. */
  readonly messageBytesMax?: number
  /** Asked before each block: false keeps the sender waiting. Told so `waitFramesMax` times (N_WFTmax), then given up. */
  isReady?(rxId: number, nowMs: number): boolean
  readonly waitFramesMax?: number
  onMessage(message: Uint8Array, nowMs: number, rxId: number, type: TargetType): void
  onError?(error: IsoTpError, nowMs: number): void
}

export type IsoTpEndpoint = {
  receive(frame: CanFrame, nowMs: number): void
  /**
   * Queues behind a message still on its way; false when the queue is full and the message is dropped.
   * The array must stay as it is until it is out.
   */
  send(message: Uint8Array, nowMs: number): boolean
  /** To everybody at once, past the queue; false when it does not fit into a single frame or the bus took none. */
  sendFunctional(message: Uint8Array, nowMs: number): boolean
  /** Runs the timers: separation, N_As, N_Bs, N_Ar, N_Cr, and the WAITs. */
  service(nowMs: number): void
  /** A message is still on its way out. */
  isBusy(): boolean
  /** Nothing is on its way out or in: no timer runs. */
  isResting(): boolean
  /** Forgets everything half sent or half received. */
  reset(): void
}

export function createIsoTpEndpoint(options: IsoTpOptions): IsoTpEndpoint {
  const { port, address, fd, padding, blockSize = 0, separationUs = 0, messageBytesMax = MESSAGE_BYTES_MAX } = options
  const { txId, isExtended, txAddressByte, rxAddressByte } = address
  const layout: FrameLayout = { txDl: fd?.txDl ?? 8, addressByte: txAddressByte }
  const fdFlags = fd && { isBitRateSwitched: fd.isBitRateSwitched ?? false, isErrorPassive: false }
  const targetTypeOf = createListener(address)

  const transmit = (id: number, data: Uint8Array, nowMs: number) =>
    port.send(canFrame({ id, isExtended, data }, fdFlags), nowMs)
  const transmitFrame = (id: number, frame: Frame, nowMs: number) =>
    transmit(id, encodeFrame(frame, padding, layout), nowMs)
  const onError = (error: IsoTpError, nowMs: number) => options.onError?.(error, nowMs)
  const sender = createSender({
    capacity: frameCapacity(layout),
    transmit: (frame, nowMs) => transmitFrame(txId, frame, nowMs),
    onError,
  })
  const receiver = createReceiver({
    blockSize,
    messageBytesMax,
    waitFramesMax: options.waitFramesMax ?? 0,
    isReady: (rxId, nowMs) => options.isReady?.(rxId, nowMs) ?? true,
    sendFlowControl(rxId, status, nowMs) {
      const id = address.flowControlId?.(rxId) ?? txId
      return transmitFrame(id, { kind: 'flowControl', status, blockSize, separationUs }, nowMs)
    },
    onMessage: (message, nowMs, rxId) => options.onMessage(message, nowMs, rxId, 'physical'),
    onError,
  })

  function receivePhysical(rxId: number, frame: ReturnType<typeof decodeFrame>, nowMs: number): void {
    if (frame === 'unknownFlowStatus') sender.onUnknownFlowStatus(nowMs)
    else if (typeof frame === 'string') return
    else if (frame.kind === 'flowControl') sender.onFlowControl(frame, nowMs)
    else receiver.receive(rxId, frame, nowMs)
  }

  return {
    receive(frame, nowMs) {
      const type = targetTypeOf(frame)
      if (type === undefined || (frame.fd !== undefined && fd === undefined)) return
      const decoded = decodeFrame(frame.data, rxAddressByte === undefined ? 0 : 1)
      if (type === 'physical') receivePhysical(frame.id, decoded, nowMs)
      else if (typeof decoded !== 'string' && decoded.kind === 'single') {
        options.onMessage(decoded.data, nowMs, frame.id, 'functional')
      }
    },
    send(message, nowMs) {
      const isMessage = message.length >= 1 && message.length <= MESSAGE_BYTES_MAX_ESCAPED
      assert(isMessage, 'an ISO-TP message has 1 to 4294967295 bytes')
      return sender.send(message, nowMs)
    },
    sendFunctional(message, nowMs) {
      const { functionalTx } = address
      assert(functionalTx !== undefined, 'the address says how functional requests go out')
      const single = { ...layout, addressByte: functionalTx.addressByte }
      if (message.length === 0 || message.length > frameCapacity(single).singleBytes) return false
      return transmit(functionalTx.id, encodeFrame({ kind: 'single', data: message }, padding, single), nowMs)
    },
    service(nowMs) {
      sender.service(nowMs)
      receiver.service(nowMs)
    },
    isBusy: () => sender.isBusy(),
    isResting: () => !sender.isBusy() && !receiver.isBusy(),
    reset() {
      sender.reset()
      receiver.reset()
    },
  }
}

function canFrame(classical: CanFrame, fd: CanFdFlags | undefined): CanFrame {
  return fd === undefined ? classical : { ...classical, fd }
}

/** Whether a frame is for this end alone or for everybody; undefined for what is not for it. */
function createListener(address: IsoTpAddress): (frame: CanFrame) => TargetType | undefined {
  const { rxIds, functionalIds = [], isExtended, rxAddressByte, functionalAddressByte = rxAddressByte } = address
  const hasByte = (data: Uint8Array, byte: number | undefined) => byte === undefined || data[0] === byte
  return (frame) => {
    if (frame.isExtended !== isExtended) return undefined
    if (rxIds.includes(frame.id) && hasByte(frame.data, rxAddressByte)) return 'physical'
    return functionalIds.includes(frame.id) && hasByte(frame.data, functionalAddressByte) ? 'functional' : undefined
  }
}
