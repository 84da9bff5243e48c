/** A server that answers what another one answered: first it listens between a client and that one, then it answers alone. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export type Address = { readonly host: string; readonly port: number }
/** By what a client sent in one piece, in hexadecimal. */
type Answers = Map<string, Buffer>
export type Opened = Address & { close(): void }

/** Lets a client through to a server and keeps the last answer to each thing that it asked. */
export function openListener(to: Address, answers: Answers): Promise<Opened> {
  return open((client) => {
    const server = connect({ ...to, noDelay: true })
    let asked = ''
    client.on('data', (bytes: Buffer) => {
      asked = bytes.toString('hex')
      answers.delete(asked)
      server.write(bytes)
    })
    server.on('data', (bytes: Buffer) => {
      answers.set(asked, Buffer.concat([answers.get(asked) ?? Buffer.alloc(0), bytes]))
      client.write(bytes)
    })
    for (const [one, other] of [[client, server] as const, [server, client] as const]) {
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
  })
}

/** The least that any server can do: a look into a table. */
export function openConstants(answers: Answers): Promise<Opened> {
  return open((client) => {
    client.on('error', () => {})
    client.on('data', (bytes: Buffer) => {
      const answer = answers.get(bytes.toString('hex'))
      if (answer === undefined) client.destroy(new Error(`no answer to ${bytes.toString('hex')} was heard`))
      else client.write(answer)
    })
  })
}

async function open(serve: (client: Socket) => void): Promise<Opened> {
  const clients = new Set<Socket>()
  const server: Server = createServer({ noDelay: true }, (client) => {
    clients.add(client)
    client.on('close', () => clients.delete(client))
    serve(client)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { address, port } = server.address() as AddressInfo
  return {
    host: address,
    port,
    close() {
      server.close()
      for (const client of clients) client.destroy()
    },
  }
}
