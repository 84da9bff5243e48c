/** Suspend, reinstate and revoke a certificate: the register, the status list and the history change together or not at all. */
import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { parseCertificateNumber } from '../../certification/certificate-number.ts'
import { changeStatus } from '../../certification/status-lists.ts'
import type { Context } from '../../context.ts'
import { addCertificateEvent, setCertificateStatus, takeCertificate } from '../../db/certification.ts'
import type { CertificateStatus, StatusPurpose } from '../../db/schema.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { ReasonSchema } from '../schemas.ts'

type Step = {
  readonly kind: 'suspended' | 'reinstated' | 'revoked'
  readonly from: readonly CertificateStatus[]
  readonly to: CertificateStatus
  readonly purpose: StatusPurpose
  readonly isSet: boolean
}

const SUSPEND: Step = { kind: 'suspended', from: ['active'], to: 'suspended', purpose: 'suspension', isSet: true }
const REINSTATE: Step = { kind: 'reinstated', from: ['suspended'], to: 'active', purpose: 'suspension', isSet: false }
const REVOKE: Step = {
  kind: 'revoked',
  from: ['active', 'suspended'],
  to: 'withdrawn',
  purpose: 'revocation',
  isSet: true,
}

const shape = {
  permission: 'certificate:changeStatus',
  params: Type.Object({ number: Type.String() }),
  body: Type.Object({ reason: ReasonSchema }),
  reply: Type.Object({ status: Type.Enum(['active', 'suspended', 'withdrawn']) }),
  errors: ['CERTIFICATE_NOT_FOUND', 'CERTIFICATE_STATUS_CONFLICT'],
} as const

export const suspendCertificate = route({
  ...shape,
  method: 'POST',
  path: '/api/certificates/:number/suspend',
  summary: 'Suspend a certificate; it can be reinstated.',
  handle: (context, { params, body }) => take(SUSPEND, context, params.number, body.reason),
})

export const reinstateCertificate = route({
  ...shape,
  method: 'POST',
  path: '/api/certificates/:number/reinstate',
  summary: 'Reinstate a suspended certificate.',
  handle: (context, { params, body }) => take(REINSTATE, context, params.number, body.reason),
})

export const revokeCertificate = route({
  ...shape,
  method: 'POST',
  path: '/api/certificates/:number/revoke',
  summary: 'Withdraw a certificate for good.',
  handle: (context, { params, body }) => take(REVOKE, context, params.number, body.reason),
})

async function take(step: Step, { actor, now, services: { issuer }, change }: Context, text: string, reason: string) {
  return await change(async (db) => {
    const certificate = await takeCertificate(db, parseCertificateNumber(text) ?? '')
    if (!certificate) throw new ApiError('CERTIFICATE_NOT_FOUND')
    if (!step.from.includes(certificate.status)) throw new ApiError('CERTIFICATE_STATUS_CONFLICT')
    const { number, status_index: index } = certificate
    const at = now()
    await setCertificateStatus(db, number, step.to)
    await addCertificateEvent(db, { id: randomUUID(), number, kind: step.kind, actor_id: actor.userId, reason, at })
    await changeStatus(db, { issuer, purpose: step.purpose, index, isSet: step.isSet, now: at })
    return {
      result: { status: step.to },
      audit: { action: `certificate.${step.kind}`, subject: `certificate:${number}`, detail: { reason } },
    }
  })
}
