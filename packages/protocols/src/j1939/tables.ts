/** The tables of J1939's data link layer: addresses, parameter groups of the transport protocol, its timers. SAE J1939-21. */

export const PRIORITY_MAX = 7
export const PGN_MAX = 0x3ffff

/** Everyone: the destination of a broadcast. */
export const GLOBAL_ADDRESS = 0xff

/** Below this PDU format the second byte of the identifier is the destination (PDU1), from it on a part of the PGN (PDU2). */
export const PDU2_FORMAT_MIN = 240

/** Parameter groups of the transport protocol. */
export const PGN = { connectionManagement: 0xec00, dataTransfer: 0xeb00 } as const

/** Both are sent with the lowest priority. */
export const TRANSPORT_PRIORITY = 7

/** The first byte of a connection management frame. */
export const CONTROL = {
  requestToSend: 16,
  clearToSend: 17,
  endOfMessage: 19,
  broadcastAnnounce: 32,
  abort: 255,
} as const

export const FRAME_BYTES = 8
export const PACKET_BYTES = 7
export const PACKETS_MAX = 255
/** Longest message of the transport protocol: 255 packets of seven bytes. */
export const MESSAGE_BYTES_MAX = PACKET_BYTES * PACKETS_MAX

/** T1: a packet after a packet; T2: the first packet after leave; T3: an answer after the last; T4: after being held; Th: hold. */
export const TIMEOUT_MS = { t1: 750, t2: 1250, t3: 1250, t4: 1050, th: 500 } as const

/** Pause between the packets of a broadcast, which nobody can slow down: 50 to 200 ms. */
export const BROADCAST_GAP_MS = 50

/** Why a connection is given up, by the number in the abort. */
export const ABORT_REASON = {
  busy: 1,
  noResources: 2,
  timeout: 3,
  clearToSendDuringTransfer: 4,
  tooManyRetransmits: 5,
  unexpectedPacket: 6,
  badSequenceNumber: 7,
} as const
export type AbortReason = keyof typeof ABORT_REASON
