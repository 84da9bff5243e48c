/** Is the audit log whole? Every line is read and its hash made again, so the answer takes as long as the log is. */
import { Type } from 'typebox'
import { verifyAuditChain } from '../../audit/log.ts'
import { route } from '../../route.ts'

export const readAuditChain = route({
  method: 'GET',
  path: '/api/audit/chain',
  summary: 'Whether the chain of the audit log is whole, from its first line.',
  permission: 'audit:read',
  reply: Type.Union([
    Type.Object({ isIntact: Type.Literal(true), lines: Type.Integer(), head: Type.String() }),
    Type.Object({
      isIntact: Type.Literal(false),
      lines: Type.Integer({ description: 'Lines before the break.' }),
      brokenAt: Type.Integer(),
      problem: Type.Union([Type.Literal('lineMissing'), Type.Literal('lineChanged'), Type.Literal('chainBroken')]),
    }),
  ]),
  errors: [],

  handle: ({ db }) => verifyAuditChain(db),
})
