import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { countUntil, createTrack } from './track.ts'

const LINES = [
  { kind: 'view', wallMs: 0, stationMs: 0, pace: 1, view: { power: 'off', speedKmh: 0 } },
  { kind: 'told', wallMs: 500, stationMs: 500, index: 4, record: { kind: 'action', action: { kind: 'start' } } },
  { kind: 'change', wallMs: 600, stationMs: 600, pace: 1, change: { power: 'on' } },
  { kind: 'trace', wallMs: 700, stationMs: 700, index: 5, trace: {} },
  { kind: 'change', wallMs: 900, stationMs: 900, pace: 20, change: { speedKmh: 9 } },
  { kind: 'end', wallMs: 1000, stationMs: 2900, difference: null },
]
const text = LINES.map((line) => `${JSON.stringify(line)}\n`).join('')

test('a track that came in pieces, cut anywhere, tells the same at every moment', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), fc.nat(1200), (cuts, atMs) => {
      const track = createTrack()
      const places = [0, ...cuts.sort((a, b) => a - b), text.length]
      for (let i = 1; i < places.length; i++) track.push(text.slice(places[i - 1], places[i]))
      const view = track.seenAt(atMs)?.view
      assert.deepEqual(view, { power: atMs >= 600 ? 'on' : 'off', speedKmh: atMs >= 900 ? 9 : 0 })
      assert.deepEqual([track.told.length, track.traces.length, track.endMs, track.isWhole], [1, 1, 1000, true])
    }),
  )
})

test('a curve that was asked for later stands at its time, once', () => {
  const track = createTrack()
  track.push(text)
  const look = (index: number, wallMs: number) => ({ index, wallMs, trace: { isTriggered: true } as never })
  for (const one of [look(9, 950), look(3, 400), look(9, 950)]) track.addTrace(one)
  assert.deepEqual(
    track.traces.map(({ index }) => index),
    [3, 5, 9],
  )
})

test('a track that breaks off is not whole, and one whose car was another says so', () => {
  const track = createTrack()
  track.push(text.slice(0, -20))
  assert.equal(track.isWhole, false)
  const other = createTrack()
  other.push(`${JSON.stringify({ ...LINES[5], difference: { tick: 77 } })}\n`)
  assert.equal(other.differsAtStep, 77)
})

test('a moment of station time is found on the clock of the wall, at the pace that held then', () => {
  const track = createTrack()
  track.push(text)
  assert.deepEqual([0, 450, 900, 1900].map(track.wallMsAt), [0, 450, 900, 950])
})

test('what is not after a moment is counted', () => {
  const list = [0, 10, 10, 30].map((wallMs) => ({ wallMs }))
  assert.deepEqual(
    [-1, 0, 9, 10, 29, 30, 99].map((atMs) => countUntil(list, atMs)),
    [0, 1, 1, 3, 3, 4, 4],
  )
})

test('the guidance of a moment is the last that was told by then, and the first before any', () => {
  const own = { kk: 'a', ru: 'a', zh: 'a', en: 'a' }
  const track = createTrack({ measure: own })
  assert.equal(track.guideAt(0), undefined)
  for (const [wallMs, next] of [
    [3, 'observe'],
    [500, 'readCodes'],
  ]) {
    track.push(`${JSON.stringify({ kind: 'guide', wallMs, stationMs: wallMs, progress: { steps: [], next } })}\n`)
  }
  assert.deepEqual(
    [0, 3, 499, 500, 9000].map((atMs) => track.guideAt(atMs)?.next),
    ['observe', 'observe', 'observe', 'readCodes', 'readCodes'],
  )
  assert.deepEqual(track.guideAt(0)?.hints, { measure: own })
  assert.equal(track.guideAt(600), track.guideAt(700), 'the same object while nothing changes')
})
