/** The words of the socketcand protocol, in the order in which its description (doc/protocol.md of linux-can/socketcand) has them. */

export const SOCKETCAND_PORT = 29_536

/** What a connection does with the bus that it has opened; a command of this name begins it. */
export const MODES = { bcm: 'bcmmode', raw: 'rawmode', control: 'controlmode', isotp: 'isotpmode' } as const
export type Mode = keyof typeof MODES

export const BUS_NAME_CHARACTERS_MAX = 16

/** Bits of the flags of isotpconf, by their names in linux/can/isotp.h. Others are accepted and change nothing here. */
export const ISOTP_FLAG = {
  listenMode: 0x001,
  extendAddress: 0x002,
  txPadding: 0x004,
  rxPadding: 0x008,
  rxExtendAddress: 0x200,
} as const
/** All that the header knows. */
export const ISOTP_FLAGS_MAX = 0x3ff

/** What stands behind "error": the first two as every socketcand says them, the others name the remedy. */
export const ERROR_TEXT = {
  unknownCommand: 'unknown command',
  unknownBus: 'could not open bus',
  badIdentifier: 'identifier: 3 hexadecimal digits up to 7FF or 8 up to 1FFFFFFF',
  badData: 'data: the number of bytes, 0 to 8, then so many of 1 or 2 hexadecimal digits',
  badNumber: 'numbers: seconds and microseconds or milliseconds in decimal digits',
  tooLong: 'command too long',
  noInterval: 'interval: send sends once, add takes an interval above 0',
  tooManyJobs: 'too many jobs and filters: delete or unsubscribe some',
  notConfigurable: 'the interface is configured already, at 500000 bit/s',
  badIsotp: 'isotpconf: tx_id rx_id flags blocksize stmin, then what the flags ask for',
  badPdu: 'sendpdu: 1 to 4095 bytes in pairs of hexadecimal digits, after isotpconf',
  pduQueueFull: 'sendpdu: messages before it are still on their way',
  overrun: 'too much at once: wait for room',
} as const
export type ErrorName = keyof typeof ERROR_TEXT
