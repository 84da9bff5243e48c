/** The bounds of a classical CAN data frame. ISO 11898-1. */

export const CAN_ID_MAX = 0x7ff
export const CAN_ID_MAX_EXTENDED = 0x1fff_ffff
export const DATA_BYTES_MAX = 8
