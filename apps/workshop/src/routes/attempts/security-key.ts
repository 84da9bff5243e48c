/**
 * The key to an ECU's seed, as the maker's server gives it to a workshop's own scan tool. The algorithm is known for our
 * cars alone, and stays here; seed and key go over the bus (ISO 14229-1, SecurityAccess), where the evidence has them.
 */
import { parseHex, toHex } from '@luban/stdx'
import { securityKey } from '@luban/vehicle'
import { Type } from 'typebox'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { AttemptParams, ownRunningAttempt } from './own-attempt.ts'

const SEED_BYTES_MAX = 64

export const keyToSeed = route({
  method: 'POST',
  path: '/api/attempts/:id/security-key',
  summary: "The key to a seed of this attempt's car, for the bench's scan tool.",
  permission: 'attempt:act',
  params: AttemptParams,
  body: Type.Object(
    {
      seed: Type.String({
        pattern: '^([0-9A-Fa-f]{2})+$',
        maxLength: 2 * SEED_BYTES_MAX,
        description: 'What the ECU answered to its request for a seed, in hexadecimal.',
      }),
    },
    { additionalProperties: false },
  ),
  reply: Type.Object({ key: Type.String() }),
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'BODY_MALFORMED'],

  async handle(context, { params, body: { seed } }) {
    await ownRunningAttempt(context, params.id)
    const bytes = parseHex(seed)
    if (bytes === undefined) throw new ApiError('BODY_MALFORMED', { at: 'seed', problem: 'not whole bytes' })
    return { key: toHex(securityKey(bytes)) }
  },
})
