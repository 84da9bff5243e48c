/** CAN frames that an ELM327 sends for its client: requests, and the flow control of what they are answered with. ELM327 data sheet. */
import type { CanPort } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
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

  return {
    sendMessage(message, id, nowMs) {
      const { extendedAddress, hasFormatting } = adapter.settings
      const head: number[] = extendedAddress === undefined ? [] : [extendedAddress]
      if (hasFormatting) head.push(message.length)
      sendFrame([...head, ...message], id, isExtendedIn(settingsInUse(adapter)), nowMs)
    },
    sendFlowControl(first, nowMs) {
      const { flowControlMode, flowControlHeader, flowControlData, extendedAddress } = adapter.settings
      const data = (flowControlMode === 0 ? undefined : flowControlData) ?? USUAL_FLOW_CONTROL
      const isOwnHeader = flowControlMode === 1 && flowControlHeader !== undefined
      const id = isOwnHeader ? flowControlHeader.id : flowControlIdOf(settingsInUse(adapter), first)
      const isExtended = isOwnHeader ? flowControlHeader.isExtended : first.isExtended
      sendFrame(extendedAddress === undefined ? data : [extendedAddress, ...data], id, isExtended, nowMs)
    },
  }
}
