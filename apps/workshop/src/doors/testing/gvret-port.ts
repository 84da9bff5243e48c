/** Where an attempt's GVRET door is on this machine: where SavvyCAN looks, if this user may listen there. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { GVRET_PORT } from '@luban/protocols/gvret/tables'

export async function gvretPort(): Promise<number> {
  const server = createServer().listen(GVRET_PORT, '127.77.77.77')
  try {
    await once(server, 'listening')
    return GVRET_PORT
  } catch {
    return 20_023
  } finally {
    server.close()
  }
}
