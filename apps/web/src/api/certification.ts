/** Certification: schemes, applications, the exam, the decision, certificates and their verification. */
import { queryOptions } from '@tanstack/react-query'
import type { Language, Names, Words } from '../language/language.ts'
import { get, post, type Reply } from './client.ts'

export type SchemeSummary = {
  readonly id: string
  readonly version: number
  readonly isDemo: boolean
  readonly name: Words
  readonly level: Words
  readonly scope: readonly Words[]
  readonly limits: Words
}

export type Condition = {
  readonly kind: 'signedOffAttempt' | 'exam' | 'decision'
  readonly name: Words
  readonly isMet: boolean
  readonly attemptId: string | null
}

export type Scheme = SchemeSummary & {
  readonly validityYears: number
  readonly conditions: readonly Condition[]
  readonly canApply: boolean
}

export type ApplicationStatus = 'submitted' | 'examined' | 'granted' | 'refused'

export type JudgedCriterion = { readonly id: string; readonly isMet: boolean; readonly comment?: string }

/** As it is kept; exams recorded before the words were kept have none. */
export type ExamCriterion = JudgedCriterion & { readonly name?: Words }

/** What the scheme asks for: an attempt of one of these exercises, or a conversation about these criteria. */
export type ExamTerms = {
  readonly means: 'practical' | 'oral'
  readonly exercises: readonly string[]
  readonly criteria: readonly { readonly id: string; readonly name: Words; readonly guidance?: Words }[]
}

export type ApplicationSummary = {
  readonly id: string
  /** Null when the scheme is no more in the content. */
  readonly scheme: SchemeSummary | null
  readonly schemeId: string
  readonly candidateName: string
  readonly candidateNames: Names
  readonly isMine: boolean
  readonly holderName: string
  readonly status: ApplicationStatus
  readonly appliedAt: string
}

export type Exam = {
  readonly examinerName: string
  readonly examinerNames: Names
  readonly means: 'practical' | 'oral'
  /** Null of an oral exam. */
  readonly attemptId: string | null
  readonly criteria: readonly ExamCriterion[]
  readonly passed: boolean
  readonly comment: string
  readonly at: string
}

export type Decision = {
  readonly officerName: string
  readonly officerNames: Names
  readonly granted: boolean
  readonly reason: string
  readonly at: string
}

export type Application = ApplicationSummary & {
  readonly conditions: readonly Condition[]
  /** Null when the scheme is no more in the content. */
  readonly examTerms: ExamTerms | null
  readonly examAttempts: readonly {
    readonly id: string
    readonly exerciseId: string
    readonly status: string
    readonly startedAt: string
    readonly score: number | null
  }[]
  readonly exam: Exam | null
  readonly decision: Decision | null
  readonly certificateNumber: string | null
}

export type CertificateStatus = 'active' | 'suspended' | 'withdrawn' | 'expired'

export type RegisterEntry = {
  readonly number: string
  readonly status: CertificateStatus
  /** Null when the person asked to be hidden. */
  readonly holderName: string | null
  readonly holderNames: Names
  readonly scheme: SchemeSummary | null
  readonly schemeId: string
  readonly schemeVersion: number
  readonly validFrom: string
  readonly validUntil: string
}

/** What anyone may know of one certificate. */
export type PublicEntry = RegisterEntry & {
  /** When it was suspended or revoked. */
  readonly statusSince: string | null
  readonly issuer: Issuer
}

/** `name` is what was signed. */
export type Issuer = { readonly did: string; readonly name: string; readonly names: Words }

export type CertificateSummary = RegisterEntry & { readonly isMine: boolean; readonly issuedAt: string }

export type Certificate = RegisterEntry & {
  readonly issuedAt: string
  readonly verifyUrl: string
  readonly issuer: Issuer
  readonly credentialSha256: string
  readonly events: readonly {
    readonly kind: 'issued' | 'suspended' | 'reinstated' | 'revoked'
    readonly reason: string
    readonly at: string
  }[]
}

/** What a file says of its scheme in one language. */
export type SchemeWords = {
  readonly name: string
  readonly level?: string
  readonly scope?: readonly string[]
  readonly limits?: string
}

/** What checking a file says. */
export type Verdict = {
  readonly kind:
    | 'valid'
    | 'statusNotChecked'
    | 'expired'
    | 'notYetValid'
    | 'suspended'
    | 'revoked'
    | 'malformed'
    | 'unknownIssuer'
    | 'invalidSignature'
  readonly status?: { readonly kind: string; readonly asOf?: string; readonly since?: string }
  readonly certificate?: {
    readonly id: string
    readonly issuer: { readonly did: string; readonly name?: string; readonly names?: Words }
    readonly achievement: string
    readonly isDemo: boolean
    readonly validFrom: string
    readonly validUntil?: string
    readonly holderName?: string
    readonly number?: string
    readonly scheme?: string
    readonly schemeVersion?: string
    readonly level?: string
    readonly scope?: readonly string[]
    readonly limits?: string
    /** In the four languages, as far as they were signed; those above are English. */
    readonly words?: { readonly [language in Language]: SchemeWords }
  }
  readonly issuerDid?: string
  readonly at?: string
  readonly reason?: string
}

export const schemesQuery = queryOptions({
  queryKey: ['schemes'],
  queryFn: (): Promise<readonly Scheme[]> =>
    get<Reply<'GET /api/schemes'>>('/api/schemes').then(({ schemes }) => schemes),
})
export const applicationsQuery = queryOptions({
  queryKey: ['applications'],
  queryFn: (): Promise<readonly ApplicationSummary[]> =>
    get<Reply<'GET /api/applications'>>('/api/applications').then(({ applications }) => applications),
})
export const applicationQuery = (id: string) =>
  queryOptions({
    queryKey: ['application', id],
    queryFn: (): Promise<Application> =>
      get<Reply<'GET /api/applications/:applicationId'>>(`/api/applications/${encodeURIComponent(id)}`),
  })
export const certificatesQuery = queryOptions({
  queryKey: ['certificates'],
  queryFn: (): Promise<readonly CertificateSummary[]> =>
    get<Reply<'GET /api/certificates'>>('/api/certificates').then(({ certificates }) => certificates),
})
export const certificateQuery = (number: string) =>
  queryOptions({
    queryKey: ['certificate', number],
    queryFn: (): Promise<Certificate> =>
      get<Reply<'GET /api/certificates/:number'>>(`/api/certificates/${encodeURIComponent(number)}`),
  })
export const registerQuery = (number: string) =>
  queryOptions({
    queryKey: ['register', number],
    queryFn: (): Promise<PublicEntry> =>
      get<Reply<'GET /api/register/:number'>>(`/api/register/${encodeURIComponent(number)}`),
  })

export const applyFor = (body: { schemeId: string; holderName?: string }) =>
  post<{ id: string }>('/api/applications', body)
export const recordExam = (
  id: string,
  body: { attemptId?: string; criteria: readonly JudgedCriterion[]; passed: boolean; comment: string },
) => post(`/api/applications/${encodeURIComponent(id)}/exam`, body)
export const decide = (id: string, body: { granted: boolean; reason: string }) =>
  post<{ status: string; certificateNumber: string | null }>(
    `/api/applications/${encodeURIComponent(id)}/decision`,
    body,
  )
export const changeStatus = (number: string, change: 'suspend' | 'reinstate' | 'revoke', reason: string) =>
  post(`/api/certificates/${encodeURIComponent(number)}/${change}`, { reason })
export const verifyFile = (credential: string): Promise<Verdict> =>
  post<Reply<'POST /api/verify'>>('/api/verify', { credential })
