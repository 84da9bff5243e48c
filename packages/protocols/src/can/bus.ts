/**
 * A CAN bus without wires: what one node sends, every other node receives, in one order for all.
 *
 * Sending from inside a receiver is the normal case (an ECU answers a request): such frames queue and go out
 * when every node has had the one before. So an exchange that needs no timer is over when `send` returns.
 * Invariant: a node never receives its own frame; nodes are served in the order in which they attached.
 */
import type { CanFrame } from './frame.ts'

/** Called for every frame of another node. `nowMs` is wall time, for protocol timers. */
export type CanReceiver = (frame: CanFrame, nowMs: number) => void

export type CanPort = {
  send(frame: CanFrame, nowMs: number): void
  detach(): void
}

export type CanBus = {
  /** `name` tells the frames of one sender from another's in a recording ("bms", "elm327 #2"). */
  attach(name: string, receive: CanReceiver): CanPort
  /** A recorder sees every frame with its sender's name, before the nodes do. */
  record(recorder: (frame: CanFrame, sender: string, nowMs: number) => void): void
}

type Node = { readonly name: string; readonly receive: CanReceiver }
type Sending = { readonly frame: CanFrame; readonly sender: Node; readonly nowMs: number }

export function createCanBus(): CanBus {
  let nodes: readonly Node[] = []
  let queue: Sending[] = []
  let isDraining = false
  const recorders: ((frame: CanFrame, sender: string, nowMs: number) => void)[] = []

  function drain(): void {
    isDraining = true
    try {
      for (let next = 0; next < queue.length; next++) {
        const { frame, sender, nowMs } = queue[next]
        for (const recorder of recorders) recorder(frame, sender.name, nowMs)
        for (const node of nodes) if (node !== sender) node.receive(frame, nowMs)
      }
    } finally {
      queue = []
      isDraining = false
    }
  }

  return {
    attach(name, receive) {
      const node: Node = { name, receive }
      nodes = [...nodes, node]
      return {
        send(frame, nowMs) {
          queue.push({ frame, sender: node, nowMs })
          if (!isDraining) drain()
        },
        detach() {
          nodes = nodes.filter((other) => other !== node)
        },
      }
    },
    record(recorder) {
      recorders.push(recorder)
    },
  }
}
