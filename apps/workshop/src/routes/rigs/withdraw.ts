/** A rig is offered no more; what was booked and reported there stays on record. Whoever works at it goes on. */
import { Type } from 'typebox'
import { markRigWithdrawn, takeRig } from '../../db/rigs.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { RigParams } from './schemas.ts'

export const withdrawRig = route({
  method: 'POST',
  path: '/api/rigs/:rigCode/withdraw',
  summary: 'Offer a rig no more: its code leads nowhere from now on.',
  permission: 'rig:manage',
  params: RigParams,
  reply: Type.Object({}),
  errors: ['RIG_NOT_FOUND'],

  async handle({ now, change }, { params: { rigCode } }) {
    return await change(async (db) => {
      if (!(await takeRig(db, rigCode))) throw new ApiError('RIG_NOT_FOUND')
      await markRigWithdrawn(db, rigCode, now())
      return { result: {}, audit: { action: 'rig.withdraw', subject: `rig:${rigCode}` } }
    })
  },
})
