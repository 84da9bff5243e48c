import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCanBus } from './bus.ts'
import type { CanFrame } from './frame.ts'

const frame = (id: number): CanFrame => ({ id, isExtended: false, data: Uint8Array.of(id & 0xff) })

test('every other node hears a frame, its sender does not', () => {
  const bus = createCanBus()
  const heard: string[] = []
  const a = bus.attach('a', ({ id }) => heard.push(`a ${id}`))
  bus.attach('b', ({ id }) => heard.push(`b ${id}`))
  bus.attach('c', ({ id }) => heard.push(`c ${id}`))
  a.send(frame(1), 0)
  assert.deepEqual(heard, ['b 1', 'c 1'])
})

test('an answer given inside a receiver waits until all have heard the question', () => {
  const bus = createCanBus()
  const heard: string[] = []
  const tester = bus.attach('tester', ({ id }) => heard.push(`tester ${id}`))
  const ecu = bus.attach('ecu', ({ id }, nowMs) => id === 1 && ecu.send(frame(2), nowMs))
  bus.attach('listener', ({ id }) => heard.push(`listener ${id}`))
  tester.send(frame(1), 0)
  assert.deepEqual(heard, ['listener 1', 'tester 2', 'listener 2'])
})

test('a detached node hears nothing more, even of frames already queued', () => {
  const bus = createCanBus()
  const heard: number[] = []
  const a = bus.attach('a', () => {})
  const b = bus.attach('b', ({ id }) => {
    heard.push(id)
    b.detach()
  })
  a.send(frame(1), 0)
  a.send(frame(2), 0)
  assert.deepEqual(heard, [1])
})

test('a recorder sees each frame once, with its sender and time', () => {
  const bus = createCanBus()
  const seen: string[] = []
  bus.record(({ id }, sender, nowMs) => seen.push(`${nowMs} ${sender} ${id}`))
  const a = bus.attach('a', () => {})
  const b = bus.attach('b', () => b.send(frame(2), 8))
  a.send(frame(1), 7)
  assert.deepEqual(seen, ['7 a 1', '8 b 2'])
})

test('a receiver that fails leaves the bus usable', () => {
  const bus = createCanBus()
  let heard = 0
  const a = bus.attach('a', () => {})
  const broken = bus.attach('broken', () => {
    throw new Error('broken node')
  })
  bus.attach('c', () => heard++)
  assert.throws(() => a.send(frame(1), 0), /broken node/)
  broken.detach()
  a.send(frame(2), 0)
  assert.equal(heard, 1)
})
