/** Certificates that anyone can verify: issue, verify, status lists, the issuer's key and identity. */
export {
  buildCredential,
  type Certificate,
  type CertificateFacts,
  issueCredential,
  type StatusPurpose,
  type Words,
} from './credential.ts'
export { type DidDocument, didDocument, didDocumentUrl, didOf, type PublicKey, readDidDocument } from './did.ts'
export type { JsonObject, Malformed } from './json.ts'
export {
  generateIssuerKey,
  type IssuerKey,
  issuerKeyFromSeed,
  type OpenedKey,
  openKey,
  publicPart,
  sealKey,
} from './key.ts'
export { STATUS_LIST_LENGTH } from './rules.ts'
export {
  createStatusBits,
  getStatus,
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
