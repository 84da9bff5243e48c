/** A tunnel is one connection of the lab, closed once, whoever ends it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DoorSide } from '@luban/lab'
import { createTunnels } from './tunnels.ts'

function openOne(plugged?: (side: DoorSide) => void) {
  const events: string[] = []
  let side: DoorSide | undefined
  const tunnels = createTunnels({ send: () => {}, took: () => {}, closed: () => events.push('client told') })
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

test('what a busy connection cannot take waits in its order, and only what it took is told', () => {
  const heard: number[] = []
  let tookCount = 0
  let room = 0
  const tunnels = createTunnels({
    send: () => {},
    took: (_, byteCount) => {
      tookCount += byteCount
    },
    closed: () => {},
  })
  tunnels.open(1, () => ({
    receive(bytes) {
      heard.push(...bytes)
      room--
    },
    service: () => {
      room = 2
    },
    close() {},
    isBusy() {
      return room <= 0
    },
  }))
  const all = Uint8Array.from({ length: 10_000 }, (_, i) => i % 251)
  for (let at = 0; at < all.length; at += 3_000) tunnels.receive(1, all.slice(at, at + 3_000), 0)
  assert.equal(heard.length, 0)
  let last = -1
  while (last !== heard.length) {
    assert.equal(tookCount, heard.length)
    last = heard.length
    tunnels.service(0)
    assert(heard.length <= last + 2 * 2048)
  }
  assert.deepEqual(heard, [...all])
})
