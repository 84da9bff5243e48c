/**
 * How an ELM327 writes a CAN frame on a line, after the settings of its client. ELM327 data sheet.
 *
 * With headers off and formatting on, a message of one frame is its bytes; a longer one is a line with its length
 * ("014") and one line a frame ("0: …", "1: …"). Headers on show the frame as it is, protocol bytes and padding too.
 */
import type { CanFrame } from '../can/frame.ts'
import { decodeFrame, type Frame, type FrameFault } from '../isotp/frame.ts'
import { PCI } from '../isotp/tables.ts'
import { MESSAGE } from './tables.ts'

export type ReplyStyle = {
  readonly hasHeaders: boolean
  readonly hasSpaces: boolean
  readonly hasFormatting: boolean
  readonly hasDlc: boolean
  /** Of CAN extended addressing: the first data byte is an address, not protocol. */
  readonly addressBytes: 0 | 1
}

const NEGATIVE_RESPONSE = 0x7f
const RESPONSE_OFFSET = 0x40
const READ_DATA_BY_IDENTIFIER = 0x22

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase())

/** The ISO-TP part of a frame, behind the address byte if there is one. */
export function protocolPartOf(frame: CanFrame, addressBytes: 0 | 1): Frame | FrameFault {
  if (addressBytes === 0) return decodeFrame(frame.data)
  const rest = frame.data.subarray(addressBytes)
  // With an address byte before it a first frame is one byte shorter, and holds five bytes of the message.
  if (rest.length !== 7 || rest[0] >> 4 !== PCI.first) return decodeFrame(rest)
  const messageLength = ((rest[0] & 0xf) << 8) | rest[1]
  return messageLength < 7 ? 'badLength' : { kind: 'first', messageLength, data: rest.slice(2) }
}

/**
 * Does a message begin the way an answer to `request` does? Other testers use the same identifiers at the same time;
 * a real adapter shows their answers too, which with two tools at one car only misleads (our choice).
 */
export function isAnswerTo(request: Uint8Array, message: Uint8Array): boolean {
  if (message[0] === NEGATIVE_RESPONSE) return message[1] === request[0]
  if (message[0] !== request[0] + RESPONSE_OFFSET) return false
  // One parameter or identifier asked for comes back in the answer; of several the first may be unsupported.
  if (request[0] < 0x10 && request.length === 2) return message[1] === request[1]
  if (request[0] === READ_DATA_BY_IDENTIFIER && request.length === 3) {
    return message[1] === request[1] && message[2] === request[2]
  }
  return true
}

/** The lines of one received frame; none for flow control, which formatting hides. */
export function formatReply(frame: CanFrame, part: Frame | FrameFault, style: ReplyStyle): readonly string[] {
  if (style.hasHeaders || !style.hasFormatting) return [formatRaw(frame, style)]
  if (typeof part === 'string') return [formatRaw(frame, style) + MESSAGE.dataError]
  switch (part.kind) {
    case 'single':
      return [formatBytes(part.data, style.hasSpaces)]
    case 'first':
      return [formatLength(part.messageLength), `0:${separator(style)}${formatBytes(part.data, style.hasSpaces)}`]
    case 'consecutive':
      return [`${HEX[part.sequence][1]}:${separator(style)}${formatBytes(part.data, style.hasSpaces)}`]
    case 'flowControl':
      return []
  }
}

/** The frame as it is: identifier when headers are on, every data byte. */
export function formatRaw(frame: CanFrame, style: ReplyStyle): string {
  let text = ''
  if (style.hasHeaders) text += formatIdentifier(frame, style.hasSpaces) + separator(style)
  if (style.hasHeaders && style.hasDlc) text += frame.data.length.toString() + separator(style)
  return text + formatBytes(frame.data, style.hasSpaces)
}

function formatIdentifier({ id, isExtended }: CanFrame, hasSpaces: boolean): string {
  if (!isExtended) return id.toString(16).toUpperCase().padStart(3, '0')
  const bytes = Uint8Array.of(id >>> 24, id >>> 16, id >>> 8, id)
  return hasSpaces ? formatBytes(bytes, true).trimEnd() : formatBytes(bytes, false)
}

function formatLength(messageLength: number): string {
  return messageLength.toString(16).toUpperCase().padStart(3, '0')
}

/** The adapter writes a space behind every byte, the last one too. */
function formatBytes(bytes: Uint8Array, hasSpaces: boolean): string {
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += hasSpaces ? `${HEX[bytes[i]]} ` : HEX[bytes[i]]
  return text
}

function separator(style: ReplyStyle): string {
  return style.hasSpaces ? ' ' : ''
}
