import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCanBus } from '@luban/protocols/can/bus'
import { formatFrame } from '@luban/protocols/can/candump'
import type { CanFrame } from '@luban/protocols/can/frame'
import { createCanInterfaces } from '@luban/protocols/can-interface/interface'
import {
  NativeCanError,
  type NativeChannel,
  type NativeMessage,
  openNativeChannel,
  plugNativeCan,
} from './native-can.ts'

const classical = (id: number, bytes: number[], isExtended = false): CanFrame => ({
  id,
  isExtended,
  data: Uint8Array.from(bytes),
})

/** The library's channel, without a kernel: what the car sent, and a way to speak as another program of the host. */
function createHost() {
  const sent: string[] = []
  const listeners: { onMessage?: (message: NativeMessage) => void; onStopped?: () => void } = {}
  let isStarted = false
  const write = (kind: string, { id, ext, rtr, fd_brs, data }: NativeMessage) =>
    sent.push(
      `${kind} ${id.toString(16)}${ext ? 'x' : ''}${rtr ? ' remote' : ''}${fd_brs ? ' fast' : ''} ${data.toString('hex')}`,
    )
  const channel: NativeChannel = {
    addListener(event: 'onMessage' | 'onStopped', listener: never) {
      listeners[event] = listener
    },
    start() {
      isStarted = true
    },
    stop() {
      isStarted = false
    },
    send: (message) => write('can', message),
    sendFD: (message) => write('fd', message),
  }
  return {
    channel,
    sent,
    say: (message: NativeMessage) => listeners.onMessage?.(message),
    vanish: () => listeners.onStopped?.(),
    isStarted: () => isStarted,
  }
}

function plugged() {
  const bus = createCanBus()
  const heard: string[] = []
  const unit = bus.attach('unit', (frame) => heard.push(formatFrame(frame)), {
    isFdCapable: true,
    hearsRemoteFrames: true,
  })
  const host = createHost()
  let nowMs = 0
  let stops = 0
  const native = plugNativeCan({
    interfaces: createCanInterfaces(bus, 500_000),
    channel: host.channel,
    name: 'vcan0',
    now: () => nowMs,
    stopped: () => void stops++,
  })
  const wait = (ms: number) => {
    nowMs += ms
    native.service(nowMs)
  }
  return { unit, heard, host, native, wait, stops: () => stops }
}

test('each kind of frame goes out to the host as it is, and comes in as it is', () => {
  const { unit, heard, host } = plugged()
  const fd = { isBitRateSwitched: true, isErrorPassive: false }
  unit.send(classical(0x7e8, [1, 2]), 0)
  unit.send(classical(0x18daf110, [], true), 0)
  unit.send({ ...classical(0x100, []), remoteBytes: 3 }, 0)
  unit.send({ ...classical(0x101, Array(12).fill(7)), fd }, 0)
  assert.deepEqual(host.sent, [
    'can 7e8 0102',
    'can 18daf110x ',
    'can 100 remote 000000',
    `fd 101 fast ${'07'.repeat(12)}`,
  ])
  host.say({ id: 0x7e0, data: Buffer.from([2, 0x3e, 0]) })
  host.say({ id: 0x18da10f1, ext: true, data: Buffer.alloc(0) })
  host.say({ id: 0x100, rtr: true, data: Buffer.alloc(3) })
  host.say({ id: 0x102, data: Buffer.alloc(16) })
  const frames = [
    classical(0x7e0, [2, 0x3e, 0]),
    classical(0x18da10f1, [], true),
    { ...classical(0x100, []), remoteBytes: 3 },
  ]
  const long = { ...classical(0x102, Array(16).fill(0)), fd: { ...fd, isBitRateSwitched: false } }
  assert.deepEqual(heard, [...frames, long].map(formatFrame))
})

test('what is no frame of a node is passed over: error reports, and lengths that do not exist', () => {
  const { heard, host } = plugged()
  host.say({ id: 4, err: true, data: Buffer.alloc(8) })
  host.say({ id: 1, data: Buffer.alloc(9) })
  host.say({ id: 1, data: Buffer.alloc(127) })
  host.say({ id: 1, rtr: true, data: Buffer.alloc(12) })
  assert.deepEqual(heard, [])
})

test('a flood of the host gets the wire’s share and no more, in its order, and what waits is bounded', () => {
  const { heard, host, wait } = plugged()
  for (let i = 0; i < 100_000; i++) host.say({ id: i & 0x7ff, data: Buffer.alloc(8) })
  const atOnce = heard.length
  assert(atOnce > 0 && atOnce < 500, `${atOnce}`)
  for (let i = 0; i < 1000; i++) wait(5)
  assert(heard.length > atOnce && heard.length <= atOnce + 1000, `${heard.length}`)
  assert.equal(heard.at(-1), formatFrame(classical((heard.length - 1) & 0x7ff, Array(8).fill(0))))
})

test('after the end, or when the interface has gone, the car is alone again', () => {
  for (const end of ['close', 'vanish'] as const) {
    const { unit, heard, host, native, wait, stops } = plugged()
    assert(host.isStarted())
    if (end === 'close') native.close()
    else host.vanish()
    native.close()
    unit.send(classical(1, []), 0)
    host.say({ id: 2, data: Buffer.alloc(1) })
    wait(100)
    assert.deepEqual([host.sent, heard], [[], []])
    assert.equal(stops(), end === 'vanish' ? 1 : 0)
    assert.equal(host.isStarted(), end === 'vanish') // The library ends a channel that has gone by itself.
  }
})

test('without the library, and without the interface, it is said what to do', async () => {
  const missing = () => Promise.reject(new Error('ERR_MODULE_NOT_FOUND'))
  await assert.rejects(openNativeChannel('vcan0', missing), (error) => {
    assert(error instanceof NativeCanError)
    assert.match(error.message, /npm install --no-save socketcan/)
    return error.code === 'libraryMissing'
  })
  const createRawChannelWithOptions = () => {
    throw new Error('Error while creating channel')
  }
  await assert.rejects(
    openNativeChannel('vcan7', async () => ({ createRawChannelWithOptions })),
    (error) => {
      assert(error instanceof NativeCanError)
      assert.match(error.message, /no CAN interface vcan7.*ip link add dev vcan7 type vcan/)
      return error.code === 'interfaceMissing'
    },
  )
})
