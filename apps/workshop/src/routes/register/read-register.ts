/** The public register: is there such a certificate, and is it in force? The minimum, for anyone. */
import { Type } from 'typebox'
import { parseCertificateNumber } from '../../certification/certificate-number.ts'
import { RegisterEntrySchema, registerEntryOf } from '../../certification/register-entry.ts'
import { findCertificate } from '../../db/certification.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'

export const readRegister = route({
  method: 'GET',
  path: '/api/register/:number',
  summary: 'One certificate in the public register.',
  permission: 'public',
  params: Type.Object({ number: Type.String() }),
  reply: RegisterEntrySchema,
  errors: ['CERTIFICATE_NOT_FOUND'],
  requestsPerMin: 120, // Nobody walks through the register by guessing.

  async handle({ db, now, services: { content } }, { params }) {
    const number = parseCertificateNumber(params.number)
    const certificate = number && (await findCertificate(db, number))
    if (!certificate) throw new ApiError('CERTIFICATE_NOT_FOUND')
    return registerEntryOf(certificate, content, now())
  },
})
