/**
 * CAN frames that an ELM327 sends for its client: requests, and the flow control of what they are answered with.
 * ELM327 data sheet; longer requests in several frames as the STN family sends them (ISO 15765-2).
 */
import type { CanPort } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { encodeFrame, type Frame, frameCapacity } from '../isotp/frame.ts'
import { createSender, type Sender } from '../isotp/sender.ts'
import { type Adapter, settingsInUse } from './adapter.ts'
import { flowControlIdOf, isExtendedIn, type Settings } from './settings.ts'

const USUAL_FLOW_CONTROL = Uint8Array.of(0x30, 0x00, 0x00)
const FRAME_BYTES = 8

/** With extended addressing each frame begins with an address byte. */
export function addressBytesOf({ extendedAddress }: Settings): 0 | 1 {
  return extendedAddress === undefined ? 0 : 1
}

/** What one frame holds of a request; formatting takes a byte for the length. */
export function requestBytesMax(settings: Settings): number {
  return FRAME_BYTES - addressBytesOf(settings) - (settings.hasFormatting ? 1 : 0)
}

export type Outgoing = {
  sendMessage(message: Uint8Array, id: number, nowMs: number): void
  /** Of a message in several frames: what its receiver asks for. */
  onFlowControl(frame: Frame & { kind: 'flowControl' }, nowMs: number): void
  service(nowMs: number): void
  /** What is left of a message is not sent. */
  stop(): void
  /** `sending`: frames are still to go. `failed`: the receiver did not ask for them. */
  state(): 'idle' | 'sending' | 'failed'
  /** Acknowledges a first frame to its sender. */
  sendFlowControl(first: CanFrame, nowMs: number): void
}

export function createOutgoing(adapter: Adapter, port: CanPort): Outgoing {
  function sendFrame(bytes: ArrayLike<number>, id: number, isExtended: boolean, nowMs: number): void {
    const { hasVariableDlc, filler } = adapter.settings
    const data = new Uint8Array(hasVariableDlc ? bytes.length : FRAME_BYTES)
    data.fill(filler)
    data.set(bytes)
    port.send({ id, isExtended, data }, nowMs)
  }

  let segmented: Sender | undefined
  let hasFailed = false

  function sendSegmented(message: Uint8Array, id: number, nowMs: number): void {
    const { extendedAddress } = adapter.settings
    const isExtended = isExtendedIn(settingsInUse(adapter))
    const layout = { txDl: FRAME_BYTES, addressByte: extendedAddress } as const
    segmented = createSender({
      capacity: frameCapacity(layout),
      transmit(frame, atMs) {
        sendFrame(encodeFrame(frame, undefined, layout), id, isExtended, atMs)
        return true
      },
      onError: () => {
        hasFailed = true
      },
    })
    segmented.send(message, nowMs)
  }

  return {
    state() {
      if (hasFailed) return 'failed'
      return segmented?.isBusy() ? 'sending' : 'idle'
    },
    onFlowControl: (frame, nowMs) => segmented?.onFlowControl(frame, nowMs),
    service: (nowMs) => segmented?.service(nowMs),
    stop() {
      segmented = undefined
      hasFailed = false
    },
    sendMessage(message, id, nowMs) {
      const { extendedAddress, hasFormatting } = adapter.settings
      segmented = undefined
      hasFailed = false
      if (message.length > requestBytesMax(adapter.settings)) {
        sendSegmented(message, id, nowMs)
        return
      }
      const head: number[] = extendedAddress === undefined ? [] : [extendedAddress]
      if (hasFormatting) head.push(message.length)
      sendFrame([...head, ...message], id, isExtendedIn(settingsInUse(adapter)), nowMs)
    },
    sendFlowControl(first, nowMs) {
      const { flowControlMode, flowControlHeader, flowControlData, extendedAddress } = adapter.settings
      const data = (flowControlMode === 0 ? undefined : flowControlData) ?? USUAL_FLOW_CONTROL
      const isOwnHeader = flowControlMode === 1 && flowControlHeader !== undefined
      const id = isOwnHeader ? flowControlHeader.id : flowControlIdOf(settingsInUse(adapter), first)
      if (id === undefined) return
      const isExtended = isOwnHeader ? flowControlHeader.isExtended : first.isExtended
      sendFrame(extendedAddress === undefined ? data : [extendedAddress, ...data], id, isExtended, nowMs)
    },
  }
}
