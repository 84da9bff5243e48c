/**
 * The order in which the nodes of a network are eliminated, and the elimination itself, on typed arrays.
 * Minimum degree (Tinney and Walker, Proc. IEEE 55, 1967): the node with the fewest neighbours goes next, so a
 * harness, which is almost a tree, fills in almost nothing.
 *
 * Invariant: the plan depends on which nodes a branch could join, never on whether it is closed now.
 */

export type Elimination = {
  /** Star-mesh transform of all nodes, one conductance per branch. */
  eliminate(branchS: Float64Array): void
  /** Voltages for currents pushed into the nodes; `amps` is overwritten. */
  solve(amps: Float64Array, volts: Float64Array): void
  /** The same plan with values of its own. */
  another(): Elimination
}

type Wiring = {
  readonly size: number
  /** Node of each branch's end, -1 for the reference. */
  readonly from: Int32Array
  readonly to: Int32Array
  readonly leakS: number
}

/** One row per eliminated node, in order: the neighbours that are still there, and where their meshes are added. */
type Plan = {
  readonly order: Int32Array
  readonly rowStart: Int32Array
  readonly neighbour: Int32Array
  /** For each pair of neighbours of a row, in row order: the entry of the later row that grows. */
  readonly pairEntry: Int32Array
  /** The entry of a branch between two nodes; -1 when one end is the reference. */
  readonly branchEntry: Int32Array
}

export function planElimination(wiring: Wiring): Elimination {
  return withValues(wiring, plan(wiring))
}

function withValues(wiring: Wiring, { order, rowStart, neighbour, pairEntry, branchEntry }: Plan): Elimination {
  const { size, from, to, leakS } = wiring
  const meshS = new Float64Array(neighbour.length)
  const share = new Float64Array(neighbour.length)
  const groundS = new Float64Array(size)
  const inverseOhm = new Float64Array(size)

  function gather(branchS: Float64Array): void {
    meshS.fill(0)
    groundS.fill(leakS)
    for (let i = 0; i < branchS.length; i++) {
      if (from[i] === to[i]) continue
      if (branchEntry[i] >= 0) meshS[branchEntry[i]] += branchS[i]
      else groundS[from[i] >= 0 ? from[i] : to[i]] += branchS[i]
    }
  }

  return {
    eliminate(branchS) {
      gather(branchS)
      let pair = 0
      for (let k = 0; k < size; k++) {
        const node = order[k]
        const end = rowStart[k + 1]
        let totalS = groundS[node]
        for (let e = rowStart[k]; e < end; e++) totalS += meshS[e]
        inverseOhm[node] = 1 / totalS
        for (let e = rowStart[k]; e < end; e++) {
          share[e] = meshS[e] / totalS
          groundS[neighbour[e]] += share[e] * groundS[node]
          for (let other = e + 1; other < end; other++) meshS[pairEntry[pair++]] += share[e] * meshS[other]
        }
      }
    },
    solve(amps, volts) {
      for (let k = 0; k < size; k++) {
        const pushed = amps[order[k]]
        if (pushed === 0) continue
        for (let e = rowStart[k]; e < rowStart[k + 1]; e++) amps[neighbour[e]] += share[e] * pushed
      }
      for (let k = size - 1; k >= 0; k--) {
        const node = order[k]
        let value = amps[node] * inverseOhm[node]
        for (let e = rowStart[k]; e < rowStart[k + 1]; e++) value += share[e] * volts[neighbour[e]]
        volts[node] = value
      }
    },
    another: () => withValues(wiring, { order, rowStart, neighbour, pairEntry, branchEntry }),
  }
}

function plan({ size, from, to }: Wiring): Plan {
  const neighbours = Array.from({ length: size }, () => new Set<number>())
  for (let i = 0; i < from.length; i++) {
    if (from[i] < 0 || to[i] < 0 || from[i] === to[i]) continue
    neighbours[from[i]].add(to[i])
    neighbours[to[i]].add(from[i])
  }

  const order: number[] = []
  const rows: number[][] = []
  const remaining = new Set(neighbours.keys())
  while (remaining.size > 0) {
    const node = fewestNeighbours(remaining, neighbours)
    const row = [...neighbours[node]].sort((a, b) => a - b)
    for (const a of row) {
      neighbours[a].delete(node)
      for (const b of row) if (a !== b) neighbours[a].add(b)
    }
    remaining.delete(node)
    order.push(node)
    rows.push(row)
  }
  return tabulate(order, rows, from, to)
}

function fewestNeighbours(remaining: Set<number>, neighbours: readonly Set<number>[]): number {
  let best = -1
  for (const node of remaining) if (best < 0 || neighbours[node].size < neighbours[best].size) best = node
  return best
}

function tabulate(order: readonly number[], rows: readonly number[][], from: Int32Array, to: Int32Array): Plan {
  const place = new Int32Array(order.length)
  order.forEach((node, k) => {
    place[node] = k
  })
  const rowStart = new Int32Array(order.length + 1)
  rows.forEach((row, k) => {
    rowStart[k + 1] = rowStart[k] + row.length
  })
  /** The entry of the pair stands in the row of the node that is eliminated first. */
  const entryOf = (a: number, b: number): number => {
    const [first, second] = place[a] < place[b] ? [a, b] : [b, a]
    return rowStart[place[first]] + rows[place[first]].indexOf(second)
  }
  const pairEntry = rows.flatMap((row) => row.flatMap((a, i) => row.slice(i + 1).map((b) => entryOf(a, b))))
  return {
    order: Int32Array.from(order),
    rowStart,
    neighbour: Int32Array.from(rows.flat()),
    pairEntry: Int32Array.from(pairEntry),
    branchEntry: Int32Array.from(from, (a, i) => (a < 0 || to[i] < 0 || a === to[i] ? -1 : entryOf(a, to[i]))),
  }
}
