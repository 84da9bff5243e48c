/** YAML text as plain data that still knows its lines. */
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml'

/** A document and where its lines begin. */
export type Lines = { readonly document: Document; readonly counter: LineCounter }

/** From the root of a document: keys, and positions in lists. */
export type Path = readonly (string | number)[]

export function readLines(text: string): Lines {
  const counter = new LineCounter()
  return { document: parseDocument(text, { lineCounter: counter, strict: true }), counter }
}

/** The first one of each line: a parser that stumbles says the same thing in several ways. */
export function syntaxErrors({ document, counter }: Lines): { line: number; message: string }[] {
  const first = new Map<number, string>()
  for (const { message, pos } of [...document.errors, ...document.warnings]) {
    const { line } = counter.linePos(pos[0])
    const told = message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '')
    if (!first.has(line)) first.set(line, told)
  }
  return [...first].map(([line, message]) => ({ line, message }))
}

/** The document as plain data; `told` when its aliases lead nowhere or multiply beyond reason. */
export function plainValue({ document, counter }: Lines): { value?: unknown; told?: { line: number; what: string } } {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) }
  } catch {
    let offset = 0
    visit(document, {
      Alias(_, alias) {
        if (alias.resolve(document) !== undefined) return undefined
        offset = alias.range?.[0] ?? 0
        return visit.BREAK
      },
    })
    const what = offset > 0 ? 'This alias refers to nothing above it.' : 'Aliases multiply beyond reason.'
    return { told: { line: counter.linePos(offset).line, what } }
  }
}

/** The line of the key at this path, or of the nearest thing around it that is there. */
export function lineOf({ document, counter }: Lines, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const offset = keyOffset(document, path.slice(0, length))
    if (offset !== undefined) return counter.linePos(offset).line
  }
  const start = document.contents?.range?.[0] ?? 0
  return Math.max(1, counter.linePos(start).line)
}

function keyOffset(document: Document, path: Path): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const last = path[path.length - 1]
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))
    return (pair?.key as Node | undefined)?.range?.[0]
  }
  return (document.getIn(path, true) as Node | undefined)?.range?.[0]
}
