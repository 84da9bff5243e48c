import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCanBus } from '@luban/protocols/can/bus'
import { parseCandump } from '@luban/protocols/can/candump'
import { encodeDoip } from '@luban/protocols/doip/message'
import { createOutbox } from '@luban/protocols/doip/outbox'
import { toHex, unitRandom } from '@luban/stdx'
import fc from 'fast-check'
import { candumpOf } from './candump.ts'
import { plugNoted } from './door-traffic.ts'
import { createEvidenceLog, type EvidenceRecord, type RunningEvidence, readEvidence } from './evidence.ts'
import { createPaceClock } from './pace.ts'
import { type ReplayStation, replay } from './replay.ts'
import type { Connection, DoorSide, Measurement, Station } from './station.ts'

type LampAction = { kind: 'switch'; on: boolean } | { kind: 'repair'; component: string; repair: string }

/**
 * A lamp with a wandering voltage: small, but with everything a replay has to meet. Its ECU broadcasts, answers at once,
 * answers late by a protocol timer, and has a door whose bytes never reach the bus.
 */
function createLamp(seed: number, { volts = 12, gatewayDelayMs = 0 } = {}) {
  const bus = createCanBus()
  let tick = 0
  let isOn = false
  let wearV = 0
  let lateAnswer: { dueMs: number; value: number } | undefined
  const port = bus.attach('lamp', (frame, nowMs) => {
    // What is due comes first, however late the host serves us: else a second question would take the first one's answer.
    answerLate(nowMs)
    if (frame.id === 0x7e0)
      port.send({ id: 0x7e8, isExtended: false, data: Uint8Array.of(isOn ? 1 : 0, tick & 0xff) }, nowMs)
    if (frame.id === 0x7e1) lateAnswer = { dueMs: nowMs + 35, value: Math.round(wearV * 100) & 0xff }
  })

  function answerLate(nowMs: number): void {
    if (lateAnswer === undefined || nowMs < lateAnswer.dueMs) return
    port.send({ id: 0x7e9, isExtended: false, data: Uint8Array.of(lateAnswer.value) }, nowMs)
    lateAnswer = undefined
  }

  const station: Station<LampAction, { isOn: boolean }> = {
    model: {
      id: 'lamp',
      name: { kk: 'шам', ru: 'лампа', zh: '灯', en: 'lamp' },
      stepMs: 10,
      points: [],
      components: [],
    },
    get tick() {
      return tick
    },
    step() {
      tick++
      if (isOn) wearV += unitRandom(seed, tick, 0) * 0.01
      if (tick % 10 === 0)
        port.send({ id: 0x100, isExtended: false, data: Uint8Array.of(Math.round(wearV * 100) & 0xff) }, 0)
    },
    service: answerLate,
    act(action) {
      if (action.kind !== 'switch') return { kind: 'refused', reason: 'nothingToRepair' }
      isOn = action.on
      port.send({ id: 0x101, isExtended: false, data: Uint8Array.of(isOn ? 1 : 0) }, 0)
      return { kind: 'done' }
    },
    measure: () => ({ kind: 'reading', reading: { value: isOn ? volts - wearV : 0, unit: 'V' } }),
    view: () => ({ isOn }),
    stateHash: () => `${tick} ${isOn} ${wearV}`,
  }

  function connectDoip(side: DoorSide): Connection {
    const outbox = createOutbox((bytes) => side.send(bytes), gatewayDelayMs)
    const addresses = { sourceAddress: 0x1000, targetAddress: 0x0e80 }
    return {
      receive(bytes, nowMs) {
        outbox.service(nowMs)
        outbox.during(() => {
          outbox.say(encodeDoip({ kind: 'diagnosticAck', ...addresses, code: 0, previous: bytes }))
          const data = Uint8Array.of(...bytes, isOn ? 1 : 0)
          outbox.answer(encodeDoip({ kind: 'diagnosticMessage', ...addresses, data }), nowMs)
        })
      },
      service: outbox.service,
      close: outbox.end,
    }
  }
  function intervene(event: 'injected' | 'cleared'): void {
    wearV += event === 'injected' ? 3 : -3
  }
  return { station, bus, senders: new Set(['lamp']), connectDoip, intervene } satisfies ReplayStation<
    LampAction,
    unknown
  >
}

const WHAT = [
  'on',
  'off',
  'repair',
  'measure',
  'ask',
  'askLate',
  'doip',
  'unplug',
  'fast',
  'slow',
  'asleep',
  'injected',
  'cleared',
] as const

type Deed = {
  atMs: number
  what: (typeof WHAT)[number]
}

/** Runs a lamp as a host does, every few milliseconds of wall time, and records everything. */
function recorded(
  seed: number,
  deeds: readonly Deed[],
  { durationMs = 1500, gatewayDelayMs = 0, lastDeeds = [] as readonly Deed['what'][] } = {},
): readonly EvidenceRecord[] {
  const { station, bus, connectDoip, intervene } = createLamp(seed, { gatewayDelayMs })
  const parts: Uint8Array[] = []
  const log = createEvidenceLog({ write: (part) => void parts.push(part.slice()) })
  let wallMs = 0
  const at = () => ({ tick: station.tick, stationMs: station.tick * 10, wallMs })
  const record = (content: object) => log.record({ ...content, ...at() } as RunningEvidence)
  bus.record(({ id, isExtended, data }, sender) => record({ kind: 'frame', sender, id, isExtended, data: toHex(data) }))
  const clock = createPaceClock({
    stepMs: 10,
    wallMs,
    onSegment: ({ pace, ...times }) => log.record({ kind: 'pace', pace, tick: station.tick, ...times }),
  })
  const tool = bus.attach('elm327 1', () => {})
  const door = plugNoted({
    side: { send: () => {}, close: () => {} },
    nowMs: 0,
    plug: connectDoip,
    note: (event, bytes) => record({ kind: 'doorTraffic', door: 'doip', connection: 0, event, data: toHex(bytes) }),
  })
  const measurement: Measurement = { instrument: 'voltmeter', red: 'a', black: 'b' }
  const act = (action: LampAction) => record({ kind: 'action', by: 'dana', action, outcome: station.act(action) })

  function change(event: 'injected' | 'cleared'): void {
    intervene(event)
    record({ kind: 'intervention', by: 'erlan', event, number: 0 })
  }

  function perform(what: Deed['what']): void {
    if (what === 'on' || what === 'off') act({ kind: 'switch', on: what === 'on' })
    else if (what === 'repair') act({ kind: 'repair', component: 'lamp', repair: 'replace' })
    else if (what === 'measure')
      record({ kind: 'measurement', by: 'dana', measurement, outcome: station.measure(measurement) })
    else if (what === 'ask' || what === 'askLate')
      tool.send({ id: what === 'ask' ? 0x7e0 : 0x7e1, isExtended: false, data: new Uint8Array(1) }, wallMs)
    else if (what === 'doip') door.receive(Uint8Array.of(0x22), wallMs)
    else if (what === 'unplug') door.close()
    else if (what === 'injected' || what === 'cleared') change(what)
    else if (what === 'fast' || what === 'slow') clock.setPace(what === 'fast' ? 10 : 1, wallMs)
    else wallMs += 2000
  }

  const waiting = [...deeds].sort((a, b) => a.atMs - b.atMs)
  for (let sinceMs = 0; sinceMs < durationMs; sinceMs += 4, wallMs += 4) {
    for (let due = clock.dueSteps(wallMs); due > 0; due--) {
      station.step()
      station.service(wallMs)
    }
    station.service(wallMs)
    door.service(wallMs)
    while (waiting.length > 0 && waiting[0].atMs <= sinceMs) perform((waiting.shift() as Deed).what)
    if (sinceMs % 200 === 0) record({ kind: 'view', view: station.view(), stateHash: station.stateHash() })
  }
  // A station ends between two turns of its host, whatever its timers still have to say.
  for (const what of lastDeeds) perform(what)
  log.seal({ ...at(), reason: 'cancelledByTrainee', truth: [], stateHash: station.stateHash() })
  return readEvidence(new Uint8Array(Buffer.concat(parts))).records
}

const DEEDS: Deed[] = [
  { atMs: 40, what: 'on' },
  { atMs: 60, what: 'ask' },
  { atMs: 100, what: 'askLate' },
  { atMs: 120, what: 'measure' },
  { atMs: 200, what: 'fast' },
  { atMs: 300, what: 'askLate' },
  { atMs: 420, what: 'doip' },
  { atMs: 500, what: 'slow' },
  { atMs: 530, what: 'injected' },
  { atMs: 560, what: 'asleep' },
  { atMs: 700, what: 'repair' },
  { atMs: 900, what: 'off' },
  { atMs: 1000, what: 'measure' },
]

const SEED = 7
const whole = recorded(SEED, DEEDS)

/** The recording with one record of a kind changed. */
function changed<Kind extends EvidenceRecord['kind']>(
  kind: Kind,
  nth: number,
  change: (record: EvidenceRecord & { kind: Kind }) => object,
): EvidenceRecord[] {
  const indexes = whole.flatMap((record, index) => (record.kind === kind ? [index] : []))
  const at = indexes.at(nth)
  assert(at !== undefined)
  const record = whole[at] as EvidenceRecord & { kind: Kind }
  return whole.with(at, { ...record, ...change(record) } as EvidenceRecord) as EvidenceRecord[]
}

test('a recording replays without a difference, through waiting, fast station time and a host that slept', () => {
  const { difference, comparedCount, ticks } = replay(createLamp(SEED), whole)
  assert.equal(difference, undefined)
  assert.equal(ticks, whole[whole.length - 1].tick)
  assert(comparedCount > 40)
  for (const kind of ['frame', 'action', 'measurement', 'doorTraffic', 'view', 'pace', 'intervention', 'closed']) {
    assert(
      whole.some((record) => record.kind === kind),
      kind,
    )
  }
})

test('another seed, another car: the first difference is told with its place', () => {
  const { difference } = replay(createLamp(SEED + 1), whole)
  assert(difference)
  assert.equal(whole[difference.index].tick, difference.tick)
  assert.notEqual(difference.recorded, difference.replayed)
  const measured = replay(createLamp(SEED, { volts: 24 }), whole).difference
  assert.equal(measured?.what, 'reading')
})

test('whatever was changed in the recording shows: a frame, an outcome, a reading, a hash, bytes at a door', () => {
  for (const [tampered, what] of [
    [changed('frame', 3, () => ({ data: 'FF' })), 'sent'],
    [changed('action', 0, () => ({ outcome: { kind: 'refused', reason: 'no' } })), 'outcome'],
    [changed('measurement', 0, () => ({ outcome: { kind: 'reading', reading: { value: 5, unit: 'V' } } })), 'reading'],
    [changed('view', -1, () => ({ stateHash: 'another' })), 'stateHash'],
    [changed('doorTraffic', 2, ({ data }) => ({ data: `${data.slice(0, -2)}00` })), 'sent'],
  ] as const) {
    assert.equal(replay(createLamp(SEED), tampered).difference?.what, what)
  }
})

test('what an instructor did to the station is done again, and shows where it is not', () => {
  const none = { ...createLamp(SEED), intervene: () => {} }
  assert.equal(replay(none, whole).difference?.what, 'sent')
  const { intervene, ...unable } = createLamp(SEED)
  assert(intervene)
  const { difference } = replay(unable, whole)
  assert.deepEqual([difference?.what, difference?.recorded], ['failure', 'intervention'])
})

test('an action, a request of a tool or an answer of the car that was taken out shows', () => {
  const without = (isIt: (record: EvidenceRecord) => boolean) => whole.toSpliced(whole.findIndex(isIt), 1)
  const noAction = replay(
    createLamp(SEED),
    without(({ kind }) => kind === 'action'),
  )
  assert.equal(noAction.difference?.what, 'sent')
  const noRequest = replay(
    createLamp(SEED),
    without((record) => record.kind === 'frame' && record.sender === 'elm327 1'),
  )
  assert(noRequest.difference)
  const noAnswer = replay(
    createLamp(SEED),
    without((record) => record.kind === 'frame' && record.id === 0x7e8),
  )
  assert(noAnswer.difference)
  const noLast = whole.toSpliced(
    whole.findLastIndex((record) => record.kind === 'frame'),
    1,
  )
  assert.equal(replay(createLamp(SEED), noLast).difference?.what, 'extra')
})

/** As a restarted host closes what it finds: with the reason, and without a state that nobody knows any more. */
function recovered(records: readonly EvidenceRecord[]): EvidenceRecord[] {
  const { tick, stationMs, wallMs } = records[records.length - 1]
  return [...records, { kind: 'closed', tick, stationMs, wallMs, reason: 'serverStopped' }]
}

test('an attempt that was cut anywhere replays up to its last record, and so it does when it was recovered', () => {
  for (const recording of [whole, recorded(SEED, DEEDS, { gatewayDelayMs: 14 })]) {
    for (let length = 1; length < recording.length; length++) {
      const cut = recording.slice(0, length)
      assert.equal(replay(createLamp(SEED), cut).difference, undefined, `${length} records`)
      assert.equal(replay(createLamp(SEED), recovered(cut)).difference, undefined, `${length} records, recovered`)
    }
  }
})

test('an attempt that was recovered still shows what was taken out of it, but for its last moment', () => {
  const recording = recorded(SEED, [{ atMs: 100, what: 'doip' }], { gatewayDelayMs: 14 })
  const unanswered = recording.slice(0, -1).filter((record) => record.kind !== 'doorTraffic' || record.event !== 'sent')
  assert.equal(replay(createLamp(SEED), recovered(unanswered)).difference?.what, 'extra')
})

/** What happens in one turn of the host, often with the deeds that meet there only when it is slow. */
const turns = fc.array(
  fc.record({
    atMs: fc.nat(1000),
    what: fc.oneof(
      fc.array(fc.constantFrom(...WHAT), { minLength: 1, maxLength: 3 }),
      fc.shuffledSubarray<Deed['what']>(['doip', 'askLate', 'asleep', 'measure', 'unplug'], { minLength: 2 }),
    ),
  }),
  { maxLength: 15 },
)

test('whatever people and tools did, and whenever, it replays; when it ended in the middle too', () => {
  fc.assert(
    fc.property(fc.nat(), turns, fc.array(fc.constantFrom(...WHAT), { maxLength: 4 }), (...given) => {
      const [seed, list, lastDeeds] = given
      const deeds = list.flatMap(({ atMs, what }) => what.map((one) => ({ atMs, what: one })))
      const gatewayDelayMs = (seed % 3) * 7
      const recording = recorded(seed, deeds, { durationMs: 1100, gatewayDelayMs, lastDeeds })
      assert.equal(replay(createLamp(seed), recording).difference, undefined)
      const cut = recovered(recording.slice(0, 1 + (seed % (recording.length - 1))))
      assert.equal(replay(createLamp(seed), cut).difference, undefined)
    }),
    { numRuns: 60 },
  )
})

test('what a gateway kept when its tool left is not missed, however long its host had slept', () => {
  for (const turn of [
    ['doip', 'asleep', 'unplug'],
    ['doip', 'asleep', 'measure', 'asleep', 'unplug'],
  ] as const) {
    const recording = recorded(
      SEED,
      turn.map((what) => ({ atMs: 400, what })),
      { gatewayDelayMs: 14 },
    )
    const sent = recording.filter((record) => record.kind === 'doorTraffic' && record.event === 'sent')
    assert.equal(sent.length, 1, 'the acknowledgement left, the answer did not')
    assert.equal(replay(createLamp(SEED), recording).difference, undefined)
  }
})

test('what a gateway kept when its tool left is not missed, and what it sent before is', () => {
  const deeds: Deed[] = [
    { atMs: 100, what: 'doip' },
    { atMs: 1200, what: 'doip' },
    { atMs: 1204, what: 'unplug' },
  ]
  const recording = recorded(SEED, deeds, { gatewayDelayMs: 14 })
  const sentCount = recording.filter((record) => record.kind === 'doorTraffic' && record.event === 'sent').length
  assert.equal(sentCount, 3) // Two acknowledgements and one answer.
  assert.equal(replay(createLamp(SEED), recording).difference, undefined)
  const firstAnswer = recording.findIndex((record) => record.kind === 'doorTraffic' && record.data.includes('8001'))
  assert.equal(replay(createLamp(SEED), recording.toSpliced(firstAnswer, 1)).difference?.what, 'extra')
})

test('an answer by a timer may fall on either side of a broadcast', () => {
  for (let atMs = 0; atMs < 200; atMs += 4) {
    const deeds: Deed[] = [
      { atMs, what: 'fast' },
      { atMs: atMs + 8, what: 'askLate' },
      { atMs: atMs + 20, what: 'asleep' },
      { atMs: atMs + 40, what: 'askLate' },
    ]
    assert.equal(
      replay(createLamp(SEED), recorded(SEED, deeds, { durationMs: 600 })).difference,
      undefined,
      `${atMs} ms`,
    )
  }
})

test('a recording from elsewhere ends in a difference, never in a hang or a throw', () => {
  const opaque = { ...createLamp(SEED) }
  opaque.station.act = () => {
    throw new Error('no such action')
  }
  assert.equal(replay(opaque, whole).difference?.what, 'failure')
  const far = changed('view', 2, () => ({ tick: 1e15 }))
  assert.equal(replay(createLamp(SEED), far).difference?.what, 'failure')
  const back = changed('view', 2, () => ({ tick: 0 }))
  assert.equal(replay(createLamp(SEED), back).difference?.what, 'tick')
})

test('the candump of an attempt holds its frames, one a line, at the time of day', () => {
  const startedAtMs = 1_795_000_000_000
  const opened = {
    kind: 'opened',
    tick: 0,
    stationMs: 0,
    wallMs: 0,
    attempt: 'a',
    exercise: 'e',
    exerciseVersion: 1,
    mode: 'practice',
    model: 'lamp',
    stepMs: 10,
    seed: SEED,
    startedAtMs,
    versions: {},
  } as const
  const lines = candumpOf([opened, ...whole])
    .trimEnd()
    .split('\n')
  const frames = whole.filter((record) => record.kind === 'frame')
  assert.equal(lines.length, frames.length)
  for (const [i, line] of lines.entries()) {
    const parsed = parseCandump(line)
    assert(typeof parsed !== 'string' && 'frame' in parsed)
    assert.deepEqual([parsed.frame.id, toHex(parsed.frame.data)], [frames[i].id, frames[i].data])
    assert(Math.abs(parsed.timeMs - startedAtMs - frames[i].wallMs) < 0.001)
  }
})
