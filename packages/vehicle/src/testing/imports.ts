/** What a source file imports, and what those import, types included: what it can come to at all. */
import { assert } from '@luban/stdx'

export type ImportWalk = {
  read(file: URL): string
  /** Throws where a file comes to one of these, naming both. */
  readonly forbidden: RegExp
  /** Reached, and not followed. */
  readonly passed?: RegExp
}

/** The address of every file that `start` comes to, its own included. */
export function walkImports({ read, forbidden, passed }: ImportWalk, start: URL): Set<string> {
  const seen = new Set<string>()
  const visit = (file: URL, from: string) => {
    const { href } = file
    if (passed?.test(href)) return
    assert(!forbidden.test(href), `${from} reaches ${href}`)
    if (seen.has(href)) return
    seen.add(href)
    for (const [, target] of read(file).matchAll(/\b(?:from|import)[\s(]+'(\.{1,2}\/[^']+)'/g))
      visit(new URL(target, file), href)
  }
  visit(start, 'this test')
  return seen
}
