/** Cars for the benches, hosted as the workshop hosts them: station workers, own doors, every frame recorded. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDoorPool, DOOR_SETTINGS } from '../../src/doors/pool.ts'
import { createStationHost, type HostedStation } from '../../src/stations/host.ts'
import type { StationOrder } from '../../src/stations/messages.ts'

export type FleetCar = {
  readonly modelId: string
  readonly station: HostedStation
  readonly doors: StationOrder['doors']
  /** By the last view that it showed to whoever watches: how far its own time had come, and when. */
  time(): { readonly stationMs: number; readonly atMs: number }
}

export type Fleet = { readonly cars: readonly FleetCar[]; close(): Promise<void> }

/** All with the power on, and without the simulated delays of adapter and gateway. `modelIds`: one for each car. */
export async function openFleet(modelIds: readonly string[]): Promise<Fleet> {
  let isOver = false
  const evidenceDir = mkdtempSync(join(tmpdir(), 'luban-fleet-'))
  const host = createStationHost({
    worldUrl: new URL('../../src/stations/testing/undelayed-vehicle.ts', import.meta.url),
    log: console.error,
  })
  const pool = createDoorPool(DOOR_SETTINGS)
  const openCar = async (modelId: string, place: number): Promise<FleetCar> => {
    const doors = pool.take()?.doors ?? []
    let time = { stationMs: 0, atMs: 0 }
    const order: StationOrder = {
      attemptId: `fleet-${place}`,
      exerciseId: 'bench',
      exerciseVersion: 1,
      modelId,
      mode: 'practice',
      start: { seed: place, faults: [], settings: {} },
      startActions: [{ kind: 'power', to: 'on' }],
      paceMax: 1,
      startedAtMs: Date.now(),
      versions: {},
      evidencePath: join(evidenceDir, `${place}.mcap`),
      evidenceBytesMax: Number.MAX_SAFE_INTEGER,
      doors,
      peerTimeoutMs: 1000,
    }
    const station = await host.open(order, {
      onEvent(event) {
        if (event.event === 'view') time = { stationMs: event.stationMs, atMs: performance.now() }
      },
      onLost: () => isOver || console.error(`car ${place} was lost`),
    })
    return { modelId, station, doors, time: () => time }
  }
  const cars = await Promise.all(modelIds.map(openCar))
  return {
    cars,
    async close() {
      isOver = true
      await host.close()
      rmSync(evidenceDir, { recursive: true, force: true })
    },
  }
}
