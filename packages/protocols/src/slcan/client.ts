/**
 * The tool's side of an SLCAN adapter: opens its channel, and joins the CAN bus behind it to one of ours. Sources: ./tables.ts.
 *
 * What the adapter hears comes onto our bus, and what others send there goes out through it: so all that works on a bus of
 * ours works on a real one. Some adapters never answer a command; such a one is taken to be open.
 * No socket and no clock: bytes come in through `receive`, time through `nowMs`, text goes out through `send`.
 * Invariants: nothing is sent onto a bus whose channel is not open; a line is bounded, whatever comes.
 */
import type { CanBus } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { asciiBytes } from '../can-interface/ascii.ts'
import { BELL, CR, decodeReply, encodeCommand, type SlcanCommand, type SlcanReply } from './codec.ts'

/** `refused`: it does not open its channel. `notAnAdapter`: what answers speaks something else. */
export type SlcanClientFault = 'refused' | 'notAnAdapter'

export type SlcanClientState =
  | { readonly kind: 'starting' }
  /** `version`: as the adapter says it; empty when it does not. `hasAnswered`: it has confirmed anything at all. */
  | { readonly kind: 'ready'; readonly version: string; readonly hasAnswered: boolean }
  | { readonly kind: 'failed'; readonly fault: SlcanClientFault }

export type SlcanClient = {
  readonly state: SlcanClientState
  receive(bytes: Uint8Array, nowMs: number): void
  service(nowMs: number): void
  /** Closes the channel, so that the adapter no longer takes part in the traffic. */
  close(): void
}

export type SlcanClientOptions = {
  readonly bus: CanBus
  /** Of this node in a recording. */
  readonly name: string
  /** Whose identifiers are known: their frames come from nodes of these names. */
  readonly names?: ReadonlyMap<number, string>
  send(bytes: Uint8Array): void
  /** S0 to S8; S6 is 500 kbit/s. */
  readonly bitRateIndex?: number
}

/** The longest line is a CAN FD frame of 64 bytes. */
const LINE_BYTES_MAX = 160
const PATIENCE_MS = 300
/** Lines that are no SLCAN at all, before anything was understood. */
const STRANGE_LINES_MAX = 20

type Step = { readonly command: SlcanCommand; readonly isNeeded: boolean }
const STEPS = (bitRateIndex: number): readonly Step[] => [
  { command: { kind: 'nothing' }, isNeeded: false },
  { command: { kind: 'close' }, isNeeded: false },
  { command: { kind: 'version' }, isNeeded: false },
  { command: { kind: 'bitRate', index: bitRateIndex }, isNeeded: true },
  { command: { kind: 'open', isListenOnly: false }, isNeeded: true },
]

export function createSlcanClient(options: SlcanClientOptions): SlcanClient {
  const { bus, name, names = new Map(), send, bitRateIndex = 6 } = options
  /** What just came in does not go out again. */
  let incoming: CanFrame | undefined
  const port = bus.attach(name, (frame) => {
    if (state.kind === 'ready' && frame !== incoming) send(asciiBytes(encodeCommand({ kind: 'send', frame })))
  })
  const named = new Map([...names].map(([id, sender]) => [id, bus.attach(sender, () => {})]))
  const steps = STEPS(bitRateIndex)
  let state: SlcanClientState = { kind: 'starting' }
  let place = -1
  let dueMs = 0
  let line = ''
  let version = ''
  let hasAnswered = false
  let strangeLines = 0

  function goOn(nowMs: number): void {
    place++
    if (place === steps.length) {
      state = { kind: 'ready', version, hasAnswered }
      return
    }
    dueMs = nowMs + PATIENCE_MS
    send(asciiBytes(encodeCommand(steps[place].command)))
  }

  function bring(frame: CanFrame, nowMs: number): void {
    const sender = frame.isExtended ? undefined : named.get(frame.id)
    incoming = frame
    ;(sender ?? port).send(frame, nowMs)
    incoming = undefined
  }

  function take(reply: SlcanReply, nowMs: number): void {
    if (reply.kind === 'frame') {
      if (state.kind === 'ready') bring(reply.frame, nowMs)
      return
    }
    hasAnswered = true
    if (reply.kind === 'version') version = reply.text
    if (state.kind !== 'starting' || place < 0) return
    if (reply.kind === 'refused' && steps[place].isNeeded) state = { kind: 'failed', fault: 'refused' }
    else goOn(nowMs)
  }

  function endLine(text: string, nowMs: number): void {
    const reply = decodeReply(text)
    if (typeof reply !== 'string') take(reply, nowMs)
    else if (!hasAnswered && ++strangeLines > STRANGE_LINES_MAX) state = { kind: 'failed', fault: 'notAnAdapter' }
  }

  return {
    get state() {
      return state
    },
    receive(bytes, nowMs) {
      for (let i = 0; i < bytes.length && state.kind !== 'failed'; i++) {
        const byte = bytes[i]
        if (byte !== CR && byte !== BELL) {
          if (line.length <= LINE_BYTES_MAX) line += String.fromCharCode(byte)
          continue
        }
        const text = line
        line = ''
        endLine(byte === BELL ? '\x07' : text.trim(), nowMs)
      }
    },
    service(nowMs) {
      if (state.kind === 'starting' && (place < 0 || nowMs >= dueMs)) goOn(nowMs)
    },
    close() {
      if (state.kind === 'ready') send(asciiBytes(encodeCommand({ kind: 'close' })))
      state = { kind: 'failed', fault: 'refused' }
      for (const one of [port, ...named.values()]) one.detach()
    },
  }
}
