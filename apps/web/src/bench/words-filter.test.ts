import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { hasWords, wordsFilter } from './words-filter.ts'

test('parts of words find a point in any order and any case', () => {
  assert(hasWords('High-voltage bus: positive', 'bus pos'))
  assert(hasWords('High-voltage bus: positive', 'POSITIVE  high voltage'))
  assert(hasWords('Плюс высоковольтной шины', 'шин плюс'))
  assert(hasWords('高压母线：正极', '母线正'))
  assert(hasWords('DC/DC converter: positive', 'dc/dc pos'))
  assert(!hasWords('High-voltage bus: negative', 'bus pos'))
})

test('nothing typed, or only blanks, finds everything; the whole name finds itself', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      assert(hasWords(name, '') && hasWords(name, '  '))
      assert(hasWords(name, name))
    }),
  )
})

test('a group without a hit is not shown', () => {
  const of = (label: string) => ({ value: label, label, disabled: false })
  const options = [
    { group: 'High voltage', items: [of('Bus, plus'), of('Bus, minus')] },
    { group: 'Low voltage', items: [of('Chassis')] },
  ]
  assert.deepEqual(wordsFilter({ options, search: 'min', limit: 10 }), [
    { group: 'High voltage', items: [of('Bus, minus')] },
  ])
})
