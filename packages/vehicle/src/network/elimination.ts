/**
 * The order in which the nodes of a network are eliminated, and the elimination itself, on typed arrays.
 * Minimum degree (Tinney and Walker, Proc. IEEE 55, 1967): the node with the fewest neighbours goes next, so a
 * harness, which is almost a tree, fills in almost nothing.
 *
 * A node's index *is* its place in that order. A row of the table is one node: the later nodes that it meets when it is
 * eliminated. Rows whose elimination depends on each other form a tree (J. Liu, SIAM J. Matrix Anal. 11, 1990): a branch
 * that changes touches the rows from its earlier end up to the root, some ten of hundreds. Only those are done again, and
 * each is summed from its parts in a fixed order: so the bits never depend on what was changed before.
 *
 * Invariant: the plan depends on which nodes a branch could join, never on whether it is closed now.
 */

export type Elimination = {
  /** The conductance of this branch is another now; `eliminate` looks at it. */
  touch(branch: number): void
  touchAll(): void
  /** Star-mesh transform of the rows that changed; how many those were. */
  eliminate(branchS: Float64Array): number
  /** Voltages for currents pushed into the nodes; `amps` is overwritten. */
  solve(amps: Float64Array, volts: Float64Array): void
  /** The two halves of `solve`; `rows`, where not all: `rowsAbove` of where currents are pushed in, and of what is wanted. */
  push(amps: Float64Array, rows?: Int32Array): void
  substitute(amps: Float64Array, volts: Float64Array, rows?: Int32Array): void
  /** These nodes and all that their voltages hang on, the earliest first. */
  rowsAbove(nodes: Iterable<number>): Int32Array
  /** What one volt between two nodes would have to overcome, by the rows above them alone. -1 is the reference. */
  ohmBetween(a: number, b: number): number
  /** The same plan with values of its own. */
  another(): Elimination
}

export type Wiring = {
  readonly size: number
  /** Node of each branch's end, -1 for the reference. */
  readonly from: Int32Array
  readonly to: Int32Array
  readonly leakS: number
}

type Plan = {
  readonly rowStart: Int32Array
  /** For each entry of a row: the later node. */
  readonly neighbour: Int32Array
  /** The next row up the tree, -1 at a root. */
  readonly parent: Int32Array
  /** Branches that lie in an entry, and the pairs of entries of earlier rows whose mesh is added to it. */
  readonly branches: Lists
  readonly meshes: Lists
  /** The same for a row's way to the reference: branches, and entries of earlier rows. */
  readonly groundBranches: Lists
  readonly groundEntries: Lists
  /** The row of each entry. */
  readonly rowOf: Int32Array
  /** The first row that a branch touches; -1: it joins nothing. */
  readonly branchRow: Int32Array
  readonly allRows: Int32Array
}

/** Lists end to end: those of place `i` are `items[start[i]]` to `items[start[i + 1] - 1]`. */
type Lists = { readonly start: Int32Array; readonly items: Int32Array }

export function createElimination(wiring: Wiring): Elimination {
  return withValues(wiring, plan(wiring))
}

/** For each node as it was numbered before: its place in the order of elimination. */
export function orderOfElimination({ size, from, to }: Omit<Wiring, 'leakS'>): Int32Array {
  const neighbours = neighboursOf(size, from, to)
  const place = new Int32Array(size)
  const remaining = new Set(neighbours.keys())
  for (let k = 0; k < size; k++) {
    const node = fewestNeighbours(remaining, neighbours)
    eliminateSet(neighbours, node)
    remaining.delete(node)
    place[node] = k
  }
  return place
}

function withValues(wiring: Wiring, table: Plan): Elimination {
  const { size, leakS } = wiring
  const { rowStart, neighbour, parent, branches, meshes, groundBranches, groundEntries, rowOf, branchRow, allRows } =
    table
  const meshS = new Float64Array(neighbour.length)
  const share = new Float64Array(neighbour.length)
  const groundS = new Float64Array(size)
  const inverseOhm = new Float64Array(size)
  const isDirty = new Uint8Array(size).fill(1)
  const pushed = new Float64Array(size)
  let firstDirty = 0

  function redo(k: number, branchS: Float64Array): void {
    let ground = leakS
    for (let i = groundBranches.start[k]; i < groundBranches.start[k + 1]; i++)
      ground += branchS[groundBranches.items[i]]
    for (let i = groundEntries.start[k]; i < groundEntries.start[k + 1]; i++) {
      const entry = groundEntries.items[i]
      ground += share[entry] * groundS[rowOf[entry]]
    }
    groundS[k] = ground
    let total = ground
    const end = rowStart[k + 1]
    for (let e = rowStart[k]; e < end; e++) {
      let sum = 0
      for (let i = branches.start[e]; i < branches.start[e + 1]; i++) sum += branchS[branches.items[i]]
      for (let i = meshes.start[e]; i < meshes.start[e + 1]; i += 2)
        sum += share[meshes.items[i]] * meshS[meshes.items[i + 1]]
      meshS[e] = sum
      total += sum
    }
    inverseOhm[k] = 1 / total
    for (let e = rowStart[k]; e < end; e++) share[e] = meshS[e] / total
  }

  function push(amps: Float64Array, rows = allRows): void {
    for (let i = 0; i < rows.length; i++) {
      const k = rows[i]
      const pushes = amps[k]
      if (pushes === 0) continue
      const end = rowStart[k + 1]
      for (let e = rowStart[k]; e < end; e++) amps[neighbour[e]] += share[e] * pushes
    }
  }

  function substitute(amps: Float64Array, volts: Float64Array, rows = allRows): void {
    for (let i = rows.length - 1; i >= 0; i--) {
      const k = rows[i]
      let value = amps[k] * inverseOhm[k]
      const end = rowStart[k + 1]
      for (let e = rowStart[k]; e < end; e++) value += share[e] * volts[neighbour[e]]
      volts[k] = value
    }
  }

  return {
    touch(branch) {
      for (let k = branchRow[branch]; k >= 0 && isDirty[k] === 0; k = parent[k]) {
        isDirty[k] = 1
        if (k < firstDirty) firstDirty = k
      }
    },
    touchAll() {
      isDirty.fill(1)
      firstDirty = 0
    },
    eliminate(branchS) {
      let rows = 0
      for (let k = firstDirty; k < size; k++) {
        if (isDirty[k] === 0) continue
        isDirty[k] = 0
        redo(k, branchS)
        rows++
      }
      firstDirty = size
      return rows
    },
    solve(amps, volts) {
      push(amps)
      substitute(amps, volts)
    },
    push,
    substitute,
    rowsAbove(nodes) {
      const isAbove = new Uint8Array(size)
      for (const node of nodes) if (node >= 0) isAbove[node] = 1
      for (let k = 0; k < size; k++) {
        if (isAbove[k] === 1) for (let e = rowStart[k]; e < rowStart[k + 1]; e++) isAbove[neighbour[e]] = 1
      }
      return allRows.filter((k) => isAbove[k] === 1)
    },
    ohmBetween(a, b) {
      if (a === b) return 0
      if (a >= 0) pushed[a] += 1
      if (b >= 0) pushed[b] -= 1
      // Both ways up the tree, the earlier row first: what is pushed into a row is complete when its turn comes.
      let ohm = 0
      for (let p = a, q = b; p >= 0 || q >= 0; ) {
        const k = p < 0 ? q : q < 0 || p < q ? p : q
        const pushes = pushed[k]
        pushed[k] = 0
        ohm += pushes * pushes * inverseOhm[k]
        for (let e = rowStart[k]; e < rowStart[k + 1]; e++) pushed[neighbour[e]] += share[e] * pushes
        if (p === k) p = parent[k]
        if (q === k) q = parent[k]
      }
      return ohm
    },
    another: () => withValues(wiring, table),
  }
}

function plan({ size, from, to }: Wiring): Plan {
  const neighbours = neighboursOf(size, from, to)
  const rows: number[][] = []
  for (let k = 0; k < size; k++) {
    rows.push([...neighbours[k]].sort((a, b) => a - b))
    eliminateSet(neighbours, k)
  }
  const rowStart = startsOf(rows)
  const rowOf = Int32Array.from(rows.flatMap((row, k) => row.map(() => k)))
  /** The entry of a pair stands in the row of the node that is eliminated first. */
  const entryOf = (a: number, b: number) => rowStart[Math.min(a, b)] + rows[Math.min(a, b)].indexOf(Math.max(a, b))

  const branches: number[][] = Array.from(rowOf, () => [])
  const meshes: number[][] = Array.from(rowOf, () => [])
  const groundBranches: number[][] = rows.map(() => [])
  const groundEntries: number[][] = rows.map(() => [])
  from.forEach((a, branch) => {
    const b = to[branch]
    if (a === b) return
    if (a < 0 || b < 0) groundBranches[Math.max(a, b)].push(branch)
    else branches[entryOf(a, b)].push(branch)
  })
  rows.forEach((row, k) => {
    row.forEach((a, i) => {
      groundEntries[a].push(rowStart[k] + i)
      for (let j = i + 1; j < row.length; j++) meshes[entryOf(a, row[j])].push(rowStart[k] + i, rowStart[k] + j)
    })
  })
  return {
    rowStart,
    neighbour: Int32Array.from(rows.flat()),
    parent: Int32Array.from(rows, (row) => row[0] ?? -1),
    branches: listsOf(branches),
    meshes: listsOf(meshes),
    groundBranches: listsOf(groundBranches),
    groundEntries: listsOf(groundEntries),
    rowOf,
    branchRow: Int32Array.from(from, (a, branch) => firstRow(a, to[branch])),
    allRows: Int32Array.from({ length: size }, (_, k) => k),
  }
}

function firstRow(a: number, b: number): number {
  if (a === b) return -1
  return a < 0 || b < 0 ? Math.max(a, b) : Math.min(a, b)
}

function neighboursOf(size: number, from: Int32Array, to: Int32Array): Set<number>[] {
  const neighbours = Array.from({ length: size }, () => new Set<number>())
  for (let i = 0; i < from.length; i++) {
    if (from[i] < 0 || to[i] < 0 || from[i] === to[i]) continue
    neighbours[from[i]].add(to[i])
    neighbours[to[i]].add(from[i])
  }
  return neighbours
}

/** Whoever met this node meets all who met it. */
function eliminateSet(neighbours: readonly Set<number>[], node: number): void {
  for (const a of neighbours[node]) {
    neighbours[a].delete(node)
    for (const b of neighbours[node]) if (a !== b) neighbours[a].add(b)
  }
}

function fewestNeighbours(remaining: Set<number>, neighbours: readonly Set<number>[]): number {
  let best = -1
  for (const node of remaining) if (best < 0 || neighbours[node].size < neighbours[best].size) best = node
  return best
}

function listsOf(lists: readonly (readonly number[])[]): Lists {
  return { start: startsOf(lists), items: Int32Array.from(lists.flat()) }
}

function startsOf(lists: readonly (readonly number[])[]): Int32Array {
  const start = new Int32Array(lists.length + 1)
  lists.forEach((list, i) => {
    start[i + 1] = start[i] + list.length
  })
  return start
}
