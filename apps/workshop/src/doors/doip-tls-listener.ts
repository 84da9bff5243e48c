/**
 * The DoIP door for testers that come through TLS: TCP_DATA on a port of its own. ISO 13400-2:2019.
 *
 * The certificate is made when the door opens, for the address it stands at. A tester is asked for none.
 * Left out: certificates of a workshop's own, and the lists of cipher suites that the standard allows (the runtime's, from
 * TLS 1.2 on, are taken).
 */
import { DOIP_SERVICE_MS } from './doip-listener.ts'
import { type Certificate, makeSelfSigned } from './self-signed.ts'
import { type Listener, listenTcp, type TcpListenerOptions } from './tcp-listener.ts'

/** `certificate` in PEM: what a tester pins. */
export type DoipTlsListener = Listener & { readonly certificate: string }

const NAME = 'Luban practice car'
const DAY_MS = 86_400_000
/** A clock that is a little slow must not make a new certificate a future one. */
const BEFORE_MS = DAY_MS
const AFTER_MS = 3650 * DAY_MS

/** Throws what the system says, `EADDRINUSE` among it. */
export async function listenDoipTls(options: Omit<TcpListenerOptions, 'tls'>): Promise<DoipTlsListener> {
  const tls = certificateOfCar([options.host])
  const listener = await listenTcp({ serviceMs: DOIP_SERVICE_MS, ...options, tls })
  return { ...listener, certificate: tls.cert }
}

/** `hosts`: the addresses and names that testers know the car by. */
export function certificateOfCar(hosts: readonly string[]): Certificate {
  const nowMs = Date.now()
  const [validFrom, validTo] = [new Date(nowMs - BEFORE_MS), new Date(nowMs + AFTER_MS)]
  return makeSelfSigned({ name: NAME, hosts, validFrom, validTo })
}
