/** Addresses of local doors: read from the command line, opened, another port taken when the usual one is busy. */
import { isIP } from 'node:net'
import { Refusal, UsageError } from './command.ts'

export type Address = { readonly host: string; readonly port: number }

/** `HOST:PORT`, `[::1]:PORT`, or a port alone for this machine. Port 0: any free one. */
export function parseAddress(text: string, option: string): Address {
  const found = /^(?:(?:\[(?<v6>[0-9a-fA-F:]+)\]|(?<name>[^:[\]]+)):)?(?<port>\d{1,5})$/.exec(text)?.groups
  const port = Number(found?.port)
  if (found === undefined || port > 65_535) {
    throw new UsageError(`${option} takes HOST:PORT, such as 127.0.0.1:35000, not "${text}".`)
  }
  const host = found.v6 ?? found.name ?? '127.0.0.1'
  if (found.v6 !== undefined && isIP(host) !== 6) throw new UsageError(`${option}: "${host}" is no IPv6 address.`)
  return { host, port }
}

/** Opens at the address that was asked for or not at all; at the usual one, or at any free port when that is taken. */
export async function openAt<Listener>(
  { asked, usual }: { asked: Address | undefined; usual: Address },
  open: (address: Address) => Promise<Listener>,
): Promise<Listener> {
  try {
    return await open(asked ?? usual)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (asked === undefined && code === 'EADDRINUSE') return open({ ...usual, port: 0 })
    const { host, port } = asked ?? usual
    if (code === 'EADDRINUSE')
      throw new Refusal(`${host}:${port} is taken by another program: choose another port, or 0 for any.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new Refusal(`${host} is no address of this machine.`)
    if (code === 'EACCES') throw new Refusal(`This user may not open port ${port}: choose one above 1023.`)
    throw error
  }
}
