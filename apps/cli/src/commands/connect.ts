/** `luban connect ATTEMPT`: the doors of one's own attempt on one's own laptop, through the signed-in connection. */
import { type Address, addressesOf, askedAddresses, closeDoors, type Doors, openDoors } from '../addresses.ts'
import { type Command, EXIT, Refusal, textOf, UsageError } from '../command.ts'
import { readPassword } from '../password.ts'
import { type Session, signIn } from '../session.ts'
import { openTunnelDoor, type TunnelEvent } from '../tunnel.ts'
import { untilTold } from '../until-told.ts'

/** Those that the workshop lets through the signed-in connection. */
const KINDS = ['elm327', 'doip', 'doipTls', 'socketcand', 'slcan', 'cannelloni', 'gvret', 'sovd'] as const
type Kind = (typeof KINDS)[number]

export const connect: Command = {
  name: 'connect',
  operands: 'ATTEMPT',
  summary: 'Open the doors of your attempt on this machine, for your own scan tool.',
  optionLines: [
    '--server URL           the workshop, such as https://luban.example.kz; default http://127.0.0.1:8080',
    '--user NAME            your user name there',
    '--password-file FILE   otherwise LUBAN_PASSWORD, otherwise you are asked',
    '--elm327 HOST:PORT     default 127.0.0.1:35000, or any free port when that is taken; port 0: any free port',
    '--doip HOST:PORT       default 127.0.0.1:13400, likewise; TCP only: enter the address in the tool by hand',
    '--doip-tls HOST:PORT   default 127.0.0.1:3496, likewise: DoIP through TLS, which the station itself speaks',
    '--socketcand HOST:PORT default 127.0.0.1:29536, likewise: the frames of the CAN bus as lines of text',
    '--slcan HOST:PORT      default 127.0.0.1:29537, likewise: a CAN adapter of Lawicel’s commands',
    '--cannelloni HOST:PORT default 127.0.0.1:20000, likewise: the frames in binary; TCP only',
    '--gvret HOST:PORT      default 127.0.0.1:23, likewise, or where port 23 is not allowed: an adapter for SavvyCAN, which asks for that port',
    '--sovd HOST:PORT       default 127.0.0.1:20002, likewise: diagnostics as a web interface, under /vehicle/v15',
    '--json                 print the addresses as one line of JSON',
    'ATTEMPT is the attempt’s id, or the address of its page.',
  ],
  options: {
    server: { type: 'string' },
    user: { type: 'string' },
    'password-file': { type: 'string' },
    elm327: { type: 'string' },
    doip: { type: 'string' },
    'doip-tls': { type: 'string' },
    socketcand: { type: 'string' },
    slcan: { type: 'string' },
    cannelloni: { type: 'string' },
    gvret: { type: 'string' },
    sovd: { type: 'string' },
    json: { type: 'boolean' },
  },

  async run({ operands: [attempt], given }) {
    const { server, id } = whereIs(attempt, textOf(given, 'server'))
    const asked = askedAddresses(KINDS, given)
    const user = textOf(given, 'user')
    if (user === undefined) throw new UsageError('--user is missing: give the name that you sign in with.')
    const password = await readPassword(textOf(given, 'password-file'), `Password of ${user}: `)
    const session = await signIn(server, user, password)
    await assertRunning(session, id)

    const doors = await openDoors(asked, (kind, address) =>
      openTunnelDoor(
        address,
        () => session.openSocket(`/api/attempts/${id}/tunnel/${kind}`),
        (event) => tell(kind, event),
      ),
    )
    const addresses = addressesOf(doors)
    console.log(given.json ? JSON.stringify(addresses) : describe(addresses, server))
    await untilTold()
    await closeDoors(doors)
    return EXIT.ok
  },
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The page's address names the server too. */
function whereIs(attempt: string, server: string | undefined): { server: URL; id: string } {
  const page = /^(https?:\/\/[^/]+)\/attempts\/([^/?#]+)/.exec(attempt)
  const id = page?.[2] ?? attempt
  const address = server ?? page?.[1] ?? 'http://127.0.0.1:8080'
  if (!ID.test(id)) throw new UsageError(`"${attempt}" is no attempt: copy its id, or its address, from its page.`)
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new UsageError(`--server takes a web address, such as https://luban.example.kz, not "${address}".`)
  }
  return { server: new URL(address), id }
}

/** Better now than by a tool that finds no car. */
async function assertRunning(session: Session, id: string): Promise<void> {
  const attempt = (await session.get(`/api/attempts/${id}`)) as { status?: string; isMine?: boolean }
  if (attempt.status !== 'running') throw new Refusal('The attempt is over: start a new one, and connect to that.')
  if (attempt.isMine === false) throw new Refusal('This is the attempt of somebody else: only its trainee may connect.')
}

/** On the error stream, so that `--json` stays one line. */
function tell(kind: Kind, { kind: what, from, reason }: TunnelEvent): void {
  console.error(`${kind}: ${from} ${what}${reason === undefined ? '' : `: ${reason}`}`)
}

function describe({ elm327, doip, doipTls, sovd, ...raw }: Doors<Kind, Address>, server: URL): string {
  return [
    `Connected to ${server.origin}. Set these addresses in your tool:`,
    `  ELM327  ${elm327.host}:${elm327.port}`,
    `  DoIP    ${doip.host}:${doip.port}`,
    `  by TLS  ${doipTls.host}:${doipTls.port}   (the car signs its own certificate)`,
    `  CAN     ${Object.entries(raw)
      .map(([kind, { host, port }]) => `${kind} ${host}:${port}`)
      .join(', ')}`,
    `  SOVD    http://${sovd.host}:${sovd.port}/vehicle/v15/components`,
    'Ctrl-C ends it.',
  ].join('\n')
}
