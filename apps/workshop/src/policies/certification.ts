/** Whose applications and certificates somebody may see. */
import type { Actor } from '../context.ts'

export const maySeeAllApplications = ({ permissions }: Actor) =>
  permissions.has('exam:record') || permissions.has('decision:make')

export const maySeeApplication = (actor: Actor, application: { candidate_id: string }) =>
  application.candidate_id === actor.userId || maySeeAllApplications(actor)

export const maySeeAllCertificates = ({ permissions }: Actor) => permissions.has('certificate:changeStatus')

export const maySeeCertificate = (actor: Actor, certificate: { holder_id: string }) =>
  certificate.holder_id === actor.userId || maySeeAllCertificates(actor)
