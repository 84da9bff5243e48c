/** The adapters at which a real car can be practised on. */
import { Type } from 'typebox'
import { listOfferedAdapters } from '../../db/adapters.ts'
import { ADAPTER_KINDS } from '../../real/adapter.ts'
import { route } from '../../route.ts'

export const listAdapters = route({
  method: 'GET',
  path: '/api/adapters',
  summary: 'The adapters of real cars on the network of the workshop.',
  permission: 'adapter:list',
  reply: Type.Object({
    adapters: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        kind: Type.Enum([...ADAPTER_KINDS]),
        host: Type.String(),
        port: Type.Integer(),
        isInUse: Type.Boolean(),
      }),
    ),
  }),
  errors: [],

  async handle({ db, services }) {
    const adapters = await listOfferedAdapters(db)
    return {
      adapters: adapters.map(({ id, name, kind, host, port }) => ({
        ...{ id, name, kind, host, port },
        isInUse: services.attempts.isAdapterInUse(id),
      })),
    }
  },
})
