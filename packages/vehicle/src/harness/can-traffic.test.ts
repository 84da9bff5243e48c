import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DOMINANT, encodeFrameBits } from '@luban/protocols/can/bits'
import type { CanFrame } from '@luban/protocols/can/frame'
import { createCanTraffic } from './can-traffic.ts'

const FRAME: CanFrame = { id: 0x7e0, isExtended: false, data: Uint8Array.of(2, 1, 12, 0, 0, 0, 0, 0) }
const BITS_PER_S = 500_000
const STEP_S = 0.01
const STEP_BITS = BITS_PER_S * STEP_S
const SENDER = 1

const open = () => createCanTraffic({ nodes: 3, bitsPerS: BITS_PER_S, stepS: STEP_S })
const dominantOf = (bits: Uint8Array) => bits.filter((bit) => bit === DOMINANT).length
const driven = (history: Uint8Array) => history.filter((node) => node === SENDER + 1).length

test('a frame on a bus that was quiet is on the wires for one step, and once in what a scope looks back at', () => {
  const traffic = open()
  for (let i = 0; i < 6; i++) traffic.step()
  traffic.note(SENDER, FRAME, -1)
  const dominant = dominantOf(encodeFrameBits(FRAME).bits)
  const shares: number[] = []
  const seen: number[] = []
  for (let i = 0; i < 7; i++) {
    traffic.step()
    shares.push(traffic.dominantShare(SENDER) * STEP_BITS)
    seen.push(driven(traffic.history()))
  }
  assert.deepEqual(shares.map(Math.round), [dominant, 0, 0, 0, 0, 0, 0])
  assert.deepEqual(seen, [0, dominant, dominant, dominant, dominant, 0, 0])
})

test('of a flood what does not fit into a step is left out, and the next step is free again', () => {
  const traffic = open()
  const { bits } = encodeFrameBits(FRAME)
  for (let i = 0; i < 1000; i++) traffic.note(SENDER, FRAME, 0)
  traffic.step()
  const fitting = Math.floor((STEP_BITS + 3) / (bits.length + 3))
  assert.equal(Math.round(traffic.dominantShare(SENDER) * STEP_BITS), fitting * dominantOf(bits))
  assert.equal(Math.round(traffic.dominantShare(0) * STEP_BITS), fitting, 'who acknowledges drives one bit of each')
  traffic.step()
  assert.equal(traffic.dominantShare(SENDER), 0)
})
