/** The doors of a car on this machine: their addresses read from the command line, another port taken when the usual one is busy. */
import { isIP } from 'node:net'
import { type Given, Refusal, textOf, UsageError } from './command.ts'

export type Address = { readonly host: string; readonly port: number }

/** Where scan tools look for them. */
const USUAL_PORTS = {
  elm327: 35_000,
  doip: 13_400,
  doipTls: 3_496,
  socketcand: 29_536,
  slcan: 29_537,
  cannelloni: 20_000,
  gvret: 23,
  sovd: 20_002,
} as const

export type DoorKind = keyof typeof USUAL_PORTS

/** The option that says where. */
const OPTION: Record<DoorKind, string> = {
  elm327: 'elm327',
  doip: 'doip',
  doipTls: 'doip-tls',
  socketcand: 'socketcand',
  slcan: 'slcan',
  cannelloni: 'cannelloni',
  gvret: 'gvret',
  sovd: 'sovd',
}

/** One thing for each door. */
export type Doors<Kind extends DoorKind, Each> = { readonly [kind in Kind]: Each }

/** What `--elm327`, `--doip` and their like say. */
export function askedAddresses<Kind extends DoorKind>(
  kinds: readonly Kind[],
  given: Given,
): Doors<Kind, Address | undefined> {
  return each(kinds, (kind) => {
    const text = textOf(given, OPTION[kind])
    return text === undefined ? undefined : parseAddress(text, `--${OPTION[kind]}`)
  })
}

/** Opens all doors that were asked about, or none. */
export async function openDoors<Kind extends DoorKind, Listener extends { close(): Promise<void> }>(
  asked: Doors<Kind, Address | undefined>,
  open: (kind: Kind, address: Address) => Promise<Listener>,
): Promise<Doors<Kind, Listener>> {
  const opened: [Kind, Listener][] = []
  try {
    for (const kind of Object.keys(asked) as Kind[]) {
      const usual = { host: '127.0.0.1', port: USUAL_PORTS[kind] }
      opened.push([kind, await openAt({ asked: asked[kind], usual }, (address) => open(kind, address))])
    }
  } catch (error) {
    await Promise.all(opened.map(([, door]) => door.close()))
    throw error
  }
  return Object.fromEntries(opened) as Doors<Kind, Listener>
}

export async function closeDoors(doors: Readonly<Record<string, { close(): Promise<void> }>>): Promise<void> {
  await Promise.all(Object.values(doors).map((door) => door.close()))
}

/** Where they were opened, and nothing else of them. */
export function addressesOf<Kind extends DoorKind>(doors: Doors<Kind, Address>): Doors<Kind, Address> {
  return each(Object.keys(doors) as Kind[], (kind) => ({ host: doors[kind].host, port: doors[kind].port }))
}

function each<Kind extends DoorKind, Each>(kinds: readonly Kind[], of: (kind: Kind) => Each): Doors<Kind, Each> {
  return Object.fromEntries(kinds.map((kind) => [kind, of(kind)])) as Doors<Kind, Each>
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

/** Opens at the address that was asked for or not at all; at the usual one, or at any free port when that is not to be had. */
async function openAt<Listener>(
  { asked, usual }: { asked: Address | undefined; usual: Address },
  open: (address: Address) => Promise<Listener>,
): Promise<Listener> {
  try {
    return await open(asked ?? usual)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (asked === undefined && (code === 'EADDRINUSE' || code === 'EACCES')) return open({ ...usual, port: 0 })
    const { host, port } = asked ?? usual
    if (code === 'EADDRINUSE')
      throw new Refusal(`${host}:${port} is taken by another program: choose another port, or 0 for any.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new Refusal(`${host} is no address of this machine.`)
    if (code === 'EACCES') throw new Refusal(`This user may not open port ${port}: choose one above 1023.`)
    throw error
  }
}
