/**
 * The issuer's Ed25519 key: made, locked into a file with a passphrase, opened again.
 *
 * The file is JSON: PBKDF2-SHA-256 (RFC 8018) stretches the passphrase, AES-256-GCM (NIST SP 800-38D) seals the secret
 * key, and everything else in the file is authenticated with it. PBKDF2 because every WebCrypto has it; the count is in
 * the file, so that it can grow. An unkeyed checksum tells a damaged file from a wrong passphrase.
 */
import * as Ed25519 from '@digitalbazaar/ed25519-multikey'
import { assert } from '@luban/stdx'
import { parseBase64url, toBase64url } from './base64url.ts'
import type { PublicKey } from './did.ts'
import { canonicalJson, isObject, type Json, type JsonObject, parseJsonObject } from './json.ts'

/** Secret: keep it in memory only; on disk it lies sealed. */
export type IssuerKey = PublicKey & { readonly secretKeyMultibase: string }

/** `remedy` says what the person who holds the file can do. */
export type OpenedKey =
  | { readonly kind: 'key'; readonly key: IssuerKey }
  | { readonly kind: 'wrongPassphrase' | 'damaged' | 'unsupported'; readonly reason: string; readonly remedy: string }

const FORMAT = 'luban-issuer-key'
const VERSION = 1
/** OWASP's figure for PBKDF2-SHA-256 (2023). */
export const KDF_ITERATIONS = 600_000
/** A hostile file could otherwise keep the machine busy for hours. */
const KDF_ITERATIONS_MAX = 10_000_000

/** A key of the issuer `did`, named after its public half, so that no two keys ever share a name. */
export async function generateIssuerKey(did: string): Promise<IssuerKey> {
  return exportKey(await Ed25519.generate({ controller: did }))
}

/** The same key from the same 32 bytes: for tests and for keys that are kept as a seed elsewhere. */
export async function issuerKeyFromSeed(did: string, seed: Uint8Array): Promise<IssuerKey> {
  assert(seed.length === 32, 'a seed has 32 bytes')
  return exportKey(await Ed25519.generate({ controller: did, seed }))
}

async function exportKey(pair: Ed25519.KeyPair): Promise<IssuerKey> {
  const { id, controller, publicKeyMultibase, secretKeyMultibase } = await pair.export({
    publicKey: true,
    secretKey: true,
  })
  assert(secretKeyMultibase !== undefined)
  return { id, controller, publicKeyMultibase, secretKeyMultibase }
}

/** What of a key may be shown: the part that goes into did.json. */
export function publicPart({ id, controller, publicKeyMultibase }: IssuerKey): PublicKey {
  return { id, controller, publicKeyMultibase }
}

/** The text of the key file. Every call draws a new salt and a new initialisation vector. */
export async function sealKey(key: IssuerKey, passphrase: string): Promise<string> {
  assert(passphrase.length > 0, 'a key file needs a passphrase')
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const header = {
    format: FORMAT,
    version: VERSION,
    ...publicPart(key),
    kdf: { name: 'PBKDF2-SHA-256', iterations: KDF_ITERATIONS, salt: toBase64url(salt) },
    cipher: { name: 'AES-256-GCM', iv: toBase64url(iv) },
  }
  const aesKey = await stretch(passphrase, salt, KDF_ITERATIONS)
  const secret = new TextEncoder().encode(key.secretKeyMultibase)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(header) }, aesKey, secret)
  const file = { ...header, sealedSecretKey: toBase64url(new Uint8Array(sealed)) }
  return `${JSON.stringify({ ...file, checksum: await checksum(file) }, null, 2)}\n`
}

export async function openKey(file: Uint8Array | string, passphrase: string): Promise<OpenedKey> {
  const read = await readFile(file)
  if (read.kind !== 'file') return read
  const { header, sealed, salt, iv, iterations } = read
  const aesKey = await stretch(passphrase, salt, iterations)
  let secret: ArrayBuffer
  try {
    secret = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: utf8(header) }, aesKey, sealed)
  } catch {
    return {
      kind: 'wrongPassphrase',
      reason: 'The passphrase does not open this key file.',
      remedy:
        'Give the passphrase that the key was sealed with. It cannot be recovered: if it is lost, make a new key.',
    }
  }
  const key = { ...header, secretKeyMultibase: new TextDecoder().decode(secret) }
  const { id, controller, publicKeyMultibase, secretKeyMultibase } = key as JsonObject as IssuerKey
  return { kind: 'key', key: { id, controller, publicKeyMultibase, secretKeyMultibase } }
}

type KeyFile = {
  readonly kind: 'file'
  readonly header: JsonObject
  readonly sealed: Uint8Array<ArrayBuffer>
  readonly salt: Uint8Array<ArrayBuffer>
  readonly iv: Uint8Array<ArrayBuffer>
  readonly iterations: number
}

/** Everything that can be said about a key file without its passphrase. */
async function readFile(source: Uint8Array | string): Promise<KeyFile | Exclude<OpenedKey, { kind: 'key' }>> {
  const parsed = parseJsonObject(source)
  if (parsed.kind === 'malformed') return damaged(`at ${parsed.at}: ${parsed.reason}`)
  const { checksum: sum, ...file } = parsed.value
  if (file.format !== FORMAT) return damaged('/format is not "luban-issuer-key"')
  if (file.version !== VERSION) {
    return {
      kind: 'unsupported',
      reason: `The key file is of version ${JSON.stringify(file.version)}; this program reads version ${VERSION}.`,
      remedy: 'Open it with the release of Luban that wrote it, or a later one.',
    }
  }
  if (sum !== (await checksum(file))) return damaged('its checksum does not match')
  const { sealedSecretKey, ...header } = file
  const { kdf, cipher } = header
  const sealed = bytesOf(sealedSecretKey)
  const salt = isObject(kdf) ? bytesOf(kdf.salt) : undefined
  const iv = isObject(cipher) ? bytesOf(cipher.iv) : undefined
  const iterations = isObject(kdf) && kdf.name === 'PBKDF2-SHA-256' ? kdf.iterations : undefined
  if (sealed === undefined) return damaged('/sealedSecretKey is not base64url')
  if (salt === undefined || iv === undefined) return damaged('/kdf/salt or /cipher/iv is not base64url')
  if (typeof iterations !== 'number' || !(iterations >= 1 && iterations <= KDF_ITERATIONS_MAX)) {
    return damaged(`/kdf is not PBKDF2-SHA-256 with 1 to ${KDF_ITERATIONS_MAX} iterations`)
  }
  return { kind: 'file', header, sealed, salt, iv, iterations }
}

function damaged(what: string): Exclude<OpenedKey, { kind: 'key' }> {
  return {
    kind: 'damaged',
    reason: `The key file is damaged: ${what}.`,
    remedy: 'Restore it from a backup; never edit it by hand.',
  }
}

function bytesOf(value: Json | undefined): Uint8Array<ArrayBuffer> | undefined {
  return typeof value === 'string' && value !== '' ? parseBase64url(value) : undefined
}

/** NFKC, so that a passphrase typed on another keyboard or system is the same bytes. */
async function stretch(passphrase: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const typed = new TextEncoder().encode(passphrase.normalize('NFKC'))
  const material = await crypto.subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveKey'])
  const kdf = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: Math.trunc(iterations) }
  return crypto.subtle.deriveKey(kdf, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

function utf8(value: JsonObject): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalJson(value))
}

async function checksum(file: JsonObject): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(file))))
}
