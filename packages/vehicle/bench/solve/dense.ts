/** The next step of a network by the textbook: nodal analysis into a full matrix, elimination with partial pivoting. */
import type { BranchDescription, Network, NetworkDescription } from '../../src/network/network.ts'

/** As of ../../src/network/network.ts: every node leaks, and a blocked diode does. */
const LEAK_S = 1e-12
const BLOCKED_S = 1e-9

export type Dense = { readonly nodes: readonly string[]; solve(): Float64Array }
type Norton = { readonly siemens: number; readonly amps: number }

/** Takes the network's present state (charges, currents, which diodes conduct) for its own. */
export function createDense(network: Network, { stepS, reference, branches }: NetworkDescription): Dense {
  const names = new Set(branches.flatMap(({ from, to }) => [from, to]))
  names.delete(reference)
  const nodes = [...names]
  const nortons = branches.map((branch) => nortonOf(network, branch, stepS))
  const place = new Map(nodes.map((name, node) => [name, node]))
  const ends = branches.map(({ from, to }) => [place.get(from) ?? -1, place.get(to) ?? -1] as const)
  return { nodes, solve: () => eliminate(...assemble(nodes.length, ends, nortons)) }
}

function nortonOf(network: Network, branch: BranchDescription, stepS: number): Norton {
  const at = network.branch(branch.name)
  const across = network.voltsBetween(network.node(branch.from), network.node(branch.to))
  switch (branch.kind) {
    case 'currentSource':
      return { siemens: 0, amps: network.sourceAmps(at) }
    case 'voltageSource':
      return { siemens: 1 / network.ohm(at), amps: -network.sourceVolts(at) / network.ohm(at) }
    case 'switch':
      return { siemens: network.isClosed(at) ? 1 / network.ohm(at) : 0, amps: 0 }
    case 'capacitor':
      return { siemens: branch.farad / stepS, amps: (-across * branch.farad) / stepS }
    case 'inductor': {
      const siemens = 1 / (branch.ohm + branch.henry / stepS)
      return { siemens, amps: (siemens * branch.henry * network.amps(at)) / stepS }
    }
    case 'diode':
      return network.amps(at) > BLOCKED_S * Math.abs(across) * 2
        ? { siemens: 1 / branch.ohm, amps: -branch.volts / branch.ohm }
        : { siemens: BLOCKED_S, amps: 0 }
    default:
      return { siemens: 1 / network.ohm(at), amps: 0 }
  }
}

function assemble(
  size: number,
  ends: readonly (readonly [number, number])[],
  nortons: readonly Norton[],
): [rows: Float64Array[], rightSide: Float64Array] {
  const rows = Array.from({ length: size }, () => new Float64Array(size))
  const rightSide = new Float64Array(size)
  for (let node = 0; node < size; node++) rows[node][node] = LEAK_S
  for (const [i, { siemens, amps }] of nortons.entries()) {
    const [from, to] = ends[i]
    for (const [here, there, sign] of [[from, to, 1] as const, [to, from, -1] as const]) {
      if (here < 0) continue
      rows[here][here] += siemens
      if (there >= 0) rows[here][there] -= siemens
      rightSide[here] -= sign * amps
    }
  }
  return [rows, rightSide]
}

function eliminate(rows: Float64Array[], rightSide: Float64Array): Float64Array {
  const size = rows.length
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++)
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row
    ;[rows[column], rows[pivot]] = [rows[pivot], rows[column]]
    ;[rightSide[column], rightSide[pivot]] = [rightSide[pivot], rightSide[column]]
    for (let row = column + 1; row < size; row++) {
      const factor = rows[row][column] / rows[column][column]
      if (factor === 0) continue // Plain, not stupid.
      for (let k = column; k < size; k++) rows[row][k] -= factor * rows[column][k]
      rightSide[row] -= factor * rightSide[column]
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) rightSide[row] -= rows[row][k] * rightSide[k]
    rightSide[row] /= rows[row][row]
  }
  return rightSide
}
