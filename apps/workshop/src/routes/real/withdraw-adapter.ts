/** An adapter is offered no more. Whoever works there goes on. */
import { Type } from 'typebox'
import { markWithdrawn } from '../../db/adapters.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'

export const withdrawAdapter = route({
  method: 'POST',
  path: '/api/adapters/:adapterId/withdraw',
  summary: 'Offer an adapter no more.',
  permission: 'adapter:manage',
  params: Type.Object({ adapterId: Type.String({ format: 'uuid' }) }),
  reply: Type.Object({}),
  errors: ['ADAPTER_NOT_FOUND'],

  async handle({ now, change }, { params: { adapterId } }) {
    return await change(async (db) => {
      if (!(await markWithdrawn(db, adapterId, now()))) throw new ApiError('ADAPTER_NOT_FOUND')
      return { result: {}, audit: { action: 'adapter.withdraw', subject: `adapter:${adapterId}` } }
    })
  },
})
