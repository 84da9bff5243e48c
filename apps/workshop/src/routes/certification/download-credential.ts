/** The certificate as its signed file, byte for byte as it was issued. */
import { Type } from 'typebox'
import { parseCertificateNumber } from '../../certification/certificate-number.ts'
import { readCredential } from '../../db/certification.ts'
import { ApiError } from '../../errors.ts'
import { maySeeCertificate } from '../../policies/certification.ts'
import { FILE, FileReply, route } from '../../route.ts'

export const downloadCredential = route({
  method: 'GET',
  path: '/api/certificates/:number/credential',
  summary: 'Download a certificate as its signed Open Badges 3.0 file.',
  permission: 'certificate:read',
  params: Type.Object({ number: Type.String() }),
  reply: FILE,
  errors: ['CERTIFICATE_NOT_FOUND'],

  async handle({ actor, db }, { params }) {
    const number = parseCertificateNumber(params.number) ?? ''
    const found = await readCredential(db, number)
    if (!found || !maySeeCertificate(actor, found)) throw new ApiError('CERTIFICATE_NOT_FOUND')
    return new FileReply('application/vc', found.credential, `${number}.json`)
  },
})
