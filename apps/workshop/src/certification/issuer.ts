/**
 * The installation as an issuer: its identity, its signing key, its two status lists.
 *
 * The identity (`did:web`) is fixed when the first key is made, together with the address that certificates point to: a
 * later change of address must not orphan what was issued. The secret key lies sealed in the data folder; the public
 * halves of all keys ever used lie in the database, so that older certificates stay verifiable.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type DidDocument,
  didDocument,
  didOf,
  generateIssuerKey,
  type IssuerKey,
  openKey,
  type PublicKey,
  publicPart,
  sealKey,
} from '@luban/credentials'
import { writeAudit } from '../audit/log.ts'
import { keep, readOrMakeSecret } from '../auth/secret-file.ts'
import { keepSetting, readSetting } from '../db/installation.ts'
import type { Database, StatusPurpose } from '../db/schema.ts'

export type Issuer = {
  readonly did: string
  readonly document: DidDocument
  /** Where certificates point to; the address of the first start. */
  readonly origin: string
  readonly name: string
  readonly key: IssuerKey
  /** Scatters the places in the status lists. */
  readonly statusSeed: Uint8Array
  /** In one line, where the key is and what guards it. */
  readonly keeping: string
}

export class IssuerError extends Error {
  override name = 'IssuerError'
}

export type IssuerOptions = {
  readonly db: Database
  readonly dataDir: string
  readonly origin: string
  readonly name: string
  /** LUBAN_KEY_PASSPHRASE; without one, a generated secret lies beside the key. */
  readonly passphrase: string | undefined
  readonly now: Date
}

/** Throws an IssuerError with the remedy when the key cannot be opened; never replaces a key that is there. */
export async function openIssuer({ db, dataDir, origin, name, passphrase, now }: IssuerOptions): Promise<Issuer> {
  const keyPath = join(dataDir, 'issuer-key.json')
  const secretPath = join(dataDir, 'issuer-key-passphrase')
  const secret = passphrase ?? readOrMakeSecret(secretPath)
  const keeping = `${keyPath}, sealed with ${passphrase === undefined ? `the secret in ${secretPath}` : 'LUBAN_KEY_PASSPHRASE'}`

  const did = (await readSetting(db, 'issuer.did')) ?? didOf(origin)
  const kept = readFileIfThere(keyPath)
  const key = kept === undefined ? await generateIssuerKey(did) : await unseal(kept, secret, keyPath)
  if (key.controller !== did) {
    const remedy = 'restore the key file that belongs to this database, or use its own data folder'
    throw new IssuerError(`${keyPath} is the key of ${key.controller}, this database issues as ${did}: ${remedy}`)
  }
  if (kept === undefined) keep(keyPath, await sealKey(key, secret))
  const { keys, issuedFrom, statusSeed } = await rememberKey(db, key, origin, now)
  return { did, document: didDocument(did, keys), origin: issuedFrom, name, key, statusSeed, keeping }
}

export const statusListUrl = (issuer: Pick<Issuer, 'origin'>, purpose: StatusPurpose) =>
  `${issuer.origin}/status/${purpose}`

async function unseal(file: string, secret: string, path: string): Promise<IssuerKey> {
  const opened = await openKey(file, secret)
  if (opened.kind === 'key') return opened.key
  throw new IssuerError(`${path}: ${opened.reason} ${opened.remedy}`)
}

/** The database's memory of every public key, the issuing address and the seed of the status places. */
async function rememberKey(db: Database, key: IssuerKey, origin: string, now: Date) {
  return await db.transaction().execute(async (transaction) => {
    const known = JSON.parse((await readSetting(transaction, 'issuer.keys')) ?? '[]') as PublicKey[]
    const issuedFrom = (await readSetting(transaction, 'issuer.origin')) ?? origin
    const seed = (await readSetting(transaction, 'issuer.statusSeed')) ?? randomBytes(32).toString('base64url')
    const isNew = !known.some(({ id }) => id === key.id)
    const keys = isNew ? [...known, publicPart(key)] : known
    if (isNew) {
      await keepSetting(transaction, 'issuer.did', key.controller)
      await keepSetting(transaction, 'issuer.keys', JSON.stringify(keys))
      await keepSetting(transaction, 'issuer.origin', issuedFrom)
      await keepSetting(transaction, 'issuer.statusSeed', seed)
      await writeAudit(transaction, { at: now, actorId: 'system', action: 'issuer.key', subject: `key:${key.id}` })
    }
    return { keys, issuedFrom, statusSeed: new Uint8Array(Buffer.from(seed, 'base64url')) }
  })
}

function readFileIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
