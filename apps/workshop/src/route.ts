/**
 * What a route is: its address, who may call it, what goes in, what comes out, what can go wrong.
 * From these objects come the server, the OpenAPI page, the walk over all permissions and the web's types.
 */
import type { Readable } from 'node:stream'
import type {} from '@fastify/websocket' // Adds `websocket: true` to the options of a route.
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import type { WebSocket } from 'ws'
import { closeForReason, type SessionWatch } from './auth/session-watch.ts'
import { findBrokenText } from './broken-text.ts'
import type { Actor, Context, PublicContext } from './context.ts'
import { ApiError, type ErrorCode, statusOf } from './errors.ts'
import type { Permission } from './policies/permissions.ts'

type Method = 'GET' | 'POST' | 'PUT'
type Access = Permission | 'public'
type ContextOf<A extends Access> = A extends 'public' ? PublicContext : Context

export type Route<
  M extends Method = Method,
  Path extends string = string,
  A extends Access = Access,
  P extends TSchema = TSchema,
  Q extends TSchema = TSchema,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema,
> = {
  readonly method: M
  readonly path: Path
  readonly summary: string
  /** `public` must be written: nothing is public by omission. */
  readonly permission: A
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly reply: R
  readonly errors: readonly ErrorCode[]
  readonly bodyBytesMax?: number
  /** The text of a file: what is wrong with it is the handler's to say. */
  readonly takesBrokenText?: boolean
  /** Requests a minute from one address; the server's default when absent. */
  readonly requestsPerMin?: number
  /** Answered too while the person still has the password that somebody else chose. */
  readonly isOpenBeforePasswordChange?: boolean
  handle(
    context: ContextOf<A>,
    input: { params: Static<P>; query: Static<Q>; body: Static<B> },
  ): Promise<Sendable<Static<R>>>
}

/** A reply is only read: what the handler gives may be read-only as deep as it likes. */
export type Sendable<T> = T extends FileReply ? T : T extends object ? { readonly [K in keyof T]: Sendable<T[K]> } : T

/** No parameters, no body. Closed: what is not named is refused. */
export const NOTHING = Type.Object({}, { additionalProperties: false })

type Parts<P extends TSchema, Q extends TSchema, B extends TSchema> = { params?: P; query?: Q; body?: B }

/** `params`, `query` and `body` may be left out when there are none. */
export function route<
  const M extends Method,
  const Path extends string,
  const A extends Access,
  R extends TSchema,
  P extends TSchema = typeof NOTHING,
  Q extends TSchema = typeof NOTHING,
  B extends TSchema = typeof NOTHING,
>(
  given: Omit<Route<M, Path, A, P, Q, B, R>, 'params' | 'query' | 'body'> & Parts<P, Q, B>,
): Route<M, Path, A, P, Q, B, R> {
  return { params: NOTHING, query: NOTHING, body: NOTHING, ...given } as unknown as Route<M, Path, A, P, Q, B, R>
}

/** A reply that is a file and not JSON. Use `FILE` as the route's `reply`. */
export class FileReply {
  readonly contentType: string
  readonly content: Uint8Array | Readable
  readonly fileName: string | undefined

  /** With a `fileName` a browser saves it; without, it shows it. ASCII letters, digits, dots and dashes only. */
  constructor(contentType: string, content: Uint8Array | Readable, fileName?: string) {
    this.contentType = contentType
    this.content = content
    this.fileName = fileName
  }
}

export const FILE = Type.Unsafe<FileReply>({
  type: 'string',
  format: 'binary',
  description: 'The file, byte for byte.',
})

/** A live connection. Attach the message listener before the first `await`: what comes earlier is lost. */
export type SocketRoute<Path extends string = string, P extends TSchema = TSchema> = {
  readonly path: Path
  readonly summary: string
  readonly permission: Permission
  readonly params: P
  readonly errors: readonly ErrorCode[]
  /**
   * What throws here before the first message closes the socket with code 4000 + the status of the error. So does, later,
   * the end of the session or of a role that it was opened with: auth/session-watch.ts.
   */
  open(context: Context, input: { params: Static<P> }, socket: WebSocket): Promise<void> | void
}

export const socketRoute = <const Path extends string, P extends TSchema>(r: SocketRoute<Path, P>) => r

// biome-ignore lint/suspicious/noExplicitAny: a list of routes of every shape; each was checked where it was written.
export type AnyRoute = Route<any, any, any, any, any, any, any>
// biome-ignore lint/suspicious/noExplicitAny: as above.
export type AnySocketRoute = SocketRoute<any, any>

/** What mounting needs from the server: who asks, and the context to hand on. */
export type Door = {
  actorOf(request: FastifyRequest): Promise<Actor | undefined>
  publicContextOf(request: FastifyRequest, reply: FastifyReply): PublicContext
  contextOf(request: FastifyRequest, reply: FastifyReply, actor: Actor): Context
  readonly requestsPerMin: number
  /** Live connections end with their session. */
  readonly sessionWatch: SessionWatch
  log(problem: string): void
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the body is read, on every route that is not public. */
    actor: Actor | undefined
  }
}

export function mount(app: FastifyInstance, r: AnyRoute, door: Door): void {
  const isPublic = r.permission === 'public'
  app.route({
    method: r.method,
    url: r.path,
    schema: schemaOf(r),
    ...(r.bodyBytesMax === undefined ? {} : { bodyLimit: r.bodyBytesMax }),
    config: { rateLimit: { max: r.requestsPerMin ?? door.requestsPerMin, timeWindow: 60_000 } },
    onRequest: isPublic ? [] : [guard(r, door)],
    preValidation: async (request) => {
      request.body ??= {} // No body at all: the schema says what is missing.
    },
    preHandler: r.takesBrokenText ? [] : [refuseBrokenText],
    handler: async (request, reply) => {
      const actor = request.actor
      const context = actor ? door.contextOf(request, reply, actor) : door.publicContextOf(request, reply)
      const { params, query, body } = request
      const answer = await r.handle(context as Context, { params, query, body })
      return answer instanceof FileReply ? sendFile(reply, answer) : answer
    },
  })
}

export function mountSocket(app: FastifyInstance, r: AnySocketRoute, door: Door): void {
  app.get(
    r.path,
    {
      websocket: true,
      schema: { summary: r.summary, params: r.params, hide: true },
      onRequest: [guard(r, door)],
    },
    async (socket, request) => {
      const actor = request.actor as Actor
      const context = door.contextOf(request, undefined as unknown as FastifyReply, actor)
      door.sessionWatch.add(socket, actor)
      try {
        await r.open(context, { params: request.params as Static<TSchema> }, socket)
      } catch (error) {
        if (!(error instanceof ApiError)) door.log(`${r.path}: ${error instanceof Error ? error.stack : error}`)
        closeForReason(socket, error instanceof ApiError ? error.code : 'INTERNAL')
      }
    },
  )
}

/** After the schemas, whose shapes bound how deep there is to look. */
async function refuseBrokenText({ params, query, body }: FastifyRequest): Promise<void> {
  const inAddress = findBrokenText(params, 'params') ?? findBrokenText(query, 'querystring')
  if (inAddress !== undefined) throw new ApiError('REQUEST_MALFORMED', inAddress)
  const inBody = findBrokenText(body, 'body')
  if (inBody !== undefined) throw new ApiError('BODY_MALFORMED', inBody)
}

/** Who may go on. Runs before the body is read: a guest learns nothing about it, and costs nothing. */
const guard =
  ({ permission, isOpenBeforePasswordChange }: Guarded, door: Door) =>
  async (request: FastifyRequest) => {
    const actor = await door.actorOf(request)
    if (!actor) throw new ApiError('NOT_SIGNED_IN')
    if (actor.mustChangePassword && !isOpenBeforePasswordChange) throw new ApiError('PASSWORD_CHANGE_DUE')
    if (!actor.permissions.has(permission)) throw new ApiError('NOT_ALLOWED')
    request.actor = actor
  }

type Guarded = { readonly permission: Permission; readonly isOpenBeforePasswordChange?: boolean }

const ERROR_REPLY = Type.Object({ code: Type.String(), message: Type.String() }, { additionalProperties: true })

function schemaOf(r: AnyRoute): FastifySchema {
  // Whatever asks a station may meet it while it is made again.
  const errors = r.errors.includes('STATION_UNAVAILABLE') ? [...r.errors, 'STATION_RESTARTING' as const] : r.errors
  const statuses = [...new Set(errors.map(statusOf))]
  return {
    summary: r.summary,
    description: `Permission: \`${r.permission}\`. Errors: ${errors.length > 0 ? errors.map((code) => `\`${code}\``).join(', ') : 'none of its own'}.`,
    params: onceClosed(r.params),
    querystring: onceClosed(r.query),
    ...(r.method === 'GET' ? {} : { body: onceClosed(r.body) }),
    response: { 200: r.reply, ...Object.fromEntries(statuses.map((status) => [status, ERROR_REPLY])) },
  } as FastifySchema
}

/** The same object each time: what it is compiled to is found by it. */
function onceClosed(schema: object): unknown {
  const found = closedSchemas.get(schema) ?? closed(schema)
  closedSchemas.set(schema, found)
  return found
}
const closedSchemas = new WeakMap<object, unknown>()

/** Objects take what they name and nothing else, unless they say otherwise. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema).map(([key, value]) => [key, key === 'allOf' ? value : closed(value)])
  const copy = Object.fromEntries(entries)
  const isOpen = copy.type === 'object' && copy.properties !== undefined && copy.additionalProperties === undefined
  return isOpen ? { ...copy, additionalProperties: false } : copy
}

function sendFile(reply: FastifyReply, { contentType, content, fileName }: FileReply): FastifyReply {
  reply.type(contentType)
  if (fileName !== undefined) reply.header('content-disposition', `attachment; filename="${fileName}"`)
  return reply.send(
    content instanceof Uint8Array ? Buffer.from(content.buffer, content.byteOffset, content.length) : content,
  )
}
