/**
 * Hostile requests for the HTTP port and for the SOVD door of an attempt, and hostile frames for a WebSocket that is open.
 * RFC 9112, RFC 6455.
 */
import { cut, draw, elm327Frame, type Frame, noise, pick, spoil } from './frames.ts'

/** Draws of their own: the frame inside uses those below. */
const PLACE = { kind: 2000, choice: 2001, ecu: 2002, part: 2100 }

export type HttpTarget = { readonly host: string; readonly attemptId: string; readonly as: string }

const text = (value: string): Uint8Array => Buffer.from(value, 'latin1')

/** One request, or what pretends to be one. Nothing in it can end the attempt: only its bus is asked. */
export function httpFrame(index: number, target: HttpTarget): Uint8Array {
  return oneOf(index, [
    () => noise(index, 400),
    () => spoil(index, get(`/api/attempts/${target.attemptId}`, target)),
    () => cut(index, get('/openapi.json', target)),
    () => spoil(index, post('diagnostics', ASKING, target)),
    () => post('diagnostics', asking(index), target),
    () => post('diagnostics', '['.repeat(20_000), target),
    () => post('actions', `{"kind":"${'x'.repeat(Math.floor(draw(index, PLACE.ecu) * 300_000))}"}`, target),
    () => wrongLength(index, target),
    () => text(`GET / HTTP/1.1\r\nHost: ${target.host}\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`),
    () => text(`POST /api/attempts HTTP/1.1\r\nHost: ${target.host}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`),
    () => get(`/api/attempts/${'%2e'.repeat(50)}`, target),
  ])
}

const ASKING = '{"ecu":"bms","request":"22F190"}'

function asking(index: number): string {
  const ecu = draw(index, PLACE.ecu) < 0.9 ? 'bms' : Buffer.from(noise(index, 12)).toString('latin1')
  return JSON.stringify({ ecu, request: Buffer.from(noise(index, 20)).toString('hex') })
}

function get(path: string, { host, as }: HttpTarget): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${as}\r\nConnection: close\r\n\r\n`)
}

function post(what: string, body: string, target: HttpTarget, length = Buffer.byteLength(body)): Buffer {
  return Buffer.from(
    `POST /api/attempts/${target.attemptId}/${what} HTTP/1.1\r\nHost: ${target.host}\r\nAuthorization: ${target.as}\r\n` +
      `Connection: close\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`,
  )
}

function wrongLength(index: number, target: HttpTarget): Buffer {
  return post('diagnostics', ASKING, target, Math.floor(draw(index, PLACE.ecu) * 2 * ASKING.length))
}

function oneOf(index: number, makers: readonly (() => Uint8Array)[]): Uint8Array {
  return makers[Math.floor(draw(index, PLACE.kind) * makers.length)]()
}

const METHODS = ['GET', 'GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS']
const SOVD_PATHS = [
  ...['data/f190', 'data/0005', 'configurations/f198', 'faults', 'faults/P0A0A', 'modes/session', 'modes/security'],
  ...['operations/reset/executions', 'operations/insulation-test/executions', 'locks', 'modes/commctrl'],
]
const SOVD_PARTS = [
  ...['data', 'configurations', 'faults', 'operations', 'modes', 'locks', 'executions', 'reset', 'session', 'security'],
  ...[
    'f190',
    'P0A0A',
    '0A0A00',
    'state-of-charge',
    'insulation-test',
    'id-1',
    '%2e%2e',
    '%',
    '..',
    '',
    'x'.repeat(3000),
  ],
  ...[
    'faults?status[mask]=FF',
    'data?categories=identData',
    'data?include-schema=true',
    'faults?status[mask]=&&==',
    '?',
  ],
]
const SOVD_BODIES = [
  ...['{"value":"extended"}', '{"value":"Level_1_RequestSeed"}', '{"lock_expiration":60}', '{"lock_expiration":1e999}'],
  ...['{"parameters":{"state":"01"}}', '{"data":{"value":1e308}}', '{"data":"\\u0000"}', '{"__proto__":{"value":1}}'],
  ...['[]', 'null', '{', '"', ''],
]

/** One request to a car's web interface, or what pretends to be one; several may follow each other on one connection. */
export function sovdFrame(index: number): Frame {
  const kind = draw(index, PLACE.kind)
  const right = sovdRequest(index)
  if (kind < 0.8) return { bytes: right, isLast: false }
  if (kind < 0.9) return { bytes: spoil(index, right), isLast: true }
  if (kind < 0.95) return { bytes: cut(index, right), isLast: true }
  return { bytes: noise(index, 400), isLast: true }
}

function sovdRequest(index: number): Uint8Array {
  const body = oneFor(index, PLACE.choice, SOVD_BODIES)
  const method = oneFor(index, PLACE.part + 9, METHODS)
  // A wrong length makes the rest of a body the next request.
  const length = draw(index, PLACE.ecu) < 0.97 ? body.length : Math.floor(draw(index, PLACE.part) * 200_000)
  return text(
    `${method} /vehicle/v15/components/bms/${sovdPath(index)} HTTP/1.1\r\nHost: car\r\nContent-Length: ${length}\r\n\r\n${body}`,
  )
}

/** What there is, or parts of it in any order. */
function sovdPath(index: number): string {
  if (draw(index, PLACE.part + 10) < 0.6) return oneFor(index, PLACE.part, SOVD_PATHS)
  const depth = Math.floor(draw(index, PLACE.part) * 5)
  return Array.from({ length: depth }, (_, i) => oneFor(index, PLACE.part + 1 + i, SOVD_PARTS)).join('/')
}

const oneFor = (index: number, place: number, choices: readonly string[]) =>
  choices[Math.floor(draw(index, place) * choices.length)]

/** What opens a WebSocket to a door of the attempt. */
export function tunnelRequest(door: 'elm327' | 'doip', { host, attemptId, as }: HttpTarget): Buffer {
  return Buffer.from(
    `GET /api/attempts/${attemptId}/tunnel/${door} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${as}\r\n` +
      'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n',
  )
}

const BINARY = 0x82
const BROKEN_WEB_FRAMES = [
  '81 82 00000000 4142', // Text, where bytes are due.
  '82 02 4142', // Not masked.
  'F2 80 00000000', // Reserved bits.
  '83 80 00000000', // An opcode that there is none of.
  '80 80 00000000', // A continuation of nothing.
  '82 FF FFFFFFFFFFFFFFFF 00000000', // Longer than any message.
  '82 FF 0000000000020000 00000000', // Longer than this server takes.
  '89 FE 0100 00000000', // A ping of 256 bytes.
  '88 81 00000000 03', // A close with half a code.
].map((line) => Uint8Array.from(Buffer.from(line.replaceAll(' ', ''), 'hex')))

/** One masked message to the station with a hostile frame in it; one in twenty no WebSocket frame at all. */
export function tunnelFrame(index: number, frameOf: (index: number) => Frame = elm327Frame): Frame {
  if (draw(index, PLACE.kind) < 0.05) return { bytes: pick(index, BROKEN_WEB_FRAMES), isLast: true }
  const { bytes, isLast } = frameOf(index)
  const length = bytes.length < 126 ? [0x80 | bytes.length] : [0xfe, bytes.length >> 8, bytes.length & 0xff]
  return { bytes: Uint8Array.of(BINARY, ...length, 0, 0, 0, 0, ...bytes), isLast }
}
