/**
 * What both sides of a DC charge share: messages sent at their period, messages heard with their time, and the phases.
 *
 * Charger and vehicle are two nodes of a J1939 network that consists of nothing else. Their state machines are
 * ./charger-session.ts and ./vehicle-session.ts; either may face the other or a foreign one on the same channel.
 */
import type { CanPort } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { createJ1939Node } from '../j1939/session.ts'
import { decodeMessage, encodeMessage, type Message, type MessageOf } from './message.ts'
import { ADDRESS, MESSAGES, type MessageCode } from './tables.ts'

export type Side = keyof typeof ADDRESS

/** What a side says of itself: a message's fields, without its name. */
export type Content<C extends MessageCode> = Omit<MessageOf<C>, 'kind'>

export type Exchange = {
  receive(frame: CanFrame, nowMs: number): void
  /** Sends what is due of these messages, each at its own period; a message that is new in the list goes out at once. */
  send(wanted: readonly MessageCode[], build: (code: MessageCode) => Message | undefined, nowMs: number): void
  /** What this message says has changed: it goes out with the next `send`, and its period begins anew. */
  renew(code: MessageCode): void
  /** Runs the timers of long messages. */
  service(nowMs: number): void
  /** The last message of this kind since `forget`. */
  heard<C extends MessageCode>(code: C): MessageOf<C> | undefined
  /** When that was; undefined when there was none. */
  heardMs(code: MessageCode): number | undefined
  forget(codes?: readonly MessageCode[]): void
  reset(): void
}

export function createExchange(options: {
  readonly side: Side
  readonly port: CanPort
  /** After the message is kept. What we do not understand is passed over: it counts as not heard. */
  onMessage(message: Message, nowMs: number): void
}): Exchange {
  const peer: Side = options.side === 'charger' ? 'vehicle' : 'charger'
  const heard = new Map<MessageCode, { message: Message; atMs: number }>()
  const dueMs = new Map<MessageCode, number>()

  const node = createJ1939Node({
    port: options.port,
    address: ADDRESS[options.side],
    onMessage({ pgn, source, data }, nowMs) {
      if (source !== ADDRESS[peer]) return
      const message = decodeMessage(pgn, data)
      if (typeof message === 'string' || MESSAGES[message.kind].sender !== peer) return
      heard.set(message.kind, { message, atMs: nowMs })
      options.onMessage(message, nowMs)
    },
  })

  function sendOne(code: MessageCode, build: (code: MessageCode) => Message | undefined, nowMs: number): void {
    const { pgn, priority, periodMs } = MESSAGES[code]
    // After a pause in service the period starts anew: missed messages are not made up for.
    const next = (dueMs.get(code) ?? nowMs) + periodMs
    dueMs.set(code, next > nowMs ? next : nowMs + periodMs)
    const message = node.isBusyWith(pgn) ? undefined : build(code)
    if (message !== undefined)
      node.send({ pgn, priority, destination: ADDRESS[peer], data: encodeMessage(message) }, nowMs)
  }

  return {
    receive: node.receive,
    service: node.service,
    send(wanted, build, nowMs) {
      for (const code of dueMs.keys()) if (!wanted.includes(code)) dueMs.delete(code)
      for (const code of wanted) if (nowMs >= (dueMs.get(code) ?? nowMs)) sendOne(code, build, nowMs)
    },
    renew: (code) => void dueMs.delete(code),
    heard: <C extends MessageCode>(code: C) => heard.get(code)?.message as MessageOf<C> | undefined,
    heardMs: (code) => heard.get(code)?.atMs,
    forget(codes) {
      if (codes === undefined) heard.clear()
      else for (const code of codes) heard.delete(code)
    },
    reset() {
      heard.clear()
      dueMs.clear()
      node.reset()
    },
  }
}

/** Something was to be heard within `limitMs` from the later of `sinceMs` and when it was heard last. */
export const isOverdue = (nowMs: number, limitMs: number, sinceMs: number, heardMs: number | undefined): boolean =>
  nowMs - Math.max(sinceMs, heardMs ?? sinceMs) >= limitMs
