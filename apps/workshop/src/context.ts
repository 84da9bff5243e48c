/** What a handler is given: who asks, the database, the time, and the workshop's services. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Content } from '@luban/lab'
import type { AuditEntry } from './audit/log.ts'
import type { Auth } from './auth/auth.ts'
import type { SignInLimit } from './auth/sign-in-limit.ts'
import type { Issuer } from './certification/issuer.ts'
import type { Database, DatabaseTransaction, Names } from './db/schema.ts'
import type { Permission, Role } from './policies/permissions.ts'

/** Whoever is signed in. */
export type Actor = {
  readonly userId: string
  readonly name: string
  /** The session of this very browser. */
  readonly sessionId: string
  readonly roles: ReadonlySet<Role>
  readonly permissions: ReadonlySet<Permission>
  /** Somebody else chose it: until it is changed, nothing else is answered. */
  readonly mustChangePassword: boolean
}

/**
 * What the workshop runs beside the database. An interface, so that each part declares its own member next to its code:
 * `declare module '../context.ts' { interface Services { readonly stations: Stations } }`; open.ts puts them together.
 */
export interface Services {
  readonly about: About
  readonly content: Content
  readonly issuer: Issuer
  readonly auth: Auth
  readonly signInLimit: SignInLimit
}

export type About = {
  readonly version: string
  readonly database: 'embedded' | 'postgresql'
  readonly isDemo: boolean
  readonly isLoopback: boolean
  /** The address under which this workshop is reached, as far as it knows. */
  readonly origin: string
  /** Whom a visitor may try the workshop as; nobody beyond loopback. */
  readonly demoPeople: readonly DemoPerson[]
}

export type DemoPerson = {
  readonly username: string
  readonly name: string
  readonly names: Names
  readonly role: Role
}

export type PublicContext = {
  readonly db: Database
  readonly now: () => Date
  readonly services: Services
  readonly request: { readonly ip: string; readonly headers: IncomingHttpHeaders }
  /** For the rare reply that is more than its body: cookies, caching. */
  setHeader(name: string, value: string | string[]): void
}

export type Context = PublicContext & {
  readonly actor: Actor
  /** One transaction for what changes and its line in the audit log: both are kept or neither. */
  change<Result>(work: (db: DatabaseTransaction) => Promise<Changed<Result>>): Promise<Result>
}

export type Changed<Result> = { readonly result: Result; readonly audit: Omit<AuditEntry, 'actorId' | 'at'> }
