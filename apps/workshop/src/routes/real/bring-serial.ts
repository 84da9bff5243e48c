/** The trainee's page carries the bytes of a serial port at its own computer to the attempt's real car, and back. */
import { ApiError } from '../../errors.ts'
import { socketRoute } from '../../route.ts'
import { AttemptParams, ownRunningAttempt } from '../attempts/own-attempt.ts'
import { carryTunnel } from '../attempts/tunnel.ts'

export const bringSerial = socketRoute({
  path: '/api/attempts/:id/adapter',
  summary: 'The adapter of a real car at your own computer, as binary messages.',
  permission: 'attempt:act',
  params: AttemptParams,
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'ADAPTER_NOT_FOUND'],

  async open(context, { params: { id } }, socket) {
    await carryTunnel(context, socket, async () => {
      const running = await ownRunningAttempt(context, id)
      if (running.adapter?.via.kind !== 'browser') throw new ApiError('ADAPTER_NOT_FOUND')
      return { running, end: 'adapter' }
    })
  },
})
