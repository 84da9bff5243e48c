/**
 * What happens at a station, as it happens: the view ten times a second, hazards, tools that wait, the end.
 *
 * A page that lost its connection opens a new one and is told first what is so now: nothing has to be remembered.
 */
import type { WebSocket } from 'ws'
import { socketRoute } from '../../route.ts'
import type { LiveMessage } from '../../stations/running-attempt.ts'
import { AttemptParams, readableAttempt } from './own-attempt.ts'

/** A page that reads this slowly misses views, never events. */
const BEHIND_BYTES = 256 * 1024
/** A page that reads no more at all is let go: it will come again. */
export const BEHIND_BYTES_MAX = 4 * 1024 * 1024
const HEARTBEAT_MS = 20_000

export const watchAttempt = socketRoute({
  path: '/api/attempts/:id/live',
  summary: 'The live state of an attempt, one JSON text a message.',
  permission: 'attempt:watch',
  params: AttemptParams,
  errors: ['ATTEMPT_NOT_FOUND'],

  async open(context, { params }, socket) {
    const attempt = await readableAttempt(context, params.id)
    const send = sender(socket)
    const running = context.services.attempts.find(attempt.id)
    if (running === undefined) {
      // Read again: it may have ended since.
      const { status, end_reason: reason } = await readableAttempt(context, params.id)
      send({ event: 'ended', ended: { status, reason: reason ?? '' } })
      return socket.close(1000)
    }
    const leave = running.watch({
      isTrainee: running.mayWork(context.actor.userId),
      send(message) {
        send(message)
        if (message.event === 'ended') socket.close(1000)
      },
    })
    const stopHeartbeat = heartbeat(socket)
    socket.on('close', () => {
      stopHeartbeat()
      leave()
    })
  },
})

function sender(socket: WebSocket): (message: LiveMessage) => void {
  return (message) => {
    if (socket.bufferedAmount > BEHIND_BYTES_MAX) return socket.terminate()
    if (message.event === 'view' && socket.bufferedAmount > BEHIND_BYTES) return
    socket.send(JSON.stringify(message))
  }
}

/** A phone that left the network says nothing: whoever does not answer a ping is gone. */
export function heartbeat(socket: WebSocket): () => void {
  let isAlive = true
  socket.on('pong', () => {
    isAlive = true
  })
  const interval = setInterval(() => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
  }, HEARTBEAT_MS)
  return () => clearInterval(interval)
}
