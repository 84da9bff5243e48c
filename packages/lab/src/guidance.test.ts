/** A guided attempt comes along its plan by what the evidence shows, whatever is wrong with the car. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EvidenceRecord, RunningEvidence } from './evidence.ts'
import { createEvidenceLog, readEvidence } from './evidence.ts'
import type { Rubric } from './exercise.ts'
import { createGuide, type GuideProgress } from './guidance.ts'
import { GUIDE_STEPS, type GuideStepId, guidePlanOf } from './guide-plan.ts'
import type { Component } from './station.ts'

const NAME = { kk: 'а', ru: 'а', zh: '甲', en: 'a' }
const ECUS = [
  { id: 'engine', requestId: 0x7e0, responseId: 0x7e8, logicalAddress: 0x10 },
  { id: 'body', requestId: 0x7e1, responseId: 0x7e9, logicalAddress: 0x20 },
]
const criterion = <Kind extends string, More extends object>(kind: Kind, more: More) => ({
  ...{ kind, id: `of-${kind}`, name: NAME, weight: 10 },
  ...more,
})
const RUBRIC = {
  criteria: [
    criterion('causeFound', {}),
    criterion('proved', {}),
    criterion('needlessParts', { zeroAtKzt: 1 }),
    criterion('time', { fullUntilPercent: 75 }),
    criterion('recheck', {}),
    criterion('instructor', { guidance: NAME, readsReport: true }),
  ],
} as Pick<Rubric, 'criteria'>

const component = (isHighVoltage: boolean, isRepairable = true): Component => ({
  ...{ id: 'part', name: NAME, isHighVoltage, failureModes: [] },
  repairs: isRepairable ? [{ id: 'replace', name: NAME, priceKzt: 1, workMin: 1 }] : [],
})
const PETROL = guidePlanOf(RUBRIC, { components: [component(false)] })
const ELECTRIC = guidePlanOf(RUBRIC, { components: [component(false), component(true)] })
const REAL = guidePlanOf(RUBRIC, { components: [component(true, false)] })

type Untimed<R> = R extends unknown ? Omit<R, 'tick' | 'stationMs' | 'wallMs'> : never
type Told = Untimed<EvidenceRecord>

const act = (action: { kind: string; [more: string]: unknown }, kind: 'done' | 'refused' = 'done'): Told =>
  ({ kind: 'action', by: 'ana', action, outcome: kind === 'done' ? { kind } : { kind, reason: 'noSupply' } }) as Told
const asked = (request: string, response: string | null, ecu = 'engine'): Told => ({
  ...{ kind: 'diagnostic', by: 'ana', door: 'bench', isOnBus: false, ecu, request, response },
})
const measured = (instrument: 'voltmeter' | 'ohmmeter' = 'ohmmeter'): Told => ({
  ...{ kind: 'measurement', by: 'ana', measurement: { instrument, red: 'a', black: 'b' } },
  outcome: { kind: 'reading', reading: { value: 5, unit: instrument === 'voltmeter' ? 'V' : 'Ω' } },
})
const frame = (sender: string, id: number, data: string): Told => ({
  ...{ kind: 'frame', sender, id, isExtended: false, data },
})
const START = act({ kind: 'start' })
const REPAIR = act({ kind: 'repair', component: 'part', repair: 'replace' })
const READ_CODES = asked('19020F', '5902FF')
const CLEAR = asked('14FFFFFF', '54')

function guided(told: readonly Told[], plan = PETROL) {
  const guide = createGuide(plan, ECUS)
  const news = told.map((record, i) =>
    guide.see({ ...record, tick: i, stationMs: i * 10, wallMs: i * 10 } as EvidenceRecord, i),
  )
  return { progress: guide.progress, news }
}

const doneIn = ({ steps }: GuideProgress) => steps.filter(({ done }) => done !== null).map(({ id }) => id)
const partsOf = ({ steps }: GuideProgress, id: GuideStepId) =>
  Object.fromEntries((steps.find((step) => step.id === id)?.parts ?? []).map((part) => [part.id, part.isDone]))

test('a plan has the steps that the station allows, each with the criteria that it earns', () => {
  assert.deepEqual(
    ELECTRIC.map(({ id }) => id),
    GUIDE_STEPS,
  )
  assert.deepEqual(
    PETROL.map(({ id }) => id),
    GUIDE_STEPS.filter((id) => id !== 'makeSafe'),
  )
  assert.deepEqual(
    REAL.map(({ id }) => id),
    ['readCodes', 'readValues', 'verify', 'conclude'],
  )
  const earned = Object.fromEntries(PETROL.map(({ id, criteria }) => [id, criteria]))
  assert.deepEqual(
    [earned.measure, earned.repair, earned.verify, earned.conclude, earned.readCodes],
    [['of-proved'], ['of-needlessParts'], ['of-recheck'], ['of-causeFound', 'of-instructor'], []],
  )
})

test('nothing is done before anything was, nor by what the exercise does itself', () => {
  const byExercise = { ...START, by: 'exercise' } as Told
  const { progress, news } = guided([byExercise, { ...REPAIR, by: 'exercise' } as Told])
  assert.deepEqual([doneIn(progress), progress.next, news], [[], 'observe', [false, false]])
})

test('a whole diagnosis ticks step by step, in the order in which it was done', () => {
  const deeds = [START, READ_CODES, asked('22F190', '62F19031'), asked('22F40C', '62F40C0000'), measured(), REPAIR]
  const nexts = deeds.map((_, i) => guided(deeds.slice(0, i + 1)).progress.next)
  assert.deepEqual(nexts, ['readCodes', 'readValues', 'readValues', 'measure', 'repair', 'verify'])
  const all = [...deeds, CLEAR, START, READ_CODES]
  const verified = guided(all).progress
  assert.equal(verified.steps.find(({ id }) => id === 'verify')?.done?.index, all.length - 1)
  assert.equal(verified.next, 'conclude')
  const stated = guided([...all, { kind: 'diagnosis', by: 'ana', component: null, failureMode: null }]).progress
  assert.deepEqual([stated.next, doneIn(stated).length], [null, PETROL.length])
})

test('what was left out comes next, what is asked for only at need is never caught up on', () => {
  assert.equal(guided([READ_CODES]).progress.next, 'observe')
  const { progress } = guided([START, READ_CODES, asked('220110', '62011001'), measured()], ELECTRIC)
  assert.equal(progress.next, 'repair', 'not the isolation that nothing has asked for')
})

test('codes count from whatever tool: over an adapter as frames, over DoIP as bytes', () => {
  const adapter = [frame('elm327 #1', 0x7df, '0103000000000000'), frame('engine', 0x7e8, '0443010C78000000')]
  assert.deepEqual(doneIn(guided(adapter).progress), ['readCodes'])
  const value = [frame('slcan #1', 0x7e0, '0322011000000000'), frame('engine', 0x7e8, '0462011001000000')]
  assert.deepEqual(doneIn(guided(value).progress), ['readValues'])
  const traffic = (event: 'opened' | 'received' | 'sent', data: string): Told => ({
    ...{ kind: 'doorTraffic', door: 'doip', connection: 0, event, data },
  })
  const doip = [
    traffic('opened', ''),
    traffic('received', '02FD8001000000070E80001019020F'),
    traffic('sent', '02FD80010000000700100E805902FF'),
  ]
  assert.deepEqual(doneIn(guided(doip).progress), ['readCodes'])
})

test('a refusal, the list of all codes, identification and the list of values are no reading', () => {
  const refused = [asked('19020F', '7F1911'), asked('190A', '590AFF'), asked('22F190', '62F19031')]
  assert.deepEqual(doneIn(guided([...refused, asked('0100', '410000000000')]).progress), [])
  // One who writes on a unit's identifier is not that unit.
  assert.deepEqual(doneIn(guided([frame('elm327 #1', 0x7e8, '0443010C78000000')]).progress), [])
})

test('a car that answers nobody was asked all the same, when it is on', () => {
  const on = act({ kind: 'power', to: 'on' })
  const silent = asked('19020F', null)
  assert.deepEqual(doneIn(guided([silent]).progress), [], 'it was off')
  assert.deepEqual(doneIn(guided([on, silent]).progress), ['readCodes'])
  assert.deepEqual(doneIn(guided([{ ...on, by: 'exercise' } as Told, silent]).progress), ['readCodes'])
  assert.deepEqual(doneIn(guided([on, asked('22F190', '62F19031', 'body'), silent]).progress), [], 'another answers')
  assert.deepEqual(doneIn(guided([on, asked('19020F', null, '7FF')]).progress), [], 'nobody is at that address')
})

test('the customer is followed by starting, charging or driving; a start that does nothing shows it too', () => {
  const uses = [act({ kind: 'charger', plugged: true }), act({ kind: 'profile', profile: 'udds' })]
  for (const use of [START, act({ kind: 'start' }, 'refused'), ...uses]) {
    assert.deepEqual(doneIn(guided([use]).progress), ['observe'])
  }
  const others = [
    act({ kind: 'power', to: 'on' }),
    act({ kind: 'charger', plugged: false }),
    act({ kind: 'gloves', on: true }),
  ]
  assert.deepEqual(doneIn(guided(others).progress), [])
})

test('looking for voltage on a car that is cut off is part of making it safe; any other reading is a measurement', () => {
  const cutOff = act({ kind: 'serviceDisconnect', inserted: false })
  const isolated: Told = { kind: 'guidance', event: 'isolated' }
  const absence = guided([cutOff, measured('voltmeter')], ELECTRIC).progress
  assert.deepEqual(doneIn(absence), [])
  const safe = guided([cutOff, measured('voltmeter'), isolated], ELECTRIC).progress
  assert.deepEqual([doneIn(safe), safe.next], [['makeSafe'], 'observe'])
  assert.deepEqual(doneIn(guided([cutOff, isolated, measured('voltmeter')], ELECTRIC).progress), [
    'makeSafe',
    'measure',
  ])
  assert.deepEqual(doneIn(guided([cutOff, measured('ohmmeter')], ELECTRIC).progress), ['measure'])
  const again = guided([cutOff, isolated, { kind: 'guidance', event: 'reconnected' }], ELECTRIC).progress
  assert.deepEqual(partsOf(again, 'makeSafe'), { isolated: true, stillIsolated: false })
})

test('a scope and a pressure gauge measure too; what was refused does not', () => {
  const settings = {
    channels: [],
    secondsPerDivision: 1,
    trigger: { channel: 0, edge: 'rising', volts: 0, mode: 'auto' },
  }
  const scope = {
    kind: 'scope',
    by: 'ana',
    settings,
    outcome: { kind: 'trace', isTriggered: true, channels: [] },
  } as Told
  const gauge = { ...measured(), measurement: { instrument: 'gauge', point: 'rail' } } as Told
  for (const deed of [scope, gauge]) assert.deepEqual(doneIn(guided([deed]).progress), ['measure'])
  const refused = { ...measured(), outcome: { kind: 'refused', reason: 'unknownPoint' } } as Told
  assert.deepEqual(doneIn(guided([refused]).progress), [])
})

test('a measurement after the repair is told as one, and another repair asks for another check', () => {
  const late = guided([REPAIR, measured()]).progress
  assert.deepEqual(partsOf(late, 'measure'), { measured: true, measuredBeforeRepair: false })
  assert.deepEqual(partsOf(guided([measured(), REPAIR]).progress, 'measure').measuredBeforeRepair, true)
  const checked = [REPAIR, CLEAR, START, READ_CODES]
  assert(doneIn(guided(checked).progress).includes('verify'))
  assert(!doneIn(guided([...checked, REPAIR]).progress).includes('verify'))
  assert(
    !doneIn(guided([REPAIR, READ_CODES, START, CLEAR]).progress).includes('verify'),
    'read before they were cleared',
  )
  assert(!doneIn(guided([CLEAR, START, READ_CODES]).progress).includes('verify'), 'nothing was repaired')
})

test('at a real car, codes that were cleared and read again are all that the evidence can show', () => {
  assert(doneIn(guided([CLEAR, READ_CODES], REAL).progress).includes('verify'))
})

test('a hint is known from when it was opened first', () => {
  const hint: Told = { kind: 'guidance', event: 'hintOpened', by: 'ana', step: 'measure' }
  const { progress, news } = guided([START, hint, hint])
  assert.deepEqual(news, [true, true, false])
  assert.deepEqual(
    progress.steps.flatMap(({ id, hint }) => (hint ? [[id, hint.index]] : [])),
    [['measure', 1]],
  )
})

test('what is polled changes nothing after the first time', () => {
  const polled = Array.from({ length: 50 }, () => asked('220110', '62011001'))
  assert.equal(guided(polled).news.filter(Boolean).length, 1)
})

test('right and wrong deeds look the same: a wrong part ticks as the right one does', () => {
  const wrong = act({ kind: 'repair', component: 'other', repair: 'replace' })
  assert.deepEqual(guided([wrong]).progress, guided([REPAIR]).progress)
})

test('the evidence holds the plan and the hints, and gives the same progress when it is read back', () => {
  const parts: Uint8Array[] = []
  const log = createEvidenceLog({ write: (bytes) => void parts.push(bytes.slice()) })
  const hint: Told = { kind: 'guidance', event: 'hintOpened', by: 'ana', step: 'readCodes' }
  const opened: Told = {
    ...{ kind: 'opened', attempt: 'a', exercise: 'e', exerciseVersion: 1, mode: 'practice', model: 'm', stepMs: 10 },
    ...{ seed: 1, startedAtMs: 0, versions: {}, guide: PETROL },
  }
  const told = [opened, START, hint, READ_CODES]
  for (const [i, record] of told.entries()) {
    log.record({ ...record, tick: i, stationMs: i * 10, wallMs: i * 10 } as RunningEvidence)
  }
  log.seal({ tick: 9, stationMs: 90, wallMs: 90, reason: 'timeIsUp', truth: [] })
  const { records, isIntact } = readEvidence(Buffer.concat(parts))
  assert(isIntact)
  const [first] = records
  assert(first.kind === 'opened' && first.guide !== undefined)
  const guide = createGuide(first.guide, ECUS)
  for (const [i, record] of records.entries()) guide.see(record, i)
  assert.deepEqual(guide.progress, guided(told).progress)
})
