/** The public register: is there such a certificate, and is it in force? The minimum, for anyone. */
import { WordsSchema } from '@luban/lab'
import { Type } from 'typebox'
import { parseCertificateNumber } from '../../certification/certificate-number.ts'
import { issuerNamesOf } from '../../certification/issuer-names.ts'
import {
  RegisterEntrySchema,
  readStatusSince,
  registerEntryOf,
  StatusSinceSchema,
} from '../../certification/register-entry.ts'
import { findCertificate } from '../../db/certification.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'

export const readRegister = route({
  method: 'GET',
  path: '/api/register/:number',
  summary: 'One certificate in the public register.',
  permission: 'public',
  params: Type.Object({ number: Type.String() }),
  reply: Type.Object({
    ...RegisterEntrySchema.properties,
    statusSince: StatusSinceSchema,
    issuer: Type.Object({ did: Type.String(), name: Type.String(), names: WordsSchema }),
  }),
  errors: ['CERTIFICATE_NOT_FOUND'],
  requestsPerMin: 120, // Nobody walks through the register by guessing.

  async handle({ db, now, services: { content, issuer } }, { params }) {
    const number = parseCertificateNumber(params.number)
    const certificate = number && (await findCertificate(db, number))
    if (!certificate) throw new ApiError('CERTIFICATE_NOT_FOUND')
    return {
      ...registerEntryOf(certificate, content, now()),
      statusSince: await readStatusSince(db, certificate),
      issuer: { did: issuer.did, name: issuer.name, names: issuerNamesOf(issuer.name) },
    }
  },
})
