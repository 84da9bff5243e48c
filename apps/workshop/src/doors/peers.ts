/**
 * Who may plug a tool into one attempt's doors. A tool on this machine may at once; an address beyond loopback waits
 * for the trainee's "allow", and until then no byte of it reaches the car.
 *
 * Invariant: what waits is bounded in addresses, connections, bytes and time.
 */
import { isIP } from 'node:net'
import type { Connection, DoorSide } from '@luban/lab'
import type { DoorKind } from '../stations/world.ts'

/** Lab's words for the evidence. An address that waited in vain is `closed` without having been `connected`. */
export type PeerEvent = 'waiting' | 'connected' | 'allowed' | 'refused' | 'closed'

/** An address that asks to be let in; `id` is what the trainee answers to. */
export type WaitingPeer = { readonly id: string; readonly address: string; readonly door: DoorKind }

export type PeerGate = {
  /** Lets a connection in, holds it, or closes its side at once: the connection returned is good in every case. */
  admit(knock: Knock): Connection
  /** Says yes or no to an address; false when nobody of that id asked. */
  decide(peerId: string, isAllowed: boolean, nowMs: number): boolean
  /**
   * True when bytes of this address may reach the car: for doors without connections (UDP). A stranger's datagram is
   * dropped and asks nobody: its sender's address can be forged, and would fill the list of those who wait. Who wants in
   * connects by TCP; once that is allowed, the same address is answered here too.
   */
  isAdmitted(address: string): boolean
  service(nowMs: number): void
  closeAll(): void
  readonly waiting: readonly WaitingPeer[]
  /** Connections that reach the car now. */
  readonly toolCount: number
}

export type Knock = {
  readonly door: DoorKind
  readonly address: string
  /** Came through the signed-in connection: the trainee need not be asked. */
  readonly isTrusted: boolean
  readonly side: DoorSide
  readonly nowMs: number
  plug(side: DoorSide, nowMs: number): Connection
}

export type PeerGateOptions = {
  readonly timeoutMs: number
  note(event: PeerEvent, door: DoorKind, address: string): void
  /** Called when who waits or how many are plugged in has changed. */
  changed(): void
}

/** Tools at one attempt at a time, and what may wait. Real workshops plug in one or two. */
const CONNECTIONS_MAX = 16
const ADDRESSES_MAX = 32
const HELD_BYTES_MAX = 4096
/** A refused address that keeps knocking is told in the evidence only so often. */
const REFUSALS_NOTED_MAX = 10

type Peer = {
  readonly id: string
  readonly address: string
  readonly door: DoorKind
  state: 'waiting' | 'allowed' | 'refused'
  refusalCount: number
}

type Plugged = {
  readonly peer: Peer
  readonly knock: Knock
  readonly sinceMs: number
  inner: Connection | undefined
  held: Uint8Array[]
  heldBytes: number
  isClosed: boolean
}

const DEAD: Connection = { receive() {}, service() {}, close() {} }

export function createPeerGate({ timeoutMs, note, changed }: PeerGateOptions): PeerGate {
  const peers = new Map<string, Peer>()
  const plugged = new Set<Plugged>()
  let peerCount = 0

  function peerOf({ address, door, isTrusted }: Knock): Peer | undefined {
    const known = peers.get(address)
    if (known !== undefined) return known
    if (peers.size >= ADDRESSES_MAX) return undefined
    peerCount++
    const isAllowed = isTrusted || isLoopback(address)
    const peer: Peer = { id: `p${peerCount}`, address, door, state: isAllowed ? 'allowed' : 'waiting', refusalCount: 0 }
    peers.set(address, peer)
    if (peer.state === 'waiting') note('waiting', door, address)
    return peer
  }

  function refuse(knock: Knock, peer: Peer | undefined): Connection {
    if (peer !== undefined && peer.refusalCount < REFUSALS_NOTED_MAX) {
      peer.refusalCount++
      note('refused', knock.door, knock.address)
    }
    knock.side.close()
    return DEAD
  }

  function open(one: Plugged, nowMs: number): void {
    note('connected', one.knock.door, one.knock.address)
    one.inner = one.knock.plug(one.knock.side, nowMs)
    for (const bytes of one.held) if (!one.isClosed) one.inner.receive(bytes, nowMs)
    one.held = []
  }

  function hold(one: Plugged, bytes: Uint8Array): void {
    one.heldBytes += bytes.length
    if (one.heldBytes > HELD_BYTES_MAX) drop(one, 'refused')
    else one.held.push(bytes.slice()) // The listener may use its buffer again.
  }

  function close(one: Plugged): void {
    if (one.isClosed) return
    one.isClosed = true
    plugged.delete(one)
    if (one.inner !== undefined) note('closed', one.knock.door, one.knock.address)
    one.inner?.close()
    one.held = []
    changed()
  }

  /** Ends a connection from our side. */
  function drop(one: Plugged, event?: PeerEvent): void {
    if (one.isClosed) return
    if (event !== undefined) note(event, one.knock.door, one.knock.address)
    close(one)
    one.knock.side.close()
  }

  return {
    admit(knock) {
      const peer = peerOf(knock)
      if (peer === undefined || peer.state === 'refused' || plugged.size >= CONNECTIONS_MAX) return refuse(knock, peer)
      const one: Plugged = {
        peer,
        knock,
        sinceMs: knock.nowMs,
        inner: undefined,
        held: [],
        heldBytes: 0,
        isClosed: false,
      }
      plugged.add(one)
      if (peer.state === 'allowed') open(one, knock.nowMs)
      changed()
      return {
        receive(bytes, nowMs) {
          if (one.inner !== undefined) one.inner.receive(bytes, nowMs)
          else if (!one.isClosed) hold(one, bytes)
        },
        service: (nowMs) => one.inner?.service(nowMs),
        isBusy: () => one.inner?.isBusy?.() === true,
        isResting: () => one.inner?.isResting?.() === true,
        close: () => close(one),
      }
    },

    decide(peerId, isAllowed, nowMs) {
      const peer = [...peers.values()].find(({ id }) => id === peerId)
      if (peer === undefined || peer.state !== 'waiting') return false
      peer.state = isAllowed ? 'allowed' : 'refused'
      note(peer.state, peer.door, peer.address)
      for (const one of [...plugged]) {
        if (one.peer !== peer) continue
        if (isAllowed) open(one, nowMs)
        else drop(one)
      }
      changed()
      return true
    },

    isAdmitted: (address) => isLoopback(address) || peers.get(address)?.state === 'allowed',

    service(nowMs) {
      for (const one of plugged) {
        if (one.inner !== undefined || nowMs - one.sinceMs < timeoutMs) continue
        drop(one, 'closed')
        // The address may knock again: nobody said no.
        if (one.peer.state === 'waiting' && ![...plugged].some(({ peer }) => peer === one.peer)) {
          peers.delete(one.peer.address)
          changed()
        }
      }
    },

    closeAll() {
      for (const one of [...plugged]) drop(one)
    },

    get waiting() {
      return [...peers.values()]
        .filter(({ state }) => state === 'waiting')
        .map(({ id, address, door }) => ({ id, address, door }))
    },

    get toolCount() {
      let count = 0
      for (const { inner } of plugged) if (inner !== undefined) count++
      return count
    },
  }
}

/** An IPv4 address may come in its IPv6 dress. */
export function isLoopback(address: string): boolean {
  const bare = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address
  if (isIP(bare) === 4) return bare.startsWith('127.')
  return bare === '::1'
}
