/** The cars as in the workshop, and one request at the DoIP door that ends the whole thread, as running out of memory would. */

import { openWorld as openVehicle } from '../vehicle.ts'
import type { OpenWorld } from '../world.ts'

/** A diagnostic message with this in it: of no service that there is. */
export const DEADLY = Uint8Array.of(0xde, 0xad, 0xde, 0xad)

export const openWorld: OpenWorld = (modelId, start, adapter) => {
  const world = openVehicle(modelId, start, adapter)
  const connectDoip: typeof world.connectDoip = (side, nowMs, isSecure) => {
    const connection = world.connectDoip(side, nowMs, isSecure)
    return {
      receive(bytes, atMs) {
        if (Buffer.from(bytes).includes(Buffer.from(DEADLY))) process.exit(3)
        connection.receive(bytes, atMs)
      },
      service: connection.service,
      close: connection.close,
    }
  }
  // The getters of the car stay what they are.
  return Object.create(world, { connectDoip: { value: connectDoip } })
}
