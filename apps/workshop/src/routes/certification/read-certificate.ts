/** One certificate with its history, for its holder and the officers; its printable page is made from this. */
import { WordsSchema } from '@luban/lab'
import { Type } from 'typebox'
import { parseCertificateNumber } from '../../certification/certificate-number.ts'
import { issuerNamesOf } from '../../certification/issuer-names.ts'
import { RegisterEntrySchema, registerEntryOf } from '../../certification/register-entry.ts'
import { findCertificate, listCertificateEvents } from '../../db/certification.ts'
import { ApiError } from '../../errors.ts'
import { maySeeCertificate } from '../../policies/certification.ts'
import { route } from '../../route.ts'
import { DateTimeSchema } from '../schemas.ts'

export const readCertificate = route({
  method: 'GET',
  path: '/api/certificates/:number',
  summary: 'One certificate with its history.',
  permission: 'certificate:read',
  params: Type.Object({ number: Type.String() }),
  reply: Type.Object({
    ...RegisterEntrySchema.properties,
    issuedAt: DateTimeSchema,
    verifyUrl: Type.String({ description: 'What the QR code says.' }),
    issuer: Type.Object({ did: Type.String(), name: Type.String(), names: WordsSchema }),
    credentialSha256: Type.String(),
    events: Type.Array(
      Type.Object({
        kind: Type.Enum(['issued', 'suspended', 'reinstated', 'revoked']),
        reason: Type.String(),
        at: DateTimeSchema,
      }),
    ),
  }),
  errors: ['CERTIFICATE_NOT_FOUND'],

  async handle({ actor, db, now, services: { content, issuer } }, { params }) {
    const certificate = await findCertificate(db, parseCertificateNumber(params.number) ?? '')
    if (!certificate || !maySeeCertificate(actor, certificate)) throw new ApiError('CERTIFICATE_NOT_FOUND')
    const events = await listCertificateEvents(db, certificate.number)
    return {
      ...registerEntryOf({ ...certificate, is_hidden: false }, content, now()),
      issuedAt: certificate.issued_at.toISOString(),
      verifyUrl: `${issuer.origin}/verify/${certificate.number}`,
      issuer: { did: issuer.did, name: issuer.name, names: issuerNamesOf(issuer.name) },
      credentialSha256: certificate.credential_sha256,
      events: events.map(({ kind, reason, at }) => ({ kind, reason, at: at.toISOString() })),
    }
  },
})
