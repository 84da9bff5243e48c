/** The tables of ISO-TP: frame types, flow status, timing and addressing. ISO 15765-2:2016. */

/** High nibble of the first byte: the frame type (N_PCItype). */
export const PCI = { single: 0x0, first: 0x1, consecutive: 0x2, flowControl: 0x3 } as const

/** Low nibble of a flow control frame (FS), by its value. */
export const FLOW_STATUS = ['continueToSend', 'wait', 'overflow'] as const
export type FlowStatus = (typeof FLOW_STATUS)[number]

/** TX_DL: the longest CAN payload that a sender uses. Above 8 it takes CAN FD. */
export const TX_DL = [8, 12, 16, 20, 24, 32, 48, 64] as const
export type TxDl = (typeof TX_DL)[number]

/** The longest frames of CAN FD, their data at the faster rate. */
export const FD_LONGEST = { txDl: 64, isBitRateSwitched: true } as const

/** What a single frame of classical CAN holds where no address byte stands before it. */
export const SINGLE_FRAME_BYTES_MAX = 7

/** FF_DL of twelve bits, and of thirty-two behind the escape. */
export const MESSAGE_BYTES_MAX = 0xfff
export const MESSAGE_BYTES_MAX_ESCAPED = 0xffff_ffff

/**
 * How long the bus may take no frame of the sender (N_As) or of the receiver (N_Ar), how long the sender waits for a
 * flow control (N_Bs), and the receiver for a consecutive frame (N_Cr).
 */
export const TIMEOUT_MS = { as: 1000, ar: 1000, bs: 1000, cr: 1000 } as const

/** A receiver that is not ready says WAIT so often: well before the sender's N_Bs is over. */
export const WAIT_EVERY_MS = 500

/** The N_Result of the standard, failures only. */
export type IsoTpError =
  | 'timeoutA'
  | 'timeoutBs'
  | 'timeoutCr'
  | 'wrongSequenceNumber'
  | 'invalidFlowStatus'
  | 'unexpectedFrame'
  | 'waitFrameOverrun'
  | 'bufferOverflow'

/** Bytes that fill a frame up to eight; `none` sends frames as short as they are. */
export const PADDING = { none: undefined, aa: 0xaa, cc: 0xcc, zero: 0x00 } as const

/** Fills a CAN FD frame up to the next length that there is, where nothing else is said. */
export const FD_PADDING = PADDING.cc

/** Reserved values of STmin read as the longest separation. */
export const SEPARATION_US_MAX = 127_000

/** Functional requests of legislated diagnostics, ISO 15765-4. */
export const OBD_FUNCTIONAL_ID = 0x7df

/** The tester's address of 29 bits, ISO 15765-4. */
const OBD_TESTER = 0xf1
const OBD_FUNCTIONAL = 0x33

/** Is a message for one receiver or for many? N_TAtype. */
export type TargetType = 'physical' | 'functional'

/** Addresses inside an identifier of 29 bits: the target's and the source's are its two low bytes. */
const NORMAL_FIXED = { physical: 0x18da_0000, functional: 0x18db_0000 } as const
const MIXED = { physical: 0x18ce_0000, functional: 0x18cd_0000 } as const

export function normalFixedId(target: number, source: number, type: TargetType = 'physical'): number {
  return NORMAL_FIXED[type] + target * 0x100 + source
}

/** Mixed addressing with 29 bits; the address extension stands in the first byte of the data. */
export function mixedId(target: number, source: number, type: TargetType = 'physical'): number {
  return MIXED[type] + target * 0x100 + source
}

/** The same with 29 bits: of functional requests, and of the two ways between a tester and the unit of an address. */
export const OBD_FUNCTIONAL_ID_29 = normalFixedId(OBD_FUNCTIONAL, OBD_TESTER, 'functional')
export const obdIds29 = (address: number) => ({
  requestId: normalFixedId(address, OBD_TESTER),
  responseId: normalFixedId(OBD_TESTER, address),
})
