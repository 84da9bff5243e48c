/** An instructor breaks something at a station while its trainee works. Never in an exam. */
import type { FaultTruth } from '@luban/lab'
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import { insertInjection, listInjectedTruth } from '../../db/attempt-injections.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import type { RunningAttempt } from '../../stations/running-attempt.ts'
import { AttemptParams, guidedPractice } from '../attempts/own-attempt.ts'

export const injectFault = route({
  method: 'POST',
  path: '/api/attempts/:id/faults',
  summary: 'Put a fault into the station of somebody who practises: from now on it must be found and repaired too.',
  permission: 'class:guide',
  params: AttemptParams,
  body: Type.Object({ faultId: Type.String({ minLength: 1, maxLength: 100 }) }, { additionalProperties: false }),
  reply: Type.Object({ number: Type.Integer({ description: 'Its place in the truth of the attempt.' }) }),
  errors: [
    'ATTEMPT_NOT_FOUND',
    'ATTEMPT_CLOSED',
    'EXAM_UNTOUCHED',
    'FAULT_NOT_FOUND',
    'FAULT_PRESENT',
    'STATION_UNAVAILABLE',
  ],

  async handle(context, { params, body: { faultId } }) {
    const running = await guidedPractice(context, params.id)
    return await running.inTurn(async () => ({ number: await inject(context, running, faultId) }))
  },
})

/** The truth is kept before it is true: a server that dies in between knows of a fault that never came, not the reverse. */
async function inject(context: Context, running: RunningAttempt, faultId: string): Promise<number> {
  const { actor, services } = context
  const fault = services.attempts.faultsOf(running.exercise.station).find(({ id }) => id === faultId)
  if (fault === undefined) throw new ApiError('FAULT_NOT_FOUND')
  const known = await running.station.call('faults', undefined)
  if (known.some(({ id, state }) => id === faultId && state === 'present')) throw new ApiError('FAULT_PRESENT')
  const number = known.length
  const kept = (await listInjectedTruth(context.db, running.id))[known.filter(({ isInjected }) => isInjected).length]
  // Its station was lost before the fault came: it takes this place, and no other can.
  if (kept !== undefined && kept.id !== faultId) throw new ApiError('FAULT_PRESENT')
  if (kept === undefined) await keep(context, running, { number, fault })
  await running.station.call('inject', { faultId, number, by: actor.userId })
  return number
}

async function keep(
  { actor, change, now }: Context,
  running: RunningAttempt,
  { number, fault }: { number: number; fault: FaultTruth },
): Promise<void> {
  const injection = {
    attemptId: running.id,
    number,
    truth: { ...fault, isInjected: true },
    instructorId: actor.userId,
    at: now(),
  }
  await change(async (db) => {
    await insertInjection(db, injection)
    return {
      result: undefined,
      audit: { action: 'attempt.inject', subject: `attempt:${running.id}`, detail: { number } },
    }
  })
}
