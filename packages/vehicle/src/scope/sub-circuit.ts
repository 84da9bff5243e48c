/**
 * The part of a car's network that a scope solves for itself: what is around its probes, up to the nodes that are stiff.
 *
 * Branches are walked from the probes. A node is stiff where its resistance to the reference is small against that of the
 * probed nodes: what happens around the probes does not move it, so it becomes a source with that resistance, which
 * gives in rest the voltage and the current that the car's network has solved. Capacitors begin with their charge and
 * inductors with their current.
 * Left out: what a fast drive beyond a stiff node does to it.
 */
import { assert } from '@luban/stdx'
import { type BranchDescription, createNetwork, type Network, REFERENCE } from '../network/network.ts'
import type { FastDrive } from './fast-drive.ts'

/** A stiff node moves by no more than this share of what happens at the probes. */
const STIFF_SHARE = 1 / 500
/** Where nothing is stiff beside what is probed, the walk ends here; the nodes at its edge are held like stiff ones. */
const NODES_ENOUGH = 64
/** But never a node of a part that floats, as the high voltage does: held one by one, its nodes would part company. */
const HELD_OHM_MAX = 100
/** A node of more branches is a ground, a splice or a supply. */
const HUB_BRANCHES = 4

/** A car's network, and what moves in it faster than its steps. */
export type Circuit = { readonly network: Network; readonly drives: readonly FastDrive[] }

export type SubCircuit = {
  readonly network: Network
  /** Those that can be seen at the probes. */
  readonly drives: readonly FastDrive[]
}

/** `probes`: names of nodes. `extra`: branches of the scope's own inputs. */
export function cutSubCircuit(
  circuit: Circuit,
  { probes, extra, stepS }: { probes: readonly string[]; extra: readonly BranchDescription[]; stepS: number },
): SubCircuit {
  const { reference } = circuit.network.description
  const branches = presentBranches(circuit)
  const cut = walk(circuit, branches, probes)
  const own = branches.filter(({ name }) => cut.names.has(name)).map((branch) => atEdge(branch, cut.nodes, reference))
  const drives = circuit.drives.filter(({ branches: [first] }) => cut.names.has(first.name))
  const drawing = [...own, ...averages(circuit, drives)]
  const edges = cut.edges.map((node) => edgeSource(circuit, node, drawing))
  const network = createNetwork({ stepS, reference, branches: [...own, ...edges, ...extra] })
  const inCar = new Set(circuit.network.branches)
  for (const branch of own) {
    if (branch.kind !== 'inductor' || !inCar.has(branch.name)) continue
    const amps = circuit.network.amps(circuit.network.branch(branch.name))
    network.setVolts(network.branch(branch.name), (-branch.henry / stepS) * amps)
  }
  return { network, drives }
}

/** What drives in the cut have taken the place of: they draw the same on average, so it counts at the edge. */
function averages({ network }: Circuit, drives: readonly FastDrive[]): BranchDescription[] {
  const names = new Set(drives.flatMap(({ replaces, branches }) => replaces.filter((name) => !hasName(branches, name))))
  return network.description.branches.filter(({ name }) => names.has(name))
}

const hasName = (branches: readonly BranchDescription[], name: string) =>
  branches.some((branch) => branch.name === name)

/** The branches of the car that conduct now, and those of the drives in the place of what they replace. */
function presentBranches({ network, drives }: Circuit): BranchDescription[] {
  const replaced = new Set(drives.flatMap(({ replaces }) => replaces))
  const present = network.description.branches.flatMap((branch): BranchDescription[] => {
    if (replaced.has(branch.name)) return []
    const { kind, name, from, to } = branch
    const index = network.branch(name)
    const ohm = network.ohm(index)
    switch (kind) {
      case 'capacitor':
        return [{ ...branch, volts: network.voltsBetween(network.node(from), network.node(to)) }]
      case 'currentSource':
        return [{ ...branch, amps: network.sourceAmps(index) }]
      case 'diode':
        return [{ ...branch, ohm }]
      case 'switch':
        if (ohm === Number.POSITIVE_INFINITY || !network.isClosed(index)) return []
        return [{ kind: 'resistor', name, from, to, ohm }]
      case 'voltageSource':
        return ohm === Number.POSITIVE_INFINITY ? [] : [{ ...branch, volts: network.sourceVolts(index), ohm }]
      default:
        return ohm === Number.POSITIVE_INFINITY ? [] : [{ ...branch, ohm }]
    }
  })
  return [...present, ...drives.flatMap(({ branches }) => branches)]
}

type Cut = {
  readonly names: ReadonlySet<string>
  readonly nodes: ReadonlySet<string>
  /** Those of its nodes beyond which nothing was walked. */
  readonly edges: readonly string[]
}

function walk(circuit: Circuit, branches: readonly BranchDescription[], probes: readonly string[]): Cut {
  const { network, drives } = circuit
  const { reference } = network.description
  const touching = branchesByNode(branches)
  /** All that belongs to one drive comes together: windings are coupled where no wire joins them. */
  const together = new Map(drives.flatMap((drive) => drive.branches.map(({ name }) => [name, drive.branches] as const)))
  const atRest = withoutDrives(circuit, branches)
  /** What only a drive's average made stiff moves with its edges. A drive's own nodes are nowhere in the car. */
  const ohmOf = (node: string) =>
    atRest.hasNode(node) ? atRest.ohmBetween(atRest.node(node), REFERENCE) : Number.POSITIVE_INFINITY
  const places = new Set(probes.filter((probe) => probe !== reference))
  const stiffOhm = STIFF_SHARE * Math.min(...[...places].map(ohmOf))
  const nodes = new Set(places)
  const names = new Set<string>()
  const edges: string[] = []
  const isEdge = (node: string) => {
    if (places.has(node) || !network.hasNode(node)) return false
    return ohmOf(node) < (nodes.size >= NODES_ENOUGH ? Math.max(stiffOhm, HELD_OHM_MAX) : stiffOhm)
  }

  /** Wires to their ends before the grounds and splices where many meet: what is enough must not part a pair of wires. */
  const near = [...places]
  const hubs: string[] = []

  function reach(node: string): void {
    if (node === reference || nodes.has(node)) return
    nodes.add(node)
    const isHub = (touching.get(node)?.length ?? 0) > HUB_BRANCHES
    ;(isHub ? hubs : near).push(node)
  }

  function take({ kind, name, from, to }: BranchDescription): void {
    names.add(name)
    if (kind === 'currentSource') return // Whatever is beyond it moves nothing here.
    reach(from)
    reach(to)
  }

  for (let node = near.shift(); node !== undefined; node = near.shift() ?? hubs.shift()) {
    if (isEdge(node)) edges.push(node)
    else
      for (const branch of touching.get(node) ?? []) for (const one of together.get(branch.name) ?? [branch]) take(one)
  }
  return { names, nodes, edges }
}

/** The car as it conducts beside its drives. */
function withoutDrives({ network, drives }: Circuit, branches: readonly BranchDescription[]): Network {
  const { stepS, reference } = network.description
  const ofDrives = new Set(drives.flatMap((drive) => drive.branches.map(({ name }) => name)))
  return createNetwork({ stepS, reference, branches: branches.filter(({ name }) => !ofDrives.has(name)) })
}

function branchesByNode(branches: readonly BranchDescription[]): Map<string, BranchDescription[]> {
  const touching = new Map<string, BranchDescription[]>()
  for (const branch of branches) {
    for (const end of [branch.from, branch.to]) {
      const known = touching.get(end)
      if (known === undefined) touching.set(end, [branch])
      else known.push(branch)
    }
  }
  return touching
}

/** A current source may end at a node that was not walked to: there it ends at the reference. */
function atEdge(branch: BranchDescription, nodes: ReadonlySet<string>, reference: string): BranchDescription {
  const end = (node: string) => (nodes.has(node) ? node : reference)
  return { ...branch, from: end(branch.from), to: end(branch.to) }
}

/** In rest it gives the node the voltage that it has in the car, whatever the sub-circuit draws from it there. */
function edgeSource({ network }: Circuit, node: string, drawing: readonly BranchDescription[]): BranchDescription {
  const index = network.node(node)
  const ohm = network.ohmBetween(index, REFERENCE)
  assert(ohm > 0, `the node "${node}" is the reference`)
  const inCar = new Set(network.branches)
  let drawnAmps = 0
  for (const { name, from, to } of drawing) {
    if ((from !== node && to !== node) || !inCar.has(name)) continue
    drawnAmps += (from === node ? 1 : -1) * network.amps(network.branch(name))
  }
  const volts = network.volts(index) + ohm * drawnAmps
  return { kind: 'voltageSource', name: `edge.${node}`, from: node, to: network.description.reference, volts, ohm }
}
