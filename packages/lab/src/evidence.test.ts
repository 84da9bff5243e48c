import assert from 'node:assert/strict'
import { test } from 'node:test'
import { McapIndexedReader, McapStreamReader } from '@mcap/core'
import fc from 'fast-check'
import { createEvidenceLog, type EvidenceRecord, type RunningEvidence, readEvidence } from './evidence.ts'

const TRUTH = [{ id: 'a-fault-of-the-test', component: 'precharge', failureMode: 'open' }]

/** Whole microseconds: the file holds nanoseconds, and sums of them must come out even. */
const times = fc.record({
  tick: fc.nat(),
  stationMs: fc.nat(1e10).map((us) => us / 1000),
  wallMs: fc.nat(1e10).map((us) => us / 1000),
})
const bytes = fc.uint8Array({ maxLength: 8 }).map((data) => Buffer.from(data).toString('hex').toUpperCase())
const name = fc.string({ maxLength: 12, unit: 'grapheme' })
/** Without minus zero, which JSON does not tell from zero. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const hazard = fc.record({
  kind: fc.constantFrom('liveContact' as const, 'workWithoutIsolation' as const, 'liveInsulationTest' as const),
  at: name,
  volts: number,
  missing: fc.array(name, { maxLength: 3 }),
})
const actionOutcome = fc.oneof(
  fc.constant({ kind: 'done' as const }),
  fc.record({ kind: fc.constant('refused' as const), reason: name }),
  fc.record({ kind: fc.constant('hazard' as const), hazard }),
)

const contents: fc.Arbitrary<object> = fc.oneof(
  fc.record({
    kind: fc.constant('frame'),
    sender: name,
    id: fc.nat(0x1fff_ffff),
    isExtended: fc.boolean(),
    data: bytes,
  }),
  fc.record({
    kind: fc.constant('action'),
    by: name,
    action: fc.record({ kind: name, on: fc.boolean() }),
    outcome: actionOutcome,
  }),
  fc.record({
    kind: fc.constant('measurement'),
    by: name,
    measurement: fc.record({
      instrument: fc.constantFrom('voltmeter', 'ohmmeter', 'insulationTester'),
      red: name,
      black: name,
    }),
    outcome: fc.record({
      kind: fc.constant('reading'),
      reading: fc.record({ value: fc.oneof(number, fc.constant('OL')), unit: fc.constantFrom('V', 'Ω') }),
    }),
  }),
  fc.record({
    kind: fc.constant('diagnostic'),
    by: name,
    door: fc.constantFrom('bench', 'elm327', 'doip'),
    isOnBus: fc.boolean(),
    ecu: name,
    request: bytes,
    response: fc.option(bytes),
  }),
  fc.record({ kind: fc.constant('pace'), pace: fc.nat(20) }),
  fc.record({
    kind: fc.constant('peer'),
    door: fc.constantFrom('bench', 'elm327', 'doip'),
    address: name,
    event: fc.constantFrom('connected', 'closed'),
  }),
  fc.record({
    kind: fc.constant('view'),
    view: fc.record({ speedKmh: fc.nat(), lamps: fc.array(name, { maxLength: 3 }) }),
    stateHash: name,
  }),
  fc.record({ kind: fc.constant('hazard'), hazard }),
  fc.record(
    {
      kind: fc.constant('diagnosis'),
      by: name,
      component: fc.option(name),
      failureMode: fc.option(name),
      report: fc.string({ unit: 'binary' }),
    },
    { requiredKeys: ['kind', 'by', 'component', 'failureMode'] },
  ),
)
const records = fc.array(
  fc.tuple(contents, times).map(([content, time]) => structuredClone({ ...content, ...time }) as RunningEvidence),
  { maxLength: 30 },
)

const END = { tick: 9, stationMs: 90, wallMs: 90, reason: 'diagnosisStated' }

function fileOf(list: readonly RunningEvidence[], isSealed = true): Uint8Array {
  const parts: Uint8Array[] = []
  const log = createEvidenceLog({ write: (part) => void parts.push(part.slice()) })
  for (const record of list) log.record(record)
  if (isSealed) log.seal({ ...END, truth: TRUTH })
  else log.flush()
  return new Uint8Array(Buffer.concat(parts))
}

const sample: RunningEvidence[] = Array.from({ length: 12 }, (_, i) => ({
  kind: 'frame',
  tick: i,
  stationMs: i * 10,
  wallMs: i * 10 + 0.125,
  sender: 'bms',
  id: 0x7ef,
  isExtended: false,
  data: '0322F190AABBCCDD',
}))

/** What the reference reader makes of the bytes; it throws where a file is damaged. */
function reference(file: Uint8Array) {
  const reader = new McapStreamReader()
  reader.append(file)
  const found = []
  for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) found.push(record)
  return { found, isDone: reader.done() }
}

/** Every place from the first message on, and some of those in the long list of schemas before it and in the summary. */
async function densely(file: Uint8Array, from = 8): Promise<number[]> {
  const first = fileOf([], false).length
  const dataEnd = fileOf(sample, false).length + 400 // Past the end of the data, into the summary.
  const places = Array.from({ length: file.length - from }, (_, i) => from + i)
  return places.filter((at) => (at >= first && at < dataEnd) || at > file.length - 400 || at % 23 === 0)
}

test('every record survives the file', async () => {
  await fc.assert(
    fc.asyncProperty(records, async (list) => {
      const reading = readEvidence(fileOf(list))
      assert.deepEqual(reading.records, [...list, { kind: 'closed', ...END }])
      assert.deepEqual(reading.faults, [])
      assert.equal(reading.isSealed, true)
      assert.deepEqual(reading.truth, TRUTH)
    }),
    { numRuns: 200 },
  )
})

test('the reference reader reads the file as we do, times and all', async () => {
  await fc.assert(
    fc.asyncProperty(records, async (list) => {
      const { found, isDone } = reference(fileOf(list))
      assert(isDone)
      const messages = found.filter((record) => record.type === 'Message')
      assert.equal(messages.length, list.length + 1)
      for (const [i, message] of messages.slice(0, -1).entries()) {
        assert.equal(message.sequence, i)
        assert.equal(message.logTime, BigInt(Math.round(list[i].wallMs * 1e6)))
        assert.equal(message.publishTime, BigInt(Math.round(list[i].stationMs * 1e6)))
        const { kind: _kind, stationMs: _stationMs, wallMs: _wallMs, ...content } = list[i]
        assert.deepEqual(JSON.parse(Buffer.from(message.data).toString()), JSON.parse(JSON.stringify(content)))
      }
    }),
    { numRuns: 100 },
  )
})

test('the reference reader finds the summary: channels with schemas, statistics, the index of the truth', async () => {
  const file = fileOf(sample)
  const readable = {
    size: async () => BigInt(file.length),
    read: async (offset: bigint, size: bigint) => file.slice(Number(offset), Number(offset + size)),
  }
  const reader = await McapIndexedReader.Initialize({ readable })
  assert.equal(reader.statistics?.messageCount, 13n)
  assert.equal(reader.statistics?.messageStartTime, 125_000n)
  const topics = [...reader.channelsById.values()].map(({ topic }) => topic)
  assert(topics.includes('/frame') && topics.includes('/closed'))
  for (const { data, encoding } of reader.schemasById.values()) {
    assert.equal(encoding, 'jsonschema')
    assert.equal(JSON.parse(Buffer.from(data).toString()).type, 'object')
  }
  const truths = []
  for await (const metadata of reader.readMetadata({ name: 'truth' })) truths.push(metadata)
  assert.deepEqual(JSON.parse(truths[0].metadata.get('json') ?? ''), TRUTH)
})

test('a file cut at any byte is read up to its last whole record, by us and by the reference reader', async () => {
  const file = fileOf(sample)
  for (const length of await densely(file)) {
    const cut = file.subarray(0, length)
    const reading = readEvidence(cut)
    const { found, isDone } = reference(cut)
    assert.equal(isDone, false)
    assert.equal(reading.isSealed, false)
    assert.equal(reading.records.length, found.filter(({ type }) => type === 'Message').length)
    const [fault, ...others] = reading.faults
    assert.deepEqual(others, [])
    assert(fault.kind === 'cut' || fault.kind === 'noClosingMagic')
    assert.equal(fault.atByte, reading.endByte)
    assert(reading.endByte <= length)
  }
})

test('the fault is nowhere in the file before the seal', async () => {
  const running = Buffer.from(fileOf(sample, false)).toString('latin1')
  const sealed = Buffer.from(fileOf(sample)).toString('latin1')
  assert(!running.includes(TRUTH[0].id))
  assert(sealed.includes(TRUTH[0].id))
  assert(sealed.startsWith(running))
})

test('one changed byte is noticed, wherever it is, and never makes reading throw', async () => {
  const file = fileOf(sample)
  for (const at of await densely(file, 0)) {
    const tampered = file.slice()
    tampered[at] ^= 0x20
    const { isIntact } = readEvidence(tampered)
    assert.equal(isIntact, false, `byte ${at}`)
  }
})

test('no bytes make reading throw', async () => {
  const file = fileOf(sample)
  const damage = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 20 })
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => void readEvidence(noise)))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
      const magic = file.subarray(0, 8)
      readEvidence(new Uint8Array([...magic, ...noise]))
    }),
  )
  fc.assert(
    fc.property(damage, (places) => {
      const damaged = file.slice()
      for (const [at, byte] of places) damaged[at] = byte
      readEvidence(damaged)
    }),
  )
})

test('a removed record leaves a gap that is told', async () => {
  const whole = fileOf(sample, false)
  const one = fileOf(sample.slice(0, 1), false).length - fileOf([], false).length
  const head = fileOf(sample.slice(0, 4), false).length
  const without = new Uint8Array([...whole.subarray(0, head), ...whole.subarray(head + one)])
  const reading = readEvidence(without)
  assert.equal(reading.records.length, sample.length - 1)
  assert.deepEqual(reading.faults[0], { atByte: head, kind: 'sequenceGap' })
})

test('what flush has returned for is written, in order', () => {
  let byteCount = 0
  const log = createEvidenceLog({
    write(part) {
      byteCount += part.length
    },
  })
  for (const record of sample) {
    log.record(record)
    log.flush()
    assert.equal(byteCount, log.byteCount())
  }
})

test('after a failed write every flush fails, so that no answer is given for evidence with a hole', () => {
  let calls = 0
  const log = createEvidenceLog({
    write() {
      calls++
      if (calls === 2) throw new Error('the disk is full')
    },
  })
  log.flush()
  log.record(sample[0])
  assert.throws(() => log.flush(), /disk is full/)
  log.record(sample[1])
  assert.throws(() => log.flush(), /disk is full/)
  assert.throws(() => log.seal({ ...END, truth: TRUTH }), /disk is full/)
  assert.equal(calls, 2)
})

test('nothing is recorded after the seal', async () => {
  const log = createEvidenceLog({ write: () => {} })
  log.seal({ ...END, truth: TRUTH })
  assert.throws(() => log.record(sample[0]))
  assert.equal(log.isSealed(), true)
})

test('a record with a number that is none is refused at once, not found missing afterwards', () => {
  const log = createEvidenceLog({ write: () => {} })
  const hazard = { kind: 'liveContact' as const, at: 'hv+', volts: Number.NaN, missing: [] }
  const broken = { kind: 'hazard' as const, tick: 1, stationMs: 10, wallMs: 10, hazard }
  assert.throws(() => log.record(broken), /hazard/)
})

test('a record lives in the file under its own index', async () => {
  const log = createEvidenceLog({ write: () => {} })
  assert.deepEqual(
    sample.map((record: EvidenceRecord) => log.record(record as RunningEvidence)),
    sample.map((_, i) => i),
  )
})
