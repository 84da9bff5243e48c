import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CanFrame } from '@luban/protocols/can/frame'
import { toHex } from '@luban/stdx'
import fc from 'fast-check'
import { canFrameOf, createEvidenceLog, type EvidenceLog, type RecordTimes, readEvidence } from './evidence.ts'

const times: fc.Arbitrary<RecordTimes> = fc.record({
  tick: fc.oneof(fc.nat(100), fc.nat(), fc.maxSafeNat()),
  stationMs: fc.nat(1e10).map((us) => us / 1000),
  wallMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
})
const frame = fc.record({
  at: times,
  // Quotes, control characters, halves of surrogate pairs: whatever a name may hold.
  sender: fc.oneof(fc.constantFrom('bms', 'elm327 #2'), fc.string({ unit: 'binary', maxLength: 20 })),
  frame: fc.record({
    id: fc.oneof(fc.nat(0x7ff), fc.nat(0x1fff_ffff), fc.constantFrom(0, 0x1fff_ffff)),
    isExtended: fc.boolean(),
    data: fc.uint8Array({ maxLength: 8 }),
  }),
  channel: fc.constantFrom(0, 1),
})
const fdFlags = fc.record({ isBitRateSwitched: fc.boolean(), isErrorPassive: fc.boolean() }, { noNullPrototype: true })
const fdFrame = fc
  .tuple(frame, fdFlags, fc.uint8Array({ minLength: 64, maxLength: 64 }))
  .map(([entry, fd, data]) => ({ ...entry, frame: { ...entry.frame, data, fd } }))
const remoteFrame = fc
  .tuple(frame, fc.nat(8))
  .map(([entry, remoteBytes]) => ({ ...entry, frame: { ...entry.frame, data: new Uint8Array(0), remoteBytes } }))
const traffic = fc.record({
  at: times,
  traffic: fc.record(
    {
      door: fc.constantFrom('bench', 'elm327', 'doip', 'socketcand', 'slcan', 'cannelloni', 'gvret', 'sovd'),
      connection: fc.nat(),
      event: fc.constantFrom('opened', 'received', 'sent', 'closed'),
      data: fc.uint8Array({ maxLength: 5000, size: 'max' }),
      isSecure: fc.constant(true as const),
    },
    { requiredKeys: ['door', 'connection', 'event', 'data'], noNullPrototype: true },
  ),
})
type ValueOf<A> = A extends fc.Arbitrary<infer Value> ? Value : never
type FrameEntry = Omit<ValueOf<typeof frame>, 'frame'> & { readonly frame: CanFrame }
type Entry = FrameEntry | ValueOf<typeof traffic>
const entries: fc.Arbitrary<readonly Entry[]> = fc.array(fc.oneof(frame, fdFrame, remoteFrame, traffic), {
  maxLength: 60,
})

function fileOf(list: readonly Entry[], write: (log: EvidenceLog, entry: Entry) => number): Uint8Array {
  const parts: Uint8Array[] = []
  const log = createEvidenceLog({ write: (part) => void parts.push(part.slice()) })
  for (const [i, entry] of list.entries()) assert.equal(write(log, entry), i)
  log.seal({ tick: 1, stationMs: 1, wallMs: 1, reason: 'cancelled', truth: [] })
  return new Uint8Array(Buffer.concat(parts))
}

function writeUsually(log: EvidenceLog, entry: Entry): number {
  const { tick, ...at } = entry.at
  if ('frame' in entry) {
    return log.record({
      kind: 'frame',
      ...at,
      tick,
      sender: entry.sender,
      ...entry.frame,
      data: toHex(entry.frame.data),
      ...(entry.channel === 1 ? { channel: 1 } : {}),
    })
  }
  const { data, isSecure, ...traffic } = entry.traffic
  const end = isSecure === undefined ? {} : { isSecure }
  return log.record({ kind: 'doorTraffic', ...at, tick, ...traffic, data: toHex(data), ...end })
}

function writeFast(log: EvidenceLog, entry: Entry): number {
  return 'frame' in entry
    ? log.frame(entry.at, entry.sender, entry.frame, entry.channel)
    : log.doorTraffic(entry.at, entry.traffic)
}

test('a frequent record is byte for byte what it is when written in the usual way', () => {
  fc.assert(
    fc.property(entries, (list) => assert.deepEqual(fileOf(list, writeFast), fileOf(list, writeUsually))),
    { numRuns: 300 },
  )
})

test('a frequent record is read back as it was, and in its place among the others', () => {
  fc.assert(
    fc.property(entries, (list) => {
      const reading = readEvidence(
        fileOf(list, (log, entry) => (list.indexOf(entry) % 2 ? writeUsually : writeFast)(log, entry)),
      )
      assert.deepEqual(reading.faults, [])
      for (const [i, record] of reading.records.entries())
        if (record.kind === 'frame' && !isTooLarge(list[i])) assert.deepEqual(canFrameOf(record), frameAt(list, i))
      assert.deepEqual(
        reading.records.slice(0, -1).map(({ kind }) => kind),
        list.map((entry) => ('frame' in entry ? 'frame' : 'doorTraffic')),
      )
    }),
  )
})

/** An identifier of 29 bits in a frame of 11 is recorded as it is, and is no frame. */
function isTooLarge(entry: Entry): boolean {
  return 'frame' in entry && !entry.frame.isExtended && entry.frame.id > 0x7ff
}

function frameAt(list: readonly Entry[], index: number): object {
  const entry = list[index]
  return 'frame' in entry ? { ...entry.frame } : {}
}

test('more senders than are remembered are all named', () => {
  const list = Array.from({ length: 300 }, (_, i) => ({
    at: { tick: i, stationMs: i, wallMs: i },
    sender: `elm327 #${i % 150}`,
    frame: { id: 0x7df, isExtended: false, data: Uint8Array.of(2, 1, 12) },
    channel: 0 as const,
  }))
  assert.deepEqual(fileOf(list, writeFast), fileOf(list, writeUsually))
})

test('a record that does not fit its schema is refused before a byte of it is written', () => {
  const at = { tick: 1, stationMs: 1, wallMs: 1 }
  const frame = { id: 1, isExtended: false, data: new Uint8Array(0) }
  const traffic = { door: 'doip', connection: 0, event: 'sent', data: new Uint8Array(0) } as const
  const log = createEvidenceLog({ write: () => {} })
  const byteCount = log.byteCount()
  for (const id of [-1, 0x2000_0000, 0.5, Number.NaN]) assert.throws(() => log.frame(at, 'bms', { ...frame, id }))
  for (const bad of [-1, 0.5, Number.NaN]) {
    assert.throws(() => log.frame({ ...at, tick: bad }, 'bms', frame))
    assert.throws(() => log.doorTraffic({ ...at, tick: bad }, traffic))
    assert.throws(() => log.doorTraffic(at, { ...traffic, connection: bad }))
  }
  for (const wallMs of [-1, Number.NaN, Infinity]) assert.throws(() => log.frame({ ...at, wallMs }, 'bms', frame))
  assert.equal(log.byteCount(), byteCount)
  assert.equal(log.recordCount(), 0)
  log.seal({ ...at, reason: 'cancelled', truth: [] })
  assert.throws(() => log.frame(at, 'bms', frame), /seal/)
  assert.throws(() => log.doorTraffic(at, traffic), /seal/)
})
