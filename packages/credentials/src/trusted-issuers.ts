/**
 * The issuers that every copy of this program trusts. Empty so far: no certification centre has published its key.
 * An installation's own issuer is given at the call, from its did.json.
 */
import type { DidDocument } from './did.ts'

export const TRUSTED_ISSUERS: readonly DidDocument[] = []
