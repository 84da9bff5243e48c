import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCamTooth, isCrankTooth } from './wheels.ts'

/** Degrees of a cycle, a tenth apart, at which a level rises. */
function risingEdges(isTooth: (deg: number) => boolean): number[] {
  const edges: number[] = []
  for (let tenth = 0; tenth < 7200; tenth++)
    if (isTooth(tenth / 10) && !isTooth(((tenth + 7199) % 7200) / 10)) edges.push(tenth / 10)
  return edges
}

test('the crank wheel shows 58 teeth a turn and one gap of three', () => {
  const edges = risingEdges(isCrankTooth)
  assert.equal(edges.length, 116)
  const gaps = edges.map((edge, i) => Math.round((edges[(i + 1) % 116] - edge + 720) % 720))
  assert.equal(gaps.filter((gap) => gap === 6).length, 114)
  assert.equal(gaps.filter((gap) => gap === 18).length, 2)
})

test('the cam wheel tells the turn of the crank: no two of its teeth look the same half a cycle apart', () => {
  assert.equal(risingEdges((deg) => isCamTooth(deg, 0)).length, 4)
  const differs = Array.from({ length: 360 }, (_, deg) => isCamTooth(deg, 0) !== isCamTooth(deg + 360, 0))
  assert(differs.filter(Boolean).length > 60)
})

test('a cam that lags by 12 degrees shows its edges 12 degrees later, against the same crank', () => {
  const sound = risingEdges((deg) => isCamTooth(deg, 0))
  const late = risingEdges((deg) => isCamTooth(deg, -12))
  for (const [i, edge] of late.entries()) assert(Math.abs(edge - sound[i] - 12) < 0.2)
})
