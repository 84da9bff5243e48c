/**
 * The car of ../fuzz.ts: as it is, but what tools bring it is counted, and its thread tells its memory when asked.
 * Runs in a station worker; the main thread opens it for the model only.
 */
import { BroadcastChannel, isMainThread } from 'node:worker_threads'
import type { Connection, DoorSide } from '@luban/lab'
import { openWorld as openCar } from '../../src/stations/vehicle.ts'
import type { OpenWorld, World } from '../../src/stations/world.ts'

export const CHANNEL = 'luban fuzz'

export type Memory = { readonly heapBytes: number; readonly externalBytes: number }
/**
 * Bytes and datagrams that reached each car by ELM327 and DoIP, frames of tools on its bus, and what SOVD asked its units,
 * in the order in which the cars were opened.
 */
export type Taken = { bytes: number; datagrams: number; frames: number; questions: number }
export type Report = { readonly memory: Memory; readonly sockets: number; readonly taken: readonly Taken[] }

const taken: Taken[] = []

if (!isMainThread) {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data }) => {
    if (data === 'report') channel.postMessage(report())
  }
  channel.unref()
}

export const openWorld = ((modelId, start) => {
  const world: World = openCar(modelId, start)
  if (isMainThread) return world
  const count: Taken = { bytes: 0, datagrams: 0, frames: 0, questions: 0 }
  taken.push(count)
  world.bus.record((_frame, sender) => {
    if (sender.includes('#')) count.frames++
    if (sender === 'sovd') count.questions++
  })
  const counted = (connection: Connection): Connection => ({
    receive(bytes, nowMs) {
      count.bytes += bytes.length
      connection.receive(bytes, nowMs)
    },
    service: (nowMs) => connection.service(nowMs),
    close: () => connection.close(),
  })
  const doors: Pick<World, 'plugElm327' | 'connectDoip' | 'doipDatagram'> = {
    plugElm327: (side: DoorSide, nowMs) => counted(world.plugElm327(side, nowMs)),
    connectDoip: (side: DoorSide, nowMs) => counted(world.connectDoip(side, nowMs)),
    doipDatagram(bytes) {
      count.datagrams++
      count.bytes += bytes.length
      return world.doipDatagram(bytes)
    },
  }
  return Object.assign(Object.create(world), doors) as World
}) satisfies OpenWorld

function report(): Report {
  return {
    memory: memoryOfThisThread(),
    sockets: process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length,
    taken,
  }
}

/** After a collection of garbage; array buffers are a part of `external`. */
export function memoryOfThisThread(): Memory {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return { heapBytes: heapUsed, externalBytes: external }
}
