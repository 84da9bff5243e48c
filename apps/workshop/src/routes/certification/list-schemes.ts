/** The schemes, and for the candidate who asks what of each is met already. */
import { WordsSchema } from '@luban/lab'
import { Type } from 'typebox'
import { conditionStates } from '../../certification/conditions.ts'
import { summaryOf } from '../../certification/register-entry.ts'
import { listPassedAttempts } from '../../db/certification.ts'
import { route } from '../../route.ts'
import { or, SchemeSummarySchema } from '../schemas.ts'

export const ConditionStateSchema = Type.Object({
  kind: Type.Enum(['signedOffAttempt', 'exam', 'decision']),
  name: WordsSchema,
  isMet: Type.Boolean(),
  attemptId: or(Type.String()),
})

export const listSchemes = route({
  method: 'GET',
  path: '/api/schemes',
  summary: 'The certification schemes, and what of their conditions I have met.',
  permission: 'scheme:read',
  reply: Type.Object({
    schemes: Type.Array(
      Type.Object({
        ...SchemeSummarySchema.properties,
        workshop: Type.String(),
        validityYears: Type.Integer(),
        conditions: Type.Array(ConditionStateSchema),
        canApply: Type.Boolean({ description: 'Every condition that training meets is met.' }),
      }),
    ),
  }),
  errors: [],

  async handle({ actor, db, services: { content } }) {
    const passed = await listPassedAttempts(db, actor.userId)
    return {
      schemes: content.schemes.map((scheme) => {
        const conditions = conditionStates(scheme, passed)
        const canApply =
          actor.permissions.has('application:create') &&
          conditions.every(({ kind, isMet }) => kind !== 'signedOffAttempt' || isMet)
        const { workshop, validityYears } = scheme
        return { ...summaryOf(scheme), workshop, validityYears, conditions, canApply }
      }),
    }
  },
})
