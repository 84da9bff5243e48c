/**
 * How an ELM327 writes a CAN frame on a line, after the settings of its client. ELM327 data sheet.
 *
 * With headers off and formatting on, a message of one frame is its bytes; a longer one is a line with its length
 * ("014") and one line a frame ("0: …", "1: …"). Headers on show the frame as it is, protocol bytes and padding too.
 */
import type { CanFrame } from '../can/frame.ts'
import type { Frame, FrameFault } from '../isotp/frame.ts'
import { MESSAGE } from './tables.ts'

export type ReplyStyle = {
  readonly hasHeaders: boolean
  readonly hasSpaces: boolean
  readonly hasFormatting: boolean
  readonly hasDlc: boolean
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase())

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

/** A whole message in one line, without the bytes of ISO-TP. */
export function formatMessage(frame: CanFrame, bytes: Uint8Array, style: ReplyStyle): string {
  const head = style.hasHeaders ? formatIdentifier(frame, style.hasSpaces) + separator(style) : ''
  return head + formatBytes(bytes, style.hasSpaces)
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
