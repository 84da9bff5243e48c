/**
 * What a fault of this car is: what it does to the physical state, the codes that follow, how it is found and cured.
 *
 * A fault changes a resistance of the network or a physical parameter, nothing else: codes come from monitors that see
 * the consequences. Numbers are those of the catalogue of electric faults, each in one file.
 */
import type { FaultInfo } from '../../../car.ts'
import { code24Of } from '../../../ecus/dtc-table.ts'
import type { Physics } from '../physics.ts'

export type Fault = FaultInfo & {
  /** Where the car starts when this fault brings a customer; settings of the exercise win. */
  readonly start?: { readonly soc?: number; readonly battery12VSoc?: number }
  apply(physics: Physics): void
}

export const OPEN_OHM = Number.POSITIVE_INFINITY

export function setOhm({ network }: Physics, branch: string, ohm: number): void {
  network.setOhm(network.branch(branch), ohm)
}

export const code = (ecu: string, text: string) => ({ ecu, code24: code24Of(text) })
