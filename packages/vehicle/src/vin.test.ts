/** What a car tells of itself: numbers that tell it from another car, and nothing that it was made from. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex } from '@luban/stdx'
import { MODEL } from './cars/byd-atto-3/model.ts'
import { standAt } from './test-bench.ts'
import { vinOf } from './vin.ts'

/** Two seeds that share a VIN: with a million serial numbers, some two among a few thousand do. */
function seedsOfOneVin(): [number, number] {
  const seedOf = new Map<string, number>()
  for (let seed = 0x1234_0000; ; seed++) {
    const other = seedOf.get(vinOf(seed, 'LGXCE4CB0P0'))
    if (other !== undefined) return [other, seed]
    seedOf.set(vinOf(seed, 'LGXCE4CB0P0'), seed)
  }
}

/** All that names the car: announcement, identification, serial numbers, and the seeds of security access. */
function namesOf(seed: number): Record<string, string | undefined> {
  const bench = standAt({ seed })
  bench.start()
  const names: Record<string, string | undefined> = { announcement: toHex(bench.car.doipAnnouncement()) }
  for (const { id } of MODEL.ecus) {
    for (const request of ['22F18C', '22F190', '1003', '2701']) names[`${id} ${request}`] = bench.ask(id, request)
  }
  names['vehicle information'] = bench.ask('drive', '0902')
  return names
}

test('what a car tells of itself depends on its VIN alone: no more of the seed is in it', () => {
  const [seed, other] = seedsOfOneVin()
  assert.deepEqual(namesOf(seed), namesOf(other))
  assert.notDeepEqual(namesOf(seed), namesOf(seed + 1))
})

test('no identification holds the seed, as bytes or in writing', () => {
  const seed = 0x1a2b_3c4d
  const told = Object.values(namesOf(seed)).join(' ')
  assert(told.includes('62F18C'), told)
  const decimal = toHex(new TextEncoder().encode(String(seed)))
  for (const secret of ['1A2B3C4D', '4D3C2B1A', decimal, decimal.slice(2)])
    assert.equal(told.includes(secret), false, secret)
})
