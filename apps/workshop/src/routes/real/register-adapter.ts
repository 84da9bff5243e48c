/** An instructor makes an adapter known: from now on trainees may choose it. */
import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { insertAdapter } from '../../db/adapters.ts'
import { ApiError } from '../../errors.ts'
import { isName, NAME_LENGTH_MAX } from '../../people/rules.ts'
import { ADAPTER_KINDS, isAdapterHost } from '../../real/adapter.ts'
import { route } from '../../route.ts'

export const registerAdapter = route({
  method: 'POST',
  path: '/api/adapters',
  summary: 'Make an adapter on the network known: an ELM327 or SLCAN adapter over TCP, or a DoIP gateway.',
  permission: 'adapter:manage',
  body: Type.Object(
    {
      name: Type.String({ maxLength: NAME_LENGTH_MAX, description: 'As people call it: "Jolion, bay 2".' }),
      kind: Type.Enum([...ADAPTER_KINDS]),
      host: Type.String({ maxLength: 45, description: 'An address on this machine or in a private network.' }),
      port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    },
    { additionalProperties: false },
  ),
  reply: Type.Object({ id: Type.String() }),
  errors: ['BODY_MALFORMED', 'NAME_MALFORMED', 'ADAPTER_ADDRESS_FOREIGN'],

  async handle({ actor, now, change }, { body }) {
    if (!isName(body.name)) throw new ApiError('NAME_MALFORMED', { at: 'name' })
    if (!isAdapterHost(body.host)) throw new ApiError('ADAPTER_ADDRESS_FOREIGN')
    const id = randomUUID()
    return await change(async (db) => {
      await insertAdapter(db, { id, ...body, added_by: actor.userId, added_at: now() })
      return { result: { id }, audit: { action: 'adapter.register', subject: `adapter:${id}`, detail: { ...body } } }
    })
  },
})
