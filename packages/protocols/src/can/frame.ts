/**
 * One CAN data frame as its nodes see it. ISO 11898-1, classical frames.
 * Left out: remote and error frames, CAN FD (see ./coverage.md).
 */

export type CanFrame = {
  /** 11 bits, or 29 bits when `isExtended`. */
  readonly id: number
  readonly isExtended: boolean
  /** 0 to 8 bytes. */
  readonly data: Uint8Array
}
