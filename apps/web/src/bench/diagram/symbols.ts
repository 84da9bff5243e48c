/** What stands beside a terminal in its box: the fuse and the contact that feed it, or what joins it to another one. */
import type { Harness, HarnessPart, HarnessSymbol } from '../../api/attempts.ts'

export type Mark = {
  readonly kind: string
  readonly amps: number | null
  /** The terminal of the same part at its other end, if there is one. */
  readonly other: string | undefined
}

/** As many as a row has place for; the nearest to the terminal first. */
const MARKS_MAX = 2

/** By terminal. Inner nodes are followed towards their supply: a relay's contact is behind a fuse. */
export function marksOf(part: HarnessPart, connectors: Harness['connectors']): ReadonlyMap<string, readonly Mark[]> {
  const terminals = connectors.flatMap((connector) =>
    connector.part === part.id ? connector.terminals.map(({ id }) => id) : [],
  )
  const isTerminal = (node: string) => terminals.includes(node)
  return new Map(terminals.map((terminal) => [terminal, marksAt(terminal, part.symbols, isTerminal)]))
}

function marksAt(
  terminal: string,
  symbols: readonly HarnessSymbol[],
  isTerminal: (node: string) => boolean,
): readonly Mark[] {
  const own = symbols.filter(({ from, to }) => from === terminal || to === terminal)
  const marks: Mark[] = []
  for (const symbol of own) {
    const other = symbol.from === terminal ? symbol.to : symbol.from
    marks.push(markOf(symbol, isTerminal(other) ? other : undefined))
    const feed = symbols.find(
      (one) => one.to === other && one !== symbol && (one.kind === 'fuse' || one.kind === 'contact'),
    )
    if (!isTerminal(other) && feed) marks.push(markOf(feed, isTerminal(feed.from) ? feed.from : undefined))
  }
  return marks.slice(0, MARKS_MAX)
}

const markOf = ({ kind, amps = null }: HarnessSymbol, other: string | undefined): Mark => ({ kind, amps, other })
