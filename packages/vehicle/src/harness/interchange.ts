/**
 * Parts of one kind change places for a test: a fault of the part moves with it, a fault of its wires stays.
 *
 * What sits between a part's terminals moves; its plug and its wires do not. Faults and repairs name a part by its own place,
 * so whoever uses those names has it put back first, or does so through `inOwnPlaces`.
 */
import { assert } from '@luban/stdx'
import type { Network } from '../network/network.ts'

type Pair = readonly [one: string, other: string]

export type Interchange = {
  /** Of one kind, and not the same. */
  areAlike(one: string, other: string): boolean
  isAway(component: string): boolean
  /** Each in the other's place now. */
  areSwapped(one: string, other: string): boolean
  /** There and back again. Both are alike, and neither is away with a third. */
  exchange(one: string, other: string): void
  pairs(): readonly Pair[]
  inOwnPlaces<Result>(work: () => Result): Result
  numbers(): readonly number[]
}

type Parts = {
  readonly network: Network
  /** What is there only at times moves with its part. */
  readonly loose: { exchange(one: number, other: number): void }
  readonly kinds: readonly (readonly string[])[]
}

export function createInterchange({ network, loose, kinds }: Parts): Interchange {
  const all = kinds.flat()
  let pairs: readonly Pair[] = []

  const areSwapped = (one: string, other: string) =>
    pairs.some((pair) => one !== other && pair.includes(one) && pair.includes(other))
  const isAway = (component: string) => pairs.some((pair) => pair.includes(component))

  function exchangeInsides(one: string, other: string): void {
    for (const name of network.branches) {
      if (!name.startsWith(`${one}.`)) continue
      const [a, b] = [network.branch(name), network.branch(name.replace(one, other))]
      const ohm = network.ohm(a)
      network.setOhm(a, network.ohm(b))
      network.setOhm(b, ohm)
      loose.exchange(a, b)
    }
  }

  return {
    areAlike: (one, other) => one !== other && kinds.some((kind) => kind.includes(one) && kind.includes(other)),
    isAway,
    areSwapped,
    exchange(one, other) {
      assert(areSwapped(one, other) || !(isAway(one) || isAway(other)))
      pairs = areSwapped(one, other) ? pairs.filter((pair) => !pair.includes(one)) : [...pairs, [one, other]]
      exchangeInsides(one, other)
    },
    pairs: () => pairs,
    inOwnPlaces(work) {
      for (const pair of pairs) exchangeInsides(...pair)
      try {
        return work()
      } finally {
        for (const pair of pairs) exchangeInsides(...pair)
      }
    },
    numbers: () => pairs.flat().map((component) => all.indexOf(component)),
  }
}
