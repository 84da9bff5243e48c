/**
 * The command set of Lawicel's CANUSB and CAN232, that "SLCAN" adapters share, and its extension for CAN FD. Sources: the lists in
 * the documentation of mac-can/SLCAN and canHacker, and what python-can and Linux's slcand send.
 */

/** There is no registered port. This is ours. */
export const SLCAN_PORT = 29_537

/** S0 to S8, in bit/s. */
export const BIT_RATES = [10_000, 20_000, 50_000, 100_000, 125_000, 250_000, 500_000, 800_000, 1_000_000] as const

/** The crystal of a CANUSB, halved by its SJA1000: what a bit timing (s) counts in. */
export const TIMING_CLOCK_HZ = 8_000_000

/** The letter of a frame: capital for 29 bits. `b` and `B` switch the bit rate for the data, `d` and `D` do not. */
export const FRAME_LETTERS = {
  data: ['t', 'T'],
  remote: ['r', 'R'],
  fd: ['d', 'D'],
  fdSwitched: ['b', 'B'],
} as const

/** Hardware 1.0, software 1.3: the first with everything that tools use. */
export const VERSION = '1013'
/** Four characters. */
export const SERIAL_NUMBER = 'LB01'

/** Bits of the answer to F; reading clears them. */
export const STATUS_FLAG = {
  receiveFifoFull: 0x01,
  transmitFifoFull: 0x02,
  errorWarning: 0x04,
  dataOverrun: 0x08,
  errorPassive: 0x20,
  arbitrationLost: 0x40,
  busError: 0x80,
} as const

/** Acceptance code and mask that let every frame through. A mask bit of 1 does not care. */
export const ACCEPT_ALL = { code: 0x0000_0000, mask: 0xffff_ffff } as const

/** Timestamps begin anew after a minute. */
export const TIMESTAMP_MS = 60_000
