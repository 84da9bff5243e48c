/** The tables of ISO-TP: frame types, flow status, timing and addressing. ISO 15765-2:2016. */

/** High nibble of the first byte: the frame type (N_PCItype). */
export const PCI = { single: 0x0, first: 0x1, consecutive: 0x2, flowControl: 0x3 } as const

/** Low nibble of a flow control frame (FS), by its value. */
export const FLOW_STATUS = ['continueToSend', 'wait', 'overflow'] as const
export type FlowStatus = (typeof FLOW_STATUS)[number]

export const SINGLE_FRAME_BYTES_MAX = 7
export const FIRST_FRAME_BYTES = 6
export const CONSECUTIVE_FRAME_BYTES = 7

/** FF_DL of twelve bits. */
export const MESSAGE_BYTES_MAX = 0xfff

/** How long the sender waits for a flow control, and the receiver for a consecutive frame. */
export const TIMEOUT_MS = { bs: 1000, cr: 1000 } as const

/** The N_Result of the standard, failures only. */
export type IsoTpError =
  | 'timeoutBs'
  | 'timeoutCr'
  | 'wrongSequenceNumber'
  | 'invalidFlowStatus'
  | 'unexpectedFrame'
  | 'waitFrameOverrun'
  | 'bufferOverflow'

/** Bytes that fill a frame up to eight; `none` sends frames as short as they are. */
export const PADDING = { none: undefined, aa: 0xaa, cc: 0xcc, zero: 0x00 } as const

/** Reserved values of STmin read as the longest separation. */
export const SEPARATION_US_MAX = 127_000

/** Functional requests of legislated diagnostics, ISO 15765-4. */
export const OBD_FUNCTIONAL_ID = 0x7df

/** Normal fixed addressing: 29 bits with the target and the source address in the two low bytes. */
const NORMAL_FIXED = { physical: 0x18da0000, functional: 0x18db0000 } as const

export function normalFixedId(target: number, source: number, kind: keyof typeof NORMAL_FIXED = 'physical'): number {
  return NORMAL_FIXED[kind] + target * 0x100 + source
}
