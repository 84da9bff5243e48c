/**
 * Faults that come and go: a wire broken inside its cover, a contact that has lost its spring.
 *
 * What a fault opens or chafes is there while something shakes, warms or merely passes over it, and gone in between; what
 * is blown, welded, worn or leaks is there always. A repair that renews a branch ends it there, whether the fault shows at
 * that moment or not. From one seed the same drive gives the same moments.
 * Left out: a hand that wiggles at the harness of a standing car.
 */
import { unitRandom } from '@luban/stdx'
import { COMES_BY, type ComesBy } from './car.ts'
import { rampAt } from './curve.ts'
import type { BranchIndex, Network } from './network/network.ts'

/** What the wiring of a car goes through. */
export type Strain = {
  speedMps(): number
  /** Of the warmest place that wires pass: from 1 on, what is loose there opens. */
  warmth(): number
}

export type Intermittence = {
  /** Before the network is solved. */
  step(tick: number): void
  /** What is broken by this while the car lives comes and goes with the rest. */
  breakToo(breakIt: () => void): void
  /** These branches are new. */
  renew(branches: readonly string[]): void
  /** What was in the one is in the other now, and the other way round. */
  exchange(one: BranchIndex, other: BranchIndex): void
  numbers(): readonly number[]
}

type Loose = {
  branch: BranchIndex
  /** As it was when it was last whole: a sensor's element follows what it feels. */
  soundOhm: number
  readonly brokenOhm: number
}

/** Half a second of shaking, on or off. */
const SHAKE_STEPS = 50
const SHAKE_MPS = { from: 2, to: 14 } as const
const SHAKE_CHANCE_MAX = 0.85
const SPELL_STEPS = 600
const SPELL_CHANCE = 0.5
/** Once open, so much of the warmth keeps it so. */
const STAYS_OPEN_FROM = 0.85
/** Apart from all else that is drawn from the seed. */
const DRAWS = { vibration: 7101, time: 7102 } as const

/** `breakIt` does to the car what its faults do; without `by` they stay. Throws on a cause that there is not. */
export function createIntermittence(
  { network, seed, by, strain }: { network: Network; seed: number; by: ComesBy | undefined; strain: Strain },
  breakIt: () => void,
): Intermittence {
  if (by !== undefined && !COMES_BY.includes(by))
    throw new RangeError(`faults do not come by "${by}"; there are ${COMES_BY.join(', ')}`)
  let loose: readonly Loose[] = []
  let isThere = true
  breakToo(breakIt)

  function breakToo(breakIt: () => void): void {
    const before = network.branches.map((_, branch) => network.ohm(branch))
    breakIt()
    if (by === undefined) return
    const more = looseIn(network, before)
    loose = [...loose.filter(({ branch }) => more.every((one) => one.branch !== branch)), ...more]
    if (!isThere) for (const { branch, soundOhm } of more) network.setOhm(branch, soundOhm)
  }

  function isDue(tick: number): boolean {
    switch (by) {
      case 'vibration': {
        const chance = SHAKE_CHANCE_MAX * rampAt(SHAKE_MPS.from, SHAKE_MPS.to, Math.abs(strain.speedMps()))
        return unitRandom(seed, Math.floor(tick / SHAKE_STEPS), DRAWS.vibration) < chance
      }
      case 'heat':
        return strain.warmth() > (isThere ? STAYS_OPEN_FROM : 1)
      default:
        return unitRandom(seed, Math.floor(tick / SPELL_STEPS), DRAWS.time) < SPELL_CHANCE
    }
  }

  function move(to: boolean): void {
    for (const one of loose) {
      if (to && !isThere) one.soundOhm = network.ohm(one.branch)
      network.setOhm(one.branch, to ? one.brokenOhm : one.soundOhm)
    }
    isThere = to
  }

  if (loose.length > 0) move(by === 'heat' && strain.warmth() > 1)
  return {
    step(tick) {
      if (loose.length === 0) return
      const isDueNow = isDue(tick)
      if (isDueNow !== isThere) move(isDueNow)
    },
    breakToo,
    renew(branches) {
      if (loose.length > 0) loose = loose.filter(({ branch }) => !branches.includes(network.branches[branch]))
    },
    exchange(one, other) {
      for (const part of loose) {
        if (part.branch === one) part.branch = other
        else if (part.branch === other) part.branch = one
      }
    },
    numbers: () => [Number(isThere), ...loose.map(({ soundOhm }) => soundOhm)],
  }
}

/** Whether the fault opens or chafes anything that can come and go: in a sound car, of which any of the model will do. */
export function breaksLoose<Physics extends { readonly network: Network }>(
  physics: Physics,
  fault: { apply(physics: Physics): void },
): boolean {
  const { network } = physics
  const sound = network.branches.map((_, branch) => network.ohm(branch))
  fault.apply(physics)
  return looseIn(network, sound).length > 0
}

function looseIn(network: Network, sound: readonly number[]): Loose[] {
  return network.branches.flatMap((name, branch) => {
    const brokenOhm = network.ohm(branch)
    const isLoose = brokenOhm !== sound[branch] && comesAndGoes(name, brokenOhm)
    return isLoose ? [{ branch, soundOhm: sound[branch], brokenOhm }] : []
  })
}

/** Wires, contacts and grounds, and what is open inside a part. What is blown, welded, worn or leaks is so always. */
const comesAndGoes = (name: string, brokenOhm: number): boolean =>
  /^(wire|contact|ground|chafe)\./.test(name) || (brokenOhm === Number.POSITIVE_INFINITY && !name.includes('.fuse.'))
