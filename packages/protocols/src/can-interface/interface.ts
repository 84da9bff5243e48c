/**
 * CAN interfaces of tools on the network: nodes of one bus, which together never send more than the bus could carry.
 *
 * A tool behind TCP can write a hundred thousand frames a second; the wire of a car at 500 kbit/s carries about 4500. So each
 * interface has the bit time of its share of the wire, and what does not fit now has to wait (`trySend` is false): the host
 * stops reading from that tool. One tool's flood therefore takes neither another tool's share nor the station's time.
 * Left out: arbitration, acknowledgement and errors of the wire (see ../can/coverage.md).
 */
import { assert } from '@luban/stdx'
import type { CanBus, CanHearing, CanReceiver } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'

export type CanInterface = {
  /** False, and nothing was sent: the wire has no room for this tool before a later moment. */
  trySend(frame: CanFrame, nowMs: number): boolean
  detach(): void
}

export type CanInterfaces = {
  readonly bitRate: number
  /** `name` is the sender in a recording: "slcan #2". */
  attach(name: string, receive: CanReceiver, nowMs: number, hearing?: CanHearing): CanInterface
}

/** How much bit time may be saved up: a host serves its connections every few milliseconds, and now and then late. */
const SAVED_MS_MAX = 25

export function createCanInterfaces(bus: CanBus, bitRate: number): CanInterfaces {
  assert(bitRate > 0)
  const savedBitsMax = (bitRate / 1000) * SAVED_MS_MAX
  let count = 0

  return {
    bitRate,
    attach(name, receive, nowMs, hearing) {
      const port = bus.attach(name, receive, hearing)
      let isAttached = true
      let bits = savedBitsMax
      let countedMs = nowMs
      count++

      function save(untilMs: number): void {
        // Wall time never runs backwards for long; if it does, nothing is taken away.
        const gained = (Math.max(0, untilMs - countedMs) * bitRate) / 1000 / count
        bits = Math.min(savedBitsMax, bits + gained)
        countedMs = untilMs
      }

      return {
        trySend(frame, atMs) {
          if (!isAttached) return true // Nobody is waited for any more.
          save(atMs)
          // Going into debt by one frame, so that even the longest frame is sent in the end.
          if (bits <= 0 || !port.send(frame, atMs)) return false
          bits -= frameBits(frame)
          return true
        },
        detach() {
          if (!isAttached) return
          isAttached = false
          count--
          port.detach()
        },
      }
    },
  }
}

/** With the data of a CAN FD frame going so many times as fast. */
const FD_SPEED_UP = 4

/** In bits of the ordinary rate, with the pause behind it and without stuff bits: no bus does better. ISO 11898-1. */
export function frameBits({ isExtended, data, fd }: CanFrame): number {
  const head = isExtended ? 67 : 47
  // A CAN FD frame has a longer checksum, which goes at the rate of the data.
  if (fd !== undefined) return head + (8 * data.length + 20) / (fd.isBitRateSwitched ? FD_SPEED_UP : 1)
  return head + 8 * data.length
}
