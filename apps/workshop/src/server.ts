/**
 * The HTTP server over the routes: strict bodies, one shape of error, headers, limits, pages. Opens nothing itself.
 *
 * Invariant: whatever happens, an answer of the API is the route's reply or `{ code, message, … }` of the catalogue.
 */
import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join, resolve } from 'node:path'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import swagger from '@fastify/swagger'
import websocket from '@fastify/websocket'
import Fastify, { type ConnectionError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { changeAs } from './audit/change.ts'
import { isForeign } from './auth/origin.ts'
import { createSessionWatch } from './auth/session-watch.ts'
import { compileWhenNeeded } from './compiled-schemas.ts'
import type { PublicContext, Services } from './context.ts'
import type { Database } from './db/schema.ts'
import { answerOf, refusalOf } from './error-answer.ts'
import { ApiError } from './errors.ts'
import { type AnyRoute, type AnySocketRoute, type Door, mount, mountSocket } from './route.ts'

export type ServerOptions = {
  readonly db: Database
  readonly services: Services
  readonly now: () => Date
  readonly routes: readonly AnyRoute[]
  readonly socketRoutes: readonly AnySocketRoute[]
  /** Where people reach the workshop, when that is not the address it listens on. */
  readonly publicOrigin: string | undefined
  readonly webDir: string
  readonly log: (problem: string) => void
}

const BODY_BYTES_MAX = 256 * 1024
const REQUESTS_PER_MIN = 6000 // A scan tool in the browser asks ten times a second.
const SOCKET_MESSAGE_BYTES_MAX = 64 * 1024

export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false, // What went wrong goes to `log`; a line per request would name who did what when.
    bodyLimit: BODY_BYTES_MAX,
    trustProxy: 'loopback', // A proxy on this machine may say for whom it asks; nobody else.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    // Before any route is found, the error handler is not asked.
    frameworkErrors: (error, request, reply) => void answer(reply, error, request, options.log),
    // Before there is any request, nobody else is.
    clientErrorHandler: answerNoHttp,
  })
  await compileWhenNeeded(app)
  app.decorateRequest('actor', undefined)
  app.removeAllContentTypeParsers() // Plain text is nothing that any route takes.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) =>
    parseJson(String(text), done),
  )
  app.setErrorHandler((error, request, reply) => answer(reply, error, request, options.log))
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: OPENAPI_INFO } })
  await app.register(helmet, headersFor(options.publicOrigin))
  await app.register(rateLimit, {
    global: false,
    hook: 'preHandler',
    keyGenerator: (request) => request.actor?.userId ?? request.ip,
    errorResponseBuilder: (_request, { ttl }) =>
      new ApiError('TOO_MANY_REQUESTS', { retryAfterS: Math.ceil(ttl / 1000) }),
  })
  await app.register(websocket, { options: { maxPayload: SOCKET_MESSAGE_BYTES_MAX } })
  app.addHook('onRequest', async (request) => refuseForeign(request, options.publicOrigin))

  const door = doorOf(options)
  app.addHook('onClose', async () => door.sessionWatch.close())
  for (const r of options.routes) mount(app, r, door)
  for (const r of options.socketRoutes) mountSocket(app, r, door)
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  await servePages(app, options)
  return app
}

const OPENAPI_INFO = {
  title: 'Luban',
  description: 'The workshop’s API. Errors: docs/errors.md.',
  version: '0.1.0',
  license: { name: 'MIT' },
}

/** An empty body is an empty object: the schema then says what is missing. */
function parseJson(text: string, done: (error: Error | null, body?: unknown) => void): void {
  try {
    done(null, text.trim() === '' ? {} : JSON.parse(text))
  } catch (error) {
    // The engine's own words name the place: an excerpt around it, or the position.
    done(new ApiError('BODY_MALFORMED', { at: 'body', problem: (error as SyntaxError).message }))
  }
}

async function refuseForeign(request: FastifyRequest, publicOrigin: string | undefined): Promise<void> {
  const isChange = request.method !== 'GET' && request.method !== 'HEAD'
  const isSocket = request.headers.upgrade !== undefined
  if ((isChange || isSocket) && isForeign(request.headers, publicOrigin)) throw new ApiError('FOREIGN_ORIGIN')
}

/** Pages work over plain HTTP on a workshop's own network: nothing here asks the browser for HTTPS unless it is used. */
function headersFor(publicOrigin: string | undefined) {
  const isHttps = publicOrigin?.startsWith('https:') === true
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"], // Mantine sets style attributes.
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"], // WebSockets of this very origin too: CSP 3, in every browser that can run our pages.
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : (false as const),
    crossOriginOpenerPolicy: isHttps ? { policy: 'same-origin' as const } : (false as const),
    originAgentCluster: isHttps,
  }
}

function doorOf({ db, services, now, log }: ServerOptions): Door {
  const publicContextOf = (request: FastifyRequest, reply: FastifyReply | undefined): PublicContext => ({
    db,
    now,
    services,
    request: { ip: request.ip, headers: request.headers },
    setHeader: (name, value) => void reply?.header(name, value),
  })
  return {
    log,
    requestsPerMin: REQUESTS_PER_MIN,
    sessionWatch: createSessionWatch({ rolesOfSessions: services.auth.rolesOfSessions, log }),
    actorOf: (request) => services.auth.actorOf({ ip: request.ip, headers: request.headers }),
    publicContextOf,
    contextOf: (request, reply, actor) => ({
      ...publicContextOf(request, reply),
      actor,
      change: changeAs(db, now, actor.userId),
    }),
  }
}

function answer(reply: FastifyReply, error: unknown, request: FastifyRequest, log: ServerOptions['log']): FastifyReply {
  const refusal = refusalOf(error)
  const hasGone = request.raw.readableAborted // In the middle of the body: their doing, and nobody reads the answer.
  if (!hasGone && (refusal === undefined || refusal.code === 'DATABASE_UNAVAILABLE')) {
    log(`${request.id} ${request.method} ${request.routeOptions.url ?? request.url}: ${describe(error)}`)
  }
  const { status, body } = answerOf(refusal ?? new ApiError('INTERNAL', { requestId: request.id }))
  if ('retryAfterS' in body) reply.header('retry-after', body.retryAfterS)
  return reply.status(status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(body)
}

/** What arrived is no HTTP, or more of it than anybody sends: said in our shape, and the connection ends. */
function answerNoHttp(error: ConnectionError, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const [line, problem] = NO_HTTP[error.code] ?? ['400 Bad Request', 'is not HTTP']
  const text = JSON.stringify(answerOf(new ApiError('REQUEST_MALFORMED', { at: 'request', problem })).body)
  const head = [`HTTP/1.1 ${line}`, 'Connection: close', 'Content-Type: application/json; charset=utf-8']
  socket.end([...head, `Content-Length: ${Buffer.byteLength(text)}`, '', text].join('\r\n'))
}

const NO_HTTP: Readonly<Record<string, readonly [line: string, problem: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'its headers are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'came too slowly'],
}

/** With its causes: the answer names none of them. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\n  because ${describe(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}

/** The web bundle. Any address that is not a file is a page of the one-page application. */
async function servePages(app: FastifyInstance, { webDir, log }: ServerOptions): Promise<void> {
  const isBuilt = existsSync(join(webDir, 'index.html'))
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: resolve(webDir),
      preCompressed: true,
      cacheControl: false,
      setHeaders(reply, path) {
        const isNamedByContent = path.includes('/assets/')
        reply.header('cache-control', isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    if (!isPage(request)) return answer(reply, new ApiError('NOT_FOUND'), request, log)
    return isBuilt ? reply.sendFile('index.html') : answer(reply, new ApiError('WEB_BUNDLE_MISSING'), request, log)
  })
}

function isPage({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' || /^\/(api|status|assets|\.well-known)\//.test(url)) return false
  return /text\/html|\*\/\*/.test(headers.accept ?? '*/*')
}
