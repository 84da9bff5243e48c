/**
 * What is wrong with a station while it lives: what was there from the start, what an instructor put in, what is gone again.
 *
 * The place of a fault in the truth is its number: the evidence names it by that alone, so that whoever may read the evidence
 * before the truth learns when something changed, and not what.
 */
import type { FaultTruth } from '@luban/lab'
import { assert } from '@luban/stdx'
import type { FaultState, StationFault } from './messages.ts'
import type { World } from './world.ts'

export type StationTruth = ReturnType<typeof createStationTruth>

type Kept = { readonly fault: FaultTruth; state: FaultState }

export function createStationTruth(world: Pick<World, 'faults' | 'inject' | 'clear'>) {
  const all = world.faults.map((fault): Kept => ({ fault, state: 'present' }))

  /** Every fault that is still there and that this work puts right. */
  function markCured(component: unknown, repair: unknown, state: FaultState): number[] {
    return all.flatMap((kept, number) => {
      const isCured = kept.fault.repairs.some((cure) => cure.component === component && cure.repair === repair)
      if (kept.state !== 'present' || !isCured) return []
      kept.state = state
      return [number]
    })
  }

  return {
    faults: (): StationFault[] =>
      all.map(({ fault, state }) => ({ id: fault.id, state, isInjected: fault.isInjected === true })),
    inject(faultId: string, number: number): void {
      assert(world.inject !== undefined, 'nobody breaks a station of this kind')
      assert(number === all.length, `the next place in the truth is ${all.length}, not ${number}`)
      all.push({ fault: { ...world.inject(faultId), isInjected: true }, state: 'present' })
    },
    /** The numbers of all that is gone with it: one part put right may cure two faults. */
    clear(number: number): number[] {
      const { fault, state } = all[number]
      if (state !== 'present') return [] // Repaired while whoever asks was asking.
      assert(world.clear !== undefined && fault.repairs.length > 0, 'this fault does not go by itself')
      world.clear(fault.id)
      const [{ component, repair }] = fault.repairs
      return markCured(component, repair, 'cleared')
    },
    /** What had been done before, told one by one by the evidence. */
    repeat(event: 'injected' | 'cleared', number: number, faultId: string): void {
      if (event === 'injected') {
        this.inject(faultId, number)
        return
      }
      assert(world.clear !== undefined, 'nobody takes a fault out of a station of this kind')
      world.clear(faultId)
      all[number].state = 'cleared'
    },
    /** An action that was done: a repair may have cured something. */
    noteDeed(action: unknown): void {
      const { kind, component, repair } = action as { kind?: unknown; component?: unknown; repair?: unknown }
      if (kind === 'repair') markCured(component, repair, 'repaired')
    },
    /** For the seal: plain data, each at its place. */
    told: (): FaultTruth[] => all.map(({ fault }) => fault),
  }
}
