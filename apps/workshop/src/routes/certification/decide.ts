/** A certification officer decides; a granted certificate is issued in the same transaction. A second decision is impossible. */
import { Type } from 'typebox'
import { issueCertificate } from '../../certification/issue.ts'
import { schemeOf } from '../../certification/register-entry.ts'
import { recordDecision, takeApplication } from '../../db/certification.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { or, ReasonSchema } from '../schemas.ts'

export const decide = route({
  method: 'POST',
  path: '/api/applications/:applicationId/decision',
  summary: 'Decide on an application; granting issues the certificate.',
  permission: 'decision:make',
  params: Type.Object({ applicationId: Type.String() }),
  body: Type.Object({ granted: Type.Boolean(), reason: ReasonSchema }),
  reply: Type.Object({ status: Type.Enum(['granted', 'refused']), certificateNumber: or(Type.String()) }),
  errors: [
    'APPLICATION_NOT_FOUND',
    'SCHEME_NOT_FOUND',
    'EXAM_MISSING',
    'EXAM_NOT_PASSED',
    'DECISION_MADE_ALREADY',
    'OFFICER_TRAINED_CANDIDATE',
    'OFFICER_EXAMINED_CANDIDATE',
    'OFFICER_IS_CANDIDATE',
  ],

  async handle({ actor, now, services: { content, issuer }, change }, { params, body }) {
    return await change(async (db) => {
      const application = await takeApplication(db, params.applicationId)
      if (!application) throw new ApiError('APPLICATION_NOT_FOUND')
      if (application.status === 'granted' || application.status === 'refused')
        throw new ApiError('DECISION_MADE_ALREADY')
      const scheme = schemeOf(content, application.scheme_id, application.scheme_version)
      if (!scheme) throw new ApiError('SCHEME_NOT_FOUND')

      const [officerId, at] = [actor.userId, now()]
      const { granted, reason } = body
      await recordDecision(db, { application_id: application.id, officer_id: officerId, granted, reason, at })
      const number = granted ? await issueCertificate(db, issuer, { application, scheme, officerId, reason, at }) : null
      return {
        result: { status: granted ? ('granted' as const) : ('refused' as const), certificateNumber: number },
        audit: {
          action: 'decision.make',
          subject: `application:${application.id}`,
          detail: { granted, reason, certificate: number },
        },
      }
    })
  },
})
