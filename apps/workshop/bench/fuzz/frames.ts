/**
 * Hostile frames for every port of a workshop: random bytes, right messages with a few bytes overwritten, right headers
 * with wrong lengths, cut and huge ones. The bytes of a frame follow from the seed and its number alone.
 */
import { encodeFrame, encodePacket } from '@luban/protocols/cannelloni/codec'
import { GREETING } from '@luban/protocols/cannelloni/tables'
import { encodeDoip } from '@luban/protocols/doip/message'
import { encodeCommand as encodeGvret } from '@luban/protocols/gvret/codec'
import { encodeCommand as encodeSlcan } from '@luban/protocols/slcan/codec'
import { encodeCommand as encodeSocketcand } from '@luban/protocols/socketcand/codec'
import { hex, unitRandom } from '@luban/stdx'

export const SEED = Number(process.env.FUZZ_SEED ?? 20_261_122)

/** Where the random numbers of one frame are drawn, so that no two decisions share one. */
const PLACE = { kind: 0, choice: 1, length: 2, spoils: 3, spoilt: 4, overwritten: 8, cut: 12, digits: 16, noise: 64 }
const NOISE_BYTES_MAX = 48
const HUGE_BYTES_MIN = 64 * 1024
const HUGE_BYTES_MAX = 512 * 1024

/** `isLast`: what comes behind it on the same stream would be read as its rest, or not at all. */
export type Frame = { readonly bytes: Uint8Array; readonly isLast: boolean }

export function draw(index: number, place: number): number {
  return unitRandom(SEED, index, place)
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

const LINES = [
  ...['ATZ', 'ATE0', 'ATH1', 'ATS0', 'ATL1', 'ATD', 'ATI', 'ATSP6', 'ATSP0', 'ATSH7E7', 'ATSH18DB33F1', 'ATCAF0'],
  ...['ATFCSH7E7', 'ATFCSD300000', 'ATFCSM1', 'ATCRA7EF', 'ATMA', 'ATSTFF', 'ATLP', 'ATPPS', 'ATCV0000', 'ATRV', ''],
  ...['0100', '010C', '010C1', '0902', '03', '04', '07', '0A', '221FFC', '22F190', '1902FF', '190A', '3E00', '3E80'],
  ...['2701', '2702FFFFFFFF', '1003', '1101', '1002', '14FFFFFF', '8502', '280301', '31010203', '2F030103FF', '10FF'],
].map((line) => ascii(`${line}\r`))

/** Testers under few names, so that they meet each other. */
const TESTERS = [0x0e80, 0x0e81, 0x0e82, 0x0e83]
const TARGETS = [0x1001, 0x1007, 0xe400, 0x1002, 0xffff]
const REQUESTS = ['3E00', '22F190', '1902FF', '3E80', '1003', '1101', '2701', '14FFFFFF', '2F030103FF'].map(hex)

/** By tester: a gateway shows anyone the door who speaks under another's name, and reads no further. */
const DOIP_MESSAGES: readonly (readonly Uint8Array[])[] = TESTERS.map((sourceAddress) => [
  encodeDoip({ kind: 'routingActivationRequest', sourceAddress, activationType: 0 }),
  ...TARGETS.flatMap((targetAddress) =>
    REQUESTS.map((data) => encodeDoip({ kind: 'diagnosticMessage', sourceAddress, targetAddress, data })),
  ),
  ...[0x0007, 0x0008, 0x0001, 0x0002, 0x0003, 0x4001, 0x4003].map((type) => doip(type, new Uint8Array(0))),
])

/** What a tester says first. */
export function activation(tester: number): Uint8Array {
  return DOIP_MESSAGES[tester % TESTERS.length][0]
}

/** One line of an ELM327, or what pretends to be one. */
export function elm327Frame(index: number): Frame {
  const kind = draw(index, PLACE.kind)
  if (kind < 0.3) return whole(pick(index, LINES))
  if (kind < 0.6) return whole(spoil(index, pick(index, LINES)))
  if (kind < 0.8) return whole(Uint8Array.of(...noise(index), 0x0d))
  if (kind < 0.95) return whole(ascii(`${digits(index)}\r`))
  return whole(cut(index, pick(index, LINES)))
}

/** One message of DoIP over TCP, from one of a few testers. */
export function doipFrame(index: number, tester = 0): Frame {
  const kind = draw(index, PLACE.kind)
  const right = pick(index, DOIP_MESSAGES[tester % TESTERS.length])
  if (kind < 0.35) return whole(right)
  if (kind < 0.65) return whole(Uint8Array.of(...right.subarray(0, 8), ...spoil(index, right.subarray(8))))
  if (kind < 0.9)
    return whole(doip(right[2] * 256 + right[3], Uint8Array.of(...right.subarray(8, 10), ...noise(index))))
  if (kind < 0.96) return whole(doip(Math.floor(draw(index, PLACE.overwritten) * 0x1_0000), noise(index)))
  return { bytes: brokenDoip(index, right), isLast: true }
}

export type RawDoor = 'socketcand' | 'slcan' | 'cannelloni' | 'gvret'

const CAN_FRAMES = [0x7e7, 0x7e0, 0x7df, 0x444, 0x123].flatMap((id) =>
  REQUESTS.filter((data) => data.length <= 7).map((data) => {
    const padded = new Uint8Array(8).fill(0xaa)
    padded.set([data.length, ...data])
    return { id, isExtended: false, data: padded }
  }),
)

/** What makes a door for raw CAN take frames. */
export const OPENING: Readonly<Record<RawDoor, Uint8Array>> = {
  socketcand: ascii('< open can0 >< rawmode >'),
  slcan: ascii('S6\rO\r'),
  cannelloni: ascii(GREETING),
  gvret: encodeGvret({ kind: 'binary' }),
}

const RAW_COMMANDS: Readonly<Record<RawDoor, readonly Uint8Array[]>> = {
  socketcand: [
    ...CAN_FRAMES.map((frame) => ascii(encodeSocketcand({ kind: 'send', frame }))),
    ...['< echo >', '< bcmmode >', '< rawmode >', '< controlmode >', '< statistics 1 >', '< subscribe 0 0 7EF >'].map(
      ascii,
    ),
    ...['< add 0 1 7E7 2 1 3e >', '< filter 0 0 444 1 FF >', '< delete 7E7 >', '< open can1 >'].map(ascii),
  ],
  slcan: [
    ...CAN_FRAMES.map((frame) => ascii(encodeSlcan({ kind: 'send', frame }))),
    ...[
      'C\r',
      'O\r',
      'L\r',
      'S5\r',
      'S6\r',
      'Z1\r',
      'F\r',
      'V\r',
      'M00000000\r',
      'mFFFFFFFF\r',
      'd12312A\r',
      'r1238\r',
    ].map(ascii),
  ],
  cannelloni: CAN_FRAMES.map(encodeFrame),
  gvret: [
    ...CAN_FRAMES.map((frame) => encodeGvret({ kind: 'frame', bus: 0, frame })),
    ...['F101', 'F102', 'F103', 'F104FF', 'F10520A1070000000000', 'F10590D003C000000000', 'F106', 'F107'].map(hex),
    ...['F109', 'F10C', 'F10D', 'F10B2301000001025566', 'F1002301000001025566', 'F1'].map(hex),
  ],
}

/** One command for a door for raw CAN, or what pretends to be one. */
export function rawFrame(door: RawDoor, index: number): Frame {
  const kind = draw(index, PLACE.kind)
  const right = pick(index, RAW_COMMANDS[door])
  if (kind < 0.5) return whole(right)
  if (kind < 0.8) return whole(spoil(index, right))
  if (kind < 0.95) return whole(noise(index))
  return whole(cut(index, right))
}

/** A datagram of cannelloni: several frames, some of them broken. */
export function rawDatagram(index: number): Uint8Array {
  const first = Math.floor(draw(index, PLACE.choice) * CAN_FRAMES.length)
  const packet = encodePacket({ sequence: index & 0xff, frames: CAN_FRAMES.slice(first, first + 5) })
  if (draw(index, PLACE.kind) < 0.5) return packet
  return draw(index, PLACE.kind) < 0.8 ? spoil(index, packet) : noise(index)
}

/** A datagram to the port of vehicle discovery: each begins anew, so none can spoil the next. */
export function datagram(index: number): Uint8Array {
  const isNoise = draw(index, PLACE.cut) < 0.2
  return isNoise ? noise(index) : doipFrame(index).bytes
}

/** A line without an end, or a message that promises more than it brings. */
export function hugeFrame(door: 'elm327' | 'doip' | 'sovd' | RawDoor, index: number): Uint8Array {
  const length = HUGE_BYTES_MIN + Math.floor(draw(index, PLACE.length) * (HUGE_BYTES_MAX - HUGE_BYTES_MIN))
  const bytes = new Uint8Array(length).fill(door === 'doip' ? 0x22 : 0x41)
  if (door === 'doip') bytes.set(hex(draw(index, PLACE.cut) < 0.5 ? '02FD8001FFFFFFFF' : '02FD800100100000'))
  return bytes
}

export function cut(index: number, right: Uint8Array): Uint8Array {
  return right.subarray(0, Math.floor(draw(index, PLACE.cut) * right.length))
}

export function noise(index: number, bytesMax = NOISE_BYTES_MAX): Uint8Array {
  const bytes = new Uint8Array(Math.floor(draw(index, PLACE.length) * bytesMax))
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(draw(index, PLACE.noise + i) * 256)
  return bytes
}

/** Overwrites up to three bytes of something right. */
export function spoil(index: number, right: Uint8Array): Uint8Array {
  const spoilt = Uint8Array.from(right)
  if (spoilt.length === 0) return spoilt
  for (let i = 0; i < Math.floor(draw(index, PLACE.spoils) * 4); i++) {
    const at = Math.floor(draw(index, PLACE.spoilt + i) * spoilt.length)
    spoilt[at] = Math.floor(draw(index, PLACE.overwritten + i) * 256)
  }
  return spoilt
}

export function pick<T>(index: number, choices: readonly T[]): T {
  return choices[Math.floor(draw(index, PLACE.choice) * choices.length)]
}

/** An even or odd number of hexadecimal digits: a request, a frame of its own making, a line that is too long. */
function digits(index: number): string {
  const isLong = draw(index, PLACE.cut) < 0.1
  const count = Math.floor(draw(index, PLACE.length) * (isLong ? 400 : 17))
  return Array.from({ length: count }, (_, i) => Math.floor(draw(index, PLACE.digits + i) * 16).toString(16)).join('')
}

/** After each of these a gateway cannot tell any more where the next message begins. */
function brokenDoip(index: number, right: Uint8Array): Uint8Array {
  const kind = draw(index, PLACE.overwritten)
  if (kind < 0.25) return noise(index)
  if (kind < 0.5) return cut(index, right)
  const wrong = Uint8Array.from(right)
  const at = kind < 0.75 ? 4 + Math.floor(draw(index, PLACE.spoilt) * 4) : Math.floor(draw(index, PLACE.spoilt) * 2)
  wrong[at] ^= 1 + Math.floor(draw(index, PLACE.spoils) * 255)
  return wrong
}

function doip(payloadType: number, payload: Uint8Array): Uint8Array {
  const { length } = payload
  return Uint8Array.of(0x02, 0xfd, payloadType >> 8, payloadType & 0xff, 0, 0, length >> 8, length & 0xff, ...payload)
}

function whole(bytes: Uint8Array): Frame {
  return { bytes, isLast: false }
}
