/** The instructor's wall, live: every station of the workshop through one connection. */
import { NOTHING, socketRoute } from '../../route.ts'
import { BEHIND_BYTES_MAX, heartbeat } from '../attempts/live.ts'

export const watchWall = socketRoute({
  path: '/api/class/live',
  summary: 'All running attempts at a glance: everything at first, then once a second what has changed.',
  permission: 'class:watch',
  params: NOTHING,
  errors: [],

  open({ services }, _input, socket) {
    const leave = services.attempts.wall.watch((message) => {
      // Who reads so slowly comes again, and is told everything anew.
      if (socket.bufferedAmount > BEHIND_BYTES_MAX) socket.terminate()
      else socket.send(JSON.stringify(message))
    })
    const stopHeartbeat = heartbeat(socket)
    socket.on('close', () => {
      stopHeartbeat()
      leave()
    })
  },
})
