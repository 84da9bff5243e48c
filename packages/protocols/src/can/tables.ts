/** The bounds of CAN frames, classical and FD, the lengths a frame can have, and the names of what goes wrong. ISO 11898-1. */

export const CAN_ID_MAX = 0x7ff
export const CAN_ID_MAX_EXTENDED = 0x1fff_ffff
export const DATA_BYTES_MAX = 8
export const FD_DATA_BYTES_MAX = 64

/** Data bytes of a CAN FD frame by its data length code (DLC). In a classical frame the codes above 8 stand for 8 bytes. */
export const FD_DATA_BYTES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64] as const

/** The classes of an error frame, by their bit in its identifier, as Linux has them (linux/can/error.h). */
export const ERROR_CLASSES = [
  'txTimeout',
  'lostArbitration',
  'controllerProblem',
  'protocolViolation',
  'transceiverStatus',
  'noAcknowledgement',
  'busOff',
  'busError',
  'restarted',
  'errorCounters',
] as const
export type CanErrorClass = (typeof ERROR_CLASSES)[number]

/** What a controller has to tell, by the bit in byte 1 of an error frame. */
export const CONTROLLER_PROBLEMS = [
  'rxOverflow',
  'txOverflow',
  'rxWarning',
  'txWarning',
  'rxPassive',
  'txPassive',
  'backToActive',
] as const
export type ControllerProblem = (typeof CONTROLLER_PROBLEMS)[number]

/** How a frame broke the protocol, by the bit in byte 2 of an error frame. */
export const PROTOCOL_VIOLATIONS = [
  'bit',
  'form',
  'stuff',
  'dominantBit',
  'recessiveBit',
  'overload',
  'activeError',
  'onTransmission',
] as const
export type ProtocolViolation = (typeof PROTOCOL_VIOLATIONS)[number]
