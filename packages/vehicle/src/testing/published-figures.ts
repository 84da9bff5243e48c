/**
 * Cars beside what was published of cars like them: the rows of docs/validation.md, and the cycle under which a figure is
 * measured. `published` and `ours` are what the page says; what a test measures has to be ours, and near the published.
 */
import { assert, hex, toHex } from '@luban/stdx'
import { CYCLES, type CycleId, outOfBandMps, targetDistanceM } from '../cycles/cycle.ts'
import { securityKey } from '../ecus/security.ts'
import type { Bench } from '../test-bench.ts'

/** NaN where nothing was found. */
export type Row = {
  readonly figure: string
  readonly published: number
  readonly ours: number
  readonly difference: string
  readonly kind: string
}

/** A hundredth more or less than the page says is its own rounding. */
const ROUNDING = 0.006

/** `page`: the text of docs/validation.md. */
export function figuresOf(page: string) {
  const rows = page.split('\n').flatMap((line): Row[] => {
    const cells = line.split('|').map((cell) => cell.trim())
    const isOfFigures = cells.length === 9 && cells[1] !== 'figure' && !cells[1].startsWith('--')
    if (!isOfFigures) return []
    const [, figure, published, , , ours, difference, kind] = cells
    return [{ figure, published: Number.parseFloat(published), ours: Number.parseFloat(ours), difference, kind }]
  })

  function rowOf(figure: string): Row {
    const found = rows.filter((row) => row.figure === figure)
    assert(found.length === 1, `docs/validation.md has ${found.length} rows "${figure}"`)
    return found[0]
  }

  /** Of a figure that is not validated: at least the page tells what ours is. */
  function assertOurs(figure: string, measured: number): void {
    const { ours } = rowOf(figure)
    assert(
      Math.abs(measured - ours) <= ROUNDING * ours,
      `${figure}: ${measured} measured, ${ours} in docs/validation.md`,
    )
  }

  /** Within this share of what was published, and what the page says of ours. */
  function validate(figure: string, measured: number, share: number): void {
    const { published } = rowOf(figure)
    assert(Math.abs(measured - published) <= share * published, `${figure}: ${measured}, published ${published}`)
    assertOurs(figure, measured)
  }

  return { rows, assertOurs, validate }
}

const LOOK_S = 0.05
const MPS_PER_KMH = 1 / 3.6

/** As UN GTR No. 15 has it: out of the band for less than a second each time, ten times at most. */
const OUTSIDE_S_MAX = 1
const OUTSIDE_COUNT_MAX = 10

/**
 * The whole of a cycle by the bench's own driver, from rest in D; asserts that it is kept within its band. `onLook` is
 * called twenty times a second. Returns the distance.
 */
export function driveCycle(
  { car, act }: Bench,
  cycleId: CycleId,
  onLook: (view: ReturnType<typeof car.view>, lookS: number) => void = () => {},
): { readonly km: number } {
  const cycle = CYCLES[cycleId]
  const stepsPerLook = (1000 * LOOK_S) / car.model.stepMs
  let km = 0
  let outsideS = 0
  let outsideCount = 0
  act({ kind: 'profile', profile: cycleId })
  for (let timeS = 0; timeS < cycle.durationS; timeS += LOOK_S) {
    const view = car.view()
    onLook(view, LOOK_S)
    km += (view.speedKmh / 3600) * LOOK_S
    const isOutside = outOfBandMps(cycle, timeS, view.speedKmh * MPS_PER_KMH) !== 0
    if (isOutside && outsideS === 0) outsideCount++
    outsideS = isOutside ? outsideS + LOOK_S : 0
    assert(outsideS < OUTSIDE_S_MAX, `${cycleId}: ${view.speedKmh} km/h after ${timeS} s`)
    for (let step = 0; step < stepsPerLook; step++) car.step()
  }
  assert(outsideCount <= OUTSIDE_COUNT_MAX, `${cycleId}: out of its band ${outsideCount} times`)
  const cycleKm = targetDistanceM(cycle, 0, cycle.durationS) / 1000
  assert(Math.abs(km / cycleKm - 1) < 0.01, `${km} of ${cycleKm} km`)
  return { km }
}

/** Only what driving needs is on while consumption is measured: daytime lights are coded off, at a car whose ignition is on. */
export function codeLightsOff({ ask }: Bench): void {
  ask('body', '1003')
  const seed = ask('body', '2701')?.slice(4) ?? ''
  ask('body', `2702${toHex(securityKey(hex(seed)))}`)
  assert(ask('body', '2E022000') === '6E0220')
}

/** Full pedal from a standstill, in D. */
export function secondsTo100({ car, act }: Bench): number {
  act({ kind: 'pedal', accelerator: 1, brake: 0 })
  let steps = 0
  while (car.view().speedKmh < 100 && steps < 3000) {
    car.step()
    steps++
  }
  return (steps * car.model.stepMs) / 1000
}

/** The highest that full pedal reaches in so long. */
export function topKmh(bench: Bench, seconds: number): number {
  let most = 0
  for (let second = 0; second < seconds; second++) {
    bench.run(1)
    most = Math.max(most, bench.car.view().speedKmh)
  }
  return most
}
