import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCanBus } from '@luban/protocols/can/bus'
import type { EvidenceRecord } from './evidence.ts'
import { segmentsOf } from './replay.ts'
import { createReplayTrack, type TrackEvent, type TrackView } from './replay-track.ts'
import type { ScopeTrace, Station } from './station.ts'

type Action = { kind: 'switch'; on: boolean }

/** A lamp that warms up while it is on: each step shows. */
function createLamp() {
  let tick = 0
  let isOn = false
  let warmth = 0
  const station: Station<Action, object> = {
    model: { id: 'lamp', name: { kk: '', ru: '', zh: '', en: '' }, stepMs: 10, points: [], components: [] },
    get tick() {
      return tick
    },
    step() {
      tick++
      if (isOn) warmth++
    },
    service() {},
    act(action) {
      isOn = action.on
      return { kind: 'done' }
    },
    measure: () => ({ kind: 'reading', reading: { value: warmth, unit: 'V' } }),
    beginScope: () => ({ kind: 'capture', capture: { advance: () => true, trace: () => traceOf(warmth) } }),
    view: () => ({ isOn, warmth }),
    stateHash: () => `${tick} ${isOn} ${warmth}`,
  }
  return { station, bus: createCanBus(), senders: new Set<string>() }
}

function traceOf(volts: number): ScopeTrace {
  const channel = { voltsMin: volts, voltsMax: volts, voltsMean: volts, volts: [volts + 1e-7] }
  return { isTriggered: true, startS: 0, pointS: 1, channels: [channel] }
}

const at = (wallMs: number, tick = wallMs / 10) => ({ wallMs, stationMs: tick * 10, tick })
const SETTINGS = {
  channels: [{ red: 'a', black: 'b' }],
  secondsPerDivision: 1,
  trigger: { channel: 0, edge: 'rising' as const, volts: 1, mode: 'auto' as const },
}
const SEEN = { kind: 'trace' as const, isTriggered: true, channels: [] }
const RECORDS: EvidenceRecord[] = [
  { kind: 'pace', ...at(0), pace: 1 },
  {
    kind: 'action',
    ...at(0),
    by: 'exercise',
    action: { kind: 'switch', on: false } as never,
    outcome: { kind: 'done' },
  },
  { kind: 'action', ...at(1000), by: 'ana', action: { kind: 'switch', on: true } as never, outcome: { kind: 'done' } },
  { kind: 'scope', ...at(1500), by: 'ana', settings: SETTINGS, outcome: SEEN },
  { kind: 'scope', ...at(1600), by: 'ana', settings: SETTINGS, outcome: SEEN },
  { kind: 'pace', ...at(2000), pace: 10 },
  { kind: 'view', ...at(3000, 1200), view: {}, stateHash: '1200 true 1100' },
  { kind: 'closed', ...at(3000, 1200), reason: 'diagnosisStated', stateHash: '1200 true 1100' },
]

function trackOf(records: readonly EvidenceRecord[], lookAt?: number): TrackEvent[] {
  const events: TrackEvent[] = []
  const track = createReplayTrack(createLamp(), {
    segments: segmentsOf(records),
    lookAt,
    emit: (event) => void events.push(structuredClone(event)),
  })
  for (const [index, record] of records.entries()) if (!track.isDone) track.play(record, index)
  track.end()
  return events
}

/** What the last view up to a moment says. */
function viewAt(events: readonly TrackEvent[], wallMs: number): TrackView {
  let view: TrackView = {}
  for (const event of events) {
    if (event.wallMs > wallMs) break
    if (event.kind === 'view') view = event.view
    else if (event.kind === 'change') view = { ...view, ...event.change }
  }
  return view
}

const events = trackOf(RECORDS)

test('what was seen is there at each tenth of a second, at the pace of the station then', () => {
  assert.deepEqual(viewAt(events, 900), { isOn: false, warmth: 0 })
  for (let wallMs = 1100; wallMs <= 1900; wallMs += 100) {
    const { warmth } = viewAt(events, wallMs) as { warmth: number }
    assert(warmth > (wallMs - 1000) / 10 - 11 && warmth <= (wallMs - 1000) / 10, `${warmth} at ${wallMs} ms`)
  }
  const { warmth } = viewAt(events, 2500) as { warmth: number }
  assert(warmth >= 500 && warmth <= 600, `ten times as fast: ${warmth}`)
  const last = events.at(-1)
  assert(last?.kind === 'end')
  assert.deepEqual([last.difference, last.statesCompared, last.wallMs], [null, 2, 3000])
})

test('a car that nothing is seen to change of takes no place, and a long drive keeps whole views to jump to', () => {
  assert.equal(events.filter(({ kind, wallMs }) => wallMs > 100 && wallMs < 1000 && kind !== 'told').length, 0)
  const drive = trackOf([
    RECORDS[0],
    { ...RECORDS[2], ...at(0) } as EvidenceRecord,
    { ...RECORDS[7], ...at(30_000) } as EvidenceRecord,
  ])
  assert(drive.filter(({ kind }) => kind === 'view').length >= 3)
})

test('what the trainee did is told, what the exercise prepared is not; a scope that runs is looked through once a second', () => {
  const told = events.flatMap((event) => (event.kind === 'told' ? [`${event.index} ${event.record.kind}`] : []))
  assert.deepEqual(told, ['2 action', '3 scope', '4 scope', '7 closed'])
  const traces = events.flatMap((event) => (event.kind === 'trace' ? [event] : []))
  assert.deepEqual(
    traces.map(({ index }) => index),
    [3],
  )
  assert.deepEqual(traces[0].trace.channels[0].volts, [50])
})

test('a look with other settings is told however soon it came, and any other is when it is asked for', () => {
  const other = { ...SETTINGS, secondsPerDivision: 2 }
  const records = RECORDS.toSpliced(
    5,
    0,
    { kind: 'scope', ...at(1700), by: 'ana', settings: other, outcome: SEEN },
    { kind: 'scope', ...at(1750), by: 'ana', settings: other, outcome: SEEN },
    { kind: 'scope', ...at(1800), by: 'ana', settings: SETTINGS, outcome: SEEN },
  )
  const told = (events: readonly TrackEvent[]) =>
    events.flatMap((event) => (event.kind === 'trace' ? [[event.index, event.trace.channels[0].volts[0]]] : []))
  const looks = told(trackOf(records))
  assert.deepEqual(looks, [
    [3, 50],
    [5, 70],
    [7, 80],
  ])
  const asked = trackOf(records, 4)
  assert.deepEqual([told(asked), asked.map(({ kind }) => kind)], [[[4, 60]], ['trace', 'end']])
  assert.deepEqual(told(trackOf(records, 6)), [[6, 75]])
  assert.deepEqual(told(trackOf(records, 3)), looks.slice(0, 1), 'the same curve as in the whole')
  assert.deepEqual(told(trackOf(records, 2)), [], 'no look')
})

test('after hundreds of looks other settings still have their own', () => {
  const many = Array.from(
    { length: 400 },
    (_, i): EvidenceRecord => ({
      ...{ kind: 'scope', ...at(3000 + 2000 * i), by: 'ana', outcome: SEEN },
      settings: i < 399 ? SETTINGS : { ...SETTINGS, secondsPerDivision: 5 },
    }),
  )
  const traces = trackOf([RECORDS[0], ...many]).filter(({ kind }) => kind === 'trace')
  assert.equal(traces.length, 302)
  assert(traces[301].kind === 'trace' && traces[301].index === 400)
})

test('a station that comes to another state says where first, and what it does not know ends it without a throw', () => {
  const other = RECORDS.with(6, { ...RECORDS[6], stateHash: 'another' } as EvidenceRecord)
  const end = trackOf(other).at(-1)
  assert(end?.kind === 'end')
  assert.deepEqual([end.difference?.what, end.difference?.index], ['stateHash', 6])
  const strange = RECORDS.with(2, { ...RECORDS[2], action: null } as never)
  const broken = trackOf(strange).at(-1)
  assert(broken?.kind === 'end' && broken.difference?.what === 'failure')
})
