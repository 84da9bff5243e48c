/**
 * A CAN bus without wires: what one node sends, every other node receives, in one order for all.
 *
 * Sending from inside a receiver is the normal case (an ECU answers a request): such frames queue and go out
 * when every node has had the one before. So an exchange that needs no timer is over when `send` returns.
 * Invariants: a node never receives its own frame; nodes are served in the order in which they attached; nothing waits
 * when the outermost `send` has returned, and one exchange never carries more than `EXCHANGE_FRAMES_MAX` frames.
 */
import { assert } from '@luban/stdx'
import { type CanFrame, canFrameFault } from './frame.ts'

/** Called for every frame of another node. `nowMs` is wall time, for protocol timers. */
export type CanReceiver = (frame: CanFrame, nowMs: number) => void

export type CanPort = {
  /**
   * False: the frame was not taken, since this exchange is full or the node is detached. Whoever must not lose it tries
   * again later, when the exchange is over.
   */
  send(frame: CanFrame, nowMs: number): boolean
  detach(): void
}

/** What a node hears beside classical data frames, which all hear. Whoever does not know a kind of frame is spared it. */
export type CanHearing = {
  /** A controller for CAN FD. A real classical one would destroy such a frame; here it does not hear it. */
  readonly isFdCapable?: boolean
  readonly hearsRemoteFrames?: boolean
  /** The only identifiers that it takes, as the acceptance filter of its controller; of every length and kind. */
  readonly ids?: readonly number[]
  /**
   * Of its controller, where that is not the rate of the bus; it may change. Nodes of different rates neither hear nor
   * acknowledge each other.
   */
  readonly bitsPerSecond?: number | undefined
  /** A frame at another rate went by: an error to this node's controller. */
  disturbed?(): void
}

/** Whom the wires let hear whom. Nodes of one name are at one place of them. */
export type CanWires = {
  placeOf(name: string): number
  hears(receiver: number, sender: number): boolean
}

export type CanBus = {
  /** `name` tells the frames of one sender from another's in a recording ("bms", "elm327 #2"). */
  attach(name: string, receive: CanReceiver, hearing?: CanHearing): CanPort
  /** A recorder sees every frame of every kind with its sender's name, before the nodes do. */
  record(recorder: (frame: CanFrame, sender: string, nowMs: number) => void): void
}

/**
 * Frames in one outermost `send`, those inside receivers included. The longest answers of two dozen ECUs at once fit.
 * Two nodes that answer each other for ever are stopped here, and no queue grows beyond it.
 */
export const EXCHANGE_FRAMES_MAX = 16_384

/** More identifiers than any bus of ours has; a tool that sends all there are must not fill the memory. */
const TAKERS_MAX = 512

type Node = {
  readonly name: string
  readonly place: number
  readonly receive: CanReceiver
  readonly hearing: CanHearing
  isOutside: boolean
  isAttached: boolean
}
/** With the rate of the moment in which it was sent: who answers that it will change still answers at the old one. */
type Sending = {
  readonly frame: CanFrame
  readonly sender: Node
  readonly nowMs: number
  readonly bitsPerSecond: number | undefined
}

/** A gateway in the middle of the bus, with nodes on both its sides. It tells them by their names. */
export type CanGate = {
  isOutside(name: string): boolean
  /** Asked once for a frame that somebody on the other side takes. */
  passes(frame: CanFrame, isOutward: boolean, nowMs: number): boolean
}

/** A bus that can be given a gateway. What is recorded of it is what is on either side. */
export type SeparableCanBus = CanBus & { separate(by: CanGate): void }

/** Without `wires` everybody hears everybody. */
export function createCanBus(wires?: CanWires): SeparableCanBus {
  let nodes: readonly Node[] = []
  /** Those who take an identifier, in their order; made when one comes for the first time. */
  let takers = new Map<number, readonly Node[]>()
  /** Of the exchange under way: what has gone out too. */
  let exchange: Sending[] = []
  let isDraining = false
  let gate: CanGate | undefined
  const recorders: ((frame: CanFrame, sender: string, nowMs: number) => void)[] = []

  function takersOf(id: number): readonly Node[] {
    const known = takers.get(id)
    if (known !== undefined) return known
    const found = nodes.filter(({ hearing }) => hearing.ids?.includes(id) !== false)
    if (takers.size < TAKERS_MAX) takers.set(id, found)
    return found
  }

  /** At a rate of its own a node may be alone: what nobody acknowledges never becomes a frame. */
  function hasAcknowledger({ sender, bitsPerSecond }: Sending): boolean {
    if (bitsPerSecond === undefined) return true
    return nodes.some((node) => node !== sender && node.hearing.bitsPerSecond === bitsPerSecond)
  }

  function connect(wanted: readonly Node[]): void {
    nodes = wanted
    takers = new Map()
  }

  function drain(): void {
    isDraining = true
    try {
      for (let next = 0; next < exchange.length; next++) {
        const { frame, sender, nowMs, bitsPerSecond } = exchange[next]
        if (!hasAcknowledger(exchange[next])) continue
        for (const recorder of recorders) recorder(frame, sender.name, nowMs)
        let passage: boolean | undefined
        const isForAll = frame.fd === undefined && frame.remoteBytes === undefined
        for (const node of takersOf(frame.id)) {
          if (node === sender) continue
          if (node.hearing.bitsPerSecond !== bitsPerSecond) {
            node.hearing.disturbed?.()
            continue
          }
          if (!isForAll && !hears(node.hearing, frame)) continue
          if (wires !== undefined && !wires.hears(node.place, sender.place)) continue
          if (gate !== undefined && node.isOutside !== sender.isOutside) {
            passage ??= gate.passes(frame, !sender.isOutside, nowMs)
            if (!passage) continue
          }
          node.receive(frame, nowMs)
        }
      }
    } finally {
      exchange = []
      isDraining = false
    }
  }

  return {
    attach(name, receive, hearing = {}) {
      const isOutside = gate?.isOutside(name) ?? false
      const node: Node = { name, place: wires?.placeOf(name) ?? 0, receive, hearing, isOutside, isAttached: true }
      connect([...nodes, node])
      return {
        send(frame, nowMs) {
          assert(canFrameFault(frame) === undefined, 'only what is a CAN frame is sent')
          if (!node.isAttached || exchange.length === EXCHANGE_FRAMES_MAX) return false
          exchange.push({ frame, sender: node, nowMs, bitsPerSecond: hearing.bitsPerSecond })
          if (!isDraining) drain()
          return true
        },
        detach() {
          node.isAttached = false
          connect(nodes.filter((other) => other !== node))
        },
      }
    },
    record(recorder) {
      recorders.push(recorder)
    },
    separate(by) {
      gate = by
      for (const node of nodes) node.isOutside = by.isOutside(node.name)
    },
  }
}

/** Of frames that are not for all. */
function hears({ isFdCapable, hearsRemoteFrames }: CanHearing, { fd }: CanFrame): boolean {
  return (fd === undefined ? hearsRemoteFrames : isFdCapable) === true
}
