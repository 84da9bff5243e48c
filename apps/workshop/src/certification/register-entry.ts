/** What the public register shows of a certificate: the minimum, and never more for asking differently. */
import type { Content, Scheme } from '@luban/lab'
import { Type } from 'typebox'
import { listCertificateEvents } from '../db/certification.ts'
import type { CertificateStatus, Database } from '../db/schema.ts'
import { DateTimeSchema, NamesSchema, or, SchemeSummarySchema } from '../routes/schemas.ts'

export const RegisterStatusSchema = Type.Enum(['active', 'suspended', 'withdrawn', 'expired'])

export const RegisterEntrySchema = Type.Object({
  number: Type.String(),
  status: RegisterStatusSchema,
  holderName: or(Type.String({ description: 'Null when the person asked to be hidden.' })),
  holderNames: NamesSchema,
  scheme: or(SchemeSummarySchema),
  schemeId: Type.String(),
  schemeVersion: Type.Integer(),
  validFrom: DateTimeSchema,
  validUntil: DateTimeSchema,
})

export const StatusSinceSchema = or(
  Type.String({ format: 'date-time', description: 'When it was suspended or withdrawn.' }),
)

type Facts = {
  number: string
  holder_name: string
  holder_names: { kk?: string; ru?: string; zh?: string; en?: string }
  scheme_id: string
  scheme_version: number
  valid_from: Date
  valid_until: Date
  status: CertificateStatus
  is_hidden: boolean
}

export function registerEntryOf(certificate: Facts, content: Content, now: Date) {
  const { number, holder_name, holder_names, scheme_id, scheme_version, valid_from, valid_until, is_hidden } =
    certificate
  const scheme = schemeOf(content, scheme_id, scheme_version)
  return {
    number,
    status: currentStatus(certificate, now),
    holderName: is_hidden ? null : holder_name,
    holderNames: is_hidden ? {} : holder_names,
    scheme: scheme ? summaryOf(scheme) : null,
    schemeId: scheme_id,
    schemeVersion: scheme_version,
    validFrom: valid_from.toISOString(),
    validUntil: valid_until.toISOString(),
  }
}

/** When it was suspended or withdrawn, for what is either now; why is not public. */
export async function readStatusSince(
  db: Database,
  { number, status }: { readonly number: string; readonly status: CertificateStatus | 'expired' },
): Promise<string | null> {
  if (status !== 'suspended' && status !== 'withdrawn') return null
  const kind = status === 'withdrawn' ? 'revoked' : 'suspended'
  const events = await listCertificateEvents(db, number)
  return events.findLast((event) => event.kind === kind)?.at.toISOString() ?? null
}

/** A withdrawal or suspension stays what it is when the date passes. */
function currentStatus({ status, valid_until }: Facts, now: Date) {
  return status === 'active' && valid_until <= now ? ('expired' as const) : status
}

export const schemeOf = (content: Content, id: string, version?: number): Scheme | undefined =>
  content.schemes.find((scheme) => scheme.id === id && (version === undefined || scheme.version === version))

export function summaryOf({ id, version, isDemo, name, level, scope, limits }: Scheme) {
  return { id, version, isDemo, name, level, scope, limits }
}
