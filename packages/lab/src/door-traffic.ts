/**
 * A tool at a door with every byte noted, both ways: for doors whose exchanges leave no frames on the CAN bus.
 * From these bytes the assessment reads what a DoIP tool was answered, and a replay plugs the tool in again.
 */
import type { Connection, DoorSide } from './station.ts'

export type DoorEvent = 'opened' | 'received' | 'sent' | 'closed'

export type NotedPlug = {
  readonly side: DoorSide
  readonly nowMs: number
  plug(side: DoorSide, nowMs: number): Connection
  /** Called before the station gets bytes, and before the tool gets them; with no bytes at the ends. */
  note(event: DoorEvent, bytes: Uint8Array): void
}

export function plugNoted({ side, nowMs, plug, note }: NotedPlug): Connection {
  let isClosed = false
  function close(): void {
    if (isClosed) return
    isClosed = true
    note('closed', NOTHING)
  }
  note('opened', NOTHING)
  const connection = plug(
    {
      send(bytes) {
        note('sent', bytes)
        side.send(bytes)
      },
      close() {
        close()
        side.close()
      },
    },
    nowMs,
  )
  return {
    receive(bytes, atMs) {
      if (!isClosed) note('received', bytes)
      connection.receive(bytes, atMs)
    },
    service: (atMs) => connection.service(atMs),
    isResting: () => connection.isResting?.() === true,
    close() {
      close()
      connection.close()
    },
  }
}

const NOTHING = new Uint8Array(0)
