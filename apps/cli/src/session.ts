/** Signed in at a workshop's server: requests and WebSockets with the session's cookie. */
import { WebSocket } from 'ws'
import { Refusal } from './command.ts'

export type Session = {
  get(path: string): Promise<unknown>
  openSocket(path: string): WebSocket
}

const ANSWER_MS_MAX = 20_000
/** A station answers a request with some kilobytes; more in one message is not a station. */
const MESSAGE_BYTES_MAX = 4 * 1024 * 1024

export async function signIn(server: URL, username: string, password: string): Promise<Session> {
  const answer = await send(new URL('/api/auth/sign-in/username', server), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  if (!answer.ok) throw new Refusal(`${server.origin} refuses to sign in ${username}: ${await reasonOf(answer)}`)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
  if (cookie === '') throw new Refusal(`${server.origin} answered without a session: is it a Luban workshop?`)

  return {
    async get(path) {
      const found = await send(new URL(path, server), { headers: { cookie } })
      if (!found.ok) throw new Refusal(await reasonOf(found))
      return found.json()
    },
    openSocket(path) {
      const url = new URL(path, server)
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
      return new WebSocket(url, {
        headers: { cookie },
        maxPayload: MESSAGE_BYTES_MAX,
        perMessageDeflate: false,
        handshakeTimeout: ANSWER_MS_MAX,
      })
    },
  }
}

async function send(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS_MAX) })
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } }
    throw new Refusal(`${url.origin} does not answer (${cause?.code ?? message}): check the address and the network.`)
  }
}

/** The server's own sentence, which names the remedy. */
async function reasonOf(answer: Response): Promise<string> {
  const body = (await answer.json().catch(() => ({}))) as { message?: unknown }
  return typeof body.message === 'string' ? body.message : `HTTP ${answer.status}.`
}
