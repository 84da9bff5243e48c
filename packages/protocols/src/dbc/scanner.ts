/**
 * The tokens of a DBC file: words, numbers, texts in quotes, single marks; and a reader that takes what a statement must have.
 * A reader that met something else is *failed*: it stays where it is and gives empty values, so that a statement is
 * read in a straight line and asked once at its end whether it was whole.
 */

export type Token = {
  readonly kind: 'word' | 'number' | 'text' | 'mark' | 'end'
  /** Of a text: without its quotes. */
  readonly text: string
  readonly at: number
  readonly isFirstOnLine: boolean
}

export type Place = { readonly line: number; readonly column: number }

/** What stands where something else must stand. */
export type Stumble = {
  readonly at: number
  readonly wanted: string
  readonly found: string
  /** What to do, where the form of the statement does not tell. */
  readonly remedy?: string | undefined
}

export type Reader = ReturnType<typeof createReader>

const WORD = /[A-Za-z_][A-Za-z0-9_]*/y
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
/** A name that begins with a digit: no editor makes one, some files have it. */
const DIGITS_WORD = /\d+[A-Za-z_][A-Za-z0-9_]*/y
/** A backslash before a quote makes it part of the text. */
const TEXT = /"(?:\\"|[^"\\]|\\(?!"))*"/y
/** Some files have comments to the end of the line, as programs do. */
const BLANK = /(?:\s|\/\/[^\n]*)*/y

export function createReader(text: string) {
  let stumble: Stumble | undefined
  let token: Token = scan(text, 0)
  let following: Token | undefined

  function advance(): Token {
    const taken = token
    token = following ?? scan(text, endOf(text, taken))
    following = undefined
    return taken
  }

  function take(kind: Token['kind'], wanted: string, exact?: string): Token | undefined {
    if (stumble !== undefined) return undefined
    if (token.kind === kind && (exact === undefined || token.text === exact)) return advance()
    stumble = { at: token.at, wanted, found: shown(token) }
    return undefined
  }

  return {
    get token() {
      return token
    },
    /** The token behind this one. */
    get following(): Token {
      following ??= scan(text, endOf(text, token))
      return following
    },
    get stumble() {
      return stumble
    },
    advance,
    word: (wanted: string): string => take('word', wanted)?.text ?? '',
    number(wanted: string): number {
      const { at, text: found } = token
      const value = Number(take('number', wanted)?.text ?? 0) + 0 // No negative zero.
      if (Number.isFinite(value)) return value
      stumble ??= { at, wanted: `${wanted}, smaller than 2^1024`, found: `"${found}"` }
      return 0
    },
    text: (wanted: string): string => unquoted(take('text', wanted)?.text ?? ''),
    mark: (mark: string): void => void take('mark', `"${mark}"`, mark),
    /** True, and taken, if it is there. */
    may(mark: string): boolean {
      if (stumble !== undefined || token.kind !== 'mark' || token.text !== mark) return false
      advance()
      return true
    },
    is: (kind: Token['kind'], exact?: string): boolean =>
      stumble === undefined && token.kind === kind && (exact === undefined || token.text === exact),
    /** What was read cannot be: told like something that is missing. */
    fail(at: number, wanted: string, found: string, remedy?: string): void {
      stumble ??= { at, wanted, found, remedy }
    },
    forgive(): void {
      stumble = undefined
    },
  }
}

function scan(text: string, from: number): Token {
  const at = matchAt(BLANK, text, from) ?? from
  const isFirstOnLine = from === 0 || text.slice(from, at).includes('\n')
  const token = (kind: Token['kind'], found: string): Token => ({ kind, text: found, at, isFirstOnLine })
  if (at >= text.length) return token('end', '')
  const char = text[at]
  if (char === '"') {
    const end = matchAt(TEXT, text, at)
    return end === undefined ? token('mark', '"') : token('text', text.slice(at + 1, end - 1))
  }
  const word = matchAt(WORD, text, at) ?? matchAt(DIGITS_WORD, text, at)
  // "1e5" is a number and "4WD" is a name.
  const number = matchAt(NUMBER, text, at)
  const isSign = (char === '-' || char === '+') && /[0-9]/.test(text[at - 1] ?? '') // Of "0-5", the hyphen of a range.
  if (number !== undefined && number >= (word ?? 0) && !isSign) return token('number', text.slice(at, number))
  return word === undefined ? token('mark', char) : token('word', text.slice(at, word))
}

/** Where the match that begins here ends. */
function matchAt(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : undefined
}

const endOf = (text: string, { kind, text: found, at }: Token) =>
  Math.min(text.length, at + found.length + (kind === 'text' ? 2 : 0))

const unquoted = (text: string) => text.replaceAll('\\"', '"')

function shown({ kind, text }: Token): string {
  if (kind === 'end') return 'the end of the file'
  const short = text.length > 30 ? `${text.slice(0, 30)}…` : text
  return kind === 'text' ? `the text "${short}"` : text === '"' ? 'a text that never ends' : `"${short}"`
}

/** Line and column of a place, both counted from 1. */
export function placeIn(text: string): (at: number) => Place {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (at) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle] <= at) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: at - starts[low] + 1 }
  }
}
