/**
 * One connection to a socketcand: opens a bus, then hears and sends its frames. Source: doc/protocol.md of linux-can/socketcand.
 *
 * No socket and no clock: bytes come in through `receive`, time through `nowMs`, each line goes out through one `send`.
 * Invariants: every command is taken in its order; one that finds the wire full waits, and what is behind it too (`isBusy`);
 * what waits is bounded. After `open` the mode is BCM, as the description has it: nothing is heard without a subscription.
 * Trap: a client that reads the answer to `rawmode` and finds a frame in the same piece gives up (python-can does). So a client
 * that has just entered that mode hears what came a moment later, or when it says something, which shows that it has read.
 */
import type { CanFrame } from '../can/frame.ts'
import { asciiBytes, asciiText } from '../can-interface/ascii.ts'
import { createIntake, WIRE_IS_FULL } from '../can-interface/intake.ts'
import type { CanInterface, CanInterfaces } from '../can-interface/interface.ts'
import type { IsoTpEndpoint } from '../isotp/session.ts'
import { createBroadcastManager } from './bcm.ts'
import { decodeCommand, encodeReply, type IsotpChannel, type SocketcandCommand, type SocketcandReply } from './codec.ts'
import { openIsotpChannel } from './isotp-channel.ts'
import { ERROR_TEXT, type ErrorName, type Mode } from './tables.ts'

export type SocketcandOptions = {
  /** The buses that a client may open, by name: "can0". */
  readonly buses: ReadonlyMap<string, CanInterfaces>
  /** Of this node in a recording: "socketcand #2". */
  readonly name: string
  /** When `nowMs` was 0, in milliseconds since 1970: for the times of frames. */
  readonly epochMs: number
  send(bytes: Uint8Array): unknown
  /** The session has nothing more to say. */
  end(): void
}

export type SocketcandConnection = {
  receive(bytes: Uint8Array, nowMs: number): void
  service(nowMs: number): void
  close(): void
  /** Give it no more bytes before a later `service`. */
  isBusy(): boolean
}

const OPEN_BRACKET = 0x3c
const CLOSE_BRACKET = 0x3e
/** The longest command is a message of ISO-TP with all its bytes. */
const COMMAND_BYTES_MAX = 2 * 4095 + 100
/** How long a client has for reading that it is in raw mode. */
const HUSH_MS = 200
/** More than the wire carries in that time. */
const HELD_MAX = 1000

/** The client is greeted at once. */
export function createSocketcand(options: SocketcandOptions): SocketcandConnection {
  const intake = createIntake({ take })
  const counts = { bytesReceived: 0, framesReceived: 0, bytesSent: 0, framesSent: 0 }
  let manager = createBroadcastManager()
  let port: CanInterface | undefined
  let mode: Mode | 'noBus' = 'noBus'
  let isotp: IsoTpEndpoint | undefined
  let hushUntilMs = Number.NEGATIVE_INFINITY
  let held: SocketcandReply[] = []
  let statistics: { readonly everyMs: number; dueMs: number } | undefined
  let isClosed = false

  function say(reply: SocketcandReply): void {
    options.send(asciiBytes(encodeReply(reply)))
  }

  function complain(error: ErrorName): void {
    say({ kind: 'error', text: ERROR_TEXT[error] })
  }

  /** The connection ends with this, as the description asks for a bus that may not be had. */
  function endWith(error: ErrorName): void {
    complain(error)
    close()
    options.end()
  }

  function close(): void {
    isClosed = true
    intake.clear()
    port?.detach()
  }

  function onFrame(frame: CanFrame, atMs: number): void {
    if (isClosed) return
    if (mode === 'isotp') isotp?.receive(frame, atMs)
    if (mode !== 'raw' && mode !== 'bcm') return
    counts.framesReceived++
    counts.bytesReceived += frame.data.length
    if (mode === 'bcm' && !manager.isWanted(frame, atMs)) return
    const reply = { kind: 'frame', timeUs: timeUsAt(atMs), frame } as const
    if (atMs >= hushUntilMs) {
      endHush()
      say(reply)
    } else if (held.length < HELD_MAX) held.push({ ...reply, frame: { ...frame, data: frame.data.slice() } })
  }

  function endHush(): void {
    hushUntilMs = Number.NEGATIVE_INFINITY
    if (held.length === 0) return
    const replies = held
    held = []
    for (const reply of replies) say(reply)
  }

  function timeUsAt(atMs: number): number {
    return Math.max(0, Math.round((options.epochMs + atMs) * 1000))
  }

  function trySend(frame: CanFrame, atMs: number): boolean {
    if (port === undefined || !port.trySend(frame, atMs)) return false
    counts.framesSent++
    counts.bytesSent += frame.data.length
    return true
  }

  /** False: the wire has no room for it yet. */
  function execute(command: SocketcandCommand, atMs: number): boolean {
    endHush()
    if (command.kind === 'echo') say(command)
    else if (mode === 'noBus') executeWithoutBus(command, atMs)
    else if (command.kind === 'mode') switchTo(command.mode, atMs)
    else if (mode === 'isotp') executeInIsotp(command, atMs)
    else if (command.kind === 'send' && mode !== 'control') return trySend(command.frame, atMs)
    else if (mode === 'bcm') manage(command, atMs)
    else if (mode === 'control' && command.kind === 'statistics') {
      const { intervalMs: everyMs } = command
      statistics = everyMs === 0 ? undefined : { everyMs, dueMs: atMs + everyMs }
    } else complain('unknownCommand')
    return true
  }

  function executeWithoutBus(command: SocketcandCommand, atMs: number): void {
    if (command.kind === 'configure') endWith(options.buses.has(command.bus) ? 'notConfigurable' : 'unknownBus')
    else if (command.kind === 'open') open(options.buses.get(command.bus), atMs)
    else complain('unknownCommand')
  }

  function open(interfaces: CanInterfaces | undefined, atMs: number): void {
    if (interfaces === undefined) endWith('unknownBus')
    else {
      port = interfaces.attach(options.name, onFrame, atMs)
      mode = 'bcm'
      say({ kind: 'ok' })
    }
  }

  /** Jobs and subscriptions are the broadcast manager's: they end with its mode. */
  function switchTo(to: Mode, atMs: number): void {
    if (to === mode) complain('unknownCommand')
    else {
      mode = to
      manager = createBroadcastManager()
      statistics = undefined
      isotp = undefined
      if (to === 'raw') hushUntilMs = atMs + HUSH_MS
      say({ kind: 'ok' })
    }
  }

  function executeInIsotp(command: SocketcandCommand, atMs: number): void {
    if (command.kind === 'configureIsotp') configureIsotp(command.channel)
    else if (command.kind !== 'sendPdu') complain('unknownCommand')
    else if (isotp === undefined) complain('badPdu')
    else if (!isotp.send(command.data, atMs)) complain('pduQueueFull')
  }

  function configureIsotp(channel: IsotpChannel): void {
    isotp = openIsotpChannel(channel, {
      trySend,
      onMessage: (data, atMs) => say({ kind: 'pdu', timeUs: timeUsAt(atMs), data }),
    })
    if (isotp === undefined) complain('badIsotp')
  }

  function manage(command: SocketcandCommand, atMs: number): void {
    let hasRoom = true
    switch (command.kind) {
      case 'add':
        if (command.intervalUs === 0) complain('noInterval')
        else hasRoom = manager.add(command.intervalUs, command.frame, atMs)
        break
      case 'update':
        manager.update(command.frame)
        break
      case 'delete':
        manager.delete(command.identifier)
        break
      case 'subscribe':
        hasRoom = manager.listen(command.intervalUs, command.identifier)
        break
      case 'unsubscribe':
        manager.unlisten(command.identifier)
        break
      case 'filter':
        hasRoom = manager.listen(command.intervalUs, command.frame, command.frame.data)
        break
      default:
        complain('unknownCommand')
    }
    if (!hasRoom) complain('tooManyJobs')
  }

  function take(bytes: Uint8Array, atMs: number): number {
    const start = bytes.indexOf(OPEN_BRACKET)
    // Before a bracket there is nothing that could become a command.
    if (start !== 0) return start < 0 ? bytes.length : start
    const end = bytes.subarray(0, COMMAND_BYTES_MAX).indexOf(CLOSE_BRACKET)
    if (end < 0 && bytes.length < COMMAND_BYTES_MAX) return 0
    if (end < 0) {
      complain('tooLong')
      return COMMAND_BYTES_MAX
    }
    const command = decodeCommand(asciiText(bytes.subarray(1, end)))
    if (typeof command === 'string') complain(command)
    else if (!execute(command, atMs)) return WIRE_IS_FULL
    return end + 1
  }

  say({ kind: 'hi' })

  return {
    receive(bytes, atMs) {
      if (!isClosed && !intake.receive(bytes, atMs)) endWith('overrun')
    },
    service(atMs) {
      if (isClosed) return
      intake.service(atMs)
      if (atMs >= hushUntilMs) endHush()
      isotp?.service(atMs)
      if (mode === 'bcm') manager.service(atMs, (frame) => trySend(frame, atMs))
      if (statistics === undefined || atMs < statistics.dueMs) return
      statistics.dueMs = Math.max(statistics.dueMs + statistics.everyMs, atMs)
      say({ kind: 'statistics', ...counts })
    },
    close,
    isBusy() {
      return intake.isBusy()
    },
  }
}
