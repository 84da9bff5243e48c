/** The wall's one connection: it comes back by itself, and what it tells is kept as tiles. */
import { useEffect, useState } from 'react'
import type { WallMessage } from '../api/class.ts'
import type { ApiProblem } from '../api/client.ts'
import { refusalOf } from '../bench/live.ts'
import { type Tiles, tilesAfter } from './tiles.ts'

const RETRY_MS = 2000

export type Wall = {
  /** Undefined before anything was told. */
  readonly tiles: Tiles | undefined
  readonly isOpen: boolean
  /** The session is over, or a role of it: the connection does not come back. */
  readonly refusal: ApiProblem | undefined
}

export function useWall(): Wall {
  const [wall, setWall] = useState<Wall>({ tiles: undefined, isOpen: false, refusal: undefined })
  useEffect(() => {
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let socket: WebSocket | undefined

    function connect(): void {
      const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
      const next = new WebSocket(`${scheme}://${location.host}/api/class/live`)
      socket = next
      let isFirst = true
      next.onmessage = ({ data }) => {
        const message = JSON.parse(data) as WallMessage
        const isAnew = isFirst
        isFirst = false
        setWall(({ tiles }) => ({
          tiles: tilesAfter(isAnew ? new Map() : (tiles ?? new Map()), message),
          isOpen: true,
          refusal: undefined,
        }))
      }
      next.onclose = ({ code, reason }) => {
        if (isOver) return
        const refusal = refusalOf(code, reason)
        setWall((before) => ({ ...before, isOpen: false, refusal }))
        if (refusal === undefined) timer = setTimeout(connect, RETRY_MS)
      }
    }

    connect()
    return () => {
      isOver = true
      clearTimeout(timer)
      socket?.close()
    }
  }, [])
  return wall
}
