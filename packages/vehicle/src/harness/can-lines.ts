/**
 * Whom a control unit hears over the two wires of a CAN bus, from the solved network: who is cut off, shorted or without
 * supply neither speaks nor hears, and nobody else has to know why.
 *
 * A sender is two sources behind 30 Ω that pull CAN-H up and CAN-L down; a receiver takes more than 0.9 V between them for
 * dominant and less than 0.5 V for recessive (ISO 11898-2). Whoever sees another's dominant bit, and sees the wires rest
 * when nobody drives them, hears that other one. Solved again only when a resistance of the bus has changed.
 * Left out: reflections of a missing terminator, bits that are lost now and then; the load of traffic on the wires.
 */
import type { BranchIndex, Network, NodeIndex } from '../network/network.ts'

/** One that takes part: a control unit by its terminals, or a tool at the diagnosis connector. */
export type CanNode = { readonly high: string; readonly low: string; readonly bias?: readonly [string, string] }

export type CanLines = {
  /** Before the network is solved: whoever is awake biases the wires to 2.5 V. */
  setAwake(node: number, isAwake: boolean): void
  /** After it. */
  step(): void
  hears(receiver: number, sender: number): boolean
  /** Whom each hears, bit by bit, for a state hash. */
  readonly heard: Uint8Array
}

const DRIVER_OHM = 30
const HIGH_VOLTS = 4.5
const LOW_VOLTS = 0.5
const DOMINANT_VOLTS_MIN = 0.9
const RECESSIVE_VOLTS_MAX = 0.5
const BIAS_VOLTS = 2.5

/** `branches`: those whose resistance can change who hears whom. */
export function createCanLines(network: Network, nodes: readonly CanNode[], branches: readonly string[]): CanLines {
  const count = nodes.length
  const high = Int32Array.from(nodes, (node) => network.node(node.high))
  const low = Int32Array.from(nodes, (node) => network.node(node.low))
  const biases = nodes.map(({ bias }) => bias?.map((name) => network.branch(name)) ?? [])
  const wires: BranchIndex[] = branches.map((name) => network.branch(name))
  const seenOhm = new Float64Array(wires.length).fill(Number.NaN)
  const heard = new Uint8Array(count * count)
  const byHigh = new Float64Array(network.work.size)
  const byLow = new Float64Array(network.work.size)
  let seenVersion = -1
  /** The recessive voltages follow the bias a step later, and a short decides only then. */
  let unsettledSteps = 0

  const at = (values: Float64Array, node: NodeIndex) => (node >= 0 ? values[node] : 0)

  function haveChanged(): boolean {
    if (network.conductanceVersion === seenVersion) return false
    seenVersion = network.conductanceVersion
    let changed = false
    for (let i = 0; i < wires.length; i++) {
      const ohm = network.isClosed(wires[i]) ? network.ohm(wires[i]) : Number.POSITIVE_INFINITY
      if (ohm === seenOhm[i]) continue
      seenOhm[i] = ohm
      changed = true
    }
    return changed
  }

  const restsAt = (node: number) => Math.abs(network.voltsBetween(high[node], low[node])) < RECESSIVE_VOLTS_MAX

  /** Two sources through two driving-point impedances: a system of two equations for their currents. */
  function listenTo(sender: number): void {
    network.transfer(high[sender], byHigh)
    network.transfer(low[sender], byLow)
    const hh = at(byHigh, high[sender]) + DRIVER_OHM
    const hl = at(byLow, high[sender])
    const lh = at(byHigh, low[sender])
    const ll = at(byLow, low[sender]) + DRIVER_OHM
    const highGap = HIGH_VOLTS - network.volts(high[sender])
    const lowGap = LOW_VOLTS - network.volts(low[sender])
    const determinant = hh * ll - hl * lh
    const highAmps = (highGap * ll - hl * lowGap) / determinant
    const lowAmps = (hh * lowGap - lh * highGap) / determinant
    for (let receiver = 0; receiver < count; receiver++) {
      const rest = network.voltsBetween(high[receiver], low[receiver])
      const byDriver =
        highAmps * (at(byHigh, high[receiver]) - at(byHigh, low[receiver])) +
        lowAmps * (at(byLow, high[receiver]) - at(byLow, low[receiver]))
      heard[receiver * count + sender] = Number(rest + byDriver > DOMINANT_VOLTS_MIN && restsAt(receiver))
    }
  }

  return {
    heard,
    setAwake(node, isAwake) {
      for (let i = 0; i < biases[node].length; i++) network.setVolts(biases[node][i], isAwake ? BIAS_VOLTS : 0)
    },
    step() {
      if (haveChanged()) unsettledSteps = 2
      if (unsettledSteps === 0) return
      unsettledSteps--
      for (let sender = 0; sender < count; sender++) listenTo(sender)
    },
    hears: (receiver, sender) => heard[receiver * count + sender] === 1,
  }
}
