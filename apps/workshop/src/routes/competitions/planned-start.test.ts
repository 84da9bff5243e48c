/** A start that is set ahead, through HTTP, on both databases: nobody before it, all at it, changed, called off, missed. */
import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { DARK_LAMP } from '../../stations/testing/dark-lamp.ts'
import { testStations, testStationsOnBoth } from '../../stations/testing/test-stations.ts'
import type { Json, TestWorkshop } from '../../stations/testing/test-workshop.ts'

const HOUR_MS = 3_600_000

/** A clock that stands still until it is moved. */
function standingClock() {
  let nowMs = Date.parse('2026-11-23T09:00:00Z')
  return {
    now: () => new Date(nowMs),
    move: (ms: number) => {
      nowMs += ms
    },
    /** So far ahead. */
    in: (ms: number) => new Date(nowMs + ms).toISOString(),
  }
}

type Clock = ReturnType<typeof standingClock>

type Run = (workshop: TestWorkshop, clock: Clock) => Promise<void>

function testClock(sentence: string, run: Run, on = testStations): void {
  const clock = standingClock()
  on(sentence, (workshop) => run(workshop, clock), { now: clock.now })
}

const testClockOnBoth = (sentence: string, run: Run) => testClock(sentence, run, testStationsOnBoth)

async function open({ post, actors }: TestWorkshop, startsAt: string | null, names = ['ana', 'bo']): Promise<string> {
  const teams = names.map((name) => ({ name, memberIds: [actors.get(name)?.userId ?? ''] }))
  const body = { title: 'Spring cup', exerciseId: DARK_LAMP.id, limitMin: 20, teams, startsAt }
  const opened = await post('dana', '/api/competitions', body)
  assert.equal(opened.status, 200, JSON.stringify(opened.body))
  return `/api/competitions/${opened.body.id}`
}

const outcomes = ({ teams }: Json) => teams.map(({ outcome }: Json) => outcome)

/** Who did what to competitions, by the audit log. */
async function audited({ db, actors }: TestWorkshop): Promise<string[]> {
  const rows = await db
    .selectFrom('audit_log')
    .select(['action', 'actor_id'])
    .where('action', 'like', 'competition.%')
    .orderBy('seq')
    .execute()
  const names = new Map([...actors].map(([name, { userId }]) => [userId, name]))
  return rows.map(({ action, actor_id }) => `${names.get(actor_id) ?? actor_id} ${action.slice('competition.'.length)}`)
}

testClock(
  'nobody starts before the time that was set, by hand neither, and all teams at it',
  async (workshop, clock) => {
    const { get, post, attempts, competitionClock } = workshop
    const startsAt = clock.in(HOUR_MS)
    const at = await open(workshop, startsAt)
    clock.move(HOUR_MS - 1)
    await competitionClock.look()
    const before = (await get('bo', at)).body
    assert.deepEqual([before.startsAt, before.now, before.startedAt], [startsAt, clock.in(0), null])
    assert.deepEqual([outcomes(before), attempts.runningCount], [['waiting', 'waiting'], 0])
    assert.equal((await post('dana', `${at}/start`)).body.code, 'COMPETITION_PLANNED')

    clock.move(1)
    await competitionClock.look()
    const after = (await get('dana', at)).body
    assert.deepEqual([after.startedAt, outcomes(after)], [startsAt, ['running', 'running']])
    for (const { attemptId } of after.teams) {
      assert.equal((await get('dana', `/api/attempts/${attemptId}`)).body.startedAt, startsAt)
    }
    const { doors } = (await get('bo', `/api/attempts/${after.teams[1].attemptId}`)).body
    assert(doors.length > 0, 'the team may work')
    assert.deepEqual(await audited(workshop), ['dana create', 'system start'])
  },
)

testClock('the clock of the workshop notices by itself that a start is due', async (workshop, clock) => {
  const at = await open(workshop, clock.in(HOUR_MS), ['ana'])
  clock.move(HOUR_MS)
  while ((await workshop.get('ana', at)).body.teams[0].outcome !== 'running') await wait(5)
})

testClock('the time is changed, taken away, and set anew until the start', async (workshop, clock) => {
  const { get, post, competitionClock } = workshop
  const at = await open(workshop, clock.in(HOUR_MS), ['ana'])
  const plan = async (startsAt: string | null) => (await post('dana', `${at}/plan`, { startsAt })).body
  const later = clock.in(2 * HOUR_MS)
  assert.equal((await plan(later)).startsAt, later)
  clock.move(HOUR_MS)
  await competitionClock.look()
  assert.deepEqual(outcomes((await get('ana', at)).body), ['waiting'])

  assert.equal((await plan(null)).startsAt, null)
  clock.move(HOUR_MS)
  await competitionClock.look()
  assert.deepEqual(outcomes((await get('ana', at)).body), ['waiting'])

  for (const bad of [clock.in(0), clock.in(-1), clock.in(31 * 24 * HOUR_MS), 'tomorrow']) {
    assert.equal((await plan(bad)).code, 'BODY_MALFORMED', bad)
  }
  assert.equal((await post('ana', `${at}/plan`, { startsAt: null })).status, 403)
  assert.deepEqual(outcomes((await post('dana', `${at}/start`)).body), ['running'], 'without a time, by hand')
  assert.equal((await plan(clock.in(HOUR_MS))).code, 'COMPETITION_STARTED_ALREADY')
  assert.equal((await post('dana', `${at}/cancel`)).body.code, 'COMPETITION_STARTED_ALREADY')
  assert.deepEqual(await audited(workshop), ['dana create', 'dana plan', 'dana plan', 'dana start'])
})

testClockOnBoth('what was called off never starts, and its teams see it', async (workshop, clock) => {
  const { get, post, attempts, competitionClock } = workshop
  const at = await open(workshop, clock.in(HOUR_MS))
  assert.equal((await post('bo', `${at}/cancel`)).status, 403)
  const { cancelledAt, startsAt } = (await post('dana', `${at}/cancel`)).body
  assert.deepEqual([cancelledAt, startsAt], [clock.in(0), null])
  clock.move(HOUR_MS)
  await competitionClock.look()
  assert.equal(attempts.runningCount, 0)
  assert.equal((await get('bo', at)).body.cancelledAt, cancelledAt)
  for (const [deed, body] of [['start'], ['cancel'], ['plan', { startsAt: clock.in(HOUR_MS) }]] as const) {
    assert.equal((await post('dana', `${at}/${deed}`, body)).body.code, 'COMPETITION_CANCELLED', deed)
  }
  assert.deepEqual(await audited(workshop), ['dana create', 'dana cancel'])
})

testClock(
  'a start that does not come about is told with its reason, and another can be set',
  async (workshop, clock) => {
    const { get, post, competitionClock } = workshop
    const startsAt = clock.in(HOUR_MS)
    const at = await open(workshop, startsAt)
    const { body } = await post('bo', '/api/attempts', { exerciseId: DARK_LAMP.id, mode: 'practice' })
    const busy = (await get('dana', at)).body.teams.map(({ members: [{ isBusy }] }: Json) => isBusy)
    assert.deepEqual(busy, [false, true], 'seen before it hinders')
    clock.move(HOUR_MS)
    await competitionClock.look()
    const failed = (await get('ana', at)).body
    assert.deepEqual(failed.startProblem, { code: 'COMPETITOR_BUSY', startsAt, person: 'bo' })
    assert.deepEqual([failed.startsAt, failed.startedAt, outcomes(failed)], [null, null, ['waiting', 'waiting']])

    await post('bo', `/api/attempts/${body.id}/cancel`)
    const again = (await post('dana', `${at}/plan`, { startsAt: clock.in(HOUR_MS) })).body
    assert.equal(again.startProblem, null)
    clock.move(HOUR_MS)
    await competitionClock.look()
    assert.deepEqual(outcomes((await get('ana', at)).body), ['running', 'running'])
    assert.deepEqual(await audited(workshop), ['dana create', 'system startFailed', 'dana plan', 'system start'])
  },
)

testClock(
  'a start that the workshop slept through is not made up for when the teams have gone',
  async (workshop, clock) => {
    const { get, attempts, competitionClock } = workshop
    const startsAt = clock.in(HOUR_MS)
    const at = await open(workshop, startsAt, ['ana'])
    clock.move(2 * HOUR_MS)
    await competitionClock.look()
    const { startProblem, startedAt } = (await get('ana', at)).body
    assert.deepEqual([startProblem, startedAt], [{ code: 'COMPETITION_MISSED', startsAt }, null])
    assert.equal(attempts.runningCount, 0)
  },
)

testClockOnBoth('what a server left half started waits again', async (workshop, clock) => {
  const { db, get, competitionClock } = workshop
  const startsAt = clock.in(HOUR_MS)
  const at = await open(workshop, startsAt)
  // As it stands between the mark of the start and the last team's car.
  await db.updateTable('competition').set({ started_at: clock.now() }).execute()
  await competitionClock.recover()
  const { startProblem, startedAt, teams } = (await get('ana', at)).body
  assert.deepEqual([startProblem, startedAt], [{ code: 'COMPETITION_MISSED', startsAt }, null])
  assert.deepEqual(outcomes({ teams }), ['waiting', 'waiting'])
})

testClock(
  'two competitions of one time that share a trainee: the first starts, the second says who is busy',
  async (workshop, clock) => {
    const { get, competitionClock } = workshop
    const startsAt = clock.in(HOUR_MS)
    const first = await open(workshop, startsAt, ['ana', 'bo'])
    clock.move(1)
    const second = await open(workshop, startsAt, ['bo'])
    clock.move(HOUR_MS)
    await competitionClock.look()
    assert.deepEqual(outcomes((await get('ana', first)).body), ['running', 'running'])
    const { startProblem } = (await get('bo', second)).body
    assert.deepEqual([startProblem.code, startProblem.person], ['COMPETITOR_BUSY', 'bo'])
  },
)
