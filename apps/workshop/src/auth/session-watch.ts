/**
 * Live connections end with the session that opened them: signed out, run out, password reset, shut out; and with a
 * role of those they were opened with, since what somebody may see hangs on roles.
 *
 * Asked of the database once a second for all connections together, so that it holds however the session ended: on
 * another server, from the command line, or by its own time. A request over HTTP is checked anew each time anyway.
 */
import type { WebSocket } from 'ws'
import type { Actor } from '../context.ts'
import { ERRORS, type ErrorCode, statusOf } from '../errors.ts'
import type { Auth } from './auth.ts'

export type SessionWatch = {
  /** From now until it closes. */
  add(socket: WebSocket, actor: Actor): void
  /** Watches no more; closes nothing. */
  close(): void
}

type Options = Pick<Auth, 'rolesOfSessions'> & { log(problem: string): void }

const CHECK_MS = 1_000
/** A client that does not answer the close is cut off: until then it could go on sending. */
const FAREWELL_MS = 2_000
/** RFC 6455, 5.5: a control frame carries 125 bytes, and two of them are the code. */
const REASON_BYTES_MAX = 123

export function createSessionWatch({ rolesOfSessions, log }: Options): SessionWatch {
  const watched = new Map<WebSocket, Actor>()
  let timer = setTimeout(check, CHECK_MS).unref()
  let isClosed = false

  async function check(): Promise<void> {
    try {
      await endThoseOver()
    } catch (error) {
      log(`the sessions of live connections cannot be checked, they go on until they can: ${error}`)
    }
    if (!isClosed) timer = setTimeout(check, CHECK_MS).unref()
  }

  async function endThoseOver(): Promise<void> {
    if (watched.size === 0) return
    const opened = [...watched]
    const standing = await rolesOfSessions([...new Set(opened.map(([, { sessionId }]) => sessionId))])
    for (const [socket, actor] of opened) {
      const reason = endOf(actor, standing.get(actor.sessionId))
      if (reason !== undefined) end(socket, reason)
    }
  }

  function end(socket: WebSocket, reason: ErrorCode): void {
    watched.delete(socket)
    closeForReason(socket, reason)
    const farewell = setTimeout(() => socket.terminate(), FAREWELL_MS).unref()
    socket.once('close', () => clearTimeout(farewell))
  }

  return {
    add(socket, actor) {
      watched.set(socket, actor)
      socket.once('close', () => watched.delete(socket))
    },
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

/** Why a connection of this person, as they were when it opened, is over; undefined while it is not. */
function endOf(opened: Actor, roles: ReadonlySet<string> | undefined): ErrorCode | undefined {
  if (roles === undefined) return 'SESSION_ENDED'
  return [...opened.roles].every((role) => roles.has(role)) ? undefined : 'ROLE_WITHDRAWN'
}

/** Code 4000 + the status of the error; the text is the error's code and, where there is room, its sentence. */
export function closeForReason(socket: WebSocket, code: ErrorCode): void {
  const text = `${code}: ${ERRORS[code][1]}`
  socket.close(4000 + statusOf(code), Buffer.byteLength(text) <= REASON_BYTES_MAX ? text : code)
}
