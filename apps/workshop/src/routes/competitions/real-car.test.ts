/** A competition of real cars through HTTP, on both databases: four at one car, and what they spent and left out counts. */
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { PENALTY_KZT, REMARK_MIN } from '@luban/lab'
import { loadContent } from '../../content.ts'
import { testStations } from '../../stations/testing/test-stations.ts'
import type { Json } from '../../stations/testing/test-workshop.ts'
import { CARS } from '../../worlds.ts'
import { join } from './testing/join.ts'

const content = loadContent(fileURLToPath(new URL('../../../../../content', import.meta.url)), CARS.knownStations)
const found = content.exercises.find(({ id }) => id === 'it-does-not-move-off')
assert(found !== undefined)
const { cases: _, ...exercise } = found
const CAUSE = { component: 'fuseBms', failureMode: 'blown' }
const MIN = 60_000
/** All that must be done before a hand goes to the service disconnect, and nothing of what should. */
const SECURING = [
  { kind: 'barrier', on: true },
  { kind: 'takeKeyAway' },
  { kind: 'gloves', on: true },
  { kind: 'battery12V', connected: false },
]

testStations(
  'four at one car: who is first with a needless battery or without precautions comes behind who was careful',
  async (workshop) => {
    const { get, post, actors } = workshop
    await join(workshop, 'cem', 'dilnaz', 'eset', 'farida', 'galym', 'hua')
    const team = (...members: string[]) => ({
      name: members[0],
      memberIds: members.map((one) => actors.get(one)?.userId),
    })
    const open = (...teams: object[]) =>
      post('dana', '/api/competitions', { title: 'Cup', exerciseId: exercise.id, limitMin: 60, teams })

    const five = await open(team('ana', 'cem', 'dilnaz', 'eset', 'farida'))
    assert.deepEqual([five.status, five.body.code, five.body.at], [400, 'BODY_MALFORMED', 'body/teams/0/memberIds'])
    const opened = await open(team('ana', 'cem', 'dilnaz', 'eset'), team('bo', 'farida'), team('galym', 'hua'))
    const at = `/api/competitions/${opened.body.id}`
    const started = await post('dana', `${at}/start`)
    assert.equal(started.status, 200, JSON.stringify(started.body))
    const cars = started.body.teams.map(({ attemptId }: Json) => `/api/attempts/${attemptId}`)
    const act = async (who: string, car: number, action: object): Promise<Json> =>
      (await post(who, `${cars[car]}/actions`, action)).body
    const repair = (component: string) => ({ kind: 'repair', component, repair: 'replace' })

    const { startedAt, endsAt, model } = (await get('eset', cars[0])).body
    assert.equal(Date.parse(endsAt) - Date.parse(startedAt), 60 * MIN)
    assert.equal(model.id, 'byd-atto-3')
    for (const who of ['ana', 'cem', 'dilnaz', 'eset'])
      assert.deepEqual(await act(who, 0, { kind: 'barrier', on: true }), { kind: 'done' }, `${who} is at the car`)

    // The first to end buys a battery, the second pulls the service disconnect on a bare floor, alone, the last is careful.
    assert.deepEqual(await act('cem', 0, repair('battery12V')), { kind: 'done' })
    for (const action of SECURING) assert.deepEqual(await act('farida', 1, action), { kind: 'done' })
    assert.deepEqual(await act('bo', 1, { kind: 'serviceDisconnect', inserted: false }), { kind: 'done' })
    for (const [car, who] of ['dilnaz', 'farida', 'galym'].entries()) {
      assert.equal((await act(who, car, repair('fuseBms'))).kind, 'done')
      assert.equal((await post(who, `${cars[car]}/diagnosis`, CAUSE)).status, 200)
    }

    const { gate } = (await get('bo', cars[1])).body.assessment
    const remarks = gate.remarks.map(({ remark }: Json) => remark)
    assert(remarks.includes('mat') && remarks.includes('secondPerson'), String(remarks))
    const { teams, penaltyKzt, remarkMin } = (await get('hua', at)).body
    assert.deepEqual([penaltyKzt, remarkMin], [PENALTY_KZT, REMARK_MIN])
    const [batteryKzt] = model.components
      .find(({ id }: Json) => id === 'battery12V')
      .repairs.flatMap(({ id, priceKzt }: Json) => (id === 'replace' ? [priceKzt] : []))
    assert(batteryKzt > 0)
    assert.deepEqual(
      teams.map(({ outcome, place, needlessKzt, remarkCount }: Json) => [outcome, place, needlessKzt, remarkCount]),
      [
        ['solved', 2, batteryKzt, 0],
        ['solved', 3, 0, remarks.length],
        ['solved', 1, 0, 0],
      ],
    )
    const penaltiesMin = teams.map(({ workedMs, countedMs }: Json) => (countedMs - workedMs) / MIN)
    assert.deepEqual(penaltiesMin, [batteryKzt / PENALTY_KZT, remarks.length * REMARK_MIN, 0])
  },
  { exercises: [{ ...exercise, faults: ['ev-17-bms-silent'] }], worldUrl: CARS.url, faultsOf: CARS.faultsOf },
)
