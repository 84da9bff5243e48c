/**
 * An electrical network of resistors, switches, sources, capacitors, inductors and diodes, solved in time.
 * Nodal analysis: every branch is its Norton equivalent, `amps = conductance * (volts across - emf) + injected`.
 *
 * Nodes are eliminated by the star-mesh transform (A. Rosen, J. IEE 62, 1924), the LDLᵀ of a conductance matrix that
 * never subtracts: a milliohm contactor and a gigaohm insulation in one network lose no digit to each other. Rows are
 * redone only where a conductance changed (see ./elimination.ts); a step without such a change is one forward and one
 * back substitution, of those nodes alone whose voltages someone has ever asked for: of a harness's hundreds most are the
 * middle of a wire. Whoever asks for another has it by the rest of the same substitution, bit for bit. Capacitors and inductors are integrated by backward Euler. A diode is a threshold with a
 * resistance or open, whichever its own voltage allows. Every node leaks 1 pS to the reference, so a part cut off from
 * everything has a voltage too.
 *
 * Left out: ideal voltage sources (give every source its internal resistance), coupled inductors.
 */
import { assert } from '@luban/stdx'
import { createElimination, type Elimination, orderOfElimination } from './elimination.ts'

/** A place in the network. `REFERENCE` is the node whose voltage is 0 by definition. */
export type NodeIndex = number
export type BranchIndex = number

export const REFERENCE: NodeIndex = -1

const LEAK_S = 1e-12
/** A blocked diode. */
const BLOCKED_S = 1e-9
/** Diodes that do not agree after so many solutions keep the last one: better a wrong digit than no step. */
const DIODE_ROUNDS = 24

export type NetworkDescription = {
  readonly stepS: number
  /** The name of the node at 0 V. */
  readonly reference: string
  readonly branches: readonly BranchDescription[]
}

/**
 * Currents count from `from` to `to` through the branch. A source drives `from` to be `volts` above `to`; a diode lets
 * pass from `from` to `to` what is above its threshold `volts`. `ohm: Infinity` is an open branch.
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
  | { readonly kind: 'inductor'; readonly henry: number; readonly ohm: number }
  | { readonly kind: 'diode'; readonly volts: number; readonly ohm: number }
)

/** What the rest of the network is for a probe between two points. */
export type Thevenin = { readonly volts: number; readonly ohm: number }

/** As of the last step, or when every capacitor has charged through (a meter is held until its display rests). */
export type When = 'now' | 'settled'

export type Network = {
  /** What it was made of. */
  readonly description: NetworkDescription
  readonly branches: readonly string[]
  /** Throws on an unknown name: names are our own. */
  node(name: string): NodeIndex
  branch(name: string): BranchIndex
  hasNode(name: string): boolean
  /** A voltage or a current changes: no new elimination. For a capacitor, `setVolts` is its charge. */
  setVolts(branch: BranchIndex, volts: number): void
  setAmps(branch: BranchIndex, amps: number): void
  /** A resistance or a switch changes: the next step eliminates what depends on it. */
  setOhm(branch: BranchIndex, ohm: number): void
  setClosed(branch: BranchIndex, isClosed: boolean): void
  ohm(branch: BranchIndex): number
  /** What `setVolts` and `setAmps` set last, or the description. */
  sourceVolts(branch: BranchIndex): number
  sourceAmps(branch: BranchIndex): number
  isClosed(branch: BranchIndex): boolean
  /** Advances by `stepS`. No allocation. */
  step(): void
  volts(node: NodeIndex): number
  voltsBetween(from: NodeIndex, to: NodeIndex): number
  amps(branch: BranchIndex): number
  /** What a small probe finds, which turns no diode. */
  thevenin(from: NodeIndex, to: NodeIndex, when: When): Thevenin
  /** What a source behind `ohm` drives through the network when its ends touch two nodes: volts between them, amps. */
  probe(from: NodeIndex, to: NodeIndex, source: Thevenin, when: When): { readonly volts: number; readonly amps: number }
  /** The resistance that a small current finds between two nodes, by few operations. */
  ohmBetween(from: NodeIndex, to: NodeIndex): number
  /** Volts at every node for one ampere pushed into one of them, into an array of `work.size`. */
  transfer(into: NodeIndex, volts: Float64Array): void
  /** Grows whenever a conductance changes. No getter: an object with one is a dictionary to V8, 3x slower at every call. */
  conductanceVersion(): number
  /** The largest current that fails to balance at a node: 0 but for rounding. */
  kirchhoffResidualAmps(): number
  /** Everything that the next step depends on, for a state hash. */
  state(): readonly (Float64Array | Uint8Array)[]
  /** How many rows were eliminated and steps solved since the beginning, for the bench. */
  readonly work: { readonly size: number; rows: number; eliminations: number; solutions: number }
}

const KINDS = ['resistor', 'switch', 'voltageSource', 'currentSource', 'capacitor', 'inductor', 'diode'] as const

export function createNetwork(description: NetworkDescription): Network {
  const { stepS, branches } = description
  const { nodeIndex, branchIndex, from, to, size, elimination } = planOf(description)
  const count = branches.length
  const indicesOf = (...kinds: readonly BranchDescription['kind'][]) =>
    Int32Array.from(branches.flatMap((branch, i) => (kinds.includes(branch.kind) ? [i] : [])))
  for (const { kind } of branches) assert(KINDS.includes(kind))
  /** What can push a current by itself. */
  const sources = indicesOf('voltageSource', 'currentSource', 'capacitor', 'inductor', 'diode')
  const capacitors = indicesOf('capacitor')
  const inductors = indicesOf('inductor')
  const diodes = indicesOf('diode')
  /** Siemens when closed; a capacitor's is that of its backward Euler companion. */
  const closedS = Float64Array.from(branches, (branch) => closedConductance(branch, stepS))
  /** Of switches: closed. Of diodes: conducting. */
  const closed = Uint8Array.from(branches, (branch) =>
    branch.kind === 'diode' || (branch.kind === 'switch' && !branch.isClosed) ? 0 : 1,
  )
  const openS = Float64Array.from(branches, ({ kind }) => (kind === 'diode' ? BLOCKED_S : 0))
  const conductanceS = Float64Array.from(closedS, (conductance, i) => (closed[i] === 1 ? conductance : openS[i]))
  const reactanceOhm = Float64Array.from(branches, (branch) => (branch.kind === 'inductor' ? branch.henry / stepS : 0))
  const emfVolts = Float64Array.from(branches, ({ kind, ...rest }) =>
    kind !== 'diode' && 'volts' in rest ? rest.volts : 0,
  )
  const thresholdVolts = Float64Array.from(branches, (branch) => (branch.kind === 'diode' ? branch.volts : 0))
  const injectedAmps = Float64Array.from(branches, (branch) => (branch.kind === 'currentSource' ? branch.amps : 0))
  /** Conductances as a settled circuit has them: no current through a capacitor, no voltage across an inductance. */
  const settledS = Float64Array.from(conductanceS)

  const now = elimination.another()
  const settled = elimination.another()
  const volts = new Float64Array(size)
  /** Of what can push a current: as of the last step. Of the others: where a conductance has changed since. */
  const amps = new Float64Array(count)
  const isSource = new Uint8Array(count)
  for (const i of sources) isSource[i] = 1
  const heldAtStep = new Int32Array(count).fill(-1)
  let stepCount = 0
  /** Where something can push a current; each step needs their voltages itself. */
  const pushedRows = now.rowsAbove([...sources].flatMap((i) => [from[i], to[i]]))
  /** The rows that each step solves: those, and of every node that someone has asked for. */
  let wantedRows = pushedRows
  const isWanted = new Uint8Array(size)
  for (const node of wantedRows) isWanted[node] = 1
  let hasNewWanted = false
  /** Every voltage is of the last step, not only those wanted. */
  let areAllSolved = true
  const rightSide = new Float64Array(size)
  const probeVolts = new Float64Array(size)
  const work = { size, rows: 0, eliminations: 0, solutions: 0 }
  let conductanceVersion = 0

  for (const i of capacitors) settledS[i] = 0
  for (let i = 0; i < count; i++) settle(i)

  function settle(i: BranchIndex): void {
    if (branches[i].kind === 'capacitor') return
    settledS[i] = reactanceOhm[i] > 0 ? 1 / (1 / conductanceS[i] - reactanceOhm[i]) : conductanceS[i]
  }

  function refresh(i: BranchIndex): void {
    const wantedS = closed[i] === 1 ? closedS[i] : openS[i]
    if (conductanceS[i] === wantedS) return
    holdAmps(i)
    conductanceS[i] = wantedS
    settle(i)
    now.touch(i)
    settled.touch(i)
    conductanceVersion++
  }

  /** What flows as of the last step stays so, whatever the conductance is by then. */
  function holdAmps(i: BranchIndex): void {
    if (isSource[i] === 1) return
    amps[i] = ampsOf(i)
    heldAtStep[i] = stepCount
  }

  function ampsOf(i: BranchIndex): number {
    if (isSource[i] === 1 || heldAtStep[i] === stepCount) return amps[i]
    return conductanceS[i] * (voltsOf(from[i]) - voltsOf(to[i])) + 0 // No negative zero.
  }

  function voltsOf(node: NodeIndex): number {
    if (node < 0) return 0
    if (isWanted[node] === 0) want(node)
    return volts[node]
  }

  function want(node: NodeIndex): void {
    isWanted[node] = 1
    hasNewWanted = true
    solveAll()
  }

  /** From the same pushed currents and factors, before either is written over. */
  function solveAll(): void {
    if (areAllSolved) return
    now.substitute(rightSide, volts)
    areAllSolved = true
  }

  function solveWanted(): void {
    if (hasNewWanted) wantedRows = now.rowsAbove([...isWanted.keys()].filter((node) => isWanted[node] === 1))
    hasNewWanted = false
    now.push(rightSide, pushedRows)
    now.substitute(rightSide, volts, wantedRows)
    areAllSolved = false
  }

  function eliminate(): void {
    const rows = now.eliminate(conductanceS)
    if (rows === 0) return
    work.rows += rows
    work.eliminations++
  }

  /** Between two steps. */
  function eliminateBeside(): void {
    solveAll()
    eliminate()
  }

  function fillRightSide(conductances: Float64Array, isSettled: boolean): void {
    rightSide.fill(0)
    for (let k = 0; k < sources.length; k++) {
      const i = sources[k]
      const pushed = conductances[i] * (isSettled && reactanceOhm[i] > 0 ? 0 : emfVolts[i]) - injectedAmps[i]
      if (pushed === 0) continue
      if (from[i] >= 0) rightSide[from[i]] += pushed
      if (to[i] >= 0) rightSide[to[i]] -= pushed
    }
  }

  function acrossVolts(values: Float64Array, a: NodeIndex, b: NodeIndex): number {
    return (a >= 0 ? values[a] : 0) - (b >= 0 ? values[b] : 0)
  }

  /** Turns every diode that the voltages contradict; how many those were. */
  function turnDiodes(values: Float64Array): number {
    let turned = 0
    for (let k = 0; k < diodes.length; k++) {
      const i = diodes[k]
      const isForward = acrossVolts(values, from[i], to[i]) > thresholdVolts[i] ? 1 : 0
      if (isForward === closed[i]) continue
      setDiode(i, isForward)
      turned++
    }
    return turned
  }

  function setDiode(i: BranchIndex, isForward: number): void {
    closed[i] = isForward
    emfVolts[i] = isForward * thresholdVolts[i]
    refresh(i)
  }

  function solveStep(): void {
    for (let round = 0; round < DIODE_ROUNDS; round++) {
      eliminate()
      fillRightSide(conductanceS, false)
      solveWanted()
      work.solutions++
      if (diodes.length === 0 || turnDiodes(volts) === 0) return
    }
    eliminateBeside()
  }

  function updateAmps(): void {
    for (let k = 0; k < sources.length; k++) {
      const i = sources[k]
      amps[i] = conductanceS[i] * (acrossVolts(volts, from[i], to[i]) - emfVolts[i]) + injectedAmps[i]
    }
    for (let k = 0; k < capacitors.length; k++) {
      const i = capacitors[k]
      emfVolts[i] = acrossVolts(volts, from[i], to[i])
    }
    for (let k = 0; k < inductors.length; k++) {
      const i = inductors[k]
      emfVolts[i] = -reactanceOhm[i] * amps[i]
    }
  }

  /** Factors and, in `probeVolts`, voltages of the network as it stands, without any probe. */
  function solveBare(when: When): Elimination {
    if (when === 'now') {
      eliminateBeside()
      probeVolts.set(volts)
      return now
    }
    solveAll()
    settled.eliminate(settledS)
    fillRightSide(settledS, true)
    settled.solve(rightSide, probeVolts)
    return settled
  }

  function theveninOf(a: NodeIndex, b: NodeIndex, when: When): Thevenin {
    if (a === b) return { volts: 0, ohm: 0 }
    const factors = solveBare(when)
    return { volts: acrossVolts(probeVolts, a, b), ohm: factors.ohmBetween(a, b) }
  }

  /** By superposition on the bare network; a diode that the probe turns is turned for the time of the probe. */
  function probe(a: NodeIndex, b: NodeIndex, source: Thevenin, when: When) {
    if (a === b) return { volts: 0, amps: source.volts / source.ohm }
    const before = diodes.length === 0 ? undefined : Uint8Array.from(diodes, (i) => closed[i])
    let result = { volts: 0, amps: 0 }
    for (let round = 0; round < DIODE_ROUNDS; round++) {
      const factors = round === 0 ? solveBare(when) : solveAgain(when)
      const ohm = factors.ohmBetween(a, b)
      const open = acrossVolts(probeVolts, a, b)
      const flowing = (source.volts - open) / (source.ohm + ohm)
      result = { volts: open + flowing * ohm, amps: flowing }
      if (before === undefined) break
      addProbe(factors, a, b, flowing)
      if (turnDiodes(probeVolts) === 0) break
    }
    before?.forEach((isForward, k) => {
      if (closed[diodes[k]] !== isForward) setDiode(diodes[k], isForward)
    })
    return result
  }

  function solveAgain(when: When): Elimination {
    if (when === 'settled') return solveBare(when)
    eliminate()
    fillRightSide(conductanceS, false)
    now.solve(rightSide, probeVolts)
    return now
  }

  function addProbe(factors: Elimination, a: NodeIndex, b: NodeIndex, flowing: number): void {
    const bare = probeVolts.slice()
    rightSide.fill(0)
    if (a >= 0) rightSide[a] += flowing
    if (b >= 0) rightSide[b] -= flowing
    factors.solve(rightSide, probeVolts)
    for (let k = 0; k < size; k++) probeVolts[k] += bare[k]
  }

  return {
    description,
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
    hasNode: (name) => nodeIndex.has(name),
    setVolts(branch, value) {
      emfVolts[branch] = value
    },
    setAmps(branch, value) {
      injectedAmps[branch] = value
    },
    setOhm(branch, ohm) {
      closedS[branch] = 1 / (ohm + reactanceOhm[branch])
      refresh(branch)
    },
    setClosed(branch, isClosed) {
      const wanted = isClosed ? 1 : 0
      if (closed[branch] === wanted) return // Most calls: a unit says what it drives in every step.
      closed[branch] = wanted
      refresh(branch)
    },
    ohm: (branch) => 1 / closedS[branch] - reactanceOhm[branch],
    sourceVolts: (branch) => emfVolts[branch],
    sourceAmps: (branch) => injectedAmps[branch],
    isClosed: (branch) => closed[branch] === 1,
    step() {
      stepCount++
      solveStep()
      updateAmps()
    },
    volts: voltsOf,
    voltsBetween: (a, b) => voltsOf(a) - voltsOf(b),
    amps: ampsOf,
    thevenin: theveninOf,
    probe,
    ohmBetween(a, b) {
      eliminateBeside()
      return now.ohmBetween(a, b)
    },
    transfer(into, values) {
      eliminateBeside()
      rightSide.fill(0)
      if (into >= 0) rightSide[into] = 1
      now.solve(rightSide, values)
    },
    conductanceVersion: () => conductanceVersion,
    kirchhoffResidualAmps() {
      const sums = new Float64Array(size)
      for (let i = 0; i < count; i++) {
        if (from[i] >= 0) sums[from[i]] += ampsOf(i)
        if (to[i] >= 0) sums[to[i]] -= ampsOf(i)
      }
      return sums.reduce((worst, sum, node) => Math.max(worst, Math.abs(sum + LEAK_S * volts[node])), 0)
    },
    state() {
      solveAll()
      return [volts, conductanceS, emfVolts, injectedAmps, closed]
    },
    work,
  }
}

type NetworkPlan = {
  readonly nodeIndex: ReadonlyMap<string, NodeIndex>
  readonly branchIndex: ReadonlyMap<string, BranchIndex>
  readonly from: Int32Array
  readonly to: Int32Array
  readonly size: number
  readonly elimination: Elimination
}

/** All cars of one model have one description, and the plan of it is made once. */
const plans = new WeakMap<NetworkDescription, NetworkPlan>()

function planOf(description: NetworkDescription): NetworkPlan {
  const known = plans.get(description)
  if (known !== undefined) return known
  const { stepS, branches } = description
  assert(stepS > 0)
  const branchIndex = new Map(branches.map((branch, index) => [branch.name, index]))
  assert(branchIndex.size === branches.length, 'two branches of a network have one name')
  const nodes = numberNodes(description)
  const elimination = createElimination({ ...nodes, leakS: LEAK_S })
  const plan = { ...nodes, branchIndex, elimination }
  plans.set(description, plan)
  return plan
}

/** Nodes by their place in the order of elimination. */
function numberNodes({ branches, reference }: NetworkDescription) {
  const names = new Set<string>()
  for (const branch of branches) names.add(branch.from).add(branch.to)
  names.delete(reference)
  const size = names.size
  const asNamed = new Map([...names].map((name, i) => [name, i]))
  const end = (name: string) => asNamed.get(name) ?? REFERENCE
  const ends = {
    size,
    from: Int32Array.from(branches, (branch) => end(branch.from)),
    to: Int32Array.from(branches, (branch) => end(branch.to)),
  }
  const place = orderOfElimination(ends)
  const placed = (i: number) => (i < 0 ? REFERENCE : place[i])
  const nodeIndex = new Map([...asNamed].map(([name, i]) => [name, placed(i)]))
  nodeIndex.set(reference, REFERENCE)
  return { nodeIndex, size, from: ends.from.map(placed), to: ends.to.map(placed) }
}

function closedConductance(branch: BranchDescription, stepS: number): number {
  switch (branch.kind) {
    case 'capacitor':
      assert(branch.farad > 0)
      return branch.farad / stepS
    case 'currentSource':
      return 0
    case 'inductor':
      assert(branch.henry > 0 && branch.ohm > 0, `inductor "${branch.name}" needs henry and a resistance above 0`)
      return 1 / (branch.ohm + branch.henry / stepS)
    default:
      assert(branch.ohm > 0, `branch "${branch.name}" needs a resistance above 0`)
      return 1 / branch.ohm
  }
}
