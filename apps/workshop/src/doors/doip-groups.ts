/**
 * Who is reached when a car announces itself, and where a tester asks when it does not know any address: ISO 13400-2 has
 * the limited broadcast for IPv4 and all nodes of a link (FF02::1) for IPv6. On loopback that is nobody.
 */
import { isIPv6 } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'
import { isLoopback } from './peers.ts'

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

const EVERYBODY_V4 = '255.255.255.255'
const ALL_NODES = 'ff02::1'
const ANY = ['0.0.0.0', '::']

/** The groups that a car at this address tells of itself. Of IPv6 one for each link, since the group is a link's own. */
export function groupsOf(host: string, interfaces: Interfaces): string[] {
  if (isLoopback(host)) return []
  if (!isIPv6(host)) return [EVERYBODY_V4]
  const links = Object.entries(interfaces).filter(([, addresses = []]) =>
    addresses.some(({ address, internal }) => (host === '::' ? isIPv6(address) && !internal : isSame(address, host))),
  )
  return links.map(([link]) => `${ALL_NODES}%${link}`)
}

/** Those of them that a socket at this address does not hear by itself: one at a single address hears no group. */
export function groupsUnheardAt(host: string, interfaces: Interfaces): string[] {
  return ANY.includes(host) ? [] : groupsOf(host, interfaces)
}

/** A link-local address may be said with its link. */
function isSame(address: string, host: string): boolean {
  return address === host.replace(/%.*$/, '')
}
