/**
 * JSON read strictly, because a signature is only worth what the reading is: two readers must never see two documents.
 * RFC 8259, narrowed as by I-JSON (RFC 7493): no duplicate member, no lone surrogate. Written out as by RFC 8785 (JCS).
 *
 * Refused besides: `__proto__` as a name, and nesting, size or members beyond the bounds below.
 */

export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export type JsonObject = { readonly [name: string]: Json }

/** Where a document is wrong, as a JSON Pointer (RFC 6901) or "line 3, column 7", and what is wrong there. */
export type Malformed = { readonly kind: 'malformed'; readonly at: string; readonly reason: string }

const JSON_BYTES_MAX = 262_144
const DEPTH_MAX = 24
const VALUES_MAX = 2_000

export function malformed(at: string, reason: string): Malformed {
  return { kind: 'malformed', at: at === '' ? '/' : at, reason }
}

/** The JSON Pointer (RFC 6901) of the member `name` of what stands at `at`. */
export function memberAt(at: string, name: string): string {
  return `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object that `source` holds. Bytes must be UTF-8. */
export function parseJsonObject(source: Uint8Array | string): { kind: 'json'; value: JsonObject } | Malformed {
  if (source.length > JSON_BYTES_MAX) return malformed('', `longer than ${JSON_BYTES_MAX} bytes`)
  let text: string
  try {
    text = typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source)
  } catch {
    return malformed('', 'not UTF-8 text')
  }
  const parser: Parser = { text, next: 0, depth: 0, values: 0 }
  try {
    const value = readValue(parser, '')
    skipSpace(parser)
    if (parser.next < text.length) fail(parser, 'something follows the end of the document')
    return isObject(value) ? { kind: 'json', value } : malformed('', 'not an object: it must start with {')
  } catch (error) {
    if (error instanceof JsonFault) return malformed(error.at, error.message)
    throw error
  }
}

/** The one way to write a value: members sorted by UTF-16 code units, no space. RFC 8785. */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const object = value as JsonObject
  const members = Object.keys(object)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(object[name])}`)
  return `{${members.join(',')}}`
}

/** Unwinds the recursion below; never leaves this file. */
class JsonFault extends Error {
  readonly at: string
  constructor(at: string, reason: string) {
    super(reason)
    this.at = at
  }
}

type Parser = { readonly text: string; next: number; depth: number; values: number }

// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 forbids them bare in a text.
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const SPACE = /[ \t\n\r]*/y
const WORDS: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

function fail(parser: Parser, reason: string): never {
  const before = parser.text.slice(0, parser.next)
  const line = before.split('\n').length
  throw new JsonFault(`line ${line}, column ${parser.next - before.lastIndexOf('\n')}`, reason)
}

function skipSpace(parser: Parser): void {
  SPACE.lastIndex = parser.next
  SPACE.test(parser.text)
  parser.next = SPACE.lastIndex
}

/** Whether `mark` comes next; if so it is behind us. */
function passes(parser: Parser, mark: string): boolean {
  skipSpace(parser)
  if (parser.text[parser.next] !== mark) return false
  parser.next++
  return true
}

function match(parser: Parser, pattern: RegExp): string | undefined {
  pattern.lastIndex = parser.next
  const found = pattern.exec(parser.text)?.[0]
  if (found !== undefined) parser.next += found.length
  return found
}

function readValue(parser: Parser, at: string): Json {
  if (++parser.values > VALUES_MAX) fail(parser, `more than ${VALUES_MAX} values`)
  skipSpace(parser)
  const mark = parser.text[parser.next]
  if (mark === '{' || mark === '[') {
    if (++parser.depth > DEPTH_MAX) fail(parser, `nested deeper than ${DEPTH_MAX}`)
    parser.next++
    const value = mark === '{' ? readMembers(parser, at) : readItems(parser, at)
    parser.depth--
    return value
  }
  if (mark === '"') return readString(parser)
  const word = WORDS.find(([spelling]) => parser.text.startsWith(spelling, parser.next))
  if (word) {
    parser.next += word[0].length
    return word[1]
  }
  const number = match(parser, NUMBER)
  if (number === undefined) fail(parser, 'a value is missing or misspelt')
  if (!Number.isFinite(Number(number))) fail(parser, `the number ${number.slice(0, 24)} is too large`)
  return Number(number)
}

function readString(parser: Parser): string {
  const start = parser.next
  const quoted = match(parser, STRING)
  if (quoted === undefined) fail(parser, 'a text is not closed, or holds a control character or a wrong escape')
  const text = JSON.parse(quoted) as string
  if (!text.isWellFormed()) {
    parser.next = start
    fail(parser, 'half of a surrogate pair')
  }
  return text
}

function readItems(parser: Parser, at: string): Json[] {
  const items: Json[] = []
  if (passes(parser, ']')) return items
  do items.push(readValue(parser, `${at}/${items.length}`))
  while (passes(parser, ','))
  if (!passes(parser, ']')) fail(parser, 'expected , or ]')
  return items
}

function readMembers(parser: Parser, at: string): JsonObject {
  const members: { [name: string]: Json } = {}
  if (passes(parser, '}')) return members
  do {
    skipSpace(parser)
    if (parser.text[parser.next] !== '"') fail(parser, 'expected the name of a member')
    const name = readString(parser)
    const place = memberAt(at, name)
    if (name === '__proto__') throw new JsonFault(place, 'a member may not have this name')
    if (Object.hasOwn(members, name)) throw new JsonFault(place, 'stands twice in one object')
    if (!passes(parser, ':')) fail(parser, 'expected :')
    members[name] = readValue(parser, place)
  } while (passes(parser, ','))
  if (!passes(parser, '}')) fail(parser, 'expected , or }')
  return members
}
