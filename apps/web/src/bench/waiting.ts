/** The waiting time after isolation, by the car's own clock: not begun, running, or over. */
import type { CarView } from '../api/attempts.ts'

export type Waiting = 'none' | 'running' | 'over'

export function waitingOf(view: CarView | undefined, waitingTimeS: number): Waiting {
  const sinceS = view?.safety.secondsSinceIsolation
  if (sinceS === null || sinceS === undefined) return 'none'
  return sinceS < waitingTimeS ? 'running' : 'over'
}
