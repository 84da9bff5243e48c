/** A tool of another machine has knocked at a door: the trainee says yes or no. */
import { Type } from 'typebox'
import { ApiError } from '../../errors.ts'
import { NOTHING, route } from '../../route.ts'
import { ownRunningAttempt } from './own-attempt.ts'

export const decidePeer = route({
  method: 'POST',
  path: '/api/attempts/:id/peers/:peerId',
  summary: 'Let an address that waits at the doors in, or keep it out.',
  permission: 'attempt:act',
  params: Type.Object({ id: Type.String({ format: 'uuid' }), peerId: Type.String({ minLength: 1, maxLength: 20 }) }),
  body: Type.Object({ allow: Type.Boolean() }, { additionalProperties: false }),
  reply: NOTHING,
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'PEER_NOT_FOUND', 'STATION_UNAVAILABLE'],

  async handle(context, { params: { id, peerId }, body: { allow } }) {
    const running = await ownRunningAttempt(context, id)
    if (!(await running.station.call('decidePeer', { peerId, isAllowed: allow }))) throw new ApiError('PEER_NOT_FOUND')
    return {}
  },
})
