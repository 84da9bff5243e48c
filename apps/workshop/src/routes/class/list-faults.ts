/** What is wrong with a station where somebody practises, and what could be: for whoever guides the class. */
import { Type } from 'typebox'
import { route } from '../../route.ts'
import { AttemptParams, guidedPractice } from '../attempts/own-attempt.ts'
import { FaultNameSchema, faultName } from './fault-names.ts'

export const listFaults = route({
  method: 'GET',
  path: '/api/attempts/:id/faults',
  summary: 'The faults of a station of somebody else who practises: what there is or was, and what can be put in.',
  permission: 'class:guide',
  params: AttemptParams,
  reply: Type.Object({
    faults: Type.Array(
      Type.Object({
        ...FaultNameSchema.properties,
        number: Type.Integer(),
        state: Type.Enum(['present', 'repaired', 'cleared']),
        isInjected: Type.Boolean(),
        isClearable: Type.Boolean(),
      }),
    ),
    possible: Type.Array(FaultNameSchema),
  }),
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'EXAM_UNTOUCHED', 'STATION_UNAVAILABLE'],

  async handle(context, { params }) {
    const running = await guidedPractice(context, params.id)
    const { attempts } = context.services
    const model = attempts.model(running.exercise.station)
    const possible = attempts.faultsOf(running.exercise.station)
    const faults = await running.station.call('faults', undefined)
    return {
      faults: faults.map((fault, number) => {
        const known = possible.find(({ id }) => id === fault.id)
        const name =
          known === undefined ? { id: fault.id, component: null, failureMode: null } : faultName(known, model)
        return { ...name, ...fault, number, isClearable: fault.state === 'present' && known !== undefined }
      }),
      possible: possible.map((fault) => faultName(fault, model)),
    }
  },
})
