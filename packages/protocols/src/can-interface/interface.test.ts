import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createCanBus } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { createCanInterfaces, frameBits } from './interface.ts'

const BIT_RATE = 500_000
const FRAME: CanFrame = { id: 0x7e0, isExtended: false, data: new Uint8Array(8) }

test('a tool hears every frame of the car and of other tools, but not its own', () => {
  const bus = createCanBus()
  const interfaces = createCanInterfaces(bus, BIT_RATE)
  const heard: string[] = []
  const a = interfaces.attach('a', ({ id }) => heard.push(`a ${id}`), 0)
  interfaces.attach('b', ({ id }) => heard.push(`b ${id}`), 0)
  const ecu = bus.attach('ecu', () => {})
  a.trySend({ ...FRAME, id: 1 }, 0)
  ecu.send({ ...FRAME, id: 2 }, 0)
  assert.deepEqual(heard, ['b 1', 'a 2', 'b 2'])
})

test('an interface that was detached sends and hears nothing, and makes nobody wait', () => {
  const bus = createCanBus()
  let sent = 0
  let heard = 0
  bus.record(() => sent++)
  const tool = createCanInterfaces(bus, BIT_RATE).attach('a', () => heard++, 0)
  tool.detach()
  tool.detach()
  assert.equal(tool.trySend(FRAME, 0), true)
  bus.attach('ecu', () => {}).send(FRAME, 0)
  assert.deepEqual([sent, heard], [1, 0])
})

/** Each wants to send all the time, and is asked every few milliseconds; frames that got through, by tool. */
function flood(tools: number, untilMs: number, everyMs: number): number[] {
  const bus = createCanBus()
  const counts = new Array<number>(tools).fill(0)
  const interfaces = createCanInterfaces(bus, BIT_RATE)
  const all = counts.map((_, i) => interfaces.attach(`tool ${i}`, () => {}, 0))
  for (let nowMs = 0; nowMs <= untilMs; nowMs += everyMs)
    for (const [i, tool] of all.entries()) while (tool.trySend(FRAME, nowMs)) counts[i]++
  return counts
}

test('however many tools flood, together they send no more than the wire carries, and each its share', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 20 }), (tools, everyMs) => {
      const untilMs = 1_000
      const counts = flood(tools, untilMs, everyMs)
      const sum = counts.reduce((a, b) => a + b)
      const wire = (BIT_RATE * untilMs) / 1000 / frameBits(FRAME)
      const saved = tools * ((BIT_RATE * 0.025) / frameBits(FRAME) + 2)
      assert(sum <= wire + saved, `${sum} frames`)
      assert(sum >= wire * 0.9, `${sum} frames`)
      assert(Math.max(...counts) - Math.min(...counts) <= 2, counts.join())
    }),
    { numRuns: 40 },
  )
})

test('a tool that asks now and then is not kept waiting by one that floods', () => {
  const interfaces = createCanInterfaces(createCanBus(), BIT_RATE)
  const hostile = interfaces.attach('hostile', () => {}, 0)
  const polite = interfaces.attach('polite', () => {}, 0)
  for (let nowMs = 0; nowMs < 2_000; nowMs += 10) {
    while (hostile.trySend(FRAME, nowMs));
    for (let question = 0; question < 5; question++) assert(polite.trySend(FRAME, nowMs), `at ${nowMs} ms`)
  }
})

test('a clock that jumps back neither stops an interface nor gives it more than the wire', () => {
  const tool = createCanInterfaces(createCanBus(), BIT_RATE).attach('a', () => {}, 1_000)
  while (tool.trySend(FRAME, 1_000));
  assert.equal(tool.trySend(FRAME, 500), false)
  assert.equal(tool.trySend(FRAME, 510), true)
})
