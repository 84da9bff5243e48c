/**
 * An ELM327 adapter: turns what one client types into CAN frames and what ECUs answer into lines. ELM327 data sheet.
 * A node of the bus of its own, one per client, so that no client's settings are another's.
 *
 * No socket and no clock: bytes come in through `receive`, time through `nowMs`, text goes out through `send`.
 * Invariants: while the adapter has supply every line is answered and ends with a prompt; at most one request is under way.
 * Left out: the protocols without CAN, and the commands for them (see ./coverage.md).
 */
import { toHex } from '@luban/stdx'
import type { CanBus } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { type Answer, belongsTo, emptyAnswer, follow, protocolPartOf } from './answer.ts'
import { type Command, decodeCommand } from './command.ts'
import { createParameters } from './parameters.ts'
import { formatRaw, formatReply, type ReplyStyle } from './reply.ts'
import {
  defaultSettings,
  flowControlIdOf,
  isExtendedIn,
  isWanted,
  parseProtocol,
  requestIdOf,
  SETTERS,
  type Settings,
  type StoredProtocol,
} from './settings.ts'
import { type AtName, DESCRIPTION, IDENTITY, MESSAGE, PROTOCOLS, type ProtocolNumber, TIMING } from './tables.ts'

export type Elm327Options = {
  bus: CanBus
  /** Of this node in a recording: "elm327 #2". */
  name: string
  /** Answers `false` when the client does not read: a monitor then ends with BUFFER FULL. */
  send(bytes: Uint8Array): unknown
  /** `none`: the prompt comes as soon as nothing more can come; `real`: after the time-outs of the real adapter. */
  adapterDelay?: 'none' | 'real'
  /** The adapter lives on pin 16 of the vehicle's socket: is there enough of it? Absent: always. */
  isSupplied?(): boolean
  /** The vehicle's 12 V supply, for RV. */
  readVolts?(): number
  /** For IGN. */
  isIgnitionOn?(): boolean
  /** Does any node acknowledge frames? If not: CAN ERROR. */
  isBusAlive?(): boolean
}

export type Elm327Connection = {
  receive(bytes: Uint8Array, nowMs: number): void
  service(nowMs: number): void
  close(): void
}

type Request = { readonly data: Uint8Array; readonly replies?: number | undefined }

/** What the adapter does besides waiting for a line. */
type Activity =
  | { kind: 'request'; request: Request; deadlineMs: number }
  /** Tries one protocol after another; `request` is what the client wanted. */
  | { kind: 'search'; request: Request; deadlineMs: number; untried: ProtocolNumber[] }
  | { kind: 'monitor' }
  | { kind: 'baudHandshake'; deadlineMs: number }
  | { kind: 'lowPower' }

const CR = 0x0d
const LF = 0x0a
const LINE_CHARACTERS_MAX = 254
const HELD_CHARACTERS_MAX = 32_768
/** Two of the longest messages; a bus that never falls silent must not keep an answer growing. */
const ANSWER_LINES_MAX = 1_200
const SEARCH: Request = { data: Uint8Array.of(0x01, 0x00) }
const SEARCH_ORDER: readonly ProtocolNumber[] = ['6', '7']
const BIT_RATE = 500_000
const USUAL_FLOW_CONTROL = Uint8Array.of(0x30, 0x00, 0x00)
const USUAL_VOLTS = 12.6

export function createElm327(options: Elm327Options): Elm327Connection {
  const port = options.bus.attach(options.name, onFrame)
  const parameters = createParameters()
  let stored: StoredProtocol = { protocol: '0', isAutomatic: true }
  let settings = defaultSettings(parameters.heeded, stored)
  /** The protocol that a search has found. */
  let found: ProtocolNumber | undefined
  let identifier: string | undefined
  let voltageScale = 1
  let activity: Activity | undefined
  let answer: Answer = emptyAnswer()
  let lastCommand: Command | 'unknown' | undefined
  let line = ''
  let isLineTooLong = false
  let held = '' // Text for the client, sent in one piece.
  let isClosed = false
  let isOn = options.isSupplied?.() ?? true

  /** Without supply nothing is heard or said, and what was under way is forgotten; with it all begins anew. */
  function followSupply(): void {
    const isSupplied = options.isSupplied?.() ?? true
    if (isSupplied === isOn) return
    isOn = isSupplied
    activity = undefined
    lastCommand = undefined
    line = held = ''
    isLineTooLong = false
    if (isOn) restart()
  }

  // What the client types

  function onCharacter(character: number, nowMs: number): void {
    // Terminals send a line feed behind each carriage return: it must not stop what the latter began.
    if (character === 0x00 || character === LF) return
    if (activity !== undefined) {
      interrupt(character)
      return
    }
    if (settings.hasEcho) held += character === CR ? lineEnd() : String.fromCharCode(character)
    if (character === CR) {
      const command = isLineTooLong ? 'unknown' : decodeCommand(line)
      line = ''
      isLineTooLong = false
      execute(command, nowMs)
    } else if (line.length < LINE_CHARACTERS_MAX) {
      line += String.fromCharCode(character)
    } else {
      isLineTooLong = true
    }
  }

  /** Any character ends what is under way, and is itself lost. */
  function interrupt(character: number): void {
    const interrupted = activity
    activity = undefined
    switch (interrupted?.kind) {
      case 'lowPower':
        prompt()
        break
      case 'baudHandshake':
        if (character === CR) print(MESSAGE.ok)
        prompt()
        break
      case 'search':
        held += lineEnd() // Behind "SEARCHING...".
        finish(MESSAGE.stopped)
        break
      default:
        finish(...answer.lines, MESSAGE.stopped)
    }
  }

  function execute(command: Command | 'unknown', nowMs: number): void {
    const isRepeat = command !== 'unknown' && command.kind === 'repeat'
    const chosen = isRepeat ? lastCommand : command
    lastCommand = chosen
    if (chosen === undefined) prompt()
    else if (chosen === 'unknown' || chosen.kind === 'repeat') finish(MESSAGE.unknown)
    else if (chosen.kind === 'request') startRequest(chosen, nowMs)
    else executeAt(chosen.name, chosen.argument, nowMs)
  }

  function executeAt(name: AtName, argument: string, nowMs: number): void {
    const set = SETTERS[name]
    if (set !== undefined) {
      set(settings, argument, Number.parseInt(argument, 16))
      finish(MESSAGE.ok)
      return
    }
    const begin = ACTIVITIES[name]
    if (begin !== undefined) begin(nowMs)
    else finish(...(ANSWERS[name]?.(argument) ?? [MESSAGE.unknown]))
  }

  /** Commands that answer something of their own, or set more than a setting. */
  const ANSWERS: { readonly [name in AtName]?: (argument: string) => readonly string[] } = {
    '@1': () => [DESCRIPTION],
    '@2': () => [identifier ?? MESSAGE.unknown],
    '@3': (argument) => {
      identifier = argument
      return [MESSAGE.ok]
    },
    BI: () => {
      found ??= SEARCH_ORDER[0]
      return [MESSAGE.ok]
    },
    CS: () => ['T:00 R:00'],
    CV: calibrate,
    D: (argument) => {
      if (argument === '') reset()
      else settings.hasDlc = argument === '1'
      return [MESSAGE.ok]
    },
    DP: () => [describeProtocol()],
    DPN: () => [(settings.isAutomatic ? 'A' : '') + protocolInUse()],
    FCSM: setFlowControlMode,
    I: () => [IDENTITY],
    IGN: () => [(options.isIgnitionOn?.() ?? true) ? 'ON' : 'OFF'],
    PP: (argument) => [parameters.set(argument) ? MESSAGE.ok : MESSAGE.unknown],
    PPS: parameters.list,
    RD: () => [toHex(Uint8Array.of(settings.storedByte))],
    RV: () => [`${(voltageScale * readVolts()).toFixed(1)}V`],
    SP: (argument) => setProtocol(argument, true),
    TP: (argument) => setProtocol(argument, false),
  }

  /** Commands after which the prompt comes later, or otherwise than usual. */
  const ACTIVITIES: { readonly [name in AtName]?: (nowMs: number) => void } = {
    BRD: (nowMs) => {
      print(MESSAGE.ok)
      print(IDENTITY)
      activity = { kind: 'baudHandshake', deadlineMs: nowMs + TIMING.baudHandshakeMs }
    },
    LP: () => {
      print(MESSAGE.ok)
      activity = { kind: 'lowPower' }
    },
    MA: () => {
      answer = emptyAnswer()
      activity = { kind: 'monitor' }
    },
    WS: restart,
    Z: restart,
  }

  function reset(): void {
    settings = defaultSettings(parameters.heeded, stored)
    found = undefined
  }

  function restart(): void {
    reset()
    held += lineEnd() + lineEnd()
    finish(IDENTITY)
  }

  function setFlowControlMode(argument: string): readonly string[] {
    const mode = Number(argument) as 0 | 1 | 2
    const isMissing =
      (mode >= 1 && settings.flowControlData === undefined) || (mode === 1 && settings.flowControlHeader === undefined)
    if (isMissing) return [MESSAGE.unknown] // A mode cannot be used before its values are known.
    settings.flowControlMode = mode
    return [MESSAGE.ok]
  }

  function setProtocol(argument: string, isStored: boolean): readonly string[] {
    const chosen = parseProtocol(argument)
    Object.assign(settings, chosen)
    found = undefined
    if (isStored && settings.hasMemory) stored = chosen
    return [MESSAGE.ok]
  }

  /** The protocol of the frames now: the found one, or the one chosen. */
  function protocolInUse(): ProtocolNumber {
    return found ?? settings.protocol
  }

  function describeProtocol(): string {
    const { title } = PROTOCOLS[protocolInUse()]
    return settings.isAutomatic && protocolInUse() !== '0' ? `AUTO, ${title}` : title
  }

  function readVolts(): number {
    return options.readVolts?.() ?? USUAL_VOLTS
  }

  /** CV dddd: the present voltage is dd.dd; 0000 goes back to the delivered calibration. */
  function calibrate(argument: string): readonly string[] {
    const volts = Number(argument) / 100
    voltageScale = volts > 0 && readVolts() > 0 ? volts / readVolts() : 1
    return [MESSAGE.ok]
  }

  // Requests

  function startRequest({ data, replies }: Request, nowMs: number): void {
    const lengthMax = (settings.hasFormatting ? 7 : 8) - addressBytes()
    const request = { data, replies }
    if (data.length > lengthMax) {
      finish(MESSAGE.unknown)
    } else if (settings.isAutomatic && found === undefined) {
      startSearch(request, nowMs)
    } else {
      const refusal = refusalOf(protocolInUse())
      if (refusal === undefined) transmit(request, nowMs)
      else finish(refusal)
    }
  }

  /** Why nothing can be sent with this protocol here. */
  function refusalOf(protocol: ProtocolNumber): string | undefined {
    if (protocol >= '3' && protocol <= '5') return MESSAGE.busInitError
    if (PROTOCOLS[protocol].is29Bit === undefined) return MESSAGE.unableToConnect
    const isAlive = PROTOCOLS[protocol].bitRate === BIT_RATE && (options.isBusAlive?.() ?? true)
    return isAlive ? undefined : MESSAGE.canError
  }

  function startSearch(request: Request, nowMs: number): void {
    held += MESSAGE.searching
    const first = SEARCH_ORDER.filter((protocol) => protocol === settings.protocol)
    const others = SEARCH_ORDER.filter((protocol) => protocol !== settings.protocol)
    activity = { kind: 'search', request, deadlineMs: nowMs, untried: [...first, ...others] }
    searchOn(nowMs)
  }

  /** Tries the next protocol until one is answered; then sends what the client wanted. */
  function searchOn(nowMs: number): void {
    while (activity?.kind === 'search') {
      const search = activity
      const protocol = search.untried.shift()
      if (protocol === undefined || options.isBusAlive?.() === false) {
        held += lineEnd()
        found = undefined
        finish(MESSAGE.unableToConnect)
        return
      }
      found = protocol
      search.deadlineMs = nowMs + settings.timeoutMs
      answer = emptyAnswer()
      sendMessage(SEARCH.data, usualRequestId(), nowMs)
      if (answer.frames === 0) return // `service` comes back, with an answer or at the deadline.
      endSearch(nowMs)
    }
  }

  function endSearch(nowMs: number): void {
    if (activity?.kind !== 'search') return
    const { request } = activity
    held += lineEnd()
    if (settings.hasMemory) stored = { protocol: protocolInUse(), isAutomatic: true }
    const isAnswered = isSame(request.data, SEARCH.data) && settings.header === undefined
    if (!isAnswered) {
      transmit(request, nowMs)
      return
    }
    // The search asked what the client wants to know.
    activity = { kind: 'request', request, deadlineMs: nowMs + settings.timeoutMs }
    if (isOver()) endRequest()
  }

  function transmit(request: Request, nowMs: number): void {
    answer = emptyAnswer()
    if (settings.hasResponses) activity = { kind: 'request', request, deadlineMs: nowMs + settings.timeoutMs }
    sendMessage(request.data, requestIdOf(inUse()), nowMs)
    if (!settings.hasResponses) prompt()
    else if (isOver()) endRequest()
  }

  function sendMessage(message: Uint8Array, id: number, nowMs: number): void {
    const head: number[] = settings.extendedAddress === undefined ? [] : [settings.extendedAddress]
    if (settings.hasFormatting) head.push(message.length)
    sendFrame([...head, ...message], id, isExtendedIn(inUse()), nowMs)
  }

  function sendFrame(bytes: ArrayLike<number>, id: number, isExtended: boolean, nowMs: number): void {
    const data = new Uint8Array(settings.hasVariableDlc ? bytes.length : 8)
    data.fill(settings.filler)
    data.set(bytes)
    port.send({ id, isExtended, data }, nowMs)
  }

  /** The settings as they hold for the protocol that was found. */
  function inUse(): Settings {
    return found === undefined || found === settings.protocol ? settings : { ...settings, protocol: found }
  }

  /** A search asks every ECU, whatever header the client has set. */
  function usualRequestId(): number {
    return requestIdOf({ ...inUse(), header: undefined })
  }

  function addressBytes(): 0 | 1 {
    return settings.extendedAddress === undefined ? 0 : 1
  }

  // What the bus brings

  function onFrame(frame: CanFrame, nowMs: number): void {
    if (activity?.kind === 'monitor') {
      if (isWanted(inUse(), frame, true)) monitor(frame)
    } else if (activity?.kind === 'request' || activity?.kind === 'search') {
      if (isWanted(inUse(), frame, false) && isForThisTester(frame)) onReply(frame, activity, nowMs)
    }
  }

  /** With extended addressing the first byte of an answer is the tester's address. */
  function isForThisTester(frame: CanFrame): boolean {
    return settings.extendedAddress === undefined || frame.data[0] === settings.testerAddress
  }

  function monitor(frame: CanFrame): void {
    held += formatRaw(frame, replyStyle()) + lineEnd()
    if (held.length > HELD_CHARACTERS_MAX) finish(MESSAGE.bufferFull)
  }

  function onReply(
    frame: CanFrame,
    current: Extract<Activity, { deadlineMs: number; request: Request }>,
    nowMs: number,
  ) {
    const part = protocolPartOf(frame, addressBytes())
    const request = current.kind === 'search' ? SEARCH : current.request
    const heard = { request: request.data, frame, part }
    if (settings.hasFormatting && !belongsTo(answer, heard)) return
    const isFirst = typeof part !== 'string' && part.kind === 'first'
    const isFull = current.kind === 'request' && answer.frames === current.request.replies
    if (!isFull) {
      const lines = formatReply(frame, part, replyStyle())
      answer.lines.push(...lines)
      if (lines.length > 0) answer.frames++
      follow(answer, heard)
      current.deadlineMs = nowMs + (answer.pending.size > 0 ? TIMING.pendingMs : settings.timeoutMs)
    }
    // Even a message that is not shown to its end is acknowledged, so that its sender does not wait.
    if (isFirst && settings.hasFlowControl) sendFlowControl(frame, nowMs)
    if (answer.lines.length > ANSWER_LINES_MAX) finish(MESSAGE.bufferFull)
  }

  function sendFlowControl(frame: CanFrame, nowMs: number): void {
    const { flowControlMode, flowControlHeader, flowControlData, extendedAddress } = settings
    const data = (flowControlMode === 0 ? undefined : flowControlData) ?? USUAL_FLOW_CONTROL
    const isOwnHeader = flowControlMode === 1 && flowControlHeader !== undefined
    const id = isOwnHeader ? flowControlHeader.id : flowControlIdOf(inUse(), frame)
    const isExtended = isOwnHeader ? flowControlHeader.isExtended : frame.isExtended
    sendFrame(extendedAddress === undefined ? data : [extendedAddress, ...data], id, isExtended, nowMs)
  }

  /** Can nothing more come? Without the adapter's delay that ends the wait; a real one cannot know. */
  function isOver(): boolean {
    if (activity?.kind !== 'request') return false
    if (answer.frames === activity.request.replies) return true
    if (options.adapterDelay === 'real' || answer.frames === 0) return false
    return answer.unfinished.size === 0 && answer.pending.size === 0
  }

  function endRequest(): void {
    if (answer.frames === 0) finish(MESSAGE.noData)
    else finish(...answer.lines)
  }

  function service(nowMs: number): void {
    if (isClosed) return
    followSupply()
    if (activity?.kind === 'baudHandshake' && nowMs >= activity.deadlineMs) {
      activity = undefined // Nobody confirmed the new rate: stay with the old one.
      prompt()
    } else if (activity?.kind === 'search') {
      if (answer.frames > 0) endSearch(nowMs)
      else if (nowMs >= activity.deadlineMs) searchOn(nowMs)
    } else if (activity?.kind === 'request' && (isOver() || nowMs >= waitEndMs(activity.deadlineMs))) {
      endRequest()
    }
    flush()
  }

  /** Adaptive timing waits less for a further reply than for the first. */
  function waitEndMs(deadlineMs: number): number {
    const adaptiveMs = TIMING.adaptiveMs[settings.adaptiveTiming]
    const isShort = adaptiveMs !== undefined && answer.frames > 0 && answer.unfinished.size + answer.pending.size === 0
    return isShort ? deadlineMs - settings.timeoutMs + Math.min(adaptiveMs, settings.timeoutMs) : deadlineMs
  }

  // What the client reads

  function replyStyle(): ReplyStyle {
    return {
      hasHeaders: settings.hasHeaders,
      hasSpaces: settings.hasSpaces,
      hasFormatting: settings.hasFormatting,
      hasDlc: settings.hasDlc,
    }
  }

  function lineEnd(): string {
    return settings.hasLinefeeds ? '\r\n' : '\r'
  }

  function print(text: string): void {
    held += text + lineEnd()
  }

  function prompt(): void {
    held += `${lineEnd()}>`
  }

  function finish(...lines: readonly string[]): void {
    activity = undefined
    for (const text of lines) print(text)
    prompt()
  }

  function flush(): void {
    if (held === '') return
    const bytes = new Uint8Array(held.length)
    for (let i = 0; i < held.length; i++) bytes[i] = held.charCodeAt(i)
    held = ''
    if (options.send(bytes) !== false || activity?.kind !== 'monitor') return
    finish(MESSAGE.bufferFull)
    flush()
  }

  return {
    receive(bytes, nowMs) {
      if (isClosed) return
      followSupply()
      if (!isOn) return
      for (let i = 0; i < bytes.length; i++) onCharacter(bytes[i], nowMs)
      flush()
    },
    service,
    close() {
      isClosed = true
      activity = undefined
      port.detach()
    },
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
