/**
 * CAN frames as lines of text: the log format of candump (can-utils), which most CAN tools read.
 *
 * A line is `(1700000000.123456) can0 7DF#02010C`; 29-bit identifiers have eight digits, 11-bit ones three. Behind `##`
 * stands a CAN FD frame, its flags first; `#R` and a digit is a remote frame; a flag in the identifier makes an error
 * frame. Left out: CAN XL, named as a fault, and the data length codes above 8 of classical frames, read over.
 */
import { assert, parseHex, toHex } from '@luban/stdx'
import { type CanError, decodeErrorFrame, ERROR_FLAG, encodeErrorId } from './error-frame.ts'
import { type CanFrame, canFrameFault } from './frame.ts'

export type CandumpRecord = {
  /** Since 1970, to the microsecond. */
  readonly timeMs: number
  /** One word: the interface, or the sender. */
  readonly channel: string
  readonly frame: CanFrame
}

/** What the controller reported, among the frames. */
export type CandumpError = Omit<CandumpRecord, 'frame'> & { readonly error: CanError }

export type CandumpFault = 'notCandump' | 'badIdentifier' | 'badData' | 'badFlags' | 'unknownErrorClass' | 'canXl'

/** No line break at the end. */
export function formatCandump(record: CandumpRecord | CandumpError): string {
  const { timeMs, channel } = record
  assert(/^\S+$/.test(channel), 'a channel is one word')
  assert(timeMs >= 0, 'time is counted from 1970')
  const micros = Math.round(timeMs * 1000)
  const seconds = Math.floor(micros / 1_000_000)
  const fraction = String(micros % 1_000_000).padStart(6, '0')
  assert(!('frame' in record) || canFrameFault(record.frame) === undefined, 'only what is a CAN frame is written')
  const text = 'frame' in record ? formatFrame(record.frame) : formatError(record.error)
  return `(${seconds}.${fraction}) ${channel} ${text}`
}

/** The frame alone: `7DF#02010C`, `7DF##1` and the data of a CAN FD frame, `7DF#R8`. */
export function formatFrame({ id, isExtended, data, fd, remoteBytes }: CanFrame): string {
  const head = `${id
    .toString(16)
    .toUpperCase()
    .padStart(isExtended ? 8 : 3, '0')}#`
  if (remoteBytes !== undefined) return `${head}R${remoteBytes === 0 ? '' : remoteBytes}`
  if (fd === undefined) return head + toHex(data)
  return `${head}#${(fd.isBitRateSwitched ? BRS : 0) | (fd.isErrorPassive ? ESI : 0)}${toHex(data)}`
}

function formatError(error: CanError): string {
  return `${encodeErrorId(error).toString(16).toUpperCase()}#${toHex(error.data)}`
}

const BRS = 1
const ESI = 2
/** Newer kernels say with a third bit that it is CAN FD, which the second `#` has said. */
const FD_FLAGS_MAX = 7

const LINE = /^\((\d{1,12})\.(\d{6})\) (\S+) ([0-9A-Fa-f]+)#(\S*)(?: [RT])?$/

/** Takes what other tools write, too: lower case, and the direction that newer versions add. */
export function parseCandump(line: string): CandumpRecord | CandumpError | CandumpFault {
  const match = LINE.exec(line.trim())
  if (match === null) return 'notCandump'
  const [, seconds, micros, channel, idText, dataText] = match
  const place = { timeMs: Number(seconds) * 1000 + Number(micros) / 1000, channel }
  const id = Number.parseInt(idText, 16)
  if (idText.length === 5) return 'canXl'
  if (idText.length === 8 && id >= ERROR_FLAG) {
    const error = parseError(id, dataText)
    return typeof error === 'string' ? error : { ...place, error }
  }
  if (idText.length !== 3 && idText.length !== 8) return 'badIdentifier'
  const frame = parseFrame(id, idText.length === 8, dataText)
  return typeof frame === 'string' ? frame : { ...place, frame }
}

function parseFrame(id: number, isExtended: boolean, text: string): CanFrame | CandumpFault {
  const frame = parseRemote(id, isExtended, text) ?? parseFd(id, isExtended, text) ?? parseData(id, isExtended, text)
  if (typeof frame === 'string') return frame
  const fault = canFrameFault(frame)
  return fault === 'badRemoteBytes' ? 'badData' : (fault ?? frame)
}

/** A length of 8 may be followed by the code above 8 that stood on the wire and means 8 too. */
function parseRemote(id: number, isExtended: boolean, text: string): CanFrame | undefined {
  const match = /^R([0-7]|8(?:_[9A-F])?)?$/i.exec(text)
  if (match === null) return undefined
  return { id, isExtended, data: new Uint8Array(0), remoteBytes: Number(match[1]?.[0] ?? 0) }
}

function parseFd(id: number, isExtended: boolean, text: string): CanFrame | CandumpFault | undefined {
  if (!text.startsWith('#')) return undefined
  const flags = Number.parseInt(text.slice(1, 2), 16)
  const data = parseHex(text.slice(2))
  if (!(flags <= FD_FLAGS_MAX)) return 'badFlags'
  if (data === undefined) return 'badData'
  const fd = { isBitRateSwitched: (flags & BRS) !== 0, isErrorPassive: (flags & ESI) !== 0 }
  return { id, isExtended, data, fd }
}

function parseData(id: number, isExtended: boolean, text: string): CanFrame | CandumpFault {
  const data = parseHex(text.replace(/^([0-9A-F]{16})_[9A-F]$/i, '$1'))
  return data === undefined ? 'badData' : { id, isExtended, data }
}

function parseError(id: number, text: string): CanError | CandumpFault {
  const data = parseHex(text)
  if (data === undefined) return 'badData'
  const error = decodeErrorFrame(id, data)
  return error === 'notAnErrorFrame' ? 'badIdentifier' : error
}
