/** Applications: a candidate sees their own, examiners and officers all. */
import { Type } from 'typebox'
import { schemeOf, summaryOf } from '../../certification/register-entry.ts'
import { listApplications as findAll } from '../../db/certification.ts'
import { maySeeAllApplications } from '../../policies/certification.ts'
import { route } from '../../route.ts'
import { DateTimeSchema, NamesSchema, or, SchemeSummarySchema } from '../schemas.ts'

export const ApplicationSummarySchema = Type.Object({
  id: Type.String(),
  scheme: or(SchemeSummarySchema),
  schemeId: Type.String(),
  schemeVersion: Type.Integer(),
  candidateId: Type.String(),
  candidateName: Type.String(),
  candidateNames: NamesSchema,
  isMine: Type.Boolean(),
  holderName: Type.String(),
  status: Type.Enum(['submitted', 'examined', 'granted', 'refused']),
  appliedAt: DateTimeSchema,
})

export const listApplications = route({
  method: 'GET',
  path: '/api/applications',
  summary: 'Applications for certificates: mine, or all of them.',
  permission: 'application:read',
  reply: Type.Object({ applications: Type.Array(ApplicationSummarySchema) }),
  errors: [],

  async handle({ actor, db, services: { content } }) {
    const found = await findAll(db, maySeeAllApplications(actor) ? undefined : actor.userId)
    return { applications: found.map((application) => summaryOfApplication(application, content, actor.userId)) }
  },
})

type Found = Awaited<ReturnType<typeof findAll>>[number]
type Content = Parameters<typeof schemeOf>[0]

export function summaryOfApplication(application: Found, content: Content, actorId: string) {
  const scheme = schemeOf(content, application.scheme_id, application.scheme_version)
  return {
    id: application.id,
    scheme: scheme ? summaryOf(scheme) : null,
    schemeId: application.scheme_id,
    schemeVersion: application.scheme_version,
    candidateId: application.candidate_id,
    candidateName: application.candidate_name,
    candidateNames: application.candidate_names,
    isMine: application.candidate_id === actorId,
    holderName: application.holder_name,
    status: application.status,
    appliedAt: application.applied_at.toISOString(),
  }
}
