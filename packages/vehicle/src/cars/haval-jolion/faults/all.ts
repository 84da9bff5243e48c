/** Every fault of this car, by the numbers of the catalogue. */
import type { Fault } from './fault.ts'

export const FAULTS: readonly Fault[] = []
