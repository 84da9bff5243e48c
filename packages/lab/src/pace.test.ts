import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createPaceClock, type PaceSegment, stationMsAt, wallMsAt } from './pace.ts'

const STEP_MS = 10

function clock(pace = 1, catchUpMs = 250) {
  const segments: PaceSegment[] = []
  return {
    segments,
    ...bind(createPaceClock({ stepMs: STEP_MS, wallMs: 0, pace, catchUpMs, onSegment: (s) => segments.push(s) })),
  }
}

const bind = (made: ReturnType<typeof createPaceClock>) => ({ made })

test('at pace 1 the steps add up to the wall time, however long the host sleeps between them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 200 }), (sleepsMs) => {
      const { made, segments } = clock()
      let wallMs = 0
      let steps = 0
      for (const sleepMs of sleepsMs) {
        wallMs += sleepMs
        steps += made.dueSteps(wallMs)
      }
      assert.equal(steps, Math.floor(wallMs / STEP_MS))
      assert.equal(segments.length, 1)
    }),
  )
})

test('steps follow the pace, through every change of it', () => {
  const { made } = clock()
  assert.equal(made.dueSteps(100), 10)
  made.setPace(20, 100)
  assert.equal(made.dueSteps(200), 200)
  made.setPace(0, 200)
  assert.equal(made.dueSteps(100_000), 0)
  made.setPace(1, 100_000)
  assert.equal(made.dueSteps(100_050), 5)
  assert.equal(made.stationMsAt(100_050), 2150)
})

test('a host that slept does not run a burst: the lost time is a segment of its own', () => {
  const { made, segments } = clock(2)
  assert.equal(made.dueSteps(100), 20)
  assert.equal(made.dueSteps(3_600_100), 50) // 250 ms of catching up at pace 2.
  assert.deepEqual(segments, [
    { wallMs: 0, stationMs: 0, pace: 2 },
    { wallMs: 3_600_100, stationMs: 700, pace: 2 },
  ])
  assert.equal(made.dueSteps(3_600_110), 2)
})

type Life = readonly { readonly sleepMs: number; readonly pace?: number | undefined }[]

const lives: fc.Arbitrary<Life> = fc.array(
  fc.record({
    sleepMs: fc.integer({ min: 0, max: 2000 }),
    pace: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 40 },
)

function live(life: Life) {
  const { made, segments } = clock()
  let wallMs = 0
  let steps = 0
  const moments: { wallMs: number; steps: number }[] = []
  for (const { sleepMs, pace } of life) {
    wallMs += sleepMs
    const due = made.dueSteps(wallMs)
    assert(due >= 0 && due <= Math.max(1, (250 * made.pace) / STEP_MS))
    steps += due
    moments.push({ wallMs, steps })
    if (pace !== undefined) made.setPace(pace, wallMs)
  }
  return { segments, moments }
}

test('whatever the host does, steps are whole, never taken back, and the recorded segments tell their time', () => {
  fc.assert(
    fc.property(lives, (life) => {
      const { segments, moments } = live(life)
      for (const { wallMs, steps } of moments) {
        // At the moment of a change both segments hold; before it only the one that was known then.
        const known = segments.filter((segment) => segment.wallMs <= wallMs)
        assert(stationMsAt(known, wallMs) >= steps * STEP_MS - 1e-6)
        assert(stationMsAt(known, wallMs) < (steps + 1) * STEP_MS + 1e-6)
      }
    }),
  )
})

test('the wall time of a step maps back to its station time', () => {
  fc.assert(
    fc.property(lives, (life) => {
      const { segments, moments } = live(life)
      const steps = moments[moments.length - 1].steps
      let lastMs = 0
      for (let step = 1; step <= steps; step += 7) {
        const wallMs = wallMsAt(segments, step * STEP_MS)
        assert(wallMs >= lastMs - 1e-6)
        lastMs = wallMs
        assert(stationMsAt(segments, wallMs) >= step * STEP_MS - 1e-6)
      }
    }),
  )
})
