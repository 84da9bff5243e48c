import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { toHex } from '@luban/stdx'
import fc from 'fast-check'
import { type CandumpError, type CandumpRecord, formatCandump, formatFrame, parseCandump } from './candump.ts'
import type { CanFrame } from './frame.ts'
import { ERROR_CLASSES, FD_DATA_BYTES } from './tables.ts'

/** So that deepEqual compares values, not prototypes. */
const PLAIN = { noNullPrototype: true } as const
const identifier = fc.oneof(
  fc.record({ id: fc.nat(0x7ff), isExtended: fc.constant(false) }, PLAIN),
  fc.record({ id: fc.nat(0x1fff_ffff), isExtended: fc.constant(true) }, PLAIN),
)
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const contents: fc.Arbitrary<Omit<CanFrame, 'id' | 'isExtended'>> = fc.oneof(
  fc.record({ data: fc.uint8Array({ maxLength: 8 }) }, PLAIN),
  fc.record({ data: bytes(0), remoteBytes: fc.nat(8) }, PLAIN),
  fc.record(
    {
      data: fc.constantFrom(...FD_DATA_BYTES).chain(bytes),
      fd: fc.record({ isBitRateSwitched: fc.boolean(), isErrorPassive: fc.boolean() }, PLAIN),
    },
    PLAIN,
  ),
)
const frames = fc.tuple(identifier, contents).map(([head, rest]) => ({ ...head, ...rest }))
const errors = fc.record({ classes: fc.subarray([...ERROR_CLASSES], { minLength: 1 }), data: bytes(8) }, PLAIN)
// Whole milliseconds are exact in a double; finer times only to the microsecond, tested by the vectors.
const timeMs = fc.nat(2_000_000_000_000)
const channel = fc.stringMatching(/^[a-z0-9#-]{1,12}$/)
const records: fc.Arbitrary<CandumpRecord | CandumpError> = fc.oneof(
  fc.record({ timeMs, channel, frame: frames }, PLAIN),
  fc.record({ timeMs, channel, error: errors }, PLAIN),
)

test('every frame survives format then parse: classical, CAN FD, remote, and what a controller reports', () => {
  fc.assert(fc.property(records, (record) => assert.deepEqual(parseCandump(formatCandump(record)), record)))
})

test('no text makes the parser throw', () => {
  const pieces = fc.constantFrom('(', ')', '.', '#', '##', ' ', 'R', '1', 'F', '_', '7DF', '000000', 'can0', '\n', 'ж')
  const noise = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join('')),
    fc.array(pieces, { maxLength: 8 }).map((parts) => `(1.500000) can0 ${parts.join('')}`),
  )
  fc.assert(fc.property(noise, (line) => void parseCandump(line)))
})

test('every identifier of 11 bits has three digits', () => {
  for (let id = 0; id <= 0x7ff; id++) {
    const line = formatCandump({ timeMs: 0, channel: 'can0', frame: { id, isExtended: false, data: Uint8Array.of() } })
    assert.match(line, /^\(0\.000000\) can0 [0-9A-F]{3}#$/)
    const parsed = parseCandump(line)
    assert(typeof parsed !== 'string' && 'frame' in parsed && parsed.frame.id === id)
  }
})

test('every digit of flags is read by its lowest two bits, or refused', () => {
  for (let flags = 0; flags <= 0xf; flags++) {
    const parsed = parseCandump(`(0.000000) can0 123##${flags.toString(16)}00`)
    if (flags > 7) assert.equal(parsed, 'badFlags')
    else {
      assert(typeof parsed !== 'string' && 'frame' in parsed)
      const { fd } = parsed.frame
      assert.deepEqual(fd, { isBitRateSwitched: (flags & 1) !== 0, isErrorPassive: (flags & 2) !== 0 })
    }
  }
})

for (const line of readFileSync(new URL('./vectors/candump.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [text, expected, written = text] = line.split(' => ')
  test(`candump reads ${text}`, () => {
    const found = parseCandump(text)
    assert.equal(typeof found === 'string' ? found : shown(found), expected)
    if (typeof found !== 'string') assert.equal(formatCandump(found), written)
  })
}

function shown(record: CandumpRecord | CandumpError): string {
  const head = `${record.timeMs} ${record.channel}`
  if ('error' in record) return `${head} error ${record.error.classes.join(',')} ${toHex(record.error.data)}`
  const { frame } = record
  const id = `${frame.id} of ${frame.isExtended ? 29 : 11} bits`
  if (frame.remoteBytes !== undefined) return `${head} ${id} asks for ${frame.remoteBytes}`
  const { isBitRateSwitched = false, isErrorPassive = false } = frame.fd ?? {}
  const kind = frame.fd === undefined ? '' : ` fd${isBitRateSwitched ? ' brs' : ''}${isErrorPassive ? ' esi' : ''}`
  return `${head} ${id}${kind} [${frame.data}]`
}

test('a frame is written without time and channel too', () => {
  assert.equal(formatFrame({ id: 0x7df, isExtended: false, data: Uint8Array.of(2, 1, 13) }), '7DF#02010D')
})
