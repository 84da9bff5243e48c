/**
 * What an ELM327 says, read from a client's side: the lines of one reply to frames and troubles. ELM327 data sheet.
 *
 * Lines are as they come with headers on and spaces on or off (AT H1, S0). Anything may be said, so nothing here throws.
 */
import { parseHex } from '@luban/stdx'

/** A frame in a reply: its identifier and its bytes with those of ISO-TP. */
export type HeardFrame = { readonly kind: 'frame'; readonly id: number; readonly data: Uint8Array }

/** Why there is no answer, or not the whole of it. */
export const TROUBLES = [
  'noData',
  'unableToConnect',
  'canError',
  'busError',
  'bufferFull',
  'stopped',
  'notUnderstood',
  'dataError',
  'restarted',
] as const
export type Trouble = (typeof TROUBLES)[number]

export type Heard =
  | HeardFrame
  | { readonly kind: 'trouble'; readonly trouble: Trouble; readonly text: string }
  | { readonly kind: 'ok' }
  /** What is neither: an identity, a voltage, noise. */
  | { readonly kind: 'text'; readonly text: string }

/** In this order: what an adapter that began anew says comes before all else. */
const TROUBLE_TEXTS: readonly (readonly [RegExp, Trouble])[] = [
  [/LV RESET|ACT ALERT|^ELM327|^ERR\d\d/, 'restarted'],
  [/^NO ?DATA/, 'noData'],
  [/UNABLE ?TO ?CONNECT/, 'unableToConnect'],
  [/CAN ?ERROR/, 'canError'],
  [/BUS ?(INIT|ERROR|BUSY)|FB ?ERROR/, 'busError'],
  [/BUFFER ?FULL|OUT ?OF ?MEMORY/, 'bufferFull'],
  [/^STOPPED/, 'stopped'],
  [/^\?$/, 'notUnderstood'],
  [/<|DATA ?ERROR/, 'dataError'],
]

/** One line, without its CR. `idDigits`: 3 or 8. */
export function decodeHeard(line: string, idDigits: 3 | 8): Heard {
  const text = line.replace(/^SEARCHING\.*/, '').trim()
  if (text === 'OK') return { kind: 'ok' }
  const frame = decodeHeardFrame(text, idDigits)
  if (frame !== undefined) return frame
  for (const [pattern, trouble] of TROUBLE_TEXTS) if (pattern.test(text)) return { kind: 'trouble', trouble, text }
  return { kind: 'text', text }
}

function decodeHeardFrame(text: string, idDigits: 3 | 8): HeardFrame | undefined {
  const digits = text.replaceAll(' ', '')
  const id = digits.slice(0, idDigits)
  if (id.length !== idDigits || !/^[0-9A-Fa-f]+$/.test(id)) return undefined
  const data = parseHex(digits.slice(idDigits))
  if (data === undefined || data.length === 0 || data.length > 8) return undefined
  return { kind: 'frame', id: Number.parseInt(id, 16), data }
}
