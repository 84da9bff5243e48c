/**
 * The SOVD door of one car: its diagnostics as a web interface (ISO 17978-3), spoken on connections that others accept.
 *
 * Like every door it takes bytes and gives bytes, so that gates, tunnels and limits are the same as everywhere: Node's HTTP
 * server reads and writes a stream that is no socket. Requests go to the SOVD server of `protocols`, its answers back.
 * A page of another site that a browser shows may not ask here: it would act in the name of whoever looks at it.
 * All connections are one tester on the bus, for HTTP clients open and close them as they like.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Connection, DoorSide } from '@luban/lab'
import type { SovdAnswer, SovdRequest } from '@luban/protocols/sovd/message'
import { createSovdServer, type SovdOptions, type SovdServer } from '@luban/protocols/sovd/session'
import { createBenchTester } from '../stations/bench-tester.ts'
import type { Tester } from '../stations/world.ts'
import { Wire } from './wire.ts'

const BODY_BYTES_MAX = 64 * 1024

export type SovdDoorOptions = {
  readonly model: SovdOptions['model']
  readonly vendorVersion: string
  /** A node of the car's bus, for this door alone: asked for when the first tool comes, closed with the door. */
  openTester(): Tester
  /** Wall time for protocol timers; `startedAtMs` is when it was 0, since 1970. */
  now(): number
  readonly startedAtMs: number
  /** A bug of ours in one request; that request is answered with 500. */
  onFault(error: unknown): void
}

export type SovdDoor = {
  /** `address` tells clients apart that bring no token. */
  plug(side: DoorSide, address: string): Connection
  /** Call every few milliseconds: answers that do not come, locks and sessions expire. */
  service(nowMs: number): void
  close(): void
}

export function createSovdDoor(options: SovdDoorOptions): SovdDoor {
  const { now } = options
  const wires = new Set<Wire>()
  let vehicle: ReturnType<typeof openVehicle> | undefined
  let isClosed = false
  const server = createServer((request, response) => {
    if (isClosed) return
    const answer = async () => {
      vehicle ??= openVehicle(options)
      return await respond(vehicle.sovd, request, now)
    }
    answer().then(
      (answered) => {
        if (answered !== undefined) write(response, answered)
      },
      (error: unknown) => {
        write(response, FAILED)
        options.onFault(error)
      },
    )
  })
  return {
    plug(side, address) {
      const wire = new Wire(side, address)
      wires.add(wire)
      wire.once('close', () => wires.delete(wire))
      server.emit('connection', wire)
      return {
        receive: (bytes) => wire.hear(bytes),
        service() {},
        close: () => void wire.destroy(),
        isBusy: () => wire.isFull,
      }
    },
    service(nowMs) {
      vehicle?.service(nowMs)
    },
    close() {
      isClosed = true
      for (const wire of wires) wire.destroy()
      vehicle?.close()
    },
  }
}

function openVehicle({ model, vendorVersion, openTester, now, startedAtMs }: SovdDoorOptions) {
  const bench = createBenchTester(openTester())
  let isOpen = true
  const sovd = createSovdServer({
    model,
    // What a client began before the door closed asks no more.
    ask: (ecu, request) => (isOpen ? bench.ask(ecu, request, now()) : Promise.resolve(null)),
    startedAtMs,
    createId: () => crypto.randomUUID(),
    vendorVersion,
  })
  return {
    sovd,
    service(nowMs: number) {
      bench.service(nowMs)
      sovd.service(nowMs)
    },
    close() {
      isOpen = false
      bench.close()
    },
  }
}

/** Undefined when the client broke off in the middle of its request: an everyday event, and nobody waits for an answer. */
async function respond(sovd: SovdServer, request: IncomingMessage, now: () => number): Promise<SovdAnswer | undefined> {
  if (isFromAnotherSite(request))
    return refusal(403, 'insufficient-access-rights', 'A page of another site may not ask.')
  const body = await bodyOf(request)
  if (body === 'brokenOff') return undefined
  if (body === 'tooLong') return refusal(413, 'vendor-specific', `A body has up to ${BODY_BYTES_MAX} bytes.`)
  return sovd.handle(requestOf(request, body.text), now())
}

/** Browsers name the site of the page in `Origin`; scan tools send none. */
function isFromAnotherSite({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)
}

type Body = { readonly text: string } | 'tooLong' | 'brokenOff'

/** What is too long is read to its end all the same, so that the client hears why. */
async function bodyOf(request: IncomingMessage): Promise<Body> {
  const pieces: Buffer[] = []
  let byteCount = 0
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      byteCount += piece.length
      if (byteCount <= BODY_BYTES_MAX) pieces.push(piece)
    }
  } catch {
    return 'brokenOff' // Nothing but the connection can fail here.
  }
  return byteCount <= BODY_BYTES_MAX ? { text: Buffer.concat(pieces).toString('utf8') } : 'tooLong'
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
  for (const one of accepted.split(',')) {
    const named = LANGUAGES.find((language) => one.trim().toLowerCase().startsWith(language))
    if (named !== undefined) return named
  }
  return 'en'
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
