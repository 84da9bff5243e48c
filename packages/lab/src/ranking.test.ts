import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Assessment } from './assessment.ts'
import { PENALTY_KZT, REMARK_MIN, standingsOf, type TeamResult } from './ranking.ts'

const MIN = 60_000

function team(
  minutes: number,
  { found = true, cured = true, needlessKzt = 0, remarkCount = 0, stopped = false } = {},
): TeamResult {
  const reason = (code: string, parameters = {}) => ({ code, parameters })
  const criterion = (kind: string, points: number, reasons: object[]) => ({
    ...{ id: kind, kind, pointsMax: 10, points, reasons, evidence: [] },
  })
  const parts =
    needlessKzt > 0
      ? [reason('needlessPart', { priceKzt: needlessKzt }), reason('needlessPartsTotal', { priceKzt: needlessKzt })]
      : []
  const assessment = {
    criteria: [
      criterion('causeFound', found ? 10 : 0, []),
      criterion('needlessParts', 5, parts),
      criterion('recheck', 0, [reason(cured ? 'cured' : 'notCured')]),
    ],
    gate: {
      isPassed: !stopped,
      hazards: [],
      remarks: Array.from({ length: remarkCount }, (_, index) => ({ remark: 'mat', index })),
    },
  } as unknown as Assessment
  return {
    status: stopped ? 'stopped' : 'submitted',
    workedMs: minutes * MIN,
    assessment: stopped ? undefined : assessment,
  }
}

const placesOf = (...teams: TeamResult[]) => standingsOf(teams).map(({ place }) => place)

test('the faster team wins, but needless parts cost time', () => {
  assert.deepEqual(placesOf(team(30), team(20)), [2, 1])
  assert.deepEqual(placesOf(team(30), team(20, { needlessKzt: 11 * PENALTY_KZT })), [1, 2])
  const [standing] = standingsOf([team(20, { needlessKzt: 11 * PENALTY_KZT })])
  assert.deepEqual([standing.needlessKzt, standing.countedMs], [11 * PENALTY_KZT, 31 * MIN])
})

test('each remark about safety costs more than the seconds that were won by it', () => {
  const careless = team(20, { remarkCount: 9 })
  assert.deepEqual(placesOf(careless, team(64), team(66)), [2, 1, 3])
  assert.deepEqual(placesOf(careless, team(59, { found: false })), [1, 2], 'and no more: the car runs again')
  const [{ remarkCount, workedMs, countedMs }] = standingsOf([careless])
  assert.deepEqual([remarkCount, workedMs, countedMs], [9, 20 * MIN, (20 + 9 * REMARK_MIN) * MIN])
  const [both] = standingsOf([team(20, { remarkCount: 1, needlessKzt: PENALTY_KZT })])
  assert.equal(both.countedMs, (21 + REMARK_MIN) * MIN)
})

test('whoever solved it comes before whoever did not, however slow; finding without repairing is not solving', () => {
  assert.deepEqual(placesOf(team(5, { found: false }), team(6, { cured: false }), team(59)), [2, 3, 1])
})

test('a team that was stopped for safety is last, whatever it had done', () => {
  assert.deepEqual(
    placesOf(team(1, { stopped: true }), team(59, { found: false }), team(2, { stopped: true })),
    [2, 1, 2],
  )
})

test('equal teams share a place, and whoever works or went away has none', () => {
  const running: TeamResult = { status: 'running', workedMs: MIN, assessment: undefined }
  const gone: TeamResult = { status: 'cancelled', workedMs: MIN, assessment: undefined }
  const waiting: TeamResult = { status: undefined, workedMs: 0, assessment: undefined }
  assert.deepEqual(placesOf(team(10), team(10), team(11), running, gone, waiting), [1, 1, 3, null, null, null])
  assert.deepEqual(
    standingsOf([running, gone, waiting]).map(({ outcome }) => outcome),
    ['running', 'ended', 'waiting'],
  )
})

test('the order in which teams are told changes no place', () => {
  const any = fc.record({
    minutes: fc.nat(60),
    found: fc.boolean(),
    stopped: fc.boolean(),
    needlessKzt: fc.nat(50_000),
    remarkCount: fc.nat(11),
  })
  fc.assert(
    fc.property(fc.array(any, { maxLength: 8 }), (given) => {
      const teams = given.map(({ minutes, ...rest }) => team(minutes, rest))
      assert.deepEqual(placesOf(...teams.toReversed()), placesOf(...teams).toReversed())
    }),
  )
})
