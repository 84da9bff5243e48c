/**
 * Plays a track to the bench's panels: to them it is a live connection, whose time runs at the chosen speed, stands still,
 * or jumps. A store outside React, like the live one.
 */
import type { Guide } from '../../api/attempts.ts'
import { ApiProblem } from '../../api/client.ts'
import type { Live, LiveState } from '../live.ts'
import { countUntil, createTrack, type Looked, type Track } from './track.ts'

export const SPEEDS = [0.5, 1, 2, 4, 8, 16, 32, 64] as const

export type ReplayState = LiveState & {
  readonly atMs: number
  /** As far as the track has come. */
  readonly endMs: number
  readonly isWhole: boolean
  readonly isPlaying: boolean
  readonly speed: number
  readonly track: Track
  /** How many of the track's told records, and of its scope's curves, are not after now. */
  readonly toldCount: number
  readonly traceCount: number
  readonly problem: unknown
}

export type Player = Omit<Live, 'get'> & {
  get(): ReplayState
  play(): void
  pause(): void
  setSpeed(speed: number): void
  jump(wallMs: number): void
  /** Asks for the scope's curve at that place, and for none before. */
  lookAt(index: number): void
}

const FRAME_MS = 100
/** Whoever draws along the time line passes many looks. */
const LOOK_AFTER_MS = 300

export type PlayerOptions = {
  /** Of a guided attempt: the exercise's own hints that were opened. */
  readonly hints?: Guide['hints'] | undefined
  readonly nowMs?: () => number
}

export function createPlayer(
  attemptId: string,
  { hints = {}, nowMs = () => performance.now() }: PlayerOptions = {},
): Player {
  const track = createTrack(hints)
  const listeners = new Set<() => void>()
  let state: ReplayState = { ...STILL, track }
  let timer: ReturnType<typeof setInterval> | undefined
  let leaving: AbortController | undefined
  let looking: AbortController | undefined
  let shownMs = 0

  function set(change: Partial<ReplayState>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  /** Everything that hangs on the moment. */
  function at(wallMs: number): Partial<ReplayState> {
    const atMs = Math.min(Math.max(0, wallMs), track.endMs)
    const seen = track.seenAt(atMs)
    const stationMs = seen === undefined ? 0 : seen.stationMs + Math.max(0, atMs - seen.wallMs) * seen.pace
    return {
      atMs,
      endMs: track.endMs,
      isWhole: track.isWhole,
      view: seen?.view,
      pace: seen?.pace ?? 1,
      isPaused: seen?.pace === 0,
      guide: track.guideAt(atMs),
      stationMs,
      toldCount: countUntil(track.told, atMs),
      traceCount: countUntil(track.traces, atMs),
    }
  }

  function goOn(): void {
    const passedMs = nowMs() - shownMs
    shownMs += passedMs
    const wallMs = state.atMs + passedMs * state.speed
    const isOver = track.isWhole && wallMs >= track.endMs
    if (isOver) stop()
    set({ ...at(wallMs), isPlaying: !isOver })
  }

  function stop(): void {
    clearInterval(timer)
    timer = undefined
  }

  async function load(signal: AbortSignal): Promise<void> {
    const reply = await fetch(`/api/attempts/${attemptId}/replay`, { signal })
    if (!reply.ok || reply.body === null) throw await problemOf(reply)
    const decoder = new TextDecoder()
    for (const reader = reply.body.getReader(); ; ) {
      const { done, value } = await reader.read()
      if (done) break
      track.push(decoder.decode(value, { stream: true }))
      set({ link: 'open', ...at(state.atMs) })
    }
    if (!track.isWhole) throw new ApiProblem('NO_CONNECTION', 0, 'The replay broke off.')
  }

  /** The car is rebuilt up to there for it: whoever moves on does not wait for the last. */
  async function loadLook(index: number, signal: AbortSignal): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AFTER_MS))
    if (signal.aborted) return
    const reply = await fetch(`/api/attempts/${attemptId}/replay?look=${index}`, { signal })
    if (!reply.ok) throw await problemOf(reply)
    const [line] = (await reply.text()).split('\n')
    const found = JSON.parse(line) as Looked & { readonly kind: string }
    if (found.kind !== 'trace') return
    track.addTrace(found)
    set(at(state.atMs))
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reportHazard() {},
    open() {
      if (leaving !== undefined || track.endMs > 0) return
      const own = new AbortController()
      leaving = own
      load(own.signal).catch((problem) => {
        if (!own.signal.aborted) set({ link: 'lost', problem })
      })
    },
    close() {
      stop()
      looking?.abort()
      leaving?.abort()
      leaving = undefined
    },
    play() {
      if (timer !== undefined) return
      if (track.isWhole && state.atMs >= track.endMs) set(at(0))
      shownMs = nowMs()
      timer = setInterval(goOn, FRAME_MS)
      set({ isPlaying: true })
    },
    pause() {
      stop()
      set({ isPlaying: false })
    },
    setSpeed: (speed) => set({ speed }),
    jump: (wallMs) => set(at(wallMs)),
    lookAt(index) {
      looking?.abort()
      const own = new AbortController()
      looking = own
      loadLook(index, own.signal).catch(() => {}) // The curve before it stays, or none.
    },
  }
}

async function problemOf(reply: Response): Promise<ApiProblem> {
  const { code = `HTTP_${reply.status}`, message = '' } = (await reply.json().catch(() => ({}))) as {
    code?: string
    message?: string
  }
  return new ApiProblem(code, reply.status, message)
}

/** Before anything has come. A replay has no peers, no messages to confirm and no end that leaves the bench. */
const STILL: Omit<ReplayState, 'track'> = {
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
  atMs: 0,
  endMs: 0,
  isWhole: false,
  isPlaying: false,
  speed: 1,
  toldCount: 0,
  traceCount: 0,
  problem: undefined,
}
