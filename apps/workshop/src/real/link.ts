/**
 * The link to a real car: a pipe to its adapter and a tester at it, opened again when either is lost.
 *
 * Everything here happens on the station's clock (`nowMs`). Invariant: a question that was taken is answered or told to be
 * unanswered, whatever becomes of the link.
 */
import type { CanBus } from '@luban/protocols/can/bus'
import type { Tester } from '../stations/world.ts'
import type { AdapterOrder, LinkFault } from './adapter.ts'
import { type AdapterClient, createAdapterClient, type EcuPlace, type OpenCanTester } from './client.ts'
import { openTcpPipe, type Pipe, type PipeEvents } from './pipe.ts'

/** `waiting`: for a page that brings its serial port. */
export type LinkState = {
  readonly status: 'waiting' | 'connecting' | 'ready' | 'lost'
  /** Why it was lost, until it is ready again. */
  readonly fault: LinkFault | null
  readonly identity: string | null
  readonly volts: number | null
}

export type Link = {
  readonly state: LinkState
  request: Tester['request']
  service(nowMs: number): void
  /** A page has opened a serial port: it takes the place of one before. */
  bring(pipe: Pipe): PipeEvents
  close(): void
}

export type LinkOptions = {
  readonly adapter: AdapterOrder
  readonly bus: CanBus
  readonly ecus: readonly EcuPlace[]
  readonly openCanTester: OpenCanTester
}

const RETRY_MS = 3_000

export function createLink({ adapter, bus, ecus, openCanTester }: LinkOptions): Link {
  const { via, kind } = adapter
  let pipe: Pipe | undefined
  let client: AdapterClient | undefined
  let status: LinkState['status'] = via.kind === 'browser' ? 'waiting' : 'lost'
  let fault: LinkFault | null = null
  let retryMs = Number.NEGATIVE_INFINITY
  let lastMs = 0
  let isClosed = false
  /** The question under way: told when the link is lost. */
  let onLost: (() => void) | undefined

  function start(opened: Pipe): void {
    client = createAdapterClient({ kind, bus, ecus, openCanTester, send: opened.send })
  }

  function lose(why: LinkFault): void {
    fault = why
    status = via.kind === 'browser' ? 'waiting' : 'lost'
    retryMs = lastMs + RETRY_MS
    const [lostPipe, lostClient, tell] = [pipe, client, onLost]
    pipe = undefined
    client = undefined
    onLost = undefined
    lostClient?.close()
    lostPipe?.close()
    tell?.()
  }

  /** What a pipe says that is no longer ours is not heard. */
  function eventsOf(isMine: () => boolean): PipeEvents {
    return {
      onOpen() {
        if (isMine() && pipe !== undefined) start(pipe)
      },
      onBytes(bytes) {
        if (isMine()) client?.receive(bytes, lastMs)
      },
      onClosed(why) {
        if (isMine()) lose(why)
      },
    }
  }

  function dial(at: { host: string; port: number }): void {
    status = 'connecting'
    const mine = openTcpPipe(
      at,
      eventsOf(() => pipe === mine),
    )
    pipe = mine
  }

  function follow(now: AdapterClient): void {
    const state = now.status()
    if (state.kind === 'failed') lose(state.fault)
    else if (state.kind === 'ready' && status === 'connecting') {
      status = 'ready'
      fault = null
    }
  }

  return {
    get state() {
      const now = client?.status()
      const isReady = status === 'ready' && now?.kind === 'ready'
      return { status, fault, identity: isReady ? now.identity : null, volts: isReady ? now.volts : null }
    },
    request(ecuId, message, nowMs, onResponse, onNoAnswer) {
      if (status !== 'ready' || client === undefined) return false
      onLost = onNoAnswer
      return client.request(ecuId, message, nowMs, onResponse, onNoAnswer)
    },
    service(nowMs) {
      lastMs = nowMs
      if (isClosed) return
      if (client !== undefined) {
        client.service(nowMs)
        follow(client)
      } else if (pipe === undefined && via.kind === 'network' && nowMs >= retryMs) dial(via)
    },
    bring(brought) {
      if (pipe !== undefined) lose('closed')
      pipe = brought
      status = 'connecting'
      return eventsOf(() => pipe === brought)
    },
    close() {
      isClosed = true
      lose('closed')
    },
  }
}
