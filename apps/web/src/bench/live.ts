/**
 * The live state of one attempt over a WebSocket that comes back by itself.
 *
 * A store outside React: the view changes ten times a second, and only what shows it should draw again.
 */
import { replaceEqualDeep } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import type { CarView, Guide, Hazard } from '../api/attempts.ts'
import { ApiProblem } from '../api/client.ts'

export type WaitingPeer = { readonly id: string; readonly address: string; readonly door: string }

/** As the instructor wrote it. */
export type InstructorMessage = { readonly number: number; readonly text: string; readonly isRead: boolean }

/** What the server sends, one JSON text each. */
export type LiveEvent =
  | {
      readonly event: 'view'
      readonly tick: number
      readonly stationMs: number
      readonly pace: number
      readonly view: CarView
    }
  | { readonly event: 'status'; readonly remainingMs: number; readonly isPaused: boolean }
  | { readonly event: 'messages'; readonly messages: readonly InstructorMessage[] }
  | { readonly event: 'guide'; readonly guide: Guide }
  | { readonly event: 'hazard'; readonly hazard: Hazard }
  | { readonly event: 'peers'; readonly waiting: readonly WaitingPeer[]; readonly toolCount: number }
  /** The station had failed and is made again from its evidence; 1: it is back. */
  | { readonly event: 'restoring'; readonly share: number }
  | { readonly event: 'ended'; readonly ended: { readonly status: string; readonly reason: string } }

export type LiveState = {
  readonly link: 'connecting' | 'open' | 'lost'
  readonly view: CarView | undefined
  readonly stationMs: number
  readonly pace: number
  readonly waiting: readonly WaitingPeer[]
  readonly toolCount: number
  readonly messages: readonly InstructorMessage[]
  /** Of a guided attempt. */
  readonly guide: Guide | undefined
  /** An instructor has stopped the station and its limit. */
  readonly isPaused: boolean
  /** How far a station that had failed is restored, 0 to 1; undefined where nothing failed. */
  readonly restored: number | undefined
  /** Of the limit, when the server last told it; undefined before. */
  readonly limit: { readonly remainingMs: number; readonly toldAtMs: number } | undefined
  readonly hazard: Hazard | undefined
  readonly ended: { readonly status: string; readonly reason: string } | undefined
  /** The session is over, or a role of it: the connection does not come back. */
  readonly refusal: ApiProblem | undefined
}

export type Live = {
  readonly get: () => LiveState
  readonly subscribe: (listener: () => void) => () => void
  /** The hazard that an action was answered with, before the socket tells it. */
  reportHazard(hazard: Hazard): void
  open(): void
  close(): void
}

const START: LiveState = {
  link: 'connecting',
  view: undefined,
  stationMs: 0,
  pace: 1,
  waiting: [],
  toolCount: 0,
  messages: [],
  guide: undefined,
  isPaused: false,
  restored: undefined,
  limit: undefined,
  hazard: undefined,
  ended: undefined,
  refusal: undefined,
}
const RETRY_MS_MIN = 500
const RETRY_MS_MAX = 8000
/** Views come ten times a second. A computer that slept may hold a dead connection that no one ever closes. */
const SILENCE_MS_MAX = 15_000

export function createLive(attemptId: string): Live {
  let state = START
  let socket: WebSocket | undefined
  let retryMs = RETRY_MS_MIN
  let timer: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined
  let isClosed = false
  const listeners = new Set<() => void>()

  function set(change: Partial<LiveState>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  function connect(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const next = new WebSocket(`${scheme}://${location.host}/api/attempts/${attemptId}/live`)
    socket = next
    next.onopen = () => {
      retryMs = RETRY_MS_MIN
      // A server that is still restoring says so right after.
      set({ link: 'open', ...(state.restored !== undefined && { restored: 1 }) })
      awaitMore(next)
    }
    next.onmessage = (message) => {
      const change = changeOf(message.data, state.view)
      if (change) set(change)
      awaitMore(next)
    }
    next.onclose = ({ code, reason }) => lose(next, refusalOf(code, reason))
  }

  function awaitMore(from: WebSocket): void {
    if (isClosed || socket !== from) return
    clearTimeout(silence)
    if (state.ended !== undefined) return
    silence = setTimeout(() => {
      lose(from, undefined)
      from.close()
    }, SILENCE_MS_MAX)
  }

  function lose(lost: WebSocket, refusal: ApiProblem | undefined): void {
    if (isClosed || socket !== lost) return
    clearTimeout(silence)
    socket = undefined
    set({ link: 'lost', refusal })
    if (state.ended === undefined && refusal === undefined) timer = setTimeout(connect, retryMs)
    retryMs = Math.min(retryMs * 2, RETRY_MS_MAX)
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reportHazard: (hazard) => set({ hazard }),
    open() {
      isClosed = false
      clearTimeout(timer)
      if (socket === undefined) connect()
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      clearTimeout(silence)
      socket?.close()
      socket = undefined
    },
  }
}

/** The server closes with 4000 + the status of an error of its catalogue, and says `CODE: sentence`. */
export function refusalOf(closeCode: number, text: string): ApiProblem | undefined {
  if (closeCode !== 4401 && closeCode !== 4403) return undefined
  const [code, ...sentence] = text.split(': ')
  return new ApiProblem(code, closeCode - 4000, sentence.join(': '))
}

/**
 * What a message changes; `undefined` for what this version does not know.
 *
 * A view says everything anew ten times a second. What it says as `shown` did is kept as the same object: else the list of
 * all repairs, and whatever else looks at a part of the view, would be drawn again each time.
 */
export function changeOf(text: unknown, shown?: CarView): Partial<LiveState> | undefined {
  if (typeof text !== 'string') return undefined
  let message: LiveEvent
  try {
    message = JSON.parse(text)
  } catch {
    return undefined
  }
  switch (message?.event) {
    case 'view':
      return { view: replaceEqualDeep(shown, message.view), stationMs: message.stationMs, pace: message.pace }
    case 'status': {
      const { remainingMs, isPaused } = message
      return { isPaused, limit: { remainingMs, toldAtMs: Date.now() } }
    }
    case 'messages':
      return { messages: message.messages }
    case 'guide':
      return { guide: message.guide }
    case 'hazard':
      return { hazard: message.hazard }
    case 'peers':
      return { waiting: message.waiting, toolCount: message.toolCount }
    case 'restoring':
      return { restored: message.share }
    case 'ended':
      return { ended: message.ended }
    default:
      return undefined
  }
}

/** So many views later, whoever waits for one goes on: another page, or the car itself, may have acted since. */
const VIEWS_MAX = 20

/** Resolves when a view is as expected, and at once where none comes any more. */
export function whenSeen(live: Pick<Live, 'get' | 'subscribe'>, isSo: (view: CarView) => boolean): Promise<void> {
  return new Promise((resolve) => {
    let { stationMs } = live.get()
    let viewCount = 0
    const look = () => {
      const { link, view, ended, stationMs: nowMs } = live.get()
      if (nowMs !== stationMs) viewCount++
      stationMs = nowMs
      const isComing = link === 'open' && ended === undefined && viewCount < VIEWS_MAX
      if (isComing && view !== undefined && !isSo(view)) return
      unsubscribe()
      resolve()
    }
    const unsubscribe = live.subscribe(look)
    look()
  })
}

/** `select` must return the same value for the same state: a part of it, or a number or text made of it. */
export function useLive<T>(live: Live, select: (state: LiveState) => T): T {
  return useSyncExternalStore(live.subscribe, () => select(live.get()))
}
