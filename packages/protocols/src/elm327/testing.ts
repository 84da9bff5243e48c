/** For the tests: control units that answer from a list, and a client that types lines and reads what comes back. */
import { assert, hex, toHex } from '@luban/stdx'
import type { CanBus } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { createElm327, type Elm327Options } from './session.ts'

/** A node that answers what `answers` says: request frame (its first bytes) to frames, "7E8: 04 41 0C 1A F8". */
export function addEcu(bus: CanBus, answers: Readonly<Record<string, readonly string[]>>, heard: string[] = []) {
  const port = bus.attach('ecu', (frame, nowMs) => {
    const asked = `${idOf(frame)}: ${spaced(frame.data)}`
    heard.push(asked)
    for (const [request, frames] of Object.entries(answers)) {
      if (asked.startsWith(request)) for (const text of frames) say(text, nowMs)
    }
  })
  function say(text: string, nowMs: number): void {
    const [id, data] = text.split(': ')
    const bytes = new Uint8Array(8).fill(0xaa)
    bytes.set(hex(data))
    port.send({ id: Number.parseInt(id, 16), isExtended: id.length > 3, data: bytes }, nowMs)
  }
  return { heard, say }
}

export function idOf({ id, isExtended }: CanFrame): string {
  return id
    .toString(16)
    .toUpperCase()
    .padStart(isExtended ? 8 : 3, '0')
}

export function spaced(bytes: Uint8Array): string {
  return (toHex(bytes).match(/../g) ?? []).join(' ')
}

/** A client at a terminal: types lines, reads what comes back. */
export function plug(bus: CanBus, options: Partial<Elm327Options> = {}) {
  let read = ''
  let nowMs = 0
  const adapter = createElm327({
    bus,
    name: 'elm327',
    send: (bytes) => {
      read += String.fromCharCode(...bytes)
    },
    ...options,
  })
  const type = (text: string) => {
    read = ''
    adapter.receive(
      Uint8Array.from(text, (character) => character.charCodeAt(0)),
      nowMs,
    )
    return read
  }
  return {
    adapter,
    /** What came at once. */
    type,
    /** What came until `ms` later, in the 10 ms steps of a station. */
    wait(ms: number) {
      for (const endMs = nowMs + ms; nowMs < endMs; ) {
        nowMs += 10
        adapter.service(nowMs)
      }
      return read
    },
    /** One command and its whole answer, lines joined by "|", the prompt taken off. */
    ask(line: string, waitMs = 1_000): string {
      type(`${line}\r`)
      const text = this.wait(read.endsWith('>') ? 0 : waitMs)
      assert(text.endsWith('\r>') || text.endsWith('\r\n>'), `${line} ends without a prompt: ${JSON.stringify(text)}`)
      return text
        .slice(0, -1)
        .split(/[\r\n]+/)
        .filter((part) => part !== '')
        .map((part) => part.trimEnd())
        .join('|')
    },
  }
}
