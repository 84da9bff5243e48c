/**
 * One Data Integrity proof on one document: W3C Data Integrity 1.0, cryptosuite `eddsa-rdfc-2022`.
 *
 * That suite signs what a document *says* (its RDF), not how it is written: another order of a list, one value in place
 * of a list of one, would go unseen. So our proofs carry a *digest*: SHA-256 over the document without its proof, as
 * RFC 8785 writes it, in the proof's `nonce`, which is signed. Other verifiers ignore it; ours sees every change.
 * A proof without it (another issuer's software) is judged by its signature alone.
 */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as Ed25519 from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { toBase64url } from './base64url.ts'
import { createLoader, MULTIKEY_CONTEXT } from './contexts.ts'
import type { DidDocument } from './did.ts'
import { canonicalJson, isObject, type JsonObject } from './json.ts'
import type { IssuerKey } from './key.ts'
import { sha256 } from './sha256.ts'

export type SignatureCheck = { readonly kind: 'valid' } | { readonly kind: 'invalid'; readonly reason: string }

const DIGEST_PREFIX = 'jcs-sha256:'
const signingLoader = createLoader(new Map())

/** `credential` with its proof. Throws when it holds a term without a mapping: that is our bug. */
export async function signCredential(credential: JsonObject, key: IssuerKey, created: Date): Promise<JsonObject> {
  const pair = await Ed25519.from({ '@context': MULTIKEY_CONTEXT, type: 'Multikey', ...key })
  const suite = new DataIntegrityProof({ signer: pair.signer(), date: created, cryptosuite })
  suite.proof = { nonce: DIGEST_PREFIX + digest(credential) }
  const signed = await vc.issue({ credential: { ...credential }, suite, documentLoader: signingLoader, now: created })
  return signed as JsonObject
}

/** Whether one of the issuer's keys signed exactly this credential. Says nothing about dates or status. */
export async function checkSignature(credential: JsonObject, issuer: DidDocument): Promise<SignatureCheck> {
  if (!matchesDigest(credential)) return { kind: 'invalid', reason: 'it is not as it was when it was signed' }
  const result = await vc.verifyCredential({
    credential,
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader: loaderOf(issuer),
    // Dates and status are judged by the caller, each on its own: the library would make one "not verified" of all.
    now: String(credential.validFrom),
    checkStatus: async () => ({ verified: true }),
  })
  return result.verified ? { kind: 'valid' } : { kind: 'invalid', reason: reasonOf(result.error) }
}

/** True also for a proof that carries no digest of ours. */
function matchesDigest({ proof, ...unsigned }: JsonObject): boolean {
  const nonce = isObject(proof) ? proof.nonce : undefined
  if (typeof nonce !== 'string' || !nonce.startsWith(DIGEST_PREFIX)) return true
  return nonce === DIGEST_PREFIX + digest(unsigned)
}

function reasonOf(error: (Error & { readonly errors?: readonly Error[] }) | readonly Error[] | undefined): string {
  const first = Array.isArray(error) ? error[0] : (error as { errors?: readonly Error[] } | undefined)?.errors?.[0]
  return (first ?? (error as Error | undefined))?.message ?? 'the signature does not match'
}

const loaders = new WeakMap<DidDocument, vc.DocumentLoader>()

function loaderOf(issuer: DidDocument): vc.DocumentLoader {
  const known = loaders.get(issuer)
  if (known) return known
  const documents = new Map<string, object>([[issuer.id, issuer]])
  for (const key of issuer.verificationMethod) documents.set(key.id, { '@context': MULTIKEY_CONTEXT, ...key })
  const loader = createLoader(documents)
  loaders.set(issuer, loader)
  return loader
}

function digest(unsigned: JsonObject): string {
  return toBase64url(sha256(new TextEncoder().encode(canonicalJson(unsigned))))
}
