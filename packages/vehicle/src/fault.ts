/**
 * What a fault is: what it does to the physical state, the codes that follow, how it is found and cured.
 *
 * A fault changes a resistance of the network or a physical parameter, nothing else: codes come from monitors that see
 * the consequences. Each is one file in its model's `faults/`; numbers are those of the catalogue.
 */
import type { FaultInfo } from './car.ts'
import { code24Of } from './ecus/dtc-table.ts'
import type { Network } from './network/network.ts'

/** Where a car starts. */
type Start = { readonly soc?: number; readonly battery12VSoc?: number; readonly packDegC?: number }

export type FaultOf<Physics> = FaultInfo & {
  /** Where the car starts when this fault brings a customer; settings of the exercise win. */
  readonly start?: Start
  /** Before the first step, or in the middle of a drive. */
  apply(physics: Physics): void
}

/** How a fault comes and goes while the car lives; each throws on a fault that there is not, or that is no fault. */
export type FaultChanges = {
  inject(id: string): FaultInfo
  /** By the effect of its first repair, without anybody's hands. */
  clear(id: string): void
}

export const OPEN_OHM = Number.POSITIVE_INFINITY

export function setOhm({ network }: { readonly network: Network }, branch: string, ohm: number): void {
  network.setOhm(network.branch(branch), ohm)
}

export const code = (ecu: string, text: string) => ({ ecu, code24: code24Of(text) })

/** The truth without what it does: plain data. */
export function faultInfo({ id, component, failureMode, codes, proofs, repairs }: FaultInfo): FaultInfo {
  return { id, component, failureMode, codes, proofs, repairs }
}

export function faultChanges<Physics>(parts: {
  readonly faults: readonly FaultOf<Physics>[]
  readonly physics: Physics
  repair(component: string, repair: string): void
  /** Where faults come and go, what is put in does too. */
  breakToo(breakIt: () => void): void
  /** Of a car whose parts can change places: faults and repairs name them by their own. */
  inOwnPlaces?<Result>(work: () => Result): Result
}): FaultChanges {
  const { inOwnPlaces = (work) => work() } = parts
  const find = (id: string) => {
    const fault = findFault(parts.faults, id)
    if (fault.repairs.length === 0) throw new RangeError(`nothing is broken by "${id}": it neither comes nor goes`)
    return fault
  }
  return {
    inject(id) {
      const fault = find(id)
      inOwnPlaces(() => parts.breakToo(() => fault.apply(parts.physics)))
      return faultInfo(fault)
    },
    clear(id) {
      const [{ component, repair }] = find(id).repairs
      inOwnPlaces(() => parts.repair(component, repair))
    },
  }
}

/** Throws on an unknown one, naming those there are. */
export function findFault<Fault extends FaultInfo>(faults: readonly Fault[], id: string): Fault {
  const fault = faults.find((candidate) => candidate.id === id)
  if (fault === undefined)
    throw new RangeError(`no fault "${id}"; there are ${faults.map((known) => known.id).join(', ')}`)
  return fault
}

export const findFaults = <Fault extends FaultInfo>(faults: readonly Fault[], ids: readonly string[] = []): Fault[] =>
  ids.map((id) => findFault(faults, id))

/** What the first that says anything of it says. */
export function startOf(faults: readonly { readonly start?: Start }[], key: keyof Start): number | undefined {
  return faults.find(({ start }) => start?.[key] !== undefined)?.start?.[key]
}
