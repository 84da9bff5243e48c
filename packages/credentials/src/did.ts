/**
 * Who signs: `did:web` identifiers and the DID documents that list an issuer's keys.
 * did:web Method Specification; W3C Controlled Identifiers 1.0 (Multikey). Ed25519 keys only.
 */
import type { Multikey } from '@digitalbazaar/ed25519-multikey'
import { assert } from '@luban/stdx'
import { DID_CONTEXT, MULTIKEY_CONTEXT } from './contexts.ts'
import { isObject, type Json, type JsonObject, type Malformed, malformed, parseJsonObject } from './json.ts'

export type PublicKey = { readonly id: string; readonly controller: string; readonly publicKeyMultibase: string }

/** An issuer and the keys it may sign with. Served as did.json; pinned by those who trust it. */
export type DidDocument = {
  readonly '@context': readonly [typeof DID_CONTEXT, typeof MULTIKEY_CONTEXT]
  readonly id: string
  readonly verificationMethod: readonly Multikey[]
  readonly assertionMethod: readonly string[]
}

/** Ed25519 public key in base58-btc multibase: two bytes of header, 32 of key. */
const ED25519_MULTIBASE = /^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/
const DID = /^did:[a-z0-9]+:[A-Za-z0-9._:%-]+$/

/**
 * The identifier of an installation that people reach at `publicUrl`: `https://a.kz:8443/ev` -> `did:web:a.kz%3A8443:ev`.
 * Loopback addresses become `localhost`. The method forbids other IP addresses because no one can check them on the
 * web; they are let through here, since our verifiers pin documents and fetch nothing.
 */
export function didOf(publicUrl: string): string {
  const url = URL.parse(publicUrl)
  assert(url?.hostname, `"${publicUrl}" is not an address that a browser could open`)
  const isLoopback = /^127\.|^\[::1\]$/.test(url.hostname)
  const host = isLoopback ? 'localhost' : url.hostname.replaceAll(/[[\]:]/g, encodeURIComponent)
  const port = url.port === '' ? '' : `%3A${url.port}`
  const path = url.pathname.split('/').filter((segment) => segment !== '')
  return ['did', 'web', host + port, ...path.map((segment) => segment.replaceAll(':', '%3A'))].join(':')
}

/** All of `keys` may sign: the present one and those it replaced, so that older certificates stay verifiable. */
export function didDocument(did: string, keys: readonly PublicKey[]): DidDocument {
  assert(keys.length > 0, 'an issuer has at least one key')
  for (const key of keys)
    assert(key.controller === did, `the key ${key.id} belongs to ${key.controller}, not to ${did}`)
  return {
    '@context': [DID_CONTEXT, MULTIKEY_CONTEXT],
    id: did,
    verificationMethod: keys.map(({ id, controller, publicKeyMultibase }) => ({
      id,
      type: 'Multikey',
      controller,
      publicKeyMultibase,
    })),
    assertionMethod: keys.map((key) => key.id),
  }
}

/** Reads a did.json. Only the keys that may make assertions are kept; no signature guards it: get it from its owner. */
export function readDidDocument(
  source: Uint8Array | string,
): { kind: 'didDocument'; document: DidDocument } | Malformed {
  const parsed = parseJsonObject(source)
  if (parsed.kind === 'malformed') return parsed
  const { id, verificationMethod, assertionMethod } = parsed.value
  if (typeof id !== 'string' || !DID.test(id)) return malformed('/id', 'not a DID, such as did:web:example.kz')
  if (!Array.isArray(assertionMethod)) return malformed('/assertionMethod', 'missing: it lists the keys that may sign')
  const methods = Array.isArray(verificationMethod) ? verificationMethod : []
  const keys: PublicKey[] = []
  for (const [index, entry] of (assertionMethod as readonly Json[]).entries()) {
    const key = findKey(id, entry, methods)
    if (key === undefined) return malformed(`/assertionMethod/${index}`, 'names no Ed25519 Multikey of this issuer')
    keys.push(key)
  }
  if (keys.length === 0) return malformed('/assertionMethod', 'empty: no key may sign')
  return { kind: 'didDocument', document: didDocument(id, keys) }
}

/** An entry is a key itself, or names one of `methods`; names may be relative (`#key-1`). */
function findKey(did: string, entry: Json, methods: readonly Json[]): PublicKey | undefined {
  const absolute = (name: Json | undefined) => (typeof name === 'string' && name.startsWith('#') ? did + name : name)
  const method = isObject(entry)
    ? entry
    : methods.find((one): one is JsonObject => isObject(one) && absolute(one.id) === absolute(entry))
  if (method === undefined) return undefined
  const { type, controller, publicKeyMultibase } = method
  const id = absolute(method.id)
  if (type !== 'Multikey' || controller !== did || typeof id !== 'string' || !id.startsWith(`${did}#`)) return undefined
  if (typeof publicKeyMultibase !== 'string' || !ED25519_MULTIBASE.test(publicKeyMultibase)) return undefined
  return { id, controller: did, publicKeyMultibase }
}
