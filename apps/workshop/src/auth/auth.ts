/**
 * Who somebody is: sign-in by user name and password, sessions by cookie. better-auth behind this interface; nothing
 * else in the workshop knows it. Its tables are made by our own migration, its users by db/users.ts.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { betterAuth } from 'better-auth'
import { username } from 'better-auth/plugins'
import type pg from 'pg'
import type { Actor } from '../context.ts'
import type { Database } from '../db/schema.ts'
import { findLiveSessions, rolesOf } from '../db/users.ts'
import { isUsername } from '../people/rules.ts'
import { permissionsOf, type Role } from '../policies/permissions.ts'
import { hashPassword, isPassword } from './password.ts'

export type Auth = {
  /** `undefined`: no such user, or not the password. `cookies` are whole Set-Cookie headers. */
  signIn(credentials: { username: string; password: string }, request: Asker): Promise<SignedIn | undefined>
  /** Ends the session of these cookies, if there is one. */
  signOut(request: Asker): Promise<{ cookies: string[] }>
  /** Who the session cookie stands for. */
  actorOf(request: Asker): Promise<Actor | undefined>
  /** Of these sessions those that still stand, each with the roles that its person has now. */
  rolesOfSessions(sessionIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<Role>>>
}

export type Asker = { readonly ip: string; readonly headers: IncomingHttpHeaders }
export type SignedIn = { readonly userId: string; readonly cookies: string[] }

export type AuthOptions = {
  readonly pool: pg.Pool
  readonly db: Database
  /** Where people reach the workshop; an https address makes the cookies Secure. */
  readonly origin: string
  readonly secret: string
  /** False beyond loopback: demo passwords are printed on a screen. */
  readonly areDemoUsersAllowed: boolean
}

const SESSION_S = 12 * 60 * 60 // A day at the workshop.

export function openAuth({ pool, db, origin, secret, areDemoUsersAllowed }: AuthOptions): Auth {
  const engine = createEngine({ pool, origin, secret })

  return {
    async signIn(credentials, request) {
      const answer = await engine.handler(postTo(`${origin}/api/auth/sign-in/username`, request, credentials))
      if (answer.status >= 500) throw new Error(`better-auth answered ${answer.status} to a sign-in`)
      if (!answer.ok) return undefined
      const { user } = (await answer.json()) as { user: { id: string } }
      return { userId: user.id, cookies: answer.headers.getSetCookie() }
    },

    async signOut(request) {
      const answer = await engine.handler(postTo(`${origin}/api/auth/sign-out`, request, {}))
      if (!answer.ok) throw new Error(`better-auth answered ${answer.status} to a sign-out`)
      return { cookies: answer.headers.getSetCookie() }
    },

    async actorOf(request) {
      if (!request.headers.cookie) return undefined
      const session = await engine.api.getSession({ headers: new Headers({ cookie: request.headers.cookie }) })
      if (!session) return undefined
      const { id: userId, name, isDemo, shutOutAt, mustChangePassword } = session.user
      if (isDemo && !areDemoUsersAllowed) return undefined
      if (shutOutAt) return undefined // Shut out in the very moment of signing in.
      const roles = new Set(await rolesOf(db, userId))
      const sessionId = session.session.id
      const permissions = permissionsOf(roles)
      return { userId, name, sessionId, roles, permissions, mustChangePassword: mustChangePassword === true }
    },

    async rolesOfSessions(sessionIds) {
      const sessions = await findLiveSessions(db, sessionIds, new Date()) // better-auth's clock for `expires_at`.
      const standing = sessions.filter(({ isDemo }) => areDemoUsersAllowed || !isDemo)
      return new Map(standing.map(({ id, roles }) => [id, new Set(roles)]))
    },
  }
}

function createEngine({ pool, origin, secret }: Pick<AuthOptions, 'pool' | 'origin' | 'secret'>) {
  return betterAuth({
    baseURL: origin,
    secret,
    database: pool,
    telemetry: { enabled: false },
    logger: { disabled: true }, // It logs user names; what matters is in our audit log.
    rateLimit: { enabled: false }, // Ours counts failures only, and is tested: sign-in-limit.ts.
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      password: { hash: hashPassword, verify: ({ hash, password }) => isPassword(password, hash) },
    },
    plugins: [
      username({
        schema: { user: { fields: { displayUsername: 'display_username' } } },
        usernameValidator: isUsername,
      }),
    ],
    user: {
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      additionalFields: {
        isDemo: { type: 'boolean', fieldName: 'is_demo', input: false, required: false },
        shutOutAt: { type: 'date', fieldName: 'shut_out_at', input: false, required: false },
        mustChangePassword: { type: 'boolean', fieldName: 'must_change_password', input: false, required: false },
      },
    },
    session: {
      expiresIn: SESSION_S,
      updateAge: 60 * 60,
      fields: {
        expiresAt: 'expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        userId: 'user_id',
      },
    },
    account: {
      fields: {
        accountId: 'account_id',
        providerId: 'provider_id',
        userId: 'user_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: { fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' } },
    advanced: {
      cookiePrefix: 'luban',
      useSecureCookies: origin.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, secure: origin.startsWith('https:'), path: '/' },
      ipAddress: { ipAddressHeaders: ['x-luban-peer'] },
    },
  })
}

/** The origin was checked before (origin.ts), against the address the browser really used; better-auth gets its own. */
function postTo(url: string, { ip, headers }: Asker, body: object): Request {
  return new Request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: new URL(url).origin,
      'x-luban-peer': ip,
      'user-agent': headers['user-agent'] ?? '',
      cookie: headers.cookie ?? '',
    },
    body: JSON.stringify(body),
  })
}
