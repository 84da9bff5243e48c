/**
 * Bytes that a tool has sent and nobody has taken yet: the rest of a command, and what waits for room on the wire.
 *
 * Bounded. A host asks a session whether it is busy before it gives it more, so the bound is met only by a host that does not.
 */

export type Inbox = {
  /** False when it would hold too much; then nothing was kept. */
  push(bytes: Uint8Array): boolean
  /** What is there, oldest first. Good until the next `push` or `drop`. */
  bytes(): Uint8Array
  /** The oldest `count` bytes were taken. */
  drop(count: number): void
  clear(): void
}

const FIRST_BYTES = 256

export function createInbox(bytesMax: number): Inbox {
  let buffer = new Uint8Array(Math.min(FIRST_BYTES, bytesMax))
  let start = 0
  let end = 0

  /** Moves what is there to the front, into a larger buffer if need be. */
  function makeRoom(length: number): void {
    const target = length > buffer.length ? new Uint8Array(Math.min(bytesMax, 2 * length)) : buffer
    target.set(buffer.subarray(start, end))
    end -= start
    start = 0
    buffer = target
  }

  return {
    push(bytes) {
      const length = end - start + bytes.length
      if (length > bytesMax) return false
      if (end + bytes.length > buffer.length) makeRoom(length)
      buffer.set(bytes, end)
      end += bytes.length
      return true
    },
    bytes: () => buffer.subarray(start, end),
    drop(count) {
      start = Math.min(end, start + count)
      if (start === end) start = end = 0
    },
    clear() {
      start = end = 0
    },
  }
}
