/**
 * A door of the attempt through the signed-in connection: one WebSocket is one TCP connection, bytes both ways.
 *
 * Bounded both ways: the client is not read from while the station has bytes of it left, and is cut off when it does
 * not read.
 */
import { Type } from 'typebox'
import type { RawData, WebSocket } from 'ws'
import type { Context } from '../../context.ts'
import { ApiError } from '../../errors.ts'
import { socketRoute } from '../../route.ts'
import type { Tunnel } from '../../stations/host.ts'
import type { TunnelEnd } from '../../stations/messages.ts'
import type { RunningAttempt } from '../../stations/running-attempt.ts'
import { ownRunningAttempt } from './own-attempt.ts'

/** On their way to the station: a scan tool's requests are some bytes each. */
const AHEAD_BYTES_MAX = 64 * 1024
const UNREAD_BYTES_MAX = 2 * 1024 * 1024
/** RFC 6455: "unsupported data" and "try again later". */
const CLOSE_UNSUPPORTED = 1003
const CLOSE_OVERRUN = 1013

export const tunnelDoor = socketRoute({
  path: '/api/attempts/:id/tunnel/:door',
  summary: 'One connection to a door of a running attempt of your own, as binary messages.',
  permission: 'attempt:act',
  params: Type.Object({ id: Type.String({ format: 'uuid' }), door: Type.String({ maxLength: 20 }) }),
  errors: ['ATTEMPT_NOT_FOUND', 'ATTEMPT_CLOSED', 'DOOR_NOT_FOUND'],

  async open(context, { params: { id, door } }, socket) {
    await carryTunnel(context, socket, async () => {
      const running = await ownRunningAttempt(context, id)
      const end = endOf(running, door)
      if (end === undefined) throw new ApiError('DOOR_NOT_FOUND')
      return { running, end }
    })
  },
})

/** Two lead to DoIP: for a tool that speaks as it is, and for one that speaks TLS. */
function endOf({ doors }: RunningAttempt, door: string): TunnelEnd | undefined {
  if (door === 'doipTls') return doors.some(({ kind }) => kind === 'doip') ? door : undefined
  return doors.find(({ kind }) => kind === door)?.kind
}

type Destination = { readonly running: RunningAttempt; readonly end: TunnelEnd }

/** Carries what comes before the destination is known, too. */
export async function carryTunnel(
  { request }: Context,
  socket: WebSocket,
  find: () => Promise<Destination>,
): Promise<void> {
  const early: RawData[] = []
  const waitForTunnel = (message: RawData) => {
    early.push(message)
    socket.pause() // One message can wait; the rest stays with the client.
  }
  socket.on('message', waitForTunnel)
  const { running, end } = await find()
  if (socket.readyState !== socket.OPEN) return
  let aheadBytes = 0
  const tunnel = running.station.openTunnel(end, `tunnel ${request.ip}`, {
    onBytes: (bytes) => deliver(socket, bytes, tunnel),
    onTook(byteCount) {
      aheadBytes -= byteCount
      running.touch()
      if (aheadBytes < AHEAD_BYTES_MAX) socket.resume()
    },
    onClosed: () => socket.close(1000),
  })
  const take = (message: RawData, isBinary: boolean) => {
    if (!isBinary) return socket.close(CLOSE_UNSUPPORTED, 'binary messages only')
    const bytes = bytesOf(message)
    aheadBytes += bytes.length
    if (aheadBytes >= AHEAD_BYTES_MAX) socket.pause()
    tunnel.send(bytes)
  }
  socket.off('message', waitForTunnel)
  socket.on('message', take)
  socket.on('close', () => tunnel.close())
  for (const message of early) take(message, true)
  socket.resume()
}

function deliver(socket: WebSocket, bytes: Uint8Array, tunnel: Tunnel): void {
  if (socket.bufferedAmount > UNREAD_BYTES_MAX) {
    tunnel.close()
    socket.close(CLOSE_OVERRUN, 'read faster')
  } else socket.send(bytes)
}

function bytesOf(message: RawData): Uint8Array {
  if (Array.isArray(message)) return Buffer.concat(message)
  return message instanceof ArrayBuffer ? new Uint8Array(message) : message
}
