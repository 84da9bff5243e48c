/** The adapter of a real station: what it speaks, and where it is. */
import { isIP } from 'node:net'
import type { DoipClientFault } from '@luban/protocols/doip/client'
import type { ClientFault } from '@luban/protocols/elm327/client'
import type { SlcanClientFault } from '@luban/protocols/slcan/client'

export const ADAPTER_KINDS = ['elm327', 'slcan', 'doip'] as const
export type AdapterKind = (typeof ADAPTER_KINDS)[number]

/** Those with a serial port, which a browser can open. */
export const SERIAL_KINDS = ['elm327', 'slcan'] as const
export type SerialKind = (typeof SERIAL_KINDS)[number]

/** Plain data: it crosses to the station's worker. */
export type AdapterOrder = {
  /** Where it is registered; absent for the trainee's own. */
  readonly id?: string
  readonly kind: AdapterKind
  /** As the workshop calls it; empty for the trainee's own. */
  readonly name: string
  /** `browser`: the page carries the bytes of a serial port. */
  readonly via:
    | { readonly kind: 'network'; readonly host: string; readonly port: number }
    | { readonly kind: 'browser' }
}

/** Why there is no connection: the network's reasons, then those of what is at its end. */
export type LinkFault = 'unreachable' | 'closed' | ClientFault | SlcanClientFault | DoipClientFault

/**
 * Only addresses of this machine and of private networks: an adapter stands in the workshop, and the server is no way
 * from its pages to the rest of the world. Names are refused, since whoever answers for one decides where it leads.
 */
export function isAdapterHost(host: string): boolean {
  switch (isIP(host)) {
    case 4:
      return isPrivateIpv4(host.split('.').map(Number))
    case 6:
      return /^(::1$|f[cd]|fe[89ab])/i.test(host)
    default:
      return false
  }
}

/** RFC 1918; loopback; link-local. */
function isPrivateIpv4([first, second]: readonly number[]): boolean {
  if (first === 10 || first === 127) return true
  if (first === 172) return second >= 16 && second <= 31
  return (first === 192 && second === 168) || (first === 169 && second === 254)
}
