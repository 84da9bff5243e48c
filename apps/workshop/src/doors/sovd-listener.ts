/**
 * The SOVD door: a car's diagnostics as a web interface (ISO 17978-3) at a port of its own.
 *
 * Moves HTTP requests to the SOVD server of `protocols` and its answers back, and nothing else. A page of another site
 * that a browser shows may not ask here: it would act in the name of whoever looks at it.
 * Bounded: connections, bytes of a request, and the time that it may take to arrive.
 */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SovdAnswer, SovdRequest } from '@luban/protocols/sovd/message'
import { createSovdServer, type SovdOptions, type SovdServer } from '@luban/protocols/sovd/session'
import { createBenchTester } from '../stations/bench-tester.ts'
import type { Tester } from '../stations/world.ts'
import type { Listener } from './tcp-listener.ts'

const CONNECTIONS_MAX = 32
const BODY_BYTES_MAX = 64 * 1024
const REQUEST_MS = 10_000
const SERVICE_MS = 10

export type SovdListenerOptions = {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly model: SovdOptions['model']
  readonly vendorVersion: string
  /** A node of the car's bus, for this door alone; closed with it. Serviced here. */
  readonly tester: Tester
  /** Wall time for protocol timers, and what it was when it was 0, since 1970. */
  now(): number
  readonly startedAtMs: number
  /** A bug of ours in one request; that request is answered with 500. Absent: thrown. */
  onFault?(error: unknown): void
}

/** Throws what the system says, `EADDRINUSE` among it. */
export async function listenSovd(options: SovdListenerOptions): Promise<Listener> {
  const { tester, now } = options
  const bench = createBenchTester(tester)
  const sovd = createSovdServer({
    model: options.model,
    ask: (ecu, request) => bench.ask(ecu, request, now()),
    startedAtMs: options.startedAtMs,
    createId: () => crypto.randomUUID(),
    vendorVersion: options.vendorVersion,
  })
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, handlerOf(sovd, options))
  server.maxConnections = CONNECTIONS_MAX
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: options.host, port: options.port }, resolve)
  }).catch((error: unknown) => {
    bench.close()
    throw error
  })
  const interval = setInterval(() => {
    bench.service(now())
    sovd.service(now())
  }, SERVICE_MS)
  const { port } = server.address() as AddressInfo
  return {
    host: options.host,
    port,
    close() {
      clearInterval(interval)
      bench.close()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

type Handling = Pick<SovdListenerOptions, 'now' | 'onFault'>

function handlerOf(sovd: SovdServer, { now, onFault }: Handling): RequestListener {
  return (request, response) => {
    answerTo(sovd, request, now).then(
      (answer) => write(response, answer),
      (error: unknown) => {
        // The client broke off in the middle of its request: an everyday event, and nobody waits for an answer.
        if (request.destroyed && !request.complete) return
        write(response, FAILED)
        if (onFault === undefined) throw error
        onFault(error)
      },
    )
  }
}

async function answerTo(sovd: SovdServer, request: IncomingMessage, now: () => number): Promise<SovdAnswer> {
  if (isFromAnotherSite(request))
    return refusal(403, 'insufficient-access-rights', 'A page of another site may not ask.')
  const body = await bodyOf(request)
  if (body === undefined) return refusal(413, 'vendor-specific', `A body has up to ${BODY_BYTES_MAX} bytes.`)
  return sovd.handle(requestOf(request, body), now())
}

/** Browsers name the site of the page in `Origin`; scan tools send none. */
function isFromAnotherSite({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)
}

/** Undefined when it is too long; it is read to its end all the same, so that the client hears why. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = []
  let byteCount = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    byteCount += piece.length
    if (byteCount <= BODY_BYTES_MAX) pieces.push(piece)
  }
  return byteCount <= BODY_BYTES_MAX ? Buffer.concat(pieces).toString('utf8') : undefined
}

function requestOf(request: IncomingMessage, body: string): SovdRequest {
  const { method = '', url = '', headers, socket } = request
  const at = url.indexOf('?')
  const path = at < 0 ? url : url.slice(0, at)
  return {
    method,
    path,
    query: new URLSearchParams(at < 0 ? '' : url.slice(at + 1)),
    body,
    // Who has no token of his own is known by his address.
    client: headers.authorization ?? socket.remoteAddress ?? '',
    language: languageOf(headers['accept-language']),
  }
}

const LANGUAGES = ['kk', 'ru', 'zh', 'en'] as const

/** The first that the client names and we speak; its weights are not looked at. */
function languageOf(accepted = ''): (typeof LANGUAGES)[number] {
  const named = accepted.split(',').map((one) => one.trim().slice(0, 2).toLowerCase())
  return (
    LANGUAGES.find((language) => language === named.find((one) => LANGUAGES.some((known) => known === one))) ?? 'en'
  )
}

function refusal(status: number, error_code: string, message: string): SovdAnswer {
  const vendor = error_code === 'vendor-specific' ? { vendor_code: 'bad-request' } : {}
  return { status, body: { error_code, ...vendor, message } }
}

const FAILED = refusal(500, 'sovd-server-failure', 'This is a fault of the server, not of the request.')

function write(response: ServerResponse, { status, body, headers }: SovdAnswer): void {
  if (response.destroyed) return
  response.writeHead(status, {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}
