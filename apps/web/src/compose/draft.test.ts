import assert from 'node:assert/strict'
import test from 'node:test'
import type { ComposableStation, Composed } from '../api/composed.ts'
import { composedOf, draftOf, missingIn, withStation } from './draft.ts'

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
