/**
 * The datagram by which a socketcand is found: who it is, where, and which buses it has, in a few elements of XML. Source:
 * "Service discovery" in doc/protocol.md of linux-can/socketcand.
 */
import { assert } from '@luban/stdx'

/** `host` is an IPv4 address or a name: broadcasts are of IPv4. */
export type Beacon = {
  readonly name: string
  readonly type: 'SocketCAN' | 'embedded' | 'adapter'
  readonly description: string
  readonly host: string
  readonly port: number
  readonly buses: readonly string[]
}

export const BEACON_PORT = 42_000
/** No longer than three seconds from one to the next. */
export const BEACON_INTERVAL_MS = 3_000
/** Tools read no more of it. */
const BEACON_BYTES_MAX = 1_024

export function encodeBeacon({ name, type, description, host, port, buses }: Beacon): Uint8Array {
  const text = [
    `<CANBeacon name="${escaped(name)}" type="${type}" description="${escaped(description)}">`,
    `<URL>can://${escaped(host)}:${port}</URL>`,
    ...buses.map((bus) => `<Bus name="${escaped(bus)}"/>`),
    '</CANBeacon>',
  ].join('\n')
  const bytes = new TextEncoder().encode(text)
  assert(bytes.length <= BEACON_BYTES_MAX)
  return bytes
}

/** As this one and the daemon write it; undefined for anything else. Never throws. */
export function decodeBeacon(bytes: Uint8Array): Beacon | undefined {
  if (bytes.length > BEACON_BYTES_MAX) return undefined
  const text = new TextDecoder().decode(bytes)
  const head = /^<CANBeacon name="([^"<]*)" type="(SocketCAN|embedded|adapter)" description="([^"<]*)">\s*/.exec(text)
  const url = /<URL>can:\/\/([^<:]+):(\d{1,5})<\/URL>/.exec(text)
  if (head === null || url === null || !/<\/CANBeacon>\s*$/.test(text)) return undefined
  const buses = [...text.matchAll(/<Bus name="([^"<]*)"\/>/g)].map(([, bus]) => plain(bus))
  const type = head[2] as Beacon['type']
  return { name: plain(head[1]), type, description: plain(head[3]), host: plain(url[1]), port: Number(url[2]), buses }
}

const MARKS = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' } as const

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => MARKS[mark as keyof typeof MARKS])
}

function plain(text: string): string {
  return Object.entries(MARKS).reduceRight((rest, [mark, word]) => rest.replaceAll(word, mark), text)
}
