/** A thread that plays one attempt again, tells its track line by line, and is over. */
import { parentPort, workerData } from 'node:worker_threads'
import { createReplayTrack, type EvidenceRecord, segmentsOf, type TrackEvent } from '@luban/lab'
import { assert } from '@luban/stdx'
import { type OpenWorld, secondBusOf } from '../stations/world.ts'
import { readParts } from './parts.ts'
import type { TrackWorkerData } from './tracks.ts'

/** A piece of what is told is sent when it has grown to this. */
const PIECE_CHARACTERS = 64 * 1024

assert(parentPort !== null, 'a track worker is started by tracks.ts')
const main = parentPort
const { path, modelId, start, injected, lookAt, worldUrl } = workerData as TrackWorkerData

let piece = ''
function tell(event: TrackEvent): void {
  piece += `${JSON.stringify(event)}\n`
  if (piece.length >= PIECE_CHARACTERS) send()
}
function send(): void {
  if (piece !== '') main.postMessage(piece)
  piece = ''
}

const { openWorld } = (await import(worldUrl)) as { openWorld: OpenWorld }
const world = openWorld(modelId, start)
const truth = [...start.faults, ...injected]
const secondBus = secondBusOf(world)
const track = createReplayTrack(
  {
    station: world as never,
    bus: world.bus,
    senders: new Set(world.model.ecus.map(({ id }) => id)),
    ...(secondBus && { secondBus }),
    connectDoip: world.connectDoip,
    intervene(event, number) {
      const fault = truth[number]
      assert(fault !== undefined, `the truth has no fault ${number}`)
      if (event === 'injected') world.inject?.(fault)
      else world.clear?.(fault)
    },
  },
  { segments: segmentsOf(await readPaces()), ecus: world.model.ecus, lookAt, emit: tell },
)
for await (const { records, firstIndex } of readParts(path)) {
  for (const [i, record] of records.entries()) track.play(record, firstIndex + i)
  send()
  if (track.isDone) break
}
track.end()
send()

/** Before anything else: a step's wall time hangs on them. */
async function readPaces(): Promise<EvidenceRecord[]> {
  const paces: EvidenceRecord[] = []
  for await (const { records } of readParts(path)) paces.push(...records.filter(({ kind }) => kind === 'pace'))
  return paces
}
