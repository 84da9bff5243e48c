/**
 * How fast a station comes back from its evidence after its thread died: seconds of the car that are done again in a second,
 * beside the same car merely stepped. From a file on the disk, every state compared. A minute of each car; with `--long` an hour.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunningEvidence } from '@luban/lab'
import { createEvidenceFile } from '../src/evidence/evidence-file.ts'
import { createFollower } from '../src/stations/follower.ts'
import { openWorld } from '../src/stations/vehicle.ts'

const STATION_S = process.argv.includes('--long') ? 3600 : 60
const START = { seed: 5, faults: [], settings: {} } as const

const folder = await mkdtemp(join(tmpdir(), 'luban-restore-'))
for (const modelId of ['byd-atto-3', 'haval-jolion', 'haval-h6-hev']) {
  const path = join(folder, `${modelId}.mcap`)
  const lived = await live(modelId, path)
  const world = openWorld(modelId, START)
  const follower = await createFollower({ world, evidencePath: path, faultId: () => undefined })
  const beganMs = performance.now()
  await follower.catchUp()
  const tookS = (performance.now() - beganMs) / 1000
  const { evidence, isSame, statesCompared } = await follower.takeOver(follower.lastWallMs)
  await evidence.close()
  const isBack = isSame && world.stateHash() === lived.stateHash
  if (!isBack) process.exitCode = 1
  console.log(
    `${modelId}: ${Math.round(STATION_S / tookS)} s of the car a second (stepped only: ${Math.round(STATION_S / lived.tookS)}); ` +
      `an hour is back after ${Math.round((3600 * tookS) / STATION_S)} s; ` +
      `${statesCompared} states compared: ${isBack ? 'the same' : 'NOT THE SAME'}`,
  )
}
await rm(folder, { recursive: true })

/** As its host would: frames as they come, a state every second. */
async function live(modelId: string, path: string) {
  const file = await createEvidenceFile(path)
  const world = openWorld(modelId, START)
  const { stepMs } = world.model
  const times = () => ({ tick: world.tick, stationMs: world.tick * stepMs, wallMs: world.tick * stepMs })
  const record = (content: object) => void file.record({ ...content, ...times() } as RunningEvidence)
  record({
    ...{ kind: 'opened', attempt: 'bench', exercise: 'bench', exerciseVersion: 1, mode: 'practice', model: modelId },
    ...{ stepMs, seed: START.seed, startedAtMs: 0, versions: {}, ...(world.chargingBus && { canChannels: 2 }) },
  })
  record({ kind: 'pace', pace: 1 })
  world.bus.record((frame, sender) => void file.frame(times(), sender, frame))
  world.chargingBus?.record((frame, sender) => void file.frame(times(), sender, frame, 1))
  for (const action of [{ kind: 'power', to: 'on' }, { kind: 'start' }]) {
    record({ kind: 'action', by: 'bench', action, outcome: world.act(action as never) })
  }
  let tookMs = 0
  for (let second = 0; second < STATION_S; second++) {
    const beganMs = performance.now()
    for (let step = 0; step < 1000 / stepMs; step++) {
      world.step()
      world.service(world.tick * stepMs)
    }
    tookMs += performance.now() - beganMs
    record({ kind: 'view', view: {}, stateHash: world.stateHash() })
    file.flush()
  }
  await file.close()
  return { stateHash: world.stateHash(), tookS: tookMs / 1000 }
}
