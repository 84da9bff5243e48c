/** The one ISO-TP channel of a socketcand connection in its ISO-TP mode, on what isotpconf says. ISO 15765-2. */
import type { CanFrame } from '../can/frame.ts'
import { createIsoTpEndpoint, type IsoTpEndpoint } from '../isotp/session.ts'
import type { IsotpChannel } from './codec.ts'
import { ISOTP_FLAG } from './tables.ts'

export type IsotpChannelEnds = {
  /** False: the wire has no room now. */
  trySend(frame: CanFrame, nowMs: number): boolean
  onMessage(message: Uint8Array, nowMs: number): void
}

/** Undefined: the two directions must have identifiers of one length. */
export function openIsotpChannel(
  channel: IsotpChannel,
  { trySend, onMessage }: IsotpChannelEnds,
): IsoTpEndpoint | undefined {
  const { tx, rx, flags, blockSize, separationTime } = channel
  if (tx.isExtended !== rx.isExtended) return undefined
  const has = (flag: number) => (flags & flag) !== 0
  const isExtending = has(ISOTP_FLAG.extendAddress)
  const rxAddressByte = has(ISOTP_FLAG.rxExtendAddress) ? channel.rxExtendedAddress : channel.extendedAddress
  // Who only listens lets the others go on, but a message of several frames that nobody acknowledges does not come.
  const send = (frame: CanFrame, nowMs: number) => has(ISOTP_FLAG.listenMode) || trySend(frame, nowMs)
  return createIsoTpEndpoint({
    port: { send, detach() {} },
    address: {
      txId: tx.id,
      rxIds: [rx.id],
      isExtended: tx.isExtended,
      ...(isExtending && { txAddressByte: channel.extendedAddress, rxAddressByte }),
    },
    ...(has(ISOTP_FLAG.txPadding) && { padding: channel.txPadding }),
    blockSize,
    separationUs: separationUsOf(separationTime),
    onMessage: (message, nowMs) => onMessage(message, nowMs),
  })
}

/** STmin: milliseconds up to 7F, hundreds of microseconds from F1 to F9, else the longest. */
function separationUsOf(byte: number): number {
  if (byte >= 0xf1 && byte <= 0xf9) return (byte - 0xf0) * 100
  return Math.min(byte, 0x7f) * 1000
}
