import assert from 'node:assert/strict'
import test from 'node:test'
import type { ComposableStation, Composed } from '../api/composed.ts'
import { comingFaults, composedOf, draftOf, missingIn, withFaults, withStation } from './draft.ts'

const COMPOSED: Composed = {
  laboratory: 'electric',
  station: 'byd-atto-3',
  faults: ['one', 'two'],
  timeLimitMin: 30,
  settings: { ambientDegC: 0 },
  language: 'kk',
  title: 'Атауы',
  complaint: 'Шағым',
  task: 'Тапсырма',
}

test('what was composed comes back from the form as it was, a setting of zero too', () => {
  assert.deepEqual(composedOf(draftOf(COMPOSED, 'en')), COMPOSED)
  assert.deepEqual(composedOf(draftOf({ ...COMPOSED, faultsComeBy: 'heat' }, 'en')).faultsComeBy, 'heat')
  const filtering = { ...COMPOSED, hasFilteringGateway: true } as const
  assert.deepEqual(composedOf(draftOf(filtering, 'en')), filtering)
  const limited = { ...COMPOSED, moneyLimitKzt: 5000, settings: { battery12VPercent: 40, ambientDegC: -8 } }
  assert.deepEqual(composedOf(draftOf(limited, 'en')), limited)
  const emptied = { ...draftOf(limited, 'en'), settings: { battery12VPercent: '', ambientDegC: 3 } as const }
  assert.deepEqual(composedOf(emptied).settings, { ambientDegC: 3 })
})

test('an empty form says what is missing in its order, and begins in the language of the reader', () => {
  const draft = draftOf(undefined, 'zh')
  assert.equal(draft.language, 'zh')
  assert.deepEqual(missingIn(draft), ['station', 'faults', 'title', 'complaint', 'task'])
  assert.deepEqual(missingIn({ ...draftOf(COMPOSED, 'en'), timeLimitMin: '', task: '  ' }), ['timeLimitMin', 'task'])
})

test('another car takes its own laboratory and forgets the faults of the one before', () => {
  const jolion = { id: 'haval-jolion', laboratories: [{ id: 'petrol' }], faults: [] } as unknown as ComposableStation
  const draft = withStation(draftOf(COMPOSED, 'en'), jolion)
  assert.deepEqual([draft.station, draft.laboratory, draft.faults], ['haval-jolion', 'petrol', []])
})

test('where no chosen fault can come and go any more, none is said to', () => {
  const faults = [
    { id: 'wire', canComeAndGo: true },
    { id: 'worn', canComeAndGo: false },
  ]
  const car = { id: 'car', laboratories: [], faults } as unknown as ComposableStation
  const draft = { ...withFaults(draftOf(COMPOSED, 'en'), ['wire', 'worn'], car), faultsComeBy: 'time' } as const
  assert.deepEqual(
    comingFaults(draft, car).map(({ id }) => id),
    ['wire'],
  )
  assert.equal(withFaults(draft, ['wire'], car).faultsComeBy, 'time')
  assert.equal(withFaults(draft, ['worn'], car).faultsComeBy, '')
  assert.equal(withStation(draft, car).faultsComeBy, '')
})
