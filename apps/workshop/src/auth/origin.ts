/**
 * Requests forged by a page of another site: refused by where they come from.
 *
 * A browser names the page's origin with every request that is not GET or HEAD, and with every WebSocket. Only the
 * workshop's own pages may send those: the origin must be the address that the request itself was sent to.
 * Clients that are no browser send neither header, and carry no one's cookies but their own.
 */
import type { IncomingHttpHeaders } from 'node:http'

export function isForeign(headers: IncomingHttpHeaders, publicOrigin: string | undefined): boolean {
  const { origin } = headers
  if (origin !== undefined) return origin !== publicOrigin && !isSameHost(origin, headers.host)
  const site = headers['sec-fetch-site']
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

/** The scheme is left aside: behind a proxy that ends TLS the workshop sees plain HTTP. */
function isSameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()
}
