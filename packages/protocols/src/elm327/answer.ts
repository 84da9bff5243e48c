/** What ECUs answer to one request, as far as an ELM327 follows it: which frames belong to it, and whether more will come. */
import type { CanFrame } from '../can/frame.ts'
import type { Frame, FrameFault } from '../isotp/frame.ts'
import { isResponsePending, NEGATIVE_RESPONSE, POSITIVE_RESPONSE, SERVICE } from '../uds/tables.ts'

/** What has come of the answer so far. */
export type Answer = {
  lines: string[]
  /** Of a longer message, by the identifier of its sender: the bytes that have come, where they are shown in one line. */
  readonly messages: Map<number, number[]>
  frames: number
  /** Bytes still to come of a longer message, by the identifier of its sender. */
  readonly unfinished: Map<number, number>
  /** Senders that asked for more time (7F xx 78). */
  readonly pending: Set<number>
}

/** A frame on the bus, its ISO-TP part, and the bytes of the request that is under way. */
export type Heard = { readonly request: Uint8Array; readonly frame: CanFrame; readonly part: Frame | FrameFault }

export function emptyAnswer(): Answer {
  return { lines: [], messages: new Map(), frames: 0, unfinished: new Map(), pending: new Set() }
}

/** Is the frame part of an answer to what was asked, or of another tester's conversation? */
export function belongsTo(answer: Answer, { request, frame, part }: Heard): boolean {
  if (typeof part === 'string') return true
  if (part.kind === 'single' || part.kind === 'first') return isAnswerTo(request, part.data)
  return part.kind === 'consecutive' && answer.unfinished.has(frame.id)
}

/** Of a message that comes in several frames: all its bytes, when this frame is its last; undefined before. */
export function wholeMessage({ messages, unfinished }: Answer, { frame, part }: Heard): Uint8Array | undefined {
  if (typeof part === 'string' || part.kind === 'flowControl') return undefined
  if (part.kind === 'single') return part.data
  if (part.kind === 'first') {
    messages.set(frame.id, [...part.data])
    return undefined
  }
  const bytes = messages.get(frame.id)
  if (bytes === undefined) return undefined
  const left = unfinished.get(frame.id) ?? 0
  for (let i = 0; i < Math.min(left, part.data.length); i++) bytes.push(part.data[i])
  if (left > part.data.length) return undefined
  messages.delete(frame.id)
  return Uint8Array.from(bytes)
}

/** Keeps account of who has not said everything yet. */
export function follow(answer: Answer, { frame, part }: Heard): void {
  if (typeof part === 'string') return
  if (part.kind === 'single') {
    if (isResponsePending(part.data)) answer.pending.add(frame.id)
    else answer.pending.delete(frame.id)
  } else if (part.kind === 'first') {
    answer.pending.delete(frame.id)
    answer.unfinished.set(frame.id, part.messageLength - part.data.length)
  } else if (part.kind === 'consecutive') {
    const left = (answer.unfinished.get(frame.id) ?? 0) - part.data.length
    if (left > 0) answer.unfinished.set(frame.id, left)
    else answer.unfinished.delete(frame.id)
  }
}

/**
 * Does a message begin the way an answer to `request` does? Other testers use the same identifiers at the same time;
 * a real adapter shows their answers too, which with two tools at one car only misleads (our choice).
 */
function isAnswerTo(request: Uint8Array, message: Uint8Array): boolean {
  if (message[0] === NEGATIVE_RESPONSE) return message[1] === request[0]
  if (message[0] !== request[0] + POSITIVE_RESPONSE) return false
  // One parameter or identifier asked for comes back in the answer; of several the first may be unsupported.
  if (request[0] < 0x10 && request.length === 2) return message[1] === request[1]
  if (request[0] === SERVICE.readDataByIdentifier && request.length === 3) {
    return message[1] === request[1] && message[2] === request[2]
  }
  return true
}
