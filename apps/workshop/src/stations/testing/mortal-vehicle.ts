/** The cars as in the workshop, and one request at the DoIP door, by TCP or UDP, that ends the thread, as a lack of memory would. */

import { openWorld as openVehicle } from '../vehicle.ts'
import type { OpenWorld } from '../world.ts'

/** A diagnostic message, or a datagram, with this in it: of no service that there is. */
export const DEADLY = Uint8Array.of(0xde, 0xad, 0xde, 0xad)

export const openWorld: OpenWorld = (modelId, start, adapter) => {
  const world = openVehicle(modelId, start, adapter)
  const connectDoip: typeof world.connectDoip = (side, nowMs, isSecure) => {
    const connection = world.connectDoip(side, nowMs, isSecure)
    return {
      receive(bytes, atMs) {
        dieOf(bytes)
        connection.receive(bytes, atMs)
      },
      service: connection.service,
      close: connection.close,
    }
  }
  const doipDatagram: typeof world.doipDatagram = (bytes) => {
    dieOf(bytes)
    return world.doipDatagram(bytes)
  }
  // The getters of the car stay what they are.
  return Object.create(world, { connectDoip: { value: connectDoip }, doipDatagram: { value: doipDatagram } })
}

function dieOf(bytes: Uint8Array): void {
  if (Buffer.from(bytes).includes(Buffer.from(DEADLY))) process.exit(3)
}
