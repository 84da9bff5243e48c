/**
 * Whom a control unit hears over the two wires of a CAN bus, from the solved network: who is cut off, shorted or without
 * supply neither speaks nor hears, and nobody else has to know why.
 *
 * A sender is two sources behind 30 Ω that pull CAN-H up and CAN-L down; a receiver takes more than 0.9 V between them for
 * dominant and less than 0.5 V for recessive (ISO 11898-2). Whoever sees another's dominant bit, and sees the wires rest
 * when nobody drives them, hears that other one. Solved again only when a resistance of the bus has changed.
 * Between two bits the network knows nothing: a sender's traffic is in it as the current that its drivers push on the
 * average of a step. The network is linear there, so the voltages are the average of what the bits make them, and a scope
 * that solves the bits themselves (`drives`) finds the same mean.
 * Left out: reflections of a missing terminator, bits that are lost now and then.
 */
import type { CanFrame } from '@luban/protocols/can/frame'
import type { BranchIndex, Network, NodeIndex } from '../network/network.ts'
import type { FastDrive } from '../scope/fast-drive.ts'
import { createCanTraffic } from './can-traffic.ts'
import { CHASSIS } from './harness.ts'

/** One that takes part: a control unit by its terminals, or a tool at the diagnosis connector. */
export type CanNode = {
  readonly high: string
  readonly low: string
  readonly bias?: readonly [string, string]
  /** Where its current sources are not `transmitHigh` and `transmitLow` of its part. */
  readonly transmit?: readonly [string, string]
}

export type CanLines = {
  /** Before the network is solved: whoever is awake biases the wires to 2.5 V. */
  setAwake(node: number, isAwake: boolean): void
  /** After it. */
  step(): void
  hears(receiver: number, sender: number): boolean
  /** A frame that this node has put on the bus since the last step: it is on the wires in the next. */
  carry(sender: number, frame: CanFrame): void
  /** The transceivers bit by bit, as a scope solves them. */
  drives(): FastDrive[]
  /** Whom each hears, bit by bit, for a state hash. */
  readonly heard: Uint8Array
}

const DRIVER_OHM = 30
const HIGH_VOLTS = 4.5
const LOW_VOLTS = 0.5
const DOMINANT_VOLTS_MIN = 0.9
const RECESSIVE_VOLTS_MAX = 0.5
const BIAS_VOLTS = 2.5
const BITS_PER_S = 500_000
/** Of a transceiver and its stub; the wires' own among them. */
const STRAY_FARAD = 1e-10
/** What a bus without terminators needs to come to rest. */
const SETTLE_S = 5e-5

/** `branches`: those whose resistance can change who hears whom. */
export function createCanLines(
  network: Network,
  nodes: readonly CanNode[],
  branches: readonly string[],
  { stepS = 0.01, bitsPerS = BITS_PER_S }: { stepS?: number; bitsPerS?: number } = {},
): CanLines {
  const count = nodes.length
  const high = Int32Array.from(nodes, (node) => network.node(node.high))
  const low = Int32Array.from(nodes, (node) => network.node(node.low))
  const biases = nodes.map(({ bias }) => bias?.map((name) => network.branch(name)) ?? [])
  const wires: BranchIndex[] = branches.map((name) => network.branch(name))
  const seenOhm = new Float64Array(wires.length).fill(Number.NaN)
  const heard = new Uint8Array(count * count)
  const traffic = createCanTraffic({ nodes: count, bitsPerS, stepS })
  const transmitters = nodes.map((node) => transmitterOf(node).filter((name) => network.branches.includes(name)))
  const transmits = transmitters.map((names) => names.map((name) => network.branch(name)))
  /** What a dominant sender pushes into the two wires, and the average of it that the network holds in this step. */
  const dominantAmps = new Float64Array(2 * count)
  const averageAmps = new Float64Array(2 * count)
  const lines = Int32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? high[i >> 1] : low[i >> 1]))
  /** Volts at each line for one ampere into each. */
  const transferOhm = new Float64Array(lines.length * lines.length)
  /** As the wires are between two bits. */
  const restVolts = new Float64Array(2 * count)
  const byOne = new Float64Array(network.work.size)
  const awake = new Uint8Array(count)
  let seenVersion = -1
  /** The recessive voltages follow the bias a step later, and a short decides only then. */
  let unsettledSteps = 0

  const at = (values: Float64Array, node: NodeIndex) => (node >= 0 ? values[node] : 0)

  function haveChanged(): boolean {
    if (network.conductanceVersion() === seenVersion) return false
    seenVersion = network.conductanceVersion()
    let changed = false
    for (let i = 0; i < wires.length; i++) {
      const ohm = network.isClosed(wires[i]) ? network.ohm(wires[i]) : Number.POSITIVE_INFINITY
      if (ohm === seenOhm[i]) continue
      seenOhm[i] = ohm
      changed = true
    }
    return changed
  }

  function findTransfers(): void {
    for (let into = 0; into < lines.length; into++) {
      network.transfer(lines[into], byOne)
      for (let line = 0; line < lines.length; line++) transferOhm[into * lines.length + line] = at(byOne, lines[line])
    }
  }

  /** The solved voltages without the traffic that is in them. */
  function findRest(): void {
    for (let line = 0; line < lines.length; line++) {
      let volts = network.volts(lines[line])
      for (let into = 0; into < lines.length; into++) {
        volts -= averageAmps[into] * transferOhm[into * lines.length + line]
      }
      restVolts[line] = volts
    }
  }

  const restsAt = (node: number) => Math.abs(restVolts[2 * node] - restVolts[2 * node + 1]) < RECESSIVE_VOLTS_MAX

  /** Two sources through two driving-point impedances: a system of two equations for their currents. */
  function listenTo(sender: number): void {
    const byHigh = transferOhm.subarray(2 * sender * lines.length)
    const byLow = transferOhm.subarray((2 * sender + 1) * lines.length)
    const hh = byHigh[2 * sender] + DRIVER_OHM
    const hl = byLow[2 * sender]
    const lh = byHigh[2 * sender + 1]
    const ll = byLow[2 * sender + 1] + DRIVER_OHM
    const highGap = HIGH_VOLTS - restVolts[2 * sender]
    const lowGap = LOW_VOLTS - restVolts[2 * sender + 1]
    const determinant = hh * ll - hl * lh
    const highAmps = (highGap * ll - hl * lowGap) / determinant
    const lowAmps = (hh * lowGap - lh * highGap) / determinant
    dominantAmps[2 * sender] = highAmps
    dominantAmps[2 * sender + 1] = lowAmps
    for (let receiver = 0; receiver < count; receiver++) {
      const rest = restVolts[2 * receiver] - restVolts[2 * receiver + 1]
      const byDriver =
        highAmps * (byHigh[2 * receiver] - byHigh[2 * receiver + 1]) +
        lowAmps * (byLow[2 * receiver] - byLow[2 * receiver + 1])
      heard[receiver * count + sender] = Number(rest + byDriver > DOMINANT_VOLTS_MIN && restsAt(receiver))
    }
  }

  function listen(): void {
    findTransfers()
    findRest()
    for (let sender = 0; sender < count; sender++) listenTo(sender)
  }

  /** Into the network for the step that comes. */
  function transmit(): void {
    traffic.step()
    for (let node = 0; node < count; node++) {
      const share = traffic.dominantShare(node)
      for (let i = 0; i < transmits[node].length; i++) {
        averageAmps[2 * node + i] = share * dominantAmps[2 * node + i]
        network.setAmps(transmits[node][i], -averageAmps[2 * node + i])
      }
    }
  }

  function acknowledgerOf(sender: number): number {
    for (let receiver = 0; receiver < count; receiver++) {
      const isThere = receiver !== sender && (awake[receiver] === 1 || biases[receiver].length === 0)
      if (isThere && heard[receiver * count + sender] === 1) return receiver
    }
    return -1
  }

  function driveOf(node: number, history: () => Uint8Array): FastDrive {
    const { high, low } = nodes[node]
    const pair = [
      { name: `${high}.driver`, from: high, volts: HIGH_VOLTS },
      { name: `${low}.driver`, from: low, volts: LOW_VOLTS },
    ]
    return {
      replaces: transmitters[node],
      settleS: SETTLE_S,
      branches: pair.flatMap(({ name, from, volts }) => [
        { kind: 'voltageSource', name, from, to: CHASSIS, volts, ohm: Number.POSITIVE_INFINITY } as const,
        {
          kind: 'capacitor',
          name: `${from}.stray`,
          from,
          to: CHASSIS,
          farad: STRAY_FARAD,
          volts: network.volts(network.node(from)),
        } as const,
      ]),
      connect(fine) {
        const drivers = pair.map(({ name }) => fine.branch(name))
        const bits = history()
        let wasDominant = false
        return (timeS) => {
          const bit = bits.length + Math.ceil(timeS / traffic.bitS - 1e-6) - 1
          const isDominant = bits[bit] === node + 1
          if (isDominant === wasDominant) return
          wasDominant = isDominant
          for (const driver of drivers) fine.setOhm(driver, isDominant ? DRIVER_OHM : Number.POSITIVE_INFINITY)
        }
      },
    }
  }

  return {
    heard,
    setAwake(node, isAwake) {
      if (awake[node] !== Number(isAwake)) {
        awake[node] = Number(isAwake)
        unsettledSteps = 3 // Its bias is in the network from the next step on.
      }
      for (let i = 0; i < biases[node].length; i++) network.setVolts(biases[node][i], isAwake ? BIAS_VOLTS : 0)
    },
    step() {
      if (haveChanged()) unsettledSteps = Math.max(unsettledSteps, 2)
      if (unsettledSteps > 0) {
        unsettledSteps--
        listen()
      }
      transmit()
    },
    carry: (sender, frame) => traffic.note(sender, frame, acknowledgerOf(sender)),
    drives() {
      let bits: Uint8Array | undefined
      const history = () => {
        bits ??= traffic.history()
        return bits
      }
      return nodes.map((_, node) => driveOf(node, history))
    },
    hears: (receiver, sender) => heard[receiver * count + sender] === 1,
  }
}

/** A part that sends has current sources to the chassis, which hold the average of what its drivers push. */
function transmitterOf({ high, low, transmit }: CanNode): readonly string[] {
  if (transmit !== undefined) return transmit
  const of = (terminal: string) => terminal.slice(0, terminal.indexOf('.'))
  return [`${of(high)}.transmitHigh`, `${of(low)}.transmitLow`]
}
