/** The adapter that a trainee chose for an attempt, as the station needs it; or the error that says what to choose. */
import type { Exercise } from '@luban/lab'
import type { Context } from '../context.ts'
import { findOfferedAdapter } from '../db/adapters.ts'
import { ApiError } from '../errors.ts'
import type { AdapterOrder, SerialKind } from './adapter.ts'
import { hasLogicalAddresses, realModelOf } from './real-model.ts'

/** One of the workshop's, or one at the trainee's own computer. */
export type AdapterChoice = { readonly id: string } | { readonly serial: SerialKind }

/** Undefined for a simulated station, which has none. */
export async function chosenAdapter(
  { db }: Context,
  exercise: Exercise,
  choice: AdapterChoice | undefined,
): Promise<AdapterOrder | undefined> {
  const isReal = realModelOf(exercise.station) !== undefined
  if (choice === undefined) {
    if (isReal) throw malformed('the exercise is on a real car: name its adapter')
    return undefined
  }
  if (!isReal) throw malformed('the exercise is on a simulated car')
  if ('serial' in choice) return { kind: choice.serial, name: '', via: { kind: 'browser' } }
  const found = await findOfferedAdapter(db, choice.id)
  if (found === undefined) throw new ApiError('ADAPTER_NOT_FOUND')
  const { id, kind, name, host, port } = found
  if (kind === 'doip' && !hasLogicalAddresses(exercise.station)) {
    throw malformed('behind a gateway only a car whose addresses are known can be asked')
  }
  return { id, kind, name, via: { kind: 'network', host, port } }
}

const malformed = (problem: string) => new ApiError('BODY_MALFORMED', { at: 'adapter', problem })
