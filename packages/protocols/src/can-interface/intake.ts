/**
 * Takes a tool's commands one by one, in their order, no faster than its host and the wire can.
 *
 * A command that finds the wire full waits, and everything behind it; so does what comes after so many commands between two
 * calls of `service`. Meanwhile `isBusy` asks the host to read no more from that tool.
 */
import { createInbox } from './inbox.ts'

export type Intake = {
  /** False when a host gave far more than it was asked to: then nothing was kept. */
  receive(bytes: Uint8Array, nowMs: number): boolean
  service(nowMs: number): void
  /** Forgets what waits. */
  clear(): void
  isBusy(): boolean
}

export type IntakeOptions = {
  /**
   * Takes the command at the beginning of `bytes` and answers with its length; 0 when it is not whole yet; `WIRE_IS_FULL`
   * when it must be given again later. `bytes` are good until it returns.
   */
  take(bytes: Uint8Array, nowMs: number): number
}

export const WIRE_IS_FULL = -1
/** A host calls `service` every 10 ms or so: ten thousand commands a second, twice as many as frames fit on the wire. */
export const COMMANDS_A_SERVICE_MAX = 100
const INBOX_BYTES_MAX = 64 * 1024

export function createIntake({ take }: IntakeOptions): Intake {
  const inbox = createInbox(INBOX_BYTES_MAX)
  let isBusy = false
  let left = COMMANDS_A_SERVICE_MAX

  function takeAll(nowMs: number): void {
    isBusy = false
    while (inbox.bytes().length > 0) {
      const length = left > 0 ? take(inbox.bytes(), nowMs) : WIRE_IS_FULL
      isBusy = length === WIRE_IS_FULL
      if (length <= 0) return
      left--
      inbox.drop(length)
    }
  }

  return {
    receive(bytes, nowMs) {
      if (!inbox.push(bytes)) return false
      if (!isBusy) takeAll(nowMs)
      return true
    },
    service(nowMs) {
      left = COMMANDS_A_SERVICE_MAX
      if (isBusy) takeAll(nowMs)
    },
    clear() {
      inbox.clear()
      isBusy = false
    },
    isBusy() {
      return isBusy
    },
  }
}
