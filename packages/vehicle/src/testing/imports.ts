/** What a source file imports, and what those import, types included: what it can come to at all. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

export type ImportWalk = {
  /** Names are relative to it. */
  readonly folder: string
  /** Throws where a file comes to one of these, naming both. */
  readonly forbidden: RegExp
  /** Reached, and not followed. */
  readonly passed?: RegExp
}

/** Every file that `start` comes to, itself included. */
export function walkImports({ folder, forbidden, passed }: ImportWalk, start: string): Set<string> {
  const seen = new Set<string>()
  const visit = (file: string, from: string) => {
    const name = relative(folder, file)
    if (passed?.test(name)) return
    assert(!forbidden.test(name), `${from} reaches ${name}`)
    if (seen.has(name)) return
    seen.add(name)
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/\b(?:from|import)[\s(]+'(\.{1,2}\/[^']+)'/g))
      visit(join(dirname(file), target), name)
  }
  visit(join(folder, start), 'this test')
  return seen
}
