/**
 * The life of a request at an ELM327: refused, or sent, perhaps after a search for the protocol; its answer gathered;
 * ended by the last frame that can come, by a time-out, or by the client. ELM327 data sheet.
 *
 * Invariant: at most one is under way, and whatever ends it prints what came and the prompt.
 */
import type { CanFrame } from '../can/frame.ts'
import { decodeFrame } from '../isotp/frame.ts'
import { MESSAGE_BYTES_MAX } from '../isotp/tables.ts'
import { type Adapter, protocolInUse, type Socket, settingsInUse } from './adapter.ts'
import { type Answer, belongsTo, emptyAnswer, follow, type Heard, wholeMessage } from './answer.ts'
import { addressBytesOf, type Outgoing, requestBytesMax } from './outgoing.ts'
import { formatMessage, formatReply } from './reply.ts'
import { passes, requestIdOf, type Settings } from './settings.ts'
import { MESSAGE, PROTOCOLS, type ProtocolNumber, SEARCH_ORDER, TIMING } from './tables.ts'
import type { Terminal } from './terminal.ts'

export type Request = {
  readonly data: Uint8Array
  /** How many lines of answer to wait for. */
  readonly replies?: number | undefined
  /** Settings that hold for this request alone. */
  readonly settings?: Partial<Settings>
}

export type Requests = {
  isUnderWay(): boolean
  start(request: Request, nowMs: number): void
  onFrame(frame: CanFrame, nowMs: number): void
  service(nowMs: number): void
  /** The client has typed a character: what came so far, and STOPPED. */
  stop(): void
  /** Without a word. */
  forget(): void
}

export type RequestsOptions = {
  readonly adapter: Adapter
  readonly terminal: Terminal
  readonly outgoing: Outgoing
  readonly socket: Socket
  /** The real adapter cannot know that nothing more will come, and waits for its time-out. */
  readonly hasRealDelay: boolean
}

/** `search`: tries one protocol after another; `request` is what the client wanted. */
type UnderWay =
  | { readonly kind: 'request'; readonly request: Request; deadlineMs: number }
  | { readonly kind: 'search'; readonly request: Request; deadlineMs: number; readonly untried: ProtocolNumber[] }

/** Two of the longest messages; a bus that never falls silent must not keep an answer growing. */
const ANSWER_LINES_MAX = 1_200
const NO_DATA = [MESSAGE.noData]
const SEARCH: Request = { data: Uint8Array.of(0x01, 0x00) }
/** Of the protocols only CAN at this rate is wired. */
const BIT_RATE = 500_000

export function createRequests({ adapter, terminal, outgoing, socket, hasRealDelay }: RequestsOptions): Requests {
  let underWay: UnderWay | undefined
  let answer: Answer = emptyAnswer()
  /** The client's own, while a request has others. */
  let keptSettings: Settings | undefined

  function restoreSettings(): void {
    if (keptSettings !== undefined) adapter.settings = keptSettings
    keptSettings = undefined
  }

  function finish(lines: readonly string[]): void {
    underWay = undefined
    outgoing.stop()
    restoreSettings()
    terminal.answer(lines)
  }

  function start(request: Request, nowMs: number): void {
    if (request.settings !== undefined) {
      keptSettings = adapter.settings
      adapter.settings = { ...adapter.settings, ...request.settings }
    }
    if (isTooLong(request.data.length)) {
      finish([MESSAGE.unknown])
    } else if (adapter.settings.isAutomatic && adapter.found === undefined) {
      startSearch(request, nowMs)
    } else {
      const refusal = refusalOf(protocolInUse(adapter))
      if (refusal === undefined) transmit(request, nowMs)
      else finish([refusal])
    }
  }

  function isTooLong(bytes: number): boolean {
    const { settings } = adapter
    if (bytes <= requestBytesMax(settings)) return false
    return !(settings.hasTransmitSegmentation && settings.hasFormatting) || bytes > MESSAGE_BYTES_MAX
  }

  /** Why nothing can be sent with this protocol here. */
  function refusalOf(protocol: ProtocolNumber): string | undefined {
    if (protocol >= '3' && protocol <= '5') return MESSAGE.busInitError
    if (PROTOCOLS[protocol].is29Bit === undefined) return MESSAGE.unableToConnect
    const bitRate = adapter.settings.bitRate ?? PROTOCOLS[protocol].bitRate
    const isAlive = bitRate === BIT_RATE && (socket.isBusAlive?.() ?? true)
    return isAlive ? undefined : MESSAGE.canError
  }

  function startSearch(request: Request, nowMs: number): void {
    terminal.write(MESSAGE.searching)
    const { protocol } = adapter.settings
    const first = SEARCH_ORDER.filter((candidate) => candidate === protocol)
    const others = SEARCH_ORDER.filter((candidate) => candidate !== protocol)
    underWay = { kind: 'search', request, deadlineMs: nowMs, untried: [...first, ...others] }
    searchOn(nowMs)
  }

  /** Tries the next protocol until one is answered; then sends what the client wanted. */
  function searchOn(nowMs: number): void {
    while (underWay?.kind === 'search') {
      const search = underWay
      const protocol = search.untried.shift()
      if (protocol === undefined || socket.isBusAlive?.() === false) {
        adapter.found = undefined
        terminal.print()
        finish([MESSAGE.unableToConnect])
        return
      }
      adapter.found = protocol
      search.deadlineMs = nowMs + adapter.settings.timeoutMs
      answer = emptyAnswer()
      // A search asks every ECU, whatever header the client has set.
      outgoing.sendMessage(SEARCH.data, requestIdOf({ ...settingsInUse(adapter), header: undefined }), nowMs)
      if (answer.frames === 0) return // `service` comes back, with an answer or at the deadline.
      endSearch(nowMs)
    }
  }

  function endSearch(nowMs: number): void {
    if (underWay?.kind !== 'search') return
    const { request } = underWay
    const { settings } = adapter
    terminal.print()
    if (settings.hasMemory) adapter.stored = { protocol: protocolInUse(adapter), isAutomatic: true }
    const isAnswered = isSame(request.data, SEARCH.data) && settings.header === undefined
    if (!isAnswered) {
      transmit(request, nowMs)
      return
    }
    // The search asked what the client wants to know.
    underWay = { kind: 'request', request, deadlineMs: nowMs + settings.timeoutMs }
    if (isOver()) end()
  }

  function transmit(request: Request, nowMs: number): void {
    const { hasResponses, timeoutMs } = adapter.settings
    answer = emptyAnswer()
    // Of a request in several frames the flow control is waited for in any case.
    const isWaiting = hasResponses || request.data.length > requestBytesMax(adapter.settings)
    const waited = hasResponses ? request : { ...request, replies: 0 }
    underWay = isWaiting ? { kind: 'request', request: waited, deadlineMs: nowMs + timeoutMs } : undefined
    outgoing.sendMessage(request.data, requestIdOf(settingsInUse(adapter)), nowMs)
    if (!isWaiting) finish([])
    else if (isOver()) end()
  }

  function onFrame(frame: CanFrame, nowMs: number): void {
    if (underWay === undefined || !passes(settingsInUse(adapter), frame)) return
    const { extendedAddress, testerAddress } = adapter.settings
    // With extended addressing the first byte of an answer is the tester's address.
    if (extendedAddress === undefined || frame.data[0] === testerAddress) onReply(frame, underWay, nowMs)
  }

  function onReply(frame: CanFrame, current: UnderWay, nowMs: number): void {
    const { settings } = adapter
    const part = decodeFrame(frame.data, addressBytesOf(settings))
    const request = current.kind === 'search' ? SEARCH : current.request
    const heard = { request: request.data, frame, part }
    if (outgoing.state() === 'sending' && typeof part !== 'string' && part.kind === 'flowControl') {
      current.deadlineMs = nowMs + settings.timeoutMs
      outgoing.onFlowControl(part, nowMs)
      return
    }
    if (settings.hasFormatting && !belongsTo(answer, heard)) return
    const isFirst = typeof part !== 'string' && part.kind === 'first'
    const isFull = current.kind === 'request' && answer.frames === current.request.replies
    if (!isFull) {
      const lines = linesOf(heard)
      answer.lines.push(...lines)
      if (lines.length > 0) answer.frames++
      follow(answer, heard)
      current.deadlineMs = nowMs + (answer.pending.size > 0 ? TIMING.pendingMs : settings.timeoutMs)
    }
    // Even a message that is not shown to its end is acknowledged, so that its sender does not wait.
    if (isFirst && settings.hasFlowControl) outgoing.sendFlowControl(frame, nowMs)
    if (answer.lines.length > ANSWER_LINES_MAX) finish([MESSAGE.bufferFull])
  }

  function linesOf(heard: Heard): readonly string[] {
    const { settings } = adapter
    if (!settings.hasReceiveSegmentation || !settings.hasFormatting || typeof heard.part === 'string')
      return formatReply(heard.frame, heard.part, settings)
    const message = wholeMessage(answer, heard)
    return message === undefined ? [] : [formatMessage(heard.frame, message, settings)]
  }

  /** Can nothing more come? Without the adapter's delay that ends the wait; a real one cannot know. */
  function isOver(): boolean {
    if (underWay?.kind !== 'request' || outgoing.state() === 'sending') return false
    if (outgoing.state() === 'failed') return true
    if (answer.frames === underWay.request.replies) return true
    if (hasRealDelay || answer.frames === 0) return false
    return answer.unfinished.size === 0 && answer.pending.size === 0
  }

  function end(): void {
    const isUnanswered = answer.frames === 0 && underWay?.request.replies !== 0
    finish(isUnanswered ? NO_DATA : answer.lines)
  }

  /** Adaptive timing waits less for a further reply than for the first. */
  function waitEndMs(deadlineMs: number): number {
    const { adaptiveTiming, timeoutMs } = adapter.settings
    const adaptiveMs = TIMING.adaptiveMs[adaptiveTiming]
    const isShort = adaptiveMs !== undefined && answer.frames > 0 && answer.unfinished.size + answer.pending.size === 0
    return isShort ? deadlineMs - timeoutMs + Math.min(adaptiveMs, timeoutMs) : deadlineMs
  }

  return {
    isUnderWay: () => underWay !== undefined,
    start,
    onFrame,
    service(nowMs) {
      outgoing.service(nowMs)
      if (underWay !== undefined && outgoing.state() === 'sending')
        underWay.deadlineMs = nowMs + adapter.settings.timeoutMs
      if (underWay?.kind === 'search') {
        if (answer.frames > 0) endSearch(nowMs)
        else if (nowMs >= underWay.deadlineMs) searchOn(nowMs)
      } else if (underWay !== undefined && (isOver() || nowMs >= waitEndMs(underWay.deadlineMs))) {
        end()
      }
    },
    stop() {
      if (underWay?.kind === 'search') {
        terminal.print() // Behind "SEARCHING...".
        finish([MESSAGE.stopped])
      } else {
        finish([...answer.lines, MESSAGE.stopped])
      }
    },
    forget() {
      underWay = undefined
      outgoing.stop()
      restoreSettings()
    },
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
