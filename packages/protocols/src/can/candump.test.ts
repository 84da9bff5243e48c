import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CandumpRecord, formatCandump, parseCandump } from './candump.ts'

/** So that deepEqual compares values, not prototypes. */
const PLAIN = { noNullPrototype: true } as const
const data = fc.uint8Array({ maxLength: 8 })
const frames = fc.oneof(
  fc.record({ id: fc.nat(0x7ff), isExtended: fc.constant(false), data }, PLAIN),
  fc.record({ id: fc.nat(0x1fff_ffff), isExtended: fc.constant(true), data }, PLAIN),
)
// Whole milliseconds are exact in a double; finer times only to the microsecond, tested by the vectors.
const records: fc.Arbitrary<CandumpRecord> = fc.record(
  {
    timeMs: fc.nat(2_000_000_000_000),
    channel: fc.stringMatching(/^[a-z0-9#-]{1,12}$/),
    frame: frames,
  },
  PLAIN,
)

test('every frame survives format then parse', () => {
  fc.assert(fc.property(records, (record) => assert.deepEqual(parseCandump(formatCandump(record)), record)))
})

test('no text makes the parser throw', () => {
  const pieces = fc.constantFrom('(', ')', '.', '#', ' ', 'R', '1', 'F', '7DF', '000000', 'can0', '\n', 'ж')
  const noise = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join('')),
  )
  fc.assert(fc.property(noise, (line) => void parseCandump(line)))
})

test('every identifier of 11 bits has three digits', () => {
  for (let id = 0; id <= 0x7ff; id++) {
    const line = formatCandump({ timeMs: 0, channel: 'can0', frame: { id, isExtended: false, data: Uint8Array.of() } })
    assert.match(line, /^\(0\.000000\) can0 [0-9A-F]{3}#$/)
    assert.equal(parseCandump(line) instanceof Object && (parseCandump(line) as CandumpRecord).frame.id, id)
  }
})

for (const line of readFileSync(new URL('./vectors/candump.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [text, expected] = line.split(' => ')
  test(`candump reads ${text}`, () => {
    const found = parseCandump(text)
    const shown =
      typeof found === 'string'
        ? found
        : JSON.stringify([found.timeMs, found.channel, found.frame.id, found.frame.isExtended, [...found.frame.data]])
    assert.equal(shown, expected)
    if (typeof found !== 'string' && !/ [RT]$/.test(text))
      assert.equal(formatCandump(found), text.toUpperCase().replace(/ \S+ /, ` ${found.channel} `))
  })
}
