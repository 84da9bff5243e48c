/** What the guidance of a station puts into the evidence itself, and what it makes of frames and bytes as they pass. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EvidenceOf, GUIDE_STEPS, type GuidePlan, type GuideProgress } from '@luban/lab'
import { hex } from '@luban/stdx'
import { createStationGuide, type StationGuideParts } from './station-guide.ts'

const ECUS = [{ id: 'engine', requestId: 0x7e0, responseId: 0x7e8, logicalAddress: 0x10 }]
const at = (wallMs: number) => ({ tick: wallMs, stationMs: wallMs, wallMs })

function stand(plan: GuidePlan = GUIDE_STEPS.map((id) => ({ id, criteria: [] }))) {
  let isIsolated = false
  const recorded: Partial<EvidenceOf<'guidance'>>[] = []
  const told: GuideProgress[] = []
  const world = { model: { ecus: ECUS }, isIsolated: () => isIsolated } as unknown as StationGuideParts['world']
  const guide = createStationGuide({
    order: { guide: plan },
    world,
    record(content) {
      recorded.push(content)
      guide?.see({ ...content, ...at(recorded.length) } as EvidenceOf<'guidance'>, recorded.length)
    },
    tell: (progress) => void told.push(progress),
  })
  return {
    guide,
    recorded,
    told,
    isolate(isSo: boolean) {
      isIsolated = isSo
      guide?.lookAtIsolation()
    },
  }
}

const doneIn = (progress: GuideProgress | undefined) =>
  progress?.steps.flatMap(({ id, done }) => (done === null ? [] : [id]))

test('that the car is isolated stands in the evidence once, and again when it is connected', () => {
  const { recorded, told, isolate } = stand()
  for (const isSo of [false, true, true, false, false, true]) isolate(isSo)
  assert.deepEqual(
    recorded.map(({ event }) => event),
    ['isolated', 'reconnected', 'isolated'],
  )
  assert.deepEqual(doneIn(told.at(-1)), ['makeSafe'])
})

test('frames are read as they pass, without being evidence of their own', () => {
  const { guide, told, recorded } = stand()
  const send = (sender: string, id: number, data: string, index: number) =>
    guide?.seeFrame(at(index), { sender, frame: { id, isExtended: false, data: hex(data) } }, index)
  send('elm327 #1', 0x7df, '0103000000000000', 0)
  send('engine', 0x7e8, '0443010C78000000', 1)
  assert.deepEqual([doneIn(told.at(-1)), recorded.length], [['readCodes'], 0])
})

test('a hint is recorded once, of a step that there is', () => {
  const { guide, recorded } = stand([{ id: 'readCodes', criteria: [] }])
  assert.deepEqual([guide?.openHint('readCodes', 'ana'), guide?.openHint('readCodes', 'ana')], [true, true])
  assert.equal(guide?.openHint('measure', 'ana'), false)
  assert.deepEqual(recorded, [{ kind: 'guidance', event: 'hintOpened', by: 'ana', step: 'readCodes' }])
})

test('an attempt without a plan has no guidance', () => {
  const parts = { order: {}, world: { model: { ecus: ECUS } } as never, record() {}, tell() {} }
  assert.equal(createStationGuide(parts), undefined)
})
