/** A tunnel is one connection of the lab, closed once, whoever ends it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DoorSide } from '@luban/lab'
import { createTunnels } from './tunnels.ts'

function openOne(plugged?: (side: DoorSide) => void) {
  const events: string[] = []
  let side: DoorSide | undefined
  const tunnels = createTunnels({ send: () => {}, closed: () => events.push('client told') })
  tunnels.open(1, (given) => {
    side = given
    plugged?.(given)
    return {
      receive: (bytes) => {
        if (bytes[0] === 0xff) given.close()
      },
      service() {},
      close: () => events.push('connection closed'),
    }
  })
  return { tunnels, events, side: side as DoorSide }
}

test('a station that ends a tunnel frees its place', () => {
  const { tunnels, events } = openOne()
  tunnels.receive(1, Uint8Array.of(0xff), 0)
  assert.deepEqual(events.toSorted(), ['client told', 'connection closed'])
})

test('a station that refuses a tunnel while it is plugged in frees its place', () => {
  const { events } = openOne((side) => side.close())
  assert.deepEqual(events.toSorted(), ['client told', 'connection closed'])
})

test('a client that ends a tunnel is not told so, and the connection is closed once', () => {
  const { tunnels, events, side } = openOne()
  tunnels.close(1)
  side.close()
  tunnels.close(1)
  assert.deepEqual(events, ['connection closed'])
})

test('at the end of the attempt every tunnel is closed once', () => {
  const { tunnels, events } = openOne()
  tunnels.closeAll()
  tunnels.closeAll()
  assert.deepEqual(events.toSorted(), ['client told', 'connection closed'])
})
