/** The constants of cannelloni's formats, from its doc/tcp_protocol.md (version 1) and doc/udp_format.md (version 2). */

/** There is no registered port. This is the one of its examples. */
export const CANNELLONI_PORT = 20_000

/** What each side says first over TCP, without an end. */
export const GREETING = 'CANNELLONIv1'

export const UDP_VERSION = 2
export const OPERATION = { data: 0, acknowledge: 1, refuse: 2 } as const

/** Bits of the identifier beside its number, as in linux/can.h. */
export const IDENTIFIER_BIT = { extended: 0x8000_0000, remote: 0x4000_0000, error: 0x2000_0000 } as const

/** Of the length: a CAN FD frame, of which a byte with these flags follows. */
export const FD_BIT = 0x80
export const FD_FLAG = { bitRateSwitch: 0x01, errorStateIndicator: 0x02 } as const

/** Version, operation, sequence number, number of frames. */
export const PACKET_HEAD_BYTES = 5
/** Identifier and length. */
export const FRAME_HEAD_BYTES = 5
