/** The two doors of a car on this machine: their addresses read from the command line, another port taken when the usual one is busy. */
import { isIP } from 'node:net'
import { type Given, Refusal, textOf, UsageError } from './command.ts'

export type Address = { readonly host: string; readonly port: number }

/** Where scan tools look for them. */
const USUAL_PORTS = { elm327: 35_000, doip: 13_400 } as const

export type DoorKind = keyof typeof USUAL_PORTS

/** One thing for each door. */
export type Doors<Each> = { readonly [kind in DoorKind]: Each }

/** What `--elm327` and `--doip` say. */
export function askedAddresses(given: Given): Doors<Address | undefined> {
  const addressOf = (kind: DoorKind) => {
    const text = textOf(given, kind)
    return text === undefined ? undefined : parseAddress(text, `--${kind}`)
  }
  return { elm327: addressOf('elm327'), doip: addressOf('doip') }
}

/** Opens both doors or none. */
export async function openDoors<Listener extends { close(): Promise<void> }>(
  asked: Doors<Address | undefined>,
  open: (kind: DoorKind, address: Address) => Promise<Listener>,
): Promise<Doors<Listener>> {
  const openOne = (kind: DoorKind) =>
    openAt({ asked: asked[kind], usual: { host: '127.0.0.1', port: USUAL_PORTS[kind] } }, (address) =>
      open(kind, address),
    )
  const elm327 = await openOne('elm327')
  try {
    return { elm327, doip: await openOne('doip') }
  } catch (error) {
    await elm327.close()
    throw error
  }
}

/** Where they were opened, and nothing else of them. */
export function addressesOf({ elm327, doip }: Doors<Address>): Doors<Address> {
  const at = ({ host, port }: Address): Address => ({ host, port })
  return { elm327: at(elm327), doip: at(doip) }
}

/** `HOST:PORT`, `[::1]:PORT`, or a port alone for this machine. Port 0: any free one. */
function parseAddress(text: string, option: string): Address {
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
async function openAt<Listener>(
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
