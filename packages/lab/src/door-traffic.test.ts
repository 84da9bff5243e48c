import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DoorEvent, plugNoted } from './door-traffic.ts'
import type { DoorSide } from './station.ts'

function plugged() {
  const noted: string[] = []
  const done: string[] = []
  let station: DoorSide | undefined
  const connection = plugNoted({
    side: { send: (bytes) => void done.push(`tool gets ${bytes}`), close: () => void done.push('tool is dropped') },
    nowMs: 5,
    plug: (side, nowMs) => {
      station = side
      done.push(`plugged at ${nowMs}`)
      return {
        receive: (bytes, atMs) => void done.push(`station gets ${bytes} at ${atMs}`),
        service: (atMs) => void done.push(`served at ${atMs}`),
        close: () => void done.push('station is told'),
      }
    },
    note: (event: DoorEvent, bytes) => void noted.push(`${event} ${bytes}`.trim()),
  })
  assert(station)
  return { connection, station, noted, done }
}

test('every byte passes and is noted, both ways', () => {
  const { connection, station, noted, done } = plugged()
  connection.receive(Uint8Array.of(1, 2), 6)
  station.send(Uint8Array.of(3))
  connection.service(7)
  assert.deepEqual(noted, ['opened', 'received 1,2', 'sent 3'])
  assert.deepEqual(done, ['plugged at 5', 'station gets 1,2 at 6', 'tool gets 3', 'served at 7'])
})

test('an end is noted once, whoever ends it', () => {
  const byTool = plugged()
  byTool.connection.close()
  byTool.connection.close()
  assert.deepEqual(byTool.noted, ['opened', 'closed'])
  assert(byTool.done.includes('station is told'))
  const byStation = plugged()
  byStation.station.close()
  byStation.connection.close()
  assert.deepEqual(byStation.noted, ['opened', 'closed'])
  assert(byStation.done.includes('tool is dropped'))
})
