/** Certificates that anyone can verify: issue, verify, status lists, the issuer's key and identity. */
export {
  type Certificate,
  type CertificateFacts,
  issueCredential,
  type StatusPurpose,
} from './credential.ts'
export type { Description, Language, SchemeWords, Words } from './description.ts'
export { type DidDocument, didDocument, didOf, type PublicKey, readDidDocument } from './did.ts'
export type { Malformed } from './json.ts'
export {
  generateIssuerKey,
  type IssuerKey,
  type OpenedKey,
  openKey,
  publicPart,
  sealKey,
} from './key.ts'
export {
  createStatusBits,
  issueStatusList,
  readStatusList,
  type StatusBits,
  type StatusList,
  type StatusListRefusal,
  statusIndexOf,
  withStatus,
} from './status-list.ts'
export { TRUSTED_ISSUERS } from './trusted-issuers.ts'
export {
  type GenuineVerdict,
  type Period,
  type Status,
  type StatusGap,
  type StatusListCopy,
  type Verdict,
  type VerifyOptions,
  verifyCredential,
} from './verify.ts'
