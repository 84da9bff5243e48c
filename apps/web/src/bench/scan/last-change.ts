/** After which deed control units see another car: what they told before is old then. */
import type { CarAction } from '../../api/attempts.ts'
import type { Deed } from '../bench.ts'

const CHANGING: ReadonlySet<CarAction['kind']> = new Set([
  'power',
  'start',
  'selector',
  'charger',
  'battery12V',
  'serviceDisconnect',
  'repair',
  'connector',
] as const)

/** One and the same object as long as no such deed is added. */
export function lastChange(deeds: readonly Deed[]): Deed | undefined {
  return deeds.findLast(
    (deed) => deed.kind === 'action' && deed.outcome.kind === 'done' && CHANGING.has(deed.action.kind),
  )
}
