/** Anyone shows us a certificate's file: is it genuine, whose is it, is it in force? Judged from its bytes and our own lists. */
import {
  type CertificateFacts,
  type StatusGap,
  TRUSTED_ISSUERS,
  type Verdict,
  verifyCredential,
} from '@luban/credentials'
import { WordsSchema } from '@luban/lab'
import { Type } from 'typebox'
import { issuerNamesOf } from '../../certification/issuer-names.ts'
import { readStatusSince } from '../../certification/register-entry.ts'
import { readStatusCredential, STATUS_PURPOSES } from '../../certification/status-lists.ts'
import type { Database } from '../../db/schema.ts'
import { route } from '../../route.ts'
import { DateTimeSchema } from '../schemas.ts'

const SchemeWordsSchema = Type.Object({
  name: Type.String(),
  level: Type.Optional(Type.String()),
  scope: Type.Optional(Type.Array(Type.String())),
  limits: Type.Optional(Type.String()),
})

const CertificateFactsSchema = Type.Object({
  id: Type.String(),
  issuer: Type.Object({
    did: Type.String(),
    name: Type.Optional(Type.String({ description: 'As it was signed.' })),
    names: Type.Optional(WordsSchema),
  }),
  achievement: Type.String(),
  description: Type.String(),
  isDemo: Type.Boolean(),
  validFrom: Type.String(),
  validUntil: Type.Optional(Type.String()),
  holderName: Type.Optional(Type.String()),
  number: Type.Optional(Type.String()),
  scheme: Type.Optional(Type.String()),
  schemeVersion: Type.Optional(Type.String()),
  level: Type.Optional(Type.String()),
  scope: Type.Optional(Type.Array(Type.String())),
  limits: Type.Optional(Type.String()),
  words: Type.Optional(
    Type.Object(
      { kk: SchemeWordsSchema, ru: SchemeWordsSchema, zh: SchemeWordsSchema, en: SchemeWordsSchema },
      { description: 'What was signed in each language; what is missing was issued without.' },
    ),
  ),
})

const GapSchema = Type.Object({
  purpose: Type.String(),
  why: Type.Unsafe<StatusGap['why']>(Type.String()),
  detail: Type.Optional(Type.String()),
})

/** One shape for every verdict, told apart by `kind`: the union of the verifier, spread out for the serializer. */
const VerdictSchema = Type.Object({
  kind: Type.Unsafe<Verdict['kind']>(Type.String()),
  period: Type.Optional(Type.Enum(['current', 'expired', 'notYetValid'])),
  status: Type.Optional(
    Type.Object({
      kind: Type.Enum(['active', 'revoked', 'suspended', 'notChecked']),
      asOf: Type.Optional(DateTimeSchema),
      since: Type.Optional(
        Type.String({
          format: 'date-time',
          description: 'When it was suspended or revoked: of our own register only.',
        }),
      ),
      gaps: Type.Optional(Type.Array(GapSchema)),
    }),
  ),
  certificate: Type.Optional(CertificateFactsSchema),
  issuerDid: Type.Optional(Type.String()),
  at: Type.Optional(Type.String({ description: 'Where the file is malformed.' })),
  reason: Type.Optional(Type.String()),
})

export const verify = route({
  method: 'POST',
  path: '/api/verify',
  summary: 'Verify the file of a certificate.',
  permission: 'public',
  body: Type.Object({
    credential: Type.String({ minLength: 1, maxLength: 200_000, description: 'The file’s whole text.' }),
  }),
  reply: VerdictSchema,
  errors: [],
  requestsPerMin: 300,
  takesBrokenText: true,

  async handle({ db, now, services: { issuer } }, { body }) {
    const statusLists = []
    for (const purpose of STATUS_PURPOSES) {
      statusLists.push({ credential: await readStatusCredential(db, issuer, purpose, now()), fetchedAt: now() })
    }
    const trustedIssuers = [issuer.document, ...TRUSTED_ISSUERS]
    const verdict = await verifyCredential(body.credential, { trustedIssuers, statusLists, now: now() })
    return replyOf(verdict, await sinceOf(verdict, db, issuer.did))
  },
})

/** A status list knows no dates; our own register does. */
async function sinceOf(verdict: Verdict, db: Database, ourDid: string): Promise<{ since?: string }> {
  if (verdict.kind !== 'suspended' && verdict.kind !== 'revoked') return {}
  const { number, issuer } = verdict.certificate
  if (number === undefined || issuer.did !== ourDid) return {}
  const since = await readStatusSince(db, { number, status: verdict.kind === 'revoked' ? 'withdrawn' : 'suspended' })
  return since === null ? {} : { since }
}

function replyOf(verdict: Verdict, since: { since?: string }) {
  if (!('status' in verdict)) return verdict
  const { kind, period, status } = verdict
  const certificate = withIssuerNames(verdict.certificate)
  if (status.kind === 'notChecked')
    return { kind, period, certificate, status: { kind: status.kind, gaps: [...status.gaps] } }
  return { kind, period, certificate, status: { kind: status.kind, asOf: status.asOf.toISOString(), ...since } }
}

/** The file stays as it was signed: the names are beside it, for the page. */
function withIssuerNames(certificate: CertificateFacts) {
  const { issuer } = certificate
  return issuer.name === undefined
    ? certificate
    : { ...certificate, issuer: { ...issuer, names: issuerNamesOf(issuer.name) } }
}
