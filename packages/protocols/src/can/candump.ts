/**
 * CAN frames as lines of text: the log format of candump (can-utils), which most CAN tools read.
 * A line is `(1700000000.123456) can0 7DF#02010C`; 29-bit identifiers have eight digits, 11-bit ones three.
 * Left out: remote frames and CAN FD, named as faults (see ./coverage.md).
 */
import { assert, parseHex, toHex } from '@luban/stdx'
import type { CanFrame } from './frame.ts'
import { CAN_ID_MAX, CAN_ID_MAX_EXTENDED, DATA_BYTES_MAX } from './tables.ts'

export type CandumpRecord = {
  /** Since 1970, to the microsecond. */
  readonly timeMs: number
  /** One word: the interface, or the sender. */
  readonly channel: string
  readonly frame: CanFrame
}

export type CandumpFault = 'notCandump' | 'badIdentifier' | 'badData' | 'remoteFrame' | 'canFd'

/** No line break at the end. */
export function formatCandump({ timeMs, channel, frame }: CandumpRecord): string {
  assert(/^\S+$/.test(channel), 'a channel is one word')
  assert(timeMs >= 0, 'time is counted from 1970')
  assert(frame.id >= 0 && frame.id <= (frame.isExtended ? CAN_ID_MAX_EXTENDED : CAN_ID_MAX))
  assert(frame.data.length <= DATA_BYTES_MAX)
  const micros = Math.round(timeMs * 1000)
  const seconds = Math.floor(micros / 1_000_000)
  const fraction = String(micros % 1_000_000).padStart(6, '0')
  return `(${seconds}.${fraction}) ${channel} ${formatFrame(frame)}`
}

/** The frame alone: `7DF#02010C`. */
export function formatFrame({ id, isExtended, data }: CanFrame): string {
  const digits = id.toString(16).toUpperCase()
  return `${digits.padStart(isExtended ? 8 : 3, '0')}#${toHex(data)}`
}

const LINE = /^\((\d{1,12})\.(\d{6})\) (\S+) ([0-9A-Fa-f]+)#(\S*)(?: [RT])?$/

/** Takes what other tools write, too: lower case, and the direction that newer versions add. */
export function parseCandump(line: string): CandumpRecord | CandumpFault {
  const match = LINE.exec(line.trim())
  if (match === null) return 'notCandump'
  const [, seconds, micros, channel, idText, dataText] = match
  if (dataText.startsWith('#')) return 'canFd'
  if (/^R[0-8]?$/i.test(dataText)) return 'remoteFrame'
  const isExtended = idText.length === 8
  const id = Number.parseInt(idText, 16)
  if (!isExtended && idText.length !== 3) return 'badIdentifier'
  if (id > (isExtended ? CAN_ID_MAX_EXTENDED : CAN_ID_MAX)) return 'badIdentifier'
  const data = parseHex(dataText)
  if (data === undefined || data.length > DATA_BYTES_MAX) return 'badData'
  return { timeMs: Number(seconds) * 1000 + Number(micros) / 1000, channel, frame: { id, isExtended, data } }
}
