/** What instructors call the faults of a station: the component and how it fails, in the words of the station's model. */
import { type FaultTruth, WordsSchema } from '@luban/lab'
import { Type } from 'typebox'
import type { WorldModel } from '../../stations/world.ts'
import { or } from '../schemas.ts'

export const FaultNameSchema = Type.Object({
  id: Type.String(),
  /** Null where nothing is broken, or where the model does not name it. */
  component: or(WordsSchema),
  failureMode: or(WordsSchema),
})

export function faultName({ id, component, failureMode }: FaultTruth, model: WorldModel | undefined) {
  const part = model?.components.find((one) => one.id === component)
  const mode = part?.failureModes.find((one) => one.id === failureMode)
  return { id, component: part?.name ?? null, failureMode: mode?.name ?? null }
}
