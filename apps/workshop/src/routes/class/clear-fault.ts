/** An instructor takes a fault away from a station while its trainee works: nobody need find it any more. Never in an exam. */
import { Type } from 'typebox'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { guidedPractice } from '../attempts/own-attempt.ts'

export const clearFault = route({
  method: 'POST',
  path: '/api/attempts/:id/faults/:number/clear',
  summary: 'Take a fault out of the station of somebody who practises, as its first repair would, without a repair.',
  permission: 'class:guide',
  params: Type.Object({ id: Type.String({ format: 'uuid' }), number: Type.String({ pattern: '^\\d{1,4}$' }) }),
  reply: Type.Object({ isCleared: Type.Boolean() }),
  errors: [
    'ATTEMPT_NOT_FOUND',
    'ATTEMPT_CLOSED',
    'EXAM_UNTOUCHED',
    'FAULT_NOT_FOUND',
    'FAULT_GONE',
    'STATION_UNAVAILABLE',
  ],

  async handle(context, { params }) {
    const running = await guidedPractice(context, params.id)
    const number = Number(params.number)
    return await running.inTurn(async () => {
      const fault = (await running.station.call('faults', undefined))[number]
      const isPossible = context.services.attempts.faultsOf(running.exercise.station).some(({ id }) => id === fault?.id)
      if (!isPossible) throw new ApiError('FAULT_NOT_FOUND')
      if (fault.state !== 'present') throw new ApiError('FAULT_GONE')
      await context.change(async () => {
        await running.station.call('clear', { number, by: context.actor.userId })
        const subject = `attempt:${running.id}`
        return { result: undefined, audit: { action: 'attempt.clear', subject, detail: { number } } }
      })
      return { isCleared: true }
    })
  },
})
