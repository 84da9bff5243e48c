import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCanBus, EXCHANGE_FRAMES_MAX } from './bus.ts'
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

const fdFrame: CanFrame = { ...frame(3), fd: { isBitRateSwitched: true, isErrorPassive: false } }
const remoteFrame: CanFrame = { id: 4, isExtended: false, data: Uint8Array.of(), remoteBytes: 8 }

test('only who asks for them hears CAN FD and remote frames; a recorder sees all', () => {
  const bus = createCanBus()
  const heard: string[] = []
  bus.record(({ id }) => heard.push(`recorder ${id}`))
  const sender = bus.attach('sender', () => {})
  bus.attach('old', ({ id }) => heard.push(`old ${id}`))
  bus.attach('fd', ({ id }) => heard.push(`fd ${id}`), { isFdCapable: true })
  bus.attach('remote', ({ id }) => heard.push(`remote ${id}`), { hearsRemoteFrames: true })
  for (const one of [frame(1), fdFrame, remoteFrame]) sender.send(one, 0)
  assert.deepEqual(heard, [
    ...['recorder 1', 'old 1', 'fd 1', 'remote 1'],
    ...['recorder 3', 'fd 3'],
    ...['recorder 4', 'remote 4'],
  ])
})

test('a node with a filter hears only the identifiers that it takes, whoever sends them', () => {
  const bus = createCanBus()
  const heard: Record<string, number[]> = { all: [], some: [], none: [] }
  const sender = bus.attach('sender', () => {})
  bus.attach('all', ({ id }) => heard.all.push(id))
  bus.attach('some', ({ id }) => heard.some.push(id), { ids: [2, 5] })
  bus.attach('none', ({ id }) => heard.none.push(id), { ids: [] })
  for (const id of [1, 2, 3, 5]) sender.send(frame(id), 0)
  assert.deepEqual(heard, { all: [1, 2, 3, 5], some: [2, 5], none: [] })
})

test('a detached node sends nothing more', () => {
  const bus = createCanBus()
  let heard = 0
  const a = bus.attach('a', () => {})
  bus.attach('b', () => heard++)
  a.detach()
  assert.equal(a.send(frame(1), 0), false)
  assert.equal(heard, 0)
})

test('what is no frame never gets onto the bus', () => {
  const a = createCanBus().attach('a', () => {})
  assert.throws(() => a.send({ ...frame(1), data: new Uint8Array(9) }, 0), /CAN frame/)
  assert.throws(() => a.send({ ...frame(1), id: 0x800 }, 0), /CAN frame/)
})

test('two nodes that answer each other for ever are stopped, and the bus goes on afterwards', () => {
  const bus = createCanBus()
  let frames = 0
  let refused = 0
  bus.record(() => frames++)
  const a = bus.attach('a', (_, nowMs) => a.send(frame(1), nowMs) || refused++)
  const b = bus.attach('b', (_, nowMs) => b.send(frame(2), nowMs) || refused++)
  assert.equal(a.send(frame(1), 0), true)
  assert.deepEqual([frames, refused], [EXCHANGE_FRAMES_MAX, 1])
  b.detach()
  assert.equal(a.send(frame(1), 0), true)
  assert.equal(frames, EXCHANGE_FRAMES_MAX + 1)
})

test('a node that sends without end inside one exchange is refused at the limit; nothing is left for the next', () => {
  const bus = createCanBus()
  const heard: number[] = []
  const sender = bus.attach('sender', () => {})
  bus.attach('listener', ({ id }) => heard.push(id))
  const flooding = bus.attach('flooding', ({ id }, nowMs) => {
    for (let i = 0; id === 1 && i < EXCHANGE_FRAMES_MAX; i++)
      assert.equal(flooding.send(frame(2), nowMs), i < EXCHANGE_FRAMES_MAX - 1)
  })
  sender.send(frame(1), 0)
  assert.equal(heard.length, EXCHANGE_FRAMES_MAX)
  sender.send(frame(3), 1)
  assert.deepEqual(heard.slice(EXCHANGE_FRAMES_MAX), [3])
})

test('a flood from outside is carried frame by frame, in its order, and none waits', () => {
  const bus = createCanBus()
  let next = 0
  const door = bus.attach('door', () => {})
  bus.attach('ecu', ({ id }) => assert.equal(id, next & 0x7ff))
  for (next = 0; next < 100_000; next++) assert.equal(door.send(frame(next & 0x7ff), next), true)
})
