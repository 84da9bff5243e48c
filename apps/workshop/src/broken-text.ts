/**
 * Text that cannot be kept as it was sent: PostgreSQL takes no U+0000, and half a surrogate pair is no Unicode, so it
 * would come back changed. Both are refused at the door, by their place.
 */

export type BrokenText = { readonly at: string; readonly problem: string }

/** The first one in `value`, which has passed its schema: no deeper than that. */
export function findBrokenText(value: unknown, at: string): BrokenText | undefined {
  if (typeof value === 'string') {
    const problem = problemOf(value)
    return problem === undefined ? undefined : { at, problem }
  }
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, part] of Object.entries(value)) {
    const found = findBrokenText(part, `${at}/${name}`)
    if (found !== undefined) return found
  }
  return undefined
}

function problemOf(text: string): string | undefined {
  if (text.includes('\0')) return 'holds the character U+0000'
  return text.isWellFormed() ? undefined : 'holds half a surrogate pair: it is no Unicode'
}
