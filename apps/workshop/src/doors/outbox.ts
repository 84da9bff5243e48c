/**
 * Holds what a station says while it still listens, then sends it message by message without a pause between them.
 *
 * A DoIP gateway acknowledges before its ECU has answered. Sent at once, each of the two wakes the tool; sent back to
 * back, the tool mostly finds both: 1.3 times the round trips of TesterPresent (measured, two cores).
 */
import type { DoorSide } from '@luban/lab'

export type Outbox = {
  /** What the station is given instead of the tool's own side. */
  readonly side: DoorSide
  /** Runs `listen`; everything sent during it goes out afterwards, even when it throws. */
  during(listen: () => void): void
}

export function createOutbox(side: DoorSide): Outbox {
  const held: Uint8Array[] = []
  let isHolding = false

  function flush(): void {
    isHolding = false
    for (const bytes of held) side.send(bytes)
    held.length = 0
  }

  return {
    side: {
      send(bytes) {
        if (isHolding) held.push(bytes)
        else side.send(bytes)
      },
      close() {
        flush() // Last words go before the end.
        side.close()
      },
    },
    during(listen) {
      isHolding = true
      try {
        listen()
      } finally {
        flush()
      }
    },
  }
}
