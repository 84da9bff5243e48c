/** Undoing all safety steps, in the order in which a car is put together again: each remains an action of its own. */
import type { CarAction, CarView } from '../api/attempts.ts'

type Safety = CarView['safety']

/** The one place where the order stands: the permit first, the barrier last. */
const UNDOING: readonly (readonly [isDone: (safety: Safety) => boolean, action: CarAction])[] = [
  [({ precautions }) => precautions.includes('permit'), { kind: 'precaution', precaution: 'permit', taken: false }],
  [({ lockout }) => lockout, { kind: 'lockout', on: false }],
  [({ serviceDisconnectInserted }) => !serviceDisconnectInserted, { kind: 'serviceDisconnect', inserted: true }],
  [({ battery12VConnected }) => !battery12VConnected, { kind: 'battery12V', connected: true }],
  [({ gloves }) => gloves, { kind: 'gloves', on: false }],
  [({ keyAway }) => keyAway, { kind: 'bringKeyBack' }],
  [({ barrier }) => barrier, { kind: 'barrier', on: false }],
]

export function putBackActions(safety: Safety): readonly CarAction[] {
  return UNDOING.filter(([isDone]) => isDone(safety)).map(([, action]) => action)
}

/** What a person must do first: a button that undoes much at once must not be what puts a bare hand on high voltage. */
export type PutBackObstacle = 'glovesOff' | 'powerOn'

export function putBackObstacle({ safety, power }: Pick<CarView, 'safety' | 'power'>): PutBackObstacle | undefined {
  if (safety.serviceDisconnectInserted) return undefined
  if (!safety.gloves) return 'glovesOff'
  return power === 'on' ? 'powerOn' : undefined
}
