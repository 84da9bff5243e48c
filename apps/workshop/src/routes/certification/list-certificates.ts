/** Certificates: a holder sees their own, officers all. */
import { Type } from 'typebox'
import { RegisterEntrySchema, registerEntryOf } from '../../certification/register-entry.ts'
import { listCertificates as findAll } from '../../db/certification.ts'
import { maySeeAllCertificates } from '../../policies/certification.ts'
import { route } from '../../route.ts'
import { DateTimeSchema } from '../schemas.ts'

export const listCertificates = route({
  method: 'GET',
  path: '/api/certificates',
  summary: 'Certificates: mine, or all of them.',
  permission: 'certificate:read',
  reply: Type.Object({
    certificates: Type.Array(
      Type.Object({ ...RegisterEntrySchema.properties, isMine: Type.Boolean(), issuedAt: DateTimeSchema }),
    ),
  }),
  errors: [],

  async handle({ actor, db, now, services: { content } }) {
    const found = await findAll(db, maySeeAllCertificates(actor) ? undefined : actor.userId)
    return {
      certificates: found.map((certificate) => ({
        ...registerEntryOf({ ...certificate, is_hidden: false }, content, now()),
        isMine: certificate.holder_id === actor.userId,
        issuedAt: certificate.issued_at.toISOString(),
      })),
    }
  },
})
