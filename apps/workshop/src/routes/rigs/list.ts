/** Every rig, with what hinders it and who works there. */
import { Type } from 'typebox'
import { countOpenDefects } from '../../db/rig-defects.ts'
import { listRigs as list, listRunningAtRigs } from '../../db/rigs.ts'
import { route } from '../../route.ts'
import { RigSchema, rigReply } from './schemas.ts'

export const listRigs = route({
  method: 'GET',
  path: '/api/rigs',
  summary: 'The cars and training rigs that stand in the laboratories.',
  permission: 'rig:read',
  reply: Type.Object({ rigs: Type.Array(RigSchema) }),
  errors: [],

  async handle(context) {
    const rigs = await list(context.db)
    const defects = await countOpenDefects(context.db)
    const running = new Map((await listRunningAtRigs(context.db)).map((one) => [one.rig_code, one]))
    return {
      rigs: rigs.map((rig) =>
        rigReply(context, rig, { defects: defects.get(rig.code), usedBy: running.get(rig.code) }),
      ),
    }
  },
})
