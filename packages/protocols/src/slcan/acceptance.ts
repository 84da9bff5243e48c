/**
 * Which frames an SLCAN adapter lets through: the dual filter of the SJA1000 controller that the command set was made for.
 *
 * Either of two filters must match, in the bits where the mask is 0. An 11-bit frame is compared in its identifier and whether
 * it is remote, and by the first filter also in its first data byte; a 29-bit frame in the upper 16 bits of its identifier.
 */
import type { CanFrame } from '../can/frame.ts'

export type Acceptance = { readonly code: number; readonly mask: number }

export function isAccepted({ code, mask }: Acceptance, frame: CanFrame): boolean {
  if (mask === 0xffff_ffff) return true
  return frame.isExtended ? isAccepted29({ code, mask }, frame) : isAccepted11({ code, mask }, frame)
}

function isAccepted29({ code, mask }: Acceptance, { id }: CanFrame): boolean {
  const upper = id >>> 13
  const isFirst = ((upper ^ (code >>> 16)) & ~(mask >>> 16) & 0xffff) === 0
  return isFirst || ((upper ^ code) & ~mask & 0xffff) === 0
}

function isAccepted11({ code, mask }: Acceptance, { id, data, remoteBytes }: CanFrame): boolean {
  const head = (id << 5) | (remoteBytes === undefined ? 0 : 0x10)
  // A frame without data is compared without it.
  const firstByte = data.length > 0 ? data[0] : undefined
  const codeByte = ((code >>> 12) & 0xf0) | (code & 0x0f)
  const maskByte = ((mask >>> 12) & 0xf0) | (mask & 0x0f)
  const isSameByte = firstByte === undefined || ((firstByte ^ codeByte) & ~maskByte & 0xff) === 0
  const isFirst = ((head ^ (code >>> 16)) & ~(mask >>> 16) & 0xfff0) === 0 && isSameByte
  return isFirst || ((head ^ code) & ~mask & 0xfff0) === 0
}
