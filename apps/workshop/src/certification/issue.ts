/** One certificate: its number, its place in the status lists, its signed bytes and its row, in the caller's transaction. */
import { createHash, randomUUID } from 'node:crypto'
import { issueCredential, statusIndexOf } from '@luban/credentials'
import type { Scheme } from '@luban/lab'
import { addCertificate, addCertificateEvent, findCertificate, takeNextOrdinal } from '../db/certification.ts'
import type { DatabaseTransaction, Row } from '../db/schema.ts'
import { makeCertificateNumber } from './certificate-number.ts'
import { type Issuer, statusListUrl } from './issuer.ts'

export type Grant = {
  readonly application: Row<'application'>
  readonly scheme: Scheme
  readonly officerId: string
  readonly reason: string
  readonly at: Date
}

/** Returns the number. The decision that grants it must be in the same transaction or before: a trigger asks for it. */
export async function issueCertificate(db: DatabaseTransaction, issuer: Issuer, grant: Grant): Promise<string> {
  const { application, scheme, officerId, reason, at } = grant
  const ordinal = await takeNextOrdinal(db)
  const statusIndex = await statusIndexOf(issuer.statusSeed, ordinal)
  if (statusIndex === undefined) throw new Error('the status list is full: begin another list')
  const number = await freeNumber(db, at.getUTCFullYear())
  const { validFrom, validUntil } = validityOf(scheme, at)
  const credential = Buffer.from(
    await issueCredential(
      {
        number,
        holderName: application.holder_name,
        issuer: { did: issuer.did, name: issuer.name, url: issuer.origin },
        scheme: {
          id: scheme.id,
          version: String(scheme.version),
          names: scheme.name,
          isDemo: scheme.isDemo,
          level: scheme.level,
          scope: scheme.scope,
          limits: scheme.limits,
        },
        criteria: scheme.conditions.map(({ name }) => `- ${name.en}`).join('\n'),
        validFrom,
        validUntil,
        statusIndex,
        urls: {
          certificate: `${issuer.origin}/verify/${number}`,
          achievement: `${issuer.origin}/api/schemes/${scheme.id}`,
          statusLists: {
            revocation: statusListUrl(issuer, 'revocation'),
            suspension: statusListUrl(issuer, 'suspension'),
          },
        },
      },
      issuer.key,
      at,
    ),
  )
  await addCertificate(db, {
    number,
    application_id: application.id,
    holder_id: application.candidate_id,
    holder_name: application.holder_name,
    holder_names: JSON.stringify(application.holder_names),
    scheme_id: scheme.id,
    scheme_version: scheme.version,
    status_index: statusIndex,
    credential,
    credential_sha256: createHash('sha256').update(credential).digest('hex'),
    issued_at: at,
    valid_from: validFrom,
    valid_until: validUntil,
    status: 'active',
  })
  await addCertificateEvent(db, { id: randomUUID(), number, kind: 'issued', actor_id: officerId, reason, at })
  return number
}

/** Whole seconds, as the credential says them. */
function validityOf(scheme: Scheme, at: Date): { validFrom: Date; validUntil: Date } {
  const validFrom = new Date(Math.floor(at.getTime() / 1000) * 1000)
  const validUntil = new Date(validFrom)
  validUntil.setUTCFullYear(validUntil.getUTCFullYear() + scheme.validityYears)
  return { validFrom, validUntil }
}

async function freeNumber(db: DatabaseTransaction, year: number): Promise<string> {
  for (;;) {
    const number = makeCertificateNumber(year)
    if (!(await findCertificate(db, number))) return number
  }
}
