/**
 * An electrical network of resistors, switches, voltage sources, current sources and capacitors, solved in time.
 * Nodal analysis: every branch is its Norton equivalent, `amps = conductance * (volts across - emf) + injected`.
 *
 * Nodes are eliminated by the star-mesh transform (A. Rosen, J. IEE 62, 1924), the LDLᵀ of a conductance matrix that
 * never subtracts: a milliohm contactor and a gigaohm insulation in one network lose no digit to each other. It is
 * redone only when a conductance changes; a step without such a change is one forward and one back substitution.
 * Capacitors are integrated by backward Euler. Every node leaks 1 pS to the reference, so a part cut off from
 * everything has a voltage too.
 *
 * Left out: inductors, ideal voltage sources (give every source its internal resistance), diodes.
 */
import { assert } from '@luban/stdx'
import { planElimination } from './elimination.ts'

/** A place in the network. `REFERENCE` is the node whose voltage is 0 by definition. */
export type NodeIndex = number
export type BranchIndex = number

export const REFERENCE: NodeIndex = -1

const LEAK_S = 1e-12

export type NetworkDescription = {
  readonly stepS: number
  /** The name of the node at 0 V. */
  readonly reference: string
  readonly branches: readonly BranchDescription[]
}

/**
 * Currents count from `from` to `to` through the branch. A source drives `from` to be `volts` above `to`.
 * `ohm: Infinity` is an open branch.
 */
export type BranchDescription = {
  readonly name: string
  readonly from: string
  readonly to: string
} & (
  | { readonly kind: 'resistor'; readonly ohm: number }
  | { readonly kind: 'switch'; readonly ohm: number; readonly isClosed: boolean }
  | { readonly kind: 'voltageSource'; readonly volts: number; readonly ohm: number }
  | { readonly kind: 'currentSource'; readonly amps: number }
  | { readonly kind: 'capacitor'; readonly farad: number; readonly volts: number }
)

/** What the rest of the network is for a probe between two points. */
export type Thevenin = { readonly volts: number; readonly ohm: number }

export type Network = {
  readonly branches: readonly string[]
  /** Throws on an unknown name: names are our own. */
  node(name: string): NodeIndex
  branch(name: string): BranchIndex
  /** A voltage or a current changes: no new elimination. For a capacitor, `setVolts` is its charge. */
  setVolts(branch: BranchIndex, volts: number): void
  setAmps(branch: BranchIndex, amps: number): void
  /** A resistance or a switch changes: the next step eliminates again. */
  setOhm(branch: BranchIndex, ohm: number): void
  setClosed(branch: BranchIndex, isClosed: boolean): void
  ohm(branch: BranchIndex): number
  isClosed(branch: BranchIndex): boolean
  /** Advances by `stepS`. No allocation. */
  step(): void
  volts(node: NodeIndex): number
  voltsBetween(from: NodeIndex, to: NodeIndex): number
  amps(branch: BranchIndex): number
  /**
   * What a probe between two points finds: as of the last step, or `settled`, when every capacitor has charged
   * through to a steady state (an ohmmeter is held until its display rests).
   */
  thevenin(from: NodeIndex, to: NodeIndex, when: 'now' | 'settled'): Thevenin
  /** The largest current that fails to balance at a node: 0 but for rounding. */
  kirchhoffResidualAmps(): number
  /** Everything that the next step depends on, for a state hash. */
  state(): readonly Float64Array[]
  /** How often conductances were eliminated, for the bench. */
  readonly eliminations: number
}

export function createNetwork(description: NetworkDescription): Network {
  const { stepS, branches } = description
  assert(stepS > 0)
  const nodeNames = namesOfNodes(description)
  const nodeIndex = new Map(nodeNames.map((name, index) => [name, index]))
  nodeIndex.set(description.reference, REFERENCE)
  const branchIndex = new Map(branches.map((branch, index) => [branch.name, index]))
  assert(branchIndex.size === branches.length, 'two branches of a network have one name')

  const count = branches.length
  const from = Int32Array.from(branches, (branch) => nodeIndex.get(branch.from) as number)
  const to = Int32Array.from(branches, (branch) => nodeIndex.get(branch.to) as number)
  /** Siemens when closed; a capacitor's is that of its backward Euler companion. */
  const closedS = Float64Array.from(branches, (branch) => closedConductance(branch, stepS))
  const closed = Uint8Array.from(branches, (branch) => (branch.kind === 'switch' && !branch.isClosed ? 0 : 1))
  const conductanceS = Float64Array.from(closedS, (conductance, i) => closed[i] * conductance)
  const emfVolts = Float64Array.from(branches, (branch) => ('volts' in branch ? branch.volts : 0))
  const injectedAmps = Float64Array.from(branches, (branch) => (branch.kind === 'currentSource' ? branch.amps : 0))
  const capacitors = Int32Array.from(branches.flatMap((branch, i) => (branch.kind === 'capacitor' ? [i] : [])))
  /** Conductances as a settled circuit has them: no current flows through a capacitor. */
  const settledS = new Float64Array(count)

  const size = nodeNames.length
  const now = planElimination({ size, from, to, leakS: LEAK_S })
  const settled = now.another()
  const volts = new Float64Array(size)
  const amps = new Float64Array(count)
  const rightSide = new Float64Array(size)
  const probe = new Float64Array(size)
  let isStale = true
  let isSettledStale = true
  let eliminations = 0

  function fillRightSide(conductances: Float64Array): void {
    rightSide.fill(0)
    for (let i = 0; i < count; i++) {
      const pushed = conductances[i] * emfVolts[i] - injectedAmps[i]
      if (pushed === 0) continue
      if (from[i] >= 0) rightSide[from[i]] += pushed
      if (to[i] >= 0) rightSide[to[i]] -= pushed
    }
  }

  function acrossVolts(values: Float64Array, a: NodeIndex, b: NodeIndex): number {
    return (a >= 0 ? values[a] : 0) - (b >= 0 ? values[b] : 0)
  }

  function refresh(branch: BranchIndex): void {
    const wantedS = closed[branch] === 1 ? closedS[branch] : 0
    if (conductanceS[branch] === wantedS) return
    conductanceS[branch] = wantedS
    isStale = isSettledStale = true
  }

  function eliminateSettled(): void {
    if (!isSettledStale) return
    settledS.set(conductanceS)
    for (const i of capacitors) settledS[i] = 0
    settled.eliminate(settledS)
    isSettledStale = false
  }

  function eliminateNow(): void {
    if (!isStale) return
    now.eliminate(conductanceS)
    isStale = false
    eliminations++
  }

  const network: Network = {
    branches: branches.map((branch) => branch.name),
    node(name) {
      const index = nodeIndex.get(name)
      assert(index !== undefined, `the network has no node "${name}"`)
      return index
    },
    branch(name) {
      const index = branchIndex.get(name)
      assert(index !== undefined, `the network has no branch "${name}"`)
      return index
    },
    setVolts(branch, value) {
      emfVolts[branch] = value
    },
    setAmps(branch, value) {
      injectedAmps[branch] = value
    },
    setOhm(branch, ohm) {
      closedS[branch] = 1 / ohm
      refresh(branch)
    },
    setClosed(branch, isClosed) {
      const wanted = isClosed ? 1 : 0
      if (closed[branch] === wanted) return // Most calls: a unit says what it drives in every step.
      closed[branch] = wanted
      refresh(branch)
    },
    ohm: (branch) => 1 / closedS[branch],
    isClosed: (branch) => closed[branch] === 1,
    step() {
      eliminateNow()
      fillRightSide(conductanceS)
      now.solve(rightSide, volts)
      for (let i = 0; i < count; i++) {
        amps[i] = conductanceS[i] * (acrossVolts(volts, from[i], to[i]) - emfVolts[i]) + injectedAmps[i]
      }
      for (let k = 0; k < capacitors.length; k++) {
        const i = capacitors[k]
        emfVolts[i] = acrossVolts(volts, from[i], to[i])
      }
    },
    volts: (node) => (node >= 0 ? volts[node] : 0),
    voltsBetween: (a, b) => acrossVolts(volts, a, b),
    amps: (branch) => amps[branch],
    thevenin(a, b, when) {
      if (a === b) return { volts: 0, ohm: 0 }
      let open = acrossVolts(volts, a, b)
      if (when === 'settled') {
        eliminateSettled()
        fillRightSide(settledS)
        settled.solve(rightSide, probe)
        open = acrossVolts(probe, a, b)
      } else eliminateNow()
      rightSide.fill(0)
      if (a >= 0) rightSide[a] = 1
      if (b >= 0) rightSide[b] = -1
      const factors = when === 'settled' ? settled : now
      factors.solve(rightSide, probe)
      return { volts: open, ohm: acrossVolts(probe, a, b) }
    },
    kirchhoffResidualAmps() {
      const sums = new Float64Array(size)
      for (let i = 0; i < count; i++) {
        if (from[i] >= 0) sums[from[i]] += amps[i]
        if (to[i] >= 0) sums[to[i]] -= amps[i]
      }
      return sums.reduce((worst, sum, node) => Math.max(worst, Math.abs(sum + LEAK_S * volts[node])), 0)
    },
    state: () => [volts, conductanceS, emfVolts, injectedAmps],
    get eliminations() {
      return eliminations
    },
  }
  return network
}

function namesOfNodes({ branches, reference }: NetworkDescription): string[] {
  const names = new Set<string>()
  for (const branch of branches) names.add(branch.from).add(branch.to)
  names.delete(reference)
  return [...names]
}

function closedConductance(branch: BranchDescription, stepS: number): number {
  switch (branch.kind) {
    case 'capacitor':
      assert(branch.farad > 0)
      return branch.farad / stepS
    case 'currentSource':
      return 0
    default:
      assert(branch.ohm > 0, `branch "${branch.name}" needs a resistance above 0`)
      return 1 / branch.ohm
  }
}
