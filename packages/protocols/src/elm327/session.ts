/**
 * An ELM327 adapter: turns what one client types into CAN frames and what ECUs answer into lines. ELM327 data sheet.
 * A node of the bus of its own, one per client, so that no client's settings are another's.
 *
 * No socket and no clock: bytes come in through `receive`, time through `nowMs`, text goes out through `send`.
 * Its parts: ./terminal.ts (text), ./at-commands.ts, ./requests.ts; here is what switches between them.
 * Invariants: while the adapter has supply every line is answered and ends with a prompt; at most one request is under way.
 * Left out: the protocols without CAN, and the commands for them (see ./coverage.md).
 */
import type { CanBus } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { createAdapter, resetSettings, type Socket, settingsInUse } from './adapter.ts'
import { answerAt } from './at-commands.ts'
import type { Command } from './command.ts'
import { createOutgoing } from './outgoing.ts'
import { formatRaw } from './reply.ts'
import { createRequests } from './requests.ts'
import { isWanted, passes, type Settings } from './settings.ts'
import { answerSt, parseSentMessage } from './st-commands.ts'
import { type AtName, IDENTITY, MESSAGE, type StName, TIMING } from './tables.ts'
import { CR, createTerminal } from './terminal.ts'

export type Elm327Options = Socket & {
  bus: CanBus
  /** Of this node in a recording: "elm327 #2". */
  name: string
  /** Answers `false` when the client does not read: a monitor then ends with BUFFER FULL. */
  send(bytes: Uint8Array): unknown
  /** `none`: the prompt comes as soon as nothing more can come; `real`: after the time-outs of the real adapter. */
  adapterDelay?: 'none' | 'real'
}

export type Elm327Connection = {
  receive(bytes: Uint8Array, nowMs: number): void
  service(nowMs: number): void
  /** It waits for nothing but a character. */
  isResting(): boolean
  close(): void
}

/** What the adapter does besides waiting for a line or for the answer to a request. */
type Mode =
  | { readonly kind: 'lowPower' }
  /** `isAll`: whatever the filters of ST commands say. */
  | { readonly kind: 'monitor'; readonly isAll: boolean }
  | { readonly kind: 'baudHandshake'; readonly deadlineMs: number }

const LF = 0x0a
const HELD_CHARACTERS_MAX = 32_768
const UNKNOWN = [MESSAGE.unknown]

export function createElm327(options: Elm327Options): Elm327Connection {
  const port = options.bus.attach(options.name, onFrame)
  const adapter = createAdapter()
  const terminal = createTerminal(adapter, (bytes) => options.send(bytes))
  const requests = createRequests({
    adapter,
    terminal,
    outgoing: createOutgoing(adapter, port),
    socket: options,
    hasRealDelay: options.adapterDelay === 'real',
  })
  let mode: Mode | undefined
  let lastCommand: Command | 'unknown' | undefined
  let isClosed = false
  let isOn = options.isSupplied?.() ?? true

  /** Without supply nothing is heard or said, and what was under way is forgotten; with it all begins anew. */
  function followSupply(): void {
    const isSupplied = options.isSupplied?.() ?? true
    if (isSupplied === isOn) return
    isOn = isSupplied
    mode = undefined
    lastCommand = undefined
    requests.forget()
    terminal.clear()
    if (isOn) restart()
  }

  function onCharacter(character: number, nowMs: number): void {
    // Terminals send a line feed behind each carriage return: it must not stop what the latter began.
    if (character === 0x00 || character === LF) return
    // Any other character ends what is under way, and is itself lost.
    if (requests.isUnderWay()) requests.stop()
    else if (mode !== undefined) leave(mode, character)
    else {
      const command = terminal.type(character)
      if (command !== undefined) execute(command, nowMs)
    }
  }

  function leave({ kind }: Mode, character: number): void {
    mode = undefined
    if (kind === 'monitor') terminal.print(MESSAGE.stopped)
    else if (kind === 'baudHandshake' && character === CR) terminal.print(MESSAGE.ok)
    terminal.prompt()
  }

  function execute(command: Command | 'unknown', nowMs: number): void {
    const isRepeat = command !== 'unknown' && command.kind === 'repeat'
    const chosen = isRepeat ? lastCommand : command
    lastCommand = chosen
    if (chosen === undefined) terminal.prompt()
    else if (chosen === 'unknown' || chosen.kind === 'repeat') terminal.answer(UNKNOWN)
    else if (chosen.kind === 'request') requests.start(chosen, nowMs)
    else if (chosen.kind === 'st') executeSt(chosen.name, chosen.argument, nowMs)
    else executeAt(chosen.name, chosen.argument, nowMs)
  }

  function executeSt(name: StName, argument: string, nowMs: number): void {
    if (name === 'M' || name === 'MA') mode = { kind: 'monitor', isAll: name === 'MA' }
    else if (name === 'PX') sendMessage(argument, nowMs)
    else terminal.answer(answerSt(adapter, name, argument, options) ?? UNKNOWN)
  }

  /** STPX: a request with settings of its own. */
  function sendMessage(argument: string, nowMs: number): void {
    const message = parseSentMessage(argument)
    if (message === undefined) {
      terminal.answer(UNKNOWN)
      return
    }
    const { data, header, timeoutMs, replies } = message
    const settings: Partial<Settings> = {
      ...(header !== undefined && { header: Number.parseInt(header.slice(-6), 16) }),
      ...(header?.length === 8 && { priority: Number.parseInt(header.slice(0, 2), 16) }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(replies !== undefined && { hasResponses: replies > 0 }),
    }
    requests.start({ data, replies: replies === 0 ? undefined : replies, settings }, nowMs)
  }

  function executeAt(name: AtName, argument: string, nowMs: number): void {
    const begin = MODES[name]
    if (begin !== undefined) begin(nowMs)
    else terminal.answer(answerAt(adapter, name, argument, options) ?? UNKNOWN)
  }

  /** Commands after which the prompt comes later, or otherwise than usual. */
  const MODES: { readonly [name in AtName]?: (nowMs: number) => void } = {
    BRD: (nowMs) => {
      terminal.print(MESSAGE.ok)
      terminal.print(IDENTITY)
      mode = { kind: 'baudHandshake', deadlineMs: nowMs + TIMING.baudHandshakeMs }
    },
    LP: () => {
      terminal.print(MESSAGE.ok)
      mode = { kind: 'lowPower' }
    },
    MA: () => {
      mode = { kind: 'monitor', isAll: true }
    },
    WS: restart,
    Z: restart,
  }

  function restart(): void {
    resetSettings(adapter)
    terminal.print()
    terminal.print()
    terminal.answer([IDENTITY])
  }

  function onFrame(frame: CanFrame, nowMs: number): void {
    if (mode?.kind === 'monitor') monitor(frame, mode.isAll)
    else if (requests.isUnderWay()) requests.onFrame(frame, nowMs)
  }

  function monitor(frame: CanFrame, isAll: boolean): void {
    const settings = settingsInUse(adapter)
    if (isAll ? !isWanted(settings, frame, true) : !passes(settings, frame)) return
    terminal.print(formatRaw(frame, adapter.settings))
    if (terminal.heldCharacters() > HELD_CHARACTERS_MAX) overflow()
  }

  function overflow(): void {
    mode = undefined
    terminal.answer([MESSAGE.bufferFull])
  }

  function flush(): void {
    if (terminal.flush() || mode?.kind !== 'monitor') return
    overflow()
    terminal.flush()
  }

  return {
    receive(bytes, nowMs) {
      if (isClosed) return
      followSupply()
      if (!isOn) return
      for (let i = 0; i < bytes.length; i++) onCharacter(bytes[i], nowMs)
      flush()
    },
    service(nowMs) {
      if (isClosed) return
      followSupply()
      if (mode?.kind === 'baudHandshake' && nowMs >= mode.deadlineMs) {
        mode = undefined // Nobody confirmed the new rate: stay with the old one.
        terminal.prompt()
      }
      requests.service(nowMs)
      flush()
    },
    isResting: () => mode === undefined && !requests.isUnderWay(),
    close() {
      isClosed = true
      mode = undefined
      requests.forget()
      port.detach()
    },
  }
}
