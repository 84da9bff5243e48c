/** The audit log, newest first, with the verdict on its whole chain. */
import { Type } from 'typebox'
import { listAudit, verifyAuditChain } from '../../audit/log.ts'
import { namesOfUsers } from '../../db/users.ts'
import { route } from '../../route.ts'
import { DateTimeSchema, or } from '../schemas.ts'

const LINES_PER_PAGE = 200

export const readAudit = route({
  method: 'GET',
  path: '/api/audit',
  summary: 'The audit log, newest first, and whether its chain is whole.',
  permission: 'audit:read',
  query: Type.Object({
    before: Type.Optional(
      Type.String({ pattern: '^[1-9][0-9]{0,8}$', description: 'Only lines older than this one.' }),
    ),
  }),
  reply: Type.Object({
    chain: Type.Union([
      Type.Object({ isIntact: Type.Literal(true), lines: Type.Integer(), head: Type.String() }),
      Type.Object({
        isIntact: Type.Literal(false),
        lines: Type.Integer({ description: 'Lines before the break.' }),
        brokenAt: Type.Integer(),
        problem: Type.Union([Type.Literal('lineMissing'), Type.Literal('lineChanged'), Type.Literal('chainBroken')]),
      }),
    ]),
    lines: Type.Array(
      Type.Object({
        seq: Type.Integer(),
        at: DateTimeSchema,
        actorId: Type.String(),
        actorName: or(Type.String()),
        action: Type.String(),
        subject: Type.String(),
        detail: Type.Record(Type.String(), Type.Unknown()),
        hash: Type.String(),
      }),
    ),
  }),
  errors: [],

  async handle({ db }, { query }) {
    const chain = await verifyAuditChain(db)
    const lines = await listAudit(db, { limit: LINES_PER_PAGE, ...(query.before && { before: Number(query.before) }) })
    const names = await namesOfUsers(
      db,
      lines.map((line) => line.actor_id),
    )
    return {
      chain,
      lines: lines.map(({ seq, at, actor_id, action, subject, detail, hash }) => ({
        seq,
        at: at.toISOString(),
        actorId: actor_id,
        actorName: names.get(actor_id) ?? null,
        action,
        subject,
        detail,
        hash,
      })),
    }
  },
})
