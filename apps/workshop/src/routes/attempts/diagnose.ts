/** The browser's scan tool asks one ECU, over the same bus as a real tool. */
import { parseHex, toHex } from '@luban/stdx'
import { Type } from 'typebox'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { or } from '../schemas.ts'
import { AttemptParams, ownRunningAttempt } from './own-attempt.ts'

/** ISO 15765-2 carries 4095 bytes; a scan tool's request is far shorter. */
const REQUEST_DIGITS_MAX = 2 * 256

export const diagnose = route({
  method: 'POST',
  path: '/api/attempts/:id/diagnostics',
  summary: 'Ask an ECU; null when it does not answer.',
  permission: 'attempt:act',
  params: AttemptParams,
  body: Type.Object(
    {
      ecu: Type.String({ minLength: 1, maxLength: 100 }),
      request: Type.String({
        pattern: '^([0-9A-Fa-f]{2})+$',
        maxLength: REQUEST_DIGITS_MAX,
        description: 'Bytes in hexadecimal, e.g. "22F190".',
      }),
      isConfirmed: Type.Optional(
        Type.Boolean({ description: 'The person said yes to this very request: asked of whoever acts on a real car.' }),
      ),
    },
    { additionalProperties: false },
  ),
  reply: Type.Object({ response: or(Type.String()) }),
  errors: [
    'ATTEMPT_NOT_FOUND',
    'ATTEMPT_CLOSED',
    'ECU_NOT_FOUND',
    'TOO_MANY_REQUESTS',
    'RELEASE_NEEDED',
    'CONFIRMATION_NEEDED',
    'NEVER_ON_REAL_CAR',
    'STATION_UNAVAILABLE',
    'BODY_MALFORMED',
  ],

  async handle(context, { params, body: { ecu, request, isConfirmed = false } }) {
    const running = await ownRunningAttempt(context, params.id)
    const bytes = parseHex(request)
    if (bytes === undefined) throw new ApiError('BODY_MALFORMED', { at: 'request', problem: 'not whole bytes' })
    const response = await running.station.call('diagnose', {
      ecu,
      request: bytes,
      by: context.actor.userId,
      isConfirmed,
    })
    return { response: response === null ? null : toHex(response) }
  },
})
